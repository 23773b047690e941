/* exchange.c - the state machine of one HTTP exchange.
 * SPDX-License-Identifier: MIT */
#include "net/exchange.h"
#include "http/response.h"
#include "net/connection.h"
#include "tls/stream.h"

enum state {
    IDLE,       /* none was begun */
    ENDED,      /* the response has been read whole, or `error` says why it has not */
    CHECKING,   /* whether the connection serves: open, to the same place, and not ended */
    CONNECTING, /* a new one is made */
    SENDING,  /* the request goes out; not a byte of a response is read before all of it is sent */
    RECEIVING /* the response comes in */
};

static void begin_response(struct qcc_exchange *exchange)
{
    const struct qcc_exchange_plan *plan = &exchange->plan;
    qcc_response_begin(&exchange->response, &plan->expected, plan->fields, plan->field_count,
                       plan->body_max);
}

void qcc_exchange_begin(struct qcc_exchange *exchange, struct qcc_connection *connection)
{
    begin_response(exchange);
    exchange->attached = false;
    exchange->reused = false;
    exchange->error = QCC_OK;
    exchange->received = 0;
    exchange->sent = 0;
    exchange->connection = connection;
    exchange->state = CHECKING;
    connection->wait = QCC_WAIT_NONE;
}

/* What `io`, which is not DONE, comes to while the exchange is connecting or sending. */
static enum qcc_error not_done(const struct qcc_exchange *exchange, enum qcc_io io)
{
    return io == QCC_IO_WOULD_BLOCK ? QCC_PENDING : exchange->connection->error;
}

static enum qcc_error step_connect(struct qcc_exchange *exchange, uint32_t time_left_ms)
{
    struct qcc_connect_terms *terms = &exchange->plan.terms;
    terms->time_left_ms = time_left_ms;
    terms->response = &exchange->response;
    enum qcc_io io = qcc_connection_step(exchange->connection, terms);
    if (io != QCC_IO_DONE) {
        return not_done(exchange, io);
    }
    begin_response(exchange); /* a proxy's answer was read with it */
    exchange->state = SENDING;
    return QCC_PENDING;
}

static enum qcc_error begin_connecting(struct qcc_exchange *exchange, uint32_t time_left_ms)
{
    const struct qcc_exchange_plan *plan = &exchange->plan;
    exchange->state = CONNECTING;
    enum qcc_error error = qcc_connection_open(exchange->connection, plan->url, plan->session);
    return error == QCC_OK ? step_connect(exchange, time_left_ms) : error;
}

static enum qcc_error step_check(struct qcc_exchange *exchange, uint32_t time_left_ms)
{
    const struct qcc_exchange_plan *plan = &exchange->plan;
    enum qcc_io io = QCC_IO_END;
    if (qcc_connection_is_ready(exchange->connection, plan->url, &plan->terms)) {
        io = qcc_connection_check(exchange->connection);
    }
    if (io == QCC_IO_WOULD_BLOCK) {
        return QCC_PENDING;
    }
    exchange->attached = true;
    if (io == QCC_IO_END) {
        return begin_connecting(exchange, time_left_ms);
    }
    exchange->reused = true;
    exchange->state = SENDING;
    return QCC_PENDING;
}

static enum qcc_error step_send(struct qcc_exchange *exchange)
{
    const struct qcc_exchange_plan *plan = &exchange->plan;
    size_t moved = 0;
    enum qcc_io io = qcc_connection_send(exchange->connection, plan->request + exchange->sent,
                                         plan->request_len - exchange->sent, &moved);
    if (io != QCC_IO_DONE) {
        return not_done(exchange, io);
    }
    exchange->sent += moved;
    if (qcc_exchange_is_sent(exchange)) {
        exchange->state = RECEIVING;
    }
    return QCC_PENDING;
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

/* Why a receive failed. Before the first byte of a response nothing had begun that could be
 * incomplete. */
static enum qcc_error receive_error(const struct qcc_exchange *exchange)
{
    enum qcc_error error = exchange->connection->error;
    return error == QCC_ERROR_INCOMPLETE && exchange->received == 0 ? QCC_ERROR_CLOSED : error;
}

static enum qcc_error step_receive(struct qcc_exchange *exchange)
{
    const struct qcc_exchange_plan *plan = &exchange->plan;
    struct qcc_span in = {plan->receive, 0};
    enum qcc_error error;
    switch (
        qcc_connection_receive(exchange->connection, plan->receive, plan->receive_size, &in.len)) {
    case QCC_IO_DONE:
        error = read_pieces(exchange, &in);
        break;
    case QCC_IO_END:
        error = qcc_response_end(&exchange->response);
        break;
    case QCC_IO_WOULD_BLOCK:
        return QCC_PENDING;
    default:
        return receive_error(exchange);
    }
    if (error == QCC_OK) {
        /* The message is whole. Bytes after it belong to no request (RFC 9112 section 9.3): the
         * message stands, the connection goes. */
        qcc_connection_finish(exchange->connection, exchange->response.reusable && in.len == 0);
    }
    return error;
}

static enum qcc_error step_once(struct qcc_exchange *exchange, uint32_t time_left_ms)
{
    switch (exchange->state) {
    case CHECKING:
        return step_check(exchange, time_left_ms);
    case CONNECTING:
        return step_connect(exchange, time_left_ms);
    case SENDING:
        return step_send(exchange);
    default:
        return step_receive(exchange);
    }
}

enum qcc_error qcc_exchange_step(struct qcc_exchange *exchange, uint32_t time_left_ms)
{
    if (exchange->state <= ENDED) {
        return exchange->state == ENDED ? exchange->error : QCC_ERROR_STATE;
    }
    enum qcc_error error = step_once(exchange, time_left_ms);
    if (error != QCC_PENDING) {
        qcc_exchange_end(exchange, error);
    }
    return error;
}

void qcc_exchange_end(struct qcc_exchange *exchange, enum qcc_error error)
{
    if (exchange->state <= ENDED) {
        return;
    }
    exchange->phase = (uint8_t)qcc_exchange_phase(exchange);
    exchange->error = error;
    exchange->state = ENDED;
    if (error != QCC_OK) {
        qcc_connection_close(exchange->connection);
    }
}

bool qcc_exchange_is_sent(const struct qcc_exchange *exchange)
{
    return exchange->sent == exchange->plan.request_len;
}

bool qcc_exchange_has_head(const struct qcc_exchange *exchange)
{
    return qcc_exchange_is_sent(exchange) && qcc_response_in_body(&exchange->response);
}

enum qcc_phase qcc_exchange_phase(const struct qcc_exchange *exchange)
{
    switch (exchange->state) {
    case IDLE:
        return QCC_PHASE_SETUP;
    case ENDED:
        return (enum qcc_phase)exchange->phase;
    case CHECKING:
    case CONNECTING:
        return qcc_connection_phase(exchange->connection);
    case SENDING:
        return QCC_PHASE_SEND;
    default:
        return qcc_response_in_body(&exchange->response) ? QCC_PHASE_BODY : QCC_PHASE_HEAD;
    }
}

void qcc_exchange_explain(const struct qcc_exchange *exchange, struct qcc_report *report)
{
    report->http_status = exchange->response.http_status;
    report->offset = exchange->received;
    report->received = exchange->received;
    report->sent = (uint32_t)exchange->sent;
    report->reused = exchange->reused;
    if (exchange->attached) {
        qcc_tls_explain(&exchange->connection->tls, report);
    }
}
