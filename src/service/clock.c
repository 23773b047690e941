/* port.c - what every user of a port asks of it in the same words.
 * SPDX-License-Identifier: MIT */
#include "qcc/port.h"

#include "qcc/config.h"

enum qcc_error qcc_port_wall_clock(const struct qcc_port *port, int64_t *now_s)
{
    *now_s = port->unix_time_s(port->context);
    return *now_s < (int64_t)QCC_CLOCK_MIN_S ? QCC_ERROR_CLOCK : QCC_OK;
}

bool qcc_port_is_past(const struct qcc_port *port, uint32_t deadline_ms)
{
    return (int32_t)(port->now_ms(port->context) - deadline_ms) >= 0;
}
