/* clock_bootstrap.c - the time for a device that has none: asked for once, without a credential,
 * where dates of certificates are not judged; then the call begins under full verification.
 * SPDX-License-Identifier: MIT */
#include "base/writer.h"
#include "http/response.h"
#include "net/connection.h"
#include "net/exchange.h"
#include "service/clock_repair.h"

/* A string literal as the two last arguments of qcc_writer_put_bytes. */
#define LITERAL(text) "" text, sizeof(text) - 1

/* Until the time is known it is taken to be the earliest that it can be: of two editions of a
 * certificate, the one that was good then is looked at first. */
static void begin(struct qcc_client *client)
{
    struct qcc_exchange_plan *plan = &client->exchange.plan;
    struct qcc_writer writer = {client->buffer.request, sizeof client->buffer.request, 0};
    /* qcc_client_init has seen to it that a longer request to this host fits. */
    qcc_writer_put_bytes(&writer, LITERAL("GET "));
    qcc_writer_put(&writer, client->base.path);
    qcc_writer_put_bytes(&writer, LITERAL("/ HTTP/1.1\r\nHost: "));
    qcc_writer_put(&writer, client->base.authority);
    qcc_writer_put_bytes(&writer, LITERAL("\r\nConnection: close\r\n\r\n"));
    plan->request_len = writer.len;
    plan->session = NULL;
    plan->terms.any_date = true;
    plan->terms.now_s = (int64_t)QCC_CLOCK_MIN_S;
    qcc_connection_close(&client->connection);
    qcc_exchange_begin(&client->exchange, &client->connection);
}

/* The head is all that is read: what comes after it, and whether it comes, does not matter. */
static enum qcc_error step(struct qcc_client *client, uint32_t time_left_ms)
{
    struct qcc_exchange *exchange = &client->exchange;
    enum qcc_error error = qcc_exchange_step(exchange, time_left_ms);
    int64_t now_s;
    if (!qcc_exchange_has_head(exchange)) {
        return error;
    }
    qcc_connection_close(&client->connection);
    /* Somebody may have set the clock meanwhile. */
    if (!qcc_clock_take_date(client, 0) && qcc_clock_read(client, &now_s) != QCC_OK) {
        return QCC_ERROR_CLOCK;
    }
    exchange->plan.session = &client->session;
    exchange->plan.terms.any_date = false;
    return QCC_OK;
}

static bool learn(struct qcc_client *client)
{
    return qcc_clock_repair.learn(client);
}

const struct qcc_clock_policy qcc_clock_bootstrap = {learn, begin, step};
