/* response.h - the response reader: status line, fields and framing (RFC 9112), in any cut, in
 * fixed memory.
 *
 * There is no line buffer: a byte is judged as it passes, and no more than a name is put together
 * where a cut goes through it. What a caller wants of the fields it names in a table; the fields
 * that frame the message are the reader's own.
 *
 *     struct qcc_response response;
 *     struct qcc_span in, body;
 *     enum qcc_error outcome;
 *
 *     qcc_response_begin(&response, NULL, 0, 1024);
 *     do {
 *         in = ...the next bytes of the stream...
 *         do {
 *             outcome = qcc_response_read(&response, &in, &body);
 *             ...take the body.len bytes at body.ptr...
 *         } while (outcome == QCC_PENDING && in.len != 0);
 *     } while (outcome == QCC_PENDING);
 *
 * and qcc_response_end where the stream ends in place of the next bytes.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_RESPONSE_H
#define QCC_RESPONSE_H

#include "qcc/internal/state.h"

#define QCC_FIELDS_MAX 8 /* fields that a table can have */

/* Begins the response to one GET. `fields` (may be NULL when `field_count` is 0; at most
 * QCC_FIELDS_MAX) and the places in it stay the caller's and must last until the response is read.
 * `body_max` caps the body; at most QCC_BODY_MAX_LIMIT. */
void qcc_response_begin(struct qcc_response *response, struct qcc_field *fields, size_t field_count,
                        uint32_t body_max);

/* Takes bytes from the front of *in, and hands out in *body the next piece of the body, a span of
 * *in that may be empty and that the caller takes before the next call, whatever this one returns.
 * The outcome does not depend on how the bytes are cut. Returns QCC_PENDING (call again, with more
 * input when *in is empty); QCC_OK when the message is complete, *in being what is left over (if it
 * is not empty the connection must be closed); or one of QCC_ERROR_STATUS_LINE ..
 * QCC_ERROR_INTERIM. All but QCC_PENDING stick: further calls take nothing and return the same. A
 * redirect is a response like any other here. */
enum qcc_error qcc_response_read(struct qcc_response *response, struct qcc_span *in,
                                 struct qcc_span *body);

/* The stream has ended in good order. QCC_OK when that ends the message (a body until close, RFC
 * 9112 section 6.3 rule 8) or when it was complete before; QCC_ERROR_CLOSED before the first byte;
 * QCC_ERROR_INCOMPLETE else, or the failure that there was. It sticks as well. */
enum qcc_error qcc_response_end(struct qcc_response *response);

/* True once the head of the final response has been read. */
bool qcc_response_in_body(const struct qcc_response *response);

#endif
