/* test_qr.c - the code in the text of a business licence's QR code.
 * SPDX-License-Identifier: MIT */
#include "qcc/keyword.h"
#include "unit.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

#define CREDIT "91440300708461136T"
#define NUMBER "440301503270924"
#define WRONG "91350100M0001TGQXM" /* issued with a wrong check character */

struct row {
    const char *name, *text, *code; /* NULL: there is none */
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char code[QCC_KEYWORD_CODE_SIZE] = "as before";
        const bool found = qcc_keyword_from_qr(code, qcc_span_of(rows[i].text));

        if (found != (rows[i].code != NULL) ||
            strcmp(code, found ? rows[i].code : "as before") != 0) {
            fail_msg("%s: %s, \"%s\"", rows[i].name, found ? "found" : "nothing", code);
        }
    }
}

static void each_form_has_its_code(void **state)
{
    static const struct row rows[] = {
        {"gsxt", "http://www.gsxt.gov.cn/index.html?uniscid=" CREDIT, CREDIT},
        {"gsxt with a wrong check", "http://www.gsxt.gov.cn/index.html?uniscid=" WRONG, WRONG},
        {"gsxt with more", "https://www.gsxt.gov.cn/index.html?a=b&uniscid=" WRONG "&c=d#e", WRONG},
        {"licence",
         "http://gsxt.gdgs.gov.cn/aiccips/viewBusinessLicence?uniscid=" CREDIT "&regno=" NUMBER,
         CREDIT},
        {"licence, number first",
         "http://gsxt.gdgs.gov.cn/viewBusinessLicence?regno=" NUMBER "&uniscid=" CREDIT, CREDIT},
        {"licence, no code", "http://gsxt.gdgs.gov.cn/viewBusinessLicence?uniscid=&regno=" NUMBER,
         NUMBER},
        {"licence, null", "http://x.gov.cn/viewBusinessLicence?uniscid=null&regno=" NUMBER, NUMBER},
        {"szcredit", "https://www.szcredit.org.cn/web/gspt/qr.aspx?rid=" CREDIT "&cid=" NUMBER,
         CREDIT},
        {"szcredit, number", "http://www.szcredit.com.cn/web/gspt/qr.aspx?rid=" NUMBER "&cid=12345",
         NUMBER},
        {"Jiangxi", "http://gsxt.jxaic.gov.cn/ztgs/entInfo.do?zch=" NUMBER, NUMBER},
        {"Jiangxi, 18", "http://gsxt.jxaic.gov.cn/ztgs/entInfo.do?zch=" CREDIT, CREDIT},
        {"text", "名称：虚构科技有限公司；信用代码：" CREDIT "；注册号：" NUMBER "；", CREDIT},
        {"text, number first", "注册号：" NUMBER "；信用代码：" CREDIT, CREDIT},
        {"text, number only", "注册号：" NUMBER "（1-1）", NUMBER},
        {"text in GBK", "\xD7\xA2\xB2\xE1\xBA\xC5\xA3\xBA" NUMBER "\xA3\xBB", NUMBER},
        {"text in lines", "虚构科技有限公司\r\n" CREDIT "\r\n", CREDIT},
        {"the code alone", CREDIT, CREDIT},
        {"the number alone", NUMBER, NUMBER},
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void small_letters_become_capitals(void **state)
{
    static const struct row rows[] = {
        {"in the code", "http://x.cn/?uniscid=91440300708461136t", CREDIT},
        {"without a name", "zch:91440300708461136t;", CREDIT},
        {"in the name", "http://x.cn/?UniSCID=" WRONG, WRONG},
        {"in all of it", "HTTP://X.CN/?UNISCID=91350100m0001tgqxm", WRONG},
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void the_text_is_percent_decoded_once(void **state)
{
    static const struct row rows[] = {
        {"a separator before", "http://x.cn/?q=%e4%bf%a1%ef%bc%9a" CREDIT "%EF%BC%9B", CREDIT},
        {"the name's equals sign", "http://x.cn/?u=http%3a%2f%2fy.cn%2f%3funiscid%3D" WRONG, WRONG},
        {"a digit of the code", "http://x.cn/?zch=%391440300708461136T", CREDIT},
        {"the last character", "http://x.cn/?zch=9144030070846113%36%54", CREDIT},
        {"twice is once too often", "http://x.cn/?zch=%253D" CREDIT, NULL},
        {"no hexadecimal digits", "http://x.cn/?zch=%zz;" CREDIT, CREDIT},
        {"one hexadecimal digit", "http://x.cn/?zch=%4z;" CREDIT, CREDIT},
        {"no letter or digit after it", "100%;" CREDIT, CREDIT},
        {"one digit after it", "100%4;" CREDIT, CREDIT},
        {"at the end", CREDIT "%", CREDIT},
        {"cut at the end", CREDIT "%3", CREDIT},
        {"whole at the end", CREDIT "%3B", CREDIT},
        {"a NUL", "zch%00" CREDIT "%00", CREDIT},
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void what_only_the_province_can_look_up_holds_none(void **state)
{
    static const struct row rows[] = {
        {"nothing", "", NULL},
        {"a name", "虚构科技有限公司", NULL},
        {"a uuid", "http://x.gov.cn/q?uuid=3f2504e0-4f89-11d3-9a0c-0305e82c3301", NULL},
        {"a uuid without hyphens", "http://x.gov.cn/q?id=3f2504e04f8911d39a0c0305e82c3301", NULL},
        {"a number", "http://x.gov.cn/ebl.do?id=20180905", NULL},
        {"18 digits", "http://x.gov.cn/ebl.do?id=201809051839195478", NULL},
        {"15 digits", "http://x.gov.cn/ebl.do?id=440301503270925", NULL},
        {"16 digits", "http://x.gov.cn/ebl.do?id=4403015032709240", NULL},
        {"14 digits", "http://x.gov.cn/ebl.do?id=44030150327092", NULL},
        {"13 digits", "http://x.gov.cn/ebl.do?id=1101081506891", NULL},
        {"hex", "http://x.gov.cn/q?c=6d6f6e6f63686f72", NULL},
        {"hex of a code", "http://x.gov.cn/q?c=393134343033303037303834363131333654", NULL},
        {"base64", "http://x.gov.cn/q?p=OTE0NDAzMDA3MDg0NjExMzZU", NULL},
        {"base64 with signs", "http://x.gov.cn/q?p=uniscid+91/OTE0NDAzMDA3MDg0==", NULL},
        {"a wrong check", "http://x.gov.cn/q?zch=" WRONG, NULL},
        {"letters where the region is", "http://x.gov.cn/q?zch=9144O300708461136T", NULL},
        {"17 characters", "http://x.gov.cn/q?uniscid=9144030070846113T", NULL},
        {"19 characters", "http://x.gov.cn/q?uniscid=" CREDIT "0", NULL},
        {"a letter before", "http://x.gov.cn/q?zch=x" CREDIT, NULL},
        {"the site's name", "http://www.gsxt.gov.cn/", NULL},
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void any_18_characters_are_taken_where_the_name_is_uniscid(void **state)
{
    static const struct row rows[] = {
        {"a letter in the region", "?uniscid=9144A300708461136T", "9144A300708461136T"},
        {"O for 0", "?uniscid=9144O300708461136T", "9144O300708461136T"},
        {"the first of two", "?uniscid=" WRONG "&zch=" CREDIT, WRONG},
        {"a code before it", "?zch=" CREDIT "&uniscid=" WRONG, CREDIT},
        {"two equals signs", "?uniscid==" WRONG, NULL},
        {"no equals sign", "?uniscid:" WRONG, NULL},
        {"a longer name", "?xuniscid=" WRONG, NULL},
        {"another longer name", "?uniscidx=" WRONG, NULL},
        {"a cut name", "?uniscid.=" WRONG, NULL},
        {"its second value", "?uniscid=1&" WRONG, NULL},
        {"a name in a name", "?uniscid=uniscid=" WRONG, WRONG},
        {"a long name", "?" CREDIT "uniscid=" WRONG, NULL},
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void the_first_of_each_kind_counts(void **state)
{
    static const struct row rows[] = {
        {"two numbers", "110108015068911," NUMBER, "110108015068911"},
        {"two codes", "914403001922038216," CREDIT, "914403001922038216"},
        {"a code after two numbers", "110108015068911," NUMBER "," CREDIT, CREDIT},
        {"a number after a code", CREDIT "," NUMBER, CREDIT},
    };

    (void)state;
    check(rows, COUNT(rows));
}

/* The span's end is the text's: with a NUL after it or without, and a NUL within is a separator. */
static void the_text_needs_no_end(void **state)
{
    static const char text[] = "x\0" CREDIT "0";
    char code[QCC_KEYWORD_CODE_SIZE];

    (void)state;
    assert_true(qcc_keyword_from_qr(code, qcc_span_make(text, sizeof text - 2)));
    assert_string_equal(code, CREDIT);
    assert_false(qcc_keyword_from_qr(code, qcc_span_make(text, sizeof text - 1)));
    assert_false(qcc_keyword_from_qr(code, qcc_span_make(text, sizeof text - 3)));
    assert_false(qcc_keyword_from_qr(code, qcc_span_make(NULL, 0)));
}

static void a_run_of_letters_and_digits_may_be_long(void **state)
{
    static char text[(1 << 20) + sizeof CREDIT];
    char code[QCC_KEYWORD_CODE_SIZE];

    (void)state;
    memset(text, '9', sizeof text - sizeof CREDIT);
    memcpy(text + sizeof text - sizeof CREDIT, CREDIT, sizeof CREDIT);
    assert_false(qcc_keyword_from_qr(code, qcc_span_of(text)));
    text[sizeof text - sizeof CREDIT - 1] = ';';
    assert_true(qcc_keyword_from_qr(code, qcc_span_of(text)));
    assert_string_equal(code, CREDIT);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_has_its_code),
        cmocka_unit_test(small_letters_become_capitals),
        cmocka_unit_test(the_text_is_percent_decoded_once),
        cmocka_unit_test(what_only_the_province_can_look_up_holds_none),
        cmocka_unit_test(any_18_characters_are_taken_where_the_name_is_uniscid),
        cmocka_unit_test(the_first_of_each_kind_counts),
        cmocka_unit_test(the_text_needs_no_end),
        cmocka_unit_test(a_run_of_letters_and_digits_may_be_long),
    };
    return unit_run(tests, argc, argv);
}
