/* utf8.c - one character of UTF-8, read and written.
 * SPDX-License-Identifier: MIT */
#include "base/utf8.h"

/* RFC 3629 section 3: for characters of 1 .. 4 bytes, the bits that mark the first byte, and the
 * least character that may be written so; the last one is the least that is too large. The bytes
 * after the first are 10xxxxxx. */
static const uint8_t marks[] = {0x00, 0xC0, 0xE0, 0xF0};
static const uint32_t least[] = {0, 0x80, 0x800, 0x10000, 0x110000};

size_t qcc_utf8_decode(struct qcc_span text, uint32_t *code_point)
{
    uint32_t value;
    size_t tails = 3;
    if (text.len == 0) {
        return 0;
    }
    while (text.ptr[0] < marks[tails]) {
        tails--;
    }
    if (tails >= text.len) {
        return 0;
    }
    value = (uint32_t)text.ptr[0] - marks[tails];
    for (size_t i = 1; i <= tails; i++) {
        if ((text.ptr[i] & 0xC0) != 0x80) {
            return 0;
        }
        value = value << 6 | (text.ptr[i] & 0x3Fu);
    }
    if (value < least[tails] || value >= least[tails + 1]) {
        return 0; /* over-long, too large, or the first byte is 80 .. BF */
    }
    if (value >= 0xD800 && value <= 0xDFFF) {
        return 0; /* surrogates are no characters */
    }
    *code_point = value;
    return tails + 1;
}

size_t qcc_utf8_encode(uint32_t code_point, uint8_t out[4])
{
    size_t tails = 3;
    while (code_point < least[tails]) {
        tails--;
    }
    for (size_t i = tails; i > 0; i--) {
        out[i] = (uint8_t)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (uint8_t)(marks[tails] | code_point);
    return tails + 1;
}
