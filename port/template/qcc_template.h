/* qcc_template.h - a port to begin with: it links everywhere, does nothing, and fails closed.
 *
 * Copy the folder, rename it, and fill the functions in, one by one; include/qcc/port.h has the
 * contract of each. Until they are written the client says so: QCC_ERROR_CLOCK first, then
 * QCC_ERROR_CONNECT, then QCC_ERROR_ENTROPY.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TEMPLATE_H
#define QCC_TEMPLATE_H

#include "qcc/port.h"

/* What one connection needs: a socket's number, a lookup under way, ... The caller's, in static
 * memory as a rule. */
struct qcc_template {
    bool open;
};

/* The port of `platform`, which must stay where it is while a client uses it. */
struct qcc_port qcc_template_port(struct qcc_template *platform);

#endif
