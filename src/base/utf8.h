/* utf8.h - strict UTF-8 (RFC 3629): no over-long forms, no surrogates, nothing above U+10FFFF.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_UTF8_H
#define QCC_UTF8_H

#include "qcc/span.h"

/* Returns the length in bytes, 1 .. 4, of the character that `text` begins with, and the character
 * in *code_point. Returns 0, and leaves *code_point alone, when `text` does not begin with a whole
 * valid character (an empty `text` too). */
size_t qcc_utf8_decode(struct qcc_span text, uint32_t *code_point);

/* Writes `code_point`, which must be a valid character, as 1 .. 4 bytes; returns how many. */
size_t qcc_utf8_encode(uint32_t code_point, uint8_t out[4]);

#endif
