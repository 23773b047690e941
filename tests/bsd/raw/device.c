/* device.c - a device without an operating system, whose port is lwIP's raw one: qcc-port-check
 * over port/lwip on a tap interface.
 *
 *   qcc-lwip-device ADDRESS PORT NAME NO-NAME
 *
 * It is 10.0.2.15, its gateway and name server is 10.0.2.2; PRECONFIGURED_TAPIF names the
 * interface. It prints the lines of qcc-port-check, and ends with 1 if a row fails.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "qcc_lwip.h"
#include "qcc_port_check.h"

#include "lwip/dns.h"
#include "lwip/init.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"
#include "netif/tapif.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

static struct netif tap;
static struct qcc_lwip stream;

static int64_t unix_time_s(void *context)
{
    (void)context;
    return (int64_t)time(NULL);
}

static bool entropy(void *context, uint8_t *data, size_t len)
{
    (void)context;
    return getentropy(data, len) == 0;
}

/* Frames in, timers; waits for a frame, but not for longer than lwIP's next timer. */
static void turn(void *context)
{
    (void)context;
    (void)tapif_select(&tap);
    sys_check_timeouts();
}

static void do_nothing(void *context)
{
    (void)context;
}

/* The port's wait, which a program whose loop this is supplies: one turn. A timer of lwIP's keeps
 * it from lasting longer than `timeout_ms`. */
static void wait_one_turn(void *context, enum qcc_wait what, uint32_t timeout_ms)
{
    (void)what;
    sys_timeout(timeout_ms, do_nothing, context);
    turn(context);
    sys_untimeout(do_nothing, context);
}

static void begin_network(void)
{
    ip4_addr_t address, mask, gateway;
    ip_addr_t server;

    lwip_init();
    IP4_ADDR(&address, 10, 0, 2, 15);
    IP4_ADDR(&mask, 255, 255, 255, 0);
    IP4_ADDR(&gateway, 10, 0, 2, 2);
    netif_add(&tap, &address, &mask, &gateway, NULL, tapif_init, ethernet_input);
    netif_set_default(&tap);
    netif_set_up(&tap);
    ip_addr_copy_from_ip4(server, gateway);
    dns_setserver(0, &server);
}

int main(int argc, char **argv)
{
    static const struct qcc_platform platform = {.unix_time_s = unix_time_s, .entropy = entropy};
    static struct qcc_port_check check;
    struct qcc_port port = qcc_lwip_port(&stream, &platform);
    bool good;

    if (argc != 5) {
        fprintf(stderr, "usage: qcc-lwip-device ADDRESS PORT NAME NO-NAME\n");
        return 2;
    }
    begin_network();
    port.wait = wait_one_turn;
    check.port = &port;
    check.host = argv[1];
    check.tcp_port = (uint16_t)strtoul(argv[2], NULL, 10);
    check.name = argv[3];
    check.no_name = argv[4];
    check.report = qcc_port_check_print;
    check.context = stdout;
    good = qcc_port_check_run(&check);
    qcc_port_check_print_sum(stdout, &check);
    return good ? 0 : 1;
}
