/* device.c - a device whose sockets are lwIP's: port/bsd over lwIP's sockets API on lwIP's Unix
 * port, on a tap interface.
 *
 *   qcc-bsd-device ROOTS.PEM      QCC_KEY and QCC_SECRET_KEY in the environment
 *
 * It is 10.0.2.15 and fd00::15, its gateway and name server is 10.0.2.2; PRECONFIGURED_TAPIF names
 * the interface. It reads commands, a line each, and answers with a line each:
 *
 *   get BASE-URL TIMEOUT-MS KEYWORD
 *       ERROR PHASE CHARGED LOOKUPS RESULT, separated by tabs: LOOKUPS is how many steps said that
 *       they wait for the name
 *   close
 *       the number of sockets that lwIP still has
 *   ask NAME
 *       what lwIP says when it is asked for a name beside the client
 *   check ADDRESS PORT NAME NO-NAME
 *       the lines of qcc-port-check, as many as it has rows, and its sum
 *
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "qcc/qcc.h"
#include "qcc_bsd.h"
#include "qcc_port_check.h"
#include "qcc_posix_roots.h"

#include "lwip/dns.h"
#include "lwip/netif.h"
#include "lwip/priv/tcpip_priv.h"
#include "lwip/stats.h"
#include "lwip/sys.h"
#include "lwip/tcpip.h"
#include "netif/tapif.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static uint8_t arena[QCC_ARENA_SIZE];
static struct qcc_bsd stream;
static struct qcc_posix_store store;
static struct qcc_client client;

/* ---- What port/bsd leaves to the platform. */

static uint32_t now_ms(void *context)
{
    (void)context;
    return sys_now();
}

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

/* ---- The network. */

static struct netif tap;

static void begin_network(void *up)
{
    ip4_addr_t address, mask, gateway;
    ip6_addr_t address6;
    ip_addr_t server;

    IP4_ADDR(&address, 10, 0, 2, 15);
    IP4_ADDR(&mask, 255, 255, 255, 0);
    IP4_ADDR(&gateway, 10, 0, 2, 2);
    netif_add(&tap, &address, &mask, &gateway, NULL, tapif_init, tcpip_input);
    (void)ip6addr_aton("fd00::15", &address6);
    netif_ip6_addr_set(&tap, 1, &address6);
    netif_ip6_addr_set_state(&tap, 1, IP6_ADDR_PREFERRED);
    netif_set_default(&tap);
    netif_set_up(&tap);
    ip_addr_copy_from_ip4(server, gateway);
    dns_setserver(0, &server);
    sys_sem_signal(up);
}

static void await_network(void)
{
    sys_sem_t up;

    if (sys_sem_new(&up, 0) != ERR_OK) {
        exit(1);
    }
    tcpip_init(begin_network, &up);
    (void)sys_arch_sem_wait(&up, 0);
    sys_sem_free(&up);
}

/* ---- Commands. */

static struct qcc_config config;
static char base_url[256];

static char name_to_ask[256];

/* A client keeps its connection from one `get` to the next while the base URL stays the same. */
static enum qcc_error set_up(const char *url, uint32_t timeout_ms)
{
    config.timeout_ms = timeout_ms;
    if (strcmp(url, base_url) == 0) {
        return QCC_OK;
    }
    qcc_client_close(&client);
    snprintf(base_url, sizeof base_url, "%s", url);
    return qcc_client_init(&client, &config);
}

static void get(const char *url, uint32_t timeout_ms, const char *keyword)
{
    unsigned lookups = 0;
    enum qcc_error error = set_up(url, timeout_ms);

    if (error == QCC_OK) {
        error = qcc_snapshot_start(&client, keyword);
    }
    while (error == QCC_OK && (error = qcc_client_step(&client)) == QCC_PENDING) {
        uint32_t left_ms;
        const enum qcc_wait what = qcc_client_wait(&client, &left_ms);

        lookups += what == QCC_WAIT_LOOKUP;
        config.port->wait(config.port->context, what, left_ms);
        error = QCC_OK;
    }
    printf("%s\t%s\t%d\t%u\t%s\n", qcc_error_name(error), qcc_phase_name(client.report.phase),
           client.report.charge, lookups, client.reply.result);
}

static void on_found(const char *name, const ip_addr_t *address, void *arg)
{
    (void)name;
    (void)address;
    (void)arg;
}

static err_t ask_inside(struct tcpip_api_call_data *call)
{
    ip_addr_t address;

    (void)call;
    return dns_gethostbyname(name_to_ask, &address, on_found, NULL);
}

static void ask(void)
{
    struct tcpip_api_call_data call;

    memset(&call, 0, sizeof call);
    printf("%d\n", tcpip_api_call(ask_inside, &call));
}

/* Uses the client's connection, which `close` has ended before. */
static void check(const char *host, uint16_t tcp_port, const char *name, const char *no_name)
{
    struct qcc_port_check checked = {.port = config.port,
                                     .host = host,
                                     .name = name,
                                     .no_name = no_name,
                                     .tcp_port = tcp_port,
                                     .report = qcc_port_check_print,
                                     .context = stdout};

    (void)qcc_port_check_run(&checked);
    qcc_port_check_print_sum(stdout, &checked);
}

static void obey(char *line)
{
    char url[256], keyword[256], name[256], no_name[256];
    unsigned short tcp_port;
    unsigned long timeout_ms;

    if (sscanf(line, "get %255s %lu %255s", url, &timeout_ms, keyword) == 3) {
        get(url, (uint32_t)timeout_ms, keyword);
    } else if (sscanf(line, "ask %255s", name_to_ask) == 1) {
        ask();
    } else if (sscanf(line, "check %255s %hu %255s %255s", url, &tcp_port, name, no_name) == 4) {
        check(url, tcp_port, name, no_name);
    } else if (strcmp(line, "close\n") == 0) {
        qcc_client_close(&client);
        base_url[0] = '\0';
        printf("%u\n", (unsigned)lwip_stats.memp[MEMP_NETCONN]->used);
    } else {
        printf("what?\n");
    }
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static const struct qcc_platform platform = {NULL, now_ms, unix_time_s, entropy};
    const struct qcc_port port = qcc_bsd_port(&stream, &platform);
    struct qcc_span secret = QCC_SPAN("");
    struct qcc_roots roots;
    char line[1024];

    if (argc != 2 || getenv("QCC_KEY") == NULL || getenv("QCC_SECRET_KEY") == NULL) {
        fprintf(stderr, "usage: QCC_KEY=... QCC_SECRET_KEY=... qcc-bsd-device ROOTS.PEM\n");
        return 2;
    }
    roots = qcc_posix_roots(&store, argv[1]);
    secret.ptr = (const uint8_t *)getenv("QCC_SECRET_KEY");
    secret.len = strlen(getenv("QCC_SECRET_KEY"));
    config.base_url = base_url;
    config.key = getenv("QCC_KEY");
    config.signer = qcc_signer_md5(&secret);
    config.port = &port;
    config.roots = &roots;
    await_network();
    if (qcc_memory_install(arena, sizeof arena, &port) != QCC_OK) {
        return 1;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        obey(line);
    }
    qcc_client_close(&client);
    qcc_memory_remove();
    return 0;
}
