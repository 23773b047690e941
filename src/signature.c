/* signature.c - the built-in signer.
 * SPDX-License-Identifier: MIT */
#include "qcc/signature.h"

#include <mbedtls/md5.h>

#define DIGEST_LEN (QCC_TOKEN_LEN / 2)

/* The parts go into MD5 one after another, so that no buffer ever holds them together. */
static int digest_parts(const struct qcc_span parts[3], uint8_t digest[DIGEST_LEN])
{
    mbedtls_md5_context md5;
    int code;

    mbedtls_md5_init(&md5);
    code = mbedtls_md5_starts(&md5);
    for (size_t i = 0; i < 3 && code == 0; i++) {
        code = mbedtls_md5_update(&md5, parts[i].ptr, parts[i].len);
    }
    if (code == 0) {
        code = mbedtls_md5_finish(&md5, digest);
    }
    mbedtls_md5_free(&md5); /* wipes it */
    return code;
}

enum qcc_error qcc_signature_md5(void *context, struct qcc_span key, struct qcc_span timespan,
                                 uint8_t token[QCC_TOKEN_LEN])
{
    static const uint8_t hex[16] = {'0', '1', '2', '3', '4', '5', '6', '7',
                                    '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};
    const struct qcc_span *secret = context;
    uint8_t digest[DIGEST_LEN] = {0};
    struct qcc_span parts[3];
    int code;

    if (secret == NULL || secret->len == 0) {
        return QCC_ERROR_SIGNER;
    }
    parts[0] = key;
    parts[1] = timespan;
    parts[2] = *secret;
    code = digest_parts(parts, digest);
    for (size_t i = 0; i < DIGEST_LEN && code == 0; i++) {
        token[2 * i] = hex[digest[i] >> 4];
        token[2 * i + 1] = hex[digest[i] & 15];
    }
    qcc_wipe(digest, sizeof digest);
    return code == 0 ? QCC_OK : QCC_ERROR_SIGNER;
}
