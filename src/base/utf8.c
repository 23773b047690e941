/* utf8.c - one character of UTF-8, read and written.
 * SPDX-License-Identifier: MIT */
#include "base/utf8.h"

/* RFC 3629 section 3: for characters of 1 .. 4 bytes, the bits that mark the first byte. The bytes
 * after the first are 10xxxxxx. */
static const uint8_t marks[] = {0x00, 0xC0, 0xE0, 0xF0};

/* Returns how many bytes follow the first one of a character. */
static size_t count_tails(uint32_t code_point)
{
    return (size_t)(code_point >= 0x80) + (code_point >= 0x800) + (code_point >= 0x10000);
}

/* Surrogates are no characters. */
static bool is_character(uint32_t value)
{
    return value < 0xD800 || (value > 0xDFFF && value <= 0x10FFFF);
}

size_t qcc_utf8_decode(struct qcc_span text, uint32_t *code_point)
{
    uint32_t value;
    size_t tails = 0;
    if (text.len == 0) {
        return 0;
    }
    value = text.ptr[0];
    if (value >= 0x80) {
        tails = value < 0xE0 ? 1 : value < 0xF0 ? 2 : 3;
    }
    if (tails >= text.len || value < marks[tails]) {
        return 0; /* cut, or the first byte is 80 .. BF */
    }
    value -= marks[tails];
    for (size_t i = 1; i <= tails; i++) {
        if ((text.ptr[i] & 0xC0) != 0x80) {
            return 0;
        }
        value = value << 6 | (text.ptr[i] & 0x3Fu);
    }
    if (count_tails(value) != tails || !is_character(value)) {
        return 0; /* over-long, or no character */
    }
    *code_point = value;
    return tails + 1;
}

size_t qcc_utf8_encode(uint32_t code_point, uint8_t out[4])
{
    const size_t tails = count_tails(code_point);
    for (size_t i = tails; i > 0; i--) {
        out[i] = (uint8_t)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (uint8_t)(marks[tails] | code_point);
    return tails + 1;
}
