/* qcc_posix.h - the port for POSIX systems: Linux, the BSDs, macOS.
 *
 *     static struct qcc_posix posix;
 *     struct qcc_port port = qcc_posix_port(&posix);
 *
 * Non-blocking sockets over IPv4 and IPv6, a name lookup on a thread of its own, the monotonic
 * clock, the system's wall clock and random source. It allocates nothing and has no global state;
 * getaddrinfo and pthread_create, which only a name that is no address literal calls, allocate as
 * they please.
 *
 * The sockets are port/bsd's (qcc_bsd.h), which an RTOS can have without the rest; the lookup and
 * the clocks are here.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_POSIX_H
#define QCC_POSIX_H

#include "qcc_bsd.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One connection. The caller's; it must stay where it is while a client uses its port. Private. */
struct qcc_posix {
    struct qcc_bsd stream;
};

/* Prepares `posix`, whatever is in it, and returns its port. Call it once: it forgets a connection
 * that is open. */
struct qcc_port qcc_posix_port(struct qcc_posix *posix);

/* What a select() or poll() loop of the caller's watches instead of `wait`: for QCC_WAIT_WRITABLE
 * until it is writable, for QCC_WAIT_LOOKUP and QCC_WAIT_READABLE until it is readable. -1 when
 * nothing is open. Ask again after each step, as it changes, and while the client connects take a
 * step every second even so: an address that does not answer is given up by the clock. */
int qcc_posix_descriptor(const struct qcc_posix *posix);

#ifdef __cplusplus
}
#endif

#endif
