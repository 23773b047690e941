/* writer.h - a writer into a fixed place, which never writes beyond it and never loses count.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_WRITER_H
#define QCC_WRITER_H

#include "qcc/span.h"

/* `len` counts what was put, whether or not it fitted: an overflow sticks, and a writer with no
 * storage (cap 0) measures. Nothing is ever written at or beyond `cap`. */
struct qcc_writer {
    uint8_t *ptr; /* the caller's, not NULL unless cap is 0 */
    size_t cap;   /* bytes at ptr */
    size_t len;   /* bytes put so far; larger than cap after an overflow */
};

/* The place for `len` bytes, which the caller writes; NULL when they do not fit. It counts them
 * either way. */
uint8_t *qcc_writer_take(struct qcc_writer *writer, size_t len);

void qcc_writer_put(struct qcc_writer *writer, struct qcc_span bytes);

/* The same for `len` bytes at `ptr`, which may be NULL when `len` is 0. */
void qcc_writer_put_bytes(struct qcc_writer *writer, const void *ptr, size_t len);

void qcc_writer_put_byte(struct qcc_writer *writer, uint8_t byte);

/* `value` in decimal, without leading zeros. */
void qcc_writer_put_decimal(struct qcc_writer *writer, uint64_t value);

/* True when everything that was put is there. */
bool qcc_writer_fits(const struct qcc_writer *writer);

#endif
