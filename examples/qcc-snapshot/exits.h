/* exits.h - the exit codes of both commands.
 * SPDX-License-Identifier: MIT */
#ifndef EXITS_H
#define EXITS_H

#include "qcc/error.h"

enum exit_code {
    EXIT_ANSWER = 0,
    EXIT_STATUS = 1,
    EXIT_USAGE = 2,
    EXIT_NETWORK = 3,
    EXIT_TLS = 4,
    EXIT_REPLY = 5,
    EXIT_DEADLINE = 6,
    EXIT_PLATFORM = 7,
    EXIT_PICTURE = 8,
    EXIT_SIGNAL = 128 /* and the signal's number */
};

/* The exit code that says `error`. */
int exits_of(enum qcc_error error);

#endif
