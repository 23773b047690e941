/* request.c - writes one GET request, and checks the key that stands in it.
 * SPDX-License-Identifier: MIT */
#include "http/request.h"
#include "base/ascii.h"

/* The two last arguments of qcc_writer_put_bytes: a struct by value would go through the stack. */
#define LITERAL(text) "" text, sizeof(text) - 1
#define SPAN(span) (span).ptr, (span).len

/* RFC 3986 section 2.3: unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~", a bit for each ASCII
 * character. */
static const uint32_t unreserved[4] = {0, 0x03FF6000, 0x87FFFFFE, 0x47FFFFFE};

static bool is_unreserved(uint8_t byte)
{
    return byte < 0x80 && (unreserved[byte / 32] >> (byte % 32) & 1) != 0;
}

/* RFC 3986 section 2.1: pct-encoded = "%" HEXDIG HEXDIG, upper case. Whatever is not unreserved is
 * encoded, so that a value can end neither its parameter nor the request line.
 *
 * The writer is worked on in place: a call for each byte would take longer than all the rest of the
 * request. With less than three bytes of room nothing is written, only counted; the head that
 * follows overflows such a writer anyway. */
static void put_encoded(struct qcc_writer *writer, const uint8_t *value, size_t value_len)
{
    const size_t limit = writer->cap < 3 ? 0 : writer->cap - 2;
    uint8_t *const out = writer->ptr;
    size_t len = writer->len;

    for (size_t i = 0; i < value_len; i++) {
        const uint8_t byte = value[i];

        if (is_unreserved(byte)) {
            if (len < limit) {
                out[len] = byte;
            }
            len++;
        } else {
            if (len < limit) {
                out[len] = '%';
                out[len + 1] = qcc_hex_digits[byte >> 4];
                out[len + 2] = qcc_hex_digits[byte & 15];
            }
            len += 3;
        }
    }
    writer->len = len < writer->len ? SIZE_MAX : len;
}

/* What is unreserved is what encoding leaves as it is. */
enum qcc_error qcc_request_check_key(struct qcc_span key)
{
    struct qcc_writer measure = {NULL, 0, 0};

    put_encoded(&measure, SPAN(key));
    return key.len > 0 && measure.len == key.len ? QCC_OK : QCC_ERROR_KEY;
}

/* RFC 9112 sections 3 and 3.2:
 *   request-line  = method SP request-target SP HTTP-version
 *   origin-form   = absolute-path [ "?" query ]
 *   Host          = uri-host [ ":" port ] */
void qcc_request_write(struct qcc_writer *writer, const struct qcc_request *request)
{
    const struct qcc_parameter *parameter = request->parameters;

    qcc_writer_put_bytes(writer, LITERAL("GET "));
    qcc_writer_put_bytes(writer, SPAN(request->base->path));
    qcc_writer_put_bytes(writer, SPAN(request->method_path));
    qcc_writer_put_bytes(writer, LITERAL("?key="));
    qcc_writer_put_bytes(writer, SPAN(request->key));
    for (size_t left = request->parameter_count; left > 0; left--, parameter++) {
        qcc_writer_put_byte(writer, '&');
        qcc_writer_put_bytes(writer, SPAN(parameter->name));
        qcc_writer_put_byte(writer, '=');
        put_encoded(writer, SPAN(parameter->value));
    }
    qcc_writer_put_bytes(writer, LITERAL(" HTTP/1.1\r\nHost: "));
    qcc_writer_put_bytes(writer, SPAN(request->base->authority));
    qcc_writer_put_bytes(writer, LITERAL("\r\nToken: "));
    qcc_writer_put_bytes(writer, SPAN(request->token));
    qcc_writer_put_bytes(writer, LITERAL("\r\nTimespan: "));
    qcc_writer_put_bytes(writer, SPAN(request->timespan));
    qcc_writer_put_bytes(writer, LITERAL("\r\nAccept: application/json\r\n"
                                         "Accept-Encoding: identity\r\n\r\n"));
}
