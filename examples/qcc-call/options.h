/* options.h - the command line of qcc-call.
 * SPDX-License-Identifier: MIT */
#ifndef CALL_OPTIONS_H
#define CALL_OPTIONS_H

#include <stdbool.h>

#include "exits.h"
#include "qcc/qcc.h"

struct options {
    const char *base_url; /* NULL: the service's */
    const char *ca_file;
    const char *credentials;
    const char *proxy;
    const struct qcc_proxy *via;
    unsigned long timeout_ms;
    bool allow_plain_http;
    bool json, text;

    char path[128]; /* begins with a slash */
    struct qcc_parameter parameters[QCC_PARAMETERS_MAX];
    size_t parameter_count;
};

/* Reads the command line. Returns true to go on; otherwise what had to be said has been said, and
 * *code is the exit code. */
bool options_parse(struct options *options, int argc, char **argv, int *code);

#endif
