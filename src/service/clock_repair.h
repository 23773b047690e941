/* clock_repair.h - the offset of a device's clock, learned from a verified reply's Date.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CLOCK_REPAIR_H
#define QCC_CLOCK_REPAIR_H

#include "service/clock.h"

/* Sets the client's offset by the Date of the response whose head was read last, when it came over
 * verified TLS, there is one and one only, and it lies after QCC_CLOCK_MIN_S, inside the validity
 * of every certificate of the chain, and more than `apart_s` seconds from what the client takes the
 * time for. Returns whether it was set. */
bool qcc_clock_take_date(struct qcc_client *client, int64_t apart_s);

#endif
