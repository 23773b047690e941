/* clock.h - when the wall clock counts as not set.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CLOCK_H
#define QCC_CLOCK_H

#include "qcc/error.h"
#include "qcc/port.h"

/* Reads the wall clock of `port` into *now_s. QCC_OK, or QCC_ERROR_CLOCK when it is not set or
 * stands before QCC_CLOCK_MIN_S. */
enum qcc_error qcc_clock_read(const struct qcc_port *port, int64_t *now_s);

#endif
