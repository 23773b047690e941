/* verify.h - the checks of a certificate that mbedTLS leaves to its user: dates, names, what a leaf
 * must be.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_VERIFY_H
#define QCC_VERIFY_H

#include "tls/mbedtls.h"

/* Looks at one certificate of a chain; mbedTLS calls it from the root down to the leaf (depth 0).
 * `context` is the struct qcc_tls. Adds to *flags (MBEDTLS_X509_BADCERT_*) and keeps the sum of all
 * in `certificate_flags`; keeps the root's SHA-256 in `anchor`, and in `not_before_s` and
 * `not_after_s` when all of them are valid. Where there are pins, keeps the one that a certificate
 * has in `pin`, and breaks off at the leaf of a chain that has none. 0, or
 * MBEDTLS_ERR_X509_FATAL_ERROR with `error` set: QCC_ERROR_TLS_PIN, QCC_ERROR_TLS_SETUP. */
int qcc_verify_certificate(void *context, mbedtls_x509_crt *certificate, int depth,
                           uint32_t *flags);

/* MBEDTLS_X509_BADCERT_EXPIRED or _FUTURE when `now_s` is outside of the certificate's dates,
 * otherwise 0. */
uint32_t qcc_verify_dates(const mbedtls_x509_crt *certificate, int64_t now_s);

/* The one error that explains `flags`: QCC_ERROR_TLS_*. */
enum qcc_error qcc_verify_judge(uint32_t flags);

#endif
