/* retry.c - asks again.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "retry.h"

#include <poll.h>
#include <stdio.h>

#include "report.h"

#define SLICE_MS 200 /* a signal may come just before the wait begins */

/* Without a random number everybody waits the longest. */
static uint32_t draw_random(const struct qcc_port *port)
{
    uint8_t bytes[4];
    uint32_t random = 0;
    if (!port->entropy(port->context, bytes, sizeof bytes)) {
        return UINT32_MAX;
    }
    for (size_t i = 0; i < sizeof bytes; i++) {
        random = random << 8 | bytes[i];
    }
    return random;
}

static struct qcc_retry decide(const struct options *options, const struct qcc_client *client,
                               const struct qcc_retry_outcome *outcome, uint32_t attempt,
                               bool repeat_charged)
{
    const struct qcc_port *port = client->config->port;
    const struct qcc_retry_policy policy = {
        .retries_max = (uint32_t)options->retries,
        .backoff_ms = (uint32_t)options->retry_base_ms,
        .repeat_charged = repeat_charged,
    };
    return qcc_retry_decide(&policy, attempt, outcome,
                            port->unix_time_s(port->context) + qcc_clock_offset(client),
                            draw_random(port));
}

/* ---- What is said. */

static void say_why(const struct options *options, const struct qcc_retry_outcome *outcome)
{
    const char *english = qcc_status_english(outcome->status);
    report_begin(options);
    if (outcome->error == QCC_ERROR_STATUS) {
        fprintf(stderr, "Status %u: %s", (unsigned)outcome->status, english != NULL ? english : "");
    } else {
        fprintf(stderr, "%s: %s", qcc_error_name(outcome->error), qcc_error_text(outcome->error));
    }
}

/* "0.8 s", "90 s", "2 h 5 min": as exact as a person needs it. */
static void say_wait(uint32_t wait_ms)
{
    const unsigned seconds = wait_ms / 1000;
    if (seconds < 10) {
        fprintf(stderr, "%u.%u s", seconds, (unsigned)(wait_ms % 1000 / 100));
    } else if (seconds < 600) {
        fprintf(stderr, "%u s", seconds);
    } else {
        fprintf(stderr, "%u h %u min", seconds / 3600, seconds % 3600 / 60);
    }
}

static void say_retry(const struct options *options, const struct qcc_retry_outcome *outcome,
                      uint32_t attempt, struct qcc_retry retry)
{
    say_why(options, outcome);
    fprintf(stderr, " Retry %u of %lu ", (unsigned)attempt + 1, options->retries);
    if (retry.when == QCC_RETRY_NOW) {
        fputs("follows at once.\n", stderr);
        return;
    }
    fputs("follows in ", stderr);
    say_wait(retry.wait_ms);
    fputs(outcome->retry_after_s != 0 ? ", since the service asks for a pause.\n" : ".\n", stderr);
}

/* A repeat that only the charge forbids is one that the user can allow. */
static void say_charge(const struct options *options, const struct qcc_client *client,
                       const struct qcc_retry_outcome *outcome, uint32_t attempt)
{
    if (decide(options, client, outcome, attempt, true).when != QCC_RETRY_NEVER) {
        report_begin(options);
        fputs("there is no retry, since the call may have been charged: "
              "--retry-maybe-charged allows it\n",
              stderr);
    }
}

/* ---- The wait. */

/* Returns false when a signal has ended it. */
static bool wait_for(const struct qcc_port *port, uint32_t wait_ms,
                     const volatile sig_atomic_t *caught)
{
    const uint32_t start_ms = port->now_ms(port->context);
    uint32_t passed_ms = 0;
    while (*caught == 0 && passed_ms < wait_ms) {
        const uint32_t left_ms = wait_ms - passed_ms;
        (void)poll(NULL, 0, left_ms < SLICE_MS ? (int)left_ms : SLICE_MS);
        passed_ms = port->now_ms(port->context) - start_ms;
    }
    return *caught == 0;
}

bool retry_waits(const struct options *options, const struct qcc_client *client,
                 enum qcc_error error, uint32_t attempt, const volatile sig_atomic_t *caught)
{
    struct qcc_retry_outcome outcome = qcc_retry_outcome_of(&client->report, client->reply.status);
    struct qcc_retry retry;
    outcome.error = error;
    if (options->retries == 0 || *caught != 0) {
        return false;
    }
    retry = decide(options, client, &outcome, attempt, options->retry_maybe_charged);
    if (retry.when == QCC_RETRY_NEVER) {
        say_charge(options, client, &outcome, attempt);
        return false;
    }
    say_retry(options, &outcome, attempt, retry);
    return wait_for(client->config->port, retry.wait_ms, caught);
}
