/* report.c - the names of the phases.
 * SPDX-License-Identifier: MIT */
#include "qcc/report.h"

#include <string.h>

const char *qcc_phase_name(enum qcc_phase phase)
{
    /* In the enum's order; "?" ends them. */
    const char *name =
        "setup\0sign\0lookup\0connect\0proxy\0handshake\0send\0head\0body\0envelope\0?";

    for (unsigned i = 0; i < (unsigned)phase && *name != '?'; i++) {
        name += strlen(name) + 1;
    }
    return name;
}
