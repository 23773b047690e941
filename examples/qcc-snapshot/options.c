/* options.c - the command line.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* getopt_long */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "qcc/qcc.h"

static const char usage[] =
    "usage: qcc-snapshot [options] KEYWORD\n"
    "       qcc-snapshot [options] --batch FILE\n"
    "Asks QCC for the 工商快照 (business-registration snapshot) of a company and prints its URL.\n"
    "KEYWORD is a company's name, KeyNo, 统一社会信用代码 or 注册号, in UTF-8,\n"
    "or the text of the QR code on its business licence.\n"
    "\n"
    "  --base-url URL        default " QCC_BASE_URL "\n"
    "  --allow-plain-http    accept an http:// base URL: key, Token and reply travel in the clear\n"
    "  --ca-file FILE        PEM roots; default: the system's bundle\n"
    "  --pin sha256//BASE64  the chain must have this key; give it twice or more, with a reserve:\n"
    "                        one of them is enough. On top of --ca-file, never instead of it\n"
    "  --credentials FILE    lines key=... and secret_key=...; default: QCC_KEY and "
    "QCC_SECRET_KEY\n"
    "                        in the environment\n"
    "  --clock-offset S      add S seconds to this device's clock: what an earlier call has found\n"
    "  --bootstrap-clock     where the clock is not set at all, ask the host for the time first;\n"
    "                        dates of certificates are not judged for that (see qcc/clock.h)\n"
    "  --proxy URL           http://[user:password@]host:port, for https only; other users of this\n"
    "                        machine can see it: better the environment (https_proxy, no_proxy) or\n"
    "                        a line proxy=... in the file of --credentials. Empty: no proxy\n"
    "  --session FILE        keep the TLS session there, mode 0600: the next run's handshake is "
    "short\n"
    "  --timeout-ms N        the whole exchange; default 30000\n"
    "  --repeat N            ask N times over one client, until the first failure\n"
    "  --retries N           ask again, up to N times a request, what the service was too busy for\n"
    "                        or what failed before it went out; default 0. Says what it waits\n"
    "                        for; --timeout-ms does not cover the waits\n"
    "  --retry-maybe-charged also what was or may have been charged; it is charged again then\n"
    "  --retry-base-ms N     the longest first wait, the others grow from it; default 5000\n"
    "  --batch FILE          a keyword a line (-: stdin), a JSON object each, in order, until "
    "one fails\n"
    "                        for what is no keyword's fault: key, account, configuration, device\n"
    "  --as-typed            send KEYWORD as it is. Otherwise blanks around it and invisible "
    "characters\n"
    "                        are left out, a code's hyphens and full-width or small letters put "
    "right,\n"
    "                        and the code is taken out of a QR code's text; stderr tells\n"
    "  --yes                 send a code with a wrong check digit, too, without asking on a "
    "terminal\n"
    "  --output FILE         fetch the picture, too, and save it as FILE; -: to stdout, and the link "
    "to\n"
    "                        stderr; with --batch FILE is a folder, for 000001.png or .jpg by "
    "line\n"
    "  --allow-plain-picture fetch an http:// picture without TLS; otherwise by https on 443\n"
    "  --max-picture-bytes N refuse a larger picture; default 16777216\n"
    "  --json                one JSON object a line on stdout\n"
    "  --verbose             phases, sizes, times, reuse and TLS version on stderr\n"
    "  -h, --help, --version\n"
    "\n"
    "exit: 0 Status 200, 1 another Status, 2 usage, configuration or keyword, 3 network, 4 TLS,\n"
    "      5 malformed or unexpected reply, 6 deadline, 7 platform (arena, entropy, clock),\n"
    "      8 the link is good and its picture could not be had,\n"
    "      130 interrupted by Ctrl-C (128 and the number of any signal);\n"
    "      of --batch: that of the line that stopped it, otherwise of the first that failed\n";

enum { RETRIES = 'r' << 8, RETRY_MAYBE_CHARGED, RETRY_BASE_MS };

#define PICTURE_BYTES_LIMIT 268435455 /* the library's */

/* clang-format off */
static const struct option longs[] = {
    {"base-url", required_argument, NULL, 'b'},
    {"allow-plain-http", no_argument, NULL, 'p'},
    {"pin", required_argument, NULL, 'i'},
    {"clock-offset", required_argument, NULL, 'k'},
    {"bootstrap-clock", no_argument, NULL, 'C'},
    {"ca-file", required_argument, NULL, 'a'},
    {"credentials", required_argument, NULL, 'c'},
    {"proxy", required_argument, NULL, 'x'},
    {"session", required_argument, NULL, 's'},
    {"timeout-ms", required_argument, NULL, 't'},
    {"repeat", required_argument, NULL, 'r'},
    {"retries", required_argument, NULL, RETRIES},
    {"retry-maybe-charged", no_argument, NULL, RETRY_MAYBE_CHARGED},
    {"retry-base-ms", required_argument, NULL, RETRY_BASE_MS},
    {"batch", required_argument, NULL, 'B'},
    {"as-typed", no_argument, NULL, 'T'},
    {"yes", no_argument, NULL, 'y'},
    {"output", required_argument, NULL, 'o'},
    {"allow-plain-picture", no_argument, NULL, 'P'},
    {"max-picture-bytes", required_argument, NULL, 'm'},
    {"json", no_argument, NULL, 'j'},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};
/* clang-format on */

static bool read_number(const char *text, unsigned long max, const char *option,
                        unsigned long *number)
{
    return complain_or_read(text, 1, max, option, number);
}

static bool read_pin(struct options *options, const char *text)
{
    if (options->pin_count == PINS_MAX) {
        fprintf(stderr, "qcc-snapshot: --pin can be given %d times at most\n", PINS_MAX);
        return false;
    }
    if (qcc_pin_parse(&options->pins[options->pin_count], qcc_span_of(text)) != QCC_OK) {
        fputs(
            "qcc-snapshot: --pin takes sha256// and the 44 characters of a SHA-256 in base64 (see "
            "--help)\n",
            stderr);
        return false;
    }
    options->pin_count++;
    return true;
}

static bool read_offset(const char *text, long long *offset_s)
{
    char *end;
    errno = 0;
    *offset_s = strtoll(text, &end, 10);
    if (((text[0] >= '0' && text[0] <= '9') || text[0] == '-') && end != text && *end == '\0' &&
        errno == 0) {
        return true;
    }
    fputs("qcc-snapshot: --clock-offset takes a whole number of seconds (see --help)\n", stderr);
    return false;
}

/* True when the option was read; otherwise *code. */
static bool read_option(struct options *options, int option, char *const *argv, int *code)
{
    *code = EXIT_USAGE;
    switch (option) {
    case 'b':
        options->base_url = optarg;
        return true;
    case 'p':
        return options->allow_plain_http = true;
    case 'a':
        options->ca_file = optarg;
        return true;
    case 'c':
        options->credentials = optarg;
        return true;
    case 'i':
        return read_pin(options, optarg);
    case 'k':
        return read_offset(optarg, &options->clock_offset_s);
    case 'C':
        return options->bootstrap_clock = true;
    case 'x':
        options->proxy = optarg;
        return true;
    case 's':
        options->session = optarg;
        return true;
    case 't':
        return read_number(optarg, QCC_TIMEOUT_MAX_MS, "--timeout-ms", &options->timeout_ms);
    case 'r':
        return read_number(optarg, 1000000, "--repeat", &options->repeat);
    case RETRIES:
        return complain_or_read(optarg, 0, 1000, "--retries", &options->retries);
    case RETRY_MAYBE_CHARGED:
        return options->retry_maybe_charged = true;
    case RETRY_BASE_MS:
        return read_number(optarg, 3600000, "--retry-base-ms", &options->retry_base_ms);
    case 'B':
        options->batch = optarg;
        return true;
    case 'T':
        return options->as_typed = true;
    case 'y':
        return options->yes = true;
    case 'o':
        options->output = optarg;
        return true;
    case 'P':
        return options->allow_plain_picture = true;
    case 'm':
        return read_number(optarg, PICTURE_BYTES_LIMIT, "--max-picture-bytes",
                           &options->picture_bytes_max);
    case 'j':
        return options->json = true;
    case 'v':
        return options->verbose = true;
    case 'h':
        fputs(usage, stdout);
        *code = EXIT_ANSWER;
        return false;
    case 'V':
        puts("qcc-snapshot " QCC_VERSION);
        *code = EXIT_ANSWER;
        return false;
    case ':':
        complain_of(argv[optind - 1], "needs a value");
        return false;
    default:
        complain_of_unknown(argv);
        return false;
    }
}

static bool is_same(const char *a, const char *b)
{
    return b != NULL && strcmp(a, b) == 0;
}

/* What cannot be meant at the same time. */
static bool fit_together(const struct options *options)
{
    if (options->batch != NULL && options->repeat != 0) {
        complain("--batch and --repeat do not go together");
        return false;
    }
    if (options->session != NULL && (is_same(options->session, options->output) ||
                                     is_same(options->session, options->credentials) ||
                                     is_same(options->session, options->ca_file))) {
        complain("--session names a file that has another use");
        return false;
    }
    if (options->output == NULL) {
        return true;
    }
    if (options->output[0] == '\0') {
        complain("--output needs a name");
        return false;
    }
    if (options->batch != NULL && strcmp(options->output, "-") == 0) {
        complain("--output - and --batch do not go together: the lines of JSON go to stdout");
        return false;
    }
    if (options->repeat != 0) {
        complain("--output and --repeat do not go together: there is one FILE");
        return false;
    }
    if (options->json && strcmp(options->output, "-") == 0) {
        complain("--output - and --json do not go together: both go to stdout");
        return false;
    }
    return true;
}

/* What is asked: one KEYWORD, or the lines of --batch. */
static bool read_keyword(struct options *options, int count, char *const *keywords)
{
    if (options->batch != NULL && count > 0) {
        complain("--batch has its keywords from FILE: no KEYWORD beside it");
        return false;
    }
    if (options->batch == NULL && count != 1) {
        complain(count > 0 ? "one KEYWORD only; one with blanks goes into quotes"
                           : "a KEYWORD is missing");
        return false;
    }
    options->keyword = count > 0 ? keywords[0] : NULL;
    return true;
}

bool options_parse(struct options *options, int argc, char **argv, int *code)
{
    int option;
    *options = (struct options){.timeout_ms = 30000, .picture_bytes_max = QCC_PICTURE_BYTES_MAX};
    opterr = 0;
    while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
        if (!read_option(options, option, argv, code)) {
            return false;
        }
    }
    *code = EXIT_USAGE;
    if (!read_keyword(options, argc - optind, argv + optind) || !fit_together(options)) {
        return false;
    }
    options->repeat = options->repeat != 0 ? options->repeat : 1;
    return true;
}
