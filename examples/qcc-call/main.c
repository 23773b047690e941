/* main.c - qcc-call: any GET method of the service, from the command line.
 *
 * A whole program over the POSIX port. It drives the client by steps, so that a signal ends it at
 * any moment.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "credentials.h"
#include "descriptors.h"
#include "methods.h"
#include "options.h"
#include "proxy.h"
#include "qcc/qcc.h"
#include "qcc_posix.h"
#include "qcc_posix_roots.h"
#include "text.h"

/* All memory of the program, and none of it from a heap. */
static uint8_t arena[QCC_ARENA_SIZE];
static struct qcc_posix posix;
static struct qcc_posix_store store;
static struct qcc_client client;
static struct credentials credentials;
static struct proxy proxy;
static struct qcc_json_token tokens[8192];

static const char *const charges[] = {"no", "maybe", "yes"}; /* in the order of enum qcc_charge */

/* ---- Signals. */

static volatile sig_atomic_t caught; /* the signal's number */

static void on_signal(int number)
{
    if (caught != 0) {
        (void)signal(number, SIG_DFL);
        (void)raise(number);
    }
    caught = number;
    qcc_client_cancel(&client);
}

/* The second one ends the program at once. A signal that was ignored stays so; a reader of stdout
 * that has gone away must not end the program before the OrderNumber was told. */
static void catch_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct sigaction ignore = {0}, act = {0};
    ignore.sa_handler = SIG_IGN;
    act.sa_handler = on_signal;
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigaction(SIGXFSZ, &ignore, NULL); /* the write fails, which is told */
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction was;
        if (sigaction(numbers[i], NULL, &was) == 0 && was.sa_handler != SIG_IGN) {
            (void)sigaction(numbers[i], &act, NULL);
        }
    }
}

/* ---- What is said. */

static void put_member(const char *name, const char *text)
{
    printf("\"%s\":\"", name);
    text_put(stdout, text, true);
    fputs("\",", stdout);
}

static void put_result(void)
{
    const struct qcc_span raw = client.reply.raw;
    if (raw.len == 0) {
        fputs("null", stdout);
    }
    text_put_json(stdout, (const char *)raw.ptr, raw.len);
}

static void report_json(enum qcc_error error)
{
    fputc('{', stdout);
    if (client.reply.status != 0) {
        printf("\"status\":%u,", (unsigned)client.reply.status);
        put_member("message", client.reply.message);
        put_member("order_number", client.reply.order_number);
    }
    if (error == QCC_OK) {
        fputs("\"result\":", stdout);
        put_result();
        fputc(',', stdout);
    } else {
        put_member("error", qcc_error_name(error));
        put_member("phase", qcc_phase_name(client.report.phase));
        put_member("sentence", qcc_error_text(error));
    }
    if (client.report.clock_offset_s != 0 || client.report.clock_learned) {
        printf("\"clock_offset_s\":%lld,", (long long)client.report.clock_offset_s);
    }
    printf("\"charge\":\"%s\"}\n", charges[client.report.charge]);
}

/* False when the Result is not what the method's lines are made for. */
static bool print_text(const char *path)
{
    const struct known_method *known = methods_find(qcc_span_of(path));
    struct qcc_json_value result;
    if (known->method.judge(&client.reply) != QCC_OK ||
        qcc_json_parse(tokens, sizeof tokens / sizeof tokens[0], client.reply.raw, &result) !=
            QCC_OK) {
        return false;
    }
    known->print(result);
    return true;
}

/* Prints the Result. Returns false when --text was to be and could not. */
static bool report_result(const struct options *options)
{
    if (options->text && print_text(options->path)) {
        return true;
    }
    put_result();
    putchar('\n');
    return !options->text;
}

/* The host, and the port where the URL has one, of a URL that may be malformed. */
static void put_host(const char *url)
{
    const char *host = strstr(url, "://");
    char text[256];
    host = host != NULL ? host + 3 : url;
    snprintf(text, sizeof text, "%.*s", (int)strcspn(host, "/?#"), host);
    text_put(stderr, text, false);
}

/* The failure is the proxy's when there is one and its tunnel was not open. */
static void put_peer(const struct options *options)
{
    const char *url = options->base_url != NULL ? options->base_url : QCC_BASE_URL;
    const enum qcc_phase phase = client.report.phase;
    if (phase < QCC_PHASE_LOOKUP || phase > QCC_PHASE_PROXY || !proxy_is_for(options->via, url)) {
        put_host(url);
        return;
    }
    fputs("proxy ", stderr);
    text_put(stderr, options->via->host, false);
    fprintf(stderr, ":%u", (unsigned)options->via->tcp_port);
}

/* True for the kinds of failure that are about the peer. */
static bool is_of_host(enum qcc_error error)
{
    const enum qcc_kind kind = qcc_error_kind(error);
    return kind == QCC_KIND_NETWORK || kind == QCC_KIND_TLS || kind == QCC_KIND_REPLY ||
           error == QCC_ERROR_DEADLINE;
}

/* What this device takes the time for, where the certificates' dates are the matter. */
static void put_clock(void)
{
    const time_t now = (time_t)client.report.now_s;
    struct tm parts;
    char text[32];
    if (gmtime_r(&now, &parts) != NULL &&
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts) != 0) {
        fprintf(stderr, " This device's clock%s reads %s UTC.",
                client.report.clock_offset_s != 0 ? ", with its offset," : "", text);
    }
}

static void put_order_number(void)
{
    fputs("; OrderNumber: ", stderr);
    text_put(stderr, client.reply.order_number, false);
}

/* A failure, or a Status other than 200. */
static void report_failure(const struct options *options, enum qcc_error error)
{
    fputs(PROGRAM ": ", stderr);
    if (is_of_host(error)) {
        put_peer(options);
        fputs(": ", stderr);
    }
    fprintf(stderr, "%s [%s, in phase %s", qcc_error_text(error), qcc_error_name(error),
            qcc_phase_name(client.report.phase));
    if (client.report.http_status != 0) {
        fprintf(stderr, ", HTTP status %u", (unsigned)client.report.http_status);
    }
    fputc(']', stderr);
    if (error == QCC_ERROR_TLS_DATES || error == QCC_ERROR_CLOCK) {
        put_clock();
    }
    if (client.reply.status != 0) {
        fprintf(stderr, " Status %u; Message: ", (unsigned)client.reply.status);
        text_put(stderr, client.reply.message, false);
        put_order_number();
        fputc('.', stderr);
    }
    fprintf(stderr, " Charged: %s.\n", charges[client.report.charge]);
}

/* What this call has found out about the device's clock. */
static void report_clock(void)
{
    const long long offset_s = (long long)client.report.clock_offset_s;
    if (client.report.clock_learned && offset_s != 0) {
        fprintf(stderr,
                PROGRAM ": this device's clock is %llu seconds %s, by the time that the host gave; "
                        "set it\n",
                offset_s < 0 ? 0 - (unsigned long long)offset_s : (unsigned long long)offset_s,
                offset_s < 0 ? "fast" : "slow");
    }
}

static int exit_code(enum qcc_error error)
{
    switch (qcc_error_kind(error)) {
    case QCC_KIND_NONE:
        return EXIT_RESULT;
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

/* Returns the exit code. A Result that was paid for is printed whatever it is; one that stdout does
 * not take is no success. */
static int report(const struct options *options, enum qcc_error error)
{
    bool fits = true;
    if (options->json) {
        report_json(error);
    } else if (error == QCC_OK) {
        fits = report_result(options);
    }
    if (error != QCC_OK) {
        report_failure(options, error);
    }
    report_clock();
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs(PROGRAM ": the output cannot be written", stderr);
        put_order_number();
        fprintf(stderr, "; charged: %s\n", charges[client.report.charge]);
        return EXIT_PLATFORM;
    }
    if (!fits) {
        fputs(PROGRAM ": the Result is not what --text is made for, and is printed as it came",
              stderr);
        put_order_number();
        fprintf(stderr, "; charged: %s\n", charges[client.report.charge]);
        return EXIT_REPLY;
    }
    return exit_code(error);
}

/* ---- The call. */

#define WAIT_MAX_MS 200 /* a signal may come just before the wait begins */

/* A start forgets a cancel that came before it. */
static enum qcc_error step(void)
{
    if (caught != 0) {
        qcc_client_cancel(&client);
    }
    return qcc_client_step(&client);
}

/* Any Result is taken: what the known methods' judges refuse would be lost, and it is paid for. */
static enum qcc_error call(const struct options *options, const struct qcc_port *port)
{
    const struct qcc_method method = {qcc_span_of(options->path), NULL};
    enum qcc_error error =
        qcc_call_start(&client, &method, options->parameters, options->parameter_count);
    if (error != QCC_OK) {
        return error;
    }
    while ((error = step()) == QCC_PENDING) {
        uint32_t timeout_ms;
        const enum qcc_wait what = qcc_client_wait(&client, &timeout_ms);
        if (what != QCC_WAIT_NONE) {
            port->wait(port->context, what, timeout_ms < WAIT_MAX_MS ? timeout_ms : WAIT_MAX_MS);
        }
    }
    return error;
}

static int run(const struct options *options)
{
    struct qcc_span secret = qcc_span_of(credentials.secret);
    struct qcc_port port = qcc_posix_port(&posix);
    struct qcc_roots roots = qcc_posix_roots(
        &store, options->ca_file != NULL ? options->ca_file : qcc_posix_roots_default_path());
    const struct qcc_config config = {
        .base_url = options->base_url,
        .key = credentials.key,
        .signer = qcc_signer_md5(&secret),
        .port = &port,
        .roots = &roots,
        .proxy = options->via,
        .timeout_ms = (uint32_t)options->timeout_ms,
        .allow_plain_http = options->allow_plain_http,
        .clock = &qcc_clock_repair,
    };
    enum qcc_error error;
    int code;
    catch_signals();
    error = qcc_memory_install(arena, sizeof arena, &port);
    if (error == QCC_OK) {
        error = qcc_client_init(&client, &config);
    }
    if (error == QCC_OK) {
        error = call(options, &port);
    }
    code = report(options, error);
    qcc_client_close(&client);
    qcc_memory_remove();
    return caught != 0 ? EXIT_SIGNAL + caught : code;
}

int main(int argc, char **argv)
{
    const bool can_print = descriptors_prepare();
    struct options options;
    int code = EXIT_USAGE;
    if (!options_parse(&options, argc, argv, &code)) {
        return code;
    }
    if (!can_print) {
        fputs(PROGRAM ": stdout is closed: the answer could not be printed, and so nothing was "
                      "asked\n",
              stderr);
        return EXIT_USAGE;
    }
    if (credentials_read(&credentials, options.credentials) &&
        proxy_choose(&proxy, options.proxy, credentials.proxy, options.base_url, &options.via)) {
        code = run(&options);
    }
    qcc_wipe(&credentials, sizeof credentials);
    qcc_wipe(&proxy, sizeof proxy);
    return code;
}
