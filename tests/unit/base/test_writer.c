/* test_writer.c - the bounded writer.
 * SPDX-License-Identifier: MIT */
#include "base/writer.h"
#include "unit.h"

#include <inttypes.h>

#define FILL 0xA5

static void a_writer_writes_what_fits_and_nothing_beyond(void **state)
{
    static const char text[] = "0123456789abcdefghij";

    (void)state;
    for (size_t cap = 0; cap <= 20; cap++) {
        for (size_t first = 0; first <= 20; first++) {
            unit_row("room for %zu, first %zu", cap, first);
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
    unit_row("%s", expected);
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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_writer_writes_what_fits_and_nothing_beyond),
        cmocka_unit_test(an_overflow_sticks),
        cmocka_unit_test(a_length_that_would_wrap_stays_at_the_top),
        cmocka_unit_test(a_writer_without_storage_measures),
        cmocka_unit_test(decimals_are_plain_numbers_without_leading_zeros),
    };

    return unit_run(tests, argc, argv);
}
