/* qcc_port_check_print.c - the rows as lines of text.
 * SPDX-License-Identifier: MIT */
#include "qcc_port_check.h"

#include <stdio.h>

void qcc_port_check_print(void *file, const char *row, enum qcc_port_check_verdict verdict,
                          const char *detail)
{
    static const char *const words[] = {"ok  ", "FAIL", "skip"};

    fprintf(file, "%s %s%s%s\n", words[verdict], row, detail != NULL ? ": " : "",
            detail != NULL ? detail : "");
    fflush(file);
}

void qcc_port_check_print_sum(void *file, const struct qcc_port_check *check)
{
    fprintf(file, "%u rows: %u hold, %u fail, %u skipped\n", qcc_port_check_rows(), check->held,
            check->failed, check->skipped);
    fflush(file);
}
