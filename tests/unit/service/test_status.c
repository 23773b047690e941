/* test_status.c - the Status codes, against a table written down from the document by hand.
 * SPDX-License-Identifier: MIT */
#include "qcc/status.h"
#include "unit.h"

/* In the document's order: section 7.1, section 7.2, then what newer lists have. */
static const struct {
    uint16_t code;
    char letter; /* V valid, I invalid */
    enum qcc_status_advice advice;
    const char *chinese;
} rows[] = {
    {200, 'V', QCC_ADVICE_NONE, "查询成功"},
    {201, 'V', QCC_ADVICE_OTHER_KEYWORD, "查询无结果"},
    {202, 'V', QCC_ADVICE_OTHER_KEYWORD, "查询参数错误，请检查"},
    {205, 'V', QCC_ADVICE_POLL, "等待处理中"},
    {207, 'V', QCC_ADVICE_OTHER_KEYWORD, "请求数据的条目数超过上限（5000）"},
    {208, 'V', QCC_ADVICE_OTHER_KEYWORD, "此接口不支持此公司类型查询"},
    {209, 'V', QCC_ADVICE_OTHER_KEYWORD, "企业数量超过上限"},
    {213, 'V', QCC_ADVICE_OTHER_KEYWORD, "参数长度不能小于 2"},
    {215, 'V', QCC_ADVICE_OTHER_KEYWORD, "不支持的查询关键字"},
    {218, 'V', QCC_ADVICE_OTHER_KEYWORD, "该企业暂不支持空壳扫描"},
    {219, 'V', QCC_ADVICE_OTHER_KEYWORD, "该企业暂不支持准入尽调"},
    {105, 'V', QCC_ADVICE_OPERATOR, "接口已下线停用"},
    {110, 'V', QCC_ADVICE_TWO_HOURS, "当前相同查询连续出错，请等 2 小时后重试"},
    {101, 'I', QCC_ADVICE_OPERATOR, "当前的 KEY 无效或者还未生效中"},
    {102, 'I', QCC_ADVICE_OPERATOR, "当前 KEY 已欠费"},
    {103, 'I', QCC_ADVICE_OPERATOR, "当前 KEY 被暂停使用"},
    {104, 'I', QCC_ADVICE_OPERATOR, "请求 KEY 异常，请联系管理员"},
    {106, 'I', QCC_ADVICE_OPERATOR, "非法请求过多，请联系管理员"},
    {107, 'I', QCC_ADVICE_OPERATOR, "被禁止的 IP 或者签名错误"},
    {108, 'I', QCC_ADVICE_OPERATOR, "异常请求过多，请联系管理员"},
    {109, 'I', QCC_ADVICE_TOMORROW, "请求超过每日系统限制"},
    {111, 'I', QCC_ADVICE_OPERATOR, "接口权限未开通，请联系管理员"},
    {112, 'I', QCC_ADVICE_OPERATOR, "您的账号剩余使用量已不足或已过期"},
    {113, 'I', QCC_ADVICE_OPERATOR, "当前接口已被删除，请重新申请"},
    {114, 'I', QCC_ADVICE_OPERATOR, "当前接口已被禁用，请联系管理员"},
    {115, 'I', QCC_ADVICE_OPERATOR, "身份验证错误或者已过期"},
    {116, 'I', QCC_ADVICE_TOMORROW, "请求超过每日调用总量限制"},
    {117, 'I', QCC_ADVICE_OPERATOR, "当前不支持的请求参数调用量过多"},
    {118, 'I', QCC_ADVICE_OPERATOR, "当前接口不支持此方式的调用"},
    {119, 'I', QCC_ADVICE_OPERATOR, "您的帐号出现异常，请联系管理员"},
    {120, 'I', QCC_ADVICE_LATER, "系统流量异常，请稍后再试"},
    {121, 'I', QCC_ADVICE_OPERATOR, "数据不能出境"},
    {199, 'I', QCC_ADVICE_LATER, "系统未知错误，请联系技术客服"},
    {203, 'I', QCC_ADVICE_LATER, "系统查询有异常，请联系技术人员"},
    {214, 'I', QCC_ADVICE_OPERATOR, "您还未购买过该接口，请先购买"},
    {223, 'I', QCC_ADVICE_OTHER_KEYWORD, "查询参数模糊，无法获取结果"},
    {122, 'I', QCC_ADVICE_LATER, "请求超过系统并发限制"},
    {123, 'I', QCC_ADVICE_OPERATOR, "未认证权益上限"},
    {124, 'I', QCC_ADVICE_LATER, "系统维护中，暂时无法下单"},
    {125, 'I', QCC_ADVICE_OTHER_KEYWORD, "查询参数错误"},
    {126, 'I', QCC_ADVICE_OTHER_KEYWORD, "查询参数类型或结构有误"},
    {224, 'I', QCC_ADVICE_OTHER_KEYWORD, "查询参数无效"},
};

#define COUNT (sizeof rows / sizeof rows[0])

static void every_documented_code_has_its_class_text_and_advice(void **state)
{
    size_t valid = 0;

    (void)state;
    assert_int_equal(COUNT, 42);
    for (size_t i = 0; i < COUNT; i++) {
        unit_row("%u", (unsigned)rows[i].code);
        const struct qcc_status *status = qcc_status_find(rows[i].code);
        const bool is_valid = rows[i].letter == 'V';

        assert_non_null(status);
        assert_int_equal(status->code, rows[i].code);
        assert_int_equal(status->status_class, is_valid ? QCC_STATUS_VALID : QCC_STATUS_INVALID);
        assert_int_equal(status->advice, rows[i].advice);
        assert_string_equal(qcc_status_chinese(rows[i].code), rows[i].chinese);
        valid += is_valid;
    }
    assert_int_equal(valid, 13);
}

static void no_other_code_is_in_the_tables(void **state)
{
    size_t known = 0;

    (void)state;
    for (uint32_t code = 0; code <= UINT16_MAX; code++) {
        unit_row("%lu", (unsigned long)code);
        const bool listed = qcc_status_find((uint16_t)code) != NULL;

        assert_int_equal(qcc_status_chinese((uint16_t)code) != NULL, listed);
        assert_int_equal(qcc_status_english((uint16_t)code) != NULL, listed);
        known += listed;
    }
    assert_int_equal(known, COUNT);
}

static void english_is_one_sentence_of_ascii_and_each_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        unit_row("%u", (unsigned)rows[i].code);
        const char *english = qcc_status_english(rows[i].code);
        const size_t len = strlen(english);

        assert_in_range(len, 10, 100);
        assert_in_range((uint8_t)english[0], 'A', 'Z');
        assert_ptr_equal(strchr(english, '.'), english + len - 1);
        for (size_t k = 0; k < len; k++) {
            assert_in_range((uint8_t)english[k], ' ', '~');
        }
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(english, qcc_status_english(rows[k].code));
        }
    }
}

static void a_listed_code_is_classed_by_the_list_whatever_the_message_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        unit_row("%u", (unsigned)rows[i].code);
        const bool valid = rows[i].letter == 'V';
        const struct qcc_span other = qcc_span_of(valid ? "【无效请求】x" : "【有效请求】x");

        assert_int_equal(qcc_status_classify(rows[i].code, other),
                         valid ? QCC_STATUS_VALID : QCC_STATUS_INVALID);
    }
}

static void an_unlisted_code_is_classed_by_the_prefix_of_its_message(void **state)
{
    static const struct {
        const char *message;
        enum qcc_status_class expected;
    } messages[] = {
        {"【有效请求】新的情况", QCC_STATUS_VALID},
        {"【无效请求】新的情况", QCC_STATUS_INVALID},
        {"【有效请求】", QCC_STATUS_VALID},
        {"【无效请求】", QCC_STATUS_INVALID},
        {"【有效请求", QCC_STATUS_UNKNOWN},
        {"【", QCC_STATUS_UNKNOWN},
        {"", QCC_STATUS_UNKNOWN},
        {" 【有效请求】", QCC_STATUS_UNKNOWN},
        {"新的情况【无效请求】", QCC_STATUS_UNKNOWN},
        {"查询成功", QCC_STATUS_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        unit_row("%s", messages[i].message);
        assert_int_equal(qcc_status_classify(299, qcc_span_of(messages[i].message)),
                         messages[i].expected);
    }
    assert_int_equal(qcc_status_classify(299, qcc_span_make(NULL, 0)), QCC_STATUS_UNKNOWN);
}

static void every_advice_has_a_clause_of_its_own(void **state)
{
    (void)state;
    for (int i = QCC_ADVICE_NONE; i <= QCC_ADVICE_OTHER_KEYWORD; i++) {
        unit_row("advice %d", i);
        const char *text = qcc_status_advice_text((enum qcc_status_advice)i);

        assert_in_range(strlen(text), 5, 100);
        for (int k = QCC_ADVICE_NONE; k < i; k++) {
            assert_string_not_equal(text, qcc_status_advice_text((enum qcc_status_advice)k));
        }
    }
    assert_non_null(qcc_status_advice_text((enum qcc_status_advice)99));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_documented_code_has_its_class_text_and_advice),
        cmocka_unit_test(no_other_code_is_in_the_tables),
        cmocka_unit_test(english_is_one_sentence_of_ascii_and_each_its_own),
        cmocka_unit_test(a_listed_code_is_classed_by_the_list_whatever_the_message_says),
        cmocka_unit_test(an_unlisted_code_is_classed_by_the_prefix_of_its_message),
        cmocka_unit_test(every_advice_has_a_clause_of_its_own),
    };

    return unit_run(tests, argc, argv);
}
