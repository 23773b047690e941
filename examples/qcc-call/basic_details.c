/* basic_details.c - 工商照面, ECIV4/GetBasicDetailsByName: what a company is registered as.
 *
 * The service's document names neither the method nor the members of its Result; both stand in
 * public clients. What is missing is left out.
 * SPDX-License-Identifier: MIT */
#include "methods.h"

/* With Status 200 the Result is one object. */
static enum qcc_error judge(struct qcc_envelope *reply)
{
    return reply->raw.len != 0 && reply->raw.ptr[0] == '{' ? QCC_OK : QCC_ERROR_RESULT;
}

static void print(struct qcc_json_value result)
{
    methods_print_member(result, "Name", "企业名称");
    methods_print_member(result, "CreditCode", "统一社会信用代码");
    methods_print_member(result, "No", "注册号");
    methods_print_member(result, "OperName", "法定代表人");
    methods_print_member(result, "Status", "登记状态");
    methods_print_member(result, "Address", "地址");
}

const struct known_method basic_details = {
    {QCC_SPAN("/ECIV4/GetBasicDetailsByName"), judge}, "keyword", print};
