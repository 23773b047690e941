/* qcc_lwip.h - the port over lwIP's raw API (NO_SYS=1): no operating system, no thread, no heap, no
 * copy in between.
 *
 * It wants of lwipopts.h: LWIP_TCP, LWIP_DNS, LWIP_CALLBACK_API. All its functions, and so every
 * step of a client, run where lwIP runs, in the superloop, and never inside one of lwIP's
 * callbacks. The loop is the caller's:
 *
 *     static const struct qcc_platform platform = {NULL, NULL, my_unix_time_s, my_entropy};
 *     static struct qcc_lwip stream;
 *     struct qcc_port port = qcc_lwip_port(&stream, &platform);
 *
 *     for (;;) {
 *         my_ethernet_poll();        what came on the wire goes to lwIP
 *         sys_check_timeouts();      lwIP's timers
 *         outcome = qcc_client_step(&client);
 *     }
 *
 * Received bytes stay in the pbufs that the driver filled until the client takes them, and lwIP
 * opens its window only by what was taken: nothing is queued that the window, TCP_WND, did not
 * announce.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_LWIP_H
#define QCC_LWIP_H

#include "qcc/port.h"

#include "lwip/ip_addr.h"
#include "lwip/pbuf.h"
#include "lwip/tcp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Most pbufs that a connection keeps. A peer that sends many small segments fills pbufs faster than
 * the window; above this number they are left to lwIP, which offers them again a quarter of a
 * second later. A whole window (TCP_WND) must fit, and what is left of the pool is for
 * acknowledgements, ARP, DHCP and DNS. */
#ifndef QCC_LWIP_PBUFS_MAX
#define QCC_LWIP_PBUFS_MAX (PBUF_POOL_SIZE - 2)
#endif

/* Name lookups that may be under way for one context, those included that a close has left behind:
 * lwIP cannot call one back. When all are, connect waits. 1 or more; DNS_MAX_REQUESTS of lwIP is
 * the most that is of use. */
#ifndef QCC_LWIP_LOOKUPS
#define QCC_LWIP_LOOKUPS 2
#endif

/* The longest that an IPv4 address may keep silent while an IPv6 address is still to be tried. It
 * is less when half of the time that is left (struct qcc_target) is less. */
#ifndef QCC_LWIP_ADDRESS_LIMIT_MS
#define QCC_LWIP_ADDRESS_LIMIT_MS 3000u
#endif

struct qcc_lwip;

/* A lookup's identity, which lwIP hands back with the answer. */
struct qcc_lwip_lookup {
    struct qcc_lwip *owner; /* NULL: free */
};

/* One connection. It must lie where it stays, in static memory: lwIP may answer a lookup into it
 * after a close. All private. */
struct qcc_lwip {
    struct qcc_platform platform;
    struct tcp_pcb *pcb; /* NULL: none, or lwIP has freed it */
    struct pbuf *queue;  /* received and not taken yet */
    uint8_t state;
    uint8_t family; /* which of the host's kinds of address is being tried */
    bool ended;     /* the peer's FIN came, behind what is queued */
    bool found;     /* of all kinds, one lookup at least brought an address that was tried */
    bool refused;   /* one was not, because it is not public */
    uint16_t tcp_port;
    uint32_t started_ms; /* when this address was begun */
    uint32_t limit_ms;   /* how long it may keep silent from then on, while there is another kind */
    ip_addr_t address;
    struct qcc_lwip_lookup *lookup; /* the one that counts; NULL: none */
    struct qcc_lwip_lookup lookups[QCC_LWIP_LOOKUPS];
};

/* Prepares `lwip`, whatever is in it, and returns its port. It copies `platform`, whose now_ms may
 * be NULL: lwIP's sys_now is the millisecond clock then. Call it once: it forgets a connection that
 * is open. `wait` is NULL; a program that wants blocking calls sets it to a function that runs its
 * loop for a moment. Each address of a target that is `public_only` is judged before it
 * is used. */
struct qcc_port qcc_lwip_port(struct qcc_lwip *lwip, const struct qcc_platform *platform);

#ifdef __cplusplus
}
#endif

#endif
