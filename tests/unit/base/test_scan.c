/* test_scan.c - reading from the front of a span.
 * SPDX-License-Identifier: MIT */
#include "base/scan.h"
#include "unit.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void the_next_byte_is_seen_and_skipped(void **state)
{
    struct qcc_span in = qcc_span_of("ab");
    struct qcc_span nothing = {NULL, 0};

    (void)state;
    assert_int_equal(qcc_scan_peek(&in), 'a');
    assert_false(qcc_scan_byte(&in, 'b'));
    assert_true(qcc_scan_byte(&in, 'a'));
    assert_int_equal(qcc_scan_peek(&in), 'b');
    qcc_scan_skip(&in, 1);
    assert_int_equal(in.len, 0);
    assert_int_equal(qcc_scan_peek(&in), 0);
    assert_false(qcc_scan_byte(&in, 'a'));
    assert_int_equal(qcc_scan_peek(&nothing), 0);
    assert_false(qcc_scan_byte(&nothing, 'a'));
}

static void a_word_is_skipped_in_either_case_or_stays_whole(void **state)
{
    static const struct {
        const char *text;
        const char *word;
        bool found;
        const char *rest;
    } rows[] = {
        {"bytes 1", "bytes ", true, "1"},
        {"BYTES 1", "bytes ", true, "1"},
        {"bytes ", "bytes ", true, ""},
        {"bytes", "bytes ", false, "bytes"},
        {"bits  1", "bytes ", false, "bits  1"},
        {"", "a", false, ""},
        {"a", "", true, "a"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct qcc_span in = qcc_span_of(rows[i].text);

        if (qcc_scan_word(&in, qcc_span_of(rows[i].word)) != rows[i].found ||
            !qcc_span_equal(in, qcc_span_of(rows[i].rest))) {
            fail_msg("\"%s\" in \"%s\"", rows[i].word, rows[i].text);
        }
    }
}

static void all_that_is_in_a_set_is_skipped_and_returned(void **state)
{
    static const struct {
        const char *text;
        const char *found;
        const char *rest;
    } rows[] = {
        {"a-b c", "a-b", " c"},         {"abc", "abc", ""}, {" a", "", " a"}, {"", "", ""},
        {"a\xC3\xA9", "a", "\xC3\xA9"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct qcc_span in = qcc_span_of(rows[i].text);
        const struct qcc_span found = qcc_scan_set(&in, &qcc_unreserved);

        if (!qcc_span_equal(found, qcc_span_of(rows[i].found)) ||
            !qcc_span_equal(in, qcc_span_of(rows[i].rest))) {
            fail_msg("in \"%s\"", rows[i].text);
        }
    }
}

static void digits_are_read_up_to_a_number_of_them(void **state)
{
    static const struct {
        const char *text;
        unsigned base;
        size_t most;
        size_t digits;
        uint32_t value;
        const char *rest;
    } rows[] = {
        {"123", 10, 9, 3, 123, ""},
        {"123", 10, 2, 2, 12, "3"},
        {"123", 10, 0, 0, 0, "123"},
        {"0012a", 10, 9, 4, 12, "a"},
        {"1aFg", 16, 8, 3, 0x1AF, "g"},
        {"1aFg", 10, 8, 1, 1, "aFg"},
        {"x", 16, 8, 0, 0, "x"},
        {"", 10, 9, 0, 0, ""},
        {"999999999", 10, 9, 9, 999999999, ""},
        {"ffffffff", 16, 8, 8, 0xFFFFFFFF, ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct qcc_span in = qcc_span_of(rows[i].text);
        uint32_t value = 7;

        if (qcc_scan_digits(&in, rows[i].base, rows[i].most, &value) != rows[i].digits ||
            value != rows[i].value || !qcc_span_equal(in, qcc_span_of(rows[i].rest))) {
            fail_msg("\"%s\", base %u, at most %zu: %u", rows[i].text, rows[i].base, rows[i].most,
                     (unsigned)value);
        }
    }
}

static void a_decimal_has_no_leading_zero(void **state)
{
    static const struct {
        const char *text;
        bool found;
        uint32_t value;
    } rows[] = {
        {"0", true, 0},      {"7", true, 7},   {"10", true, 10}, {"255", true, 255},
        {"2555", true, 255}, {"00", false, 0}, {"01", false, 0}, {"007", false, 0},
        {"", false, 0},      {"x", false, 0},  {"-1", false, 0}, {"0x1", true, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct qcc_span in = qcc_span_of(rows[i].text);
        uint32_t value;
        const bool found = qcc_scan_decimal(&in, 3, &value);

        if (found != rows[i].found || (found && value != rows[i].value)) {
            fail_msg("\"%s\": %d, %u", rows[i].text, found, (unsigned)value);
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_byte_is_seen_and_skipped),
        cmocka_unit_test(a_word_is_skipped_in_either_case_or_stays_whole),
        cmocka_unit_test(all_that_is_in_a_set_is_skipped_and_returned),
        cmocka_unit_test(digits_are_read_up_to_a_number_of_them),
        cmocka_unit_test(a_decimal_has_no_leading_zero),
    };

    return unit_run(tests, argc, argv);
}
