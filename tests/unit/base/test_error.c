/* test_error.c - names, sentences and kinds of all errors.
 * SPDX-License-Identifier: MIT */
#include "qcc/error.h"
#include "unit.h"

/* clang-format off */
#define ROWS \
    ROW(QCC_PENDING, 1, NONE) \
    ROW(QCC_OK, 0, NONE) \
    ROW(QCC_ERROR_CONFIG, -1, SETUP) \
    ROW(QCC_ERROR_URL, -2, SETUP) \
    ROW(QCC_ERROR_PLAIN_HTTP, -3, SETUP) \
    ROW(QCC_ERROR_KEY, -4, SETUP) \
    ROW(QCC_ERROR_REQUEST_TOO_LONG, -5, SETUP) \
    ROW(QCC_ERROR_SIGNER, -6, SETUP) \
    ROW(QCC_ERROR_ROOTS, -7, SETUP) \
    ROW(QCC_ERROR_STATE, -8, SETUP) \
    ROW(QCC_ERROR_KEYWORD_SHORT, -10, SETUP) \
    ROW(QCC_ERROR_KEYWORD_LONG, -11, SETUP) \
    ROW(QCC_ERROR_KEYWORD_BLANK, -12, SETUP) \
    ROW(QCC_ERROR_KEYWORD_CONTROL, -13, SETUP) \
    ROW(QCC_ERROR_KEYWORD_UTF8, -14, SETUP) \
    ROW(QCC_ERROR_SESSION, -15, SETUP) \
    ROW(QCC_ERROR_ARENA, -20, PLATFORM) \
    ROW(QCC_ERROR_ENTROPY, -21, PLATFORM) \
    ROW(QCC_ERROR_CLOCK, -22, PLATFORM) \
    ROW(QCC_ERROR_TLS_SETUP, -23, PLATFORM) \
    ROW(QCC_ERROR_LOOKUP, -30, NETWORK) \
    ROW(QCC_ERROR_CONNECT, -31, NETWORK) \
    ROW(QCC_ERROR_RESET, -32, NETWORK) \
    ROW(QCC_ERROR_CLOSED, -33, NETWORK) \
    ROW(QCC_ERROR_INCOMPLETE, -34, NETWORK) \
    ROW(QCC_ERROR_TLS_UNTRUSTED, -40, TLS) \
    ROW(QCC_ERROR_TLS_NAME, -41, TLS) \
    ROW(QCC_ERROR_TLS_DATES, -42, TLS) \
    ROW(QCC_ERROR_TLS_CERTIFICATE, -43, TLS) \
    ROW(QCC_ERROR_TLS_VERSION, -44, TLS) \
    ROW(QCC_ERROR_TLS_HANDSHAKE, -45, TLS) \
    ROW(QCC_ERROR_TLS_ALERT, -46, TLS) \
    ROW(QCC_ERROR_TLS_RECORD, -47, TLS) \
    ROW(QCC_ERROR_STATUS_LINE, -60, REPLY) \
    ROW(QCC_ERROR_FIELD, -61, REPLY) \
    ROW(QCC_ERROR_HEAD_TOO_LARGE, -62, REPLY) \
    ROW(QCC_ERROR_FIELD_TOO_LONG, -63, REPLY) \
    ROW(QCC_ERROR_CONTENT_LENGTH, -64, REPLY) \
    ROW(QCC_ERROR_TRANSFER_ENCODING, -65, REPLY) \
    ROW(QCC_ERROR_CONTENT_ENCODING, -66, REPLY) \
    ROW(QCC_ERROR_CHUNK, -67, REPLY) \
    ROW(QCC_ERROR_CHUNK_EXTENSIONS, -68, REPLY) \
    ROW(QCC_ERROR_BODY_TOO_LARGE, -69, REPLY) \
    ROW(QCC_ERROR_INTERIM, -70, REPLY) \
    ROW(QCC_ERROR_REDIRECT, -71, REPLY) \
    ROW(QCC_ERROR_HTTP_STATUS, -72, REPLY) \
    ROW(QCC_ERROR_JSON, -80, REPLY) \
    ROW(QCC_ERROR_JSON_DEPTH, -81, REPLY) \
    ROW(QCC_ERROR_ENVELOPE, -82, REPLY) \
    ROW(QCC_ERROR_RESULT, -83, REPLY) \
    ROW(QCC_ERROR_RESULT_TOO_LONG, -84, REPLY) \
    ROW(QCC_ERROR_ORDER_NUMBER_TOO_LONG, -85, REPLY) \
    ROW(QCC_ERROR_STATUS, -90, STATUS) \
    ROW(QCC_ERROR_DEADLINE, -100, LIMIT) \
    ROW(QCC_ERROR_CANCELED, -101, LIMIT)
/* clang-format on */

static const struct {
    enum qcc_error error;
    int number;
    const char *name;
    enum qcc_error_kind kind;
} rows[] = {
#define ROW(symbol, number, kind) {symbol, number, #symbol, QCC_KIND_##kind},
    ROWS
#undef ROW
};

#define COUNT (sizeof rows / sizeof rows[0])

/* The compiler names the enumerator that the rows lack: there is no default. */
static bool has_row(enum qcc_error error)
{
    switch (error) {
#define ROW(symbol, number, kind) case symbol:
        ROWS
#undef ROW
            return true;
    }
    return false;
}

static void every_error_keeps_its_number(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(rows[i].error, rows[i].number);
        assert_true(has_row(rows[i].error));
    }
}

static void the_name_of_an_error_is_its_symbol(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        assert_string_equal(qcc_error_name(rows[i].error), rows[i].name);
    }
}

static void every_error_has_a_sentence_of_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        const char *text = qcc_error_text(rows[i].error);
        const size_t len = strlen(text);

        assert_in_range(len, 5, 200);
        assert_true(text[0] >= 'A' && (text[0] <= 'Z' || strncmp(text, "mbedTLS", 7) == 0));
        assert_int_equal(text[len - 1], '.');
        assert_null(strpbrk(text, "\r\n\t"));
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(text, qcc_error_text(rows[k].error));
        }
    }
}

static void a_sentence_about_a_failure_says_what_to_do(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        if (rows[i].number < 0) {
            assert_non_null(strchr(qcc_error_text(rows[i].error), ';') != NULL
                                ? qcc_error_text(rows[i].error)
                                : strstr(qcc_error_text(rows[i].error), "check "));
        }
    }
}

static void the_kind_of_an_error_is_its_block(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(qcc_error_kind(rows[i].error), rows[i].kind);
    }
}

static void a_number_that_is_no_error_is_said_to_be_none(void **state)
{
    (void)state;
    for (int number = -200; number < 200; number++) {
        if (!has_row((enum qcc_error)number)) {
            assert_string_equal(qcc_error_name((enum qcc_error)number), "QCC_ERROR_?");
            assert_non_null(strstr(qcc_error_text((enum qcc_error)number), "none of"));
        }
    }
    assert_int_equal(qcc_error_kind((enum qcc_error)2), QCC_KIND_PLATFORM);
    assert_int_equal(qcc_error_kind((enum qcc_error) - 110), QCC_KIND_PLATFORM);
    assert_int_equal(qcc_error_kind((enum qcc_error) - 128), QCC_KIND_PLATFORM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_keeps_its_number),
        cmocka_unit_test(the_name_of_an_error_is_its_symbol),
        cmocka_unit_test(every_error_has_a_sentence_of_its_own),
        cmocka_unit_test(a_sentence_about_a_failure_says_what_to_do),
        cmocka_unit_test(the_kind_of_an_error_is_its_block),
        cmocka_unit_test(a_number_that_is_no_error_is_said_to_be_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
