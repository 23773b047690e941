/* main.c - qcc-snapshot: asks for a company's snapshot on the command line.
 *
 * A whole program over the POSIX port. It drives the client by steps, so that --verbose can tell
 * each phase as it comes and a signal ends it at any moment; a program with nothing else to do
 * would call qcc_snapshot_get().
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "batch.h"
#include "credentials.h"
#include "descriptors.h"
#include "keyword.h"
#include "options.h"
#include "output.h"
#include "proxy.h"
#include "qcc/qcc.h"
#include "qcc_posix.h"
#include "qcc_posix_roots.h"
#include "report.h"
#include "retry.h"
#include "session_file.h"
#include "signals.h"

/* All memory of the program, and none of it from a heap. */
static uint8_t arena[QCC_ARENA_SIZE];
static struct qcc_posix posix;
static struct qcc_posix_store store;
static struct qcc_client client;
static struct credentials credentials;
static struct output output;
static struct proxy proxy;

/* A second signal ends the program: nothing of a picture is left over. */
static void discard_output(void)
{
    output_discard(&output);
}

/* ---- One request, by steps. */

#define WAIT_MAX_MS 200 /* a signal may come just before the wait begins */

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
    if (report->roots_skipped != 0) {
        fprintf(stderr, "  %u roots with the right name could not be read\n",
                (unsigned)report->roots_skipped);
    }
    fprintf(stderr, "  arena: at most %u of %u bytes in use\n", (unsigned)qcc_memory_peak(false),
            (unsigned)sizeof arena);
}

static enum qcc_error step_to_end(const struct options *options, const struct qcc_port *port,
                                  bool shows_progress)
{
    struct watch watch = {port->now_ms(port->context), QCC_PHASE_SETUP};
    enum qcc_error error;
    while ((error = signals_step(&client)) == QCC_PENDING) {
        uint32_t timeout_ms;
        enum qcc_wait what = qcc_client_wait(&client, &timeout_ms);
        if (options->verbose) {
            tell_phase(&watch, port);
        }
        if (shows_progress) {
            report_progress(qcc_picture_of(&client));
        }
        if (what != QCC_WAIT_NONE) {
            port->wait(port->context, what, timeout_ms < WAIT_MAX_MS ? timeout_ms : WAIT_MAX_MS);
        }
    }
    if (options->verbose) {
        tell_sizes(&watch, port);
    }
    return error;
}

static enum qcc_error ask_once(const struct options *options, const struct qcc_port *port)
{
    const size_t refusals = qcc_memory_refusals();
    enum qcc_error error = qcc_snapshot_start(&client, options->keyword);
    if (error != QCC_OK) {
        return error;
    }
    error = step_to_end(options, port, false);
    /* Deep inside a handshake mbedTLS does not always pass on that it was out of memory. */
    return qcc_error_kind(error) == QCC_KIND_TLS && qcc_memory_refusals() != refusals
               ? QCC_ERROR_ARENA
               : error;
}

static enum qcc_error ask(const struct options *options, const struct qcc_port *port)
{
    enum qcc_error error;
    uint32_t attempt = 0;
    do {
        error = ask_once(options, port);
    } while (retry_waits(options, &client, error, attempt++, &signals_caught));
    return error;
}

/* Fetches the picture of the link that the last request got. */
static void fetch(const struct options *options, const struct qcc_port *port,
                  struct picture_outcome *outcome)
{
    const bool shows_progress = !options->verbose && isatty(STDERR_FILENO) != 0;
    const struct qcc_picture_sink sink = {
        output_write, &output, (uint32_t)options->picture_bytes_max, options->allow_plain_picture};
    outcome->error = qcc_picture_start(&client, client.reply.result, &sink);
    if (outcome->error == QCC_OK) {
        outcome->error = step_to_end(options, port, shows_progress);
        outcome->picture = *qcc_picture_of(&client);
    }
    if (shows_progress) {
        report_progress(NULL);
    }
    if (outcome->error == QCC_OK && !output_keep(&output, outcome->picture.type)) {
        outcome->error = QCC_ERROR_SINK;
    }
    outcome->system_error = output.error;
    outcome->report = client.report;
}

/* The link is told before its picture is fetched, except in JSON, which is one object. Returns the
 * exit code. */
static int report_with_picture(const struct options *options, const struct qcc_port *port,
                               bool *told)
{
    const struct qcc_report call = client.report;
    struct picture_outcome outcome = {0};
    *told = options->json || report(options, &client, QCC_OK, &call, NULL);
    fetch(options, port, &outcome);
    if (options->json) {
        *told = report(options, &client, QCC_OK, &call, &outcome);
    }
    report_picture(options, &client, &outcome);
    if (signals_caught != 0) {
        return EXIT_SIGNAL + signals_caught;
    }
    return outcome.error != QCC_OK ? EXIT_PICTURE : *told ? EXIT_ANSWER : EXIT_PLATFORM;
}

/* That the line's picture can be stored is known before the line is paid for. */
static bool open_line(struct options *each, const char *folder)
{
    const bool opened = output_open_line(&output, folder, each->line);
    each->output = output.path;
    return opened;
}

/* No further picture could be stored either. */
static bool disk_is_over(void)
{
    return output.error == ENOSPC || output.error == EDQUOT || output.error == EROFS ||
           output.error == EIO;
}

/* A line of JSON for each keyword. Returns the exit code of what stopped the batch, or otherwise of
 * the first line that failed. */
static int ask_batch(const struct options *options, const struct qcc_port *port)
{
    struct options each = *options;
    int code = EXIT_ANSWER;
    each.json = true;
    while (batch_next(&each, &signals_caught)) {
        int line_code;
        (void)keyword_confirm(&each, &signals_caught);
        if (options->output != NULL && !open_line(&each, options->output)) {
            return EXIT_USAGE;
        }
        const enum qcc_error error = ask(&each, port);
        if (error == QCC_OK && each.output != NULL) {
            bool told;
            line_code = report_with_picture(&each, port, &told);
            if (!told || disk_is_over()) {
                return told ? line_code : EXIT_PLATFORM;
            }
        } else if (report(&each, &client, error, &client.report, NULL)) {
            line_code = exits_of(error);
        } else {
            return error == QCC_OK ? EXIT_PLATFORM : exits_of(error);
        }
        output_discard(&output);
        if (signals_caught == 0 && batch_is_over(&client, error)) {
            report_begin(&each);
            fputs("the batch ends here: no further line could change that\n", stderr);
            return exits_of(error);
        }
        code = code != EXIT_ANSWER ? code : line_code;
    }
    return signals_caught != 0 ? EXIT_SIGNAL + signals_caught : batch_failed() ? EXIT_USAGE : code;
}

/* Returns the exit code. */
static int ask_repeatedly(const struct options *options, const struct qcc_port *port)
{
    enum qcc_error error = QCC_OK;
    if (!keyword_confirm(options, &signals_caught)) {
        (void)report(options, &client, QCC_ERROR_CANCELED, &client.report, NULL);
        return signals_caught != 0 ? EXIT_SIGNAL + signals_caught : EXIT_USAGE;
    }
    for (unsigned long i = 1; i <= options->repeat && error == QCC_OK && signals_caught == 0; i++) {
        if (options->verbose) {
            fprintf(stderr, "request %lu of %lu\n", i, options->repeat);
        }
        error = ask(options, port);
        if (error == QCC_OK && options->output != NULL) {
            bool told;
            return report_with_picture(options, port, &told);
        }
        if (!report(options, &client, error, &client.report, NULL)) {
            return error == QCC_OK ? EXIT_PLATFORM : exits_of(error);
        }
    }
    return signals_caught != 0 ? EXIT_SIGNAL + signals_caught : exits_of(error);
}

/* ---- All of it. */

static int run(const struct options *options)
{
    struct qcc_span secret = qcc_span_of(credentials.secret);
    struct qcc_port port = qcc_posix_port(&posix);
    struct qcc_roots roots = qcc_posix_roots(
        &store, options->ca_file != NULL ? options->ca_file : qcc_posix_roots_default_path());
    struct qcc_pins pins;
    const struct qcc_config config = {
        .base_url = options->base_url,
        .key = credentials.key,
        .signer = qcc_signer_md5(&secret),
        .port = &port,
        .roots = &roots,
        .pins = options->pin_count != 0 ? &pins : NULL,
        .proxy = options->via,
        .timeout_ms = (uint32_t)options->timeout_ms,
        .allow_plain_http = options->allow_plain_http,
        .clock = options->bootstrap_clock ? &qcc_clock_bootstrap : &qcc_clock_repair,
        .retry_maybe_charged = options->retry_maybe_charged,
    };
    enum qcc_error error = qcc_memory_install(arena, sizeof arena, &port);
    int code;
    (void)qcc_pins_set(&pins, options->pins, options->pin_count); /* init says when it failed */
    if (error == QCC_OK) {
        error = qcc_client_init(&client, &config);
    }
    if (error != QCC_OK) {
        (void)report(options, &client, error, &client.report, NULL);
        code = exits_of(error);
    } else {
        (void)qcc_clock_set_offset(&client, options->clock_offset_s);
        signals_catch(&client, discard_output);
        if (options->session != NULL) {
            session_file_load(&client, options->session, options->verbose);
        }
        code = options->batch != NULL ? ask_batch(options, &port) : ask_repeatedly(options, &port);
        if (options->session != NULL) {
            session_file_save(&client, options->session);
        }
    }
    qcc_client_close(&client);
    qcc_memory_remove();
    return code;
}

int main(int argc, char **argv)
{
    const bool can_print = descriptors_prepare();
    output.caught = &signals_caught;
    struct options options;
    int code = EXIT_USAGE;
    if (!options_parse(&options, argc, argv, &code)) {
        return code;
    }
    if (!can_print) {
        fputs("qcc-snapshot: stdout is closed: the answer could not be printed, and so nothing was "
              "asked\n",
              stderr);
        return EXIT_USAGE;
    }
    if (options.batch != NULL && !batch_open(options.batch)) {
        return EXIT_USAGE;
    }
    if (options.keyword != NULL) {
        options.keyword = keyword_prepare(&options);
    }
    if (credentials_read(&credentials, options.credentials) &&
        proxy_choose(&proxy, options.proxy, credentials.proxy, options.base_url, &options.via) &&
        (options.output == NULL || options.batch != NULL || output_open(&output, options.output))) {
        code = run(&options);
        output_discard(&output);
    }
    qcc_wipe(&credentials, sizeof credentials);
    qcc_wipe(&proxy, sizeof proxy);
    return code;
}
