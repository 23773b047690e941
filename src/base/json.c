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

/* The next byte; at the end 0, which JSON has nowhere. */
static uint8_t peek(const struct qcc_json_text *in)
{
    return in->at != in->end ? *in->at : 0;
}

/* Skips the next byte when it is `byte`. Returns whether it did. */
static bool skip_byte(struct qcc_json_text *in, uint8_t byte)
{
    if (peek(in) != byte) {
        return false;
    }
    in->at++;
    return true;
}

/* ---- The characters of a string. */

/* %x75 4HEXDIG, after the backslash. Returns the code unit; 0, which no text may hold, when there
 * is none. */
static uint32_t read_code_unit(struct qcc_json_text *in)
{
    uint32_t unit = 0;
    if (!skip_byte(in, 'u')) {
        return 0;
    }
    for (size_t i = 0; i < 4; i++) {
        const uint32_t digit = qcc_hex_value(peek(in));
        if (digit > 15) {
            return 0;
        }
        unit = unit << 4 | digit;
        in->at++;
    }
    return unit;
}

/* RFC 8259 section 7:
 *     char   = unescaped / escape ( %x22 / %x5C / %x2F / %x62 / %x66 / %x6E / %x72 / %x74 /
 *                                   %x75 4HEXDIG )
 *     escape = %x5C
 * A character beyond the basic plane is two code units, a surrogate pair. Skips what follows the
 * backslash, and returns the character; U+0000 when there is none, half a pair or U+0000. */
static uint32_t read_escape(struct qcc_json_text *in)
{
    static const char meanings[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    uint32_t unit, low;
    for (size_t i = 0; meanings[i] != '\0'; i += 2) {
        if (skip_byte(in, (uint8_t)meanings[i])) {
            return (uint8_t)meanings[i + 1];
        }
    }
    unit = read_code_unit(in);
    if (unit < 0xD800 || unit > 0xDFFF) {
        return unit;
    }
    low = skip_byte(in, '\\') ? read_code_unit(in) : 0;
    if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF) {
        return 0;
    }
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

/* RFC 8259 section 7:
 *     unescaped = %x20-21 / %x23-5B / %x5D-10FFFF
 * Skips one character, as it stands inside a string, and returns it; U+0000, and skips nothing,
 * when none may stand there so: the quote that ends the string for example. */
static uint32_t read_character(struct qcc_json_text *in)
{
    const uint8_t *const start = in->at;
    uint32_t character = 0;
    if (skip_byte(in, '\\')) {
        character = read_escape(in);
    } else if (peek(in) >= 0x20 && *start != '"') {
        in->at += qcc_utf8_decode(qcc_span_make(start, (size_t)(in->end - start)), &character);
    }
    if (character == 0) {
        in->at = start;
    }
    return character;
}

/* True for a byte of a character that is not its first. */
static bool is_tail(uint8_t c)
{
    return (c & 0xC0) == 0x80;
}

/* Skips a character, an escape as a rule, and writes it to `out`, which has room for `room` bytes.
 * Returns its length; 0, and skips nothing, when there is none or it does not fit. */
static size_t decode_character(struct qcc_json_text *in, char *out, size_t room)
{
    const uint8_t *const start = in->at;
    const uint32_t character = read_character(in);
    uint8_t bytes[4];
    const size_t len = character != 0 ? qcc_utf8_encode(character, bytes) : 0;
    if (len > room) {
        in->at = start;
        return 0;
    }
    memcpy(out, bytes, len);
    return len;
}

size_t qcc_json_decode(struct qcc_span *raw, char *out, size_t size)
{
    struct qcc_json_text in = {raw->ptr, raw->ptr + raw->len};
    char *to = out, *const last = out + size - 1;
    size_t used;
    do {
        const uint8_t *at = in.at;
        const uint8_t *const end = in.end - at < last - to ? in.end : at + (last - to);
        while (at != end && *at != '\\') {
            *to++ = (char)*at++;
        }
        /* There is no room for the rest of a character: what there is of it goes, too. */
        while (at != in.at && at != in.end && is_tail(*at)) {
            at--;
            to--;
        }
        in.at = at;
        used = decode_character(&in, to, (size_t)(last - to));
        to += used;
    } while (used > 0);
    *to = '\0';
    *raw = qcc_span_make(in.at, (size_t)(in.end - in.at));
    return (size_t)(to - out);
}

bool qcc_json_means(struct qcc_span raw, struct qcc_span text)
{
    struct qcc_json_text in = {raw.ptr, raw.ptr + raw.len};
    while (in.at != in.end) {
        uint32_t wanted;
        const uint32_t meant = read_character(&in);
        const size_t len = qcc_utf8_decode(text, &wanted);
        if (meant == 0 || len == 0 || meant != wanted) {
            return false;
        }
        text = qcc_span_make(text.ptr + len, text.len - len);
    }
    return text.len == 0;
}

/* ---- The check. */

/* RFC 8259 section 2:
 *     ws = *( %x20 / %x09 / %x0A / %x0D ) */
static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void skip_space(struct qcc_json_text *in)
{
    while (is_space(peek(in))) {
        in->at++;
    }
}

/* Skips white space, and `byte` when it comes next. Returns whether it did. */
static bool skip_mark(struct qcc_json_text *in, uint8_t byte)
{
    skip_space(in);
    return skip_byte(in, byte);
}

/* True for a byte that is a character inside a string by itself. */
static bool is_plain(uint8_t c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* RFC 8259 section 7:
 *     string = quotation-mark *char quotation-mark */
static bool check_string(struct qcc_json_text *in)
{
    if (!skip_byte(in, '"')) {
        return false;
    }
    do {
        const uint8_t *at = in->at;
        while (at != in->end && is_plain(*at)) {
            at++;
        }
        in->at = at;
        if (skip_byte(in, '"')) {
            return true;
        }
    } while (read_character(in) != 0);
    return false;
}

/* 1*DIGIT */
static bool check_digits(struct qcc_json_text *in)
{
    const uint8_t *const start = in->at;
    while (qcc_is_digit(peek(in))) {
        in->at++;
    }
    return in->at != start;
}

/* RFC 8259 section 6:
 *     number = [ minus ] int [ frac ] [ exp ]
 *     int    = zero / ( digit1-9 *DIGIT )
 *     frac   = decimal-point 1*DIGIT
 *     exp    = e [ minus / plus ] 1*DIGIT */
static bool check_number(struct qcc_json_text *in)
{
    (void)skip_byte(in, '-');
    if (!skip_byte(in, '0') && !check_digits(in)) {
        return false;
    }
    if (skip_byte(in, '.') && !check_digits(in)) {
        return false;
    }
    if (!skip_byte(in, 'e') && !skip_byte(in, 'E')) {
        return true;
    }
    if (!skip_byte(in, '-')) {
        (void)skip_byte(in, '+');
    }
    return check_digits(in);
}

static bool check_word(struct qcc_json_text *in, const char *word)
{
    while (*word != '\0' && skip_byte(in, (uint8_t)*word)) {
        word++;
    }
    return *word == '\0';
}

/* RFC 8259 section 3:
 *     value = false / null / true / object / array / number / string
 * without object, array and string. What is wrong is told by where the value begins. */
static bool check_plain(struct qcc_json_text *in)
{
    const uint8_t *const start = in->at;
    bool is_good;
    switch (peek(in)) {
    case 't':
        is_good = check_word(in, "true");
        break;
    case 'f':
        is_good = check_word(in, "false");
        break;
    case 'n':
        is_good = check_word(in, "null");
        break;
    default:
        is_good = check_number(in);
    }
    if (!is_good) {
        in->at = start;
    }
    return is_good;
}

/* Checks all of a scalar; of an object or array only the bracket that opens it. */
static enum qcc_error check_value(struct qcc_json_check *check)
{
    struct qcc_json_text *in = &check->in;
    const uint8_t first = peek(in);
    check->is_first = first == '{' || first == '[';
    if (!check->is_first) {
        return (first == '"' ? check_string(in) : check_plain(in)) ? QCC_OK : QCC_ERROR_JSON;
    }
    if (check->open >> (QCC_JSON_DEPTH_MAX - 1) != 0) {
        return QCC_ERROR_JSON_DEPTH;
    }
    check->open = check->open << 1 | (first == '{');
    in->at++;
    return QCC_OK;
}

/* RFC 8259 sections 4 and 5:
 *     object = begin-object [ member *( value-separator member ) ] end-object
 *     array  = begin-array [ value *( value-separator value ) ] end-array
 *     member = string name-separator value
 * One step inside the innermost of those that are open: the bracket that closes it; or the comma
 * before a value (except the first), the name of a member, and the value. */
static enum qcc_error check_step(struct qcc_json_check *check)
{
    struct qcc_json_text *in = &check->in;
    const bool in_object = (check->open & 1) != 0;
    if (skip_mark(in, in_object ? '}' : ']')) {
        check->open >>= 1;
        check->is_first = false;
        return QCC_OK;
    }
    if (!check->is_first && !skip_byte(in, ',')) {
        return QCC_ERROR_JSON;
    }
    skip_space(in);
    if (check->open == 1) {
        check->member = in->at;
    }
    if (in_object && !(check_string(in) && skip_mark(in, ':'))) {
        return QCC_ERROR_JSON;
    }
    skip_space(in);
    return check_value(check);
}

/* A text that was cut short is refused for that, at its end. */
static enum qcc_error refuse(struct qcc_json_check *check, enum qcc_error error)
{
    if (!check->is_cut) {
        return error;
    }
    check->in.at = check->in.end;
    return QCC_ERROR_JSON;
}

enum qcc_error qcc_json_check_begin(struct qcc_json_check *check, struct qcc_span text)
{
    while (text.len > 0 && is_space(text.ptr[text.len - 1])) {
        text.len--;
    }
    check->in.at = text.ptr;
    check->in.end = text.len > 0 ? text.ptr + text.len : text.ptr;
    check->open = 1;
    check->is_first = true;
    check->is_cut = text.len == 0 || check->in.end[-1] != '}';
    return skip_mark(&check->in, '{') ? QCC_OK : refuse(check, QCC_ERROR_JSON);
}

enum qcc_error qcc_json_check_next(struct qcc_json_check *check, struct qcc_span *member)
{
    enum qcc_error error;
    *member = qcc_span_make(NULL, 0);
    do {
        error = check_step(check);
    } while (error == QCC_OK && check->open > 1);
    if (error == QCC_OK && check->open == 0 && check->in.at != check->in.end) {
        error = QCC_ERROR_JSON;
    }
    if (error != QCC_OK) {
        return refuse(check, error);
    }
    if (check->open == 1) {
        *member = qcc_span_make(check->member, (size_t)(check->in.at - check->member));
    }
    return QCC_OK;
}
