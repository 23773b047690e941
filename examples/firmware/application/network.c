/* network.c - lwIP on the board's Ethernet.
 * SPDX-License-Identifier: MIT */
#include "network.h"

#include "board.h"
#include "ethernet.h"

#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/init.h"
#include "lwip/memp.h"
#include "lwip/priv/memp_priv.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"

static struct netif netif;
static struct dhcp dhcp; /* ours, so that lwIP needs no memory for it */
static ip_addr_t name_server;

/* lwIP's clock. */
u32_t sys_now(void)
{
    return board_now_ms();
}

void network_start(void)
{
    lwip_init();
    (void)netif_add_noaddr(&netif, NULL, ethernet_init, ethernet_input);
    netif_set_default(&netif);
    netif_set_up(&netif);
    dhcp_set_struct(&netif, &dhcp);
    (void)dhcp_start(&netif);
}

void network_poll(void)
{
    ethernet_poll(&netif);
    sys_check_timeouts();
    /* DHCP names its own again at each renewal. */
    if (!ip_addr_isany_val(name_server) && !ip_addr_eq(dns_getserver(0), &name_server)) {
        dns_setserver(0, &name_server);
    }
}

bool network_is_up(void)
{
    return dhcp_supplied_address(&netif) != 0 && netif_is_link_up(&netif);
}

bool network_set_name_server(const char *address)
{
    return ipaddr_aton(address, &name_server) != 0;
}

void network_plug(bool plugged)
{
    ethernet_plug(&netif, plugged);
}

unsigned network_memory_free(void)
{
    unsigned count = 0;
    for (unsigned pool = 0; pool < MEMP_MAX; pool++) {
        for (const struct memp *element = *memp_pools[pool]->tab; element != NULL;
             element = element->next) {
            count++;
        }
    }
    return count;
}
