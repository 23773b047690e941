/* failure.c - the names of the phases.
 * SPDX-License-Identifier: MIT */
#include "qcc/failure.h"

#include <stddef.h>

const char *qcc_phase_name(enum qcc_phase phase)
{
    static const char *const names[] = {"setup", "sign", "lookup", "connect", "handshake",
                                        "send",  "head", "body",   "envelope"};
    return (size_t)phase < sizeof(names) / sizeof(names[0]) ? names[phase] : "?";
}
