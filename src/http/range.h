/* range.h - a part of a representation: what was asked for, and what the response says that it has
 * (RFC 9110 section 14).
 *
 *     struct qcc_field fields[1];
 *     struct qcc_range range;
 *     uint8_t place[QCC_CONTENT_RANGE_SIZE];
 *     struct qcc_expected expected = {QCC_RESPONSE_TO_RANGE, &range};
 *
 *     qcc_range_begin(&range, &fields[0], place, first, complete);
 *     qcc_response_begin(&response, &expected, fields, 1, body_max);
 *
 * When the head has been read, `range.whole` says whether the body is the whole representation;
 * otherwise the body is the bytes from `range.first` to `range.last`, and `range.complete` is the
 * length of the whole, as far as anybody has said it.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_RANGE_H
#define QCC_RANGE_H

#include "qcc/internal/state.h"

/* Begins what `Range: bytes=first-` asks for. `complete` is the length of the whole representation
 * in bytes, or 0 when it is unknown. `*field` becomes the entry for Content-Range in the table that
 * qcc_response_begin gets, with its value at `place`; both stay the caller's and must last until
 * the head has been read. */
void qcc_range_begin(struct qcc_range *range, struct qcc_field *field,
                     uint8_t place[QCC_CONTENT_RANGE_SIZE], uint32_t first, uint32_t complete);

/* Judges the head of a final response; the reader calls it. `length` is the Content-Length, if it
 * `has_length`. Returns QCC_OK, or QCC_ERROR_CONTENT_RANGE for:
 * - a 416: the representation ends before `first`
 * - a 206 without exactly one Content-Range, as a multipart/byteranges has none in its head
 * - a 206 whose range begins elsewhere, ends before it begins or after the whole, has another
 *   number of bytes than Content-Length says, or is of another length than `complete`, if known;
 *   when that is known, `*` is no answer
 * - one that is malformed, or has a number of more than QCC_RANGE_DIGITS_MAX digits.
 * A 206 whose body has no Content-Length may still have another number of bytes than the range: the
 * caller, who counts them, has to see to it. */
enum qcc_error qcc_range_judge(struct qcc_range *range, uint16_t http_status, bool has_length,
                               uint32_t length);

#endif
