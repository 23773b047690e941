/* report.c - what is said of a request.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sentences.h"
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

static const char *type_name(enum qcc_image_type type)
{
    return type == QCC_IMAGE_PNG ? "png" : type == QCC_IMAGE_JPEG ? "jpeg" : "";
}

static void put_picture(const struct options *options, const struct picture_outcome *outcome)
{
    const struct qcc_picture *picture = &outcome->picture;
    if (outcome->error != QCC_OK) {
        put_member("picture_error", qcc_error_name(outcome->error));
        put_member("picture_sentence", qcc_error_text(outcome->error));
        return;
    }
    put_member("file", options->output);
    put_member("type", type_name(picture->type));
    printf("\"width\":%u,\"height\":%u,\"bytes\":%u,", (unsigned)picture->width,
           (unsigned)picture->height, (unsigned)picture->bytes);
}

static void report_json(const struct options *options, const struct qcc_client *client,
                        enum qcc_error error, const struct qcc_report *call,
                        const struct picture_outcome *picture)
{
    const struct qcc_envelope *reply = &client->reply;
    fputc('{', stdout);
    if (options->line != 0) {
        printf("\"line\":%lu,", options->line);
    }
    if (options->keyword != NULL) {
        put_member("keyword", options->keyword);
    }
    if (reply->status != 0) {
        printf("\"status\":%u,", (unsigned)reply->status);
        put_member("message", reply->message);
        put_member("order_number", reply->order_number);
    }
    if (error == QCC_OK) {
        put_member("url", reply->result);
        if (picture != NULL) {
            put_picture(options, picture);
        }
    } else {
        put_member("error", qcc_error_name(error));
        put_member("phase", qcc_phase_name(client->report.phase));
        put_member("sentence", qcc_error_text(error));
    }
    if (call->clock_offset_s != 0 || call->clock_learned) {
        printf("\"clock_offset_s\":%lld,", (long long)call->clock_offset_s);
    }
    printf("\"charge\":\"%s\"}\n", charges[call->charge].word);
}

/* ---- Sentences. */

void report_begin(const struct options *options)
{
    fputs("qcc-snapshot: ", stderr);
    if (options->line != 0) {
        fprintf(stderr, "line %lu: ", options->line);
    }
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

static void report_status(const struct options *options, const struct qcc_envelope *reply)
{
    const struct qcc_status *status = qcc_status_find(reply->status);
    report_begin(options);
    fprintf(stderr, "the service answered Status %u", (unsigned)reply->status);
    if (status != NULL) {
        fprintf(stderr, " %s (%s); what to do: %s", qcc_status_chinese(status->code),
                qcc_status_english(status->code),
                qcc_status_advice_text((enum qcc_status_advice)status->advice));
    }
    put_reply(reply);
}

/* What is known of the device's clock, when this call has found it out. */
static void report_clock(const struct options *options, const struct qcc_report *known)
{
    const long long offset_s = (long long)known->clock_offset_s;
    if (known->clock_learned && offset_s == 0) {
        report_begin(options);
        fputs("this device's clock is right, by the time that the host gave; drop --clock-offset\n",
              stderr);
    } else if (known->clock_learned) {
        report_begin(options);
        fprintf(stderr,
                "this device's clock is %llu seconds %s, by the time that the host "
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

static void report_failure(const struct options *options, const struct qcc_client *client,
                           enum qcc_error error)
{
    report_begin(options);
    if (sentence_is_of_host(error)) {
        sentence_put_peer(options->via,
                          options->base_url != NULL ? options->base_url : QCC_BASE_URL,
                          client->report.phase);
        fputs(": ", stderr);
    }
    fputs(qcc_error_text(error), stderr);
    put_details(&client->report, error);
    if (error == QCC_ERROR_TLS_DATES || error == QCC_ERROR_CLOCK) {
        sentence_put_clock(&client->report);
    }
    if (client->reply.status != 0) {
        fprintf(stderr, " The service answered Status %u", (unsigned)client->reply.status);
        put_reply(&client->reply);
        fputc('.', stderr);
    }
}

/* A link that was paid for reaches the screen, where that can still be done. */
static void report_lost(const struct qcc_client *client, enum qcc_error error,
                        enum qcc_charge charge)
{
    fputs("qcc-snapshot: the output cannot be written;", stderr);
    if (error == QCC_OK) {
        fputs(" the link is ", stderr);
        text_put(stderr, client->reply.result, false);
        fputc(';', stderr);
    }
    fputs(charges[charge].sentence, stderr);
}

/* The system knows best why it took no more. */
static void put_picture_reason(const struct picture_outcome *outcome)
{
    if (outcome->system_error == ESPIPE) {
        fputs(
            ": The connection broke and the picture would have to begin anew, which stdout cannot "
            "take back; use --output FILE.",
            stderr);
    } else if (outcome->system_error != 0) {
        fprintf(stderr, ": The picture cannot be stored: %s.", strerror(outcome->system_error));
    } else if (outcome->error == QCC_ERROR_PLAIN_HTTP) {
        fputs(
            ": The link says http with a port, which would be fetched without TLS; allow that with "
            "--allow-plain-picture if it is meant.",
            stderr);
    } else {
        fprintf(stderr, ": %s", qcc_error_text(outcome->error));
    }
}

void report_picture(const struct options *options, const struct qcc_client *client,
                    const struct picture_outcome *outcome)
{
    const struct qcc_picture *picture = &outcome->picture;
    if (outcome->error == QCC_OK) {
        if (options->verbose) {
            fprintf(stderr, "  picture: %s, %u x %u pixels, %u bytes, %u redirects, %u retries\n",
                    type_name(picture->type), (unsigned)picture->width, (unsigned)picture->height,
                    (unsigned)picture->bytes, (unsigned)picture->redirects,
                    (unsigned)picture->retries);
        }
        return;
    }
    report_begin(options);
    fputs("the picture from ", stderr);
    if (outcome->error == QCC_ERROR_NOT_PUBLIC) {
        sentence_put_host(client->reply.result); /* no proxy's fault */
    } else {
        sentence_put_peer(options->via, client->reply.result, outcome->report.phase);
    }
    if (picture->redirects != 0) {
        fprintf(stderr, ", after %u redirects", (unsigned)picture->redirects);
    }
    put_picture_reason(outcome);
    put_details(&outcome->report, outcome->error);
    if (outcome->error == QCC_ERROR_TLS_DATES) {
        sentence_put_clock(&outcome->report);
    }
    fprintf(stderr, " %u bytes of it had come. The link was printed.\n", (unsigned)picture->bytes);
}

void report_progress(const struct qcc_picture *picture)
{
    if (picture == NULL) {
        fputs("\r\033[K", stderr);
    } else if (picture->bytes_total != 0) {
        fprintf(stderr, "\r  picture: %3u %% of %u bytes\033[K",
                (unsigned)((uint64_t)picture->bytes * 100 / picture->bytes_total),
                (unsigned)picture->bytes_total);
    } else {
        fprintf(stderr, "\r  picture: %u bytes\033[K", (unsigned)picture->bytes);
    }
}

/* The link goes where the picture does not. */
static FILE *link_stream(const struct options *options)
{
    const bool is_taken = options->output != NULL && strcmp(options->output, "-") == 0;
    return is_taken ? stderr : stdout;
}

bool report(const struct options *options, const struct qcc_client *client, enum qcc_error error,
            const struct qcc_report *call, const struct picture_outcome *picture)
{
    if (options->json) {
        report_json(options, client, error, call, picture);
    } else if (error == QCC_OK) {
        fprintf(link_stream(options), "%s\n", client->reply.result);
    }
    if (error == QCC_ERROR_STATUS) {
        report_status(options, &client->reply);
    } else if (error != QCC_OK) {
        report_failure(options, client, error);
    }
    if (error != QCC_OK) {
        fputs(charges[call->charge].sentence, stderr);
    }
    report_clock(options, call);
    if (fflush(stdout) == 0 && !ferror(stdout)) {
        return true;
    }
    report_lost(client, error, call->charge);
    return false;
}
