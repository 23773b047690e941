/* json.h - the walk through a Result that is an object or an array.
 *
 * The Result of most methods of the service is an object or an array. qcc_json_parse finds its
 * values once and notes them in a table of the caller's; the other functions look up what the
 * caller wants. Nothing is copied and nothing is allocated: the text and the table stay the
 * caller's, must outlive every value that was taken from them, and must not change meanwhile.
 *
 *     static struct qcc_json_token tokens[200];
 *     struct qcc_json_value result, partner;
 *     char name[64];
 *     if (qcc_json_parse(tokens, 200, client.reply.raw, &result) == QCC_OK) {
 *         partner = qcc_json_element(qcc_json_member(result, "Partners"), 0);
 *         error = qcc_json_string(qcc_json_member(partner, "StockName"), name, sizeof name, NULL);
 *     }
 *
 * A member or an element that is not there is a value too, of type QCC_JSON_MISSING, and so is
 * whatever is asked of it: calls can be chained, and only the last one needs a check.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_JSON_H
#define QCC_JSON_H

#include "qcc/error.h"
#include "qcc/span.h"

#ifdef __cplusplus
extern "C" {
#endif

enum qcc_json_type {
    QCC_JSON_MISSING,
    QCC_JSON_OBJECT,
    QCC_JSON_ARRAY,
    QCC_JSON_STRING,
    QCC_JSON_NUMBER,
    QCC_JSON_TRUE,
    QCC_JSON_FALSE,
    QCC_JSON_NULL
};

/* A place for what is known of one value, 16 bytes on most machines. A table needs one for each
 * value, nested ones too, and one for each name of a member: {"a":[1,2]} takes 5. Its members are
 * private. */
struct qcc_json_token {
    enum qcc_json_type type;
    int start, end, size;
};

/* A value of a text. Its members are private; one that is all zeros is missing. */
struct qcc_json_value {
    const uint8_t *text;                 /* all of the text */
    const struct qcc_json_token *token;  /* of this value; NULL: missing */
    const struct qcc_json_token *behind; /* after the last token of the text */
};

/* Finds the values of `raw`, a Result as it stands in the body (`raw` of a reply), and notes them
 * in `tokens`, a table of `count`. *value is the outermost one; it is missing after a failure.
 * Returns QCC_OK; QCC_ERROR_JSON_TOKENS when there are more values than tokens; QCC_ERROR_JSON when
 * `raw` is no JSON (empty, for example: a reply without Result).
 *
 * All of a reply's body has been checked strictly before (RFC 8259), so that strings and numbers of
 * its Result need no second look. Any other text may be given, too: nothing outside of it is ever
 * read, but not all that is wrong with it is found. */
enum qcc_error qcc_json_parse(struct qcc_json_token *tokens, size_t count, struct qcc_span raw,
                              struct qcc_json_value *value);

enum qcc_json_type qcc_json_type_of(struct qcc_json_value value);

/* Returns the number of members of an object or elements of an array; 0 for any other value. */
size_t qcc_json_count(struct qcc_json_value value);

/* Returns the member called `name`, which is UTF-8; the case of letters matters, and it does not
 * matter which characters the text writes with escapes. The first one, when there are several;
 * missing, when there is none or `value` is not an object. */
struct qcc_json_value qcc_json_member(struct qcc_json_value value, const char *name);

/* Returns the element `index`, from 0, of an array; missing, when there is none or `value` is not
 * an array. It is found by counting from the first. */
struct qcc_json_value qcc_json_element(struct qcc_json_value value, size_t index);

/* Writes the string, decoded to UTF-8, and a NUL to `out`, which has `size` bytes, 1 or more; *len
 * (may be NULL) is its length without the NUL. Returns QCC_OK; QCC_ERROR_TOO_SMALL when it is
 * longer (`out` has the whole characters that fit); QCC_ERROR_RESULT when `value` is not a string
 * (`out` is empty). The service writes some numbers as strings, and null for many a missing
 * string. */
enum qcc_error qcc_json_string(struct qcc_json_value value, char *out, size_t size, size_t *len);

/* Reads a whole number. Returns QCC_OK, or QCC_ERROR_RESULT, and leaves *number alone, when `value`
 * is not a number, is outside of int64_t, or is written with a fraction or an exponent, 1.0 and 1e3
 * as well: qcc_json_raw has the digits of those. */
enum qcc_error qcc_json_integer(struct qcc_json_value value, int64_t *number);

/* Returns the value as it stands in the text, a string with its quotes; empty when it is missing.
 */
struct qcc_span qcc_json_raw(struct qcc_json_value value);

#ifdef __cplusplus
}
#endif

#endif
