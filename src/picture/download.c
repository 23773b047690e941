/* download.c - the picture, fetched: redirects, the guard, and connections that break.
 * SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "base/writer.h"
#include "http/link.h"
#include "http/range.h"
#include "http/request.h"
#include "http/response.h"
#include "net/exchange.h"
#include "picture/image.h"
#include "qcc/picture.h"
#include "service/client.h"
#include "service/clock.h"

#include <string.h>

#if QCC_PICTURE_RECEIVE_SIZE < QCC_RESULT_SIZE + QCC_REQUEST_GET_REST + QCC_ETAG_MAX
#error "QCC_PICTURE_RECEIVE_SIZE has to hold the request for a picture"
#endif

/* The places in the table of fields. */
enum { LOCATION, ETAG, CONTENT_RANGE };

static struct qcc_span link_of(const struct qcc_download *download)
{
    return qcc_span_make(download->link, download->link_len);
}

/* ---- Where to. */

/* The authority ends before a port that is the scheme's own, the path begins after it. */
static bool names_port(const struct qcc_url *url)
{
    return url->port != 80 || url->path.ptr != url->authority.ptr + url->authority.len;
}

/* An http link that names no port becomes one of https: in its text, which redirects are resolved
 * against. */
static enum qcc_error secure(struct qcc_download *download)
{
    static const size_t http_len = sizeof "http" - 1;
    struct qcc_url *url = &download->url;
    if (url->https || download->sink.allow_plain_http) {
        return QCC_OK;
    }
    if (names_port(url)) {
        return QCC_ERROR_PLAIN_HTTP;
    }
    if (download->link_len == sizeof download->link) {
        return QCC_ERROR_LINK;
    }
    memmove(download->link + http_len + 1, download->link + http_len,
            download->link_len - http_len);
    download->link[http_len] = 's';
    download->link_len++;
    return qcc_link_parse(url, link_of(download));
}

/* Judges the link as it stands now, and plans what depends on it. */
static enum qcc_error point(struct qcc_client *client)
{
    struct qcc_download *download = &client->buffer.download;
    struct qcc_exchange_plan *plan = &client->exchange.plan;
    const struct qcc_url *base = &client->base;
    struct qcc_url *url = &download->url;
    enum qcc_error error = qcc_link_parse(url, link_of(download));
    if (error == QCC_OK) {
        error = secure(download);
    }
    if (error != QCC_OK) {
        return error;
    }
    if (url->https && client->config->roots == NULL) {
        return QCC_ERROR_ROOTS;
    }
    const bool is_base = qcc_equal_nocase(url->host, base->host);
    plan->terms.public_only = !is_base;
    /* A session is of one host and port; so are pins. */
    const bool is_peer = is_base && url->port == base->port;
    plan->session = is_peer ? &client->session : NULL;
    plan->terms.pins = is_peer ? client->config->pins : NULL;
    return QCC_OK;
}

static void expect_fields(struct qcc_download *download)
{
    struct qcc_field *fields = download->fields;
    memset(fields, 0, sizeof download->fields);
    fields[LOCATION].name = "location";
    fields[LOCATION].value = download->location;
    fields[LOCATION].cap = sizeof download->location;
    fields[LOCATION].optional = true;
    fields[ETAG].name = "etag";
    fields[ETAG].value = download->new_etag;
    fields[ETAG].cap = sizeof download->new_etag;
    fields[ETAG].optional = true;
    qcc_range_begin(&download->range, &fields[CONTENT_RANGE], download->content_range,
                    download->picture.bytes, download->picture.bytes_total);
}

/* Begins an exchange: for the rest of the picture, where there is a part of it and an entity-tag
 * that says of which picture; otherwise for all of it. What is written always fits: see above. */
static void ask(struct qcc_client *client)
{
    struct qcc_download *download = &client->buffer.download;
    struct qcc_exchange_plan *plan = &client->exchange.plan;
    struct qcc_writer writer = {download->io, sizeof download->io, 0};
    if (download->etag_len == 0) {
        download->picture.bytes = 0;
    }
    const uint32_t first = download->picture.bytes;
    qcc_request_write_get(&writer, &download->url, first,
                          qcc_span_make(download->etag, download->etag_len));
    expect_fields(download);
    download->in_body = false;
    plan->request_len = writer.len;
    plan->body_max = download->sink.bytes_max;
    plan->expected.kind = first > 0 ? QCC_RESPONSE_TO_RANGE : QCC_RESPONSE_TO_GET;
    plan->expected.range = &download->range;
    qcc_exchange_begin(&client->exchange, &client->connection);
}

/* ---- The body. */

static bool is_picture(uint16_t http_status)
{
    return http_status == 200 || http_status == 206;
}

/* entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE (RFC 9110 section 8.8.3). A weak one says nothing
 * about bytes. */
static bool is_strong(const struct qcc_field *etag)
{
    return etag->present && !etag->repeated && etag->len >= 2 && etag->value[0] == '"' &&
           etag->value[etag->len - 1] == '"';
}

/* The picture begins, or begins anew. */
static void begin_picture(struct qcc_download *download, uint32_t bytes_total)
{
    const struct qcc_field *etag = &download->fields[ETAG];
    struct qcc_picture *picture = &download->picture;
    qcc_image_begin(&download->image);
    picture->type = QCC_IMAGE_NONE;
    picture->width = 0;
    picture->height = 0;
    picture->bytes = 0;
    picture->bytes_total = bytes_total;
    download->etag_len = is_strong(etag) ? (uint8_t)etag->len : 0;
    memcpy(download->etag, etag->value, download->etag_len);
}

/* A part that belongs to another picture must not be joined to ours (RFC 9110 section 15.3.7.3). */
static enum qcc_error judge_part(const struct qcc_download *download)
{
    const struct qcc_field *etag = &download->fields[ETAG];
    const struct qcc_span ours = {download->etag, download->etag_len};
    if (etag->present && !qcc_span_equal(qcc_span_make(etag->value, etag->len), ours)) {
        return QCC_ERROR_CONTENT_RANGE;
    }
    return download->range.complete <= download->sink.bytes_max ? QCC_OK : QCC_ERROR_BODY_TOO_LARGE;
}

static enum qcc_error begin_body(struct qcc_download *download, const struct qcc_response *response)
{
    if (download->in_body) {
        return QCC_OK;
    }
    download->in_body = true;
    download->part_left = UINT32_MAX;
    if (response->http_status == 206) {
        download->picture.bytes_total = download->range.complete;
        download->part_left = download->range.last - download->range.first + 1;
        return judge_part(download);
    }
    begin_picture(download, response->content_length);
    return QCC_OK;
}

static enum qcc_error give(struct qcc_download *download, struct qcc_span piece)
{
    const struct qcc_picture_sink *sink = &download->sink;
    if (piece.len > sink->bytes_max - download->picture.bytes) {
        return QCC_ERROR_BODY_TOO_LARGE; /* parts together */
    }
    if (download->part_left < piece.len) {
        return QCC_ERROR_CONTENT_RANGE; /* more than the part was to have */
    }
    download->part_left -= (uint32_t)piece.len;
    if (sink->write(sink->context, download->picture.bytes, piece) != QCC_OK) {
        return QCC_ERROR_SINK;
    }
    download->picture.bytes += (uint32_t)piece.len;
    return QCC_OK;
}

/* Follows the picture through `piece`, and gives the sink what belongs to it. */
static enum qcc_error follow(struct qcc_download *download, struct qcc_span piece)
{
    struct qcc_span rest = piece;
    const enum qcc_error error = qcc_image_read(&download->image, &rest);
    download->picture.type = download->image.type;
    download->picture.width = download->image.width;
    download->picture.height = download->image.height;
    if (error != QCC_OK && error != QCC_PENDING) {
        return error;
    }
    const enum qcc_error given = give(download, qcc_span_make(piece.ptr, piece.len - rest.len));
    download->whole = given == QCC_OK && error == QCC_OK;
    return given;
}

/* The sink of the exchange. The page that comes with another status is nobody's. */
static enum qcc_error take(void *context, struct qcc_span piece)
{
    struct qcc_client *client = context;
    struct qcc_download *download = &client->buffer.download;
    const struct qcc_response *response = &client->exchange.response;
    if (!is_picture(response->http_status) || download->whole) {
        return QCC_OK;
    }
    enum qcc_error error = begin_body(download, response);
    if (error == QCC_OK) {
        error = follow(download, piece);
    }
    /* Bytes that are no picture because of a coding are told by the coding. */
    return error == QCC_ERROR_PICTURE_TYPE && qcc_response_is_encoded(response)
               ? QCC_ERROR_CONTENT_ENCODING
               : error;
}

/* ---- The steps. */

static enum qcc_error follow_redirect(struct qcc_client *client)
{
    struct qcc_download *download = &client->buffer.download;
    const struct qcc_field *location = &download->fields[LOCATION];
    const bool was_secure = download->url.https;
    size_t len = download->link_len;
    if (download->picture.redirects == QCC_REDIRECTS_MAX || !location->present ||
        location->repeated ||
        qcc_link_resolve(download->link, &len, sizeof download->link,
                         qcc_span_make(location->value, location->len)) != QCC_OK) {
        return QCC_ERROR_PICTURE_REDIRECT;
    }
    download->link_len = (uint16_t)len;
    download->picture.redirects++;
    download->etag_len = 0;
    struct qcc_url url;
    if (qcc_link_parse(&url, link_of(download)) != QCC_OK || (was_secure && !url.https) ||
        point(client) != QCC_OK) {
        return QCC_ERROR_PICTURE_REDIRECT;
    }
    ask(client);
    return QCC_PENDING;
}

/* RFC 9110 section 15.4: what a Location of these says is where the picture is. */
static bool is_redirect(uint16_t http_status)
{
    return (http_status >= 301 && http_status <= 303) || http_status == 307 || http_status == 308;
}

/* The head has another status than a picture's; its body is of no interest. */
static enum qcc_error judge_status(struct qcc_client *client)
{
    qcc_exchange_end(&client->exchange, QCC_ERROR_PICTURE_STATUS);
    return is_redirect(client->exchange.response.http_status) ? follow_redirect(client)
                                                              : QCC_ERROR_PICTURE_STATUS;
}

/* A connection that could not be made, or broke. What a proxy answers is the same the next time. */
static bool is_broken(enum qcc_error error)
{
    return error == QCC_ERROR_LOOKUP || error == QCC_ERROR_CONNECT || error == QCC_ERROR_RESET ||
           error == QCC_ERROR_CLOSED || error == QCC_ERROR_INCOMPLETE;
}

/* True for an exchange that ended with `error` where another may go further: a connection that had
 * carried something, a session that the peer could not use, or a part that is not the last. */
static bool may_ask_again(const struct qcc_client *client, enum qcc_error error)
{
    const struct qcc_download *download = &client->buffer.download;
    const struct qcc_exchange *exchange = &client->exchange;
    const bool has_begun =
        exchange->received > 0 || exchange->reused || download->picture.retries > 0;
    const bool is_stale = client->connection.tls.offered && exchange->phase == QCC_PHASE_HANDSHAKE;
    if (download->picture.retries == QCC_PICTURE_RETRIES_MAX) {
        return false;
    }
    if (error == QCC_OK) {
        return exchange->response.http_status == 206 && download->in_body;
    }
    return (is_broken(error) && (has_begun || is_stale)) ||
           (qcc_error_kind(error) == QCC_KIND_TLS && is_stale);
}

/* The cap is the picture's: a page that is larger still has its status. */
static bool has_status(const struct qcc_exchange *exchange, enum qcc_error error)
{
    return qcc_exchange_has_head(exchange) ||
           error == QCC_ERROR_BODY_TOO_LARGE; /* a head that announced it */
}

static enum qcc_error step(struct qcc_client *client, uint32_t time_left_ms)
{
    struct qcc_download *download = &client->buffer.download;
    const struct qcc_response *response = &client->exchange.response;
    enum qcc_error error = qcc_exchange_step(&client->exchange, time_left_ms);
    if (has_status(&client->exchange, error) && !is_picture(response->http_status)) {
        return judge_status(client);
    }
    if (download->whole) {
        qcc_exchange_end(&client->exchange, QCC_ERROR_INCOMPLETE); /* of what comes after it */
        return QCC_OK;
    }
    if (error == QCC_PENDING) {
        return QCC_PENDING;
    }
    if (may_ask_again(client, error)) {
        download->picture.retries++;
        ask(client);
        return QCC_PENDING;
    }
    return error == QCC_OK ? qcc_image_end(&download->image) : error;
}

static enum qcc_phase phase(const struct qcc_client *client)
{
    return qcc_exchange_phase(&client->exchange);
}

static void end(struct qcc_client *client, enum qcc_error error)
{
    struct qcc_report *report = &client->report;
    qcc_exchange_end(&client->exchange, error);
    qcc_exchange_explain(&client->exchange, report);
    if (qcc_error_kind(error) == QCC_KIND_PICTURE) {
        report->offset = client->buffer.download.picture.bytes;
    }
}

static const struct qcc_job picture_job = {step, phase, end};

/* ---- The start. */

static void plan(struct qcc_client *client)
{
    struct qcc_download *download = &client->buffer.download;
    struct qcc_exchange_plan *plan = &client->exchange.plan;
    memset(plan, 0, sizeof *plan);
    plan->url = &download->url;
    plan->request = download->io;
    plan->receive = download->io;
    plan->receive_size = sizeof download->io;
    plan->sink.write = take;
    plan->sink.context = client;
    plan->fields = download->fields;
    plan->field_count = QCC_PICTURE_FIELDS;
}

static enum qcc_error prepare(struct qcc_client *client, struct qcc_span link,
                              const struct qcc_picture_sink *sink)
{
    struct qcc_download *download = &client->buffer.download;
    if (sink == NULL || sink->write == NULL) {
        return QCC_ERROR_CONFIG;
    }
    if (link.len == 0 || link.len > sizeof download->link) {
        return QCC_ERROR_LINK;
    }
    client->reply.raw = qcc_span_make(NULL, 0); /* its bytes were here */
    memset(download, 0, sizeof *download);
    memcpy(download->link, link.ptr, link.len);
    download->link_len = (uint16_t)link.len;
    download->sink = *sink;
    if (sink->bytes_max == 0) {
        download->sink.bytes_max = QCC_PICTURE_BYTES_MAX;
    }
    qcc_image_begin(&download->image);
    plan(client);
    const enum qcc_error error = point(client);
    return error == QCC_OK ? qcc_clock_read(client, &client->exchange.plan.terms.now_s) : error;
}

enum qcc_error qcc_picture_start(struct qcc_client *client, const char *link,
                                 const struct qcc_picture_sink *sink)
{
    if (!qcc_client_is_idle(client)) {
        return QCC_ERROR_STATE;
    }
    const enum qcc_error error = prepare(client, qcc_span_of(link), sink);
    if (error != QCC_OK) {
        return qcc_client_refuse(client, error);
    }
    qcc_client_begin(client, &picture_job);
    ask(client);
    return QCC_OK;
}

enum qcc_error qcc_picture_get(struct qcc_client *client, const char *link,
                               const struct qcc_picture_sink *sink)
{
    if (qcc_client_is_idle(client) && client->config->port->wait == NULL) {
        return qcc_client_refuse(client, QCC_ERROR_NO_WAIT); /* before anything is started */
    }
    enum qcc_error error = qcc_picture_start(client, link, sink);
    return error == QCC_OK ? qcc_client_run(client) : error;
}

const struct qcc_picture *qcc_picture_of(const struct qcc_client *client)
{
    return client->job == &picture_job ? &client->buffer.download.picture : NULL;
}
