/* request.c - writes one GET request, and checks the key that stands in it.
 * SPDX-License-Identifier: MIT */
#include "http/request.h"
#include "base/ascii.h"

/* A string literal as the two last arguments of qcc_writer_put_bytes. */
#define LITERAL(text) "" text, sizeof(text) - 1

/* RFC 3986 section 2.1: pct-encoded = "%" HEXDIG HEXDIG, upper case */
static void put_triplet(struct qcc_writer *writer, uint8_t byte)
{
    uint8_t *place = qcc_writer_take(writer, 3);

    if (place != NULL) {
        place[0] = '%';
        place[1] = qcc_hex_digits[byte / 16];
        place[2] = qcc_hex_digits[byte % 16];
    }
}

/* Whatever is not unreserved is encoded, so that a value can end neither its parameter nor the
 * request line. */
static void put_encoded(struct qcc_writer *writer, struct qcc_span value)
{
    for (size_t i = 0; i < value.len; i++) {
        const uint8_t byte = value.ptr[i];

        if (qcc_ascii_has(&qcc_unreserved, byte)) {
            qcc_writer_put_byte(writer, byte);
        } else {
            put_triplet(writer, byte);
        }
    }
}

enum qcc_error qcc_request_check_key(struct qcc_span key)
{
    for (size_t i = 0; i < key.len; i++) {
        if (!qcc_ascii_has(&qcc_unreserved, key.ptr[i])) {
            return QCC_ERROR_KEY;
        }
    }
    return key.len > 0 ? QCC_OK : QCC_ERROR_KEY;
}

static void put_query(struct qcc_writer *writer, const struct qcc_request *request)
{
    qcc_writer_put_bytes(writer, LITERAL("?key="));
    qcc_writer_put(writer, request->key);
    for (size_t i = 0; i < request->parameter_count; i++) {
        qcc_writer_put_byte(writer, '&');
        qcc_writer_put(writer, request->parameters[i].name);
        qcc_writer_put_byte(writer, '=');
        put_encoded(writer, request->parameters[i].value);
    }
}

/* RFC 9112 sections 3 and 3.2:
 *   request-line  = method SP request-target SP HTTP-version
 *   origin-form   = absolute-path [ "?" query ]
 *   Host          = uri-host [ ":" port ] */
void qcc_request_write(struct qcc_writer *writer, const struct qcc_request *request)
{
    qcc_writer_put_bytes(writer, LITERAL("GET "));
    qcc_writer_put(writer, request->base->path);
    qcc_writer_put(writer, request->method_path);
    put_query(writer, request);
    qcc_writer_put_bytes(writer, LITERAL(" HTTP/1.1\r\nHost: "));
    qcc_writer_put(writer, request->base->authority);
    qcc_writer_put_bytes(writer, LITERAL("\r\nToken: "));
    qcc_writer_put(writer, request->token);
    qcc_writer_put_bytes(writer, LITERAL("\r\nTimespan: "));
    qcc_writer_put(writer, request->timespan);
    qcc_writer_put_bytes(writer, LITERAL("\r\nAccept: application/json\r\n"
                                         "Accept-Encoding: identity\r\n\r\n"));
}

void qcc_request_write_get(struct qcc_writer *writer, const struct qcc_url *url, uint32_t first,
                           struct qcc_span etag)
{
    qcc_writer_put_bytes(writer, LITERAL("GET "));
    if (url->path.len == 0 || url->path.ptr[0] != '/') {
        qcc_writer_put_byte(writer, '/');
    }
    qcc_writer_put(writer, url->path);
    qcc_writer_put_bytes(writer, LITERAL(" HTTP/1.1\r\nHost: "));
    qcc_writer_put(writer, url->authority);
    qcc_writer_put_bytes(writer, LITERAL("\r\nAccept: image/png, image/jpeg\r\n"
                                         "Accept-Encoding: identity\r\n"));
    if (first > 0) {
        qcc_writer_put_bytes(writer, LITERAL("Range: bytes="));
        qcc_writer_put_decimal(writer, first);
        qcc_writer_put_bytes(writer, LITERAL("-\r\nIf-Range: "));
        qcc_writer_put(writer, etag);
        qcc_writer_put_bytes(writer, LITERAL("\r\n"));
    }
    qcc_writer_put_bytes(writer, LITERAL("\r\n"));
}
