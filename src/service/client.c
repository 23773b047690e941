/* client.c - sign, ask, judge: one request of the service, and the one retry that its caller may
 * allow.
 * SPDX-License-Identifier: MIT */
#include "qcc/client.h"
#include "base/deadline.h"
#include "base/writer.h"
#include "http/request.h"
#include "http/url.h"
#include "net/connection.h"
#include "net/exchange.h"
#include "service/clock.h"
#include "service/envelope.h"
#include "tls/stream.h"

#include <string.h>

enum state {
    UNSET,     /* qcc_client_init has not succeeded */
    IDLE,      /* no request was started yet */
    ENDED,     /* done or failed: `failure.error` says which */
    SIGNING,   /* a request is under way from here on: the signer makes the Token */
    EXCHANGING /* it goes out, the reply comes in */
};

/* ---- Setup. */

/* What a request has beside host, path and key, with the longest keyword: checked at setup, so that
 * no keyword that is accepted later can fail to fit. */
#define REST (QCC_REQUEST_REST + 3 * (size_t)QCC_KEYWORD_MAX)

/* At least one root that can be read: better told now than in the middle of a handshake. */
static enum qcc_error check_roots(const struct qcc_roots *roots)
{
    size_t cursor = 0;
    struct qcc_span der;
    if (roots == NULL || roots->next == NULL) {
        return QCC_ERROR_CONFIG;
    }
    enum qcc_error error = roots->next(roots->context, &cursor, &der);
    return error == QCC_OK && der.len != 0 ? QCC_OK : QCC_ERROR_ROOTS;
}

static enum qcc_error check_config(const struct qcc_config *config, struct qcc_url *base)
{
    if (config == NULL || config->port == NULL || config->key == NULL ||
        config->signer.sign == NULL || config->timeout_ms == 0 ||
        config->timeout_ms > QCC_TIMEOUT_MAX_MS) {
        return QCC_ERROR_CONFIG;
    }
    const char *text = config->base_url != NULL ? config->base_url : QCC_BASE_URL;
    enum qcc_error error = qcc_url_parse(base, qcc_span_of(text));
    if (error != QCC_OK) {
        return error;
    }
    if (!base->https && !config->allow_plain_http) {
        return QCC_ERROR_PLAIN_HTTP;
    }
    const struct qcc_span key = qcc_span_of(config->key);
    error = qcc_request_check_key(key);
    if (error != QCC_OK) {
        return error;
    }
    if (base->host.len + base->path.len + key.len + REST > QCC_REQUEST_SIZE) {
        return QCC_ERROR_REQUEST_TOO_LONG;
    }
    return base->https ? check_roots(config->roots) : QCC_OK;
}

static enum qcc_error keep_body(void *context, struct qcc_span piece)
{
    struct qcc_client *client = context;
    /* The reader holds the body to the cap that it was given, which is the size of this place. */
    memcpy(client->buffer.response.body + client->body_len, piece.ptr, piece.len);
    client->body_len += piece.len;
    return QCC_OK;
}

/* What is the same in every exchange. */
static void set_plan(struct qcc_client *client)
{
    struct qcc_exchange_plan *plan = &client->exchange.plan;
    plan->url = &client->base;
    plan->session = &client->session;
    plan->request = client->buffer.request;
    plan->receive = client->buffer.response.receive;
    plan->receive_size = sizeof client->buffer.response.receive;
    plan->sink.write = keep_body;
    plan->sink.context = client;
    plan->failure = &client->report;
    plan->body_max = sizeof client->buffer.response.body;
}

enum qcc_error qcc_client_init_sized(struct qcc_client *client, size_t size,
                                     const struct qcc_config *config)
{
    if (size != sizeof *client) {
        return QCC_ERROR_CONFIG;
    }
    memset(client, 0, sizeof *client);
    enum qcc_error error = check_config(config, &client->base);
    if (error != QCC_OK) {
        client->report.error = error;
        return error;
    }
    client->config = config;
    qcc_connection_init(&client->connection, config->port, config->roots);
    set_plan(client);
    client->state = IDLE;
    return QCC_OK;
}

/* ---- The end of a request. */

static enum qcc_error end(struct qcc_client *client, enum qcc_error error)
{
    const struct qcc_signer *signer = &client->config->signer;
    if (client->state == SIGNING && signer->abandon != NULL) {
        signer->abandon(signer->context); /* it may be at work for us, having said "not yet" */
    }
    if (error != QCC_OK && error != QCC_ERROR_STATUS) {
        /* A reply that is neither a success nor the service's own refusal is not handed out, not
         * even in part. */
        memset(&client->reply, 0, sizeof client->reply);
    }
    client->report.error = error;
    client->state = ENDED;
    return error;
}

/* ---- The start. */

/* Reads the clock, once, into the digits that are signed and sent. */
static enum qcc_error set_timespan(struct qcc_client *client)
{
    int64_t now_s;
    enum qcc_error error = qcc_clock_read(client->config->port, &now_s);
    if (error == QCC_OK) {
        struct qcc_writer digits = {client->timespan, sizeof client->timespan, 0};
        qcc_writer_put_decimal(&digits, (uint64_t)now_s);
        client->timespan_len = (uint8_t)digits.len;
        client->state = SIGNING;
        client->report.phase = QCC_PHASE_SIGN; /* where the request is, until an exchange knows */
    }
    return error;
}

static bool is_under_way(const struct qcc_client *client)
{
    return client->state >= SIGNING;
}

enum qcc_error qcc_client_refuse(struct qcc_client *client, enum qcc_error error)
{
    if (!qcc_client_is_idle(client)) {
        return QCC_ERROR_STATE;
    }
    memset(&client->report, 0, sizeof client->report);
    return end(client, error);
}

enum qcc_error qcc_client_start(struct qcc_client *client, const struct qcc_method *method,
                                const struct qcc_parameter *parameters, size_t parameter_count)
{
    /* Clears the last request's reply and failure, and refuses when one is under way. */
    enum qcc_error error = qcc_client_refuse(client, QCC_ERROR_CONFIG);
    if (error == QCC_ERROR_STATE || parameter_count > QCC_PARAMETERS_MAX) {
        return error;
    }
    const struct qcc_port *port = client->config->port;
    client->method = method;
    client->parameter_count = parameter_count;
    if (parameter_count != 0) {
        memcpy(client->parameters, parameters, parameter_count * sizeof *parameters);
    }
    client->abort_with = QCC_OK;
    client->exchange.plan.deadline_ms = port->now_ms(port->context) + client->config->timeout_ms;
    error = set_timespan(client);
    client->report.error = error;
    return error;
}

/* ---- The steps. */

/* Document, section 6.1: 32 digits, upper case. What a signer of the caller's made is looked at
 * before it is written into a header. */
static bool is_token(const uint8_t token[QCC_TOKEN_LEN])
{
    for (size_t i = 0; i < QCC_TOKEN_LEN; i++) {
        if (!(token[i] >= '0' && token[i] <= '9') && !(token[i] >= 'A' && token[i] <= 'F')) {
            return false;
        }
    }
    return true;
}

/* Signs and writes the request; *len is what it has. */
static enum qcc_error make_request(struct qcc_client *client, size_t *len)
{
    const struct qcc_signer *signer = &client->config->signer;
    uint8_t token[QCC_TOKEN_LEN] = {0};
    const struct qcc_request request = {
        .base = &client->base,
        .method_path = client->method->path,
        .key = qcc_span_of(client->config->key),
        .parameters = client->parameters,
        .parameter_count = client->parameter_count,
        .token = {token, sizeof token},
        .timespan = {client->timespan, client->timespan_len},
    };
    struct qcc_writer writer = {client->buffer.request, sizeof client->buffer.request, 0};
    enum qcc_error error = signer->sign(signer->context, request.key, request.timespan, token);
    if (error == QCC_OK && is_token(token)) {
        qcc_request_write(&writer, &request);
    }
    qcc_wipe(token, sizeof token);
    if (error == QCC_PENDING) {
        return error;
    }
    *len = writer.len;
    if (writer.len == 0) {
        return QCC_ERROR_SIGNER; /* it failed, or made no Token */
    }
    if (!qcc_writer_fits(&writer)) {
        qcc_wipe(writer.ptr, writer.cap);
        return QCC_ERROR_REQUEST_TOO_LONG;
    }
    return QCC_OK;
}

static enum qcc_error step_sign(struct qcc_client *client)
{
    size_t request_len;
    enum qcc_error error = client->abort_with;
    if (error == QCC_OK &&
        qcc_time_left_ms(client->config->port->now_ms(client->config->port->context),
                         client->exchange.plan.deadline_ms) == 0) {
        error = QCC_ERROR_DEADLINE;
    }
    if (error == QCC_OK) {
        error = make_request(client, &request_len);
    }
    if (error == QCC_OK) {
        client->exchange.plan.request_len = request_len;
        client->body_len = 0;
        qcc_exchange_begin(&client->exchange, &client->connection);
        client->state = EXCHANGING;
        error = QCC_PENDING;
    }
    return error == QCC_PENDING ? error : end(client, error);
}

static enum qcc_error judge_envelope(const struct qcc_client *client)
{
    const struct qcc_envelope *reply = &client->reply;
    if (reply->status != 200) {
        return QCC_ERROR_STATUS;
    }
    if (client->report.http_status >= 400) {
        return QCC_ERROR_ENVELOPE; /* it contradicts its own status line */
    }
    return client->method->judge != NULL ? client->method->judge(reply) : QCC_OK;
}

/* Judges a reply whose body came to `error`. A body of 4xx and 5xx may be an envelope, too; one
 * that says 200 there contradicts its own status line. Where a body cannot be read, or is not even
 * worth it, the status line says more than what is wrong with the body. */
static enum qcc_error judge_reply(struct qcc_client *client, enum qcc_error error)
{
    const uint16_t http_status = client->exchange.response.http_status;
    const bool redirects = http_status / 100 == 3;
    client->report.http_status = http_status;
    if (error == QCC_OK && !redirects) {
        const struct qcc_span body = {client->buffer.response.body, client->body_len};
        size_t offset = 0;
        error = qcc_envelope_parse(&client->reply, body, &offset);
        client->report.offset = (uint32_t)offset;
        if (error == QCC_OK) {
            return judge_envelope(client);
        }
    }
    if (redirects) {
        return QCC_ERROR_REDIRECT;
    }
    return http_status >= 400 ? QCC_ERROR_HTTP_STATUS : error;
}

/* True when the peer had given up the connection that was reused, before the first byte of a
 * response, and a second try can do no harm that was not agreed to. What is retried goes out on a
 * new connection, so there is never a second retry. */
static bool may_retry(const struct qcc_client *client)
{
    const struct qcc_exchange *exchange = &client->exchange;
    const struct qcc_report *failure = &client->report;
    return exchange->reused && exchange->received == 0 &&
           (failure->error == QCC_ERROR_RESET || failure->error == QCC_ERROR_CLOSED) &&
           (!failure->maybe_charged || client->config->retry_maybe_charged);
}

static enum qcc_error step_exchange(struct qcc_client *client)
{
    enum qcc_error error = client->abort_with;
    error = error != QCC_OK ? qcc_exchange_fail(&client->exchange, error)
                            : qcc_exchange_step(&client->exchange);
    if (error == QCC_PENDING) {
        return error;
    }
    if (may_retry(client)) {
        client->report = (struct qcc_report){.phase = QCC_PHASE_SIGN,
                                             .maybe_charged = client->report.maybe_charged};
        error = set_timespan(client); /* signed anew: the old Token is gone, its Timespan ages */
        return error == QCC_OK ? QCC_PENDING : end(client, error);
    }
    if (error == QCC_OK) {
        client->report.phase = QCC_PHASE_ENVELOPE;
    }
    if (error == QCC_OK || error == QCC_ERROR_BODY_TOO_LARGE ||
        error == QCC_ERROR_CONTENT_ENCODING) {
        error = judge_reply(client, error);
    }
    return end(client, error);
}

enum qcc_error qcc_client_step(struct qcc_client *client)
{
    switch (client->state) {
    case SIGNING:
        return step_sign(client);
    case EXCHANGING:
        return step_exchange(client);
    case ENDED:
        return client->report.error;
    default:
        return QCC_ERROR_STATE;
    }
}

enum qcc_wait qcc_client_wait(const struct qcc_client *client, uint32_t *timeout_ms)
{
    const struct qcc_port *port;
    uint32_t left;
    if (!is_under_way(client)) {
        *timeout_ms = 0;
        return QCC_WAIT_NONE;
    }
    port = client->config->port;
    left = client->exchange.plan.deadline_ms - port->now_ms(port->context);
    *timeout_ms = left <= QCC_TIMEOUT_MAX_MS ? left : 0;
    return client->state == SIGNING ? QCC_WAIT_SIGNER : client->connection.tls.wait;
}

enum qcc_error qcc_client_run(struct qcc_client *client)
{
    enum qcc_error error;
    if (client->state == UNSET) {
        return QCC_ERROR_STATE;
    }
    const struct qcc_port *port = client->config->port;
    if (port->wait == NULL) {
        client->abort_with = QCC_ERROR_CONFIG;
        (void)qcc_client_step(client);
        return QCC_ERROR_CONFIG;
    }
    while ((error = qcc_client_step(client)) == QCC_PENDING) {
        uint32_t timeout_ms;
        enum qcc_wait what = qcc_client_wait(client, &timeout_ms);
        if (what != QCC_WAIT_NONE) {
            port->wait(port->context, what, timeout_ms);
        }
    }
    return error;
}

void qcc_client_cancel(struct qcc_client *client)
{
    client->abort_with = QCC_ERROR_CANCELED;
}

bool qcc_client_is_idle(const struct qcc_client *client)
{
    return client->state == IDLE || client->state == ENDED;
}

enum qcc_phase qcc_client_phase(const struct qcc_client *client)
{
    return client->state == EXCHANGING ? qcc_exchange_phase(&client->exchange)
                                       : client->report.phase;
}

void qcc_client_close(struct qcc_client *client)
{
    qcc_client_cancel(client);
    (void)qcc_client_step(client);
    qcc_connection_finish(&client->connection, false);
    qcc_wipe(client, sizeof *client);
}
