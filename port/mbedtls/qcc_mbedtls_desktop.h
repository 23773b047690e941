/* qcc_mbedtls_desktop.h - what of mbedTLS 3.6 the desktop build has: a TLS 1.2 and 1.3 client and
 * what its handshakes need.
 *
 * mbedTLS and everything that includes its headers must see this file, through MBEDTLS_CONFIG_FILE.
 * It must not be called mbedtls_config.h: mbedTLS would find its own file of that name first,
 * without a word.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_MBEDTLS_DESKTOP_H
#define QCC_MBEDTLS_DESKTOP_H

/* Platform. Every allocation comes from the arena that qcc_memory_install is given: with
 * NO_STD_FUNCTIONS no object names malloc, calloc, realloc or free. */
#define MBEDTLS_HAVE_ASM
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_NO_STD_FUNCTIONS
#define MBEDTLS_PLATFORM_SNPRINTF_MACRO snprintf

/* Lifetimes of TLS 1.3 tickets. HAVE_TIME_DATE stays off: the dates of certificates are compared
 * with the port's clock by src/tls/stream.c, which knows when that clock is not set. */
#define MBEDTLS_HAVE_TIME
#define MBEDTLS_PLATFORM_TIME_MACRO time

/* Two clients in two threads. */
#if defined(QCC_MBEDTLS_THREADING)
#define MBEDTLS_THREADING_C
#define MBEDTLS_THREADING_PTHREAD
#endif

/* Randomness. TLS 1.2 has a CTR_DRBG per connection, seeded from the port. PSA, which TLS 1.3 uses,
 * asks mbedtls_psa_external_get_random of src/tls/memory.c. There is no entropy module to fall back
 * to. */
#define MBEDTLS_CTR_DRBG_C
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG
/* TLS 1.3 keeps its keys in PSA's slots. They grow in the arena with the clients that are
 * connected; QCC_MBEDTLS_FIXED_KEY_SLOTS has the 32 of mbedTLS's default, in static memory. */
#if !defined(QCC_MBEDTLS_FIXED_KEY_SLOTS)
#define MBEDTLS_PSA_KEY_STORE_DYNAMIC
#endif

/* Hashes. MD5 is for the service's Token only. SHA-1 is there for certificates that are signed with
 * it to be read, a root that a server sends along for example; no chain may rest on it. */
#define MBEDTLS_SHA1_C
#define MBEDTLS_MD_C
#define MBEDTLS_MD5_C
#define MBEDTLS_SHA224_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C

/* AEAD ciphers only. */
#define MBEDTLS_CIPHER_C
#define MBEDTLS_AES_C
#define MBEDTLS_AESNI_C
#define MBEDTLS_AESCE_C
#define MBEDTLS_GCM_C
#define MBEDTLS_CHACHA20_C
#define MBEDTLS_POLY1305_C
#define MBEDTLS_CHACHAPOLY_C
#define MBEDTLS_HKDF_C

/* Keys: RSA up to 4096 bits, P-256, P-384; key exchange with X25519, too. */
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_MPI_MAX_SIZE 512
#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define MBEDTLS_ECP_DP_CURVE25519_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C

/* Certificates. BASE64 is for the POSIX port's PEM bundles. */
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_OID_C
#define MBEDTLS_BASE64_C
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT
#define MBEDTLS_X509_REMOVE_INFO
#define MBEDTLS_X509_TRUSTED_CERTIFICATE_CALLBACK

/* TLS. A whole record can come in; what goes out is short: a request has to fit one record. */
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_PROTO_TLS1_3
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_TLS1_3_COMPATIBILITY_MODE
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_SESSION_TICKETS
#define MBEDTLS_SSL_IN_CONTENT_LEN 16384
#define MBEDTLS_SSL_OUT_CONTENT_LEN 2048

#endif
