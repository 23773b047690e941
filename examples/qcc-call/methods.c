/* methods.c - the table of the methods that this program knows.
 * SPDX-License-Identifier: MIT */
#include "methods.h"

#include <stdio.h>

#include "text.h"

static const struct known_method *const methods[] = {&annual_report_summary, &basic_details};

#define COUNT (sizeof methods / sizeof methods[0])

const struct known_method *methods_find(struct qcc_span path)
{
    for (size_t i = 0; i < COUNT; i++) {
        if (qcc_span_equal(path, methods[i]->method.path)) {
            return methods[i];
        }
    }
    return NULL;
}

void methods_list(void)
{
    for (size_t i = 0; i < COUNT; i++) {
        const struct qcc_span path = methods[i]->method.path;
        printf("  %.*s %s=...\n", (int)path.len - 1, (const char *)path.ptr + 1,
               methods[i]->parameter);
    }
}

void methods_print_member(struct qcc_json_value object, const char *member, const char *label)
{
    char text[1024];
    const enum qcc_error error =
        qcc_json_string(qcc_json_member(object, member), text, sizeof text, NULL);
    if (error != QCC_OK && error != QCC_ERROR_TOO_SMALL) {
        return;
    }
    printf("%s: ", label);
    text_put(stdout, text, false);
    puts(error == QCC_OK ? "" : "...");
}
