/* exchange.c - the state machine of one HTTP exchange.
 * SPDX-License-Identifier: MIT */
#include "net/exchange.h"
#include "base/deadline.h"
#include "http/response.h"
#include "net/connection.h"
#include "qcc/report.h"
#include "tls/stream.h"

enum state {
    IDLE,       /* none was begun */
    ENDED,      /* the response has been read whole, or `failure` says why it has not */
    CHECKING,   /* whether the connection serves: open, to the same place, and not ended */
    CONNECTING, /* a new one is made */
    SENDING,    /* the request goes out; not a byte of a response is read before all of it is */
    RECEIVING   /* the response comes in */
};

void qcc_exchange_begin(struct qcc_exchange *exchange, struct qcc_connection *connection)
{
    const struct qcc_exchange_plan *plan = &exchange->plan;
    static const struct qcc_expected expected = {QCC_RESPONSE_TO_GET, NULL};
    qcc_response_begin(&exchange->response, &expected, plan->fields, plan->field_count,
                       plan->body_max);
    exchange->reused = false;
    exchange->received = 0;
    exchange->sent = 0;
    exchange->connection = connection;
    exchange->state = CHECKING;
    connection->tls.wait = QCC_WAIT_NONE;
}

/* The request holds the key and the Token. */
static void forget_request(struct qcc_exchange *exchange)
{
    qcc_wipe(exchange->plan.request, exchange->plan.request_len);
}

enum qcc_error qcc_exchange_fail(struct qcc_exchange *exchange, enum qcc_error error)
{
    struct qcc_report *failure = exchange->plan.failure;
    if (exchange->state <= ENDED) {
        return exchange->state == ENDED ? failure->error : QCC_OK;
    }
    failure->phase = qcc_exchange_phase(exchange);
    failure->error = error;
    failure->http_status = exchange->response.http_status;
    failure->offset = exchange->received;
    if (exchange->state != CHECKING) { /* else it knows of an earlier exchange */
        qcc_tls_explain(&exchange->connection->tls, failure);
    }
    if (exchange->state <= SENDING) {
        forget_request(exchange);
    }
    exchange->state = ENDED;
    qcc_connection_close(exchange->connection);
    return error;
}

static enum qcc_error step_connect(struct qcc_exchange *exchange)
{
    enum qcc_error error = qcc_connection_step(exchange->connection);
    if (error == QCC_OK) {
        exchange->state = SENDING;
    }
    return error;
}

/* RFC 9110 section 9.2.2 would allow to repeat a GET; what may be charged is not repeated here but
 * where the caller's wish is known. */
static enum qcc_error step_check(struct qcc_exchange *exchange)
{
    const struct qcc_exchange_plan *plan = &exchange->plan;
    enum qcc_error error = QCC_ERROR_CLOSED;
    if (qcc_connection_is_ready(exchange->connection, plan->url)) {
        error = qcc_connection_check(exchange->connection);
    }
    if (error == QCC_OK) {
        exchange->reused = true;
        exchange->state = SENDING;
    } else if (error == QCC_ERROR_CLOSED) {
        exchange->state = CONNECTING;
        error = qcc_connection_open(exchange->connection, plan->url, plan->session);
        if (error == QCC_OK) {
            error = step_connect(exchange);
        }
    }
    return error;
}

static enum qcc_error step_send(struct qcc_exchange *exchange)
{
    struct qcc_exchange_plan *plan = &exchange->plan;
    size_t moved = 0;
    enum qcc_error error = qcc_connection_send(exchange->connection, plan->request + exchange->sent,
                                               plan->request_len - exchange->sent, &moved);
    if (error != QCC_OK) {
        return error;
    }
    exchange->sent += moved;
    if (exchange->sent == plan->request_len) {
        plan->failure->maybe_charged = true;
        forget_request(exchange);
        exchange->state = RECEIVING;
    }
    return QCC_OK;
}

static enum qcc_error read_pieces(struct qcc_exchange *exchange, struct qcc_span *in)
{
    const struct qcc_sink *sink = &exchange->plan.sink;
    enum qcc_error error;
    do {
        struct qcc_span piece;
        size_t before = in->len;
        error = qcc_response_read(&exchange->response, in, &piece);
        exchange->received += (uint32_t)(before - in->len);
        if (piece.len != 0) {
            enum qcc_error taken = sink->write(sink->context, piece);
            if (taken != QCC_OK) {
                return taken;
            }
        }
    } while (error == QCC_PENDING && in->len != 0);
    return error;
}

static enum qcc_error step_receive(struct qcc_exchange *exchange)
{
    const struct qcc_exchange_plan *plan = &exchange->plan;
    struct qcc_span in = {plan->receive, 0};
    enum qcc_error error =
        qcc_connection_receive(exchange->connection, plan->receive, plan->receive_size, &in.len);
    if (error == QCC_OK) {
        error = read_pieces(exchange, &in);
    } else if (error == QCC_ERROR_CLOSED) {
        error = qcc_response_end(&exchange->response);
    } else if (error == QCC_ERROR_INCOMPLETE && exchange->received == 0) {
        error = QCC_ERROR_CLOSED; /* TCP ended, and nothing had begun that could be incomplete */
    }
    if (error == QCC_OK) {
        /* The message is whole. Bytes beyond it are nobody's (RFC 9112 section 9.3): the message
         * stands, the connection goes. */
        qcc_connection_finish(exchange->connection, exchange->response.reusable && in.len == 0);
        exchange->state = ENDED;
    }
    return error;
}

static enum qcc_error step_once(struct qcc_exchange *exchange)
{
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
    if (exchange->state <= ENDED) {
        return exchange->state == ENDED ? exchange->plan.failure->error : QCC_ERROR_STATE;
    }
    const struct qcc_port *port = exchange->connection->tls.port;
    if (qcc_time_left_ms(port->now_ms(port->context), exchange->plan.deadline_ms) == 0) {
        return qcc_exchange_fail(exchange, QCC_ERROR_DEADLINE);
    }
    enum qcc_error error = step_once(exchange);
    if (error < 0) {
        return qcc_exchange_fail(exchange, error);
    }
    return exchange->state == ENDED ? QCC_OK : QCC_PENDING;
}

enum qcc_phase qcc_exchange_phase(const struct qcc_exchange *exchange)
{
    if (exchange->state == IDLE) {
        return QCC_PHASE_SETUP;
    }
    if (exchange->plan.failure->error != QCC_OK) {
        return exchange->plan.failure->phase;
    }
    if (exchange->state == CHECKING || exchange->state == CONNECTING) {
        return qcc_connection_phase(exchange->connection);
    }
    if (exchange->state == SENDING) {
        return QCC_PHASE_SEND;
    }
    return qcc_response_in_body(&exchange->response) ? QCC_PHASE_BODY : QCC_PHASE_HEAD;
}
