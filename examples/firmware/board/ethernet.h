/* ethernet.h - the board's Ethernet controller as a network interface of lwIP.
 * SPDX-License-Identifier: MIT */
#ifndef ETHERNET_H
#define ETHERNET_H

#include "lwip/netif.h"

#include <stdbool.h>

/* The `init` of netif_add. */
err_t ethernet_init(struct netif *netif);

/* Gives lwIP the frames that have come. To be called in the superloop. */
void ethernet_poll(struct netif *netif);

/* For tests: asked before each frame in either direction; true loses it. NULL: none is lost. */
extern bool (*ethernet_loses)(bool outgoing);

/* For tests: pulls the cable, and plugs it in again. A real board asks its PHY. */
void ethernet_plug(struct netif *netif, bool plugged);

#endif
