/* signature.h - the Token (document, section 6.1): the 32 upper-case hex digits of MD5(key +
 * Timespan + SecretKey).
 * SPDX-License-Identifier: MIT */
#ifndef QCC_SIGNER_H
#define QCC_SIGNER_H

#include "qcc/error.h"
#include "qcc/span.h"

#define QCC_TOKEN_LEN 32

/* Makes Tokens. The client calls `sign` once per request with the key and with the very digits that
 * go into the Timespan header, so the two cannot differ. */
struct qcc_signer {
    /* Writes the Token, exactly QCC_TOKEN_LEN upper-case hex digits. Returns QCC_OK; QCC_PENDING
     * for "not yet" (called again with the same arguments; a secure element or a gateway may take
     * its time); any other value ends the request with QCC_ERROR_SIGNER. Must not block. */
    enum qcc_error (*sign)(void *context, struct qcc_span key, struct qcc_span timespan,
                           uint8_t token[QCC_TOKEN_LEN]);

    /* Optional (NULL): the request that `sign` is, or was, working on has failed before it was
     * sent; forget it. Harmless when nothing is under way. */
    void (*abandon)(void *context);

    void *context; /* passed to both, the caller's */
};

/* The built-in signer's `sign`: MD5 by mbedTLS. `context` is a `const struct qcc_span *` with the
 * SecretKey, which is read where it lies and copied nowhere. Returns QCC_OK, or QCC_ERROR_SIGNER
 * when mbedTLS's MD5 fails or the secret is empty. */
enum qcc_error qcc_signature_md5(void *context, struct qcc_span key, struct qcc_span timespan,
                                 uint8_t token[QCC_TOKEN_LEN]);

#endif
