/* report.h - what is said of a request: the answer on stdout, everything else on stderr.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_H
#define REPORT_H

#include "options.h"
#include "qcc/qcc.h"

/* Prints how a request of `client` ended. Returns false when stdout did not take the answer; then
 * the link has been printed on stderr. */
bool report(const struct options *options, const struct qcc_client *client, enum qcc_error error);

/* Begins a line on stderr: the program's name and, in a batch, the number of the line. */
void report_begin(const struct options *options);

/* The exit code that says it. */
int report_exit_code(enum qcc_error error);

#endif
