/* qcc_bsd.h - the port for an RTOS with BSD sockets (Zephyr, ESP-IDF, RT-Thread, FreeRTOS with
 * lwIP), and the part of the POSIX port that is about sockets.
 *
 *     static const struct qcc_platform platform = {NULL, my_now_ms, my_unix_time_s, my_entropy};
 *     static struct qcc_bsd stream;
 *     struct qcc_port port = qcc_bsd_port(&stream, &platform);
 *
 * You supply
 *     a millisecond clock, a wall clock and entropy   the platform; port.h has the contracts
 *     a name lookup                                   on lwIP: qcc_bsd_lookup_lwip.c as it is;
 *                                                     otherwise the four functions at the end of
 *                                                     this file
 *     QCC_BSD_SOCKETS_H                               only where the sockets are not in the headers
 *                                                     that POSIX names
 * and compile qcc_bsd.c and the lookup, with the same QCC_BSD_ sizes as whoever includes this
 * header: they are in the struct. Nothing here allocates. The sockets are IPv4 and IPv6,
 * non-blocking, and there is one for each qcc_bsd. It wants of them: socket, connect, send, recv,
 * setsockopt (TCP_NODELAY), getsockopt (SO_ERROR), fcntl (F_GETFL, F_SETFL, O_NONBLOCK), poll,
 * close, inet_pton, htons, the types that come with these, and an errno of each task's own. It does
 * without signals, select, MSG_DONTWAIT and MSG_NOSIGNAL.
 *
 *     lwIP            QCC_BSD_SOCKETS_H "lwip/sockets.h"; 2.1 or later. In lwipopts.h
 *                     LWIP_COMPAT_SOCKETS, LWIP_POSIX_SOCKETS_IO_NAMES, LWIP_SOCKET_POLL 1, and
 *                     for the lookup LWIP_DNS 1, NO_SYS 0, SYS_LIGHTWEIGHT_PROT 1 and no more
 *                     DNS_MAX_REQUESTS than DNS_TABLE_SIZE. With newlib LWIP_ERRNO_STDINCLUDE,
 *                     because LWIP_PROVIDE_ERRNO would make an errno that this file does not read,
 *                     and LWIP_TIMEVAL_PRIVATE 0. This is what is run in the tests
 *     ESP-IDF         POSIX's headers (CONFIG_VFS_SUPPORT_SELECT, which is the default); lwIP's
 *                     lookup
 *     RT-Thread       POSIX's headers, with SAL_USING_POSIX; lwIP's lookup where SAL runs on lwIP
 *     Zephyr          POSIX's headers, with CONFIG_POSIX_API; a lookup by dns_get_addr_info, which
 *                     calls back, and dns_cancel_addr_info
 *
 * FreeRTOS-Plus-TCP has no BSD sockets, whatever its names look like: handles in place of
 * descriptors, negative codes in place of errno, no poll. It wants a port of its own
 * (port/template).
 * SPDX-License-Identifier: MIT */
#ifndef QCC_BSD_H
#define QCC_BSD_H

#include "qcc/port.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A header, quotes or brackets included, that is included in place of POSIX's own; what else it
 * takes to have the names above (`#define close closesocket`, say) goes there too. Undefined: the
 * headers that POSIX names. */
/* #define QCC_BSD_SOCKETS_H "lwip/sockets.h" */

/* Addresses of a host that are tried. 1 .. 255. */
#ifndef QCC_BSD_ADDRESSES_MAX
#define QCC_BSD_ADDRESSES_MAX 8
#endif

/* The longest that an address may keep silent while there is another to try. It is less when an
 * equal share of the time that is left (struct qcc_target) is less. The last address has all the
 * time that is left. */
#ifndef QCC_BSD_ADDRESS_LIMIT_MS
#define QCC_BSD_ADDRESS_LIMIT_MS 3000
#endif

/* The read-ahead, in bytes. 1 .. 65535. TLS reads a record's 5 bytes of header first; with the
 * record's rest fetched by the same call, a small reply costs one instead of two. Where a call
 * costs little and memory much, 1 turns it off. */
#ifndef QCC_BSD_READ_AHEAD
#define QCC_BSD_READ_AHEAD 4096
#endif

/* 0 for sockets without IPv6, as lwIP's with LWIP_IPV6 0. */
#ifndef QCC_BSD_IPV6
#define QCC_BSD_IPV6 1
#endif

struct qcc_bsd_address {
    uint32_t scope;    /* of a link-local IPv6 address; 0 else */
    uint8_t len;       /* 4 or 16 */
    uint8_t bytes[16]; /* in network order */
};

/* One connection. The caller's; it must stay where it is while a client uses its port. Private but
 * for its size. */
struct qcc_bsd {
    struct qcc_platform platform;
    int descriptor; /* the lookup's handle, then the connection's descriptor; -1: none */
    uint8_t state;
    uint8_t count;       /* of addresses */
    uint8_t next;        /* the address to try after this one */
    uint16_t tcp_port;   /* of all of them */
    uint32_t started_ms; /* when this address was begun */
    uint32_t limit_ms;   /* how long it may keep silent from then on */
    uint16_t begin, end; /* of the bytes in `ahead` that nobody has taken yet */
    struct qcc_bsd_address addresses[QCC_BSD_ADDRESSES_MAX];
    uint8_t ahead[QCC_BSD_READ_AHEAD];
};

/* Prepares `stream`, whatever is in it, and returns its port, all of it, `wait` included. It copies
 * `platform`, whose functions are all there. Call it once: it forgets a connection that is open.
 * Each address of a target that is `public_only` is judged before it is used. */
struct qcc_port qcc_bsd_port(struct qcc_bsd *stream, const struct qcc_platform *platform);

/* ---- The name lookup, which is the platform's. Called by the task that steps the client; each
 * task may have one under way. */

/* Begins to look `host` up, a name and no address literal, without waiting for the answer. `host`
 * is valid only for the call. QCC_IO_LOOKUP and *handle, 0 or more, for the functions below;
 * QCC_IO_LOOKUP and *handle -1 when there is no room for another one now: it is called again.
 * QCC_IO_NO_NAME; QCC_IO_NO_SOCKET when there will be none; QCC_IO_FAILED. */
enum qcc_io qcc_bsd_lookup_start(const char *host, int *handle);

/* Takes the answer: QCC_IO_DONE, *count, 1 or more, and as many addresses in the order in which
 * they are to be tried; QCC_IO_LOOKUP when it is not there yet; QCC_IO_NO_NAME; QCC_IO_NO_SOCKET;
 * QCC_IO_FAILED. */
enum qcc_io qcc_bsd_lookup_read(int handle, struct qcc_bsd_address addresses[QCC_BSD_ADDRESSES_MAX],
                                uint8_t *count);

/* Returns when the answer may be there, or after `timeout_ms`, or earlier for no reason. */
void qcc_bsd_lookup_wait(int handle, uint32_t timeout_ms);

/* Gives the handle back, answer or no answer. Does not wait for one. */
void qcc_bsd_lookup_stop(int handle);

/* For a lookup that has descriptors of the system's: `descriptor`, or another for the same socket
 * when it is 0, 1 or 2, which are the program's. -1 when there is none, or `descriptor` was -1. */
int qcc_bsd_off_stdio(int descriptor);

/* For a lookup that has nothing to wait on: sleeps for a moment, `timeout_ms` at most. */
void qcc_bsd_pause(uint32_t timeout_ms);

#ifdef __cplusplus
}
#endif

#endif
