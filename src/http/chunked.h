/* chunked.h - the chunked transfer coding (RFC 9112 section 7.1), up to the trailer section.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CHUNKED_H
#define QCC_CHUNKED_H

#include "qcc/internal/state.h"

/* The largest cap that a body can have, chunked or not; a larger `body_max` counts as this one. A
 * number up to it may get one more digit, decimal or hexadecimal, and still fits 32 bits. */
#define QCC_BODY_MAX_LIMIT 0x0fffffffu

/* Begins a body of at most `body_max` bytes. */
void qcc_chunked_begin(struct qcc_chunked *chunked, uint32_t body_max);

/* Reads bytes from the front of *in (whose ptr is not NULL, even when it is empty) and returns in
 * *data the next piece of the body, a span of *in that may be empty. The outcome does not depend on
 * how the bytes are cut. Returns QCC_PENDING (call again, with more input when *in is empty);
 * QCC_OK when the last chunk's line has ended, *in being what follows it: the trailer section;
 * QCC_ERROR_CHUNK; QCC_ERROR_CHUNK_EXTENSIONS; QCC_ERROR_BODY_TOO_LARGE as soon as a size announces
 * it. All but QCC_PENDING stick: further calls read nothing and return the same. */
enum qcc_error qcc_chunked_read(struct qcc_chunked *chunked, struct qcc_span *in,
                                struct qcc_span *data);

#endif
