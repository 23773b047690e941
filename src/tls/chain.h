/* chain.h - how a chain is found: which roots come into question, and in which order mbedTLS sees
 * what the server sent. SPDX-License-Identifier: MIT */
#ifndef QCC_CHAIN_H
#define QCC_CHAIN_H

#include "tls/mbedtls.h"

/* Gives mbedTLS, in *list, the roots that could have signed `child`: those whose subject is its
 * issuer, those that are within their dates first. Puts what the server sent after `child` into the
 * order in which mbedTLS finds the issuer that is within its dates. Roots that cannot be read are
 * counted in `roots_skipped`. `context` is the struct qcc_tls. 0, or MBEDTLS_ERR_X509_FATAL_ERROR
 * with `error` set. */
int qcc_chain_candidates(void *context, const mbedtls_x509_crt *child, mbedtls_x509_crt **list);

/* True when `leaf` is one of the roots, byte for byte. */
bool qcc_chain_is_anchor(const struct qcc_tls *tls, const mbedtls_x509_crt *leaf);

#endif
