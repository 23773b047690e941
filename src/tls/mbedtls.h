/* mbedtls.h - the seam: all that differs from one major version of mbedTLS to the next. One file
 * for each version has the functions (mbedtls3.c), those of digest.h too; no other file reads a
 * private member of mbedTLS, names its random source, or knows how its codes are made.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_MBEDTLS_H
#define QCC_MBEDTLS_H

#include "qcc/internal/state.h"

#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

/* What mbedTLS has of one open connection. It lies in mbedTLS's own memory. */
struct qcc_tls_context {
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config config;
    void *random; /* the version's random source, or NULL */
    mbedtls_x509_crt
        *chain_end; /* of what the server sent, the last that is known to be in the chain */
};

/* The digests, keys and curves that a chain may have: SHA-256 and better, RSA of 2048 bits and
 * more, P-256 and P-384. */
extern const mbedtls_x509_crt_profile qcc_mbedtls_profile;

/* Gives the configuration of `tls->context` what this version wants beside what all versions do: a
 * random source, fed by the port's entropy, first of all. 0, or a code of mbedTLS; `tls->error` is
 * QCC_ERROR_ENTROPY when the port's entropy was the reason. qcc_mbedtls_stop must follow either
 * way. */
int qcc_mbedtls_start(struct qcc_tls *tls);

/* Takes back what qcc_mbedtls_start gave. Harmless before it. */
void qcc_mbedtls_stop(struct qcc_tls_context *context);

/* What a code of mbedTLS, which is no success, is about:
 *   QCC_PENDING                 nothing is wrong, call again
 *   QCC_ERROR_ARENA             an allocation was refused
 *   QCC_ERROR_KEY_SLOTS         there are too few slots for keys left
 *   QCC_ERROR_TLS_CERTIFICATE   a certificate did not pass, or could not be read
 *   QCC_ERROR_TLS_VERSION       the protocol's version
 *   QCC_ERROR_TLS_ALERT         the peer sent a fatal alert
 *   QCC_ERROR_TLS_TOO_LARGE     a message that is larger than the buffer
 *   QCC_ERROR_CLOSED            TCP ended
 *   QCC_OK                      nothing of these */
enum qcc_error qcc_mbedtls_meaning(int code);

/* What `code`, the outcome of an operation on `ssl`, is about: an alert that is due is sent before
 * its reason is told, so that `code` may say no more than that it could not be sent. */
int qcc_mbedtls_reason(const mbedtls_ssl_context *ssl, int code);

/* The description (RFC 8446 section 6) of the fatal alert that was received last. To be asked at
 * once after a code that means QCC_ERROR_TLS_ALERT. */
uint8_t qcc_mbedtls_alert(const mbedtls_ssl_context *ssl);

#endif
