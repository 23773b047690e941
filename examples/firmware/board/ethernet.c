/* ethernet.c - the LM3S6965's Ethernet controller. Frames go between its FIFO and lwIP's pbufs word
 * by word, with nothing in between.
 *
 * Both FIFOs begin a frame with two bytes of length. ETH_PAD_SIZE 2 makes the pbuf begin with two
 * spare bytes too, so the length falls there and each word of the FIFO is a word of the pbuf.
 * SPDX-License-Identifier: MIT */
#include "ethernet.h"

#include "interrupts.h"
#include "lm3s6965.h"

#include "lwip/etharp.h"
#include "lwip/pbuf.h"

#include <string.h>

#define HEADER_LEN 14 /* two addresses and a type */
#define CRC_LEN 4
#define LENGTH_LEN 2 /* the FIFO's own, where lwIP has its padding */
#define MTU 1500

bool (*ethernet_loses)(bool outgoing);
static bool unplugged;

static bool is_lost(bool outgoing)
{
    return unplugged || (ethernet_loses != NULL && ethernet_loses(outgoing));
}

/* Only wakes the superloop; the frame is fetched by ethernet_poll. */
void board_ethernet_interrupt(void)
{
    MACIM = 0;
}

/* The rest of the frame that is in the FIFO is not wanted. */
static void discard(uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i += 4) {
        (void)MACDATA;
    }
}

/* `bytes` of the FIFO, its first word being `word`, into a chain of pbufs whose sizes are multiples
 * of four. */
static void read_frame(struct pbuf *frame, uint32_t word, uint32_t bytes)
{
    uint32_t done = 0;
    for (struct pbuf *p = frame; p != NULL; p = p->next) {
        uint32_t *to = p->payload;
        for (uint32_t i = 0; i < p->len; i += 4) {
            if (done != 0) {
                word = MACDATA;
            }
            *to++ = word;
            done += 4;
        }
    }
    if (done < bytes) {
        discard(bytes - done);
    }
}

/* One frame from the FIFO. The pbufs come first: while there are none the frame waits where it is.
 */
static bool receive(struct netif *netif)
{
    static uint32_t first; /* the first word of a frame that waits for pbufs; 0: none */
    if (first == 0) {
        first = MACDATA;
    }
    uint32_t word = first;
    uint32_t bytes = word & 0xffff;
    if (bytes < LENGTH_LEN + HEADER_LEN + CRC_LEN ||
        bytes > LENGTH_LEN + HEADER_LEN + MTU + CRC_LEN) {
        first = 0; /* we have lost track of where frames begin */
        MACRCTL = MACRCTL_RSTFIFO;
        MACRCTL = MACRCTL_RXEN | MACRCTL_BADCRC;
        return false;
    }
    if (is_lost(false)) {
        first = 0;
        discard(bytes - 4);
        return true;
    }
    struct pbuf *frame = pbuf_alloc(PBUF_RAW, (u16_t)(bytes - CRC_LEN), PBUF_POOL);
    if (frame == NULL) {
        return false;
    }
    first = 0;
    read_frame(frame, word, bytes);
    if (netif->input(frame, netif) != ERR_OK) {
        (void)pbuf_free(frame);
    }
    return true;
}

void ethernet_poll(struct netif *netif)
{
    MACRIS = MACIM_RXINT;
    while ((MACNP & 0x3f) != 0 && receive(netif)) {
    }
    MACIM = MACIM_RXINT;
}

/* Words of the FIFO from pbufs of any length. */
static void write_frame(const struct pbuf *frame)
{
    uint32_t word = 0;
    uint32_t filled = 0; /* bytes in `word` */
    for (const struct pbuf *p = frame; p != NULL; p = p->next) {
        const uint8_t *bytes = p->payload;
        uint32_t i = 0;
        while (i < p->len) {
            if (filled == 0 && p->len - i >= 4) {
                memcpy(&word, bytes + i, 4);
                filled = 4;
                i += 4;
            } else {
                word |= (uint32_t)bytes[i++] << (8 * filled++);
            }
            if (filled == 4) {
                MACDATA = word;
                word = 0;
                filled = 0;
            }
        }
    }
    if (filled != 0) {
        MACDATA = word;
    }
}

static err_t transmit(struct netif *netif, struct pbuf *frame)
{
    (void)netif;
    if (is_lost(true)) {
        return ERR_OK;
    }
    while (MACTR & MACTR_NEWTX) {
    }
    uint16_t length = (uint16_t)(frame->tot_len - LENGTH_LEN - HEADER_LEN);
    memcpy(frame->payload, &length, sizeof length);
    write_frame(frame);
    MACTR = MACTR_NEWTX;
    return ERR_OK;
}

err_t ethernet_init(struct netif *netif)
{
    /* The simulator has put an address here; a product has its own in flash. */
    uint32_t low = MACIA0;
    uint32_t high = MACIA1;
    memcpy(netif->hwaddr, &low, 4);
    memcpy(netif->hwaddr + 4, &high, 2);
    netif->hwaddr_len = 6;
    netif->mtu = MTU;
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_LINK_UP;
    netif->output = etharp_output;
    netif->linkoutput = transmit;
    netif->name[0] = 'e';
    netif->name[1] = 'n';
    MACIM = 0;
    MACRCTL = MACRCTL_RSTFIFO;
    MACRCTL = MACRCTL_RXEN | MACRCTL_BADCRC;
    MACTCTL = MACTCTL_START;
    NVIC_ENABLE(ETHERNET_INTERRUPT);
    return ERR_OK;
}

void ethernet_plug(struct netif *netif, bool plugged)
{
    unplugged = !plugged;
    if (plugged) {
        netif_set_link_up(netif);
    } else {
        netif_set_link_down(netif);
    }
}
