/* characters.c - classes of Unicode characters that matter in a keyword.
 * SPDX-License-Identifier: MIT */
#include "keyword/characters.h"

#include <stddef.h>

struct range {
    uint16_t first, last;
};

static const struct range blanks[] = {
    {0x09, 0x0D},     {0x20, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},     {0x1680, 0x1680},
    {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000},
};

static const struct range invisibles[] = {
    {0xAD, 0xAD},     {0x61C, 0x61C},   {0x180E, 0x180E}, {0x200B, 0x200F},
    {0x202A, 0x202E}, {0x2060, 0x2069}, {0xFEFF, 0xFEFF},
};

static bool is_in(const struct range *ranges, size_t count, uint32_t code_point)
{
    for (size_t i = 0; i < count; i++) {
        if (code_point >= ranges[i].first && code_point <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

bool qcc_keyword_is_blank(uint32_t code_point)
{
    return is_in(blanks, sizeof blanks / sizeof blanks[0], code_point);
}

bool qcc_keyword_is_invisible(uint32_t code_point)
{
    return is_in(invisibles, sizeof invisibles / sizeof invisibles[0], code_point);
}
