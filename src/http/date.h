/* date.h - the value of a Date field (RFC 9110 sections 5.6.7 and 6.6.1) as Unix time.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_DATE_H
#define QCC_DATE_H

#include "qcc/internal/state.h"

/* Reads an IMF-fixdate, the only form that a sender may generate, into *unix_s, the seconds since
 * 1970-01-01 UTC. False, and *unix_s is left alone, for all else:
 * - the two obsolete forms: one has a year of two digits, and no server of today sends them;
 * - other letter case, other white space, numbers without their leading zero;
 * - a day that its month does not have, a time that no day has; a leap second (:60) is the first
 *   second after it;
 * - a name of a day that does not fit the date: it is a check digit that costs nothing, and whoever
 *   sets a clock by this text has no other;
 * - a year before 1970. */
bool qcc_date_parse(struct qcc_span text, int64_t *unix_s);

#endif
