/* qcc_bsd_lookup_lwip.c - the name lookup of qcc_bsd.h where the sockets are lwIP's: lwIP's own
 * resolver, which calls back, so that nobody waits and no task is spent on it.
 *
 * getaddrinfo would hold the client's task until lwIP is done or has given up. Here the question is
 * put inside lwIP's thread and the answer is left in a table that both sides look at under lwIP's
 * lock. lwIP cannot call a question back: what a client gave up stays in the table until lwIP has
 * answered it, as it always does, and the table outlives the clients.
 *
 * It wants of lwipopts.h: LWIP_DNS, NO_SYS 0, SYS_LIGHTWEIGHT_PROT. lwIP knows one address of a
 * name, of IPv4 if there is one.
 * SPDX-License-Identifier: MIT */
#include "qcc_bsd.h"

#include "lwip/err.h" /* first: dns.h of lwIP 2.0.3 needs it and does not say so */

#include "lwip/dns.h"
#include "lwip/priv/tcpip_priv.h" /* tcpip_api_call */
#include "lwip/sys.h"

#include <string.h>

#if defined(DNS_MAX_REQUESTS) && DNS_MAX_REQUESTS > DNS_TABLE_SIZE
#error "lwIP 2.2.1 then reads beyond its table of names, and loses a UDP pcb now and then"
#endif

enum state {
    FREE,
    ASKED,    /* lwIP has it */
    LEFT,     /* lwIP has it, and nobody waits for it */
    ANSWERED, /* `address` is there */
    NO_NAME
};

/* More than lwIP has room for would be of no use. */
struct lookup {
    uint8_t state;
    ip_addr_t address;
};

static struct lookup lookups[DNS_TABLE_SIZE];

/* -1: there is none. */
static int take_free_lookup(void)
{
    int handle = -1;
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    for (int i = 0; i < DNS_TABLE_SIZE && handle < 0; i++) {
        if (lookups[i].state == FREE) {
            lookups[i].state = ASKED;
            handle = i;
        }
    }
    SYS_ARCH_UNPROTECT(level);
    return handle;
}

static void set_state(struct lookup *entry, enum state state)
{
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    entry->state = (uint8_t)state;
    SYS_ARCH_UNPROTECT(level);
}

/* In lwIP's thread, once for each question that lwIP took. */
static void on_found(const char *name, const ip_addr_t *address, void *arg)
{
    struct lookup *entry = arg;
    SYS_ARCH_DECL_PROTECT(level);

    (void)name;
    SYS_ARCH_PROTECT(level);
    if (entry->state == LEFT) {
        entry->state = FREE;
    } else if (address == NULL) {
        entry->state = NO_NAME;
    } else {
        ip_addr_copy(entry->address, *address);
        entry->state = ANSWERED;
    }
    SYS_ARCH_UNPROTECT(level);
}

struct question {
    struct tcpip_api_call_data call; /* the first member: what lwIP passes on points to it */
    const char *host;
    struct lookup *entry;
};

/* In lwIP's thread, or under its core lock. */
static err_t ask(struct tcpip_api_call_data *call)
{
    const struct question *question = (const struct question *)(const void *)call;
    const u8_t kinds = QCC_BSD_IPV6 ? LWIP_DNS_ADDRTYPE_DEFAULT : LWIP_DNS_ADDRTYPE_IPV4;
    ip_addr_t known;
    const err_t error =
        dns_gethostbyname_addrtype(question->host, &known, on_found, question->entry, kinds);

    if (error == ERR_OK) {
        on_found(question->host, &known, question->entry);
    }
    return error;
}

enum qcc_io qcc_bsd_lookup_start(const char *host, int *handle)
{
    struct question question;
    const int taken = take_free_lookup();
    err_t error;

    *handle = taken;
    if (taken < 0) {
        return QCC_IO_LOOKUP;
    }
    memset(&question, 0, sizeof question);
    question.host = host;
    question.entry = &lookups[taken];
    error = tcpip_api_call(ask, &question.call);
    if (error == ERR_OK || error == ERR_INPROGRESS) {
        return QCC_IO_LOOKUP;
    }
    set_state(&lookups[taken], FREE);
    *handle = -1;
    /* ERR_MEM: lwIP's own table is full, with others' questions say. Else: a name that is none, or
     * no name server. */
    return error == ERR_MEM ? QCC_IO_LOOKUP : QCC_IO_NO_NAME;
}

static void pack(struct qcc_bsd_address *out, const ip_addr_t *in)
{
    memset(out, 0, sizeof *out);
#if LWIP_IPV6
    if (IP_IS_V6(in)) {
        out->scope = ip6_addr_zone(ip_2_ip6(in));
        out->len = 16;
        memcpy(out->bytes, ip_2_ip6(in)->addr, sizeof out->bytes);
        return;
    }
#endif
    out->len = 4;
    memcpy(out->bytes, &ip_2_ip4(in)->addr, 4);
}

enum qcc_io qcc_bsd_lookup_read(int handle, struct qcc_bsd_address addresses[QCC_BSD_ADDRESSES_MAX],
                                uint8_t *count)
{
    struct lookup found;
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    found = lookups[handle];
    SYS_ARCH_UNPROTECT(level);
    if (found.state != ANSWERED) {
        return found.state == ASKED ? QCC_IO_LOOKUP : QCC_IO_NO_NAME;
    }
    pack(&addresses[0], &found.address);
    *count = 1;
    return QCC_IO_DONE;
}

void qcc_bsd_lookup_wait(int handle, uint32_t timeout_ms)
{
    (void)handle;
    qcc_bsd_pause(timeout_ms);
}

void qcc_bsd_lookup_stop(int handle)
{
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    lookups[handle].state = lookups[handle].state == ASKED ? LEFT : FREE;
    SYS_ARCH_UNPROTECT(level);
}
