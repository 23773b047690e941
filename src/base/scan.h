/* scan.h - reads from the front of a span, which is shorter afterwards.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_SCAN_H
#define QCC_SCAN_H

#include "base/ascii.h"
#include "qcc/span.h"

/* The next byte, which stays; 0 at the end. */
uint8_t qcc_scan_peek(const struct qcc_span *in);

/* Skips `count` bytes, of which there must be as many. */
void qcc_scan_skip(struct qcc_span *in, size_t count);

/* Skips the next byte when it is `byte`, which is not 0. Returns whether it did. */
bool qcc_scan_byte(struct qcc_span *in, uint8_t byte);

/* Skips `word` when the span begins with it, letter case aside. Returns whether it did. */
bool qcc_scan_word(struct qcc_span *in, struct qcc_span word);

/* Skips all bytes of `set`, which must not have NUL; returns them. */
struct qcc_span qcc_scan_set(struct qcc_span *in, const struct qcc_ascii_set *set);

/* Reads at most `most` digits of base 10 or 16: so few that their value fits 32 bits (9 or 8), or
 * the value means nothing. Returns how many there were; `*value` is 0 when there was none. */
size_t qcc_scan_digits(struct qcc_span *in, unsigned base, size_t most, uint32_t *value);

/* Reads a decimal number of 1 .. `most` digits without leading zeros, which some readers take for
 * octal. False when there is none. */
bool qcc_scan_decimal(struct qcc_span *in, size_t most, uint32_t *value);

#endif
