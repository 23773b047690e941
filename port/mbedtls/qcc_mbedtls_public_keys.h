/* qcc_mbedtls_public_keys.h - leaves out of mbedTLS what only the owner of a private key needs.
 *
 * This client has no certificate of its own, so it never signs and never decrypts with a key. Yet
 * mbedTLS's tables of key types name those operations, and no linker can tell that nobody calls
 * them: 4.4 KB of flash. QCC_MBEDTLS_PUBLIC_KEYS_ONLY (cmake/mbedtls.cmake) includes this file
 * before the first line of pk_wrap.c and of rsa.c, where each of those calls is then a refusal.
 * Nothing else changes; mbedTLS's sources stay as they are.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_MBEDTLS_PUBLIC_KEYS_H
#define QCC_MBEDTLS_PUBLIC_KEYS_H

/* First the declarations, which the macros below would garble; common.h, mbedTLS's own, before all.
 */
#include <common.h>

#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <rsa_alt_helpers.h>

#if defined(QCC_MBEDTLS_IN_RSA)
#define mbedtls_rsa_deduce_primes(...) MBEDTLS_ERR_RSA_BAD_INPUT_DATA
#define mbedtls_rsa_deduce_private_exponent(...) MBEDTLS_ERR_RSA_BAD_INPUT_DATA
#define mbedtls_rsa_deduce_crt(...) MBEDTLS_ERR_RSA_BAD_INPUT_DATA
#define mbedtls_rsa_validate_params(...) MBEDTLS_ERR_RSA_BAD_INPUT_DATA
#else
#define mbedtls_rsa_pkcs1_sign(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_rsa_pkcs1_encrypt(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_rsa_pkcs1_decrypt(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_rsa_check_pub_priv(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_ecdsa_write_signature(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_ecp_check_pub_priv(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#endif

#endif
