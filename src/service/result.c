/* result.c - the walk through a Result, over the tokens that jsmn finds in it.
 * SPDX-License-Identifier: MIT */
#include "qcc/json.h"

#include <limits.h>

#include "base/ascii.h"
#include "base/json.h"
#include "service/tokens.h"

/* The caller's table is a place for jsmn's tokens, and of the same layout. The library reads and
 * writes it as jsmntok_t only, in this file and in tokens.c, and its callers not at all: nothing
 * is ever read as another type than it was written. */
#define SAME_PLACE(ours, theirs)                                                                   \
    (offsetof(struct qcc_json_token, ours) == offsetof(jsmntok_t, theirs))
typedef char tokens_have_one_layout[sizeof(struct qcc_json_token) == sizeof(jsmntok_t) &&
                                            SAME_PLACE(type, type) && SAME_PLACE(start, start) &&
                                            SAME_PLACE(end, end) && SAME_PLACE(size, size)
                                        ? 1
                                        : -1];

static const jsmntok_t *token_of(const struct qcc_json_token *token)
{
    return (const jsmntok_t *)token;
}

static struct qcc_json_value missing(void)
{
    const struct qcc_json_value value = {NULL, NULL, NULL};
    return value;
}

enum qcc_error qcc_json_parse(struct qcc_json_token *tokens, size_t count, struct qcc_span raw,
                              struct qcc_json_value *value)
{
    jsmn_parser parser;
    int found;
    *value = missing();
    if (raw.len > INT_MAX) {
        return QCC_ERROR_JSON;
    }
    jsmn_init(&parser);
    found =
        jsmn_parse(&parser, (const char *)raw.ptr, raw.len, (jsmntok_t *)tokens, (unsigned)count);
    if (found == JSMN_ERROR_NOMEM ||
        (found > 0 && tokens == NULL)) { /* without tokens jsmn counts */
        return QCC_ERROR_JSON_TOKENS;
    }
    if (found <= 0) {
        return QCC_ERROR_JSON;
    }
    value->text = raw.ptr;
    value->token = tokens;
    value->after = tokens + found;
    return QCC_OK;
}

enum qcc_json_type qcc_json_type_of(struct qcc_json_value value)
{
    if (value.token == NULL) {
        return QCC_JSON_MISSING;
    }
    switch (token_of(value.token)->type) {
    case JSMN_OBJECT:
        return QCC_JSON_OBJECT;
    case JSMN_ARRAY:
        return QCC_JSON_ARRAY;
    case JSMN_STRING:
        return QCC_JSON_STRING;
    default:
        break;
    }
    switch (value.text[token_of(value.token)->start]) {
    case 't':
        return QCC_JSON_TRUE;
    case 'f':
        return QCC_JSON_FALSE;
    case 'n':
        return QCC_JSON_NULL;
    default:
        return QCC_JSON_NUMBER;
    }
}

size_t qcc_json_count(struct qcc_json_value value)
{
    const enum qcc_json_type type = qcc_json_type_of(value);
    const bool holds = type == QCC_JSON_OBJECT || type == QCC_JSON_ARRAY;
    return holds ? (size_t)token_of(value.token)->size : 0;
}

/* ---- The walk. The tokens of what a container holds follow its own, and begin before it ends. */

/* Returns what follows the tokens of `value`: its own, and those of all that it holds. */
static const struct qcc_json_token *after(struct qcc_json_value value)
{
    const struct qcc_json_token *token = value.token + 1;
    while (token != value.after && token_of(token)->start < token_of(value.token)->end) {
        token++;
    }
    return token;
}

struct qcc_json_value qcc_json_element(struct qcc_json_value value, size_t index)
{
    const struct qcc_json_token *end;
    if (qcc_json_type_of(value) != QCC_JSON_ARRAY) {
        return missing();
    }
    end = after(value);
    value.token++;
    while (index > 0 && value.token != end) {
        value.token = after(value);
        index--;
    }
    return value.token != end ? value : missing();
}

/* The text between the brackets or quotes, or all of a number or a word. */
static struct qcc_span text_of(struct qcc_json_value value)
{
    const jsmntok_t *token = token_of(value.token);
    return qcc_span_make(value.text + token->start, (size_t)(token->end - token->start));
}

struct qcc_json_value qcc_json_member(struct qcc_json_value value, const char *name)
{
    const struct qcc_span wanted = qcc_span_of(name);
    const struct qcc_json_token *end;
    bool found = false;
    if (qcc_json_type_of(value) != QCC_JSON_OBJECT) {
        return missing();
    }
    end = after(value);
    value.token++;
    while (value.token != end && !found) {
        found = qcc_json_means(text_of(value), wanted);
        value.token = after(value);
        if (value.token != end && !found) {
            value.token = after(value);
        }
    }
    return value.token != end ? value : missing();
}

/* ---- Values. */

enum qcc_error qcc_json_string(struct qcc_json_value value, char *out, size_t size, size_t *len)
{
    struct qcc_span raw = QCC_SPAN("");
    const bool is_string = qcc_json_type_of(value) == QCC_JSON_STRING;
    size_t written;
    if (is_string) {
        raw = text_of(value);
    }
    written = qcc_json_decode(&raw, out, size);
    if (len != NULL) {
        *len = written;
    }
    if (!is_string) {
        return QCC_ERROR_RESULT;
    }
    return raw.len == 0 ? QCC_OK : QCC_ERROR_TOO_SMALL;
}

/* Collects a negative number, because there is one more of those. */
static bool read_digits(struct qcc_span digits, int64_t *negative)
{
    *negative = 0;
    for (size_t i = 0; i < digits.len; i++) {
        const int digit = digits.ptr[i] - '0';
        if (!qcc_is_digit(digits.ptr[i]) || *negative < INT64_MIN / 10 ||
            *negative * 10 < INT64_MIN + digit) {
            return false;
        }
        *negative = *negative * 10 - digit;
    }
    return digits.len > 0;
}

enum qcc_error qcc_json_integer(struct qcc_json_value value, int64_t *number)
{
    struct qcc_span digits;
    bool is_negative;
    int64_t negative;
    if (qcc_json_type_of(value) != QCC_JSON_NUMBER) {
        return QCC_ERROR_RESULT;
    }
    digits = text_of(value);
    is_negative = digits.ptr[0] == '-';
    digits = qcc_span_make(digits.ptr + is_negative, digits.len - is_negative);
    if (!read_digits(digits, &negative) || (!is_negative && negative == INT64_MIN)) {
        return QCC_ERROR_RESULT;
    }
    *number = is_negative ? negative : -negative;
    return QCC_OK;
}

struct qcc_span qcc_json_raw(struct qcc_json_value value)
{
    struct qcc_span raw = {NULL, 0};
    if (value.token != NULL) {
        const size_t quote = qcc_json_type_of(value) == QCC_JSON_STRING;
        raw = text_of(value);
        raw = qcc_span_make(raw.ptr - quote, raw.len + 2 * quote);
    }
    return raw;
}
