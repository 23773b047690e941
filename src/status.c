/* status.c - the table of the service's Status codes.
 * SPDX-License-Identifier: MIT */
#include "qcc/status.h"

#if QCC_STATUS_TEXTS
#define ROW(code, name, advice, chinese, english)                                                  \
    {                                                                                              \
        code, QCC_STATUS_##name, QCC_ADVICE_##advice, chinese, english                             \
    }
#else
#define ROW(code, name, advice, chinese, english)                                                  \
    {                                                                                              \
        code, QCC_STATUS_##name, QCC_ADVICE_##advice                                               \
    }
#endif

/* The document's 36 codes, and 122 to 126 and 224 from newer lists; 223 has its newer text, because
 * that is what is in use. Texts are as documented, without the prefix that says the class. */
static const struct qcc_status table[] = {
    ROW(101, INVALID, OPERATOR, "当前的 KEY 无效或者还未生效中",
        "The key is invalid or not in force yet."),
    ROW(102, INVALID, OPERATOR, "当前 KEY 已欠费", "The key's account is in arrears."),
    ROW(103, INVALID, OPERATOR, "当前 KEY 被暂停使用", "The key is suspended."),
    ROW(104, INVALID, OPERATOR, "请求 KEY 异常，请联系管理员",
        "The key behaves abnormally; contact the administrator."),
    ROW(105, VALID, OPERATOR, "接口已下线停用", "The interface has been taken out of service."),
    ROW(106, INVALID, OPERATOR, "非法请求过多，请联系管理员",
        "There were too many illegal requests; contact the administrator."),
    ROW(107, INVALID, OPERATOR, "被禁止的 IP 或者签名错误",
        "The IP address is not allowed, or the signature is wrong."),
    ROW(108, INVALID, OPERATOR, "异常请求过多，请联系管理员",
        "There were too many abnormal requests; contact the administrator."),
    ROW(109, INVALID, TOMORROW, "请求超过每日系统限制",
        "The system's limit of requests per day is exceeded."),
    ROW(110, VALID, TWO_HOURS, "当前相同查询连续出错，请等 2 小时后重试",
        "The same query failed repeatedly; retry after two hours."),
    ROW(111, INVALID, OPERATOR, "接口权限未开通，请联系管理员",
        "The key has no permission for this interface; contact the administrator."),
    ROW(112, INVALID, OPERATOR, "您的账号剩余使用量已不足或已过期",
        "The account's remaining quota is used up or has expired."),
    ROW(113, INVALID, OPERATOR, "当前接口已被删除，请重新申请",
        "The interface was deleted; apply for it again."),
    ROW(114, INVALID, OPERATOR, "当前接口已被禁用，请联系管理员",
        "The interface was disabled; contact the administrator."),
    ROW(115, INVALID, OPERATOR, "身份验证错误或者已过期",
        "The authentication is wrong or has expired."),
    ROW(116, INVALID, TOMORROW, "请求超过每日调用总量限制",
        "The limit of calls per day is exceeded."),
    ROW(117, INVALID, OPERATOR, "当前不支持的请求参数调用量过多",
        "There were too many calls with parameters that are not supported."),
    ROW(118, INVALID, OPERATOR, "当前接口不支持此方式的调用",
        "The interface does not support this way of calling it."),
    ROW(119, INVALID, OPERATOR, "您的帐号出现异常，请联系管理员",
        "The account behaves abnormally; contact the administrator."),
    ROW(120, INVALID, LATER, "系统流量异常，请稍后再试",
        "The system's traffic is abnormal; try again later."),
    ROW(121, INVALID, OPERATOR, "数据不能出境", "The data must not leave the country."),
    ROW(122, INVALID, LATER, "请求超过系统并发限制",
        "The system's limit of concurrent requests is exceeded."),
    ROW(123, INVALID, OPERATOR, "未认证权益上限",
        "The limit for accounts that are not certified is reached."),
    ROW(124, INVALID, LATER, "系统维护中，暂时无法下单",
        "The system is under maintenance and takes no orders for now."),
    ROW(125, INVALID, OTHER_KEYWORD, "查询参数错误", "A query parameter is wrong."),
    ROW(126, INVALID, OTHER_KEYWORD, "查询参数类型或结构有误",
        "A query parameter has a wrong type or structure."),
    ROW(199, INVALID, LATER, "系统未知错误，请联系技术客服",
        "The system met an unknown error; contact technical support."),
    ROW(200, VALID, NONE, "查询成功", "The query succeeded."),
    ROW(201, VALID, OTHER_KEYWORD, "查询无结果", "The query found nothing."),
    ROW(202, VALID, OTHER_KEYWORD, "查询参数错误，请检查", "A query parameter is wrong; check it."),
    ROW(203, INVALID, LATER, "系统查询有异常，请联系技术人员",
        "The system's query failed; contact technical support."),
    ROW(205, VALID, POLL, "等待处理中", "The query is waiting to be processed."),
    ROW(207, VALID, OTHER_KEYWORD, "请求数据的条目数超过上限（5000）",
        "The query asks for more entries than the limit of 5000."),
    ROW(208, VALID, OTHER_KEYWORD, "此接口不支持此公司类型查询",
        "This interface does not support companies of this type."),
    ROW(209, VALID, OTHER_KEYWORD, "企业数量超过上限",
        "The number of companies exceeds the limit."),
    ROW(213, VALID, OTHER_KEYWORD, "参数长度不能小于 2",
        "A parameter must have at least 2 characters."),
    ROW(214, INVALID, OPERATOR, "您还未购买过该接口，请先购买",
        "The interface has not been bought; buy it first."),
    ROW(215, VALID, OTHER_KEYWORD, "不支持的查询关键字", "The keyword is not supported."),
    ROW(218, VALID, OTHER_KEYWORD, "该企业暂不支持空壳扫描",
        "The shell company scan does not support this company yet."),
    ROW(219, VALID, OTHER_KEYWORD, "该企业暂不支持准入尽调",
        "The admission due diligence does not support this company yet."),
    ROW(223, INVALID, OTHER_KEYWORD, "查询参数模糊，无法获取结果",
        "The query parameter is too vague to give a result."),
    ROW(224, INVALID, OTHER_KEYWORD, "查询参数无效", "The query parameter is invalid."),
};

const struct qcc_status *qcc_status_find(uint16_t code)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].code == code) {
            return &table[i];
        }
    }
    return NULL;
}

static bool begins_with(struct qcc_span text, struct qcc_span prefix)
{
    return text.len >= prefix.len && qcc_span_equal(qcc_span_make(text.ptr, prefix.len), prefix);
}

enum qcc_status_class qcc_status_classify(uint16_t code, struct qcc_span message)
{
    static const struct qcc_span valid = QCC_SPAN("【有效请求】");
    static const struct qcc_span invalid = QCC_SPAN("【无效请求】");
    const struct qcc_status *status = qcc_status_find(code);

    if (status != NULL) {
        return (enum qcc_status_class)status->status_class;
    }
    if (begins_with(message, valid)) {
        return QCC_STATUS_VALID;
    }
    return begins_with(message, invalid) ? QCC_STATUS_INVALID : QCC_STATUS_UNKNOWN;
}

const char *qcc_status_advice_text(enum qcc_status_advice advice)
{
    switch (advice) {
    case QCC_ADVICE_NONE:
        return "nothing to do";
    case QCC_ADVICE_LATER:
        return "try again later";
    case QCC_ADVICE_POLL:
        return "in progress: ask again, slowly";
    case QCC_ADVICE_TWO_HOURS:
        return "wait two hours before asking again";
    case QCC_ADVICE_TOMORROW:
        return "the day's quota is used up: try again tomorrow";
    case QCC_ADVICE_OPERATOR:
        return "stop and call an operator: the key, account, permission or signature needs "
               "attention";
    case QCC_ADVICE_OTHER_KEYWORD:
        return "this keyword will not work: use another one";
    }
    return "nothing known";
}
