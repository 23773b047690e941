/* main.c - a firmware that asks for snapshots: no operating system, no heap, one loop.
 *
 * It is started with words, which a product would have in flash or take from its keypad:
 *
 *     url=https://pro.qcc.com/api/yj key=... secret=... keyword=...
 *
 * with `picture=yes` to fetch the picture, too; and the words of trial.h, which play a hostile
 * world. It prints a line for all that happens, and ends with the last outcome's kind.
 * SPDX-License-Identifier: MIT */
#include "board.h"
#include "log.h"
#include "network.h"
#include "trial.h"

#include "qcc/clock.h"
#include "qcc/memory.h"
#include "qcc/picture.h"
#include "qcc/snapshot.h"
#include "qcc_lwip.h"

/* All that mbedTLS allocates comes from here. The size is what a chain of three RSA-2048
 * certificates needs, found by trying, and a little. */
#ifndef ARENA_SIZE
#define ARENA_SIZE 30720
#endif

#define WATCHDOG_MS 4000 /* longer than one operation of public-key cryptography */
#define DHCP_PATIENCE_MS 20000

extern const struct qcc_roots firmware_roots; /* make_roots.sh made it */

static uint8_t arena[ARENA_SIZE];
static struct qcc_lwip stream;
static struct qcc_port port;
static struct qcc_client client;
static struct qcc_config config;
static struct qcc_span secret;

/* What everything in the loop has in common: the network goes on, and the watchdog sees that it
 * does. */
static void turn(void)
{
    network_poll();
    trial_turn();
    board_watchdog(0);
}

static void wait_for_address(void)
{
    uint32_t start_ms = board_now_ms();
    while (!network_is_up()) {
        turn();
        board_sleep();
        if (board_now_ms() - start_ms > DHCP_PATIENCE_MS) {
            board_panic("no address");
        }
    }
}

/* Steps the job that was started to its end. */
static enum qcc_error finish(void)
{
    enum qcc_error outcome;
    for (;;) {
        turn();
        trial_before_step(&client);
        outcome = qcc_client_step(&client);
        trial_after_step(&client);
        if (outcome != QCC_PENDING) {
            return outcome;
        }
        uint32_t timeout_ms;
        if (qcc_client_wait(&client, &timeout_ms) != QCC_WAIT_NONE) {
            board_sleep();
        }
    }
}

static enum qcc_error ask(const char *keyword)
{
    const enum qcc_error outcome = qcc_snapshot_start(&client, keyword);
    return outcome == QCC_OK ? finish() : outcome;
}

/* A product would decode it into its display's memory, row by row. */
static enum qcc_error show(void *context, uint32_t offset, struct qcc_span piece)
{
    (void)context;
    (void)offset;
    (void)piece;
    return QCC_OK;
}

/* Fetches the picture of the link that was got. */
static enum qcc_error fetch(void)
{
    static const struct qcc_picture_sink sink = {.write = show};
    enum qcc_error outcome = qcc_picture_start(&client, client.reply.result, &sink);
    if (outcome == QCC_OK) {
        outcome = finish();
    }
    if (outcome == QCC_OK) {
        const struct qcc_picture *picture = qcc_picture_of(&client);
        log_number("picture width ", (int32_t)picture->width);
        log_number("picture height ", (int32_t)picture->height);
        log_number("picture bytes ", (int32_t)picture->bytes);
    }
    return outcome;
}

static void tell(enum qcc_error outcome)
{
    const struct qcc_report *report = &client.report;
    if (outcome == QCC_OK) {
        log_text("snapshot ", client.reply.result);
    } else if (outcome == QCC_ERROR_STATUS) {
        log_number("status ", client.reply.status);
    } else {
        log_text("failed ", qcc_error_name(outcome));
        log_text("phase ", qcc_phase_name(report->phase));
        log_number("tls code ", report->tls_code);
        log_number("certificate flags ", (int32_t)report->certificate_flags);
    }
    log_number("charge ", report->charge);
}

static const char *need(const char *name)
{
    const char *value = board_argument(name);
    if (value == NULL) {
        log_text("missing: ", name);
        board_exit(64);
    }
    return value;
}

static enum qcc_error set_up(void)
{
    static const struct qcc_platform platform = {
        .unix_time_s = board_unix_time_s, /* and the clock of milliseconds is lwIP's */
        .entropy = board_entropy,
    };
    port = qcc_lwip_port(&stream, &platform);
    secret = qcc_span_of(need("secret"));
    config.base_url = need("url");
    config.key = need("key");
    config.signer = qcc_signer_md5(&secret);
    config.port = &port;
    config.roots = &firmware_roots;
    config.clock = &qcc_clock_repair; /* the board's clock has nobody who sets it */
    config.timeout_ms = trial_number("timeout", 30000);
    enum qcc_error error = qcc_memory_install(arena, trial_number("arena", sizeof arena), &port);
    return error == QCC_OK ? qcc_client_init(&client, &config) : error;
}

int main(void)
{
    board_log("libqcc on a Cortex-M3\n");
    board_watchdog(WATCHDOG_MS);
    trial_start();
    enum qcc_error outcome = set_up();
    if (outcome == QCC_OK) {
        network_start();
        wait_for_address();
        log_number("address after ms ", (int32_t)board_now_ms());
        trial_ready();
        uint32_t requests = trial_number("repeat", 1);
        for (uint32_t i = 0; i < requests; i++) {
            trial_before_request(&client, i);
            wait_for_address();
            outcome = ask(need("keyword"));
            tell(outcome);
            if (outcome == QCC_OK && board_argument("picture") != NULL) {
                outcome = fetch();
                if (outcome != QCC_OK) {
                    tell(outcome);
                }
            }
            trial_after_request(&client);
        }
    } else {
        log_text("setup failed ", qcc_error_name(outcome));
    }
    trial_end(&client);
    return (int)qcc_error_kind(outcome);
}
