/* json.c - strict JSON (RFC 8259): one pass that refuses, and the decoding of strings.
 * SPDX-License-Identifier: MIT */
#include "qcc/json.h"

#include <string.h>

#include "qcc/config.h"
#include "qcc/utf8.h"

#if QCC_JSON_DEPTH_MAX < 8 || QCC_JSON_DEPTH_MAX > 32
#error "QCC_JSON_DEPTH_MAX: 8 .. 32, a bit of one word for each level"
#endif

/* The text that is checked. It ends with the root's brace, and no check but that of a string passes
 * a brace by itself: so only strings and braces have to look for the end. */
struct text {
    const uint8_t *at; /* how far it is good; after a failure, what is bad */
    const uint8_t *end;
    const uint8_t *name; /* where the member of the root begins that is being checked */
    /* Which brackets are open, a bit for each, 1 for an object: no text can use up the call stack.
     * The first is the root's, so it is 1 in the root itself and 0 behind it. */
    uint32_t open;
    void (*take)(void *context, const uint8_t *member, size_t len);
    void *context;
};

/* Four bytes at once: one load where the processor takes it from any address. */
static uint32_t get_word(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* RFC 8259 section 2:
 *     ws = *( %x20 / %x09 / %x0A / %x0D ) */
static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Returns the byte that comes next. Most often it stands there already. */
static uint8_t skip_space(struct text *text)
{
    const uint8_t *at = text->at;
    while (*at <= ' ' && is_space(*at)) {
        at++;
    }
    text->at = at;
    return *at;
}

/* The same behind the byte that stands there. */
static uint8_t step(struct text *text)
{
    text->at++;
    return skip_space(text);
}

/* The code unit of the `\uXXXX` at `text`; 0, which no text may hold, when none stands there. No
 * byte is read after one that is wrong, as the last brace is, and the quote after any string. */
static uint32_t code_unit(const uint8_t *text)
{
    uint32_t unit = 0;
    if (text[0] != '\\' || text[1] != 'u') {
        return 0;
    }
    for (size_t i = 2; i < 6; i++) {
        uint32_t digit = text[i] - (uint32_t)'0';
        if (digit > 9) {
            digit = (text[i] | 0x20u) - 'a';
            if (digit > 5) {
                return 0;
            }
            digit += 10;
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
    size_t used = 6;
    if (unit >> 11 == 0xD800 >> 11) {
        low = code_unit(text + 6);
        if (unit >= 0xDC00 || low >> 10 != 0xDC00 >> 10) {
            return 0;
        }
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        used = 12;
    } else if (unit == 0) {
        const char *pair = pairs;
        while (text[1] != (uint8_t)*pair) {
            pair += 2;
            if (*pair == '\0') {
                return 0;
            }
        }
        unit = (uint8_t)pair[1];
        used = 2;
    }
    *code_point = unit;
    return used;
}

/* Moves over bytes that stand for themselves: ASCII but control characters, quote and backslash;
 * all of them but for the last three of the text. A word at a time, because nearly all of a reply
 * is that. With the bit 0x02 turned over, what is below 0x21 is the control characters and the
 * quote. A byte that is special leaves the top bit in one of the two differences, and so does one
 * that is not ASCII; one that is not special only behind one that is. */
static const uint8_t *skip_plain(const uint8_t *at, const uint8_t *end)
{
    for (const uint8_t *last = end - 3; at < last; at += 4) {
        uint32_t w = get_word(at);
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
static bool check_string(struct text *text)
{
    const uint8_t *at = text->at, *end = text->end;
    size_t used = *at == '"';
    while (used != 0) {
        uint32_t code_point;
        at = skip_plain(at + used, end);
        if (at == end) {
            break;
        }
        if (*at == '"') {
            text->at = at + 1;
            return true;
        }
        used = *at >= 0x80   ? check_utf8(at)
               : *at == '\\' ? decode_escape(at, &code_point)
                             : *at >= 0x20;
    }
    text->at = at;
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
static const uint8_t *check_word(const uint8_t *at, const char *word)
{
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
static bool check_scalar(struct text *text)
{
    const uint8_t *at = text->at, *next;
    if (*at == '"') {
        return check_string(text);
    }
    next = *at < 'a' ? check_number(at)
                     : check_word(at, *at == 't'   ? "true"
                                      : *at == 'f' ? "false"
                                                   : "null");
    text->at = next;
    return next != at;
}

/* A value ends here. Returns the byte that comes next. */
static uint8_t end_value(struct text *text)
{
    if (text->open == 1) {
        text->take(text->context, text->name, (size_t)(text->at - text->name));
    }
    return skip_space(text);
}

/* The brackets that close behind a value. False when no other value can follow: where the root is
 * closed, where the text ends before, and where neither a bracket nor a comma stands. */
static bool close_brackets(struct text *text, uint8_t next)
{
    while (next == ((text->open & 1) != 0 ? '}' : ']')) {
        text->at++;
        text->open >>= 1;
        if (text->open == 0 || text->at == text->end) {
            return false;
        }
        next = end_value(text);
    }
    return next == ',';
}

/* RFC 8259 section 4:
 *     member = string name-separator value
 * as far as the value. */
static bool check_name(struct text *text)
{
    if (text->open == 1) {
        text->name = text->at;
    }
    if (!check_string(text) || skip_space(text) != ':') {
        return false;
    }
    (void)step(text);
    return true;
}

/* RFC 8259 sections 4 and 5:
 *     object = begin-object [ member *( value-separator member ) ] end-object
 *     array  = begin-array [ value *( value-separator value ) ] end-array
 * from the first byte of the root to the end of the text. */
static enum qcc_error check_tree(struct text *text)
{
    do {
        uint8_t c = *text->at, next;
        bool ended = (c | 0x20) != '{';
        if (!ended) {
            if (text->open >> (QCC_JSON_DEPTH_MAX - 1) != 0) {
                return QCC_ERROR_JSON_DEPTH;
            }
            text->open = text->open << 1 | (c == '{');
            next = step(text);
            ended = next == c + 2;
        } else if (check_scalar(text)) {
            next = end_value(text);
        } else {
            break;
        }
        if (ended) {
            if (!close_brackets(text, next)) {
                return text->open == 0 && text->at == text->end ? QCC_OK : QCC_ERROR_JSON;
            }
            (void)step(text);
        }
    } while ((text->open & 1) == 0 || check_name(text));
    return QCC_ERROR_JSON;
}

enum qcc_error qcc_json_check(struct qcc_span text,
                              void (*take)(void *context, const uint8_t *member, size_t len),
                              void *context, size_t *offset)
{
    struct text in = {text.ptr, text.ptr + text.len, NULL, 0, take, context};
    enum qcc_error error = QCC_ERROR_JSON;
    while (in.end > in.at && is_space(in.end[-1])) {
        in.end--;
    }
    if (in.end == in.at || in.end[-1] != '}') {
        in.at = in.end;
    } else if (skip_space(&in) == '{') {
        error = check_tree(&in);
    }
    *offset = (size_t)(in.at - text.ptr);
    return error;
}

/* Copies what stands before the first escape, whole words only; returns how much. */
static size_t copy_words(const uint8_t *raw, size_t raw_len, uint8_t *out, size_t cap)
{
    size_t words = (raw_len < cap ? raw_len : cap) & ~(size_t)3;
    size_t at = 0;
    for (; at < words; at += 4) {
        uint32_t w = get_word(raw + at);
        uint32_t zero = w ^ 0x5C5C5C5Cu; /* a byte of it is 0 where a backslash is */
        if (((zero - 0x01010101u) & ~zero & 0x80808080u) != 0) {
            break;
        }
        memcpy(out + at, raw + at, 4);
    }
    return at;
}

size_t qcc_json_decode(const uint8_t *raw, size_t raw_len, uint8_t *out, size_t cap,
                       size_t *written)
{
    size_t at = copy_words(raw, raw_len, out, cap);
    size_t len = at;
    uint8_t beyond = 0; /* the first byte that has no place */
    while (at < raw_len) {
        uint8_t bytes[4];
        size_t used = 1, count = 1;
        bytes[0] = raw[at];
        if (bytes[0] == '\\') {
            uint32_t code_point;
            used = decode_escape(raw + at, &code_point);
            if (used == 0) {
                break; /* never in a string that was checked */
            }
            count = qcc_utf8_encode(code_point, bytes);
        }
        at += used;
        for (size_t i = 0; i < count; i++, len++) {
            if (len < cap) {
                out[len] = bytes[i];
            } else if (len == cap) {
                beyond = bytes[i];
            }
        }
    }
    size_t end = len < cap ? len : cap;
    if (len > cap) { /* where the cut is inside a character, its first bytes go too */
        while ((beyond & 0xC0) == 0x80 && end > 0) {
            beyond = out[--end];
        }
    }
    *written = end;
    return len;
}
