/* test_ascii.c - classes of characters, letter case and digits, each over all 256 bytes.
 * SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "unit.h"

static const char digits[] = "0123456789";
static const char small[] = "abcdefghijklmnopqrstuvwxyz";
static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

static bool is_one_of(const char *characters, unsigned byte)
{
    return byte != 0 && strchr(characters, (int)byte) != NULL;
}

static void each_byte_is_in_the_classes_that_it_belongs_to(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 256; i++) {
        unit_row("byte 0x%02x", i);
        const uint8_t byte = (uint8_t)i;

        assert_int_equal(qcc_is_digit(byte), is_one_of(digits, i));
        assert_int_equal(qcc_is_letter(byte), is_one_of(small, i) || is_one_of(capitals, i));
        assert_int_equal(qcc_is_blank(byte), i == ' ' || i == '\t');
        assert_int_equal(qcc_is_text(byte), i == '\t' || (i >= ' ' && i != 0x7F));
    }
}

static void only_capitals_have_another_small_letter(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 256; i++) {
        unit_row("byte 0x%02x", i);
        const bool capital = is_one_of(capitals, i);

        assert_int_equal(qcc_lower((uint8_t)i),
                         capital ? (unsigned)small[strchr(capitals, (int)i) - capitals] : i);
    }
}

static void hexadecimal_digits_have_a_value_in_either_case(void **state)
{
    static const char lower[] = "0123456789abcdef";
    static const char upper[] = "0123456789ABCDEF";

    (void)state;
    for (unsigned i = 0; i < 256; i++) {
        unit_row("byte 0x%02x", i);
        uint32_t value = 16;

        if (is_one_of(lower, i)) {
            value = (uint32_t)(strchr(lower, (int)i) - lower);
        } else if (is_one_of(upper, i)) {
            value = (uint32_t)(strchr(upper, (int)i) - upper);
        }
        assert_int_equal(qcc_hex_value((uint8_t)i), value);
    }
    assert_memory_equal(qcc_hex_digits, upper, sizeof qcc_hex_digits);
}

static void a_set_has_its_characters_and_no_other_byte(void **state)
{
    static const struct qcc_ascii_set ends = {{1, 0, 0, 0x80000000u}};
    static const struct qcc_ascii_set none = {{0, 0, 0, 0}};

    (void)state;
    for (unsigned i = 0; i < 256; i++) {
        unit_row("byte 0x%02x", i);
        assert_int_equal(qcc_ascii_has(&ends, (uint8_t)i), i == 0 || i == 0x7F);
        assert_false(qcc_ascii_has(&none, (uint8_t)i));
        assert_int_equal(qcc_ascii_has(&qcc_unreserved, (uint8_t)i),
                         is_one_of(digits, i) || is_one_of(small, i) || is_one_of(capitals, i) ||
                             is_one_of("-._~", i));
    }
}

static void only_ascii_letters_are_equal_without_case(void **state)
{
    (void)state;
    for (unsigned a = 0; a < 256; a++) {
        for (unsigned b = 0; b < 256; b++) {
            unit_row("bytes 0x%02x and 0x%02x", a, b);
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

static void a_word_is_the_whole_text_in_any_case(void **state)
{
    static const struct {
        const char *text, *word;
        bool same;
    } rows[] = {
        {"Status", "status", true}, {"STATUS", "status", true},   {"", "", true},
        {"Statu", "status", false}, {"Status_", "status", false}, {"", "status", false},
        {"Status", "", false},      {"status", "statue", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const uint8_t *text = (const uint8_t *)rows[i].text;

        if (qcc_is_word(text, strlen(rows[i].text), rows[i].word) != rows[i].same) {
            fail_msg("%s, %s", rows[i].text, rows[i].word);
        }
    }
    assert_false(qcc_is_word((const uint8_t *)"a\0b", sizeof "a\0b" - 1, "a"));
}

static void a_small_letter_has_a_capital_and_no_other_byte_has(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        const bool is_small = byte >= 'a' && byte <= 'z';

        assert_int_equal(qcc_upper((uint8_t)byte), is_small ? byte - 'a' + 'A' : byte);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_letter_has_a_capital_and_no_other_byte_has),
        cmocka_unit_test(each_byte_is_in_the_classes_that_it_belongs_to),
        cmocka_unit_test(only_capitals_have_another_small_letter),
        cmocka_unit_test(hexadecimal_digits_have_a_value_in_either_case),
        cmocka_unit_test(a_set_has_its_characters_and_no_other_byte),
        cmocka_unit_test(only_ascii_letters_are_equal_without_case),
        cmocka_unit_test(a_word_is_the_whole_text_in_any_case),
    };

    return unit_run(tests, argc, argv);
}
