/* signer_md5.c - the built-in signer.
 * SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "qcc/signer.h"

#include <mbedtls/md5.h>

#define DIGEST_LEN (QCC_TOKEN_LEN / 2)

/* The parts go into MD5 one after another, so that no buffer ever holds them together. */
static bool digest_parts(const struct qcc_span *key, const struct qcc_span *timespan,
                         const struct qcc_span *secret, uint8_t digest[DIGEST_LEN])
{
    mbedtls_md5_context md5;
    bool done;

    mbedtls_md5_init(&md5);
    done = mbedtls_md5_starts(&md5) == 0 && mbedtls_md5_update(&md5, key->ptr, key->len) == 0 &&
           mbedtls_md5_update(&md5, timespan->ptr, timespan->len) == 0 &&
           mbedtls_md5_update(&md5, secret->ptr, secret->len) == 0 &&
           mbedtls_md5_finish(&md5, digest) == 0;
    mbedtls_md5_free(&md5); /* wipes it */
    return done;
}

static enum qcc_error sign(void *context, struct qcc_span key, struct qcc_span timespan,
                           uint8_t token[QCC_TOKEN_LEN])
{
    const struct qcc_span *secret = context;
    uint8_t digest[DIGEST_LEN];
    if (secret == NULL || secret->len == 0 || !digest_parts(&key, &timespan, secret, digest)) {
        return QCC_ERROR_SIGNER;
    }
    for (size_t i = 0; i < DIGEST_LEN; i++) {
        token[2 * i] = qcc_hex_digits[digest[i] >> 4];
        token[2 * i + 1] = qcc_hex_digits[digest[i] & 15];
    }
    qcc_wipe(digest, sizeof digest);
    return QCC_OK;
}

struct qcc_signer qcc_signer_md5(const struct qcc_span *secret)
{
    /* A signer's context may be written to; this one is only read. */
    const struct qcc_signer signer = {sign, NULL, (void *)(uintptr_t)secret};
    return signer;
}
