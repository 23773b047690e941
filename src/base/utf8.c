/* utf8.c - one character of UTF-8, read and written.
 * SPDX-License-Identifier: MIT */
#include "base/utf8.h"

/* RFC 3629 section 3: the first byte of a character of 1, 2, 3 and 4 bytes (the bits of `mask` are
 * those of `lead`, the others belong to the character), and the least character that may be
 * written so. Each further byte is 10xxxxxx. */
static const struct {
    uint8_t mask, lead;
    uint32_t least;
} forms[] = {{0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};

#define FORMS (sizeof forms / sizeof forms[0])

static bool is_character(uint32_t value)
{
    const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    return !is_surrogate && value <= 0x10FFFF;
}

size_t qcc_utf8_decode(struct qcc_span text, uint32_t *code_point)
{
    uint32_t value;
    size_t form = 0;
    if (text.len == 0) {
        return 0;
    }
    while (form < FORMS && (text.ptr[0] & forms[form].mask) != forms[form].lead) {
        form++;
    }
    if (form >= FORMS || form >= text.len) {
        return 0;
    }
    value = text.ptr[0] & ~(uint32_t)forms[form].mask;
    for (size_t i = 1; i <= form; i++) {
        if ((text.ptr[i] & 0xC0) != 0x80) {
            return 0;
        }
        value = value << 6 | (text.ptr[i] & 0x3Fu);
    }
    if (value < forms[form].least || !is_character(value)) {
        return 0;
    }
    *code_point = value;
    return form + 1;
}

size_t qcc_utf8_encode(uint32_t code_point, uint8_t out[4])
{
    size_t form = FORMS - 1;
    while (code_point < forms[form].least) {
        form--;
    }
    for (size_t i = form; i > 0; i--) {
        out[i] = (uint8_t)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (uint8_t)(forms[form].lead | code_point);
    return form + 1;
}
