/* test_signer_md5.c - the built-in signer. Expected Tokens are from `printf %s ... | openssl md5`.
 * SPDX-License-Identifier: MIT */
#include "qcc/memory.h"
#include "qcc/signer.h"
#include "unit.h"

static bool md5_fails;

struct mbedtls_md5_context;
int __real_mbedtls_md5_starts(struct mbedtls_md5_context *context);
int __wrap_mbedtls_md5_starts(struct mbedtls_md5_context *context);
int __wrap_mbedtls_md5_starts(struct mbedtls_md5_context *context)
{
    return md5_fails ? -1 : __real_mbedtls_md5_starts(context);
}

static enum qcc_error sign(const char *key, const char *timespan, struct qcc_span secret,
                           uint8_t token[QCC_TOKEN_LEN])
{
    const struct qcc_signer signer = qcc_signer_md5(&secret);
    return signer.sign(signer.context, qcc_span_of(key), qcc_span_of(timespan), token);
}

static void the_token_is_the_documented_one(void **state)
{
    static const struct {
        const char *key;
        const char *timespan;
        const char *secret;
        const char *token;
    } rows[] = {
        {"AppKey", "1536144000", "SecretKey", "40E3E591148BCF2A260BF62633134FD4"},
        {"a", "1", "b2", "F2E49AF795161E14ACF9D9245473A368"},
        {"0123456789abcdef0123456789abcdef", "1536143959", "fedcba9876543210fedcba9876543210",
         "AB99354CDF974F3B640CCDDAB59516A8"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s", rows[i].key);
        uint8_t token[QCC_TOKEN_LEN + 1];

        token[QCC_TOKEN_LEN] = '#';
        assert_int_equal(sign(rows[i].key, rows[i].timespan, qcc_span_of(rows[i].secret), token),
                         QCC_OK);
        assert_memory_equal(token, rows[i].token, QCC_TOKEN_LEN);
        assert_int_equal(token[QCC_TOKEN_LEN], '#');
    }
}

static void a_secret_may_be_longer_than_a_block_of_md5(void **state)
{
    uint8_t secret[200];
    uint8_t token[QCC_TOKEN_LEN];

    (void)state;
    memset(secret, 'x', sizeof secret);
    assert_int_equal(sign("k", "1", qcc_span_make(secret, sizeof secret), token), QCC_OK);
    assert_memory_equal(token, "9599CDCCB6A90FD91F21E24B39492246", QCC_TOKEN_LEN);
}

static void where_the_parts_meet_does_not_show_but_every_byte_does(void **state)
{
    uint8_t one[QCC_TOKEN_LEN];
    uint8_t other[QCC_TOKEN_LEN];

    (void)state;
    assert_int_equal(sign("ab", "12", qcc_span_of("cd"), one), QCC_OK);
    assert_int_equal(sign("ab1", "2", qcc_span_of("cd"), other), QCC_OK);
    assert_memory_equal(one, other, QCC_TOKEN_LEN);
    assert_int_equal(sign("ab", "13", qcc_span_of("cd"), other), QCC_OK);
    assert_memory_not_equal(one, other, QCC_TOKEN_LEN);
    assert_int_equal(sign("ab", "12", qcc_span_of("ce"), other), QCC_OK);
    assert_memory_not_equal(one, other, QCC_TOKEN_LEN);
}

static void an_empty_secret_signs_nothing(void **state)
{
    const struct qcc_signer none = qcc_signer_md5(NULL);
    uint8_t token[QCC_TOKEN_LEN];

    (void)state;
    memset(token, '#', sizeof token);
    assert_int_equal(sign("AppKey", "1536144000", qcc_span_of(""), token), QCC_ERROR_SECRET_KEY);
    assert_int_equal(sign("AppKey", "1536144000", qcc_span_of(NULL), token), QCC_ERROR_SECRET_KEY);
    assert_int_equal(
        none.sign(none.context, qcc_span_of("AppKey"), qcc_span_of("1536144000"), token),
        QCC_ERROR_SECRET_KEY);
    for (size_t i = 0; i < sizeof token; i++) {
        assert_int_equal(token[i], '#');
    }
}

static void row_22_what_came_along_with_a_secret_signs_nothing(void **state)
{
    static const char *const bad[] = {"Secret\r", "Secret\n", "Secret ",     " Secret",
                                      "Sec\tret", "\x7f",     "\xe7\xa7\x98"};
    uint8_t token[QCC_TOKEN_LEN];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        memset(token, '#', sizeof token);
        if (sign("AppKey", "1536144000", qcc_span_of(bad[i]), token) != QCC_ERROR_SECRET_KEY ||
            token[0] != '#') {
            fail_msg("signed with \"%s\"", bad[i]);
        }
    }
    assert_int_equal(sign("AppKey", "1536144000", qcc_span_of("!~"), token), QCC_OK);
}

static void a_digest_that_fails_signs_nothing(void **state)
{
    uint8_t token[QCC_TOKEN_LEN];

    (void)state;
    memset(token, '#', sizeof token);
    md5_fails = true;
    assert_int_equal(sign("AppKey", "1536144000", qcc_span_of("SecretKey"), token),
                     QCC_ERROR_SIGNER);
    md5_fails = false;
    for (size_t i = 0; i < sizeof token; i++) {
        assert_int_equal(token[i], '#');
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_token_is_the_documented_one),
        cmocka_unit_test(a_secret_may_be_longer_than_a_block_of_md5),
        cmocka_unit_test(where_the_parts_meet_does_not_show_but_every_byte_does),
        cmocka_unit_test(an_empty_secret_signs_nothing),
        cmocka_unit_test(row_22_what_came_along_with_a_secret_signs_nothing),
        cmocka_unit_test(a_digest_that_fails_signs_nothing),
    };

    qcc_memory_remove(); /* mbedTLS's TLS 1.3 needs the module to be linked */
    return unit_run(tests, argc, argv);
}
