/* report.c - what is said of a request.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "report.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "text.h"

/* In the order of enum qcc_charge. */
static const struct {
    const char *word, *sentence;
} charges[] = {
    {"no", " The call was not charged.\n"},
    {"maybe", " The call may have been charged.\n"},
    {"yes", " The call was charged.\n"},
};

/* ---- JSON. */

static void put_member(const char *name, const char *text)
{
    printf("\"%s\":\"", name);
    text_put(stdout, text, true);
    fputs("\",", stdout);
}

static void report_json(const struct qcc_client *client, enum qcc_error error)
{
    const struct qcc_envelope *reply = &client->reply;
    fputc('{', stdout);
    if (reply->status != 0) {
        printf("\"status\":%u,", (unsigned)reply->status);
        put_member("message", reply->message);
        put_member("order_number", reply->order_number);
    }
    if (error == QCC_OK) {
        put_member("url", reply->result);
    } else {
        put_member("error", qcc_error_name(error));
        put_member("phase", qcc_phase_name(client->report.phase));
        put_member("sentence", qcc_error_text(error));
    }
    if (client->report.clock_offset_s != 0) {
        printf("\"clock_offset_s\":%lld,", (long long)client->report.clock_offset_s);
    }
    printf("\"charge\":\"%s\"}\n", charges[client->report.charge].word);
}

/* ---- Sentences. */

/* The host, and the port where the URL has one, of a URL that may be malformed. */
static void put_host(const struct options *options)
{
    const char *url = options->base_url != NULL ? options->base_url : QCC_BASE_URL;
    const char *host = strstr(url, "://");
    char text[256];
    host = host != NULL ? host + 3 : url;
    snprintf(text, sizeof text, "%.*s", (int)strcspn(host, "/?#"), host);
    text_put(stderr, text, false);
}

static void put_reply(const struct qcc_envelope *reply)
{
    fputs("; its Message: ", stderr);
    text_put(stderr, reply->message, false);
    fputs(reply->message_cut ? "..." : "", stderr);
    if (reply->order_number[0] != '\0') {
        fputs("; its OrderNumber: ", stderr);
        text_put(stderr, reply->order_number, false);
        fputs(reply->order_number_cut ? "..." : "", stderr);
    }
}

static void report_status(const struct qcc_envelope *reply)
{
    const struct qcc_status *status = qcc_status_find(reply->status);
    fprintf(stderr, "qcc-snapshot: the service answered Status %u", (unsigned)reply->status);
    if (status != NULL) {
        fprintf(stderr, " %s (%s); what to do: %s", qcc_status_chinese(status->code),
                qcc_status_english(status->code),
                qcc_status_advice_text((enum qcc_status_advice)status->advice));
    }
    put_reply(reply);
}

/* What this device takes the time for, where the certificates' dates are the matter. */
static void put_clock(const struct qcc_report *failed)
{
    const time_t now = (time_t)failed->now_s;
    struct tm parts;
    char text[32];
    if (gmtime_r(&now, &parts) != NULL &&
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts) != 0) {
        fprintf(stderr, " This device's clock%s reads %s UTC.",
                failed->clock_offset_s != 0 ? ", with its offset," : "", text);
    }
}

/* What is known of the device's clock, when this call has found it out. */
static void report_clock(const struct qcc_report *known)
{
    const long long offset_s = (long long)known->clock_offset_s;
    if (known->clock_learned) {
        fprintf(stderr,
                "qcc-snapshot: this device's clock is %llu seconds %s, by the time that the host "
                "gave; set it, or use --clock-offset %lld\n",
                offset_s < 0 ? 0 - (unsigned long long)offset_s : (unsigned long long)offset_s,
                offset_s < 0 ? "fast" : "slow", offset_s);
    }
}

static void put_details(const struct qcc_report *failed, enum qcc_error error)
{
    fprintf(stderr, " [%s, in phase %s", qcc_error_name(error), qcc_phase_name(failed->phase));
    if (failed->member != NULL) {
        fprintf(stderr, ", member %s", failed->member);
    }
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
    if (failed->roots_skipped != 0) {
        fprintf(stderr, ", %u roots not readable", (unsigned)failed->roots_skipped);
    }
    fputc(']', stderr);
}

/* True for the kinds of failure that are about the peer. */
static bool is_of_host(enum qcc_error error)
{
    const enum qcc_kind kind = qcc_error_kind(error);
    return kind == QCC_KIND_NETWORK || kind == QCC_KIND_TLS || kind == QCC_KIND_REPLY ||
           error == QCC_ERROR_DEADLINE;
}

static void report_failure(const struct options *options, const struct qcc_client *client,
                           enum qcc_error error)
{
    fputs("qcc-snapshot: ", stderr);
    if (is_of_host(error)) {
        put_host(options);
        fputs(": ", stderr);
    }
    fputs(qcc_error_text(error), stderr);
    put_details(&client->report, error);
    if (error == QCC_ERROR_TLS_DATES || error == QCC_ERROR_CLOCK) {
        put_clock(&client->report);
    }
    if (client->reply.status != 0) {
        fprintf(stderr, " The service answered Status %u", (unsigned)client->reply.status);
        put_reply(&client->reply);
        fputc('.', stderr);
    }
}

/* A link that was paid for reaches the screen, where that can still be done. */
static void report_lost(const struct qcc_client *client, enum qcc_error error)
{
    fputs("qcc-snapshot: the output cannot be written;", stderr);
    if (error == QCC_OK) {
        fputs(" the link is ", stderr);
        text_put(stderr, client->reply.result, false);
        fputc(';', stderr);
    }
    fputs(charges[client->report.charge].sentence, stderr);
}

bool report(const struct options *options, const struct qcc_client *client, enum qcc_error error)
{
    if (options->json) {
        report_json(client, error);
    } else if (error == QCC_OK) {
        puts(client->reply.result);
    }
    if (error == QCC_ERROR_STATUS) {
        report_status(&client->reply);
    } else if (error != QCC_OK) {
        report_failure(options, client, error);
    }
    if (error != QCC_OK) {
        fputs(charges[client->report.charge].sentence, stderr);
    }
    report_clock(&client->report);
    if (fflush(stdout) == 0 && !ferror(stdout)) {
        return true;
    }
    report_lost(client, error);
    return false;
}

void report_keyword(const struct options *options)
{
    const uint32_t invisible = text_invisible(options->keyword);
    if (invisible != 0) {
        fprintf(
            stderr,
            "qcc-snapshot: warning: the keyword has a character that nobody can see (U+%04X); it "
            "is sent as it stands\n",
            (unsigned)invisible);
    }
    if (options->verbose &&
        qcc_keyword_classify(qcc_span_of(options->keyword)).check_digit == QCC_CHECK_DIGIT_WRONG) {
        fputs("  the keyword's own check characters are wrong: a typing error, perhaps\n", stderr);
    }
}

int report_exit_code(enum qcc_error error)
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
