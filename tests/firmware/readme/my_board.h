/* my_board.h - the functions that README's program for a board leaves to its reader.
 * SPDX-License-Identifier: MIT */
#ifndef MY_BOARD_H
#define MY_BOARD_H

#include "lwip/netif.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

err_t my_netif_init(struct netif *netif);
void my_netif_poll(struct netif *netif);
int64_t my_unix_time_s(void *context);
bool my_entropy(void *context, uint8_t *data, size_t len);
void my_watchdog_feed(void);
void my_show(const char *text);

#endif
