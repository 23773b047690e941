/* signer_md5.c - the built-in signer.
 * SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "qcc/signer.h"
#include "tls/digest.h"

/* A line end or a blank that came along would be signed, too, and answered by Status 107. */
static bool is_secret_key(const struct qcc_span *secret)
{
    if (secret == NULL || secret->len == 0) {
        return false;
    }
    for (size_t i = 0; i < secret->len; i++) {
        if (secret->ptr[i] <= ' ' || secret->ptr[i] > '~') {
            return false;
        }
    }
    return true;
}

static enum qcc_error sign(void *context, struct qcc_span key, struct qcc_span timespan,
                           uint8_t token[QCC_TOKEN_LEN])
{
    const struct qcc_span *secret = context;
    if (!is_secret_key(secret)) {
        return QCC_ERROR_SECRET_KEY;
    }
    const struct qcc_span parts[] = {key, timespan, *secret};
    uint8_t digest[QCC_MD5_LEN];
    if (!qcc_md5(parts, sizeof parts / sizeof parts[0], digest)) {
        return QCC_ERROR_SIGNER;
    }
    for (size_t i = 0; i < sizeof digest; i++) {
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
