/* port_peer.c - the peer of qcc-port-check: a thread for each connection.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "port_peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BULK 20000
#define PERIOD 251
#define KNOCKERS 4

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;
static uint32_t taken, open_now;

/* Takes a connection into the count, or out of it. */
static void count(bool begins)
{
    pthread_mutex_lock(&counting);
    taken += begins;
    open_now += begins ? 1u : (uint32_t)-1;
    pthread_mutex_unlock(&counting);
}

static void pause_ms(unsigned ms)
{
    struct timespec left = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};

    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

/* ---- The commands. */

static bool send_all(int peer, const uint8_t *data, size_t len)
{
    while (len > 0) {
        const ssize_t sent = send(peer, data, len, MSG_NOSIGNAL);

        if (sent <= 0) {
            return false;
        }
        data += sent;
        len -= (size_t)sent;
    }
    return true;
}

static void echo(int peer)
{
    uint8_t bytes[4096];
    ssize_t got;

    while ((got = recv(peer, bytes, sizeof bytes, 0)) > 0 && send_all(peer, bytes, (size_t)got)) {
    }
}

static void send_bulk(int peer)
{
    uint8_t bulk[BULK]; /* each thread its own: two may send at once */

    for (size_t i = 0; i < BULK; i++) {
        bulk[i] = (uint8_t)(1 + i % PERIOD);
    }
    if (send_all(peer, bulk, BULK)) {
        shutdown(peer, SHUT_WR);
    }
}

static void put(uint8_t bytes[4], uint32_t number)
{
    for (int i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(number >> (24 - 8 * i));
    }
}

/* Counts up to the 0, and no further than the first byte that is wrong. */
static void tell_len(int peer)
{
    static const uint8_t end = 0;
    uint8_t bytes[65536], answer[4];
    bool right = true;
    uint32_t len = 0;
    ssize_t got;

    while ((got = recv(peer, bytes, sizeof bytes, 0)) > 0) {
        for (ssize_t i = 0; i < got && bytes[i] != end; i++) {
            right = right && bytes[i] == 1 + len % PERIOD;
            len += right;
        }
        if (memchr(bytes, end, (size_t)got) != NULL) {
            put(answer, len);
            (void)send_all(peer, answer, sizeof answer);
        }
    }
}

static void tell_counts(int peer)
{
    uint8_t answer[8];

    pthread_mutex_lock(&counting);
    put(answer, taken);
    put(answer + 4, open_now - 1);
    pthread_mutex_unlock(&counting);
    (void)send_all(peer, answer, sizeof answer);
}

static void reset(int peer)
{
    const struct linger at_once = {1, 0};

    (void)setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/* False when there is nothing to wait for. */
static bool obey(int peer, uint8_t command)
{
    uint8_t tens = 0;

    if ((command == 'd' || command == 'w') && recv(peer, &tens, 1, 0) == 1) {
        pause_ms(10u * tens);
    }
    switch (command) {
    case 'd':
        return send_all(peer, (const uint8_t *)"d", 1);
    case 'g':
        send_bulk(peer);
        return true;
    case 'w':
        tell_len(peer);
        return false;
    case 'x':
        reset(peer);
        return false;
    case 'n':
        tell_counts(peer);
        return true;
    default:
        return true;
    }
}

static void *talk(void *argument)
{
    const int peer = (int)(intptr_t)argument;
    uint8_t command;

    if (recv(peer, &command, 1, 0) == 1 && obey(peer, command)) {
        echo(peer);
    }
    count(false);
    close(peer);
    return NULL;
}

/* ---- The three ports. */

static void *serve(void *argument)
{
    const int listener = (int)(intptr_t)argument;

    for (;;) {
        const int peer = accept(listener, NULL, NULL);
        const int on = 1;
        pthread_t thread;

        if (peer < 0) {
            continue;
        }
        (void)setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        count(true);
        if (pthread_create(&thread, NULL, talk, (void *)(intptr_t)peer) == 0) {
            (void)pthread_detach(thread);
        } else {
            count(false);
            close(peer);
        }
    }
    return NULL;
}

/* A socket bound to `address`, port `port`; -1 when it cannot be had. */
static int bind_to(union address *address, unsigned port)
{
    const bool is_v4 = address->any.sa_family == AF_INET;
    socklen_t len = is_v4 ? sizeof address->v4 : sizeof address->v6;
    const int made = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;

    address->v4.sin_port = htons((uint16_t)port); /* at the same place in both kinds */
    (void)setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (made < 0 || bind(made, &address->any, len) != 0 ||
        getsockname(made, &address->any, &len) != 0) {
        close(made);
        return -1;
    }
    return made;
}

/* A queue that is full: Linux drops what knocks then. The knockers stay, so that it stays full. */
static bool fill_queue(int listener, const union address *address)
{
    const socklen_t len =
        address->any.sa_family == AF_INET ? sizeof address->v4 : sizeof address->v6;

    if (listen(listener, 0) != 0) {
        return false;
    }
    for (int i = 0; i < KNOCKERS; i++) {
        const int knocker = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

        if (knocker < 0 || fcntl(knocker, F_SETFL, O_NONBLOCK) != 0) {
            return false;
        }
        (void)connect(knocker, &address->any, len);
        pause_ms(1);
    }
    return true;
}

static void release(const int made[3])
{
    for (int i = 0; i < 3; i++) {
        if (made[i] >= 0) {
            close(made[i]);
        }
    }
}

/* The first port, with all three taken; 0 when one of them is not to be had. */
static unsigned take_ports(union address *address, unsigned port, int made[3])
{
    made[0] = bind_to(address, port);
    port = ntohs(address->v4.sin_port);
    made[1] = made[0] >= 0 && port <= 65533 ? bind_to(address, port + 1) : -1;
    made[2] = made[1] >= 0 ? bind_to(address, port + 2) : -1;
    if (made[2] < 0) {
        release(made);
        return 0;
    }
    return port;
}

static bool parse(union address *address, const char *text)
{
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, text, &address->v4.sin_addr) == 1) {
        address->any.sa_family = AF_INET;
        return true;
    }
    address->any.sa_family = AF_INET6;
    return inet_pton(AF_INET6, text, &address->v6.sin6_addr) == 1;
}

unsigned port_peer_start(const char *address, unsigned port)
{
    union address bound;
    unsigned first = 0;
    int made[3];
    pthread_t thread;

    if (!parse(&bound, address)) {
        return 0;
    }
    for (int i = 0; first == 0 && i < (port == 0 ? 50 : 1); i++) {
        first = take_ports(&bound, port, made);
    }
    if (first == 0 || !fill_queue(made[2], &bound) || listen(made[0], 64) != 0 ||
        pthread_create(&thread, NULL, serve, (void *)(intptr_t)made[0]) != 0) {
        return 0;
    }
    (void)pthread_detach(thread);
    return first;
}
