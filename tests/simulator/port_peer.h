/* port_peer.h - the peer of qcc-port-check; port/check/qcc_port_check.h says what it does.
 * SPDX-License-Identifier: MIT */
#ifndef PORT_PEER_H
#define PORT_PEER_H

/* Starts the peer at `address`, IPv4 or IPv6, on `port` (0: a free one) and the next two. It runs
 * in threads of its own until the process ends. Returns the port, 0 when it cannot run. */
unsigned port_peer_start(const char *address, unsigned port);

#endif
