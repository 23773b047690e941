/* test_verify.c - dates, names, the leaf, and the verdict;
 * chains of a real handshake are in test_stream.c. SPDX-License-Identifier: MIT */
#include "certificate.h"
#include "tls/digest.h"
#include "tls/verify.h"
#include "unit.h"

#include <mbedtls/oid.h>
#include <mbedtls/sha256.h>

static bool sha256_fails;

int __real_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224);
int __wrap_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224);
int __wrap_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224)
{
    return sha256_fails ? -1 : __real_mbedtls_sha256(in, len, out, is224);
}

static struct qcc_tls tls;

/* What the store has, once. */
static struct qcc_span stored;

static enum qcc_error next_root(void *context, size_t *cursor, struct qcc_span *der)
{
    (void)context;
    *der = (*cursor)++ == 0 ? stored : qcc_span_make(NULL, 0);
    return QCC_OK;
}

static void begin(const char *host, const uint8_t *address, size_t address_len)
{
    static const struct qcc_roots roots = {next_root, NULL, true};
    memset(&tls, 0, sizeof tls);
    tls.roots = &roots;
    tls.now_s = NOW;
    tls.host = qcc_span_of(host);
    tls.address_len = (uint8_t)address_len;
    if (address_len != 0) {
        memcpy(tls.address, address, address_len);
    }
}

static uint32_t verify(mbedtls_x509_crt *certificate, int depth)
{
    uint32_t flags = 0;
    assert_int_equal(qcc_verify_certificate(&tls, certificate, depth, &flags), 0);
    return flags;
}

/* ---- Dates. Expected seconds are from `date -u -d ... +%s`. */

static void a_certificate_is_valid_from_its_first_second_to_its_last(void **state)
{
    static const struct {
        mbedtls_x509_time date;
        int64_t unix_s;
    } rows[] = {
        {{1970, 1, 1, 0, 0, 0}, 0},
        {{1, 1, 1, 0, 0, 0}, -62135596800},
        {{1999, 12, 31, 23, 59, 59}, 946684799},
        {{2000, 2, 28, 12, 0, 0}, 951739200},
        {{2000, 2, 29, 12, 0, 0}, 951825600},
        {{2000, 3, 1, 0, 0, 0}, 951868800},
        {{2023, 2, 28, 23, 59, 59}, 1677628799},
        {{2023, 3, 1, 0, 0, 0}, 1677628800},
        {{2024, 2, 29, 1, 2, 3}, 1709168523},
        {{2024, 12, 31, 23, 59, 59}, 1735689599},
        {{2038, 1, 19, 3, 14, 8}, 2147483648},
        {{2100, 2, 28, 23, 59, 59}, 4107542399},
        {{2100, 3, 1, 0, 0, 0}, 4107542400},
        {{2106, 2, 7, 6, 28, 16}, 4294967296},
        {{9999, 12, 31, 23, 59, 59}, 253402300799},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mbedtls_x509_crt ends = make_certificate(), begins = make_certificate();
        begin("", (const uint8_t *)"", 0);
        ends.valid_from.year = 1;
        ends.valid_to = begins.valid_from = rows[i].date;
        tls.now_s = rows[i].unix_s;
        uint32_t good = verify(&ends, 1) | verify(&begins, 1);
        tls.now_s = rows[i].unix_s + 1;
        uint32_t late = verify(&ends, 1);
        tls.now_s = rows[i].unix_s - 1;
        uint32_t early = verify(&begins, 1);
        if (good != 0 || late != MBEDTLS_X509_BADCERT_EXPIRED ||
            (early != MBEDTLS_X509_BADCERT_FUTURE)) {
            print_error("%d-%d-%d: %x %x %x\n", rows[i].date.year, rows[i].date.mon,
                        rows[i].date.day, good, late, early);
            fail();
        }
    }
}

/* ---- Names. */

#define DNS (MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_X509_SAN_DNS_NAME)
#define IP (MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_X509_SAN_IP_ADDRESS)
#define URI (MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_X509_SAN_UNIFORM_RESOURCE_IDENTIFIER)

static mbedtls_x509_buf make_name(int tag, uint8_t *text, size_t len)
{
    return (mbedtls_x509_buf){.tag = tag, .len = len, .p = text};
}

static void a_host_is_one_of_the_names_of_its_kind(void **state)
{
    static const struct {
        const char *host;
        const char *address; /* of the host, when it is one */
        int tag;
        const char *name;
        bool match;
    } rows[] = {
        {"pro.qcc.com", "", DNS, "pro.qcc.com", true},
        {"PRO.qcc.com", "", DNS, "pro.QCC.com", true},
        {"pro.qcc.com", "", DNS, "pro.qcc.co", false},
        {"pro.qcc.com", "", DNS, "pro.qcc.comm", false},
        {"pro.qcc.com", "", DNS, "", false},
        {"pro.qcc.com", "", URI, "pro.qcc.com", false},
        {"pro.qcc.com", "", IP, "pro.qcc.com", false},
        {"pro.qcc.com", "", DNS, "*.qcc.com", true},
        {"qcc.com", "", DNS, "*.qcc.com", false},
        {"qcc.com", "", DNS, "*.com", true},
        {"a.pro.qcc.com", "", DNS, "*.qcc.com", false},
        {".qcc.com", "", DNS, "*.qcc.com", false},
        {"", "", DNS, "*", false},
        {"", "", DNS, "*.qcc.com", false},
        {"pro", "", DNS, "*", false},
        {"pro.qcc.com", "", DNS, "*.*.com", false},
        {"pro.qcc.com", "", DNS, "pro.*.com", false},
        {"pro.qcc.com", "", DNS, "p*.qcc.com", false},
        {"pro", "", DNS, "*pro", false},
        {"127.0.0.1", "\x7f\x01\x02\x03", IP, "\x7f\x01\x02\x03", true},
        {"127.0.0.1", "\x7f\x01\x02\x03", IP, "\x7f\x01\x02\x04", false},
        {"127.0.0.1", "\x7f\x01\x02\x03", IP, "\x7f\x01\x02", false},
        {"127.0.0.1", "\x7f\x01\x02\x03", IP, "\x7f\x01\x02\x03\x04", false},
        {"127.0.0.1", "\x7f\x01\x02\x03", DNS, "127.0.0.1", false},
        {"127.0.0.1", "\x7f\x01\x02\x03", URI, "\x7f\x01\x02\x03", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t text[32], other[] = "other.test";
        mbedtls_x509_crt leaf = make_certificate();
        mbedtls_x509_sequence second = {.buf = make_name(rows[i].tag, text, strlen(rows[i].name))};
        memcpy(text, rows[i].name, strlen(rows[i].name));
        begin(rows[i].host, (const uint8_t *)rows[i].address, strlen(rows[i].address));
        leaf.subject_alt_names.buf = make_name(rows[i].tag, text, strlen(rows[i].name));
        bool first = (verify(&leaf, 0) & MBEDTLS_X509_BADCERT_CN_MISMATCH) == 0;
        leaf.subject_alt_names.buf = make_name(DNS, other, strlen((char *)other));
        leaf.subject_alt_names.next = &second;
        bool second_too = (verify(&leaf, 0) & MBEDTLS_X509_BADCERT_CN_MISMATCH) == 0;
        if (first != rows[i].match || second_too != rows[i].match) {
            print_error("%s against %s: %d, as the second name %d\n", rows[i].host, rows[i].name,
                        first, second_too);
            fail();
        }
    }
}

/* ---- The chain. */

static void row_03_a_leaf_that_says_its_uses_has_to_be_for_servers(void **state)
{
    static uint8_t client_auth[] = MBEDTLS_OID_CLIENT_AUTH, server_auth[] = MBEDTLS_OID_SERVER_AUTH;
    mbedtls_x509_crt certificate = make_certificate();
    mbedtls_x509_buf *use = &certificate.ext_key_usage.buf;
    (void)state;
    begin("pro.qcc.com", (const uint8_t *)"", 0);
    certificate.MBEDTLS_PRIVATE(ext_types) = MBEDTLS_X509_EXT_EXTENDED_KEY_USAGE;
    *use = (mbedtls_x509_buf){MBEDTLS_ASN1_OID, sizeof client_auth - 1, client_auth};
    assert_int_equal(verify(&certificate, 0),
                     MBEDTLS_X509_BADCERT_EXT_KEY_USAGE | MBEDTLS_X509_BADCERT_CN_MISMATCH);
    *use = (mbedtls_x509_buf){MBEDTLS_ASN1_OID, sizeof server_auth - 1, server_auth};
    assert_int_equal(verify(&certificate, 0), MBEDTLS_X509_BADCERT_CN_MISMATCH);
}

static void only_the_leaf_must_name_the_host_and_have_version_3(void **state)
{
    mbedtls_x509_crt certificate = make_certificate();
    (void)state;
    begin("pro.qcc.com", (const uint8_t *)"", 0);
    certificate.version = 1;
    assert_int_equal(verify(&certificate, 1), 0);
    assert_int_equal(verify(&certificate, 0),
                     MBEDTLS_X509_BADCERT_OTHER | MBEDTLS_X509_BADCERT_CN_MISMATCH);
    certificate.version = 3;
    assert_int_equal(verify(&certificate, 0), MBEDTLS_X509_BADCERT_CN_MISMATCH);
}

static void the_first_certificate_is_the_anchor_and_the_leaf_says_the_end(void **state)
{
    uint8_t expected[QCC_SHA256_LEN], other[] = "another one";
    mbedtls_x509_crt root = make_certificate(), leaf = make_certificate();
    (void)state;
    begin("pro.qcc.com", (const uint8_t *)"", 0);
    assert_true(qcc_sha256(qcc_span_make(root.raw.p, root.raw.len), expected));
    leaf.raw.p = other;
    leaf.valid_to = (mbedtls_x509_time){2038, 1, 19, 3, 14, 8};
    (void)verify(&root, 1);
    assert_true(tls.verified);
    assert_int_equal(tls.not_before_s, 0);
    assert_int_equal(tls.not_after_s, 253402300799);
    (void)verify(&leaf, 0);
    assert_memory_equal(tls.anchor, expected, sizeof expected);
    assert_int_equal(tls.not_after_s, 2147483648);
}

static void a_chain_is_valid_when_all_of_it_is(void **state)
{
    mbedtls_x509_crt root = make_certificate(), leaf = make_certificate();
    (void)state;
    begin("pro.qcc.com", (const uint8_t *)"", 0);
    root.valid_from = (mbedtls_x509_time){2000, 1, 1, 0, 0, 0};
    root.valid_to = (mbedtls_x509_time){2038, 1, 19, 3, 14, 8};
    (void)verify(&root, 1);
    (void)verify(&leaf, 0);
    assert_int_equal(tls.not_before_s, 946684800);
    assert_int_equal(tls.not_after_s, 2147483648);
}

static void the_flags_of_all_certificates_are_kept(void **state)
{
    mbedtls_x509_crt root = make_certificate(), leaf = make_certificate();
    uint32_t flags = MBEDTLS_X509_BADCERT_BAD_MD;
    (void)state;
    begin("pro.qcc.com", (const uint8_t *)"", 0);
    root.valid_to.year = 2020;
    assert_int_equal(qcc_verify_certificate(&tls, &root, 1, &flags), 0);
    assert_int_equal(flags, MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_EXPIRED);
    (void)verify(&leaf, 0);
    assert_int_equal(tls.certificate_flags, MBEDTLS_X509_BADCERT_BAD_MD |
                                                MBEDTLS_X509_BADCERT_EXPIRED |
                                                MBEDTLS_X509_BADCERT_CN_MISMATCH);
}

/* A certificate as small as can be, as far as its subject, which is empty: 30 00. */
static void a_leaf_that_is_an_anchor_is_trusted_and_may_be_a_ca(void **state)
{
    static uint8_t der[] = {0x30, 0x0D, 0x30, 0x0B, 0x02, 0x01, 0x01, 0x30,
                            0x00, 0x30, 0x00, 0x30, 0x00, 0x30, 0x00};
    (void)state;
    for (int is_anchor = 0; is_anchor < 2; is_anchor++) {
        unit_row("an anchor: %d", is_anchor);
        mbedtls_x509_crt leaf = make_certificate();
        uint32_t flags = MBEDTLS_X509_BADCERT_NOT_TRUSTED;
        begin("host.test", (const uint8_t *)"", 0);
        leaf.raw.p = der;
        leaf.raw.len = sizeof der;
        leaf.subject_raw.p = leaf.issuer_raw.p = der + sizeof der - 2;
        leaf.subject_raw.len = leaf.issuer_raw.len = 2;
        leaf.MBEDTLS_PRIVATE(ext_types) = MBEDTLS_X509_EXT_BASIC_CONSTRAINTS;
        leaf.MBEDTLS_PRIVATE(ca_istrue) = 1;
        stored = qcc_span_make(der, is_anchor ? sizeof der : 0);
        assert_int_equal(qcc_verify_certificate(&tls, &leaf, 0, &flags), 0);
        assert_int_equal(flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED,
                         is_anchor ? 0 : MBEDTLS_X509_BADCERT_NOT_TRUSTED);
        assert_int_equal(flags & MBEDTLS_X509_BADCERT_OTHER,
                         is_anchor ? 0 : MBEDTLS_X509_BADCERT_OTHER);
        assert_int_equal(flags & MBEDTLS_X509_BADCERT_CN_MISMATCH,
                         MBEDTLS_X509_BADCERT_CN_MISMATCH); /* its name counts all the same */
        stored = qcc_span_make(NULL, 0);
    }
}

static void a_digest_that_fails_ends_the_handshake(void **state)
{
    mbedtls_x509_crt root = make_certificate();
    uint32_t flags = 0;
    (void)state;
    begin("pro.qcc.com", (const uint8_t *)"", 0);
    sha256_fails = true;
    assert_int_equal(qcc_verify_certificate(&tls, &root, 1, &flags), MBEDTLS_ERR_X509_FATAL_ERROR);
    sha256_fails = false;
    assert_int_equal(tls.error, QCC_ERROR_TLS_SETUP);
}

/* ---- The verdict. */

static void what_explains_most_is_the_verdict(void **state)
{
    static const struct {
        const char *what;
        uint32_t flags;
        enum qcc_error error;
    } rows[] = {
        {"nothing", 0, QCC_ERROR_TLS_CERTIFICATE},
        {"digest", MBEDTLS_X509_BADCERT_BAD_MD, QCC_ERROR_TLS_CERTIFICATE},
        {"kind of key", MBEDTLS_X509_BADCERT_BAD_PK, QCC_ERROR_TLS_CERTIFICATE},
        {"key", MBEDTLS_X509_BADCERT_BAD_KEY, QCC_ERROR_TLS_CERTIFICATE},
        {"digest, so no trust", MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_NOT_TRUSTED,
         QCC_ERROR_TLS_CERTIFICATE},
        {"kind of key, so no trust", MBEDTLS_X509_BADCERT_BAD_PK | MBEDTLS_X509_BADCERT_NOT_TRUSTED,
         QCC_ERROR_TLS_CERTIFICATE},
        {"key, so no trust", MBEDTLS_X509_BADCERT_BAD_KEY | MBEDTLS_X509_BADCERT_NOT_TRUSTED,
         QCC_ERROR_TLS_CERTIFICATE},
        {"trust", MBEDTLS_X509_BADCERT_NOT_TRUSTED, QCC_ERROR_TLS_UNTRUSTED},
        {"no certificate", MBEDTLS_X509_BADCERT_MISSING, QCC_ERROR_TLS_UNTRUSTED},
        {"trust and name", MBEDTLS_X509_BADCERT_NOT_TRUSTED | MBEDTLS_X509_BADCERT_CN_MISMATCH,
         QCC_ERROR_TLS_UNTRUSTED},
        {"trust and dates", MBEDTLS_X509_BADCERT_NOT_TRUSTED | MBEDTLS_X509_BADCERT_EXPIRED,
         QCC_ERROR_TLS_UNTRUSTED},
        {"name", MBEDTLS_X509_BADCERT_CN_MISMATCH, QCC_ERROR_TLS_NAME},
        {"name and dates", MBEDTLS_X509_BADCERT_CN_MISMATCH | MBEDTLS_X509_BADCERT_FUTURE,
         QCC_ERROR_TLS_NAME},
        {"expired", MBEDTLS_X509_BADCERT_EXPIRED, QCC_ERROR_TLS_DATES},
        {"not begun", MBEDTLS_X509_BADCERT_FUTURE, QCC_ERROR_TLS_DATES},
        {"a CA", MBEDTLS_X509_BADCERT_OTHER, QCC_ERROR_TLS_CERTIFICATE},
        {"usage", MBEDTLS_X509_BADCERT_EXT_KEY_USAGE, QCC_ERROR_TLS_CERTIFICATE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (qcc_verify_judge(rows[i].flags) != rows[i].error) {
            print_error("%s: %d\n", rows[i].what, (int)qcc_verify_judge(rows[i].flags));
            fail();
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_is_valid_from_its_first_second_to_its_last),
        cmocka_unit_test(a_host_is_one_of_the_names_of_its_kind),
        cmocka_unit_test(row_03_a_leaf_that_says_its_uses_has_to_be_for_servers),
        cmocka_unit_test(only_the_leaf_must_name_the_host_and_have_version_3),
        cmocka_unit_test(the_first_certificate_is_the_anchor_and_the_leaf_says_the_end),
        cmocka_unit_test(a_chain_is_valid_when_all_of_it_is),
        cmocka_unit_test(the_flags_of_all_certificates_are_kept),
        cmocka_unit_test(a_leaf_that_is_an_anchor_is_trusted_and_may_be_a_ca),
        cmocka_unit_test(a_digest_that_fails_ends_the_handshake),
        cmocka_unit_test(what_explains_most_is_the_verdict),
    };
    return unit_run(tests, argc, argv);
}
