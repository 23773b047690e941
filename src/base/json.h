/* json.h - strict JSON (RFC 8259): the check that jsmn does not make, the members of the root, and
 * the decoding of strings.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_JSON_H
#define QCC_JSON_H

#include "qcc/error.h"
#include "qcc/span.h"

/* Four bytes as a number, the first one lowest. */
static inline uint32_t qcc_load_word(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* A text that is read, member by member of its root. */
struct qcc_json {
    const uint8_t *at; /* how far it is good; after a failure, the byte at which it was decided */
    const uint8_t *end;
    /* After QCC_PENDING: where the member that ends at `at` begins, with its quote, and where its
     * value does. */
    const uint8_t *name, *value;
    /* Private: which brackets are open, a bit for each, 1 for an object, the innermost lowest: no
     * text can use up the call stack. It is 1 while only the root is open, 0 behind it. */
    uint32_t open;
};

/* Checks that `text` is one JSON object and nothing after it but white space, strictly: UTF-8, no
 * control characters, no lone surrogates, no U+0000, no leading zeros, no trailing commas, at most
 * QCC_JSON_DEPTH_MAX levels. No byte-order mark, and no more than INT_MAX bytes: jsmn, which finds
 * the tokens in a member, counts in int.
 *
 * Each call checks one member of that object, with all that is inside its value; the first call is
 * qcc_json_first. QCC_PENDING: it is there, and qcc_json_next, which may be called then only,
 * checks the next. QCC_OK: there is no other, and all of the text is good. QCC_ERROR_JSON,
 * QCC_ERROR_JSON_DEPTH: the text is not, whatever its members said. */
enum qcc_error qcc_json_first(struct qcc_json *json, struct qcc_span text);
enum qcc_error qcc_json_next(struct qcc_json *json);

/* Decodes the inside of a string that was checked: what stands between its quotes. Writes whole
 * characters and a NUL to `out`, which has `size` bytes, 1 or more. Returns the length that all of
 * it has in UTF-8, without the NUL: `size` or more when it was cut; the NUL is then the last 0
 * in `out`. */
size_t qcc_json_decode(const uint8_t *raw, size_t raw_len, char *out, size_t size);

#endif
