/* json.c - strict JSON (RFC 8259): one pass that refuses, and the decoding of strings.
 * SPDX-License-Identifier: MIT */
#include "base/json.h"
#include "base/ascii.h"

#include <limits.h>
#include <string.h>

#include "base/utf8.h"
#include "qcc/config.h"

#if QCC_JSON_DEPTH_MAX < 8 || QCC_JSON_DEPTH_MAX > 32
#error "QCC_JSON_DEPTH_MAX: 8 .. 32, a bit of one word for each level"
#endif

/* RFC 8259 section 2:
 *     ws = *( %x20 / %x09 / %x0A / %x0D ) */
static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Returns the byte that comes next. Most often it stands there already. */
static uint8_t skip_space(struct qcc_json *json)
{
    const uint8_t *at = json->at;
    while (*at <= ' ' && is_space(*at)) {
        at++;
    }
    json->at = at;
    return *at;
}

/* RFC 8259 section 2:
 *     name-separator  = ws %x3A ws
 *     value-separator = ws %x2C ws
 * `next` is the byte at json->at. False when it is not `separator`. */
static bool skip_separator(struct qcc_json *json, uint8_t next, uint8_t separator)
{
    if (next != separator) {
        return false;
    }
    json->at++;
    (void)skip_space(json);
    return true;
}

/* The code unit of the `\uXXXX` at `text`; 0, which no text may hold, when none stands there. It
 * stops at the first byte that is no hex digit. The quote that ends a string and the last brace of
 * the text are none, so nothing beyond them is read. */
static uint32_t code_unit(const uint8_t *text)
{
    uint32_t unit = 0;
    if (text[0] != '\\' || text[1] != 'u') {
        return 0;
    }
    for (size_t i = 2; i < 6; i++) {
        uint32_t digit = qcc_hex_value(text[i]);
        if (digit > 15) {
            return 0;
        }
        unit = unit << 4 | digit;
    }
    return unit;
}

/* RFC 8259 section 7:
 *     char   = unescaped / escape ( %x22 / %x5C / %x2F / %x62 / %x66 / %x6E / %x72 / %x74 /
 *                                   %x75 4HEXDIG )
 *     escape = %x5C
 * What is beyond the basic plane is two code units, a surrogate pair. Returns the length of the
 * escape at `text` and its character; 0 when it is none, or is half a pair or U+0000. */
static size_t decode_escape(const uint8_t *text, uint32_t *code_point)
{
    static const char pairs[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    uint32_t unit = code_unit(text), low;
    if (unit == 0) {
        for (const char *pair = pairs; *pair != '\0'; pair += 2) {
            if (text[1] == (uint8_t)*pair) {
                *code_point = (uint8_t)pair[1];
                return 2;
            }
        }
        return 0;
    }
    *code_point = unit;
    if (unit >> 11 != 0xD800 >> 11) {
        return 6;
    }
    low = code_unit(text + 6);
    if (unit >= 0xDC00 || low >> 10 != 0xDC00 >> 10) {
        return 0;
    }
    *code_point = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    return 12;
}

/* Moves over bytes that stand for themselves: ASCII but control characters, quote and backslash;
 * all of them but for the last three of the text. A word at a time, because nearly all of a reply
 * is that. With the bit 0x02 turned over, what is below 0x21 is the control characters and the
 * quote. A byte that is special leaves the top bit in one of the two differences, and so does one
 * that is not ASCII; one that is not special only behind one that is. */
static const uint8_t *skip_plain(const uint8_t *at, const uint8_t *end)
{
    for (const uint8_t *last = end - 3; at < last; at += 4) {
        uint32_t w = qcc_load_word(at);
        uint32_t special = ((w ^ 0x02020202u) - 0x21212121u) | ((w ^ 0x5C5C5C5Cu) - 0x01010101u);
        special &= 0x80808080u;
        if (special != 0) {
            while ((special & 0x80) == 0) {
                special >>= 8;
                at++;
            }
            break;
        }
    }
    return at;
}

/* RFC 3629 section 4:
 *     UTF8-2 = %xC2-DF UTF8-tail
 *     UTF8-3 = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2( UTF8-tail ) /
 *              %xED %x80-9F UTF8-tail / %xEE-EF 2( UTF8-tail )
 *     UTF8-4 = %xF0 %x90-BF 2( UTF8-tail ) / %xF1-F3 3( UTF8-tail ) / %xF4 %x80-8F 2( UTF8-tail )
 * Its length, 0 when it is none of these. Here rather than by qcc_utf8_decode, because nobody asks
 * for the character, and the last brace is no tail, so that there is no end to look for. */
static size_t check_utf8(const uint8_t *at)
{
    uint32_t pair = (uint32_t)at[0] << 8 | at[1];
    size_t len;
    if (pair - 0xC200 < 0x1E00) {
        len = 2;
    } else if (pair - 0xE0A0 < 0x0F60 && (pair & 0xFFE0) != 0xEDA0) {
        len = 3;
    } else if (pair - 0xF090 < 0x0400) {
        len = 4;
    } else {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return len;
}

/* RFC 8259 section 7:
 *     string    = quotation-mark *char quotation-mark
 *     unescaped = %x20-21 / %x23-5B / %x5D-10FFFF
 */
static bool check_string(struct qcc_json *json)
{
    const uint8_t *at = json->at, *end = json->end;
    size_t used = *at == '"';
    while (used != 0) {
        uint32_t code_point;
        at = skip_plain(at + used, end);
        if (at == end) {
            break;
        }
        if (*at == '"') {
            json->at = at + 1;
            return true;
        }
        used = *at >= 0x80   ? check_utf8(at)
               : *at == '\\' ? decode_escape(at, &code_point)
                             : *at >= 0x20;
    }
    json->at = at;
    return false;
}

static const uint8_t *skip_digits(const uint8_t *at)
{
    while (*at - (unsigned)'0' < 10) {
        at++;
    }
    return at;
}

/* RFC 8259 section 6:
 *     number = [ minus ] int [ frac ] [ exp ]
 *     int    = zero / ( digit1-9 *DIGIT )
 *     frac   = decimal-point 1*DIGIT
 *     exp    = e [ minus / plus ] 1*DIGIT
 * Returns the byte after it, `at` itself when there is none. */
static const uint8_t *check_number(const uint8_t *at)
{
    const uint8_t *digits = at + (*at == '-');
    const uint8_t *next = *digits == '0' ? digits + 1 : skip_digits(digits);
    if (next > digits && *next == '.') {
        digits = next + 1;
        next = skip_digits(digits);
    }
    if (next > digits && (*next | 0x20) == 'e') {
        digits = next + 1;
        if (*digits == '+' || *digits == '-') {
            digits++;
        }
        next = skip_digits(digits);
    }
    return next > digits ? next : at;
}

/* true, false or null; `at` when it is not. */
static const uint8_t *check_word(const uint8_t *at)
{
    static const char words[3][6] = {"null", "true", "false"};
    const char *word = words[*at == 't' ? 1 : *at == 'f' ? 2 : 0];
    const uint8_t *next = at;
    while (*word != '\0') {
        if (*next++ != (uint8_t)*word++) {
            return at;
        }
    }
    return next;
}

/* RFC 8259 section 3:
 *     value = false / null / true / object / array / number / string
 * without the two that hold others. */
static bool check_scalar(struct qcc_json *json)
{
    const uint8_t *at = json->at, *next;
    if (*at == '"') {
        return check_string(json);
    }
    next = *at < 'a' ? check_number(at) : check_word(at);
    json->at = next;
    return next != at;
}

/* RFC 8259 section 4:
 *     member = string name-separator value
 * as far as the value. */
static bool check_name(struct qcc_json *json)
{
    const uint8_t *name = json->at;
    if (!check_string(json) || !skip_separator(json, skip_space(json), ':')) {
        return false;
    }
    if (json->open == 1) {
        json->name = name;
        json->value = json->at;
    }
    return true;
}

/* All of a scalar; of an object or array only the bracket that opens it. */
static enum qcc_error check_value(struct qcc_json *json)
{
    uint8_t first = *json->at;
    if ((first | 0x20) != '{') {
        return check_scalar(json) ? QCC_OK : QCC_ERROR_JSON;
    }
    if (json->open >> (QCC_JSON_DEPTH_MAX - 1) != 0) {
        return QCC_ERROR_JSON_DEPTH;
    }
    json->open = json->open << 1 | (first == '{');
    json->at++;
    return QCC_OK;
}

/* RFC 8259 sections 4 and 5:
 *     object = begin-object [ member *( value-separator member ) ] end-object
 *     array  = begin-array [ value *( value-separator value ) ] end-array
 * Each turn takes a bracket that closes; or a comma, but before the first, in an object a name and
 * a colon, and then a value. The text ends with the root's brace, and no check but that of a string
 * passes a brace by itself: so only strings and braces have to look for the end. */
enum qcc_error qcc_json_next(struct qcc_json *json)
{
    do {
        bool first = (json->at[-1] | 0x20) == '{'; /* behind `{` or `[`: no value ends so */
        bool in_object = (json->open & 1) != 0;
        uint8_t next = skip_space(json);
        if (next == (in_object ? '}' : ']')) {
            json->at++;
            json->open >>= 1;
        } else if ((!first && !skip_separator(json, next, ',')) ||
                   (in_object && !check_name(json))) {
            return QCC_ERROR_JSON;
        } else {
            enum qcc_error error = check_value(json);
            if (error != QCC_OK) {
                return error;
            }
        }
    } while (json->open > 1 && json->at != json->end);
    if (json->at == json->end) {
        return json->open == 0 ? QCC_OK : QCC_ERROR_JSON;
    }
    return json->open == 1 ? QCC_PENDING : QCC_ERROR_JSON;
}

enum qcc_error qcc_json_first(struct qcc_json *json, struct qcc_span text)
{
    while (text.len > 0 && is_space(text.ptr[text.len - 1])) {
        text.len--;
    }
    json->at = json->end = text.len != 0 ? text.ptr + text.len : text.ptr; /* may be NULL */
    json->open = 1;
    if (text.len == 0 || json->end[-1] != '}' || text.len > INT_MAX) {
        return QCC_ERROR_JSON;
    }
    json->at = text.ptr;
    if (skip_space(json) != '{') {
        return QCC_ERROR_JSON;
    }
    json->at++;
    return qcc_json_next(json);
}

/* Copies what stands before the first escape, whole words only; returns how much. */
static size_t copy_words(const uint8_t *raw, size_t raw_len, char *out, size_t size)
{
    size_t words = (raw_len < size ? raw_len : size) & ~(size_t)3;
    size_t at = 0;
    for (; at < words; at += 4) {
        uint32_t w = qcc_load_word(raw + at);
        uint32_t zero = w ^ 0x5C5C5C5Cu; /* a byte of it is 0 where a backslash is */
        if (((zero - 0x01010101u) & ~zero & 0x80808080u) != 0) {
            break;
        }
        memcpy(out + at, raw + at, 4);
    }
    return at;
}

size_t qcc_json_decode(const uint8_t *raw, size_t raw_len, char *out, size_t size)
{
    const uint8_t *raw_end = raw + raw_len;
    size_t len = copy_words(raw, raw_len, out, size), end;
    raw += len;
    while (raw < raw_end) {
        uint8_t bytes[4];
        const uint8_t *from = raw;
        size_t used = 1, count = 1;
        if (*raw == '\\') {
            uint32_t code_point;
            used = decode_escape(raw, &code_point);
            if (used == 0) {
                break; /* never in a string that was checked */
            }
            count = qcc_utf8_encode(code_point, bytes);
            from = bytes;
        }
        raw += used;
        for (size_t i = 0; i < count; i++, len++) {
            if (len < size) {
                out[len] = (char)from[i];
            }
        }
    }
    end = len;
    if (len >= size) { /* the last byte gives way, and the rest of its character */
        end = size - 1;
        while ((out[end] & 0xC0) == 0x80 && end > 0) {
            end--;
        }
    }
    out[end] = '\0';
    return len;
}
