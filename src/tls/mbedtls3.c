/* mbedtls3.c - what is mbedTLS 3.6's own way.
 * SPDX-License-Identifier: MIT */
#include "tls/digest.h"
#include "tls/mbedtls.h"

#include <mbedtls/asn1.h>
#include <mbedtls/bignum.h>
#include <mbedtls/cipher.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/md5.h>
#include <mbedtls/pk.h>
#include <mbedtls/platform.h>
#include <mbedtls/sha256.h>

#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
#include <psa/crypto.h>
#endif

const mbedtls_x509_crt_profile qcc_mbedtls_profile = {
    MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA256) | MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA384) |
        MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA512),
    MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_RSA) | MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_RSASSA_PSS) |
        MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_ECKEY) | MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_ECDSA),
    MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP256R1) | MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP384R1),
    2048,
};

/* ---- Randomness: a CTR_DRBG for each connection, seeded from the port. TLS 1.3 draws through PSA,
 * which is global; memory.c feeds it. */

static int seed(void *context, unsigned char *out, size_t len)
{
    struct qcc_tls *tls = context;
    if (tls->port->entropy(tls->port->context, out, len)) {
        return 0;
    }
    tls->error = QCC_ERROR_ENTROPY;
    return MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
}

static int start_psa(struct qcc_tls *tls)
{
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
    switch (psa_crypto_init()) {
    case PSA_SUCCESS:
        break;
    case PSA_ERROR_INSUFFICIENT_MEMORY:
        return MBEDTLS_ERR_SSL_ALLOC_FAILED;
    default:
        tls->error = QCC_ERROR_ENTROPY;
        return MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
    }
#endif
    (void)tls;
    return 0;
}

int qcc_mbedtls_start(struct qcc_tls *tls)
{
    mbedtls_ssl_config *config = &tls->context->config;
    int ret = start_psa(tls);
    if (ret != 0) {
        return ret;
    }
    mbedtls_ctr_drbg_context *random = mbedtls_calloc(1, sizeof *random);
    if (random == NULL) {
        return MBEDTLS_ERR_SSL_ALLOC_FAILED;
    }
    mbedtls_ctr_drbg_init(random);
    tls->context->random = random;
    mbedtls_ssl_conf_rng(config, mbedtls_ctr_drbg_random, random);
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && defined(MBEDTLS_SSL_SESSION_TICKETS)
    /* 3.6 drops the tickets of TLS 1.3 unless it is told that its caller knows of them. */
    mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
        config, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
#endif
    return mbedtls_ctr_drbg_seed(random, seed, tls, NULL, 0);
}

void qcc_mbedtls_stop(struct qcc_tls_context *context)
{
    mbedtls_ctr_drbg_free(context->random);
    mbedtls_free(context->random);
    context->random = NULL;
}

/* ---- Codes. One is a negative number: a module's (a multiple of 0x80), a lower module's (below
 * 0x80), or both added. */

#define HIGH(code) (-(code) >> 7)
#define LOW(code) (-(code)&0x7f)

/* The key of a certificate: not acceptable, or not even readable. */
static bool is_about_a_key(int code)
{
    switch (HIGH(code)) {
    case HIGH(MBEDTLS_ERR_PK_TYPE_MISMATCH):
    case HIGH(MBEDTLS_ERR_PK_BAD_INPUT_DATA):
    case HIGH(MBEDTLS_ERR_PK_KEY_INVALID_VERSION):
    case HIGH(MBEDTLS_ERR_PK_KEY_INVALID_FORMAT):
    case HIGH(MBEDTLS_ERR_PK_UNKNOWN_PK_ALG):
    case HIGH(MBEDTLS_ERR_PK_INVALID_PUBKEY):
    case HIGH(MBEDTLS_ERR_PK_INVALID_ALG):
    case HIGH(MBEDTLS_ERR_PK_UNKNOWN_NAMED_CURVE):
    case HIGH(MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE):
    case HIGH(MBEDTLS_ERR_PK_SIG_LEN_MISMATCH):
    case HIGH(MBEDTLS_ERR_PK_BUFFER_TOO_SMALL):
        return true;
    default:
        return false;
    }
}

/* A certificate: not acceptable, or not even readable. */
static bool is_about_a_certificate(int code)
{
    switch (HIGH(code)) {
    case HIGH(MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE):
    case HIGH(MBEDTLS_ERR_X509_UNKNOWN_OID):
    case HIGH(MBEDTLS_ERR_X509_INVALID_FORMAT):
    case HIGH(MBEDTLS_ERR_X509_INVALID_VERSION):
    case HIGH(MBEDTLS_ERR_X509_INVALID_SERIAL):
    case HIGH(MBEDTLS_ERR_X509_INVALID_ALG):
    case HIGH(MBEDTLS_ERR_X509_INVALID_NAME):
    case HIGH(MBEDTLS_ERR_X509_INVALID_DATE):
    case HIGH(MBEDTLS_ERR_X509_INVALID_SIGNATURE):
    case HIGH(MBEDTLS_ERR_X509_INVALID_EXTENSIONS):
    case HIGH(MBEDTLS_ERR_X509_UNKNOWN_VERSION):
    case HIGH(MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG):
    case HIGH(MBEDTLS_ERR_X509_SIG_MISMATCH):
    case HIGH(MBEDTLS_ERR_X509_CERT_VERIFY_FAILED):
    case HIGH(MBEDTLS_ERR_X509_CERT_UNKNOWN_FORMAT):
    case HIGH(MBEDTLS_ERR_X509_BAD_INPUT_DATA):
    case HIGH(MBEDTLS_ERR_X509_BUFFER_TOO_SMALL):
    case HIGH(MBEDTLS_ERR_X509_FATAL_ERROR):
    case HIGH(MBEDTLS_ERR_SSL_BAD_CERTIFICATE): /* key usage, which is looked at after the chain */
        return true;
    default:
        return false;
    }
}

static bool is_out_of_memory(int code)
{
    switch (LOW(code)) {
    case LOW(MBEDTLS_ERR_MPI_ALLOC_FAILED):
    case LOW(MBEDTLS_ERR_ASN1_ALLOC_FAILED):
        return true;
    default:
        break;
    }
    switch (HIGH(code)) {
    case HIGH(MBEDTLS_ERR_SSL_ALLOC_FAILED):
    case HIGH(MBEDTLS_ERR_X509_ALLOC_FAILED):
    case HIGH(MBEDTLS_ERR_PK_ALLOC_FAILED):
    case HIGH(MBEDTLS_ERR_ECP_ALLOC_FAILED):
    case HIGH(MBEDTLS_ERR_MD_ALLOC_FAILED):
    case HIGH(MBEDTLS_ERR_CIPHER_ALLOC_FAILED):
        return true;
    default:
        return false;
    }
}

/* mbedTLS calls it memory, too, that PSA has no slot left for a key of TLS 1.3, where their number
 * is fixed. A handshake that fails for one has given back what it took just before. */
static bool is_out_of_key_slots(void)
{
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && !defined(MBEDTLS_PSA_KEY_STORE_DYNAMIC)
    enum { SLOTS_OF_A_HANDSHAKE = 5 };
    mbedtls_psa_stats_t stats;
    mbedtls_psa_get_stats(&stats);
    return stats.MBEDTLS_PRIVATE(empty_slots) < SLOTS_OF_A_HANDSHAKE;
#else
    return false;
#endif
}

enum qcc_error qcc_mbedtls_meaning(int code)
{
    if (is_out_of_memory(code)) {
        return is_out_of_key_slots() ? QCC_ERROR_KEY_SLOTS : QCC_ERROR_ARENA;
    }
    if (is_about_a_certificate(code) || is_about_a_key(code)) {
        return QCC_ERROR_TLS_CERTIFICATE;
    }
    switch (code) {
    case MBEDTLS_ERR_SSL_WANT_READ:
    case MBEDTLS_ERR_SSL_WANT_WRITE:
    case MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS:
    case MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET:
        return QCC_PENDING;
    case MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION:
        return QCC_ERROR_TLS_VERSION;
    case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE:
        return QCC_ERROR_TLS_ALERT;
    case MBEDTLS_ERR_SSL_BAD_INPUT_DATA: /* it wants more bytes than its buffer has room for */
        return QCC_ERROR_TLS_TOO_LARGE;
    case MBEDTLS_ERR_SSL_CONN_EOF:
        return QCC_ERROR_CLOSED;
    default:
        return QCC_OK;
    }
}

/* There is no accessor. It is 0 until a fatal alert of TLS 1.3's is due. */
int qcc_mbedtls_reason(const mbedtls_ssl_context *ssl, int code)
{
    const int reason = ssl->MBEDTLS_PRIVATE(alert_reason);
    return reason != 0 ? reason : code;
}

/* There is no accessor; the description is the second byte of the message. */
uint8_t qcc_mbedtls_alert(const mbedtls_ssl_context *ssl)
{
    return ssl->MBEDTLS_PRIVATE(in_msg)[1];
}

/* ---- Digests. */

bool qcc_md5(const struct qcc_span *parts, size_t count, uint8_t digest[QCC_MD5_LEN])
{
    mbedtls_md5_context md5;
    mbedtls_md5_init(&md5);
    int failed = mbedtls_md5_starts(&md5);
    for (size_t i = 0; i < count; i++) {
        failed |= mbedtls_md5_update(&md5, parts[i].ptr, parts[i].len);
    }
    failed |= mbedtls_md5_finish(&md5, digest);
    mbedtls_md5_free(&md5); /* wipes it */
    return failed == 0;
}

bool qcc_sha256(struct qcc_span bytes, uint8_t digest[QCC_SHA256_LEN])
{
    return mbedtls_sha256(bytes.ptr, bytes.len, digest, 0) == 0;
}
