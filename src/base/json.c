/* json.c - strict JSON (RFC 8259): one pass that refuses, and the decoding of strings.
 * SPDX-License-Identifier: MIT */
#include "base/json.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "qcc/config.h"

#if QCC_JSON_DEPTH_MAX < 8 || QCC_JSON_DEPTH_MAX > 32
#error "QCC_JSON_DEPTH_MAX: 8 .. 32, a bit of one word for each level"
#endif

/* Without its first `len` bytes. */
static struct qcc_span skip(struct qcc_span text, size_t len)
{
    return qcc_span_make(text.ptr + len, text.len - len);
}

/* ---- The characters of a string. */

/* Returns the code unit of the `\uXXXX` that `text` begins with; 0, which no text may hold, when
 * `text` begins with something else. */
static uint32_t read_code_unit(struct qcc_span text)
{
    uint32_t unit = 0;
    if (text.len < 6 || text.ptr[0] != '\\' || text.ptr[1] != 'u') {
        return 0;
    }
    for (size_t i = 2; i < 6; i++) {
        uint32_t digit = qcc_hex_value(text.ptr[i]);
        if (digit > 15) {
            return 0;
        }
        unit = unit << 4 | digit;
    }
    return unit;
}

/* RFC 8259 section 7: an escape of two characters. */
static size_t read_short_escape(struct qcc_span text, uint32_t *code_point)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    if (text.len < 2) {
        return 0;
    }
    for (size_t i = 0; letters[i] != '\0'; i++) {
        if (text.ptr[1] == (uint8_t)letters[i]) {
            *code_point = (uint8_t)meanings[i];
            return 2;
        }
    }
    return 0;
}

/* RFC 8259 section 7:
 *     char   = unescaped / escape ( %x22 / %x5C / %x2F / %x62 / %x66 / %x6E / %x72 / %x74 /
 *                                   %x75 4HEXDIG )
 *     escape = %x5C
 * A character beyond the basic plane is two code units, a surrogate pair. Returns the length of
 * the escape that `text` begins with; 0 when there is none, half a pair or U+0000. */
static size_t read_escape(struct qcc_span text, uint32_t *code_point)
{
    const uint32_t unit = read_code_unit(text);
    uint32_t low;
    if (unit == 0) {
        return read_short_escape(text, code_point);
    }
    if (unit < 0xD800 || unit > 0xDFFF) {
        *code_point = unit;
        return 6;
    }
    low = read_code_unit(skip(text, 6));
    if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF) {
        return 0;
    }
    *code_point = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    return 12;
}

/* RFC 8259 section 7:
 *     unescaped = %x20-21 / %x23-5B / %x5D-10FFFF
 * Returns the length of the character that `text`, which is not empty, begins with, as it stands
 * inside a string; 0 when none may stand there so. The caller has looked for the quote. */
static size_t read_character(struct qcc_span text, uint32_t *code_point)
{
    if (text.ptr[0] == '\\') {
        return read_escape(text, code_point);
    }
    return text.ptr[0] < 0x20 ? 0 : qcc_utf8_decode(text, code_point);
}

bool qcc_json_decode(struct qcc_span raw, char *out, size_t size, size_t *len)
{
    size_t used, count;
    *len = 0;
    for (; raw.len > 0; raw = skip(raw, used)) {
        uint8_t bytes[4];
        uint32_t code_point;
        used = read_character(raw, &code_point);
        if (used == 0) {
            break;
        }
        count = qcc_utf8_encode(code_point, bytes);
        if (count >= size - *len) {
            break;
        }
        memcpy(out + *len, bytes, count);
        *len += count;
    }
    out[*len] = '\0';
    return raw.len == 0;
}

bool qcc_json_means(struct qcc_span raw, struct qcc_span text)
{
    while (raw.len > 0) {
        uint32_t meant, wanted;
        const size_t used = read_character(raw, &meant);
        const size_t len = qcc_utf8_decode(text, &wanted);
        if (used == 0 || len == 0 || meant != wanted) {
            return false;
        }
        raw = skip(raw, used);
        text = skip(text, len);
    }
    return text.len == 0;
}

/* ---- The check. */

/* The byte that comes next; 0, which JSON has nowhere, at the end of the text. */
static uint8_t peek(const struct qcc_json_check *check)
{
    return check->at < check->text.len ? check->text.ptr[check->at] : 0;
}

/* True when `byte` came next: the check has moved over it. */
static bool skip_byte(struct qcc_json_check *check, uint8_t byte)
{
    const bool is_there = peek(check) == byte;
    check->at += is_there;
    return is_there;
}

/* RFC 8259 section 2:
 *     ws = *( %x20 / %x09 / %x0A / %x0D ) */
static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void skip_space(struct qcc_json_check *check)
{
    while (is_space(peek(check))) {
        check->at++;
    }
}

/* RFC 8259 section 7:
 *     string = quotation-mark *char quotation-mark */
static bool check_string(struct qcc_json_check *check)
{
    size_t used = 1;
    if (!skip_byte(check, '"')) {
        return false;
    }
    while (used != 0 && check->at < check->text.len) {
        uint32_t code_point;
        if (skip_byte(check, '"')) {
            return true;
        }
        used = read_character(skip(check->text, check->at), &code_point);
        check->at += used;
    }
    return false;
}

/* 1*DIGIT */
static bool check_digits(struct qcc_json_check *check)
{
    const size_t start = check->at;
    while (qcc_is_digit(peek(check))) {
        check->at++;
    }
    return check->at > start;
}

/* RFC 8259 section 6:
 *     number = [ minus ] int [ frac ] [ exp ]
 *     int    = zero / ( digit1-9 *DIGIT )
 *     frac   = decimal-point 1*DIGIT
 *     exp    = e [ minus / plus ] 1*DIGIT */
static bool check_number(struct qcc_json_check *check)
{
    (void)skip_byte(check, '-');
    if (!skip_byte(check, '0') && !check_digits(check)) {
        return false;
    }
    if (skip_byte(check, '.') && !check_digits(check)) {
        return false;
    }
    if (!skip_byte(check, 'e') && !skip_byte(check, 'E')) {
        return true;
    }
    if (!skip_byte(check, '-')) {
        (void)skip_byte(check, '+');
    }
    return check_digits(check);
}

static bool check_word(struct qcc_json_check *check, const char *word)
{
    while (*word != '\0' && skip_byte(check, (uint8_t)*word)) {
        word++;
    }
    return *word == '\0';
}

/* RFC 8259 section 3:
 *     value = false / null / true / object / array / number / string
 * without object and array. What is wrong with a number or a word is told by where it begins. */
static bool check_scalar(struct qcc_json_check *check)
{
    const size_t start = check->at;
    bool is_good;
    switch (peek(check)) {
    case '"':
        return check_string(check);
    case 't':
        is_good = check_word(check, "true");
        break;
    case 'f':
        is_good = check_word(check, "false");
        break;
    case 'n':
        is_good = check_word(check, "null");
        break;
    default:
        is_good = check_number(check);
    }
    if (!is_good) {
        check->at = start;
    }
    return is_good;
}

/* Checks all of a scalar; of an object or array only the bracket that opens it. */
static enum qcc_error check_value(struct qcc_json_check *check)
{
    const bool is_object = peek(check) == '{';
    if (!is_object && peek(check) != '[') {
        check->is_first = false;
        return check_scalar(check) ? QCC_OK : QCC_ERROR_JSON;
    }
    if (check->open >> (QCC_JSON_DEPTH_MAX - 1) != 0) {
        return QCC_ERROR_JSON_DEPTH;
    }
    check->open = check->open << 1 | is_object;
    check->is_first = true;
    check->at++;
    return QCC_OK;
}

/* RFC 8259 section 4:
 *     member = string name-separator value
 * as far as the value. */
static bool check_name(struct qcc_json_check *check)
{
    if (!check_string(check)) {
        return false;
    }
    skip_space(check);
    if (!skip_byte(check, ':')) {
        return false;
    }
    skip_space(check);
    return true;
}

/* RFC 8259 sections 4 and 5:
 *     object = begin-object [ member *( value-separator member ) ] end-object
 *     array  = begin-array [ value *( value-separator value ) ] end-array
 * One step inside the innermost of those that are open: the bracket that closes it; or the comma
 * before a value (except the first), the name of a member, and the value. */
static enum qcc_error check_step(struct qcc_json_check *check)
{
    const bool in_object = (check->open & 1) != 0;
    skip_space(check);
    if (skip_byte(check, in_object ? '}' : ']')) {
        check->open >>= 1;
        check->is_first = false;
        return QCC_OK;
    }
    if (!check->is_first && !skip_byte(check, ',')) {
        return QCC_ERROR_JSON;
    }
    skip_space(check);
    if (check->open == 1) {
        check->member = check->at;
    }
    if (in_object && !check_name(check)) {
        return QCC_ERROR_JSON;
    }
    return check_value(check);
}

/* A text that was cut short is refused for that, at its end. */
static enum qcc_error refuse(struct qcc_json_check *check, enum qcc_error error)
{
    if (!check->is_cut) {
        return error;
    }
    check->at = check->text.len;
    return QCC_ERROR_JSON;
}

enum qcc_error qcc_json_check_begin(struct qcc_json_check *check, struct qcc_span text)
{
    while (text.len > 0 && is_space(text.ptr[text.len - 1])) {
        text.len--;
    }
    check->text = text;
    check->at = 0;
    check->open = 1;
    check->is_first = true;
    check->is_cut = text.len == 0 || text.ptr[text.len - 1] != '}';
    skip_space(check);
    return skip_byte(check, '{') ? QCC_OK : refuse(check, QCC_ERROR_JSON);
}

enum qcc_error qcc_json_check_next(struct qcc_json_check *check, struct qcc_span *member)
{
    enum qcc_error error;
    *member = qcc_span_make(NULL, 0);
    do {
        error = check_step(check);
    } while (error == QCC_OK && check->open > 1);
    if (error == QCC_OK && check->open == 0 && check->at < check->text.len) {
        error = QCC_ERROR_JSON;
    }
    if (error != QCC_OK) {
        return refuse(check, error);
    }
    if (check->open == 1) {
        *member = qcc_span_make(check->text.ptr + check->member, check->at - check->member);
    }
    return QCC_OK;
}
