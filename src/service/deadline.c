/* deadline.c - the gate that each step of a job passes: the deadline and the caller's cancel.
 * SPDX-License-Identifier: MIT */
#include "service/deadline.h"

void qcc_deadline_set(struct qcc_client *client)
{
    const struct qcc_port *port = client->config->port;
    client->deadline_ms = port->now_ms(port->context) + client->config->timeout_ms;
}

/* The clock wraps. The difference is right while the two are less than 2^31 ms apart, which
 * QCC_TIMEOUT_MAX_MS sees to. */
uint32_t qcc_deadline_left_ms(const struct qcc_client *client)
{
    const struct qcc_port *port = client->config->port;
    uint32_t left_ms = client->deadline_ms - port->now_ms(port->context);
    return left_ms <= QCC_TIMEOUT_MAX_MS ? left_ms : 0;
}

enum qcc_error qcc_deadline_pass(const struct qcc_client *client, uint32_t *time_left_ms)
{
    if (client->canceled) {
        return QCC_ERROR_CANCELED;
    }
    *time_left_ms = qcc_deadline_left_ms(client);
    return *time_left_ms != 0 ? QCC_OK : QCC_ERROR_DEADLINE;
}
