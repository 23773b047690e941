/* options.c - the command line of qcc-call.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* getopt_long */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "complain.h"
#include "methods.h"

#define UNRESERVED "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

static const char usage[] =
    "usage: qcc-call [options] PATH [NAME=VALUE...]\n"
    "Calls a GET method of QCC's service and prints its Result, as JSON. PATH stands below the base\n"
    "URL, AR/GetAnnualReportSummary for example; key, Token and Timespan are added. Values are in\n"
    "UTF-8, and are percent-encoded here.\n"
    "\n"
    "  --base-url URL        default " QCC_BASE_URL "\n"
    "  --allow-plain-http    accept an http:// base URL: key, Token and reply travel in the clear\n"
    "  --ca-file FILE        PEM roots; default: the system's bundle\n"
    "  --credentials FILE    lines key=... and secret_key=..., and proxy=...; default: QCC_KEY and\n"
    "                        QCC_SECRET_KEY in the environment\n"
    "  --proxy URL           http://[user:password@]host:port; other users of this machine can see\n"
    "                        it: better https_proxy in the environment, or proxy=... in a file\n"
    "  --timeout-ms N        the whole exchange; default 30000\n"
    "  --json                one JSON object: status, message, order_number, result, charge\n"
    "  --text                lines for people, of the methods that are named below; a Result that\n"
    "                        does not fit them is printed as JSON, and the exit code is 5\n"
    "  -h, --help, --version\n"
    "\n"
    "exit: 0 Status 200, 1 another Status, 2 usage, configuration or parameters, 3 network, 4 TLS,\n"
    "      5 malformed or unexpected reply, 6 deadline, 7 platform (arena, entropy, clock),\n"
    "      130 interrupted by Ctrl-C (128 and the number of any signal)\n"
    "\n"
    "Known by --text:\n";

/* clang-format off */
static const struct option longs[] = {
    {"base-url", required_argument, NULL, 'b'},
    {"allow-plain-http", no_argument, NULL, 'p'},
    {"ca-file", required_argument, NULL, 'a'},
    {"credentials", required_argument, NULL, 'c'},
    {"proxy", required_argument, NULL, 'x'},
    {"timeout-ms", required_argument, NULL, 't'},
    {"json", no_argument, NULL, 'j'},
    {"text", no_argument, NULL, 'T'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};
/* clang-format on */

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
    case 'x':
        options->proxy = optarg;
        return true;
    case 't':
        return complain_or_read(optarg, 1, QCC_TIMEOUT_MAX_MS, "--timeout-ms",
                                &options->timeout_ms);
    case 'j':
        return options->json = true;
    case 'T':
        return options->text = true;
    case 'h':
        fputs(usage, stdout);
        methods_list();
        *code = EXIT_ANSWER;
        return false;
    case 'V':
        puts(PROGRAM " " QCC_VERSION);
        *code = EXIT_ANSWER;
        return false;
    case ':':
        return complain_of(argv[optind - 1], "needs a value");
    default:
        return complain_of_unknown(argv);
    }
}

/* What would end the path, or the line that it stands in, is refused here: the library writes it as
 * it stands. */
static bool read_path(struct options *options, const char *path)
{
    path += path[0] == '/';
    if (*path == '\0' || path[strspn(path, UNRESERVED "/")] != '\0' ||
        strlen(path) + 2 > sizeof options->path) {
        return complain("PATH is a method's name below the base URL, such as "
                        "ECIV4/GetBasicDetailsByName");
    }
    snprintf(options->path, sizeof options->path, "/%s", path);
    return true;
}

/* NULL, or what is wrong with bytes that no method can take. How long a value is, and whether it
 * is blank, is the method's business. */
static const char *find_fault(struct qcc_span value)
{
    switch (qcc_keyword_check(value)) {
    case QCC_ERROR_KEYWORD_UTF8:
        return "has a value that is not valid UTF-8";
    case QCC_ERROR_KEYWORD_GBK:
        return "has a value in GBK, by its bytes, and the service takes UTF-8";
    case QCC_ERROR_KEYWORD_CONTROL:
        return "has a value with a control character, such as a tab or a line end";
    default:
        return NULL;
    }
}

static bool read_parameter(struct options *options, char *text)
{
    const size_t len = strspn(text, UNRESERVED);
    const char *fault;
    if (len == 0 || text[len] != '=') {
        return complain(
            "a parameter is NAME=VALUE, and NAME has letters, digits, '-', '.', '_' and "
            "'~' only");
    }
    if (len == 3 && strncasecmp(text, "key", 3) == 0) {
        return complain("the key is added here; it comes from the credentials");
    }
    if (options->parameter_count == QCC_PARAMETERS_MAX) {
        return complain("too many parameters");
    }
    fault = find_fault(qcc_span_of(text + len + 1));
    if (fault != NULL) {
        return complain_of(text, fault);
    }
    options->parameters[options->parameter_count].name = qcc_span_make(text, len);
    options->parameters[options->parameter_count].value = qcc_span_of(text + len + 1);
    options->parameter_count++;
    return true;
}

static bool read_operands(struct options *options, int argc, char **argv)
{
    if (optind == argc) {
        return complain("a PATH is missing");
    }
    if (!read_path(options, argv[optind])) {
        return false;
    }
    for (int i = optind + 1; i < argc; i++) {
        if (!read_parameter(options, argv[i])) {
            return false;
        }
    }
    if (options->text && options->json) {
        return complain("--text or --json, not both");
    }
    return !options->text || methods_find(qcc_span_of(options->path)) != NULL ||
           complain("--text is not for this PATH");
}

bool options_parse(struct options *options, int argc, char **argv, int *code)
{
    int option;
    *options = (struct options){.timeout_ms = 30000};
    opterr = 0;
    while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
        if (!read_option(options, option, argv, code)) {
            return false;
        }
    }
    *code = EXIT_USAGE;
    return read_operands(options, argc, argv);
}
