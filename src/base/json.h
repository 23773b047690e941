/* json.h - strict JSON (RFC 8259): one check, which delimits the members of the root, and the
 * decoding of strings.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_BASE_JSON_H
#define QCC_BASE_JSON_H

#include "qcc/error.h"
#include "qcc/span.h"

/* A text that is read from its front. */
struct qcc_json_text {
    const uint8_t *at; /* the next byte */
    const uint8_t *end;
};

/* A text that is checked, member by member of its root. */
struct qcc_json_check {
    /* the text without the white space at its end; `in.at` is how far it is good, and after a
     * failure the byte at which the failure was decided */
    struct qcc_json_text in;

    /* Private. */
    const uint8_t *member; /* where the last member of the root begins */
    /* Which brackets are open, a bit for each, 1 for an object, the innermost lowest: no text can
     * use up the call stack. It is 1 while only the root is open, 0 after it. */
    uint32_t open;
    bool is_first; /* the innermost bracket was opened just now: no comma comes before a value */
    bool is_cut;   /* the text does not end with a brace */
};

/* The check that a text is one JSON object and nothing after it but white space, strictly: UTF-8,
 * no control characters, no lone surrogates, no U+0000, no leading zeros, no trailing commas, at
 * most QCC_JSON_DEPTH_MAX levels, no byte-order mark. `text` stays the caller's and must last as
 * long as the check.
 *
 * qcc_json_check_begin checks the brace that opens the object. After it, each call of
 * qcc_json_check_next checks one member of the object, with all that is inside its value:
 *
 *     QCC_OK                 *member is the text of the member, from the quote before its name to
 *                            the end of its value. Its length is 0 after the last member: then all
 *                            of the text is good, and there is nothing more to call.
 *     QCC_ERROR_JSON, QCC_ERROR_JSON_DEPTH
 *                            the text is refused, whatever its members said; `in.at` is
 *                            where. Of a text that does not end with a brace, that is the end. */
enum qcc_error qcc_json_check_begin(struct qcc_json_check *check, struct qcc_span text);
enum qcc_error qcc_json_check_next(struct qcc_json_check *check, struct qcc_span *member);

/* Decodes `raw`, the inside of a string that was checked, to UTF-8. Writes whole characters and a
 * NUL to `out`, which has `size` bytes, 1 or more, and returns their length without the NUL. *raw
 * becomes what is left of it: it is not empty when the next character does not fit. Of a string
 * that was not checked nothing else is read or written either, but what is no character passes,
 * except an escape: it ends the text, and is left. */
size_t qcc_json_decode(struct qcc_span *raw, char *out, size_t size);

/* True when `raw`, the inside of a string, means `text`, which is UTF-8. */
bool qcc_json_means(struct qcc_span raw, struct qcc_span text);

#endif
