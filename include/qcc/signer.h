/* signer.h - the Token (section 6.1 of the service's document): the 32 upper-case hex digits of
 * MD5(key + Timespan + SecretKey). SPDX-License-Identifier: MIT */
#ifndef QCC_SIGNER_H
#define QCC_SIGNER_H

#include "qcc/error.h"
#include "qcc/span.h"

#ifdef __cplusplus
extern "C" {
#endif

#define QCC_TOKEN_LEN 32

/* Makes Tokens. examples/signer-gateway has one that asks a gateway, which alone knows the
 * SecretKey, and waits for nothing. The client calls `sign` once per request with the key and with
 * the very digits that go into the Timespan header, so the two cannot differ. */
struct qcc_signer {
    /* Writes the Token, exactly QCC_TOKEN_LEN upper-case hex digits. Returns QCC_OK; QCC_PENDING
     * for "not yet" (called again with the same arguments; a secure element or a gateway may take
     * its time); QCC_ERROR_SECRET_KEY, which ends the request as it is; any other value ends the
     * request with QCC_ERROR_SIGNER. Must not block. */
    enum qcc_error (*sign)(void *context, struct qcc_span key, struct qcc_span timespan,
                           uint8_t token[QCC_TOKEN_LEN]);

    /* Optional (NULL): the request that `sign` is, or was, working on has failed before it was
     * sent; forget it. Harmless when nothing is under way. */
    void (*abandon)(void *context);

    void *context; /* passed to both, the caller's */
};

/* The built-in signer: MD5 by mbedTLS, in one call. `secret` is the SecretKey; the span and its
 * bytes stay the caller's, must last as long as the signer is used, and are copied nowhere. `sign`
 * returns QCC_OK; QCC_ERROR_SECRET_KEY when the secret is empty or has a byte that is not visible
 * ASCII, a line end from a file for example; QCC_ERROR_SIGNER when mbedTLS's MD5 fails. */
struct qcc_signer qcc_signer_md5(const struct qcc_span *secret);

#ifdef __cplusplus
}
#endif

#endif
