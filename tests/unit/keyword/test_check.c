/* test_check.c - which keywords can be sent.
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
        unit_row("byte 0x%02x", byte);
        const uint8_t text[3] = {'a', (uint8_t)byte, 'b'};
        const bool control = byte < 0x20 || byte == 0x7F;

        assert_int_equal(qcc_keyword_check(qcc_span_make(text, 3)),
                         control ? QCC_ERROR_KEYWORD_CONTROL : QCC_OK);
    }
    for (unsigned byte = 0x80; byte < 0xC0; byte++) {
        unit_row("byte 0x%02x", byte);
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
        {"ab\xFF", QCC_ERROR_KEYWORD_UTF8},
        {"ab\x80", QCC_ERROR_KEYWORD_UTF8},
        {"ab\xE4\xBC", QCC_ERROR_KEYWORD_UTF8},         /* cut */
        {"ab\xE0\x80\xAF", QCC_ERROR_KEYWORD_UTF8},     /* over-long */
        {"ab\xED\xA0\x80", QCC_ERROR_KEYWORD_UTF8},     /* a surrogate */
        {"ab\xF4\x90\x80\x80", QCC_ERROR_KEYWORD_UTF8}, /* above U+10FFFF */
        {"\xFF", QCC_ERROR_KEYWORD_UTF8},               /* said before that it is short */
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void gbk_is_refused_by_its_name(void **state)
{
    static const struct row rows[] = {
        {"\xD0\xA1\xC3\xD7", QCC_ERROR_KEYWORD_GBK},         /* 小米 */
        {"\xC6\xF3\xD2\xB5", QCC_ERROR_KEYWORD_GBK},         /* 企业 */
        {"ABC\xB9\xAB\xCB\xBE", QCC_ERROR_KEYWORD_GBK},      /* ABC公司 */
        {"\x86\xB4\xB9\xAB\xCB\xBE", QCC_ERROR_KEYWORD_GBK}, /* 喆公司: not in GB 2312 */
        {"\xA3\xA8\xD6\xD0\xA3\xA9", QCC_ERROR_KEYWORD_GBK}, /* （中） */
        {"\x81\x40\xFE\xFE\xD6\xD0", QCC_ERROR_KEYWORD_GBK}, /* the first and the last pair */
        {"\xD6\xD0", QCC_ERROR_KEYWORD_GBK},
        {"\xB0\xA1\xC4", QCC_ERROR_KEYWORD_UTF8},     /* cut */
        {"\xB0\xA1\x80\xA1", QCC_ERROR_KEYWORD_UTF8}, /* no first byte */
        {"\xB0\xA1\xFF\xA1", QCC_ERROR_KEYWORD_UTF8},
        {"\xB0\xA1\xB0\x3F", QCC_ERROR_KEYWORD_UTF8}, /* no second byte */
        {"\xB0\xA1\xB0\x7F", QCC_ERROR_KEYWORD_UTF8},
        {"\xB0\xA1\xB0\xFF", QCC_ERROR_KEYWORD_UTF8},
        {"\xAF\xA1\xD8\xA1", QCC_ERROR_KEYWORD_UTF8}, /* nothing that is used often */
        {"\xB0\xA0\xD7\xA0", QCC_ERROR_KEYWORD_UTF8},
        {"\xD7\xFE\xD8\xA0", QCC_ERROR_KEYWORD_GBK},                   /* the last one that is */
        {"\xE4\xBC\x81\xE4\xBC\x81 \xB0\xA1", QCC_ERROR_KEYWORD_UTF8}, /* 企企, and damage */
        {"\xF0\xA0\xAE\xB7\xB0\xA1", QCC_ERROR_KEYWORD_UTF8},
        {"\xC4\xA3\xCA\xBD", QCC_OK}, /* 模式 is good UTF-8 by chance: nobody can tell */
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
    static const char one[] = "企";
    const size_t size = strlen(one);
    char text[101 * sizeof one] = "";

    (void)state;
    for (size_t i = 0; i < 101; i++) {
        strcat(text, one);
    }
    assert_int_equal(qcc_keyword_check(qcc_span_make(text, 100 * size)), QCC_OK);
    assert_int_equal(qcc_keyword_check(qcc_span_make(text, 101 * size)), QCC_ERROR_KEYWORD_LONG);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_numbers_can_be_sent),
        cmocka_unit_test(fewer_than_2_characters_are_refused),
        cmocka_unit_test(white_space_only_is_refused),
        cmocka_unit_test(row_22_control_characters_are_refused),
        cmocka_unit_test(what_is_no_utf_8_is_refused),
        cmocka_unit_test(gbk_is_refused_by_its_name),
        cmocka_unit_test(the_first_bad_character_is_the_one_reported),
        cmocka_unit_test(length_is_limited_in_bytes),
        cmocka_unit_test(a_hundred_chinese_characters_can_be_sent),
    };
    return unit_run(tests, argc, argv);
}
