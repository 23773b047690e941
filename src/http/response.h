/* response.h - the response reader: status line, fields and framing (RFC 9112), in any cut, in
 * fixed memory.
 *
 * There is no line buffer: each byte is judged as it passes. The caller names the fields that it
 * wants in a table; the fields that frame the message are the reader's own.
 *
 *     static const struct qcc_expected expected = {QCC_RESPONSE_TO_GET, NULL};
 *     struct qcc_response response;
 *     struct qcc_span in, body;
 *     enum qcc_error outcome;
 *
 *     qcc_response_begin(&response, &expected, NULL, 0, 1024);
 *     do {
 *         in = ...the next bytes of the stream...
 *         do {
 *             outcome = qcc_response_read(&response, &in, &body);
 *             ...use the body.len bytes at body.ptr...
 *         } while (outcome == QCC_PENDING && in.len != 0);
 *     } while (outcome == QCC_PENDING);
 *
 * When the stream ends instead, call qcc_response_end.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_RESPONSE_H
#define QCC_RESPONSE_H

#include "qcc/internal/state.h"

#define QCC_FIELDS_MAX 8 /* entries that a table of fields can have */

/* Begins the response to one request, which `*expected` describes. It stays the caller's and must
 * last until the response is read, as must its range, `fields` (may be NULL when `field_count` is
 * 0; at most QCC_FIELDS_MAX) and the places in them. `body_max` caps the body; at most
 * QCC_BODY_MAX_LIMIT. */
void qcc_response_begin(struct qcc_response *response, const struct qcc_expected *expected,
                        struct qcc_field *fields, size_t field_count, uint32_t body_max);

/* Reads bytes from the front of *in and returns in *body the next piece of the body: a span of *in
 * that may be empty, and that the caller uses before the next call, whatever this one returns. The
 * outcome does not depend on how the bytes are cut. Returns QCC_PENDING (call again, with more
 * input when *in is empty); QCC_OK when the message is complete, *in being what is left over; or
 * one of QCC_ERROR_STATUS_LINE .. QCC_ERROR_INTERIM. All but QCC_PENDING stick: further calls read
 * nothing and return the same.
 *
 * What is left over after QCC_OK is no error of the message. After a 2xx to CONNECT these are the
 * first bytes of the tunnel; otherwise nobody asked for them, and the connection must be closed.
 *
 * A redirect, and a 416 to a GET without Range, are responses like any other here. A 2xx to CONNECT
 * has no body: its Content-Length, Transfer-Encoding, Content-Encoding and Connection are ignored
 * (RFC 9110 section 9.3.6). A 206 or 416 that `*expected` does not allow is
 * QCC_ERROR_CONTENT_RANGE when its head ends; http/range.h has the rules. */
enum qcc_error qcc_response_read(struct qcc_response *response, struct qcc_span *in,
                                 struct qcc_span *body);

/* The stream has ended in good order. Returns QCC_OK when that ends the message (a body until
 * close, RFC 9112 section 6.3 rule 8) or when it was complete before; QCC_ERROR_CLOSED before the
 * first byte; otherwise QCC_ERROR_INCOMPLETE, or the failure that there was. It sticks as well. */
enum qcc_error qcc_response_end(struct qcc_response *response);

/* True once the head of the final response has been read. */
bool qcc_response_in_body(const struct qcc_response *response);

/* True once a Content-Encoding has been read that is not `identity`, alone and once: the body may
 * not be what the method returns. */
bool qcc_response_is_encoded(const struct qcc_response *response);

#endif
