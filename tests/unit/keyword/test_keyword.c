/* test_keyword.c - what can be sent, and what it is taken for.
 * SPDX-License-Identifier: MIT */
#include "qcc/config.h"
#include "qcc/keyword.h"
#include "unit.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

struct row {
    const char *text;
    enum qcc_error error;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const enum qcc_error error = qcc_keyword_check(qcc_span_of(rows[i].text));

        if (error != rows[i].error) {
            fail_msg("row %zu \"%s\": %d instead of %d", i, rows[i].text, error, rows[i].error);
        }
    }
}

static void names_and_numbers_can_be_sent(void **state)
{
    static const struct row rows[] = {
        {"小米", QCC_OK},
        {"小米科技有限责任公司", QCC_OK},
        {"示例（上海）有限公司", QCC_OK},
        {"91440300708461136T", QCC_OK},
        {"110108015068911", QCC_OK},
        {"AB", QCC_OK},
        {"a&b=c?#%+", QCC_OK},
        {"\xF0\xA0\xAE\xB7\xF0\xA0\xAE\xB7", QCC_OK},
        {" 小", QCC_OK}, /* nothing is trimmed: two characters, one of them a name's */
        {"a\xC2\xA0", QCC_OK},
        {"\xE2\x80\x8B\xE2\x80\x8B", QCC_OK}, /* U+200B is no white space in Unicode */
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void fewer_than_2_characters_are_refused(void **state)
{
    static const struct row rows[] = {
        {"", QCC_ERROR_KEYWORD_SHORT},
        {"A", QCC_ERROR_KEYWORD_SHORT},
        {"企", QCC_ERROR_KEYWORD_SHORT},
        {"\xF0\xA0\xAE\xB7", QCC_ERROR_KEYWORD_SHORT},
        {"企业", QCC_OK},
    };

    (void)state;
    check(rows, COUNT(rows));
    assert_int_equal(qcc_keyword_check(qcc_span_make(NULL, 0)), QCC_ERROR_KEYWORD_SHORT);
}

static void white_space_only_is_refused(void **state)
{
    static const struct row rows[] = {
        {" ", QCC_ERROR_KEYWORD_BLANK},
        {"   ", QCC_ERROR_KEYWORD_BLANK},
        {"\xE3\x80\x80", QCC_ERROR_KEYWORD_BLANK}, /* U+3000 */
        {"\xE3\x80\x80\xE3\x80\x80", QCC_ERROR_KEYWORD_BLANK},
        {" \xC2\xA0\xE3\x80\x80", QCC_ERROR_KEYWORD_BLANK},    /* U+00A0 */
        {"\xE1\x9A\x80\xE1\x9A\x80", QCC_ERROR_KEYWORD_BLANK}, /* U+1680 */
        {"\xE2\x80\x80\xE2\x80\x8A", QCC_ERROR_KEYWORD_BLANK}, /* U+2000, U+200A */
        {"\xE2\x80\xA8\xE2\x80\xA9", QCC_ERROR_KEYWORD_BLANK}, /* U+2028, U+2029 */
        {"\xE2\x80\xAF\xE2\x81\x9F", QCC_ERROR_KEYWORD_BLANK}, /* U+202F, U+205F */
        {"  x", QCC_OK},
        {"\xE3\x80\x80\xE3\x80\x81", QCC_OK}, /* U+3001 is a comma */
        {"\xE2\x80\x90\xE2\x80\x90", QCC_OK}, /* U+2010 is a hyphen */
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void row_22_control_characters_are_refused(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 0x80; byte++) {
        const uint8_t text[3] = {'a', (uint8_t)byte, 'b'};
        const bool control = byte < 0x20 || byte == 0x7F;

        assert_int_equal(qcc_keyword_check(qcc_span_make(text, 3)),
                         control ? QCC_ERROR_KEYWORD_CONTROL : QCC_OK);
    }
    for (unsigned byte = 0x80; byte < 0xC0; byte++) {
        const uint8_t text[4] = {'a', 0xC2, (uint8_t)byte, 'b'};

        assert_int_equal(qcc_keyword_check(qcc_span_make(text, 4)),
                         byte < 0xA0 ? QCC_ERROR_KEYWORD_CONTROL : QCC_OK);
    }
    assert_int_equal(qcc_keyword_check(qcc_span_of("\t")), QCC_ERROR_KEYWORD_CONTROL);
    assert_int_equal(qcc_keyword_check(qcc_span_of("小米\n")), QCC_ERROR_KEYWORD_CONTROL);
    assert_int_equal(qcc_keyword_check(qcc_span_of("小米\r\nX: y")), QCC_ERROR_KEYWORD_CONTROL);
}

static void what_is_no_utf_8_is_refused(void **state)
{
    static const struct row rows[] = {
        {"\xC4\xA3\xCA\xBD", QCC_OK}, /* 模式 in GBK is good UTF-8 by chance: nobody can tell */
        {"\xD0\xA1\xC3\xD7", QCC_ERROR_KEYWORD_UTF8}, /* 小米 in GBK */
        {"\xC6\xF3\xD2\xB5", QCC_ERROR_KEYWORD_UTF8}, /* 企业 in GBK */
        {"\xB9\xAB\xCB\xBE", QCC_ERROR_KEYWORD_UTF8}, /* 公司 in GBK */
        {"ab\xFF", QCC_ERROR_KEYWORD_UTF8},
        {"ab\x80", QCC_ERROR_KEYWORD_UTF8},
        {"ab\xE4\xBC", QCC_ERROR_KEYWORD_UTF8},         /* cut */
        {"ab\xC0\xAF", QCC_ERROR_KEYWORD_UTF8},         /* over-long */
        {"ab\xED\xA0\x80", QCC_ERROR_KEYWORD_UTF8},     /* a surrogate */
        {"ab\xF4\x90\x80\x80", QCC_ERROR_KEYWORD_UTF8}, /* above U+10FFFF */
        {"\xFF", QCC_ERROR_KEYWORD_UTF8},               /* said before that it is short */
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void the_first_bad_character_is_the_one_reported(void **state)
{
    static const struct row rows[] = {
        {"a\n\xFF", QCC_ERROR_KEYWORD_CONTROL},
        {"a\xFF\n", QCC_ERROR_KEYWORD_UTF8},
        {"\n", QCC_ERROR_KEYWORD_CONTROL},
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void length_is_limited_in_bytes(void **state)
{
    char text[QCC_KEYWORD_MAX + 4];

    (void)state;
    memset(text, 'a', sizeof text);
    assert_int_equal(qcc_keyword_check(qcc_span_make(text, QCC_KEYWORD_MAX)), QCC_OK);
    assert_int_equal(qcc_keyword_check(qcc_span_make(text, QCC_KEYWORD_MAX + 1)),
                     QCC_ERROR_KEYWORD_LONG);
    text[QCC_KEYWORD_MAX] = '\n';
    assert_int_equal(qcc_keyword_check(qcc_span_make(text, QCC_KEYWORD_MAX + 1)),
                     QCC_ERROR_KEYWORD_CONTROL);
    memset(text, ' ', sizeof text);
    assert_int_equal(qcc_keyword_check(qcc_span_make(text, QCC_KEYWORD_MAX + 1)),
                     QCC_ERROR_KEYWORD_BLANK);
}

static void a_hundred_chinese_characters_can_be_sent(void **state)
{
    char text[303];

    (void)state;
    for (size_t i = 0; i < sizeof text; i += 3) {
        memcpy(text + i, "\xE4\xBC\x81", 3);
    }
    assert_int_equal(qcc_keyword_check(qcc_span_make(text, 300)), QCC_OK);
    assert_int_equal(qcc_keyword_check(qcc_span_make(text, 303)), QCC_ERROR_KEYWORD_LONG);
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_numbers_can_be_sent),
        cmocka_unit_test(fewer_than_2_characters_are_refused),
        cmocka_unit_test(white_space_only_is_refused),
        cmocka_unit_test(row_22_control_characters_are_refused),
        cmocka_unit_test(what_is_no_utf_8_is_refused),
        cmocka_unit_test(the_first_bad_character_is_the_one_reported),
        cmocka_unit_test(length_is_limited_in_bytes),
        cmocka_unit_test(a_hundred_chinese_characters_can_be_sent),
        cmocka_unit_test(a_keyword_is_taken_for_what_it_looks_like),
        cmocka_unit_test(one_wrong_symbol_in_a_credit_code_is_noticed),
        cmocka_unit_test(one_wrong_digit_in_a_registration_number_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
