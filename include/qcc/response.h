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

#include "qcc/chunked.h"
#include "qcc/error.h"
#include "qcc/span.h"

/* A field that the caller wants: set name, value and cap; the reader sets len and present. */
struct qcc_field {
    struct qcc_span name; /* 1 .. QCC_FIELD_NAME_MAX letters, digits, '-' and '_', compared without
                           * case. Not Connection, Content-Encoding, Content-Length,
                           * Transfer-Encoding: these are the reader's, and never present here */
    uint8_t *value; /* the place for the value, without surrounding white space; no NUL is added */
    uint16_t cap;   /* bytes at value; a longer value is QCC_ERROR_FIELD_TOO_LONG */
    /* of the value, once the head has been read; of the last one, where the field came more than
     * once */
    uint16_t len;
    bool present; /* it was in the final response's head; interim responses and trailers do not
                     count */
};

#define QCC_FIELDS_MAX 8 /* fields that a table can have */

#define QCC_FIELD_NAME_MAX 30 /* letters that the name of a wanted field can have */

/* Read http_status and reusable; the rest is private. */
struct qcc_response {
    uint16_t http_status; /* of the final response, once it has been read, 200 .. 599; 0 before */
    bool reusable; /* after QCC_OK: the connection may carry another request (RFC 9112 section 9.3),
                      if nothing is left over */

    bool in_body;    /* the final response's head has been read: what looks like one is a trailer
                        section */
    int8_t state;    /* how it ended, too */
    int8_t error;    /* what a byte is that has no place in the line that is being read */
    uint8_t interim; /* interim responses so far */
    uint8_t len;  /* of the status line so far, or of `token`: QCC_FIELD_NAME_MAX + 1 for all longer
                     ones */
    uint8_t seen; /* framing words seen in this head, a bit each */
    uint8_t allowed; /* those that the value that is being read may have */
    uint32_t head;   /* bytes of heads and trailers so far; never more than QCC_HEAD_MAX */
    uint32_t left;   /* the number that is being read, then bytes of the body that may still come */
    uint32_t body_max;
    struct qcc_field *fields; /* the caller's table */
    struct qcc_field *fields_end;
    struct qcc_field *wanted; /* the entry whose value is being read, or NULL */
    struct qcc_chunked chunked;
    uint8_t token[QCC_FIELD_NAME_MAX + 2]; /* the pieces of the one that is being read */
};

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
