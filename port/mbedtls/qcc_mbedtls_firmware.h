/* qcc_mbedtls_firmware.h - what of mbedTLS 3.6 a firmware has: a TLS 1.2 client, ECDHE with RSA or
 * ECDSA on P-256, AES-128-GCM, SHA-256.
 *
 * Copy it and cut. mbedTLS, libqcc and everything that includes their headers must see the same
 * file, through MBEDTLS_CONFIG_FILE. It must not be called mbedtls_config.h: mbedTLS would find its
 * own file of that name first, without a word.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_MBEDTLS_FIRMWARE_H
#define QCC_MBEDTLS_FIRMWARE_H

/* Platform. Every allocation comes from the arena that qcc_memory_install is given: with
 * NO_STD_FUNCTIONS no object names malloc, calloc, realloc or free. NO_UDBL_DIVISION: the one
 * division of bignum.c would bring in 900 bytes of libgcc. */
#define MBEDTLS_HAVE_ASM
#define MBEDTLS_NO_UDBL_DIVISION
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_NO_STD_FUNCTIONS

/* No file system, no time, no entropy module: the port gives entropy, src/tls/stream.c compares
 * dates with the port's clock. */
#define MBEDTLS_CTR_DRBG_C
#define MBEDTLS_CTR_DRBG_USE_128_BIT_KEY

/* Hashes. MD5 is for the service's Token only. Roots and intermediates that are signed with SHA-384
 * or SHA-512 want those (and QCC_MBEDTLS_P384 their curve): some 4.5 KB of flash and 700 bytes of
 * stack. */
#define MBEDTLS_MD_C
#define MBEDTLS_MD5_C
#define MBEDTLS_SHA256_C
#if !defined(QCC_MBEDTLS_SHA256_FAST)
#define MBEDTLS_SHA256_SMALLER
#endif
#if defined(QCC_MBEDTLS_P384)
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C
#define MBEDTLS_SHA512_SMALLER
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#endif

/* One cipher, its tables in flash. */
#define MBEDTLS_CIPHER_C
#define MBEDTLS_AES_C
#define MBEDTLS_AES_ROM_TABLES
#if !defined(QCC_MBEDTLS_AES_TABLES)
#define MBEDTLS_AES_FEWER_TABLES
#endif
#define MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH
#define MBEDTLS_BLOCK_CIPHER_NO_DECRYPT
#define MBEDTLS_GCM_C

/* Keys: RSA up to 4096 bits, P-256. The slow, small ways: QCC_MBEDTLS_FAST takes the others.
 * README says what each of these options costs. */
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_MPI_MAX_SIZE 512
#define MBEDTLS_RSA_C
#define MBEDTLS_RSA_NO_CRT
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#if !defined(QCC_MBEDTLS_ECP_SMALL)
#define MBEDTLS_ECP_NIST_OPTIM
#endif
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#if defined(QCC_MBEDTLS_FAST)
#define MBEDTLS_ECP_WINDOW_SIZE 5
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 1
#else
#if defined(QCC_MBEDTLS_ECP_WINDOW)
#define MBEDTLS_ECP_WINDOW_SIZE QCC_MBEDTLS_ECP_WINDOW
#else
#define MBEDTLS_ECP_WINDOW_SIZE 2
#endif
#if defined(QCC_MBEDTLS_ECP_FIXED_POINT)
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 1
#else
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
#endif
#define MBEDTLS_MPI_WINDOW_SIZE 1
#endif
#if defined(QCC_MBEDTLS_ECP_RESTARTABLE)
#define MBEDTLS_ECP_RESTARTABLE /* to measure that it gains nothing here: README says why */
#endif

/* Certificates: DER only. */
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_OID_C
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_REMOVE_INFO
#define MBEDTLS_X509_TRUSTED_CERTIFICATE_CALLBACK

/* TLS 1.2. A server may send records of 16 KB unless max_fragment_length (RFC 6066 section 4) was
 * agreed: then QCC_MBEDTLS_MFL makes do with 4 KB, where every handshake message has to fit, the
 * chain of certificates too. */
#if defined(QCC_MBEDTLS_TLS13)
#define QCC_MBEDTLS_SUITES_TLS13 MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
#else
#define QCC_MBEDTLS_SUITES_TLS13
#endif
#define MBEDTLS_SSL_CIPHERSUITES                                                                   \
    QCC_MBEDTLS_SUITES_TLS13                                                                       \
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_SESSION_TICKETS
#if defined(QCC_MBEDTLS_TLS13)
/* TLS 1.3 as well. It does its arithmetic through PSA, whose randomness is the port's
 * (src/tls/memory.c), and RSA there is PSS. Max_fragment_length is not for it: a record may have 16
 * KB.
 */
#if defined(QCC_MBEDTLS_MFL)
#error "QCC_MBEDTLS_MFL is TLS 1.2's: it cannot be had with QCC_MBEDTLS_TLS13"
#endif
#define MBEDTLS_SSL_PROTO_TLS1_3
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_TLS1_3_COMPATIBILITY_MODE
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG
#define MBEDTLS_HKDF_C
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT
#endif
#if defined(QCC_MBEDTLS_MFL)
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
#define MBEDTLS_SSL_IN_CONTENT_LEN 4096
#else
#define MBEDTLS_SSL_IN_CONTENT_LEN 16384
#endif
#define MBEDTLS_SSL_OUT_CONTENT_LEN 2048

#endif
