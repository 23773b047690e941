/* shapes.c - the shapes that the service's envelope has had over the years, some that can be
 * feared, and some that must be refused.
 * SPDX-License-Identifier: MIT */
#include "simulator.h"

#include <stdio.h>
#include <string.h>

/* In a template `@URL@` is the snapshot's URL, `@ORDER@` an OrderNumber, `@NUL@` a NUL,
 * `@NEST@` a hundred levels. */
struct shape {
    const char *name;
    unsigned status; /* that a client sees; 0: it refuses the reply */
    const char *template;
};

static const struct shape shapes[] = {
    /* Seen. */
    {"document", 200,
     "{\n  \"Status\": \"200\",\n  \"Message\": \"查询成功\",\n  \"OrderNumber\": \"@ORDER@\",\n"
     "  \"Result\": \"@URL@\"\n}"},
    {"undated", 201,
     "{\"Status\":\"201\",\"Message\":\"查询无结果\",\"Paging\":null,\"Result\":null}"},
    {"2019-20", 200,
     "{\"OrderNumber\":\"@ORDER@\",\"Paging\":{\"PageSize\":10,\"PageIndex\":1,"
     "\"TotalRecords\":1},\"Result\":\"@URL@\",\"Status\":\"200\",\"Message\":\"查询成功\"}"},
    {"2019-20-array", 0,
     "{\"OrderNumber\":\"@ORDER@\",\"Paging\":{\"PageSize\":10,\"PageIndex\":1,"
     "\"TotalRecords\":1},\"Result\":[{\"KeyNo\":\"@URL@\",\"Status\":\"在业\"}],"
     "\"Status\":\"200\",\"Message\":\"查询成功\"}"},
    {"2019", 200,
     "{\"JobId\":\"\",\"OrderNumber\":\"@ORDER@\",\"Result\":\"@URL@\",\"Status\":\"200\","
     "\"Message\":\"查询成功\"}"},
    {"2019-object", 0,
     "{\"JobId\":\"\",\"OrderNumber\":\"@ORDER@\",\"Result\":{\"KeyNo\":\"@URL@\"},"
     "\"Status\":\"200\",\"Message\":\"查询成功\"}"},
    {"2020", 200, "{\"Result\":\"@URL@\",\"Status\":\"200\",\"Message\":\"查询成功\"}"},
    {"2020-object", 0,
     "{\"Result\":{\"Name\":\"虚构\",\"Status\":\"在业\"},\"Status\":\"200\","
     "\"Message\":\"查询成功\"}"},
    {"2021-24", 200,
     "{\"Status\":\"200\",\"Message\":\"【有效请求】查询成功\",\"OrderNumber\":\"@ORDER@\","
     "\"Paging\":null,\"Result\":\"@URL@\"}"},
    {"error", 112,
     "{\"Status\":\"112\",\"Message\":\"【无效请求】您的账号剩余使用量已不足或已过期\","
     "\"OrderNumber\":\"ECICERTIFICATION2024010212345612345678\",\"Paging\":null,"
     "\"Result\":null}"},
    {"nested-status", 201,
     "{\"Result\":{\"Status\":\"在业\",\"Message\":\"不是\",\"OrderNumber\":7,"
     "\"Result\":[{\"Status\":\"200\"}]},\"Status\":\"201\",\"Message\":\"查询无结果\"}"},
    {"number-status", 200,
     "{\"Status\":200,\"Message\":\"查询成功\",\"OrderNumber\":\"@ORDER@\","
     "\"Result\":\"@URL@\"}"},
    {"number-status-error", 201, "{\"Status\":201,\"Message\":\"查询无结果\",\"Result\":null}"},
    {"lower-case", 200,
     "{\"status\":\"200\",\"message\":\"查询成功\",\"orderNumber\":\"@ORDER@\","
     "\"result\":\"@URL@\"}"},
    {"null-order-number", 200,
     "{\"Status\":\"200\",\"Message\":\"查询成功\",\"OrderNumber\":null,\"Result\":\"@URL@\"}"},
    {"no-order-number", 200, "{\"Status\":\"200\",\"Message\":\"查询成功\",\"Result\":\"@URL@\"}"},
    {"long-order-number", 200,
     "{\"Status\":\"200\",\"Message\":\"查询成功\","
     "\"OrderNumber\":\"ECICERTIFICATIONANDMORE123420240102123456123456\","
     "\"Result\":\"@URL@\"}"},
    {"null-message", 200,
     "{\"Status\":\"200\",\"Message\":null,\"OrderNumber\":\"@ORDER@\",\"Result\":\"@URL@\"}"},
    {"no-message", 200, "{\"Status\":\"200\",\"OrderNumber\":\"@ORDER@\",\"Result\":\"@URL@\"}"},
    {"status-only", 201, "{\"Status\":\"201\"}"},
    {"more-members", 200,
     "{\"ResultCode\":0,\"Cost\":1.5e-3,\"Free\":false,\"Hints\":[1,[2,{\"Result\":3}]],"
     "\"Status\":\"200\",\"Message\":\"查询成功\",\"OrderNumber\":\"@ORDER@\","
     "\"Result\":\"@URL@\",\"Version\":{\"Status\":\"1\"}}"},

    /* To be feared. */
    {"bom", 200,
     "\xEF\xBB\xBF{\"Status\":\"200\",\"Message\":\"查询成功\",\"OrderNumber\":\"@ORDER@\","
     "\"Result\":\"@URL@\"}"},
    {"pretty", 200,
     "\r\n{\r\n\t\"Status\" : \"200\" ,\r\n\t\"Message\" : \"查询成功\" ,\r\n"
     "\t\"OrderNumber\" : \"@ORDER@\" ,\r\n\t\"Result\" : \"@URL@\"\r\n}\r\n"},
    {"escapes", 200,
     "{\"\\u0053tatus\":\"2\\u00300\",\"Message\":\"\\u67e5\\u8BE2\\u6210\\u529F\","
     "\"OrderNumber\":\"@ORDER@\",\"Result\":\"@URL@\"}"},
    {"escaped-slashes", 200,
     "{\"Status\":\"200\",\"Message\":\"查询成功\",\"OrderNumber\":\"@ORDER@\","
     "\"Result\":\"@URL/@\"}"},
    {"surrogate-pair", 200,
     "{\"Status\":\"200\",\"Message\":\"\\uD842\\uDFB7\\ud83d\\ude00 查询成功\","
     "\"OrderNumber\":\"@ORDER@\",\"Result\":\"@URL@\"}"},
    {"quotes", 200,
     "{\"Status\":\"200\",\"Message\":\"\\\"查询\\\\成功\\\"\",\"OrderNumber\":\"@ORDER@\","
     "\"Result\":\"@URL@\"}"},
    {"nested-8", 200,
     "{\"Extra\":[[[[[[[]]]]]]],\"Status\":\"200\",\"Message\":\"查询成功\","
     "\"OrderNumber\":\"@ORDER@\",\"Result\":\"@URL@\"}"},

    /* To be refused. */
    {"null-result", 0, "{\"Status\":\"200\",\"Message\":\"查询成功\",\"Result\":null}"},
    {"no-result", 0, "{\"Status\":\"200\",\"Message\":\"查询成功\"}"},
    {"number-result", 0, "{\"Status\":\"200\",\"Message\":\"查询成功\",\"Result\":7}"},
    {"no-status", 0, "{\"Message\":\"查询成功\",\"Result\":\"@URL@\"}"},
    {"null-status", 0, "{\"Status\":null,\"Message\":\"查询成功\",\"Result\":\"@URL@\"}"},
    {"status-0200", 0, "{\"Status\":\"0200\",\"Message\":\"查询成功\",\"Result\":\"@URL@\"}"},
    {"status-200.0", 0, "{\"Status\":200.0,\"Message\":\"查询成功\",\"Result\":\"@URL@\"}"},
    {"status-2e2", 0, "{\"Status\":2e2,\"Message\":\"查询成功\",\"Result\":\"@URL@\"}"},
    {"two-statuses", 0,
     "{\"Status\":\"200\",\"Status\":\"201\",\"Message\":\"查询成功\",\"Result\":\"@URL@\"}"},
    {"two-results", 0,
     "{\"Status\":\"200\",\"Message\":\"查询成功\",\"Result\":\"@URL@\",\"Result\":\"@URL@\"}"},
    {"object-message", 0, "{\"Status\":\"200\",\"Message\":{},\"Result\":\"@URL@\"}"},
    {"long-order-number-200", 0,
     "{\"Status\":\"200\",\"OrderNumber\":\"@ORDER@@ORDER@@ORDER@@ORDER@@ORDER@@ORDER@\","
     "\"Result\":\"@URL@\"}"},
    {"two-roots", 0, "{\"Status\":\"200\",\"Result\":\"@URL@\"}{}"},
    {"array", 0, "[{\"Status\":\"200\",\"Result\":\"@URL@\"}]"},
    {"string", 0, "\"@URL@\""},
    {"empty", 0, ""},
    {"blank", 0, "  \r\n"},
    {"html", 0, "<html><body>维护中</body></html>"},
    {"cut", 0, "{\"Status\":\"200\",\"Result\":\"@URL@\""},
    {"trailing-comma", 0, "{\"Status\":\"200\",\"Result\":\"@URL@\",}"},
    {"no-colon", 0, "{\"Status\" \"200\",\"Result\":\"@URL@\"}"},
    {"nul-after", 0, "{\"Status\":\"200\",\"Result\":\"@URL@\"}@NUL@"},
    {"u0000", 0, "{\"Status\":\"200\",\"Message\":\"\\u0000\",\"Result\":\"@URL@\"}"},
    {"raw-control", 0, "{\"Status\":\"200\",\"Message\":\"\x1B[31m\",\"Result\":\"@URL@\"}"},
    {"lone-surrogate", 0, "{\"Status\":\"200\",\"Message\":\"\\uD842\",\"Result\":\"@URL@\"}"},
    {"gbk", 0,
     "{\"Status\":\"200\",\"Message\":\"\xB2\xE9\xD1\xAF\xB3\xC9\xB9\xA6\","
     "\"Result\":\"@URL@\"}"},
    {"over-long-utf8", 0, "{\"Status\":\"200\",\"Message\":\"\xC0\xAF\",\"Result\":\"@URL@\"}"},
    {"nested-100", 0, "{\"Extra\":@NEST@,\"Status\":\"200\",\"Result\":\"@URL@\"}"},
};

static void put_url(struct text *out, const char *url, bool escaped)
{
    for (; *url != '\0'; url++) {
        text_print(out, escaped && *url == '/' ? "\\%c" : "%c", *url);
    }
}

/* Puts what the placeholder at `at` stands for; returns its length, 0 when it is none. */
static size_t put_placeholder(struct text *out, const char *at, const char *url)
{
    char number[48];

    if (strncmp(at, "@URL@", 5) == 0 || strncmp(at, "@URL/@", 6) == 0) {
        put_url(out, url, at[4] == '/');
        return at[4] == '/' ? 6 : 5;
    }
    if (strncmp(at, "@ORDER@", 7) == 0) {
        order_number(number, "ECIIMAGE");
        text_print(out, "%s", number);
        return 7;
    }
    if (strncmp(at, "@NUL@", 5) == 0) {
        text_put(out, "", 1);
        return 5;
    }
    if (strncmp(at, "@NEST@", 6) == 0) {
        for (int i = 0; i < 200; i++) {
            text_put(out, i < 100 ? "[" : "]", 1);
        }
        return 6;
    }
    return 0;
}

bool shape_answer(struct answer *answer, const char *name, const char *url)
{
    const struct shape *shape = shapes;
    const struct shape *end = shapes + sizeof shapes / sizeof shapes[0];

    while (shape < end && strcmp(shape->name, name) != 0) {
        shape++;
    }
    if (shape == end) {
        return false;
    }
    answer->status = shape->status;
    answer->body.len = 0;
    for (const char *at = shape->template; *at != '\0';) {
        size_t len = put_placeholder(&answer->body, at, url);

        if (len == 0) {
            text_put(&answer->body, at, 1);
            len = 1;
        }
        at += len;
    }
    return true;
}

void shape_list(void)
{
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        if (shapes[i].status == 0) {
            printf("  shape-%-24s to be refused\n", shapes[i].name);
        } else {
            printf("  shape-%-24s Status %u\n", shapes[i].name, shapes[i].status);
        }
    }
}
