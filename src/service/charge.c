/* charge.c - whether the service may have charged a call, and whether it is sent again.
 * SPDX-License-Identifier: MIT */
#include "service/charge.h"

bool qcc_charge_is_possible(const struct qcc_client *client)
{
    return client->call.was_sent;
}

bool qcc_charge_allows_retry(const struct qcc_client *client, enum qcc_error error)
{
    const struct qcc_exchange *exchange = &client->exchange;
    return exchange->reused && exchange->received == 0 &&
           (error == QCC_ERROR_RESET || error == QCC_ERROR_CLOSED) &&
           (!qcc_charge_is_possible(client) || client->config->retry_maybe_charged);
}
