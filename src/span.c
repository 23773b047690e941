/* span.c - comparing bytes, the bounded writer, and wiping.
 * SPDX-License-Identifier: MIT */
#include "qcc/span.h"

#include <string.h>

const uint8_t qcc_hex_digits[16] = {'0', '1', '2', '3', '4', '5', '6', '7',
                                    '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

struct qcc_span qcc_span_of(const char *text)
{
    return qcc_span_make(text, text == NULL ? 0 : strlen(text));
}

/* `letter_case` is the bit in which two letters may differ, 0 when their case counts. A loop of its
 * own rather than memcmp: the texts are short, and it keeps memcmp out of small images. */
static bool equal(const struct qcc_span *a, const struct qcc_span *b, uint8_t letter_case)
{
    if (a->len != b->len) {
        return false;
    }
    for (size_t i = 0; i < a->len; i++) {
        const uint8_t difference = (uint8_t)(a->ptr[i] ^ b->ptr[i]);
        const bool letter = (uint8_t)((a->ptr[i] | 0x20) - 'a') < 26;

        if (difference != 0 && !(difference == letter_case && letter)) {
            return false;
        }
    }
    return true;
}

bool qcc_span_equal(struct qcc_span a, struct qcc_span b)
{
    return equal(&a, &b, 0);
}

bool qcc_span_equal_nocase(struct qcc_span a, struct qcc_span b)
{
    return equal(&a, &b, 0x20);
}

/* From the end to the beginning: first what is more than whole fours, then four bytes at a time, a
 * load and a store on a machine that reads unaligned. The texts of a request are too short for
 * memcpy to pay for its size. */
static void copy(uint8_t *to, const uint8_t *from, size_t len)
{
    while (len % 4 != 0) {
        len--;
        to[len] = from[len];
    }
    while (len >= 4) {
        len -= 4;
        memcpy(to + len, from + len, 4);
    }
}

/* What does not fit whole is left out whole: `len` is beyond `cap` then and stays there, so nothing
 * that comes later is written either. It stops at SIZE_MAX, because a wrap would take the overflow
 * back. */
void qcc_writer_put_bytes(struct qcc_writer *writer, const void *ptr, size_t len)
{
    const size_t at = writer->len;
    const size_t end = len > SIZE_MAX - at ? SIZE_MAX : at + len;

    writer->len = end;
    if (end <= writer->cap && len > 0) {
        copy(writer->ptr + at, ptr, len);
    }
}

void qcc_writer_put(struct qcc_writer *writer, struct qcc_span bytes)
{
    qcc_writer_put_bytes(writer, bytes.ptr, bytes.len);
}

void qcc_writer_put_byte(struct qcc_writer *writer, uint8_t byte)
{
    qcc_writer_put_bytes(writer, &byte, 1);
}

/* Divides by ten in steps of 16 bits and returns the remainder: a 64-bit division would bring in
 * 700 bytes of a compiler's library on a 32-bit machine. */
static uint32_t divide_by_ten(uint64_t *value)
{
    const uint32_t high = (uint32_t)(*value >> 32);
    const uint32_t middle = (high % 10) << 16 | (uint32_t)(*value >> 16 & 0xFFFF);
    const uint32_t low = (middle % 10) << 16 | (uint32_t)(*value & 0xFFFF);

    *value = (uint64_t)(high / 10) << 32 | (uint64_t)(middle / 10) << 16 | low / 10;
    return low % 10;
}

void qcc_writer_put_decimal(struct qcc_writer *writer, uint64_t value)
{
    uint8_t digits[20]; /* UINT64_MAX has 20 */
    size_t first = sizeof digits;

    do {
        digits[--first] = (uint8_t)('0' + divide_by_ten(&value));
    } while (value != 0);
    qcc_writer_put_bytes(writer, digits + first, sizeof digits - first);
}

bool qcc_writer_fits(const struct qcc_writer *writer)
{
    return writer->len <= writer->cap;
}

/* A call through a volatile pointer cannot be left out: the compiler may not assume whom it
 * reaches. */
void qcc_wipe(void *ptr, size_t len)
{
    void *(*volatile fill)(void *, int, size_t) = memset;

    if (len > 0) {
        fill(ptr, 0, len);
    }
}
