/* json.h - strict JSON (RFC 8259): the check that jsmn does not make, the members of the root, and
 * the decoding of strings.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_JSON_H
#define QCC_JSON_H

#include "qcc/error.h"
#include "qcc/span.h"

/* A text that is read, member by member of its root. */
struct qcc_json {
    const uint8_t *at; /* how far it is good; after a failure, the byte at which it was decided */
    const uint8_t *end;
    /* The member that ends at `at`: where it begins, at the quote, and where its value begins. */
    const uint8_t *name, *value;
    /* Which brackets are open, a bit for each, 1 for an object: no text can use up the call stack.
     * The first is the root's, so it is 1 in the root itself and 0 behind it. */
    uint32_t open;
};

/* Checks that `text` is one JSON object and nothing after it but white space, strictly: UTF-8, no
 * control characters, no lone surrogates, no U+0000, no leading zeros, no trailing commas, at most
 * QCC_JSON_DEPTH_MAX levels. No byte-order mark, and no more than INT_MAX bytes: jsmn, which finds
 * the tokens in a member, counts in int.
 *
 * Each call checks one member of that object, with all that is inside its value. QCC_PENDING: it is
 * there, ask for the next. QCC_OK: there is no other, and all of the text is good. QCC_ERROR_JSON,
 * QCC_ERROR_JSON_DEPTH: the text is not, whatever its members said. */
enum qcc_error qcc_json_first(struct qcc_json *json, struct qcc_span text);
enum qcc_error qcc_json_next(struct qcc_json *json);

/* Decodes the inside of a string (what stands between the quotes) that was checked into `size`
 * bytes at `out`, 1 or more: whole characters only, and a NUL after them. Returns the length that
 * all of it has in UTF-8; something is missing when that is `size` or more. */
size_t qcc_json_decode(const uint8_t *raw, size_t raw_len, char *out, size_t size);

#endif
