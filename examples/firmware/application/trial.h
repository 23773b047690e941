/* trial.h - the hostile world, played: what the tests start the firmware with, and what they read
 * from its log. A product has none of this.
 *
 *   repeat=N       ask N times
 *   timeout=N      the deadline in ms
 *   close=1        a connection for each request
 *   forget=1       a full handshake for each request
 *   arena=N        mbedTLS has N bytes of its arena only
 *   skip=N         the clock goes on by N s between requests
 *   dns=A.B.C.D    the name server, in place of DHCP's
 *   drop=N         every N-th frame is lost
 *   unplug=N       the cable is out at step N,
 *   plug=N         and in again N ms later
 *   entropy=none   there is none
 *   clock=unset    there is none
 *   hang=1         the program hangs before its first request
 *   overflow=1     the stack overflows there
 *
 * SPDX-License-Identifier: MIT */
#ifndef TRIAL_H
#define TRIAL_H

#include "qcc/client.h"

/* The number in the argument `name`, or `otherwise`. */
uint32_t trial_number(const char *name, uint32_t otherwise);

void trial_start(void);
void trial_ready(void);
void trial_turn(void);
void trial_before_request(struct qcc_client *client, uint32_t number);
void trial_before_step(const struct qcc_client *client);
void trial_after_step(const struct qcc_client *client);
void trial_after_request(const struct qcc_client *client);
void trial_end(struct qcc_client *client);

#endif
