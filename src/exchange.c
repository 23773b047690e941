/* exchange.c - the state machine of one HTTP exchange.
 * SPDX-License-Identifier: MIT */
#include "qcc/exchange.h"

#include <string.h>

enum state {
    IDLE,       /* none was begun */
    CHECKING,   /* an open connection is looked at for its end */
    CONNECTING, /* a new one is made */
    SENDING,    /* the request goes out; not a byte of a response is read before all of it is */
    RECEIVING,  /* the response comes in */
    DONE,       /* it has been read whole */
    FAILED      /* `failure` says why */
};

void qcc_exchange_begin(struct qcc_exchange *exchange, struct qcc_connection *connection,
                        const struct qcc_exchange_plan *plan)
{
    memset(exchange, 0, sizeof *exchange);
    exchange->plan = *plan;
    exchange->connection = connection;
    exchange->state = qcc_connection_is_ready(connection, plan->url) ? CHECKING : CONNECTING;
    if (exchange->state == CONNECTING) {
        enum qcc_error error = qcc_connection_open(connection, plan->url, plan->session);
        if (error != QCC_OK) {
            qcc_exchange_fail(exchange, error);
        }
    }
}

/* The request holds the key and the Token. */
static void forget_request(struct qcc_exchange *exchange)
{
    qcc_wipe(exchange->plan.request, exchange->plan.request_len);
}

enum qcc_error qcc_exchange_fail(struct qcc_exchange *exchange, enum qcc_error error)
{
    struct qcc_failure *failure = &exchange->failure;
    if (exchange->state == IDLE || exchange->state == DONE || exchange->state == FAILED) {
        return failure->error;
    }
    failure->error = error;
    failure->phase = qcc_exchange_phase(exchange);
    failure->http_status = exchange->response.http_status;
    failure->offset = exchange->received;
    qcc_tls_explain(&exchange->connection->tls, failure);
    if (exchange->state <= SENDING) {
        forget_request(exchange);
    }
    exchange->state = FAILED;
    qcc_connection_close(exchange->connection);
    return error;
}

/* RFC 9110 section 9.2.2 would allow to repeat a GET; what may be charged is not repeated here but
 * where the caller's wish is known. */
static enum qcc_error step_check(struct qcc_exchange *exchange)
{
    enum qcc_error error = qcc_connection_check(exchange->connection);
    if (error == QCC_OK) {
        exchange->reused = true;
        exchange->state = SENDING;
    } else if (error == QCC_ERROR_CLOSED) {
        error =
            qcc_connection_open(exchange->connection, exchange->plan.url, exchange->plan.session);
        exchange->state = CONNECTING;
    }
    return error;
}

static enum qcc_error step_connect(struct qcc_exchange *exchange)
{
    enum qcc_error error = qcc_connection_step(exchange->connection);
    exchange->wait = exchange->connection->wait;
    if (error == QCC_OK) {
        exchange->state = SENDING;
    }
    return error;
}

static enum qcc_error step_send(struct qcc_exchange *exchange)
{
    struct qcc_exchange_plan *plan = &exchange->plan;
    size_t moved = 0;
    enum qcc_error error = qcc_connection_send(exchange->connection, plan->request + exchange->sent,
                                               plan->request_len - exchange->sent, &moved);
    exchange->wait = exchange->connection->wait;
    if (error != QCC_OK) {
        return error;
    }
    exchange->sent += moved;
    if (exchange->sent == plan->request_len) {
        exchange->failure.maybe_charged = true;
        forget_request(exchange);
        qcc_response_begin(&exchange->response, plan->fields, plan->field_count, plan->body_max);
        exchange->state = RECEIVING;
    }
    return QCC_OK;
}

/* The message is whole. Bytes beyond it are nobody's (RFC 9112 section 9.3): the message stands,
 * the connection goes. */
static enum qcc_error finish(struct qcc_exchange *exchange, size_t left_over)
{
    qcc_connection_finish(exchange->connection, exchange->response.reusable && left_over == 0);
    exchange->state = DONE;
    return QCC_OK;
}

static enum qcc_error read_pieces(struct qcc_exchange *exchange, struct qcc_span in)
{
    const struct qcc_sink *sink = &exchange->plan.sink;
    enum qcc_error error;
    do {
        struct qcc_span piece;
        size_t before = in.len;
        error = qcc_response_read(&exchange->response, &in, &piece);
        exchange->received += (uint32_t)(before - in.len);
        if (piece.len != 0) {
            enum qcc_error taken = sink->write(sink->context, piece);
            if (taken != QCC_OK) {
                return taken;
            }
        }
    } while (error == QCC_PENDING && in.len != 0);
    return error == QCC_OK ? finish(exchange, in.len) : error;
}

static enum qcc_error step_receive(struct qcc_exchange *exchange)
{
    struct qcc_exchange_plan *plan = &exchange->plan;
    size_t moved = 0;
    enum qcc_error error =
        qcc_connection_receive(exchange->connection, plan->receive, plan->receive_size, &moved);
    exchange->wait = exchange->connection->wait;
    if (error == QCC_OK) {
        return read_pieces(exchange, qcc_span_make(plan->receive, moved));
    }
    if (error == QCC_ERROR_CLOSED) {
        error = qcc_response_end(&exchange->response);
        if (error == QCC_OK) {
            return finish(exchange, 0);
        }
    } else if (error == QCC_ERROR_INCOMPLETE && exchange->received == 0) {
        error = QCC_ERROR_CLOSED; /* TCP ended, and nothing had begun that could be incomplete */
    }
    return error;
}

static enum qcc_error step_once(struct qcc_exchange *exchange)
{
    exchange->wait = QCC_WAIT_NONE;
    switch (exchange->state) {
    case CHECKING:
        return step_check(exchange);
    case CONNECTING:
        return step_connect(exchange);
    case SENDING:
        return step_send(exchange);
    default:
        return step_receive(exchange);
    }
}

enum qcc_error qcc_exchange_step(struct qcc_exchange *exchange)
{
    switch (exchange->state) {
    case IDLE:
        return QCC_ERROR_STATE;
    case DONE:
        return QCC_OK;
    case FAILED:
        return exchange->failure.error;
    default:
        break;
    }
    if (qcc_port_is_past(exchange->connection->port, exchange->plan.deadline_ms)) {
        return qcc_exchange_fail(exchange, QCC_ERROR_DEADLINE);
    }
    enum qcc_error error = step_once(exchange);
    if (error < 0) {
        return qcc_exchange_fail(exchange, error);
    }
    return exchange->state == DONE ? QCC_OK : QCC_PENDING;
}

enum qcc_phase qcc_exchange_phase(const struct qcc_exchange *exchange)
{
    switch (exchange->state) {
    case FAILED:
        return exchange->failure.phase;
    case IDLE:
        return QCC_PHASE_SETUP;
    case CONNECTING:
        return qcc_connection_phase(exchange->connection);
    case CHECKING:
        return QCC_PHASE_CONNECT;
    case SENDING:
        return QCC_PHASE_SEND;
    default:
        return qcc_response_in_body(&exchange->response) ? QCC_PHASE_BODY : QCC_PHASE_HEAD;
    }
}

bool qcc_exchange_is_stale(const struct qcc_exchange *exchange)
{
    enum qcc_error error = exchange->failure.error;
    return exchange->state == FAILED && exchange->reused && exchange->received == 0 &&
           (error == QCC_ERROR_RESET || error == QCC_ERROR_CLOSED);
}
