/* test_classify.c - what a keyword is taken for.
 * SPDX-License-Identifier: MIT */
#include "qcc/keyword.h"
#include "unit.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void a_keyword_is_taken_for_what_it_looks_like(void **state)
{
    static const struct {
        const char *text;
        enum qcc_keyword_kind kind;
        enum qcc_check_digit check_digit;
    } rows[] = {
        {"914403001922038216", QCC_KEYWORD_CREDIT_CODE, QCC_CHECK_DIGIT_RIGHT},
        {"91440300708461136T", QCC_KEYWORD_CREDIT_CODE, QCC_CHECK_DIGIT_RIGHT},
        {"9144030071526726XG", QCC_KEYWORD_CREDIT_CODE, QCC_CHECK_DIGIT_RIGHT},
        {"91330100799655058B", QCC_KEYWORD_CREDIT_CODE, QCC_CHECK_DIGIT_RIGHT},
        {"91110108551385082Q", QCC_KEYWORD_CREDIT_CODE, QCC_CHECK_DIGIT_RIGHT},
        {"91110000100000040X", QCC_KEYWORD_CREDIT_CODE,
         QCC_CHECK_DIGIT_RIGHT}, /* GB 11714's 11 is 0 */
        {"9144030071526726xg", QCC_KEYWORD_CREDIT_CODE, QCC_CHECK_DIGIT_RIGHT},
        /* issued like that */
        {"91350100M0001TGQXM", QCC_KEYWORD_CREDIT_CODE, QCC_CHECK_DIGIT_WRONG},
        {"91350211M0000XUF46", QCC_KEYWORD_CREDIT_CODE, QCC_CHECK_DIGIT_WRONG},
        {"91350203M0001FUE2P", QCC_KEYWORD_CREDIT_CODE, QCC_CHECK_DIGIT_WRONG},
        {"914403001922038217", QCC_KEYWORD_CREDIT_CODE, QCC_CHECK_DIGIT_WRONG}, /* GB 32100 alone */
        {"914403001922038229", QCC_KEYWORD_CREDIT_CODE, QCC_CHECK_DIGIT_WRONG}, /* GB 11714 alone */
        /* I, O, S, V and Z are not in the alphabet */
        {"9144030070846113IT", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"9144O300708461136T", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        /* GB 32100's check is right, and GB 11714 has no check B */
        {"9144030070846113BA", QCC_KEYWORD_CREDIT_CODE, QCC_CHECK_DIGIT_WRONG},
        {"91440300708461136S", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"91440300708461136v", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"Z1440300708461136T", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"91440300708461136-", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"9144030070846113T", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"91440300708461136TT", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"110108015068911", QCC_KEYWORD_REGISTRATION_NUMBER, QCC_CHECK_DIGIT_RIGHT},
        {"440301503270924", QCC_KEYWORD_REGISTRATION_NUMBER, QCC_CHECK_DIGIT_RIGHT},
        {"440108000018792", QCC_KEYWORD_REGISTRATION_NUMBER, QCC_CHECK_DIGIT_RIGHT},
        {"110108015068912", QCC_KEYWORD_REGISTRATION_NUMBER, QCC_CHECK_DIGIT_WRONG},
        {"1101081506891", QCC_KEYWORD_REGISTRATION_NUMBER, QCC_CHECK_DIGIT_NONE},
        {"11010815068911", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"1101080150689111", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"11010801506891a", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"11010801506891/", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"11010801506891:", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"110108150689a", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"0123456789abcdef0123456789abcdef", QCC_KEYWORD_KEYNO, QCC_CHECK_DIGIT_NONE},
        {"h123456789abcdef0123456789abcdef", QCC_KEYWORD_KEYNO, QCC_CHECK_DIGIT_NONE},
        {"ZZZZZZZZZZZZZZZZzzzzzzzzzzzzzzzz", QCC_KEYWORD_KEYNO, QCC_CHECK_DIGIT_NONE},
        {"01234567890123456789012345678901", QCC_KEYWORD_KEYNO, QCC_CHECK_DIGIT_NONE},
        {"0123456789abcdef0123456789abcde", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"0123456789abcdef0123456789abcdef0", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"0123456789abcdef-123456789abcdef", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"0123456789abcdef@123456789abcdef", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"0123456789abcdef[123456789abcdef", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
        {"小米科技有限责任公司", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE}, /* 30 bytes */
        {"小米科技有限", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},         /* 18 bytes */
        {"小米科技公", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},           /* 15 bytes */
        {"", QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct qcc_keyword_class found = qcc_keyword_classify(qcc_span_of(rows[i].text));

        if (found.kind != rows[i].kind || found.check_digit != rows[i].check_digit) {
            fail_msg("%s: kind %d, check %d", rows[i].text, found.kind, found.check_digit);
        }
    }
}

static void one_wrong_symbol_in_a_credit_code_is_noticed(void **state)
{
    static const char symbols[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const char code[] = "91440300708461136T";

    (void)state;
    for (size_t at = 0; at < 18; at++) {
        for (size_t i = 0; i < 31; i++) {
            unit_row("character %zu at %zu", i, at);
            char text[sizeof code];
            struct qcc_keyword_class found;

            memcpy(text, code, sizeof code);
            text[at] = symbols[i];
            found = qcc_keyword_classify(qcc_span_of(text));
            assert_int_equal(found.kind, QCC_KEYWORD_CREDIT_CODE);
            assert_int_equal(found.check_digit,
                             text[at] == code[at] ? QCC_CHECK_DIGIT_RIGHT : QCC_CHECK_DIGIT_WRONG);
        }
    }
}

static void one_wrong_digit_in_a_registration_number_is_noticed(void **state)
{
    static const char number[] = "440301503270924";

    (void)state;
    for (size_t at = 0; at < 15; at++) {
        for (char digit = '0'; digit <= '9'; digit++) {
            unit_row("%c at %zu", digit, at);
            char text[sizeof number];
            struct qcc_keyword_class found;

            memcpy(text, number, sizeof number);
            text[at] = digit;
            found = qcc_keyword_classify(qcc_span_of(text));
            assert_int_equal(found.kind, QCC_KEYWORD_REGISTRATION_NUMBER);
            assert_int_equal(found.check_digit,
                             digit == number[at] ? QCC_CHECK_DIGIT_RIGHT : QCC_CHECK_DIGIT_WRONG);
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_keyword_is_taken_for_what_it_looks_like),
        cmocka_unit_test(one_wrong_symbol_in_a_credit_code_is_noticed),
        cmocka_unit_test(one_wrong_digit_in_a_registration_number_is_noticed),
    };
    return unit_run(tests, argc, argv);
}
