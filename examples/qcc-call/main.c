/* main.c - qcc-call: any GET method of the service, from the command line.
 *
 * A whole program over the POSIX port. It drives the client by steps, so that a signal ends it at
 * any moment.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "credentials.h"
#include "descriptors.h"
#include "methods.h"
#include "options.h"
#include "proxy.h"
#include "qcc/qcc.h"
#include "qcc_posix.h"
#include "qcc_posix_roots.h"
#include "sentences.h"
#include "signals.h"
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

static void put_order_number(void)
{
    fputs("; OrderNumber: ", stderr);
    text_put(stderr, client.reply.order_number, false);
}

/* A failure, or a Status other than 200. */
static void report_failure(const struct options *options, enum qcc_error error)
{
    fputs(PROGRAM ": ", stderr);
    if (sentence_is_of_host(error)) {
        sentence_put_peer(options->via,
                          options->base_url != NULL ? options->base_url : QCC_BASE_URL,
                          client.report.phase);
        fputs(": ", stderr);
    }
    fprintf(stderr, "%s [%s, in phase %s", qcc_error_text(error), qcc_error_name(error),
            qcc_phase_name(client.report.phase));
    if (client.report.http_status != 0) {
        fprintf(stderr, ", HTTP status %u", (unsigned)client.report.http_status);
    }
    fputc(']', stderr);
    if (error == QCC_ERROR_TLS_DATES || error == QCC_ERROR_CLOCK) {
        sentence_put_clock(&client.report);
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
    return exits_of(error);
}

/* ---- The call. */

#define WAIT_MAX_MS 200 /* a signal may come just before the wait begins */

/* Any Result is taken: what the known methods' judges refuse would be lost, and it is paid for. */
static enum qcc_error call(const struct options *options, const struct qcc_port *port)
{
    const struct qcc_method method = {qcc_span_of(options->path), NULL};
    enum qcc_error error =
        qcc_call_start(&client, &method, options->parameters, options->parameter_count);
    if (error != QCC_OK) {
        return error;
    }
    while ((error = signals_step(&client)) == QCC_PENDING) {
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
    signals_catch(&client, NULL);
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
    return signals_caught != 0 ? EXIT_SIGNAL + signals_caught : code;
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
