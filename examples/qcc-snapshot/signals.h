/* signals.h - a signal ends the job under way, a second one the program.
 * SPDX-License-Identifier: MIT */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <signal.h>

#include "qcc/client.h"

extern volatile sig_atomic_t signals_caught; /* the signal's number; 0: none has come */

/* From now on a signal cancels the job of `client`. Before a second one ends the program at once,
 * `at_end` is called, in the handler; NULL: nothing. A signal that was ignored stays so; a reader
 * of stdout that has gone away, or a file that is too large, makes a write fail, which can be told.
 */
void signals_catch(struct qcc_client *client, void (*at_end)(void));

/* qcc_client_step, and a signal that came before the start is not forgotten. */
enum qcc_error signals_step(struct qcc_client *client);

#endif
