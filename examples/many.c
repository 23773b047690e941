/* many.c - qcc-many: many clients in one thread, driven by poll.
 *
 *     qcc-many CLIENTS REQUESTS BASE-URL CA-FILE KEYWORD
 *
 * Each client asks REQUESTS times, one after the other, over a connection of its own. Key and
 * SecretKey come from QCC_KEY and QCC_SECRET_KEY. Prints its figures, a tab-separated line each:
 * name, value, unit. Exit 0: every request got its snapshot.
 *
 * A client is a struct of the caller's and knows of no other, so this is all there is to it: step
 * each that can go on, then let poll watch what the others wait for. mbedTLS's arena is one for
 * all.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "qcc/qcc.h"
#include "qcc_posix.h"
#include "qcc_posix_roots.h"

#define CLIENTS_MAX 400
#define TIMEOUT_MS 60000

/* One client and what it needs for itself. */
struct worker {
    struct qcc_client client;
    struct qcc_posix posix;
    struct qcc_port port;
    struct qcc_config config;
    unsigned long left; /* requests, the one under way included */
    bool is_ready;      /* it can go on */
};

static struct worker workers[CLIENTS_MAX];
static struct pollfd watched[CLIENTS_MAX];
static uint8_t arena[CLIENTS_MAX * QCC_ARENA_SIZE];
static struct qcc_posix_store store;
static const char *keyword;

static void fail(const char *what, enum qcc_error error)
{
    fprintf(stderr, "qcc-many: %s: %s [%s]\n", what, qcc_error_text(error), qcc_error_name(error));
    exit(1);
}

static unsigned long read_number(const char *text, unsigned long max)
{
    char *end;
    const unsigned long number = strtoul(text, &end, 10);
    if (*end != '\0' || number < 1 || number > max) {
        fprintf(stderr, "qcc-many: %s is not a number from 1 to %lu\n", text, max);
        exit(2);
    }
    return number;
}

/* ---- One client. */

static void ask(struct worker *worker)
{
    const enum qcc_error error = qcc_snapshot_start(&worker->client, keyword);
    if (error != QCC_OK) {
        fail("a request does not start", error);
    }
    worker->is_ready = true;
}

/* Goes on with it until it has to wait for something, or all is done. */
static void go_on(struct worker *worker)
{
    enum qcc_error error;
    while ((error = qcc_client_step(&worker->client)) == QCC_OK && --worker->left > 0) {
        ask(worker);
    }
    if (error != QCC_OK && error != QCC_PENDING) {
        fail("a request failed", error);
    }
}

/* What poll is to watch for it, and in *timeout_ms for how long at most. */
static struct pollfd watch(struct worker *worker, int *timeout_ms)
{
    uint32_t left_ms;
    const enum qcc_wait what = qcc_client_wait(&worker->client, &left_ms);
    const short events = what == QCC_WAIT_WRITABLE ? POLLOUT : POLLIN;
    const struct pollfd entry = {qcc_posix_descriptor(&worker->posix), events, 0};
    worker->is_ready = what == QCC_WAIT_NONE && worker->left > 0;
    if (worker->is_ready) {
        *timeout_ms = 0;
    } else if (worker->left > 0 && left_ms < (uint32_t)*timeout_ms) {
        *timeout_ms = (int)left_ms;
    }
    return entry;
}

/* ---- All of them. */

static void set_up(unsigned long clients, unsigned long requests, const char *base_url,
                   const struct qcc_roots *roots, const struct qcc_span *secret)
{
    const char *key = getenv("QCC_KEY");
    for (unsigned long i = 0; i < clients; i++) {
        struct worker *worker = &workers[i];
        enum qcc_error error;
        worker->port = qcc_posix_port(&worker->posix);
        worker->config = (struct qcc_config){
            .base_url = base_url,
            .key = key,
            .signer = qcc_signer_md5(secret),
            .port = &worker->port,
            .roots = roots,
            .timeout_ms = TIMEOUT_MS,
            .allow_plain_http = true,
        };
        worker->left = requests;
        if (i == 0 && (error = qcc_memory_install(arena, sizeof arena, &worker->port)) != QCC_OK) {
            fail("the arena", error);
        }
        if ((error = qcc_client_init(&worker->client, &worker->config)) != QCC_OK) {
            fail("a client", error);
        }
    }
}

/* One turn of the loop. Returns true while there is something to do. */
static bool turn(unsigned long clients)
{
    int timeout_ms = 1000; /* an address that does not answer is given up by the clock */
    bool goes_on = false;
    for (unsigned long i = 0; i < clients; i++) {
        struct worker *worker = &workers[i];
        if (worker->left > 0 && (worker->is_ready || watched[i].revents != 0)) {
            go_on(worker);
        }
        watched[i] = watch(worker, &timeout_ms);
        goes_on = goes_on || worker->left > 0;
    }
    if (goes_on && poll(watched, (nfds_t)clients, timeout_ms) == 0) {
        for (unsigned long i = 0; i < clients; i++) {
            workers[i].is_ready = true; /* deadlines, and addresses */
        }
    }
    return goes_on;
}

static double cpu_s(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void print_figures(unsigned long clients, unsigned long requests, uint32_t elapsed_ms,
                          double cpu)
{
    const double all = (double)clients * (double)requests;
    const size_t memory = sizeof(struct qcc_client) + sizeof(struct qcc_posix);
    printf("requests\t%.0f\trequests\n", all);
    printf("rate\t%.0f\trequests/s\n", all * 1000 / (elapsed_ms > 0 ? elapsed_ms : 1));
    printf("cpu\t%.0f\tmicroseconds/request\n", cpu * 1e6 / all);
    printf("client\t%zu\tbytes/client\n", memory);
    printf("arena\t%zu\tbytes/client\n", (size_t)(qcc_memory_peak(false) / clients));
}

int main(int argc, char **argv)
{
    struct qcc_roots roots;
    struct qcc_span secret = qcc_span_of(getenv("QCC_SECRET_KEY"));
    unsigned long clients, requests;
    uint32_t start_ms;
    if (argc != 6) {
        fputs("usage: qcc-many CLIENTS REQUESTS BASE-URL CA-FILE KEYWORD\n", stderr);
        return 2;
    }
    clients = read_number(argv[1], CLIENTS_MAX);
    requests = read_number(argv[2], 1000000);
    roots = qcc_posix_roots(&store, argv[4]);
    keyword = argv[5];
    set_up(clients, requests, argv[3], &roots, &secret);
    start_ms = workers[0].port.now_ms(workers[0].port.context);
    for (unsigned long i = 0; i < clients; i++) {
        ask(&workers[i]);
    }
    while (turn(clients)) {
    }
    print_figures(clients, requests, workers[0].port.now_ms(workers[0].port.context) - start_ms,
                  cpu_s());
    for (unsigned long i = 0; i < clients; i++) {
        qcc_client_close(&workers[i].client);
    }
    qcc_memory_remove();
    return 0;
}
