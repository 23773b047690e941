/* clock.c - what time it is, and when nobody knows.
 * SPDX-License-Identifier: MIT */
#include "service/clock.h"

/* An offset as large as that was learned while the clock was not set at all. Once the clock has
 * been set, it is of no use. */
#define BOOTSTRAPPED_MIN_S (QCC_CLOCK_MIN_S / 2)

int64_t qcc_clock_offset(const struct qcc_client *client)
{
    if (client->config == NULL || client->clock_offset_s <= (int64_t)BOOTSTRAPPED_MIN_S) {
        return client->clock_offset_s;
    }
    const struct qcc_port *port = client->config->port;
    const bool is_set = port->unix_time_s(port->context) >= (int64_t)QCC_CLOCK_MIN_S;
    return is_set ? 0 : client->clock_offset_s;
}

enum qcc_error qcc_clock_read(const struct qcc_client *client, int64_t *now_s)
{
    const struct qcc_port *port = client->config->port;
    /* Unsigned, because the sum of two that make no sense may overflow. */
    *now_s =
        (int64_t)((uint64_t)port->unix_time_s(port->context) + (uint64_t)qcc_clock_offset(client));
    return *now_s < (int64_t)QCC_CLOCK_MIN_S ? QCC_ERROR_CLOCK : QCC_OK;
}

enum qcc_error qcc_clock_set_offset(struct qcc_client *client, int64_t offset_s)
{
    if (!qcc_client_is_idle(client)) {
        return QCC_ERROR_STATE;
    }
    client->clock_offset_s = offset_s;
    return QCC_OK;
}
