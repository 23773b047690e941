/* test_code.c - codes are told from any other text.
 * SPDX-License-Identifier: MIT */
#include "keyword/code.h"
#include "unit.h"

static void a_code_is_18_characters_with_a_region_or_15_digits(void **state)
{
    static const struct {
        const char *text;
        enum qcc_check_digit check_digit;
    } rows[] = {
        {"91440300708461136T", QCC_CHECK_DIGIT_RIGHT},
        {"91350100M0001TGQXM", QCC_CHECK_DIGIT_WRONG},
        {"AA440300708461136T", QCC_CHECK_DIGIT_WRONG}, /* the first two may be letters */
        {"91A40300708461136T", QCC_CHECK_DIGIT_NONE},
        {"9144030A708461136T", QCC_CHECK_DIGIT_NONE},
        {"91440300A08461136T", QCC_CHECK_DIGIT_WRONG},
        {"440301503270924", QCC_CHECK_DIGIT_RIGHT},
        {"440301503270925", QCC_CHECK_DIGIT_WRONG},
        {"1101081506891", QCC_CHECK_DIGIT_NONE},
        {"01234567890123456789012345678901", QCC_CHECK_DIGIT_NONE},
        {"虚构科技", QCC_CHECK_DIGIT_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s", rows[i].text);
        assert_int_equal(qcc_keyword_judge_code(qcc_span_of(rows[i].text)), rows[i].check_digit);
    }
}

static void nothing_is_read_of_an_empty_text(void **state)
{
    (void)state;
    assert_int_equal(qcc_keyword_judge_code(qcc_span_make(NULL, 0)), QCC_CHECK_DIGIT_NONE);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_18_characters_with_a_region_or_15_digits),
        cmocka_unit_test(nothing_is_read_of_an_empty_text),
    };
    return unit_run(tests, argc, argv);
}
