/* qcc_snapshot.c - qcc-snapshot: asks for a company's snapshot on the command line.
 *
 * A whole program over the POSIX port. It drives the client by steps, so that --verbose can tell
 * each phase as it comes; a program with nothing else to do would call qcc_snapshot_get().
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* getopt_long */

#include "qcc/qcc.h"
#include "qcc_posix.h"
#include "qcc_posix_roots.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum exit_code {
    EXIT_SNAPSHOT = 0,
    EXIT_STATUS = 1,
    EXIT_USAGE = 2,
    EXIT_NETWORK = 3,
    EXIT_TLS = 4,
    EXIT_REPLY = 5,
    EXIT_DEADLINE = 6,
    EXIT_PLATFORM = 7
};

struct options {
    const char *base_url;
    const char *ca_file;
    const char *credentials;
    const char *keyword;
    unsigned long timeout_ms;
    unsigned long repeat;
    bool allow_plain_http;
    bool json;
    bool verbose;
};

/* Beside the library's errors: what was paid for could not be printed. A number of no block, and so
 * of the platform's kind. */
#define OUTPUT_LOST ((enum qcc_error)(-120))

/* All memory of the program, and none of it from a heap. */
static uint8_t arena[QCC_ARENA_SIZE];
static struct qcc_posix posix;
static struct qcc_posix_store store;
static struct qcc_client client;
static char credentials[1024];

static const char usage[] =
    "usage: qcc-snapshot [options] KEYWORD\n"
    "Asks QCC for the 工商快照 (business-registration snapshot) of a company and prints its URL.\n"
    "KEYWORD is a company's name, KeyNo, 统一社会信用代码 or 注册号, in UTF-8.\n"
    "\n"
    "  --base-url URL        default " QCC_BASE_URL "\n"
    "  --allow-plain-http    accept an http:// base URL: key, Token and reply travel in the clear\n"
    "  --ca-file FILE        PEM roots; default: the system's bundle\n"
    "  --credentials FILE    lines key=... and secret_key=...; default: QCC_KEY and "
    "QCC_SECRET_KEY\n"
    "                        in the environment\n"
    "  --timeout-ms N        the whole exchange; default 30000\n"
    "  --repeat N            ask N times over one client, until the first failure\n"
    "  --json                one JSON object a line on stdout\n"
    "  --verbose             phases, sizes, times, reuse and TLS version on stderr\n"
    "  --help, --version\n"
    "\n"
    "exit: 0 Status 200, 1 another Status, 2 usage, configuration or keyword, 3 network, 4 TLS,\n"
    "      5 malformed or unexpected reply, 6 deadline, 7 platform (arena, entropy, clock)\n";

/* ---- Options and credentials. */

static int complain(const char *what, const char *about)
{
    fprintf(stderr, "qcc-snapshot: %s%s%s (see --help)\n", what, about[0] != '\0' ? ": " : "",
            about);
    return EXIT_USAGE;
}

static bool parse_number(const char *text, unsigned long max, unsigned long *number)
{
    char *end;
    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    errno = 0;
    *number = strtoul(text, &end, 10);
    return errno == 0 && *end == '\0' && *number >= 1 && *number <= max;
}

/* Returns -1 to go on, or the exit code. */
static int parse_options(int argc, char **argv, struct options *options)
{
    static const struct option longs[] = {
        {"base-url", required_argument, NULL, 'b'},
        {"allow-plain-http", no_argument, NULL, 'p'},
        {"ca-file", required_argument, NULL, 'a'},
        {"credentials", required_argument, NULL, 'c'},
        {"timeout-ms", required_argument, NULL, 't'},
        {"repeat", required_argument, NULL, 'r'},
        {"json", no_argument, NULL, 'j'},
        {"verbose", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},
        {NULL, 0, NULL, 0},
    };
    int option;
    while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        switch (option) {
        case 'b':
            options->base_url = optarg;
            break;
        case 'p':
            options->allow_plain_http = true;
            break;
        case 'a':
            options->ca_file = optarg;
            break;
        case 'c':
            options->credentials = optarg;
            break;
        case 't':
            if (!parse_number(optarg, QCC_TIMEOUT_MAX_MS, &options->timeout_ms)) {
                return complain("--timeout-ms takes a number from 1 to 2147483647", "");
            }
            break;
        case 'r':
            if (!parse_number(optarg, 1000000, &options->repeat)) {
                return complain("--repeat takes a number from 1 to 1000000", "");
            }
            break;
        case 'j':
            options->json = true;
            break;
        case 'v':
            options->verbose = true;
            break;
        case 'h':
            fputs(usage, stdout);
            return EXIT_SNAPSHOT;
        case 'V':
            puts("qcc-snapshot " QCC_VERSION);
            return EXIT_SNAPSHOT;
        default:
            return complain("that is not an option of this program", "");
        }
    }
    if (optind != argc - 1) {
        return complain(optind < argc ? "one KEYWORD only" : "a KEYWORD is missing", "");
    }
    options->keyword = argv[optind];
    return -1;
}

/* Reads the whole file into `credentials`, and ends each of its lines by a NUL. */
static bool read_credentials(const char *path)
{
    size_t len = 0;
    ssize_t got = -1;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    while (len < sizeof credentials - 1 &&
           (got = read(file, credentials + len, sizeof credentials - 1 - len)) > 0) {
        len += (size_t)got;
    }
    close(file);
    for (size_t i = 0; i < len; i++) {
        if (credentials[i] == '\n' || credentials[i] == '\r') {
            credentials[i] = '\0';
        }
    }
    return got == 0;
}

/* The value of the line `name=value` of `credentials`; NULL when there is none. */
static const char *credential(const char *name)
{
    size_t name_len = strlen(name);
    for (size_t i = 0; i < sizeof credentials; i += strlen(credentials + i) + 1) {
        const char *line = credentials + i;
        if (strncmp(line, name, name_len) == 0 && line[name_len] == '=') {
            return line + name_len + 1;
        }
    }
    return NULL;
}

static int find_credentials(const struct options *options, const char **key, const char **secret)
{
    if (options->credentials != NULL) {
        if (!read_credentials(options->credentials)) {
            return complain("the credentials file cannot be read or is longer than 1,023 bytes",
                            options->credentials);
        }
        *key = credential("key");
        *secret = credential("secret_key");
    } else {
        *key = getenv("QCC_KEY");
        *secret = getenv("QCC_SECRET_KEY");
    }
    if (*key == NULL || *secret == NULL || **secret == '\0') {
        return complain(
            "no credentials: set QCC_KEY and QCC_SECRET_KEY, or name a file with the lines "
            "key=... and secret_key=... by --credentials",
            "");
    }
    return -1;
}

/* ---- Text from the network on its way to a terminal. */

/* True for what could act on a terminal or turn the text round: C0, DEL, C1, and the marks of
 * direction. */
static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x200e && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* The character at the beginning of `text`, which the library has checked to be UTF-8, and in *len
 * how many bytes it has. */
static uint32_t first_character(const char *text, size_t *len)
{
    const uint8_t lead = (uint8_t)text[0];
    *len = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t c = *len == 1 ? lead : lead & (0x7fu >> *len);
    for (size_t i = 1; i < *len && text[i] != '\0'; i++) {
        c = c << 6 | ((uint8_t)text[i] & 0x3fu);
    }
    return c;
}

/* Writes UTF-8 `text` with its control characters as \uXXXX, and for JSON with quote and backslash
 * escaped. */
static void put_text(FILE *out, const char *text, bool json)
{
    const char *end = text + strlen(text);
    for (size_t len; text < end; text += len) {
        uint32_t c = first_character(text, &len);
        if (is_control(c)) {
            fprintf(out, "\\u%04x", (unsigned)c);
            continue;
        }
        if (json && (c == '"' || c == '\\')) {
            fputc('\\', out);
        }
        fprintf(out, "%.*s", (int)len, text);
    }
}

static void put_member(const char *name, const char *text)
{
    printf("\"%s\":\"", name);
    put_text(stdout, text, true);
    fputs("\",", stdout);
}

/* ---- The report. */

/* In the order of enum qcc_charge. */
static const struct {
    const char *word, *sentence;
} charges[] = {
    {"no", " The call was not charged.\n"},
    {"maybe", " The call may have been charged.\n"},
    {"yes", " The call was charged.\n"},
};

static void report_json(enum qcc_error error)
{
    const struct qcc_envelope *reply = &client.reply;
    fputc('{', stdout);
    if (error == QCC_OK || error == QCC_ERROR_STATUS) {
        printf("\"status\":%u,", (unsigned)reply->status);
        put_member("message", reply->message);
        put_member("order_number", reply->order_number);
    }
    if (error == QCC_OK) {
        put_member("url", reply->result);
    } else {
        put_member("error", qcc_error_name(error));
        put_member("phase", qcc_phase_name(client.report.phase));
        put_member("sentence", qcc_error_text(error));
    }
    printf("\"charge\":\"%s\"}\n", charges[client.report.charge].word);
}

static void report_status(void)
{
    const struct qcc_envelope *reply = &client.reply;
    const struct qcc_status *status = qcc_status_find(reply->status);
    fprintf(stderr, "qcc-snapshot: the service answered Status %u", (unsigned)reply->status);
    if (status != NULL) {
        fprintf(stderr, " %s (%s); what to do: %s", qcc_status_chinese(status->code),
                qcc_status_english(status->code),
                qcc_status_advice_text((enum qcc_status_advice)status->advice));
    }
    fputs("; its Message: ", stderr);
    put_text(stderr, reply->message, false);
    fputs(reply->message_cut ? "..." : "", stderr);
}

static void report_failure(enum qcc_error error)
{
    const struct qcc_report *failed = &client.report;
    fprintf(stderr, "qcc-snapshot: %s [%s, in phase %s", qcc_error_text(error),
            qcc_error_name(error), qcc_phase_name(failed->phase));
    if (failed->http_status != 0) {
        fprintf(stderr, ", HTTP status %u", (unsigned)failed->http_status);
    }
    if (failed->tls_code != 0) {
        fprintf(stderr, ", mbedTLS -0x%04x", (unsigned)-failed->tls_code);
    }
    if (failed->tls_alert != 0) {
        fprintf(stderr, ", alert %u", (unsigned)failed->tls_alert);
    }
    if (failed->certificate_flags != 0) {
        fprintf(stderr, ", certificate flags 0x%x", (unsigned)failed->certificate_flags);
    }
    fputc(']', stderr);
}

static void report(const struct options *options, enum qcc_error error)
{
    if (options->json) {
        report_json(error);
    } else if (error == QCC_OK) {
        puts(client.reply.result);
    }
    if (error != QCC_OK) {
        if (error == QCC_ERROR_STATUS) {
            report_status();
        } else {
            report_failure(error);
        }
        fputs(charges[client.report.charge].sentence, stderr);
    }
}

static int exit_code(enum qcc_error error)
{
    switch (qcc_error_kind(error)) {
    case QCC_KIND_NONE:
        return EXIT_SNAPSHOT;
    case QCC_KIND_SETUP:
        return EXIT_USAGE;
    case QCC_KIND_NETWORK:
        return EXIT_NETWORK;
    case QCC_KIND_TLS:
        return EXIT_TLS;
    case QCC_KIND_REPLY:
        return EXIT_REPLY;
    case QCC_KIND_STATUS:
        return EXIT_STATUS;
    case QCC_KIND_LIMIT:
        return EXIT_DEADLINE;
    default:
        return EXIT_PLATFORM;
    }
}

/* ---- One request, by steps. */

struct watch {
    uint32_t start_ms;
    enum qcc_phase phase;
};

static void tell_phase(struct watch *watch, const struct qcc_port *port)
{
    enum qcc_phase phase = qcc_client_phase(&client);
    if (phase != watch->phase) {
        watch->phase = phase;
        fprintf(stderr, "  %s at %u ms\n", qcc_phase_name(phase),
                (unsigned)(port->now_ms(port->context) - watch->start_ms));
    }
}

static void tell_sizes(const struct watch *watch, const struct qcc_port *port)
{
    const struct qcc_report *report = &client.report;
    const bool tls = report->tls_version[0] != '\0';
    fprintf(stderr, "  sent %u bytes, received %u bytes, %u ms, %s connection%s%s%s\n",
            (unsigned)report->sent, (unsigned)report->received,
            (unsigned)(port->now_ms(port->context) - watch->start_ms),
            report->reused ? "reused" : "new", tls ? ", " : "", report->tls_version,
            !tls || report->reused ? ""
            : report->resumed      ? ", session resumed"
                                   : ", full handshake");
    fprintf(stderr, "  arena: at most %u of %u bytes in use\n", (unsigned)qcc_memory_peak(false),
            (unsigned)sizeof arena);
}

static enum qcc_error ask(const struct options *options, const struct qcc_port *port)
{
    struct watch watch = {port->now_ms(port->context), QCC_PHASE_SETUP};
    size_t refusals = qcc_memory_refusals();
    enum qcc_error error = qcc_snapshot_start(&client, options->keyword);
    if (error != QCC_OK) {
        return error;
    }
    while ((error = qcc_client_step(&client)) == QCC_PENDING) {
        uint32_t timeout_ms;
        enum qcc_wait what = qcc_client_wait(&client, &timeout_ms);
        if (options->verbose) {
            tell_phase(&watch, port);
        }
        if (what != QCC_WAIT_NONE) {
            port->wait(port->context, what, timeout_ms);
        }
    }
    if (options->verbose) {
        tell_sizes(&watch, port);
    }
    /* Deep inside a handshake mbedTLS does not always pass on that it was out of memory. */
    return qcc_error_kind(error) == QCC_KIND_TLS && qcc_memory_refusals() != refusals
               ? QCC_ERROR_ARENA
               : error;
}

static enum qcc_error ask_repeatedly(const struct options *options, const struct qcc_port *port)
{
    enum qcc_error error = QCC_OK;
    for (unsigned long i = 1; i <= options->repeat && error == QCC_OK; i++) {
        if (options->verbose) {
            fprintf(stderr, "request %lu of %lu\n", i, options->repeat);
        }
        error = ask(options, port);
        report(options, error);
        if (fflush(stdout) != 0 || ferror(stdout)) {
            fputs(
                "qcc-snapshot: the output cannot be written; what was asked may have been charged.\n",
                stderr);
            return error == QCC_OK ? OUTPUT_LOST : error;
        }
    }
    return error;
}

static void advise(const char *keyword)
{
    if (qcc_keyword_classify(qcc_span_of(keyword)).check_digit == QCC_CHECK_DIGIT_WRONG) {
        fputs("  the keyword's own check characters are wrong: a typing error, perhaps\n", stderr);
    }
}

int main(int argc, char **argv)
{
    struct options options = {.timeout_ms = 30000, .repeat = 1};
    const char *key = NULL;
    const char *secret_text = NULL;
    int code = parse_options(argc, argv, &options);
    if (code < 0) {
        code = find_credentials(&options, &key, &secret_text);
    }
    if (code >= 0) {
        return code;
    }

    struct qcc_span secret = qcc_span_of(secret_text);
    struct qcc_port port = qcc_posix_port(&posix);
    struct qcc_roots roots = qcc_posix_roots(
        &store, options.ca_file != NULL ? options.ca_file : qcc_posix_roots_default_path());
    const struct qcc_config config = {
        .base_url = options.base_url,
        .key = key,
        .signer = qcc_signer_md5(&secret),
        .port = &port,
        .roots = &roots,
        .timeout_ms = (uint32_t)options.timeout_ms,
        .allow_plain_http = options.allow_plain_http,
    };

    enum qcc_error error = qcc_memory_install(arena, sizeof arena, &port);
    if (error == QCC_OK) {
        error = qcc_client_init(&client, &config);
    }
    if (error != QCC_OK) {
        report(&options, error);
    } else {
        if (options.verbose) {
            advise(options.keyword);
        }
        error = ask_repeatedly(&options, &port);
    }
    qcc_client_close(&client);
    qcc_memory_remove();
    qcc_wipe(credentials, sizeof credentials);
    return exit_code(error);
}
