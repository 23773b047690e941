/* qcc_template.h - a port to begin with: it links everywhere, does nothing, and fails closed.
 *
 * Copy the folder, rename it, and fill the functions in, one by one; include/qcc/port.h has the
 * contract of each. Until they are written the client says QCC_ERROR_CONNECT. qcc-port-check
 * (port/check) says what is still missing.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TEMPLATE_H
#define QCC_TEMPLATE_H

#include "qcc/port.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What one connection needs: a socket's number, a lookup under way, ... The caller's; it must stay
 * where it is while a client uses its port. Private. */
struct qcc_template {
    struct qcc_platform platform;
    bool open;
};

/* Prepares `stream`, whatever is in it, and returns its port. It copies `platform`. A port that
 * brings clocks and entropy of its own does without the second argument. */
struct qcc_port qcc_template_port(struct qcc_template *stream, const struct qcc_platform *platform);

#ifdef __cplusplus
}
#endif

#endif
