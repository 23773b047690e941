/* charge.c - whether the service has charged a call, and whether it is sent again.
 * SPDX-License-Identifier: MIT */
#include "service/charge.h"
#include "qcc/status.h"

enum qcc_charge qcc_charge_of(const struct qcc_client *client)
{
    const struct qcc_envelope *reply = &client->reply;
    const struct qcc_span message = {(const uint8_t *)reply->message, reply->message_len};
    if (client->call.tries_sent == 0) {
        return QCC_CHARGE_NO;
    }
    switch (qcc_status_classify(reply->status, message)) {
    case QCC_STATUS_VALID:
        return QCC_CHARGE_YES;
    case QCC_STATUS_INVALID:
        /* Of an earlier try, which got no reply, nothing is known. */
        return client->call.tries_sent == 1 ? QCC_CHARGE_NO : QCC_CHARGE_MAYBE;
    default:
        return QCC_CHARGE_MAYBE; /* no Status was read, or one that is in no list */
    }
}

bool qcc_charge_allows_retry(const struct qcc_client *client, enum qcc_error error)
{
    const struct qcc_exchange *exchange = &client->exchange;
    return exchange->reused && exchange->received == 0 &&
           (error == QCC_ERROR_RESET || error == QCC_ERROR_CLOSED) &&
           (client->call.tries_sent == 0 || client->config->retry_maybe_charged);
}
