/* test_mbedtls3.c - what mbedTLS 3's codes are about, its random source, and its digests, each with
 * the failures of mbedTLS that no input provokes.
 * SPDX-License-Identifier: MIT */
#include "qcc/memory.h"
#include "tls/digest.h"
#include "tls/mbedtls.h"
#include "unit.h"

#include <mbedtls/asn1.h>
#include <mbedtls/bignum.h>
#include <mbedtls/cipher.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/error.h>
#include <mbedtls/md.h>
#include <mbedtls/md5.h>
#include <mbedtls/pk.h>
#include <mbedtls/platform.h>
#include <mbedtls/sha256.h>
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
#include <psa/crypto.h>
#endif

/* ---- Between the library and mbedTLS: each of these fails once when it is told to. */

static int fail_starts, fail_update, fail_finish, fail_sha256;

static int once(int *failure)
{
    int code = *failure;
    *failure = 0;
    return code;
}

int __real_mbedtls_md5_starts(mbedtls_md5_context *context);
int __wrap_mbedtls_md5_starts(mbedtls_md5_context *context);
int __wrap_mbedtls_md5_starts(mbedtls_md5_context *context)
{
    int code = once(&fail_starts);
    return code != 0 ? code : __real_mbedtls_md5_starts(context);
}

int __real_mbedtls_md5_update(mbedtls_md5_context *context, const unsigned char *in, size_t len);
int __wrap_mbedtls_md5_update(mbedtls_md5_context *context, const unsigned char *in, size_t len);
int __wrap_mbedtls_md5_update(mbedtls_md5_context *context, const unsigned char *in, size_t len)
{
    int code = once(&fail_update);
    return code != 0 ? code : __real_mbedtls_md5_update(context, in, len);
}

int __real_mbedtls_md5_finish(mbedtls_md5_context *context, unsigned char *out);
int __wrap_mbedtls_md5_finish(mbedtls_md5_context *context, unsigned char *out);
int __wrap_mbedtls_md5_finish(mbedtls_md5_context *context, unsigned char *out)
{
    int code = once(&fail_finish);
    return code != 0 ? code : __real_mbedtls_md5_finish(context, out);
}

int __real_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224);
int __wrap_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224);
int __wrap_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224)
{
    int code = once(&fail_sha256);
    return code != 0 ? code : __real_mbedtls_sha256(in, len, out, is224);
}

#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
static int fail_psa;
psa_status_t __real_psa_crypto_init(void);
psa_status_t __wrap_psa_crypto_init(void);
psa_status_t __wrap_psa_crypto_init(void)
{
    psa_status_t status = once(&fail_psa);
    return status != PSA_SUCCESS ? status : __real_psa_crypto_init();
}
#endif

/* ---- Codes. */

static void each_code_has_its_meaning(void **state)
{
#define ROW(code, meaning)                                                                         \
    {                                                                                              \
#code, (code), (meaning)                                                                   \
    }
    static const struct {
        const char *name;
        int code;
        enum qcc_error meaning;
    } rows[] = {
        ROW(MBEDTLS_ERR_SSL_WANT_READ, QCC_PENDING),
        ROW(MBEDTLS_ERR_SSL_WANT_WRITE, QCC_PENDING),
        ROW(MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS, QCC_PENDING),
        ROW(MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET, QCC_PENDING),
        ROW(MBEDTLS_ERR_SSL_ALLOC_FAILED, QCC_ERROR_ARENA),
        ROW(MBEDTLS_ERR_X509_ALLOC_FAILED, QCC_ERROR_ARENA),
        ROW(MBEDTLS_ERR_PK_ALLOC_FAILED, QCC_ERROR_ARENA),
        ROW(MBEDTLS_ERR_ECP_ALLOC_FAILED, QCC_ERROR_ARENA),
        ROW(MBEDTLS_ERR_MD_ALLOC_FAILED, QCC_ERROR_ARENA),
        ROW(MBEDTLS_ERR_CIPHER_ALLOC_FAILED, QCC_ERROR_ARENA),
        ROW(MBEDTLS_ERR_MPI_ALLOC_FAILED, QCC_ERROR_ARENA),
        ROW(MBEDTLS_ERR_ASN1_ALLOC_FAILED, QCC_ERROR_ARENA),
        ROW(MBEDTLS_ERR_X509_ALLOC_FAILED + MBEDTLS_ERR_ASN1_OUT_OF_DATA, QCC_ERROR_ARENA),
        ROW(MBEDTLS_ERR_X509_INVALID_NAME + MBEDTLS_ERR_ASN1_ALLOC_FAILED, QCC_ERROR_ARENA),
        ROW(MBEDTLS_ERR_PK_INVALID_PUBKEY + MBEDTLS_ERR_MPI_ALLOC_FAILED, QCC_ERROR_ARENA),
        ROW(MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_UNKNOWN_OID, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_INVALID_FORMAT, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_INVALID_VERSION, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_INVALID_SERIAL, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_INVALID_ALG, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_INVALID_NAME, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_INVALID_DATE, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_INVALID_SIGNATURE, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_INVALID_EXTENSIONS, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_UNKNOWN_VERSION, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_SIG_MISMATCH, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_CERT_UNKNOWN_FORMAT, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_BAD_INPUT_DATA, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_BUFFER_TOO_SMALL, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_FATAL_ERROR, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_PK_TYPE_MISMATCH, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_PK_BAD_INPUT_DATA, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_PK_KEY_INVALID_VERSION, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_PK_KEY_INVALID_FORMAT, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_PK_UNKNOWN_PK_ALG, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_PK_INVALID_PUBKEY, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_PK_INVALID_ALG, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_PK_UNKNOWN_NAMED_CURVE, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_PK_SIG_LEN_MISMATCH, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_PK_BUFFER_TOO_SMALL, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_SSL_BAD_CERTIFICATE, QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_X509_INVALID_DATE + MBEDTLS_ERR_ASN1_OUT_OF_DATA,
            QCC_ERROR_TLS_CERTIFICATE),
        ROW(MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION, QCC_ERROR_TLS_VERSION),
        ROW(MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE, QCC_ERROR_TLS_ALERT),
        ROW(MBEDTLS_ERR_SSL_BAD_INPUT_DATA, QCC_ERROR_TLS_TOO_LARGE),
        ROW(MBEDTLS_ERR_SSL_CONN_EOF, QCC_ERROR_CLOSED),
        ROW(MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY, QCC_OK),
        ROW(MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE, QCC_OK),
        ROW(MBEDTLS_ERR_SSL_INTERNAL_ERROR, QCC_OK),
        ROW(MBEDTLS_ERR_SSL_INVALID_RECORD, QCC_OK),
        ROW(MBEDTLS_ERR_ERROR_GENERIC_ERROR, QCC_OK),
        ROW(MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED, QCC_OK),
        ROW(MBEDTLS_ERR_ECP_VERIFY_FAILED, QCC_OK),
        ROW(0, QCC_OK),
    };
#undef ROW
    bool good = true;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (qcc_mbedtls_meaning(rows[i].code) != rows[i].meaning) {
            print_error("%s: %d\n", rows[i].name, (int)qcc_mbedtls_meaning(rows[i].code));
            good = false;
        }
    }
    assert_true(good);
}

/* ---- The random source. */

static uint8_t arena[32768];
static bool has_entropy;
static size_t entropy_asked;

static bool entropy(void *context, uint8_t *data, size_t len)
{
    (void)context;
    memset(data, 0x5a, len);
    entropy_asked += len;
    return has_entropy;
}

static const struct qcc_port port = {.entropy = entropy};
static struct qcc_tls tls;
static struct qcc_tls_context context;

static int set_up(void **state)
{
    (void)state;
    has_entropy = true;
    entropy_asked = 0;
    memset(&tls, 0, sizeof tls);
    memset(&context, 0, sizeof context);
    tls.port = &port;
    tls.context = &context;
    mbedtls_ssl_config_init(&context.config);
    return qcc_memory_install(arena, sizeof arena, &port) == QCC_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    qcc_mbedtls_stop(&context);
    assert_null(context.random);
    qcc_mbedtls_stop(&context); /* harmless */
    qcc_memory_remove();
    return 0;
}

static void the_random_source_is_fed_by_the_port(void **state)
{
    uint8_t bytes[16] = {0};
    static const uint8_t zeros[16];
    (void)state;
    assert_int_equal(qcc_mbedtls_start(&tls), 0);
    assert_true(entropy_asked >= 32);
    assert_non_null(context.random);
    assert_int_equal(mbedtls_ctr_drbg_random(context.random, bytes, sizeof bytes), 0);
    assert_memory_not_equal(bytes, zeros, sizeof bytes);
    assert_int_equal(tls.error, QCC_OK);
}

static void what_was_started_is_taken_back_whole(void **state)
{
    (void)state;
    /* The first start makes PSA's slots for keys, which stay for the next ones. */
    assert_int_equal(qcc_mbedtls_start(&tls), 0);
    qcc_mbedtls_stop(&context);
    size_t before = qcc_memory_used();
    assert_int_equal(qcc_mbedtls_start(&tls), 0);
    assert_true(qcc_memory_used() > before);
    qcc_mbedtls_stop(&context);
    assert_int_equal(qcc_memory_used(), before);
}

#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && !defined(MBEDTLS_PSA_KEY_STORE_DYNAMIC)
/* There are 32 slots in static memory, and a handshake wants five of them. */
static void slots_for_keys_that_are_used_up_are_told_from_memory(void **state)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t keys[MBEDTLS_PSA_KEY_SLOT_COUNT];
    static const uint8_t bytes[16] = {1};
    (void)state;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_RAW_DATA);
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    for (unsigned i = 0; i < MBEDTLS_PSA_KEY_SLOT_COUNT - 4; i++) {
        assert_int_equal(qcc_mbedtls_meaning(MBEDTLS_ERR_SSL_ALLOC_FAILED), QCC_ERROR_ARENA);
        assert_int_equal(psa_import_key(&attributes, bytes, sizeof bytes, &keys[i]), PSA_SUCCESS);
    }
    assert_int_equal(qcc_mbedtls_meaning(MBEDTLS_ERR_SSL_ALLOC_FAILED), QCC_ERROR_KEY_SLOTS);
    for (unsigned i = 0; i < MBEDTLS_PSA_KEY_SLOT_COUNT - 4; i++) {
        assert_int_equal(psa_destroy_key(keys[i]), PSA_SUCCESS);
    }
    assert_int_equal(qcc_mbedtls_meaning(MBEDTLS_ERR_SSL_ALLOC_FAILED), QCC_ERROR_ARENA);
}
#endif

static void a_port_without_entropy_is_told(void **state)
{
    (void)state;
    has_entropy = false;
    assert_int_not_equal(qcc_mbedtls_start(&tls), 0);
    assert_int_equal(tls.error, QCC_ERROR_ENTROPY);
}

static void *no_memory(size_t count, size_t size)
{
    (void)count;
    (void)size;
    return NULL;
}

static void nothing_to_free(void *ptr)
{
    assert_null(ptr);
}

static void a_refused_allocation_is_the_arenas_failure(void **state)
{
    (void)state;
    mbedtls_platform_set_calloc_free(no_memory, nothing_to_free);
    assert_int_equal(qcc_mbedtls_meaning(qcc_mbedtls_start(&tls)), QCC_ERROR_ARENA);
    assert_int_equal(tls.error, QCC_OK);
    assert_null(context.random);
    assert_int_equal(entropy_asked, 0);
}

#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
static void psa_that_cannot_begin_lacks_memory_or_entropy(void **state)
{
    (void)state;
    fail_psa = PSA_ERROR_INSUFFICIENT_MEMORY;
    assert_int_equal(qcc_mbedtls_meaning(qcc_mbedtls_start(&tls)), QCC_ERROR_ARENA);
    assert_int_equal(tls.error, QCC_OK);
    assert_null(context.random);
    fail_psa = PSA_ERROR_INSUFFICIENT_ENTROPY;
    assert_int_equal(qcc_mbedtls_start(&tls), MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED);
    assert_int_equal(tls.error, QCC_ERROR_ENTROPY);
    assert_null(context.random);
}
#endif

/* ---- Digests. */

/* RFC 1321, appendix A.5. */
static void md5_goes_over_its_parts_as_if_they_were_one(void **state)
{
    static const uint8_t expected[QCC_MD5_LEN] = {0xc3, 0xfc, 0xd3, 0xd7, 0x61, 0x92, 0xe4, 0x00,
                                                  0x7d, 0xfb, 0x49, 0x6c, 0xca, 0x67, 0xe1, 0x3b};
    static const uint8_t empty[QCC_MD5_LEN] = {0xd4, 0x1d, 0x8c, 0xd9, 0x8f, 0x00, 0xb2, 0x04,
                                               0xe9, 0x80, 0x09, 0x98, 0xec, 0xf8, 0x42, 0x7e};
    static const struct qcc_span parts[] = {QCC_SPAN("abcdefg"), QCC_SPAN(""),
                                            QCC_SPAN("hijklmnopqrstuvwxy"), QCC_SPAN("z")};
    uint8_t digest[QCC_MD5_LEN];
    (void)state;
    assert_true(qcc_md5(parts, sizeof parts / sizeof parts[0], digest));
    assert_memory_equal(digest, expected, sizeof digest);
    assert_true(qcc_md5(NULL, 0, digest));
    assert_memory_equal(digest, empty, sizeof digest);
}

static void a_failure_of_md5_is_told(void **state)
{
    static const struct qcc_span part = QCC_SPAN("abc");
    int *const failures[] = {&fail_starts, &fail_update, &fail_finish};
    uint8_t digest[QCC_MD5_LEN];
    (void)state;
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        unit_row("failure %zu", i);
        *failures[i] = MBEDTLS_ERR_ERROR_GENERIC_ERROR;
        assert_false(qcc_md5(&part, 1, digest));
        assert_int_equal(*failures[i], 0); /* it was called */
        assert_true(qcc_md5(&part, 1, digest));
    }
}

/* FIPS 180-2, appendix B.1. */
static void sha256_is_the_published_one(void **state)
{
    static const uint8_t expected[QCC_SHA256_LEN] = {
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
        0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
        0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
    uint8_t digest[QCC_SHA256_LEN];
    (void)state;
    assert_true(qcc_sha256(qcc_span_of("abc"), digest));
    assert_memory_equal(digest, expected, sizeof digest);
    fail_sha256 = MBEDTLS_ERR_ERROR_GENERIC_ERROR;
    assert_false(qcc_sha256(qcc_span_of("abc"), digest));
}

int main(int argc, char **argv)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_code_has_its_meaning),
        TEST(the_random_source_is_fed_by_the_port),
        TEST(what_was_started_is_taken_back_whole),
        TEST(a_port_without_entropy_is_told),
        TEST(a_refused_allocation_is_the_arenas_failure),
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
        TEST(psa_that_cannot_begin_lacks_memory_or_entropy),
#endif
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && !defined(MBEDTLS_PSA_KEY_STORE_DYNAMIC)
        TEST(slots_for_keys_that_are_used_up_are_told_from_memory),
#endif
        cmocka_unit_test(md5_goes_over_its_parts_as_if_they_were_one),
        cmocka_unit_test(a_failure_of_md5_is_told),
        cmocka_unit_test(sha256_is_the_published_one),
    };
    return unit_run(tests, argc, argv);
}
