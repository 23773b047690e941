/* qcc_lwip.c - a TCP stream and a name lookup over lwIP's raw API.
 *
 * lwIP calls back from its own input and timers; the callbacks note what happened, and the port's
 * functions look at the notes.
 * SPDX-License-Identifier: MIT */
#include "qcc_lwip.h"

#include "lwip/dns.h"
#include "lwip/sys.h"

#include <string.h>

#if defined(DNS_MAX_REQUESTS) && DNS_MAX_REQUESTS > DNS_TABLE_SIZE
#error "lwIP 2.2.1 then reads beyond its table of names, and loses a UDP pcb now and then"
#endif

enum state {
    IDLE,       /* nothing open */
    LOOKUP,     /* lwIP looks the name up, or had no room to; `lookup` says which */
    FOUND,      /* `address` is to be tried */
    CONNECTING, /* SYN is out */
    CONNECTED,  /* good */
    MISSED,     /* this kind of address came to nothing: the next one */
    BROKEN      /* the connection is gone; what had been received before can still be taken */
};

/* lwIP's DNS gives one address of a kind; these are the kinds. */
static const uint8_t families[] = {
#if LWIP_IPV4
    LWIP_DNS_ADDRTYPE_IPV4,
#endif
#if LWIP_IPV6
    LWIP_DNS_ADDRTYPE_IPV6,
#endif
};

/* ---- What lwIP calls. */

/* Every lookup that lwIP took is answered exactly once, so its slot is free from here on, whoever
 * waited for it. */
static void on_found(const char *name, const ip_addr_t *address, void *arg)
{
    (void)name;
    struct qcc_lwip_lookup *lookup = arg;
    struct qcc_lwip *lwip = lookup->owner;
    lookup->owner = NULL;
    if (lwip->lookup != lookup) {
        return; /* of a connection that was closed in the meantime */
    }
    lwip->lookup = NULL;
    if (address == NULL) {
        lwip->state = MISSED;
        return;
    }
    ip_addr_copy(lwip->address, *address);
    lwip->state = FOUND;
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t error)
{
    (void)pcb;
    (void)error; /* always ERR_OK: failures go to on_error */
    struct qcc_lwip *lwip = arg;
    lwip->state = CONNECTED;
    return ERR_OK;
}

/* Takes the pbufs as they are. Refused ones are kept by lwIP and offered again. */
static err_t on_received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t error)
{
    (void)pcb;
    (void)error;
    struct qcc_lwip *lwip = arg;
    if (p == NULL) {
        lwip->ended = true;
        return ERR_OK;
    }
    if (lwip->queue == NULL) {
        lwip->queue = p;
        return ERR_OK;
    }
    if (pbuf_clen(lwip->queue) + pbuf_clen(p) > QCC_LWIP_PBUFS_MAX ||
        p->tot_len > UINT16_MAX - lwip->queue->tot_len) {
        return ERR_MEM;
    }
    pbuf_cat(lwip->queue, p);
    return ERR_OK;
}

/* lwIP has freed the pcb: a reset, too many retransmissions, or a connection that was never
 * made. */
static void on_error(void *arg, err_t error)
{
    (void)error;
    struct qcc_lwip *lwip = arg;
    lwip->pcb = NULL;
    lwip->state = lwip->state == CONNECTING ? MISSED : BROKEN;
}

/* ---- Connecting. */

static struct qcc_lwip_lookup *free_lookup(struct qcc_lwip *lwip)
{
    for (size_t i = 0; i < QCC_LWIP_LOOKUPS; i++) {
        if (lwip->lookups[i].owner == NULL) {
            return &lwip->lookups[i];
        }
    }
    return NULL;
}

/* Asks lwIP for an address of the kind whose turn it is. */
static void look_up(struct qcc_lwip *lwip, const char *host)
{
    lwip->state = LOOKUP;
    struct qcc_lwip_lookup *lookup = free_lookup(lwip);
    if (lookup == NULL) {
        return;
    }
    lookup->owner = lwip;
    lwip->lookup = lookup;
    err_t error =
        dns_gethostbyname_addrtype(host, &lwip->address, on_found, lookup, families[lwip->family]);
    if (error == ERR_INPROGRESS) {
        return; /* on_found will be called, or has been */
    }
    lookup->owner = NULL;
    lwip->lookup = NULL;
    if (error == ERR_OK) {
        lwip->state = FOUND; /* known from before */
    } else if (error != ERR_MEM) {
        lwip->state = MISSED; /* ERR_MEM: lwIP's own table is full: later */
    }
}

static void begin(struct qcc_lwip *lwip, const struct qcc_target *target)
{
    lwip->tcp_port = target->tcp_port;
    lwip->family = 0;
    lwip->found = false;
    lwip->refused = false;
    if (ipaddr_aton(target->host, &lwip->address)) {
        lwip->family = sizeof families - 1; /* there is no other */
        lwip->state = FOUND;
    } else {
        look_up(lwip, target->host);
    }
}

/* An equal share of the time that is left for each kind from this one on. The last one, and the
 * only one, needs no limit: the caller's deadline is its own. */
static void start(struct qcc_lwip *lwip, uint32_t time_left_ms)
{
    const uint32_t share_ms = time_left_ms / (uint32_t)(sizeof families - lwip->family);
    lwip->limit_ms = LWIP_MIN(share_ms, QCC_LWIP_ADDRESS_LIMIT_MS);
    lwip->started_ms = sys_now();
    lwip->found = true;
    lwip->pcb = tcp_new_ip_type(IP_GET_TYPE(&lwip->address));
    if (lwip->pcb == NULL) {
        return; /* every pcb is in use, a closed connection's for a while yet: later */
    }
    tcp_arg(lwip->pcb, lwip);
    tcp_err(lwip->pcb, on_error);
    tcp_recv(lwip->pcb, on_received);
    tcp_nagle_disable(lwip->pcb); /* each send is a whole message that the peer waits for */
    lwip->state = CONNECTING;
    err_t error = tcp_connect(lwip->pcb, &lwip->address, lwip->tcp_port, on_connected);
    if (error != ERR_OK) {
        tcp_err(lwip->pcb, NULL);
        tcp_abort(lwip->pcb);
        lwip->pcb = NULL;
        lwip->state = error == ERR_MEM ? FOUND : MISSED; /* ERR_MEM: no segment is free: later */
    }
}

/* Gives up an address that keeps silent while there is another kind. Differences of sys_now are
 * right across its wrap. */
static void limit(struct qcc_lwip *lwip)
{
    if (lwip->state == CONNECTING && lwip->family + 1u < sizeof families &&
        sys_now() - lwip->started_ms >= lwip->limit_ms) {
        tcp_abort(lwip->pcb); /* calls on_error, which notes it */
    }
}

/* On to the next kind of address. False when there is none. */
static bool next_family(struct qcc_lwip *lwip, const char *host)
{
    if (lwip->family + 1u >= sizeof families) {
        return false;
    }
    lwip->family++;
    look_up(lwip, host);
    return true;
}

static bool is_public(const ip_addr_t *address)
{
#if LWIP_IPV6
    if (IP_IS_V6(address)) {
        return qcc_address_is_public((const uint8_t *)ip_2_ip6(address)->addr, 16);
    }
#endif
#if LWIP_IPV4
    return qcc_address_is_public((const uint8_t *)&ip_2_ip4(address)->addr, 4);
#else
    return false;
#endif
}

/* An address that is not public is as good as none, where only public ones will do. */
static void judge(struct qcc_lwip *lwip, const struct qcc_target *target)
{
    if (lwip->state == FOUND && target->public_only && !is_public(&lwip->address)) {
        lwip->state = MISSED;
        lwip->refused = true;
    }
}

static enum qcc_io lwip_connect(void *context, const struct qcc_target *target)
{
    struct qcc_lwip *lwip = context;
    if (lwip->state == IDLE) {
        begin(lwip, target);
    } else if (lwip->state == LOOKUP && lwip->lookup == NULL) {
        look_up(lwip, target->host);
    }
    limit(lwip);
    judge(lwip, target);
    while (lwip->state == MISSED) {
        if (!next_family(lwip, target->host)) {
            return lwip->found ? QCC_IO_FAILED : lwip->refused ? QCC_IO_REFUSED : QCC_IO_NO_NAME;
        }
        judge(lwip, target); /* lwIP may have known it from before */
    }
    if (lwip->state == FOUND) {
        start(lwip, target->time_left_ms);
    }
    switch (lwip->state) {
    case CONNECTED:
        return QCC_IO_DONE;
    case LOOKUP:
        return QCC_IO_LOOKUP;
    case BROKEN:
        return QCC_IO_FAILED;
    default: /* MISSED too: the next call goes on */
        return QCC_IO_WOULD_BLOCK;
    }
}

/* ---- The stream. */

static enum qcc_io lwip_send(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    struct qcc_lwip *lwip = context;
    if (lwip->pcb == NULL || lwip->state != CONNECTED) {
        return QCC_IO_FAILED;
    }
    size_t done = 0;
    err_t error = ERR_OK;
    while (done < len && error == ERR_OK) {
        /* A segment at a time: lwIP takes a piece as a whole or not at all, and there may be memory
         * for one segment only. */
        size_t piece = LWIP_MIN(len - done, LWIP_MIN(tcp_mss(lwip->pcb), tcp_sndbuf(lwip->pcb)));
        if (piece == 0) {
            break;
        }
        error = tcp_write(lwip->pcb, data + done, (u16_t)piece, TCP_WRITE_FLAG_COPY);
        if (error == ERR_OK) {
            done += piece;
        }
    }
    (void)tcp_output(lwip->pcb); /* what cannot go out now goes out by lwIP's timer */
    if (done > 0) {
        *moved = done;
        return QCC_IO_DONE;
    }
    return error == ERR_OK || error == ERR_MEM ? QCC_IO_WOULD_BLOCK : QCC_IO_FAILED;
}

static enum qcc_io lwip_receive(void *context, uint8_t *data, size_t len, size_t *moved)
{
    struct qcc_lwip *lwip = context;
    if (lwip->queue != NULL) {
        u16_t taken = (u16_t)LWIP_MIN(len, lwip->queue->tot_len);
        (void)pbuf_copy_partial(lwip->queue, data, taken, 0);
        lwip->queue = pbuf_free_header(lwip->queue, taken);
        if (lwip->pcb != NULL) {
            tcp_recved(lwip->pcb, taken);
        }
        *moved = taken;
        return QCC_IO_DONE;
    }
    if (lwip->ended) {
        return QCC_IO_END; /* a reset after that takes nothing away */
    }
    return lwip->state == CONNECTED ? QCC_IO_WOULD_BLOCK : QCC_IO_FAILED;
}

/* Lets go of the pcb. What is still under way goes on without us in good order, unless it would
 * hold memory that the next connection needs; and at the lowest priority, so that lwIP may take the
 * pcb for that. */
static void let_go(struct tcp_pcb *pcb)
{
    tcp_arg(pcb, NULL);
    tcp_err(pcb, NULL);
    tcp_recv(pcb, NULL);
    if (pcb->unsent != NULL) {
        tcp_abort(pcb);
        return;
    }
    tcp_setprio(pcb, TCP_PRIO_MIN);
    if (tcp_close(pcb) != ERR_OK) {
        tcp_abort(pcb);
    }
}

static void lwip_close(void *context)
{
    struct qcc_lwip *lwip = context;
    if (lwip->pcb != NULL) {
        let_go(lwip->pcb);
        lwip->pcb = NULL;
    }
    if (lwip->queue != NULL) {
        (void)pbuf_free(lwip->queue);
        lwip->queue = NULL;
    }
    lwip->lookup = NULL; /* an answer that comes yet finds that it is not the one */
    lwip->ended = false;
    lwip->state = IDLE;
}

/* ---- Clocks and entropy. */

static uint32_t stack_now_ms(void *context)
{
    (void)context;
    return sys_now();
}

static uint32_t lwip_now_ms(void *context)
{
    const struct qcc_lwip *lwip = context;
    return lwip->platform.now_ms(lwip->platform.context);
}

static int64_t lwip_unix_time_s(void *context)
{
    const struct qcc_lwip *lwip = context;
    return lwip->platform.unix_time_s(lwip->platform.context);
}

static bool lwip_entropy(void *context, uint8_t *data, size_t len)
{
    const struct qcc_lwip *lwip = context;
    return lwip->platform.entropy(lwip->platform.context, data, len);
}

struct qcc_port qcc_lwip_port(struct qcc_lwip *lwip, const struct qcc_platform *platform)
{
    const struct qcc_port port = {
        .context = lwip,
        .connect = lwip_connect,
        .send = lwip_send,
        .receive = lwip_receive,
        .close = lwip_close,
        .now_ms = platform->now_ms != NULL ? lwip_now_ms : stack_now_ms,
        .unix_time_s = lwip_unix_time_s,
        .entropy = lwip_entropy,
        .wait = NULL,
    };

    memset(lwip, 0, sizeof *lwip);
    lwip->platform = *platform;
    return port;
}
