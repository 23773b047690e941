/* writer.c - the bounded writer.
 * SPDX-License-Identifier: MIT */
#include "base/writer.h"

#include <string.h>

/* What does not fit whole is left out whole: `len` is beyond `cap` then and stays there, so nothing
 * that comes later is written either. It stops at SIZE_MAX, because a wrap would take the overflow
 * back. */
uint8_t *qcc_writer_take(struct qcc_writer *writer, size_t len)
{
    const size_t at = writer->len;

    writer->len = len > SIZE_MAX - at ? SIZE_MAX : at + len;
    return writer->len <= writer->cap ? writer->ptr + at : NULL;
}

void qcc_writer_put_bytes(struct qcc_writer *writer, const void *ptr, size_t len)
{
    uint8_t *place = qcc_writer_take(writer, len);

    if (place != NULL && len > 0) {
        memcpy(place, ptr, len);
    }
}

void qcc_writer_put(struct qcc_writer *writer, struct qcc_span bytes)
{
    qcc_writer_put_bytes(writer, bytes.ptr, bytes.len);
}

void qcc_writer_put_byte(struct qcc_writer *writer, uint8_t byte)
{
    uint8_t *place = qcc_writer_take(writer, 1);

    if (place != NULL) {
        *place = byte;
    }
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
