/* test_error.c - names, sentences and kinds of all errors.
 * SPDX-License-Identifier: MIT */
#include "qcc/error.h"
#include "unit.h"

/* clang-format off */
#define ROWS \
    ROW(QCC_PENDING, 1, NONE) \
    ROW(QCC_OK, 0, NONE) \
    ROW(QCC_ERROR_CONFIG, -1, SETUP) \
    ROW(QCC_ERROR_BUILD, -2, SETUP) \
    ROW(QCC_ERROR_STATE, -3, SETUP) \
    ROW(QCC_ERROR_NO_WAIT, -4, SETUP) \
    ROW(QCC_ERROR_TOO_SMALL, -5, SETUP) \
    ROW(QCC_ERROR_URL, -6, SETUP) \
    ROW(QCC_ERROR_PLAIN_HTTP, -7, SETUP) \
    ROW(QCC_ERROR_KEY, -8, SETUP) \
    ROW(QCC_ERROR_REQUEST_TOO_LONG, -9, SETUP) \
    ROW(QCC_ERROR_SIGNER, -10, SETUP) \
    ROW(QCC_ERROR_ROOTS, -11, SETUP) \
    ROW(QCC_ERROR_SESSION, -12, SETUP) \
    ROW(QCC_ERROR_SECRET_KEY, -13, SETUP) \
    ROW(QCC_ERROR_LINK, -14, SETUP) \
    ROW(QCC_ERROR_PROXY_URL, -15, SETUP) \
    ROW(QCC_ERROR_PROXY_PLAIN_HTTP, -16, SETUP) \
    ROW(QCC_ERROR_PINS, -17, SETUP) \
    ROW(QCC_ERROR_KEYWORD_SHORT, -20, SETUP) \
    ROW(QCC_ERROR_KEYWORD_LONG, -21, SETUP) \
    ROW(QCC_ERROR_KEYWORD_BLANK, -22, SETUP) \
    ROW(QCC_ERROR_KEYWORD_CONTROL, -23, SETUP) \
    ROW(QCC_ERROR_KEYWORD_UTF8, -24, SETUP) \
    ROW(QCC_ERROR_KEYWORD_GBK, -25, SETUP) \
    ROW(QCC_ERROR_ARENA, -30, PLATFORM) \
    ROW(QCC_ERROR_ALLOCATOR, -31, PLATFORM) \
    ROW(QCC_ERROR_ENTROPY, -32, PLATFORM) \
    ROW(QCC_ERROR_CLOCK, -33, PLATFORM) \
    ROW(QCC_ERROR_TLS_SETUP, -34, PLATFORM) \
    ROW(QCC_ERROR_NO_SOCKET, -35, PLATFORM) \
    ROW(QCC_ERROR_KEY_SLOTS, -36, PLATFORM) \
    ROW(QCC_ERROR_SINK, -37, PLATFORM) \
    ROW(QCC_ERROR_LOOKUP, -40, NETWORK) \
    ROW(QCC_ERROR_CONNECT, -41, NETWORK) \
    ROW(QCC_ERROR_NOT_PUBLIC, -42, NETWORK) \
    ROW(QCC_ERROR_RESET, -43, NETWORK) \
    ROW(QCC_ERROR_CLOSED, -44, NETWORK) \
    ROW(QCC_ERROR_INCOMPLETE, -45, NETWORK) \
    ROW(QCC_ERROR_PROXY_AUTH, -46, NETWORK) \
    ROW(QCC_ERROR_PROXY_STATUS, -47, NETWORK) \
    ROW(QCC_ERROR_PROXY_SURPLUS, -48, NETWORK) \
    ROW(QCC_ERROR_TLS_UNTRUSTED, -50, TLS) \
    ROW(QCC_ERROR_TLS_NAME, -51, TLS) \
    ROW(QCC_ERROR_TLS_DATES, -52, TLS) \
    ROW(QCC_ERROR_TLS_CERTIFICATE, -53, TLS) \
    ROW(QCC_ERROR_TLS_VERSION, -54, TLS) \
    ROW(QCC_ERROR_TLS_HANDSHAKE, -55, TLS) \
    ROW(QCC_ERROR_TLS_ALERT, -56, TLS) \
    ROW(QCC_ERROR_TLS_RECORD, -57, TLS) \
    ROW(QCC_ERROR_TLS_TOO_LARGE, -58, TLS) \
    ROW(QCC_ERROR_TLS_PIN, -59, TLS) \
    ROW(QCC_ERROR_STATUS_LINE, -70, REPLY) \
    ROW(QCC_ERROR_FIELD, -71, REPLY) \
    ROW(QCC_ERROR_HEAD_TOO_LARGE, -72, REPLY) \
    ROW(QCC_ERROR_FIELD_TOO_LONG, -73, REPLY) \
    ROW(QCC_ERROR_CONTENT_LENGTH, -74, REPLY) \
    ROW(QCC_ERROR_TRANSFER_ENCODING, -75, REPLY) \
    ROW(QCC_ERROR_CONTENT_ENCODING, -76, REPLY) \
    ROW(QCC_ERROR_CONTENT_RANGE, -77, REPLY) \
    ROW(QCC_ERROR_CHUNK, -78, REPLY) \
    ROW(QCC_ERROR_CHUNK_EXTENSIONS, -79, REPLY) \
    ROW(QCC_ERROR_BODY_TOO_LARGE, -80, REPLY) \
    ROW(QCC_ERROR_INTERIM, -81, REPLY) \
    ROW(QCC_ERROR_REDIRECT, -82, REPLY) \
    ROW(QCC_ERROR_HTTP_STATUS, -83, REPLY) \
    ROW(QCC_ERROR_JSON, -90, REPLY) \
    ROW(QCC_ERROR_JSON_DEPTH, -91, REPLY) \
    ROW(QCC_ERROR_JSON_TOKENS, -92, REPLY) \
    ROW(QCC_ERROR_ENVELOPE, -93, REPLY) \
    ROW(QCC_ERROR_RESULT, -94, REPLY) \
    ROW(QCC_ERROR_RESULT_TOO_LONG, -95, REPLY) \
    ROW(QCC_ERROR_STATUS, -100, STATUS) \
    ROW(QCC_ERROR_DEADLINE, -110, LIMIT) \
    ROW(QCC_ERROR_CANCELED, -111, LIMIT) \
    ROW(QCC_ERROR_PICTURE_TYPE, -120, PICTURE) \
    ROW(QCC_ERROR_PICTURE_DIMENSIONS, -121, PICTURE) \
    ROW(QCC_ERROR_PICTURE_FORMAT, -122, PICTURE) \
    ROW(QCC_ERROR_PICTURE_CRC, -123, PICTURE) \
    ROW(QCC_ERROR_PICTURE_UNSUPPORTED, -124, PICTURE) \
    ROW(QCC_ERROR_PICTURE_INCOMPLETE, -125, PICTURE) \
    ROW(QCC_ERROR_PICTURE_STATUS, -126, PICTURE) \
    ROW(QCC_ERROR_PICTURE_REDIRECT, -127, PICTURE)
/* clang-format on */

static const struct {
    enum qcc_error error;
    int number;
    const char *name;
    enum qcc_kind kind;
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
        unit_row("%s", rows[i].name);
        assert_int_equal(rows[i].error, rows[i].number);
        assert_true(has_row(rows[i].error));
    }
}

static void the_name_of_an_error_is_its_symbol(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        unit_row("%s", rows[i].name);
        assert_string_equal(qcc_error_name(rows[i].error), rows[i].name);
    }
}

static void every_error_has_a_sentence_of_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        unit_row("%s", rows[i].name);
        const char *text = qcc_error_text(rows[i].error);
        const size_t len = strlen(text);

        assert_in_range(len, 5, 200);
        assert_true(text[0] >= 'A' && (text[0] <= 'Z' || strstr(text, "mbedTLS") == text));
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
        unit_row("%s", rows[i].name);
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
        unit_row("%s", rows[i].name);
        assert_int_equal(qcc_error_kind(rows[i].error), rows[i].kind);
    }
}

static void a_number_that_is_no_error_is_said_to_be_none(void **state)
{
    (void)state;
    for (int number = -200; number < 200; number++) {
        unit_row("%d", number);
        if (!has_row((enum qcc_error)number)) {
            assert_string_equal(qcc_error_name((enum qcc_error)number), "QCC_ERROR_?");
            assert_non_null(strstr(qcc_error_text((enum qcc_error)number), "none of"));
        }
    }
    assert_int_equal(qcc_error_kind((enum qcc_error)2), QCC_KIND_PLATFORM);
    assert_int_equal(qcc_error_kind((enum qcc_error) - 130), QCC_KIND_PLATFORM);
    assert_int_equal(qcc_error_kind((enum qcc_error) - 139), QCC_KIND_PLATFORM);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_keeps_its_number),
        cmocka_unit_test(the_name_of_an_error_is_its_symbol),
        cmocka_unit_test(every_error_has_a_sentence_of_its_own),
        cmocka_unit_test(a_sentence_about_a_failure_says_what_to_do),
        cmocka_unit_test(the_kind_of_an_error_is_its_block),
        cmocka_unit_test(a_number_that_is_no_error_is_said_to_be_none),
    };

    return unit_run(tests, argc, argv);
}
