/* ascii.c - tables of ASCII characters, and a comparison without letter case.
 * SPDX-License-Identifier: MIT */
#include "base/ascii.h"

const uint8_t qcc_hex_digits[16] = {'0', '1', '2', '3', '4', '5', '6', '7',
                                    '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

const struct qcc_ascii_set qcc_unreserved = {{0, 0x03FF6000, 0x87FFFFFE, 0x47FFFFFE}};

uint32_t qcc_hex_value(uint8_t byte)
{
    if (qcc_is_digit(byte)) {
        return byte - (uint32_t)'0';
    }
    byte = qcc_lower(byte);
    return byte >= 'a' && byte <= 'f' ? byte - (uint32_t)'a' + 10 : 16;
}

bool qcc_is_word(const uint8_t *text, size_t len, const char *word)
{
    size_t i = 0;

    while (i < len && word[i] != '\0' && qcc_lower(text[i]) == (uint8_t)word[i]) {
        i++;
    }
    return i == len && word[i] == '\0';
}

bool qcc_equal_nocase(struct qcc_span a, struct qcc_span b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (qcc_lower(a.ptr[i]) != qcc_lower(b.ptr[i])) {
            return false;
        }
    }
    return true;
}
