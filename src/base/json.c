/* json.c - strict JSON (RFC 8259): one pass that refuses, and the decoding of strings.
 * SPDX-License-Identifier: MIT */
#include "base/json.h"

#include <string.h>

#include "base/scan.h"
#include "base/utf8.h"
#include "qcc/config.h"

#if QCC_JSON_DEPTH_MAX < 8 || QCC_JSON_DEPTH_MAX > 32
#error "QCC_JSON_DEPTH_MAX: 8 .. 32, a bit of one word for each level"
#endif

/* ---- The characters of a string. */

/* 4HEXDIG. Returns 0, which no text may hold, when they are not all there. */
static uint32_t read_code_unit(struct qcc_span *in)
{
    uint32_t unit;
    return qcc_scan_digits(in, 16, 4, &unit) == 4 ? unit : 0;
}

/* The letter of an escape of two characters. */
static uint32_t read_letter(struct qcc_span *in)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    for (size_t i = 0; letters[i] != '\0'; i++) {
        if (qcc_scan_byte(in, (uint8_t)letters[i])) {
            return (uint8_t)meanings[i];
        }
    }
    return 0;
}

/* RFC 8259 section 7:
 *     char   = unescaped / escape ( %x22 / %x5C / %x2F / %x62 / %x66 / %x6E / %x72 / %x74 /
 *                                   %x75 4HEXDIG )
 *     escape = %x5C
 * A character beyond the basic plane is two code units, a surrogate pair. Skips the escape that
 * `in` begins with, and returns its character; U+0000, which no text may hold, when it is none or
 * half a pair. Then what is left of `in` means nothing. */
static uint32_t read_escape(struct qcc_span *in)
{
    uint32_t unit, low;
    qcc_scan_skip(in, 1);
    if (!qcc_scan_byte(in, 'u')) {
        return read_letter(in);
    }
    unit = read_code_unit(in);
    if (unit < 0xD800 || unit > 0xDFFF) {
        return unit;
    }
    if (unit > 0xDBFF || !qcc_scan_byte(in, '\\') || !qcc_scan_byte(in, 'u')) {
        return 0;
    }
    low = read_code_unit(in);
    if (low < 0xDC00 || low > 0xDFFF) {
        return 0;
    }
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

/* RFC 8259 section 7:
 *     unescaped = %x20-21 / %x23-5B / %x5D-10FFFF
 * Skips one character, as it stands inside a string, and returns it; U+0000, and skips nothing,
 * when none may stand there so: the quote that ends the string for example. */
static uint32_t read_character(struct qcc_span *in)
{
    const uint8_t first = qcc_scan_peek(in);
    struct qcc_span rest = *in;
    uint32_t character = 0;
    if (first == '\\') {
        character = read_escape(&rest);
    } else if (first >= 0x20 && first != '"') {
        qcc_scan_skip(&rest, qcc_utf8_decode(rest, &character));
    }
    if (character != 0) {
        *in = rest;
    }
    return character;
}

/* True for a byte that is a character inside a string by itself. */
static bool is_plain(uint8_t c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* Skips all characters up to the end of the string, or what is none. */
static void skip_characters(struct qcc_span *in)
{
    do {
        const struct qcc_span text = *in;
        size_t plain = 0;
        while (plain < text.len && is_plain(text.ptr[plain])) {
            plain++;
        }
        qcc_scan_skip(in, plain);
    } while (read_character(in) != 0);
}

/* Returns how many bytes of `text` stand for themselves and fit in `room`: up to the first escape,
 * and to the end of a character. */
static size_t count_copied(struct qcc_span text, size_t room)
{
    size_t len = 0;
    while (len < text.len && text.ptr[len] != '\\') {
        len++;
    }
    if (len > room) {
        len = room;
        while (len > 0 && (text.ptr[len] & 0xC0) == 0x80) {
            len--;
        }
    }
    return len;
}

size_t qcc_json_decode(struct qcc_span *raw, char *out, size_t size)
{
    size_t written = 0;
    while (raw->len > 0) {
        const size_t room = size - 1 - written;
        struct qcc_span rest = *raw;
        uint8_t bytes[4];
        const uint8_t *from = rest.ptr;
        size_t count;
        if (*from == '\\') {
            const uint32_t character = read_escape(&rest);
            count = character != 0 ? qcc_utf8_encode(character, bytes) : 0;
            from = bytes;
        } else {
            count = count_copied(rest, room);
            qcc_scan_skip(&rest, count);
        }
        if (count == 0 || count > room) {
            break;
        }
        memcpy(out + written, from, count);
        written += count;
        *raw = rest;
    }
    out[written] = '\0';
    return written;
}

bool qcc_json_means(struct qcc_span raw, struct qcc_span text)
{
    while (raw.len > 0) {
        uint32_t wanted;
        const uint32_t meant = read_character(&raw);
        const size_t len = qcc_utf8_decode(text, &wanted);
        if (meant == 0 || len == 0 || meant != wanted) {
            return false;
        }
        qcc_scan_skip(&text, len);
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

static void skip_space(struct qcc_span *in)
{
    while (is_space(qcc_scan_peek(in))) {
        qcc_scan_skip(in, 1);
    }
}

/* Skips white space, and `byte` when it comes next. Returns whether it did. */
static bool skip_mark(struct qcc_span *in, uint8_t byte)
{
    skip_space(in);
    return qcc_scan_byte(in, byte);
}

/* RFC 8259 section 7:
 *     string = quotation-mark *char quotation-mark */
static bool check_string(struct qcc_span *in)
{
    if (!qcc_scan_byte(in, '"')) {
        return false;
    }
    skip_characters(in);
    return qcc_scan_byte(in, '"');
}

/* 1*DIGIT */
static bool check_digits(struct qcc_span *in)
{
    uint32_t value; /* means nothing: there may be more digits than 32 bits hold */
    return qcc_scan_digits(in, 10, in->len, &value) > 0;
}

/* RFC 8259 section 6:
 *     number = [ minus ] int [ frac ] [ exp ]
 *     int    = zero / ( digit1-9 *DIGIT )
 *     frac   = decimal-point 1*DIGIT
 *     exp    = e [ minus / plus ] 1*DIGIT */
static bool check_number(struct qcc_span *in)
{
    (void)qcc_scan_byte(in, '-');
    if (!qcc_scan_byte(in, '0') && !check_digits(in)) {
        return false;
    }
    if (qcc_scan_byte(in, '.') && !check_digits(in)) {
        return false;
    }
    if (!qcc_scan_byte(in, 'e') && !qcc_scan_byte(in, 'E')) {
        return true;
    }
    if (!qcc_scan_byte(in, '-')) {
        (void)qcc_scan_byte(in, '+');
    }
    return check_digits(in);
}

static bool check_word(struct qcc_span *in, const char *word)
{
    while (*word != '\0' && qcc_scan_byte(in, (uint8_t)*word)) {
        word++;
    }
    return *word == '\0';
}

/* RFC 8259 section 3:
 *     value = false / null / true / object / array / number / string
 * without object and array. What is wrong with a number or a word is told by where it begins. */
static bool check_scalar(struct qcc_span *in)
{
    const struct qcc_span start = *in;
    bool is_good;
    switch (qcc_scan_peek(in)) {
    case '"':
        return check_string(in);
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
        *in = start;
    }
    return is_good;
}

/* Checks all of a scalar; of an object or array only the bracket that opens it. */
static enum qcc_error check_value(struct qcc_json_check *check)
{
    const uint8_t first = qcc_scan_peek(&check->rest);
    check->is_first = first == '{' || first == '[';
    if (!check->is_first) {
        return check_scalar(&check->rest) ? QCC_OK : QCC_ERROR_JSON;
    }
    if (check->open >> (QCC_JSON_DEPTH_MAX - 1) != 0) {
        return QCC_ERROR_JSON_DEPTH;
    }
    check->open = check->open << 1 | (first == '{');
    qcc_scan_skip(&check->rest, 1);
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
    struct qcc_span *in = &check->rest;
    const bool in_object = (check->open & 1) != 0;
    if (skip_mark(in, in_object ? '}' : ']')) {
        check->open >>= 1;
        check->is_first = false;
        return QCC_OK;
    }
    if (!check->is_first && !qcc_scan_byte(in, ',')) {
        return QCC_ERROR_JSON;
    }
    skip_space(in);
    if (check->open == 1) {
        check->member = in->ptr;
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
    qcc_scan_skip(&check->rest, check->rest.len);
    return QCC_ERROR_JSON;
}

enum qcc_error qcc_json_check_begin(struct qcc_json_check *check, struct qcc_span text)
{
    while (text.len > 0 && is_space(text.ptr[text.len - 1])) {
        text.len--;
    }
    check->rest = text;
    check->open = 1;
    check->is_first = true;
    check->is_cut = text.len == 0 || text.ptr[text.len - 1] != '}';
    return skip_mark(&check->rest, '{') ? QCC_OK : refuse(check, QCC_ERROR_JSON);
}

enum qcc_error qcc_json_check_next(struct qcc_json_check *check, struct qcc_span *member)
{
    enum qcc_error error;
    *member = qcc_span_make(NULL, 0);
    do {
        error = check_step(check);
    } while (error == QCC_OK && check->open > 1);
    if (error == QCC_OK && check->open == 0 && check->rest.len > 0) {
        error = QCC_ERROR_JSON;
    }
    if (error != QCC_OK) {
        return refuse(check, error);
    }
    if (check->open == 1) {
        *member = qcc_span_make(check->member, (size_t)(check->rest.ptr - check->member));
    }
    return QCC_OK;
}
