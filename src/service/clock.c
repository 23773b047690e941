/* clock.c - when the wall clock counts as not set.
 * SPDX-License-Identifier: MIT */
#include "service/clock.h"

#include "qcc/config.h"

enum qcc_error qcc_clock_read(const struct qcc_port *port, int64_t *now_s)
{
    *now_s = port->unix_time_s(port->context);
    return *now_s < (int64_t)QCC_CLOCK_MIN_S ? QCC_ERROR_CLOCK : QCC_OK;
}
