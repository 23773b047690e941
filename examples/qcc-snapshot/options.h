/* options.h - the command line.
 * SPDX-License-Identifier: MIT */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

#include "exits.h"
#include "qcc/proxy.h"
#include "qcc/trust.h"

#define PINS_MAX 16

struct options {
    const char *base_url; /* NULL: the service's */
    const char *ca_file;
    const char *credentials;
    const char *session;         /* the file of --session; NULL: none */
    const char *proxy;           /* as --proxy says; NULL: it does not */
    const struct qcc_proxy *via; /* what was chosen; NULL: no proxy */
    const char *keyword;         /* NULL: --batch */
    const char *batch;           /* the file of --batch; NULL: there is none */
    unsigned long line;          /* of that file; 0: none */
    struct qcc_pin pins[PINS_MAX];
    size_t pin_count;
    long long clock_offset_s;
    unsigned long timeout_ms;
    unsigned long repeat;
    unsigned long retries;       /* 0: none */
    unsigned long retry_base_ms; /* 0: the library's */
    bool retry_maybe_charged;
    const char *output; /* NULL: no picture is fetched; "-": stdout */
    unsigned long picture_bytes_max;
    bool allow_plain_picture;
    bool allow_plain_http;
    bool bootstrap_clock;
    bool json;
    bool verbose;
    bool as_typed;
    bool yes;
};

/* Reads the command line. Returns true to go on; otherwise what had to be said has been said, and
 * *code is the exit code. */
bool options_parse(struct options *options, int argc, char **argv, int *code);

#endif
