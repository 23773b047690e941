/* main.c - qcc-call: any GET method of the service, from the command line.
 *
 * A whole program over the POSIX port that blocks, as the simplest programs do.
 * SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>

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
    printf("\"charge\":\"%s\"}\n", charges[client.report.charge]);
}

static enum qcc_error report_text(const char *path)
{
    struct qcc_json_value result;
    const enum qcc_error error =
        qcc_json_parse(tokens, sizeof tokens / sizeof tokens[0], client.reply.raw, &result);
    if (error == QCC_OK) {
        methods_find(qcc_span_of(path))->print(result);
    }
    return error;
}

/* A failure, or a Status other than 200. */
static void report_failure(enum qcc_error error)
{
    fprintf(stderr, PROGRAM ": %s [%s, in phase %s", qcc_error_text(error), qcc_error_name(error),
            qcc_phase_name(client.report.phase));
    if (client.report.http_status != 0) {
        fprintf(stderr, ", HTTP status %u", (unsigned)client.report.http_status);
    }
    fputc(']', stderr);
    if (client.reply.status != 0) {
        fprintf(stderr, " Status %u; Message: ", (unsigned)client.reply.status);
        text_put(stderr, client.reply.message, false);
        fputs("; OrderNumber: ", stderr);
        text_put(stderr, client.reply.order_number, false);
        fputc('.', stderr);
    }
    fprintf(stderr, " Charged: %s.\n", charges[client.report.charge]);
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

/* Returns the exit code. A Result that was paid for and that stdout does not take is no success. */
static int report(const struct options *options, enum qcc_error error)
{
    if (options->json) {
        report_json(error);
    } else if (error == QCC_OK && options->text) {
        error = report_text(options->path);
    } else if (error == QCC_OK) {
        put_result();
        putchar('\n');
    }
    if (error != QCC_OK) {
        report_failure(error);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, PROGRAM ": the output cannot be written; OrderNumber: %s; charged: %s\n",
                client.reply.order_number, charges[client.report.charge]);
        return EXIT_PLATFORM;
    }
    return exit_code(error);
}

/* ---- The call. */

static enum qcc_error call(const struct options *options)
{
    const struct known_method *known = methods_find(qcc_span_of(options->path));
    struct qcc_method method = {qcc_span_of(options->path), NULL};
    enum qcc_error error;
    if (known != NULL) {
        method = known->method;
    }
    error = qcc_call_start(&client, &method, options->parameters, options->parameter_count);
    return error == QCC_OK ? qcc_client_run(&client) : error;
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
    };
    enum qcc_error error = qcc_memory_install(arena, sizeof arena, &port);
    int code;
    if (error == QCC_OK) {
        error = qcc_client_init(&client, &config);
    }
    code = report(options, error == QCC_OK ? call(options) : error);
    qcc_client_close(&client);
    qcc_memory_remove();
    return code;
}

int main(int argc, char **argv)
{
    const bool can_print = descriptors_prepare();
    struct options options;
    int code = EXIT_USAGE;
    (void)signal(SIGPIPE, SIG_IGN);
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
