/* test_span.c - spans, the bounded writer, wiping.
 * SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "base/writer.h"
#include "qcc/span.h"
#include "unit.h"

#include <inttypes.h>

#define FILL 0xA5

static void a_span_of_a_text_leaves_its_nul_out(void **state)
{
    static const struct qcc_span constant = QCC_SPAN("abc");
    const char *text = "abc";
    struct qcc_span span = qcc_span_of(text);

    (void)state;
    assert_ptr_equal(span.ptr, text);
    assert_int_equal(span.len, 3);
    assert_int_equal(constant.len, 3);
    assert_memory_equal(constant.ptr, "abc", 3);
    assert_int_equal(qcc_span_of("").len, 0);
    assert_int_equal(qcc_span_of(NULL).len, 0);
    assert_null(qcc_span_of(NULL).ptr);
    span = qcc_span_make(text + 1, 2);
    assert_ptr_equal(span.ptr, text + 1);
    assert_int_equal(span.len, 2);
}

static void spans_are_equal_when_their_bytes_are(void **state)
{
    (void)state;
    assert_true(qcc_span_equal(qcc_span_of("abc"), qcc_span_of("abc")));
    assert_false(qcc_span_equal(qcc_span_of("abc"), qcc_span_of("abC")));
    assert_false(qcc_span_equal(qcc_span_of("abc"), qcc_span_of("ab")));
    assert_false(qcc_span_equal(qcc_span_of("ab"), qcc_span_of("abc")));
    assert_false(qcc_span_equal(qcc_span_of("xbc"), qcc_span_of("abc")));
    assert_true(qcc_span_equal(qcc_span_of(NULL), qcc_span_of("")));
    assert_true(qcc_span_equal(qcc_span_make("a\0b", 3), qcc_span_make("a\0b", 3)));
    assert_false(qcc_span_equal(qcc_span_make("a\0b", 3), qcc_span_make("a\0c", 3)));
}

static void only_ascii_letters_are_equal_without_case(void **state)
{
    (void)state;
    for (unsigned a = 0; a < 256; a++) {
        for (unsigned b = 0; b < 256; b++) {
            const uint8_t left = (uint8_t)a;
            const uint8_t right = (uint8_t)b;
            const bool pair =
                (a >= 'A' && a <= 'Z' && b == a + 32) || (b >= 'A' && b <= 'Z' && a == b + 32);

            assert_int_equal(qcc_equal_nocase(qcc_span_make(&left, 1), qcc_span_make(&right, 1)),
                             a == b || pair);
        }
    }
    assert_true(qcc_equal_nocase(qcc_span_of("Content-LENGTH"), qcc_span_of("content-length")));
    assert_false(qcc_equal_nocase(qcc_span_of("Content-Lengt"), qcc_span_of("content-length")));
    assert_true(qcc_equal_nocase(qcc_span_of(NULL), qcc_span_of("")));
}

static void a_writer_writes_what_fits_and_nothing_beyond(void **state)
{
    static const char text[] = "0123456789abcdefghij";

    (void)state;
    for (size_t cap = 0; cap <= 20; cap++) {
        for (size_t first = 0; first <= 20; first++) {
            uint8_t place[32];
            struct qcc_writer writer = {place, cap, 0};

            memset(place, FILL, sizeof place);
            qcc_writer_put(&writer, qcc_span_make(text, first));
            qcc_writer_put_bytes(&writer, text + first, 20 - first);
            assert_int_equal(writer.len, 20);
            assert_int_equal(qcc_writer_fits(&writer), cap >= 20);
            for (size_t i = cap; i < sizeof place; i++) {
                assert_int_equal(place[i], FILL);
            }
            if (cap >= first) {
                assert_memory_equal(place, text, first);
            }
            if (cap >= 20) {
                assert_memory_equal(place, text, 20);
            }
        }
    }
}

static void an_overflow_sticks(void **state)
{
    uint8_t place[4] = {FILL, FILL, FILL, FILL};
    struct qcc_writer writer = {place, 3, 0};

    (void)state;
    qcc_writer_put(&writer, qcc_span_of("abcd"));
    qcc_writer_put_byte(&writer, 'e');
    qcc_writer_put_decimal(&writer, 1);
    qcc_writer_put_bytes(&writer, NULL, 0);
    assert_int_equal(writer.len, 6);
    assert_false(qcc_writer_fits(&writer));
    for (size_t i = 0; i < sizeof place; i++) {
        assert_int_equal(place[i], FILL);
    }
}

static void a_length_that_would_wrap_stays_at_the_top(void **state)
{
    uint8_t place[4] = {FILL, FILL, FILL, FILL};
    struct qcc_writer writer = {place, sizeof place, SIZE_MAX - 1};

    (void)state;
    qcc_writer_put(&writer, qcc_span_of("abc"));
    assert_true(writer.len == SIZE_MAX);
    qcc_writer_put_byte(&writer, 'd');
    assert_true(writer.len == SIZE_MAX);
    assert_int_equal(place[0], FILL);
}

static void a_writer_without_storage_measures(void **state)
{
    struct qcc_writer writer = {NULL, 0, 0};

    (void)state;
    qcc_writer_put(&writer, qcc_span_of(NULL));
    assert_true(qcc_writer_fits(&writer));
    qcc_writer_put(&writer, qcc_span_of("abc"));
    qcc_writer_put_byte(&writer, 'd');
    qcc_writer_put_decimal(&writer, 65535);
    assert_int_equal(writer.len, 9);
    assert_false(qcc_writer_fits(&writer));
}

static void check_decimal(uint64_t value)
{
    uint8_t place[24];
    char expected[24];
    struct qcc_writer writer = {place, sizeof place, 0};

    (void)snprintf(expected, sizeof expected, "%" PRIu64, value);
    qcc_writer_put_decimal(&writer, value);
    assert_int_equal(writer.len, strlen(expected));
    assert_memory_equal(place, expected, writer.len);
}

static void decimals_are_plain_numbers_without_leading_zeros(void **state)
{
    uint64_t power = 1;
    uint64_t random = 1;

    (void)state;
    for (int i = 0; i < 20; i++) {
        check_decimal(power - 1);
        check_decimal(power);
        check_decimal(power + 1);
        power *= 10;
    }
    for (int i = 0; i < 64; i++) {
        check_decimal((uint64_t)1 << i);
        check_decimal(((uint64_t)1 << i) - 1);
    }
    check_decimal(UINT64_MAX);
    for (int i = 0; i < 20000; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        check_decimal(random >> (i % 64));
    }
}

static void wiping_zeroes_exactly_what_it_is_given(void **state)
{
    uint8_t place[10];

    (void)state;
    for (size_t len = 0; len <= 8; len++) {
        memset(place, FILL, sizeof place);
        qcc_wipe(place + 1, len);
        for (size_t i = 0; i < sizeof place; i++) {
            assert_int_equal(place[i], i >= 1 && i <= len ? 0 : FILL);
        }
    }
    qcc_wipe(NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_span_of_a_text_leaves_its_nul_out),
        cmocka_unit_test(spans_are_equal_when_their_bytes_are),
        cmocka_unit_test(only_ascii_letters_are_equal_without_case),
        cmocka_unit_test(a_writer_writes_what_fits_and_nothing_beyond),
        cmocka_unit_test(an_overflow_sticks),
        cmocka_unit_test(a_length_that_would_wrap_stays_at_the_top),
        cmocka_unit_test(a_writer_without_storage_measures),
        cmocka_unit_test(decimals_are_plain_numbers_without_leading_zeros),
        cmocka_unit_test(wiping_zeroes_exactly_what_it_is_given),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
