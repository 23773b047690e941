/* signals.c - what a signal does.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "signals.h"

#include <stddef.h>

volatile sig_atomic_t signals_caught;

static struct qcc_client *canceled;
static void (*before_end)(void);

static void on_signal(int number)
{
    if (signals_caught != 0) {
        if (before_end != NULL) {
            before_end();
        }
        (void)signal(number, SIG_DFL);
        (void)raise(number);
    }
    signals_caught = number;
    qcc_client_cancel(canceled);
}

void signals_catch(struct qcc_client *client, void (*at_end)(void))
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct sigaction ignore = {0}, act = {0};
    canceled = client;
    before_end = at_end;
    ignore.sa_handler = SIG_IGN;
    act.sa_handler = on_signal;
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigaction(SIGXFSZ, &ignore, NULL);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction was;
        if (sigaction(numbers[i], NULL, &was) == 0 && was.sa_handler != SIG_IGN) {
            (void)sigaction(numbers[i], &act, NULL);
        }
    }
}

/* A start forgets a cancel that came before it. */
enum qcc_error signals_step(struct qcc_client *client)
{
    if (signals_caught != 0) {
        qcc_client_cancel(client);
    }
    return qcc_client_step(client);
}
