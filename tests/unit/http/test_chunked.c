/* test_chunked.c - the chunked transfer coding, in every cut.
 * SPDX-License-Identifier: MIT */
#include "cuts.h"
#include "http/chunked.h"

#define BODY_MAX 64

static struct qcc_chunked chunked;
static uint32_t body_max;

static void begin(void *context)
{
    (void)context;
    qcc_chunked_begin(&chunked, body_max);
}

static enum qcc_error read_piece(void *context, struct qcc_span *in, struct qcc_span *body)
{
    (void)context;
    return qcc_chunked_read(&chunked, in, body);
}

static void end(void *context, struct cuts_verdict *verdict)
{
    (void)context;
    (void)verdict;
}

static const struct cuts_reader reader = {begin, read_piece, end, NULL};

struct row {
    struct qcc_span bytes;
    int outcome;
    const char *body; /* NULL: whatever */
    size_t left;
};

#define TAKEN(text, body, left)                                                                    \
    {                                                                                              \
        QCC_SPAN(text), QCC_OK, body, left                                                         \
    }
#define REFUSED(text, error)                                                                       \
    {                                                                                              \
        QCC_SPAN(text), error, NULL, 0                                                             \
    }
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void check(const struct row *rows, size_t count)
{
    struct cuts_verdict verdict;
    size_t i;

    body_max = BODY_MAX;
    for (i = 0; i < count; i++) {
        const struct row *row = &rows[i];

        cuts_every(&reader, row->bytes, &verdict);
        if (verdict.outcome != row->outcome ||
            (row->outcome == QCC_OK && verdict.left != row->left) ||
            (row->body != NULL && !qcc_span_equal(qcc_span_make(verdict.body, verdict.body_len),
                                                  qcc_span_of(row->body)))) {
            cuts_print(row->bytes);
            fail_msg("outcome %d, body of %zu bytes, %zu left", verdict.outcome, verdict.body_len,
                     verdict.left);
        }
    }
}

static void a_body_is_the_data_of_its_chunks(void **state)
{
    static const struct row rows[] = {
        TAKEN("0\r\n", "", 0),
        TAKEN("0000000000000000\r\n", "", 0),
        TAKEN("5\r\nhello\r\n0\r\n", "hello", 0),
        TAKEN("5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n", "hello world", 0),
        TAKEN("a\r\n0123456789\r\nB\r\nabcdefghijk\r\n00\r\n", "0123456789abcdefghijk", 0),
        TAKEN("4\r\n\r\n0\r\r\n0\r\n", "\r\n0\r", 0),
        TAKEN("40\r\n0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n0\r\n",
              "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 0),
        {QCC_SPAN(""), QCC_PENDING, "", 0},
    };

    (void)state;
    check(rows, COUNT(rows));
}

#define EMPTY "\r\n"
#define TRAILER "Name: value\r\n\r\n"

static void what_follows_the_last_chunk_is_left_in_place(void **state)
{
    static const struct row rows[] = {
        TAKEN("0\r\n" EMPTY, "", sizeof EMPTY - 1),
        TAKEN("1\r\nx\r\n0\r\n" TRAILER, "x", sizeof TRAILER - 1),
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void row_08_a_body_is_not_complete_before_its_last_chunk(void **state)
{
    static const char text[] = "5;a=b\r\nhello\r\n3\r\nabc\r\n0\r\n";
    struct cuts_verdict verdict;
    size_t len;

    (void)state;
    body_max = BODY_MAX;
    for (len = 0; len < sizeof(text) - 1; len++) {
        unit_row("%zu bytes", len);
        cuts_every(&reader, qcc_span_make(text, len), &verdict);
        assert_int_equal(verdict.outcome, QCC_PENDING);
    }
    cuts_every(&reader, qcc_span_make(text, len), &verdict);
    assert_int_equal(verdict.outcome, QCC_OK);
}

static void row_13_a_size_that_is_no_plain_hexadecimal_number_is_refused(void **state)
{
    static const struct row rows[] = {
        REFUSED("-2\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("+2\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("0x2\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("_2\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2_0\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2h\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("g\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("G\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("@\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("`\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("/\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED(":\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("\x10\r\nab\r\n0\r\n", QCC_ERROR_CHUNK), /* '0' but for one bit */
        REFUSED("\0"
                "2\r\nab\r\n0\r\n",
                QCC_ERROR_CHUNK),
        REFUSED("\xb2\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED(" 2\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("\t2\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2 \r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\t\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2 0\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED(";a\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED(" ;a\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\r\nab\r\n\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\r\nab\r\n;a\r\n", QCC_ERROR_CHUNK),
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void row_13_a_size_of_17_digits_is_refused(void **state)
{
    static const struct row rows[] = {
        TAKEN("0000000000000002\r\nab\r\n0\r\n", "ab", 0),
        REFUSED("00000000000000002\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("00000000000000000\r\n", QCC_ERROR_CHUNK),
        REFUSED("1\r\na\r\n00000000000000000\r\n", QCC_ERROR_CHUNK),
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void row_13_a_size_above_the_cap_is_refused_when_it_is_announced(void **state)
{
    static const struct row rows[] = {
        {QCC_SPAN("41"), QCC_ERROR_BODY_TOO_LARGE, "", 0},
        {QCC_SPAN("3f\r\n0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\r\n2"),
         QCC_ERROR_BODY_TOO_LARGE, NULL, 0},
        {QCC_SPAN("100000000"), QCC_ERROR_BODY_TOO_LARGE, "", 0}, /* 2^32 */
        {QCC_SPAN("100000002"), QCC_ERROR_BODY_TOO_LARGE, "", 0}, /* 2, were it cut to 32 bits */
        {QCC_SPAN("ffffffffffffffff"), QCC_ERROR_BODY_TOO_LARGE, "", 0}, /* 2^64 - 1 */
        {QCC_SPAN("10000000000000002"), QCC_ERROR_BODY_TOO_LARGE, "",
         0}, /* 2, were it cut to 64 bits */
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void row_13_a_cap_that_32_bits_can_hold_does_not_let_a_size_overflow(void **state)
{
    static const struct qcc_span at_limit = QCC_SPAN("fffffff\r\nab");
    static const struct qcc_span above = QCC_SPAN("10000000");
    static const struct qcc_span overflowing = QCC_SPAN("100000002\r\nab\r\n0\r\n");
    struct cuts_verdict verdict;

    (void)state;
    body_max = UINT32_MAX;
    cuts_every(&reader, at_limit, &verdict);
    assert_int_equal(verdict.outcome, QCC_PENDING);
    assert_int_equal(verdict.body_len, 2);
    cuts_every(&reader, above, &verdict);
    assert_int_equal(verdict.outcome, QCC_ERROR_BODY_TOO_LARGE);
    cuts_every(&reader, overflowing, &verdict);
    assert_int_equal(verdict.outcome, QCC_ERROR_BODY_TOO_LARGE);
}

static void row_14_chunk_data_without_its_crlf_is_refused(void **state)
{
    static const struct row rows[] = {
        REFUSED("2\r\nabc\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\r\nab0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\r\nab\r0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\rXab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\r\nab\rX0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\r\nab\r\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\r\nabc\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\r\nab\n\n0\r\n", QCC_ERROR_CHUNK),
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void row_14_a_bare_line_feed_or_carriage_return_is_refused(void **state)
{
    static const struct row rows[] = {
        REFUSED("2\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\r\nab\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\r\nab\r\n0\n", QCC_ERROR_CHUNK),
        REFUSED("2;a\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\rab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2\r\r\nab\r\n0\r\n", QCC_ERROR_CHUNK),
        REFUSED("2;a\rb\r\nab\r\n", QCC_ERROR_CHUNK),
        REFUSED("0\rX", QCC_ERROR_CHUNK),
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void row_15_extensions_are_passed_over(void **state)
{
    static const struct row rows[] = {
        TAKEN("2;a\r\nab\r\n0;b\r\n", "ab", 0),
        TAKEN("2;a=b;c=\"d e;\t\\\"\"\r\nab\r\n0\r\n", "ab", 0),
        TAKEN("2 ;a\r\nab\r\n0\t; b = c\r\n", "ab", 0),
        TAKEN("2;\x80\xff~!\r\nab\r\n0\r\n", "ab", 0),
        TAKEN("2;3\r\nab\r\n0;5\r\n", "ab", 0),
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void row_15_a_control_character_in_an_extension_is_refused(void **state)
{
    static const struct row rows[] = {
        REFUSED("2;a\0b\r\nab\r\n", QCC_ERROR_CHUNK), REFUSED("2;\x1f\r\nab\r\n", QCC_ERROR_CHUNK),
        REFUSED("2;\x7f\r\nab\r\n", QCC_ERROR_CHUNK), REFUSED("2 a\r\nab\r\n", QCC_ERROR_CHUNK),
        REFUSED("2 \"\r\nab\r\n", QCC_ERROR_CHUNK),
    };

    (void)state;
    check(rows, COUNT(rows));
}

/* A body of `chunks` chunks of one byte, each with `extension` bytes of extension, `;` and white
 * space included. */
static int outcome_with_extensions(size_t chunks, size_t extension, char filler)
{
    static const char data[] = "\r\nx\r\n", last[] = "0\r\n";
    static uint8_t text[80000];
    struct cuts_verdict verdict;
    size_t i, len = 0;

    for (i = 0; i < chunks; i++) {
        text[len++] = '1';
        memset(text + len, filler, extension);
        if (extension != 0 && filler != ' ') {
            text[len] = ';';
        }
        len += extension;
        memcpy(text + len, data, sizeof data - 1);
        len += sizeof data - 1;
    }
    memcpy(text + len, last, sizeof last - 1);
    body_max = 4096;
    cuts_every(&reader, qcc_span_make(text, len + sizeof last - 1), &verdict);
    return verdict.outcome;
}

static void row_15_extensions_of_64_kilobytes_are_refused(void **state)
{
    (void)state;
    assert_int_equal(outcome_with_extensions(1, QCC_CHUNK_EXTENSION_MAX, 'e'), QCC_OK);
    assert_int_equal(outcome_with_extensions(1, QCC_CHUNK_EXTENSION_MAX + 1, 'e'),
                     QCC_ERROR_CHUNK_EXTENSIONS);
    assert_int_equal(outcome_with_extensions(1, QCC_CHUNK_EXTENSION_MAX + 1, ';'),
                     QCC_ERROR_CHUNK_EXTENSIONS);
    assert_int_equal(outcome_with_extensions(1, QCC_CHUNK_EXTENSION_MAX + 1, ' '),
                     QCC_ERROR_CHUNK_EXTENSIONS);
    assert_int_equal(outcome_with_extensions(1, 65536, 'e'), QCC_ERROR_CHUNK_EXTENSIONS);
}

static void row_15_an_extension_for_each_byte_of_data_is_refused(void **state)
{
    (void)state;
    assert_int_equal(outcome_with_extensions(QCC_CHUNK_EXTENSION_MAX / 2, 2, 'e'), QCC_OK);
    assert_int_equal(outcome_with_extensions(QCC_CHUNK_EXTENSION_MAX / 2 + 1, 2, 'e'),
                     QCC_ERROR_CHUNK_EXTENSIONS);
    assert_int_equal(outcome_with_extensions(QCC_CHUNK_EXTENSION_MAX, 0, 'e'), QCC_OK);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_is_the_data_of_its_chunks),
        cmocka_unit_test(what_follows_the_last_chunk_is_left_in_place),
        cmocka_unit_test(row_08_a_body_is_not_complete_before_its_last_chunk),
        cmocka_unit_test(row_13_a_size_that_is_no_plain_hexadecimal_number_is_refused),
        cmocka_unit_test(row_13_a_size_of_17_digits_is_refused),
        cmocka_unit_test(row_13_a_size_above_the_cap_is_refused_when_it_is_announced),
        cmocka_unit_test(row_13_a_cap_that_32_bits_can_hold_does_not_let_a_size_overflow),
        cmocka_unit_test(row_14_chunk_data_without_its_crlf_is_refused),
        cmocka_unit_test(row_14_a_bare_line_feed_or_carriage_return_is_refused),
        cmocka_unit_test(row_15_extensions_are_passed_over),
        cmocka_unit_test(row_15_a_control_character_in_an_extension_is_refused),
        cmocka_unit_test(row_15_extensions_of_64_kilobytes_are_refused),
        cmocka_unit_test(row_15_an_extension_for_each_byte_of_data_is_refused),
    };

    return unit_run(tests, argc, argv);
}
