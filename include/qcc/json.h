/* json.h - strict JSON (RFC 8259): the check that jsmn does not make, and the decoding of strings.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_JSON_H
#define QCC_JSON_H

#include "qcc/error.h"
#include "qcc/span.h"

/* Checks that `text` is one JSON object and nothing after it but white space, strictly: UTF-8, no
 * control characters, no lone surrogates, no U+0000, no leading zeros, no trailing commas, at most
 * QCC_JSON_DEPTH_MAX levels. No byte-order mark. Returns QCC_OK, QCC_ERROR_JSON or
 * QCC_ERROR_JSON_DEPTH; *offset is then the byte at which it was decided.
 *
 * `take` gets each member of that object (not of those inside it) when its value ends, from the
 * quote of the name to the end of the value. The member is checked, what follows it is not yet: its
 * caller has to wait for the verdict. */
enum qcc_error qcc_json_check(struct qcc_span text,
                              void (*take)(void *context, const uint8_t *member, size_t len),
                              void *context, size_t *offset);

/* Decodes the inside of a string (what stands between the quotes) that qcc_json_check has passed,
 * into at most `cap` bytes at `out`, whole characters only. Returns the length that all of it has
 * in UTF-8; when that is larger than `cap`, *written (the bytes at `out`) is smaller. */
size_t qcc_json_decode(const uint8_t *raw, size_t raw_len, uint8_t *out, size_t cap,
                       size_t *written);

#endif
