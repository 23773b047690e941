/* span.h - a pointer and a length, twice: bytes that are read, and a writer that is bounded.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_SPAN_H
#define QCC_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that somebody else owns and that are only read. `ptr` may be NULL when `len` is 0. */
struct qcc_span {
    const uint8_t *ptr;
    size_t len;
};

/* A string literal as a span, without its NUL; usable in static initializers. */
#define QCC_SPAN(literal)                                                                          \
    {                                                                                              \
        (const uint8_t *)("" literal), sizeof(literal) - 1                                         \
    }

/* The bytes of the NUL-terminated `text`, without the NUL. NULL gives an empty span. */
struct qcc_span qcc_span_of(const char *text);

/* `len` bytes at `ptr`. */
static inline struct qcc_span qcc_span_make(const void *ptr, size_t len)
{
    const struct qcc_span span = {ptr, len};

    return span;
}

/* Four bytes as a number, the first one lowest: one load where the processor takes it from any
 * address. */
static inline uint32_t qcc_load_word(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The value of a hexadecimal digit, of either case; 16 for any other byte. */
static inline uint32_t qcc_hex_value(uint32_t byte)
{
    const uint32_t digit = byte - '0';

    return digit <= 9 ? digit : (byte | 0x20) - 'a' <= 5 ? (byte | 0x20) - 'a' + 10 : 16;
}

/* True when both hold the same bytes. */
bool qcc_span_equal(struct qcc_span a, struct qcc_span b);

/* The same, ASCII letters compared without case (RFC 9110 section 5.1: field names). */
bool qcc_span_equal_nocase(struct qcc_span a, struct qcc_span b);

/* Writes into a fixed place. `len` counts what was put, whether or not it fitted, so that an
 * overflow sticks and a writer with no storage (cap 0) measures. Nothing is ever written at or
 * beyond `cap`. */
struct qcc_writer {
    uint8_t *ptr; /* the caller's, not NULL unless cap is 0 */
    size_t cap;   /* bytes at ptr */
    size_t len;   /* bytes put so far; larger than cap after an overflow */
};

void qcc_writer_put(struct qcc_writer *writer, struct qcc_span bytes);

/* The same for `len` bytes at `ptr`, which may be NULL when `len` is 0. */
void qcc_writer_put_bytes(struct qcc_writer *writer, const void *ptr, size_t len);

void qcc_writer_put_byte(struct qcc_writer *writer, uint8_t byte);

/* `value` in decimal, without leading zeros. */
void qcc_writer_put_decimal(struct qcc_writer *writer, uint64_t value);

/* True when everything that was put is there. */
bool qcc_writer_fits(const struct qcc_writer *writer);

/* 0 .. 9, A .. F. */
extern const uint8_t qcc_hex_digits[16];

/* Overwrites `len` bytes at `ptr` with zeros, in a way that a compiler keeps. */
void qcc_wipe(void *ptr, size_t len);

#endif
