/* scan.c - reads from the front of a span.
 * SPDX-License-Identifier: MIT */
#include "base/scan.h"

uint8_t qcc_scan_peek(const struct qcc_span *in)
{
    return in->len > 0 ? in->ptr[0] : 0;
}

void qcc_scan_skip(struct qcc_span *in, size_t count)
{
    in->ptr += count;
    in->len -= count;
}

bool qcc_scan_byte(struct qcc_span *in, uint8_t byte)
{
    if (qcc_scan_peek(in) != byte) {
        return false;
    }
    qcc_scan_skip(in, 1);
    return true;
}

bool qcc_scan_word(struct qcc_span *in, struct qcc_span word)
{
    if (in->len < word.len || !qcc_equal_nocase(qcc_span_make(in->ptr, word.len), word)) {
        return false;
    }
    qcc_scan_skip(in, word.len);
    return true;
}

struct qcc_span qcc_scan_set(struct qcc_span *in, const struct qcc_ascii_set *set)
{
    struct qcc_span found = *in;

    while (qcc_ascii_has(set, qcc_scan_peek(in))) {
        qcc_scan_skip(in, 1);
    }
    found.len -= in->len;
    return found;
}

size_t qcc_scan_digits(struct qcc_span *in, unsigned base, size_t most, uint32_t *value)
{
    size_t digits;

    *value = 0;
    for (digits = 0; digits < most; digits++) {
        const uint32_t digit = qcc_hex_value(qcc_scan_peek(in));

        if (digit >= base) {
            break;
        }
        *value = *value * base + digit;
        qcc_scan_skip(in, 1);
    }
    return digits;
}

bool qcc_scan_decimal(struct qcc_span *in, size_t most, uint32_t *value)
{
    const bool zero = qcc_scan_peek(in) == '0';
    const size_t digits = qcc_scan_digits(in, 10, most, value);

    return digits == 1 || (digits > 1 && !zero);
}
