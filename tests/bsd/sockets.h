/* sockets.h - QCC_BSD_SOCKETS_H of the test: lwIP's sockets, on a machine that has sockets of its
 * own.
 * SPDX-License-Identifier: MIT */
#ifndef SOCKETS_H
#define SOCKETS_H

#include "lwip/sockets.h"

/* lwIP's Unix port leaves this one name to the system, whose headers are at odds with lwIP's. */
#undef htons
#define htons lwip_htons

#endif
