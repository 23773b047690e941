/* deadline.h - points of a clock of milliseconds that wraps.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_DEADLINE_H
#define QCC_DEADLINE_H

#include <stdint.h>

/* The time from `now_ms` to `deadline_ms`, 0 when it has passed. Right across the clock's wrap
 * while the two are less than 2^31 ms apart. */
static inline uint32_t qcc_time_left_ms(uint32_t now_ms, uint32_t deadline_ms)
{
    const uint32_t left_ms = deadline_ms - now_ms;

    return left_ms < 0x80000000u ? left_ms : 0;
}

#endif
