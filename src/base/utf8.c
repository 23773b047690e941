/* utf8.c - one character of UTF-8, read and written. Two to four bytes, `len`, hold 5 * len + 1
 * bits.
 * SPDX-License-Identifier: MIT */
#include "base/utf8.h"

/* RFC 3629 section 4:
 *   UTF8-1 = %x00-7F
 *   UTF8-2 = %xC2-DF UTF8-tail
 *   UTF8-3 = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2( UTF8-tail ) /
 *            %xED %x80-9F UTF8-tail / %xEE-EF 2( UTF8-tail )
 *   UTF8-4 = %xF0 %x90-BF 2( UTF8-tail ) / %xF1-F3 3( UTF8-tail ) / %xF4 %x80-8F 2( UTF8-tail )
 * The second byte's narrower ranges are what is left when over-long forms, surrogates and what is
 * above U+10FFFF are refused by value. */
size_t qcc_utf8_decode(struct qcc_span text, uint32_t *code_point)
{
    uint32_t value;
    size_t len;

    if (text.len == 0) {
        return 0;
    }
    value = text.ptr[0];
    if (value < 0x80) {
        *code_point = value;
        return 1;
    }
    len = value < 0xE0 ? 2 : value < 0xF0 ? 3 : 4;
    if (value < 0xC2 || value > 0xF4 || text.len < len) {
        return 0;
    }
    value &= 0x7Fu >> len;
    for (size_t i = 1; i < len; i++) {
        if ((text.ptr[i] & 0xC0) != 0x80) {
            return 0;
        }
        value = value << 6 | (text.ptr[i] & 0x3Fu);
    }
    if (value >> (5 * (len - 1) + 1) == 0 || value >> 11 == 0xD800 >> 11 || value > 0x10FFFF) {
        return 0;
    }
    *code_point = value;
    return len;
}

size_t qcc_utf8_encode(uint32_t code_point, uint8_t out[4])
{
    size_t len = 1;
    if (code_point > 0x7F) {
        do {
            len++;
        } while (len < 4 && code_point >> (5 * len + 1) != 0);
    }
    for (size_t i = len; --i > 0; code_point >>= 6) {
        out[i] = (uint8_t)(0x80 | (code_point & 0x3F));
    }
    /* The lead byte of more has `len` ones and a zero before what is left of the character. */
    out[0] = (uint8_t)(len == 1 ? code_point : 0xF00u >> len | code_point);
    return len;
}
