/* span.h - a pointer and a length: bytes that somebody else owns.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_SPAN_H
#define QCC_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

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

/* `len` bytes at `ptr`, which may be NULL when `len` is 0. */
static inline struct qcc_span qcc_span_make(const void *ptr, size_t len)
{
    const struct qcc_span span = {(const uint8_t *)ptr, len};

    return span;
}

/* True when both hold the same bytes. */
bool qcc_span_equal(struct qcc_span a, struct qcc_span b);

/* Overwrites `len` bytes at `ptr` with zeros, in a way that a compiler keeps. For secrets. */
void qcc_wipe(void *ptr, size_t len);

#ifdef __cplusplus
}
#endif

#endif
