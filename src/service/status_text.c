/* status_text.c - what the service's Status codes say, in Chinese and in English; apart from the
 * numbers, as few programs show it.
 * SPDX-License-Identifier: MIT */
#include "qcc/status.h"

#include <stddef.h>

struct row {
    uint16_t code;
    const char *chinese;
    const char *english;
};

/* Texts are as documented, without the prefix that says the class; 223 has its newer text, because
 * that is what is in use. */
static const struct row rows[] = {
    {101, "当前的 KEY 无效或者还未生效中", "The key is invalid or not in force yet."},
    {102, "当前 KEY 已欠费", "The key's account is in arrears."},
    {103, "当前 KEY 被暂停使用", "The key is suspended."},
    {104, "请求 KEY 异常，请联系管理员", "The key behaves abnormally; contact the administrator."},
    {105, "接口已下线停用", "The interface has been taken out of service."},
    {106, "非法请求过多，请联系管理员",
     "There were too many illegal requests; contact the administrator."},
    {107, "被禁止的 IP 或者签名错误", "The IP address is not allowed, or the signature is wrong."},
    {108, "异常请求过多，请联系管理员",
     "There were too many abnormal requests; contact the administrator."},
    {109, "请求超过每日系统限制", "The system's limit of requests per day is exceeded."},
    {110, "当前相同查询连续出错，请等 2 小时后重试",
     "The same query failed repeatedly; retry after two hours."},
    {111, "接口权限未开通，请联系管理员",
     "The key has no permission for this interface; contact the administrator."},
    {112, "您的账号剩余使用量已不足或已过期",
     "The account's remaining quota is used up or has expired."},
    {113, "当前接口已被删除，请重新申请", "The interface was deleted; apply for it again."},
    {114, "当前接口已被禁用，请联系管理员",
     "The interface was disabled; contact the administrator."},
    {115, "身份验证错误或者已过期", "The authentication is wrong or has expired."},
    {116, "请求超过每日调用总量限制", "The limit of calls per day is exceeded."},
    {117, "当前不支持的请求参数调用量过多",
     "There were too many calls with parameters that are not supported."},
    {118, "当前接口不支持此方式的调用", "The interface does not support this way of calling it."},
    {119, "您的帐号出现异常，请联系管理员",
     "The account behaves abnormally; contact the administrator."},
    {120, "系统流量异常，请稍后再试", "The system's traffic is abnormal; try again later."},
    {121, "数据不能出境", "The data must not leave the country."},
    {122, "请求超过系统并发限制", "The system's limit of concurrent requests is exceeded."},
    {123, "未认证权益上限", "The limit for accounts that are not certified is reached."},
    {124, "系统维护中，暂时无法下单",
     "The system is under maintenance and takes no orders for now."},
    {125, "查询参数错误", "A query parameter is wrong."},
    {126, "查询参数类型或结构有误", "A query parameter has a wrong type or structure."},
    {199, "系统未知错误，请联系技术客服",
     "The system met an unknown error; contact technical support."},
    {200, "查询成功", "The query succeeded."},
    {201, "查询无结果", "The query found nothing."},
    {202, "查询参数错误，请检查", "A query parameter is wrong; check it."},
    {203, "系统查询有异常，请联系技术人员",
     "The system's query failed; contact technical support."},
    {205, "等待处理中", "The query is waiting to be processed."},
    {207, "请求数据的条目数超过上限（5000）",
     "The query asks for more entries than the limit of 5000."},
    {208, "此接口不支持此公司类型查询", "This interface does not support companies of this type."},
    {209, "企业数量超过上限", "The number of companies exceeds the limit."},
    {213, "参数长度不能小于 2", "A parameter must have at least 2 characters."},
    {214, "您还未购买过该接口，请先购买", "The interface has not been bought; buy it first."},
    {215, "不支持的查询关键字", "The keyword is not supported."},
    {218, "该企业暂不支持空壳扫描", "The shell company scan does not support this company yet."},
    {219, "该企业暂不支持准入尽调",
     "The admission due diligence does not support this company yet."},
    {223, "查询参数模糊，无法获取结果", "The query parameter is too vague to give a result."},
    {224, "查询参数无效", "The query parameter is invalid."},
};

static const struct row *find(uint16_t code)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].code == code) {
            return &rows[i];
        }
    }
    return NULL;
}

const char *qcc_status_chinese(uint16_t code)
{
    const struct row *row = find(code);
    return row == NULL ? NULL : row->chinese;
}

const char *qcc_status_english(uint16_t code)
{
    const struct row *row = find(code);
    return row == NULL ? NULL : row->english;
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
