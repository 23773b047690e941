/* digest.h - MD5 and SHA-256. The version's file of mbedTLS (mbedtls3.c) has the functions.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_DIGEST_H
#define QCC_DIGEST_H

#include "qcc/internal/state.h"

#define QCC_MD5_LEN 16

/* MD5 (RFC 1321) of `count` parts, one after another, so that no buffer ever holds them together.
 * For the service's Token only. False when mbedTLS's fails; `digest` is then undefined. */
bool qcc_md5(const struct qcc_span *parts, size_t count, uint8_t digest[QCC_MD5_LEN]);

/* SHA-256 (FIPS 180-4) of `bytes`. False when mbedTLS's fails; `digest` is then undefined. */
bool qcc_sha256(struct qcc_span bytes, uint8_t digest[QCC_SHA256_LEN]);

#endif
