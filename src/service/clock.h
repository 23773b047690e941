/* clock.h - what time it is, and what is done where a device's clock is wrong.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_SERVICE_CLOCK_H
#define QCC_SERVICE_CLOCK_H

#include "qcc/clock.h"

/* What a clock that is wrong is repaired with. */
struct qcc_clock_policy {
    /* A reply has another Status than 200. True when the client's offset was set by it, so that the
     * request may be sent once more. */
    bool (*learn)(struct qcc_client *client);

    /* NULL when a clock that is not set is an error. Begins the exchange that asks for the time. */
    void (*begin)(struct qcc_client *client);

    /* Goes on with it. QCC_OK: the client's offset is set, and the plan is as it was; QCC_PENDING;
     * otherwise how it failed. */
    enum qcc_error (*step)(struct qcc_client *client, uint32_t time_left_ms);
};

/* Reads the wall clock and adds the client's offset. QCC_OK, or QCC_ERROR_CLOCK when that is before
 * QCC_CLOCK_MIN_S: the clock is not set. *now_s is set either way. */
enum qcc_error qcc_clock_read(const struct qcc_client *client, int64_t *now_s);

#endif
