/* trial.c - the hostile world, played, and measurements.
 * SPDX-License-Identifier: MIT */
#include "trial.h"

#include "board.h"
#include "ethernet.h"
#include "log.h"
#include "network.h"

#include "qcc/memory.h"

#include <mbedtls/ecp.h>

#include <string.h>

#define OVERFLOW 8192 /* bytes; more than the stack has */
#define GOODBYES 10
#define GOODBYE_MS 200
#define GOODBYE_S 130 /* lwIP's TIME_WAIT lasts two minutes */

static struct {
    uint32_t drop; /* every so many frames; 0: none */
    uint32_t frames;
    uint32_t unplug;  /* at this step */
    uint32_t plug_ms; /* again after so long */
    uint32_t unplugged_ms;
    bool is_unplugged;
    unsigned memory_free; /* elements of lwIP's pools before the first request */
    uint32_t steps;
    uint32_t step_began; /* cycles */
    uint32_t request_began;
    bool handshake;   /* the step began in the handshake */
    uint32_t stepped; /* cycles in all steps of a request */
    uint32_t longest; /* cycles of a step outside the handshake, and in it */
    uint32_t longest_handshake;
} trial;

uint32_t trial_number(const char *name, uint32_t otherwise)
{
    const char *text = board_argument(name);
    if (text == NULL) {
        return otherwise;
    }
    uint32_t number = 0;
    for (; *text >= '0' && *text <= '9'; text++) {
        number = number * 10 + (uint32_t)(*text - '0');
    }
    return number;
}

static bool loses(bool outgoing)
{
    (void)outgoing;
    return ++trial.frames % trial.drop == 0;
}

void trial_start(void)
{
    trial.drop = trial_number("drop", 0);
    trial.unplug = trial_number("unplug", 0);
    trial.plug_ms = trial_number("plug", 0);
    if (trial.drop != 0) {
        ethernet_loses = loses;
    }
#if defined(MBEDTLS_ECP_RESTARTABLE)
    mbedtls_ecp_set_max_ops(100); /* of mbedTLS's units: some 2 million instructions */
#endif
    if (board_argument("entropy") != NULL) {
        board_fail_entropy();
    }
    if (board_argument("clock") != NULL) {
        board_unset_clock();
    }
    if (board_argument("dns") != NULL && !network_set_name_server(board_argument("dns"))) {
        board_panic("dns");
    }
}

void trial_turn(void)
{
    if (trial.is_unplugged && board_now_ms() - trial.unplugged_ms >= trial.plug_ms) {
        trial.is_unplugged = false;
        network_plug(true);
        board_log("cable in\n");
    }
}

/* What is free of lwIP's memory when nothing is under way. */
static void log_memory(void)
{
    log_number("pool elements free ", (int32_t)network_memory_free());
}

static void overflow(void)
{
    volatile uint8_t frame[OVERFLOW];
    frame[0] = 0;
    (void)frame[0];
}

void trial_ready(void)
{
    trial.memory_free = network_memory_free();
    log_memory();
    if (board_argument("overflow") != NULL) {
        overflow();
    }
    if (board_argument("hang") != NULL) {
        for (;;) {
        }
    }
}

/* A quarter of a second at a time, so that every timer of lwIP's runs as often as it would. */
static void skip(uint32_t seconds)
{
    for (uint32_t i = 0; i < seconds * 4; i++) {
        board_clock_skip(250);
        network_poll();
        board_watchdog(0);
    }
}

void trial_before_request(struct qcc_client *client, uint32_t number)
{
    if (number > 0) {
        skip(trial_number("skip", 0));
    }
    if (number > 0 && board_argument("forget") != NULL) {
        client->session.len = 0;
    }
    if (number > 0 && board_argument("close") != NULL) {
        qcc_client_disconnect(client);
    }
    trial.request_began = board_cycles();
    trial.stepped = 0;
}

void trial_before_step(const struct qcc_client *client)
{
    if (++trial.steps == trial.unplug) {
        trial.is_unplugged = true;
        trial.unplugged_ms = board_now_ms();
        network_plug(false);
        board_log("cable out\n");
    }
    trial.handshake = qcc_client_phase(client) == QCC_PHASE_HANDSHAKE ||
                      qcc_client_phase(client) == QCC_PHASE_CONNECT;
    trial.step_began = board_cycles();
}

void trial_after_step(const struct qcc_client *client)
{
    (void)client;
    uint32_t cycles = board_cycles() - trial.step_began;
    uint32_t *longest = trial.handshake ? &trial.longest_handshake : &trial.longest;
    trial.stepped += cycles;
    if (cycles > *longest) {
        *longest = cycles;
    }
}

void trial_after_request(const struct qcc_client *client)
{
    log_number("step cycles ", (int32_t)trial.stepped);
    log_number("reused ", client->report.reused);
    log_number("resumed ", client->report.resumed);
    log_number("cycles ", (int32_t)(board_cycles() - trial.request_began));
    log_number("arena used ", (int32_t)qcc_memory_used());
}

/* Lets the connections say goodbye: most of it is waiting, which is skipped, but the peer's part
 * takes its time. */
static void wait_for_goodbyes(void)
{
    for (uint32_t i = 0; i < GOODBYES && network_memory_free() != trial.memory_free; i++) {
        uint32_t start_ms = board_now_ms();
        while (board_now_ms() - start_ms < GOODBYE_MS) {
            network_poll();
            board_watchdog(0);
        }
        skip(GOODBYE_S);
    }
}

/* The last "pool elements free" and "arena used" are what they were before the first request, when
 * nothing was lost. */
void trial_end(struct qcc_client *client)
{
    qcc_client_close(client);
    wait_for_goodbyes();
    log_memory();
    log_number("arena used ", (int32_t)qcc_memory_used());
    log_number("steps ", (int32_t)trial.steps);
    log_number("longest step cycles ", (int32_t)trial.longest);
    log_number("longest handshake step cycles ", (int32_t)trial.longest_handshake);
    log_number("stack ", (int32_t)board_stack_peak());
    log_number("arena peak ", (int32_t)qcc_memory_peak(false));
}
