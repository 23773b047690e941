/* my_board.c - the reader's functions, by the board of examples/firmware.
 * SPDX-License-Identifier: MIT */
#include "my_board.h"

#include "board.h"
#include "ethernet.h"

#include "lwip/dns.h"
#include "lwip/sys.h"

u32_t sys_now(void)
{
    return board_now_ms();
}

err_t my_netif_init(struct netif *netif)
{
    return ethernet_init(netif);
}

/* The name server that DHCP gives under QEMU would be the host's; the test's is on its loopback. */
void my_netif_poll(struct netif *netif)
{
    static ip_addr_t name_server;

    ethernet_poll(netif);
    ip_addr_set_ip4_u32(&name_server, PP_HTONL(0x0a000202));
    dns_setserver(0, &name_server);
}

int64_t my_unix_time_s(void *context)
{
    return board_unix_time_s(context);
}

bool my_entropy(void *context, uint8_t *data, size_t len)
{
    return board_entropy(context, data, len);
}

void my_watchdog_feed(void)
{
    board_watchdog(0);
}

void my_show(const char *text)
{
    board_log(text);
    board_log("\n");
}
