/* network.h - lwIP on the board's Ethernet: an address by DHCP, and the part of the superloop that
 * keeps it going.
 * SPDX-License-Identifier: MIT */
#ifndef NETWORK_H
#define NETWORK_H

#include <stdbool.h>

/* Starts lwIP and asks for an address. */
void network_start(void);

/* Frames in, timers. To be called all the time. */
void network_poll(void);

/* True when there is an address, and a cable. */
bool network_is_up(void);

/* The name server to use in place of the one that DHCP names: dotted quads. */
bool network_set_name_server(const char *address);

/* For tests: pulls the cable, or plugs it in again. */
void network_plug(bool plugged);

/* For tests: how many elements of lwIP's pools are free. */
unsigned network_memory_free(void);

#endif
