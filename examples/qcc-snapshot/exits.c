/* exits.c - the exit code of an error, by its kind.
 * SPDX-License-Identifier: MIT */
#include "exits.h"

int exits_of(enum qcc_error error)
{
    switch (qcc_error_kind(error)) {
    case QCC_KIND_NONE:
        return EXIT_ANSWER;
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
