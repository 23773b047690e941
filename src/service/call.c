/* call.c - one call of the service: sign, exchange, judge; and the one retry that is allowed.
 * SPDX-License-Identifier: MIT */
#include "service/call.h"
#include "base/scan.h"
#include "base/writer.h"
#include "http/request.h"
#include "http/response.h"
#include "net/exchange.h"
#include "service/charge.h"
#include "service/clock.h"
#include "service/envelope.h"
#include "service/redirect.h"
#include "service/secrets.h"

#include <string.h>

enum state {
    SIGNING,    /* the signer makes the Token */
    ASKING,     /* the time is asked for, because the clock is not set */
    EXCHANGING, /* the request goes out, the reply comes in */
    JUDGING     /* the reply is whole */
};

/* ---- The start. */

/* Reads the clock, once a try: for the digits that are signed and sent, and for certificates. */
static enum qcc_error begin_signing(struct qcc_client *client)
{
    struct qcc_call *call = &client->call;
    int64_t now_s;
    call->state = SIGNING;
    enum qcc_error error = qcc_clock_read(client, &now_s);
    client->exchange.plan.terms.now_s = now_s;
    if (error != QCC_OK) {
        return error;
    }
    struct qcc_writer digits = {call->timespan, sizeof call->timespan, 0};
    qcc_writer_put_decimal(&digits, (uint64_t)now_s);
    call->timespan_len = (uint8_t)digits.len;
    return QCC_OK;
}

/* The same, once more in this call. */
static enum qcc_error sign_anew(struct qcc_client *client)
{
    qcc_secrets_forget_request(client);
    enum qcc_error error = begin_signing(client);
    return error == QCC_OK ? QCC_PENDING : error;
}

static void want(struct qcc_field *field, const char *name, uint8_t *place, uint16_t cap)
{
    field->name = name;
    field->value = place;
    field->cap = cap;
    field->optional = true; /* it must not cost an answer */
}

static void want_fields(struct qcc_client *client)
{
    struct qcc_call *call = &client->call;
    want(&call->fields[QCC_CALL_DATE], "date", call->date_text, sizeof call->date_text);
    want(&call->fields[QCC_CALL_RETRY_AFTER], "retry-after", call->retry_after_text,
         sizeof call->retry_after_text);
    client->exchange.plan.fields = call->fields;
    client->exchange.plan.field_count = QCC_CALL_FIELDS;
}

static void set_plan(struct qcc_client *client)
{
    struct qcc_exchange_plan *plan = &client->exchange.plan;
    memset(plan, 0, sizeof *plan);
    plan->url = &client->base;
    plan->session = &client->session;
    plan->terms.pins = client->config->pins;
    plan->request = client->buffer.request;
    plan->receive = client->buffer.response.receive;
    plan->receive_size = sizeof client->buffer.response.receive;
    plan->sink.write = qcc_call_keep_body;
    plan->sink.context = client;
    plan->body_max = UINT32_MAX; /* qcc_call_keep_body holds it to its place */
    want_fields(client);
}

enum qcc_error qcc_call_refuse(struct qcc_client *client, enum qcc_error error)
{
    if (qcc_client_is_idle(client)) {
        memset(&client->reply, 0, sizeof client->reply);
    }
    return qcc_client_refuse(client, error);
}

/* Nobody has set the clock, and the configuration says that the host may be asked. */
static bool may_ask(const struct qcc_client *client)
{
    const struct qcc_clock_policy *clock = client->config->clock;
    return client->base.https && clock != NULL && clock->begin != NULL;
}

static enum qcc_error begin(struct qcc_client *client)
{
    enum qcc_error error = begin_signing(client);
    const bool asks = error == QCC_ERROR_CLOCK && may_ask(client);
    if (error != QCC_OK && !asks) {
        return qcc_call_refuse(client, error);
    }
    if (asks) {
        client->call.state = ASKING;
        client->config->clock->begin(client);
    }
    qcc_client_begin(client, &qcc_call_job);
    return QCC_OK;
}

enum qcc_error qcc_call_start(struct qcc_client *client, const struct qcc_method *method,
                              const struct qcc_parameter *parameters, size_t parameter_count)
{
    struct qcc_call *call = &client->call;
    if (!qcc_client_is_idle(client)) {
        return QCC_ERROR_STATE;
    }
    if (parameter_count > QCC_PARAMETERS_MAX) {
        return qcc_call_refuse(client, QCC_ERROR_REQUEST_TOO_LONG);
    }
    memset(&client->reply, 0, sizeof client->reply);
    memset(call, 0, sizeof *call);
    set_plan(client);
    call->method = method;
    call->parameter_count = parameter_count;
    for (size_t i = 0; i < parameter_count; i++) {
        call->parameters[i] = parameters[i];
    }
    return begin(client);
}

/* ---- The time. */

static enum qcc_error step_ask(struct qcc_client *client, uint32_t time_left_ms)
{
    enum qcc_error error = client->config->clock->step(client, time_left_ms);
    return error == QCC_OK ? sign_anew(client) : error;
}

/* The reply blames the clock, and its Date says what time it is: the request is sent once more.
 * What such a reply answers has not been charged. */
static bool learns_time(struct qcc_client *client, enum qcc_error error)
{
    const struct qcc_clock_policy *clock = client->config->clock;
    if (error != QCC_ERROR_STATUS || clock == NULL || !clock->learn(client)) {
        return false;
    }
    client->call.tries_sent--;
    memset(&client->reply, 0, sizeof client->reply);
    return true;
}

/* ---- Sign. */

/* Document of the service, section 6.1: 32 digits, upper case. What a signer of the caller's made
 * is looked at before it is written into a header. */
static bool is_token(const uint8_t token[QCC_TOKEN_LEN])
{
    for (size_t i = 0; i < QCC_TOKEN_LEN; i++) {
        if (!(token[i] >= '0' && token[i] <= '9') && !(token[i] >= 'A' && token[i] <= 'F')) {
            return false;
        }
    }
    return true;
}

/* Has the signer make the Token, in the place that `request` has for it. */
static enum qcc_error make_token(const struct qcc_signer *signer, const struct qcc_request *request,
                                 uint8_t token[QCC_TOKEN_LEN])
{
    enum qcc_error error = signer->sign(signer->context, request->key, request->timespan, token);
    if (error == QCC_PENDING || error == QCC_ERROR_SECRET_KEY) {
        return error;
    }
    return error == QCC_OK && is_token(token) ? QCC_OK : QCC_ERROR_SIGNER;
}

/* Writes the request into the client's buffer, and begins to send it. */
static enum qcc_error begin_exchange(struct qcc_client *client, const struct qcc_request *request)
{
    struct qcc_writer writer = {client->buffer.request, sizeof client->buffer.request, 0};
    qcc_request_write(&writer, request);
    if (!qcc_writer_fits(&writer)) {
        client->call.request_len = writer.cap;
        return QCC_ERROR_REQUEST_TOO_LONG;
    }
    client->call.request_len = writer.len;
    client->call.body_len = 0;
    client->exchange.plan.request_len = writer.len;
    qcc_exchange_begin(&client->exchange, &client->connection);
    client->call.state = EXCHANGING;
    return QCC_PENDING;
}

static enum qcc_error step_sign(struct qcc_client *client)
{
    const struct qcc_call *call = &client->call;
    uint8_t token[QCC_TOKEN_LEN] = {0};
    const struct qcc_request request = {
        .base = &client->base,
        .method_path = call->method->path,
        .key = qcc_span_of(client->config->key),
        .parameters = call->parameters,
        .parameter_count = call->parameter_count,
        .token = {token, sizeof token},
        .timespan = {call->timespan, call->timespan_len},
    };
    enum qcc_error error = make_token(&client->config->signer, &request, token);
    if (error == QCC_OK) {
        error = begin_exchange(client, &request);
    }
    qcc_wipe(token, sizeof token);
    return error;
}

/* ---- Judge. */

static enum qcc_error judge_envelope(struct qcc_client *client)
{
    struct qcc_envelope *reply = &client->reply;
    const struct qcc_method *method = client->call.method;
    if (reply->status != 200) {
        return QCC_ERROR_STATUS;
    }
    if (client->exchange.response.http_status >= 400) {
        return QCC_ERROR_ENVELOPE; /* it contradicts its own status line */
    }
    return method->judge != NULL ? method->judge(reply) : QCC_OK;
}

/* A body that is no JSON because of a coding is told by the coding. */
static enum qcc_error blame_coding(const struct qcc_client *client, enum qcc_error error)
{
    const bool is_no_json = error == QCC_ERROR_JSON || error == QCC_ERROR_JSON_DEPTH;
    return is_no_json && qcc_response_is_encoded(&client->exchange.response)
               ? QCC_ERROR_CONTENT_ENCODING
               : error;
}

/* Reads the envelope out of what there is of the body. */
static enum qcc_error parse(struct qcc_client *client)
{
    const struct qcc_span body = {client->buffer.response.body, client->call.body_len};
    return qcc_envelope_parse(&client->reply, body, &client->call.offset);
}

/* Judges a reply whose exchange ended with `error`. A body of 4xx and 5xx may be an envelope, too.
 * Where a body cannot be read, the status line says more than what is wrong with the body. */
static enum qcc_error judge_reply(struct qcc_client *client, enum qcc_error error)
{
    const uint16_t http_status = client->exchange.response.http_status;
    const enum qcc_error redirect = qcc_redirect_judge(http_status);
    if (redirect != QCC_OK) {
        return redirect;
    }
    if (error == QCC_OK) {
        error = parse(client);
        if (error == QCC_OK) {
            return judge_envelope(client);
        }
        error = blame_coding(client, error);
    } else {
        (void)parse(client); /* too large: what was paid for may stand in what fits */
    }
    return http_status >= 400 ? QCC_ERROR_HTTP_STATUS : error;
}

/* ---- Exchange. */

enum qcc_error qcc_call_keep_body(void *context, struct qcc_span piece)
{
    struct qcc_client *client = context;
    uint8_t *place = client->buffer.response.body;
    const size_t room = sizeof client->buffer.response.body - client->call.body_len;
    const size_t fits = piece.len < room ? piece.len : room;
    memcpy(place + client->call.body_len, piece.ptr, fits);
    client->call.body_len += fits;
    return fits == piece.len ? QCC_OK : QCC_ERROR_BODY_TOO_LARGE;
}

/* True for the ends of an exchange after which the status line can be judged. */
static bool has_status(enum qcc_error error)
{
    return error == QCC_OK || error == QCC_ERROR_BODY_TOO_LARGE;
}

static enum qcc_error step_exchange(struct qcc_client *client, uint32_t time_left_ms)
{
    enum qcc_error error = qcc_exchange_step(&client->exchange, time_left_ms);
    if (client->call.request_len != 0 && qcc_exchange_is_sent(&client->exchange)) {
        client->call.tries_sent++;
        qcc_secrets_forget_request(client);
    }
    if (qcc_charge_allows_retry(client, error)) {
        return sign_anew(client); /* the old Token's Timespan ages */
    }
    if (error == QCC_OK) {
        client->call.state = JUDGING;
    }
    if (has_status(error)) {
        error = judge_reply(client, error);
    }
    return learns_time(client, error) ? sign_anew(client) : error;
}

/* ---- The job. */

static enum qcc_error step(struct qcc_client *client, uint32_t time_left_ms)
{
    switch (client->call.state) {
    case SIGNING:
        return step_sign(client);
    case ASKING:
        return step_ask(client, time_left_ms);
    default:
        return step_exchange(client, time_left_ms);
    }
}

static enum qcc_phase phase(const struct qcc_client *client)
{
    switch (client->call.state) {
    case SIGNING:
        return QCC_PHASE_SIGN;
    case ASKING:
    case EXCHANGING:
        return qcc_exchange_phase(&client->exchange);
    default:
        return QCC_PHASE_ENVELOPE;
    }
}

/* Status, Message and OrderNumber may have been paid for, and stay whatever is wrong. A Result of
 * which something is wrong must not pass for one. */
static void forget_result(struct qcc_envelope *reply)
{
    reply->result_kind = QCC_RESULT_NONE;
    reply->result_len = 0;
    reply->result[0] = '\0';
    reply->raw = qcc_span_make(NULL, 0);
}

/* Retry-After = HTTP-date / delay-seconds; delay-seconds = 1*DIGIT (RFC 9110 section 10.2.3). A
 * date is longer than its place, and so is not there. */
static uint32_t read_retry_after(const struct qcc_field *field)
{
    struct qcc_span text = {field->value, field->len};
    uint32_t seconds;
    return field->present && !field->repeated &&
                   qcc_scan_digits(&text, 10, QCC_RETRY_AFTER_LEN, &seconds) == field->len
               ? seconds
               : 0;
}

static void end(struct qcc_client *client, enum qcc_error error)
{
    const struct qcc_signer *signer = &client->config->signer;
    struct qcc_report *report = &client->report;
    if (client->call.state != SIGNING) {
        qcc_exchange_end(&client->exchange, error);
        qcc_exchange_explain(&client->exchange, report);
        report->retry_after_s = read_retry_after(&client->call.fields[QCC_CALL_RETRY_AFTER]);
    } else if (signer->abandon != NULL) {
        signer->abandon(signer->context); /* it may be at work for us, having said "not yet" */
    }
    if (client->call.state == JUDGING) {
        report->offset = (uint32_t)client->call.offset;
    }
    report->charge = qcc_charge_of(client);
    if (error != QCC_OK && error != QCC_ERROR_STATUS) {
        forget_result(&client->reply);
    }
    qcc_secrets_forget_request(client);
}

const struct qcc_job qcc_call_job = {step, phase, end};
