/* annual_report_summary.c - 年报概况, AR/GetAnnualReportSummary: the annual reports that a company
 * has filed.
 *
 * The service's document names the method (section 6.2) and not the members of its Result; those
 * stand in public clients. What is missing is left out.
 * SPDX-License-Identifier: MIT */
#include "methods.h"

/* With Status 200 the Result is an array. */
static enum qcc_error judge(struct qcc_envelope *reply)
{
    return reply->raw.len != 0 && reply->raw.ptr[0] == '[' ? QCC_OK : QCC_ERROR_RESULT;
}

static void print(struct qcc_json_value result)
{
    const size_t count = qcc_json_count(result);
    for (size_t i = 0; i < count; i++) {
        struct qcc_json_value report = qcc_json_element(result, i);
        methods_print_member(report, "Year", "年报");
        methods_print_member(report, "PublishDate", "发布日期");
    }
}

const struct known_method annual_report_summary = {
    {QCC_SPAN("/AR/GetAnnualReportSummary"), judge}, "keyNo", print};
