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

/* The peer had given up the connection that was reused. */
static bool is_stale_connection(const struct qcc_client *client, enum qcc_error error)
{
    const struct qcc_exchange *exchange = &client->exchange;
    return exchange->reused && exchange->received == 0 &&
           (error == QCC_ERROR_RESET || error == QCC_ERROR_CLOSED) &&
           (client->call.tries_sent == 0 || client->config->retry_maybe_charged);
}

/* The peer could do nothing with the session that was offered: another node of a host may speak
 * another version of TLS, which the session pins. A handshake that failed has forgotten it. */
static bool is_stale_session(const struct qcc_client *client, enum qcc_error error)
{
    const enum qcc_kind kind = qcc_error_kind(error);
    return client->exchange.phase == QCC_PHASE_HANDSHAKE && client->connection.tls.offered &&
           (kind == QCC_KIND_TLS || kind == QCC_KIND_NETWORK);
}

bool qcc_charge_allows_retry(const struct qcc_client *client, enum qcc_error error)
{
    return is_stale_connection(client, error) || is_stale_session(client, error);
}
