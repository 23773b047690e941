/* retry.h - asks again: what the library decides is said on stderr, and waited for.
 * SPDX-License-Identifier: MIT */
#ifndef RETRY_H
#define RETRY_H

#include <signal.h>

#include "options.h"
#include "qcc/qcc.h"

/* The request of `client` ended with `error` after `attempt` repeats. Returns true when it is to be
 * repeated, after the wait that belongs to it; false at once when it is not, and when *caught, the
 * number of a signal, is or becomes anything but 0. */
bool retry_waits(const struct options *options, const struct qcc_client *client,
                 enum qcc_error error, uint32_t attempt, const volatile sig_atomic_t *caught);

#endif
