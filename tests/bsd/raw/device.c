/* device.c - a device without an operating system, whose port is lwIP's raw one: qcc-port-check
 * over port/lwip on a tap interface.
 *
 *   qcc-lwip-device check ADDRESS PORT NAME NO-NAME
 *       prints the lines of qcc-port-check
 *   qcc-lwip-device connect NAME PORT MS
 *       connects within MS and prints the last enum qcc_io and how many milliseconds it took
 *
 * It is 10.0.2.15 and fd00::15, its gateway and name server is 10.0.2.2; PRECONFIGURED_TAPIF names
 * the interface.
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
#include <string.h>
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
    ip6_addr_t address6;
    ip_addr_t server;

    lwip_init();
    IP4_ADDR(&address, 10, 0, 2, 15);
    IP4_ADDR(&mask, 255, 255, 255, 0);
    IP4_ADDR(&gateway, 10, 0, 2, 2);
    netif_add(&tap, &address, &mask, &gateway, NULL, tapif_init, ethernet_input);
    (void)ip6addr_aton("fd00::15", &address6);
    netif_ip6_addr_set(&tap, 1, &address6);
    netif_ip6_addr_set_state(&tap, 1, IP6_ADDR_PREFERRED);
    netif_set_default(&tap);
    netif_set_up(&tap);
    ip_addr_copy_from_ip4(server, gateway);
    dns_setserver(0, &server);
}

static int check_port(struct qcc_port *port, char **words)
{
    static struct qcc_port_check check;
    bool good;

    port->wait = wait_one_turn;
    check.port = port;
    check.host = words[0];
    check.tcp_port = (uint16_t)strtoul(words[1], NULL, 10);
    check.name = words[2];
    check.no_name = words[3];
    check.report = qcc_port_check_print;
    check.context = stdout;
    good = qcc_port_check_run(&check);
    qcc_port_check_print_sum(stdout, &check);
    return good ? 0 : 1;
}

static int connect_within(const struct qcc_port *port, char **words)
{
    const uint32_t limit_ms = (uint32_t)strtoul(words[2], NULL, 10);
    const uint32_t start_ms = sys_now();
    struct qcc_target target = {words[0], (uint16_t)strtoul(words[1], NULL, 10), limit_ms, false};
    enum qcc_io io = QCC_IO_WOULD_BLOCK;

    while ((io == QCC_IO_WOULD_BLOCK || io == QCC_IO_LOOKUP) && sys_now() - start_ms < limit_ms) {
        target.time_left_ms = limit_ms - (sys_now() - start_ms);
        io = port->connect(port->context, &target);
        turn(NULL);
    }
    printf("%d\t%u\n", (int)io, (unsigned)(sys_now() - start_ms));
    return io == QCC_IO_DONE ? 0 : 1;
}

int main(int argc, char **argv)
{
    static const struct qcc_platform platform = {.unix_time_s = unix_time_s, .entropy = entropy};
    struct qcc_port port = qcc_lwip_port(&stream, &platform);

    if (argc == 6 && strcmp(argv[1], "check") == 0) {
        begin_network();
        return check_port(&port, argv + 2);
    }
    if (argc == 5 && strcmp(argv[1], "connect") == 0) {
        begin_network();
        return connect_within(&port, argv + 2);
    }
    fprintf(stderr,
            "usage: qcc-lwip-device check ADDRESS PORT NAME NO-NAME | connect NAME PORT MS\n");
    return 2;
}
