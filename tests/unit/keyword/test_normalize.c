/* test_normalize.c - what is made of what a person typed.
 * SPDX-License-Identifier: MIT */
#include "keyword/characters.h"
#include "qcc/config.h"
#include "qcc/keyword.h"
#include "unit.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

struct row {
    const char *name, *typed, *sent;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char out[QCC_KEYWORD_MAX + 1];
        const enum qcc_error error =
            qcc_keyword_normalize(out, sizeof out, qcc_span_of(rows[i].typed));

        if (error != QCC_OK || strcmp(out, rows[i].sent) != 0) {
            fail_msg("%s: \"%s\" became \"%s\", error %d", rows[i].name, rows[i].typed, out, error);
        }
    }
}

static void a_code_becomes_its_18_or_15_characters(void **state)
{
    static const struct row rows[] = {
        {"a code", "91440300708461136T", "91440300708461136T"},
        {"small letters", "91440300708461136t", "91440300708461136T"},
        {"blanks", "91 4403 0070 8461 136T", "91440300708461136T"},
        {"a registration number", "440301503270924", "440301503270924"},
        {"ASCII blanks", " 91 440300\t708461136 T\r\n", "91440300708461136T"},
        {"wide blanks",
         "\xE3\x80\x80"
         "914403\xE3\x80\x80"
         "00708461136T",
         "91440300708461136T"},
        {"no-break spaces",
         "914403\xC2\xA0"
         "00708461136T",
         "91440300708461136T"},
        {"hyphens", "914403-00708461136-T", "91440300708461136T"},
        {"dashes U+2010, U+2013, U+2014, U+2015",
         "9\xE2\x80\x90"
         "1440\xE2\x80\x93"
         "300708\xE2\x80\x94"
         "461136\xE2\x80\x95T",
         "91440300708461136T"},
        {"a minus sign, U+2212",
         "914403\xE2\x88\x92"
         "00708461136T",
         "91440300708461136T"},
        {"a full-width hyphen",
         "914403\xEF\xBC\x8D"
         "00708461136T",
         "91440300708461136T"},
        {"full-width digits and letters", "９１４４０３００７０８４６１１３６Ｔ",
         "91440300708461136T"},
        {"a full-width small letter", "９１４４０３００７０８４６１１３６ｔ", "91440300708461136T"},
        {"half of it full-width", "９１４４０３00708461136T", "91440300708461136T"},
        {"a byte-order mark",
         "\xEF\xBB\xBF"
         "91440300708461136T",
         "91440300708461136T"},
        {"zero-width spaces",
         "914403\xE2\x80\x8B"
         "00708461136T\xE2\x80\x8B",
         "91440300708461136T"},
        {"one in small letters",
         "914403\xE2\x80\x8B"
         "00708461136t",
         "91440300708461136T"},
        {"marks of direction",
         "\xE2\x80\xAA"
         "91440300708461136T\xE2\x80\xAC",
         "91440300708461136T"},
        {"all of it", "\xE3\x80\x80９１－44 0300-７０８４61136ｔ\r\n", "91440300708461136T"},
        {"a wrong check character", "91350100m0001tgq-xm", "91350100M0001TGQXM"},
        {"a number with blanks", "4403 0150 3270 924", "440301503270924"},
        {"a full-width number", "４４０３０１５０３２７０９２４", "440301503270924"},
        {"a number with a wrong check digit", "4403-0150-3270-925", "440301503270925"},
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void a_name_loses_the_blanks_around_it(void **state)
{
    static const struct row rows[] = {
        {"nothing to do", "小米科技有限责任公司", "小米科技有限责任公司"},
        {"blanks", "  小米 \t", "小米"},
        {"wide blanks", "\xE3\x80\x80小米\xE3\x80\x80", "小米"},
        {"a line end", "小米\n", "小米"},
        {"a line end with a carriage return", "小米\r\n", "小米"},
        {"U+2028 and U+0085 are line ends, too", "\xC2\x85小米\xE2\x80\xA8", "小米"},
        {"nothing but blanks", " \t\xE3\x80\x80 ", ""},
        {"nothing", "", ""},
        {"one letter", " x ", "x"},
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void invisible_characters_are_taken_out(void **state)
{
    static const struct row rows[] = {
        {"a byte-order mark", "\xEF\xBB\xBF小米", "小米"},
        {"a zero-width space between", "小\xE2\x80\x8B米", "小米"},
        {"one after the blanks at the end", "小米 \xE2\x80\x8B ", "小米"},
        {"one before the blanks at the beginning", "\xE2\x80\x8B 小米", "小米"},
        {"an embedding", "\xE2\x80\xAA小米\xE2\x80\xAC", "小米"},
        {"nothing else", "\xE2\x80\x8B\xEF\xBB\xBF", ""},
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void nothing_else_is_changed(void **state)
{
    static const struct row rows[] = {
        {"a KeyNo", "0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"},
        {"a KeyNo of Hong Kong", "h0000000000000000000000000000005",
         "h0000000000000000000000000000005"},
        {"a KeyNo in capitals", "H0000000000000000000000000000A05",
         "H0000000000000000000000000000A05"},
        {"a KeyNo of digits", "01234567890123456789012345678901",
         "01234567890123456789012345678901"},
        {"a name of ASCII that is no code", "{a|b}~", "{a|b}~"},
        {"blanks within a name", "Foo  Bar\xE3\x80\x80Ltd", "Foo  Bar\xE3\x80\x80Ltd"},
        {"a hyphen in a name", "示例-有限公司", "示例-有限公司"},
        {"full-width parentheses", "示例（上海）有限公司", "示例（上海）有限公司"},
        {"full-width letters of a name", "ＡＢＣ有限公司", "ＡＢＣ有限公司"},
        {"18 letters of a name", "hefan huaxue yuedqua", "hefan huaxue yuedqua"},
        {"a small letter at 3 to 8", "91a40300708461136t", "91a40300708461136t"},
        {"a small letter at 8", "9144030a708461136t", "9144030a708461136t"},
        {"O in place of 0", "9144o300708461136t", "9144o300708461136t"},
        {"17 characters", "9144030070846113t", "9144030070846113t"},
        {"19 characters", "91440300708461136t0", "91440300708461136t0"},
        {"14 digits with a hyphen", "4403-0150327092", "4403-0150327092"},
        {"16 digits with a hyphen", "4403-015032709244", "4403-015032709244"},
        {"13 digits with a hyphen", "4403-015032709", "4403-015032709"},
        {"a code and a Chinese character", "91440300708461136t号", "91440300708461136t号"},
        {"another character between the digits", "4403.01503270924", "4403.01503270924"},
        {"full-width forms end at U+FF5E", "44030150327092\xEF\xBD\x9F",
         "44030150327092\xEF\xBD\x9F"},
        {"U+FF00 is none", "44030150327092\xEF\xBC\x80", "44030150327092\xEF\xBC\x80"},
        {"U+2016 is no dash",
         "4403\xE2\x80\x96"
         "01503270924",
         "4403\xE2\x80\x96"
         "01503270924"},
        {"a byte that is none",
         " 4403\xFF"
         "01503270924",
         " 4403\xFF"
         "01503270924"},
        {"such a byte after a blank", "4403 \xFF 01503270924", "4403 \xFF 01503270924"},
        {"U+4E30, whose last byte is a digit", "44030150327092丰", "44030150327092丰"},
        {"GBK", " \xD0\xA1\xC3\xD7 ", " \xD0\xA1\xC3\xD7 "},
        {"bytes after good ones", " 小\xE2\x80\x8B\xFF ", " 小\xE2\x80\x8B\xFF "},
    };

    (void)state;
    check(rows, COUNT(rows));
}

/* Each size below the one that is needed, and none is written beyond. */
static void what_does_not_fit_is_an_error(void **state)
{
    static const struct row rows[] = {
        {"a code", "９１４４０３００７０８４６１１３６ｔ", "91440300708461136T"},
        {"a name", " 小\xE2\x80\x8B米  ", "小米"},
        {"not UTF-8", " \xD0\xA1\xC3\xD7 ", " \xD0\xA1\xC3\xD7 "},
        {"nothing", " ", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const size_t needed = strlen(rows[i].sent) + 1;

        for (size_t size = 0; size < needed + 3; size++) {
            char out[40];
            enum qcc_error error;

            memset(out, '#', sizeof out);
            error = qcc_keyword_normalize(out, size, qcc_span_of(rows[i].typed));
            if (error != (size < needed ? QCC_ERROR_TOO_SMALL : QCC_OK) || out[size] != '#' ||
                (error == QCC_OK && strcmp(out, rows[i].sent) != 0)) {
                fail_msg("%s in %zu bytes: %d", rows[i].name, size, error);
            }
        }
    }
    assert_int_equal(qcc_keyword_normalize(NULL, 0, qcc_span_make(NULL, 0)), QCC_ERROR_TOO_SMALL);
}

static void the_classes_of_characters_have_their_bounds(void **state)
{
    static const uint32_t blanks[] = {
        0x09,   0x0A,   0x0B,   0x0C,   0x0D,   0x20,   0x85,   0xA0,   0x1680,
        0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
        0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
    };
    static const uint32_t invisibles[] = {
        0xAD,   0x61C,  0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F,
        0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2061, 0x2062,
        0x2063, 0x2064, 0x2065, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF,
    };
    size_t blank = 0, invisible = 0;

    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        if (blank < COUNT(blanks) && blanks[blank] == c) {
            blank++;
            assert_true(qcc_keyword_is_blank(c));
        } else {
            assert_false(qcc_keyword_is_blank(c));
        }
        if (invisible < COUNT(invisibles) && invisibles[invisible] == c) {
            invisible++;
            assert_true(qcc_keyword_is_invisible(c));
        } else {
            assert_false(qcc_keyword_is_invisible(c));
        }
    }
    assert_int_equal(blank, COUNT(blanks));
    assert_int_equal(invisible, COUNT(invisibles));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_becomes_its_18_or_15_characters),
        cmocka_unit_test(a_name_loses_the_blanks_around_it),
        cmocka_unit_test(invisible_characters_are_taken_out),
        cmocka_unit_test(nothing_else_is_changed),
        cmocka_unit_test(what_does_not_fit_is_an_error),
        cmocka_unit_test(the_classes_of_characters_have_their_bounds),
    };
    return unit_run(tests, argc, argv);
}
