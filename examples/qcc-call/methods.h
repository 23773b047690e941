/* methods.h - the methods of the service that this program knows more of than a path: one file for
 * each.
 *
 * To add one, write a file as basic_details.c is, name it here and in methods.c and in
 * examples/CMakeLists.txt.
 * SPDX-License-Identifier: MIT */
#ifndef METHODS_H
#define METHODS_H

#include "qcc/qcc.h"

struct known_method {
    struct qcc_method method;
    const char *parameter; /* that names the company */

    /* Prints what a person wants to read of a Result, a line each. */
    void (*print)(struct qcc_json_value result);
};

extern const struct known_method annual_report_summary, basic_details;

/* The known method of that path, or NULL. */
const struct known_method *methods_find(struct qcc_span path);

/* Prints the paths of all, for --help. */
void methods_list(void);

/* Prints "label: text", where `object` has a member of that name that is a string. */
void methods_print_member(struct qcc_json_value object, const char *member, const char *label);

#endif
