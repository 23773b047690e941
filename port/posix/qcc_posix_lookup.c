/* qcc_posix_lookup.c - a name lookup that nobody has to wait for: getaddrinfo on a thread of its
 * own.
 *
 * getaddrinfo may take a minute and cannot be called back. So the thread shares no memory with the
 * one that asks: the two talk over a pair of sockets, host in, addresses out. Who has no patience
 * left closes his end, and a late answer finds nobody.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* asks the system's headers for all of POSIX */
#include "qcc_bsd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* the thread has all its signals blocked anyway */
#endif

#define HOST_SIZE 256           /* a DNS name has 253 characters at most (RFC 1035 section 2.3.4) */
#define STACK_SIZE (256 * 1024) /* resolvers keep answers of 64 KB on the stack */

struct answer {
    uint8_t count;      /* 0: the name has no address */
    bool no_descriptor; /* or that could not be found out, for want of a descriptor */
    struct qcc_bsd_address addresses[QCC_BSD_ADDRESSES_MAX];
};

/* False for a kind of address that is not ours. memcpy, because sockaddr's alignment promises
 * nothing. */
static bool pack(struct qcc_bsd_address *out, const struct addrinfo *in)
{
#if QCC_BSD_IPV6
    if (in->ai_family == AF_INET6) {
        struct sockaddr_in6 v6;

        memcpy(&v6, in->ai_addr, sizeof v6);
        out->scope = v6.sin6_scope_id;
        out->len = sizeof v6.sin6_addr;
        memcpy(out->bytes, &v6.sin6_addr, sizeof v6.sin6_addr);
        return true;
    }
#endif
    if (in->ai_family == AF_INET) {
        struct sockaddr_in v4;

        memcpy(&v4, in->ai_addr, sizeof v4);
        out->len = sizeof v4.sin_addr;
        memcpy(out->bytes, &v4.sin_addr, sizeof v4.sin_addr);
        return true;
    }
    return false;
}

/* The next entry, from `entry` on, whose family is `family`, or is not when `other`. */
static const struct addrinfo *find(const struct addrinfo *entry, int family, bool other)
{
    while (entry != NULL && (entry->ai_family == family) == other) {
        entry = entry->ai_next;
    }
    return entry;
}

/* In the system's order within a family, but the families alternate, beginning with that of the
 * first entry (RFC 8305 section 4): where one family leads nowhere, no more than one address of it
 * is in the way, and there is room for both. */
static void choose(struct answer *answer, const struct addrinfo *list)
{
    const int first = list->ai_family;
    const struct addrinfo *next[2] = {find(list, first, false), find(list, first, true)};

    for (bool other = false; next[0] != NULL || next[1] != NULL; other = !other) {
        const struct addrinfo *entry = next[other];

        if (entry == NULL) {
            continue;
        }
        if (answer->count < QCC_BSD_ADDRESSES_MAX &&
            pack(&answer->addresses[answer->count], entry)) {
            answer->count++;
        }
        next[other] = find(entry->ai_next, first, other);
    }
}

/* Whether the program has a descriptor left, which getaddrinfo does not say: without one it knows
 * no name. A copy of the lookup's own fails for no other reason; it is never 0, 1 or 2. */
static bool has_descriptor_left(int own)
{
    const int copy = fcntl(own, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

    if (copy < 0) {
        return false;
    }
    close(copy);
    return true;
}

static void look_up(const char *host, int descriptor, struct answer *answer)
{
    struct addrinfo hints;
    struct addrinfo *list = NULL;

    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, NULL, &hints, &list) != 0) {
        answer->no_descriptor = !has_descriptor_left(descriptor);
        return;
    }
    choose(answer, list);
    freeaddrinfo(list);
}

static bool read_host(int descriptor, char host[HOST_SIZE])
{
    size_t len = 0;

    while (len < HOST_SIZE) {
        const ssize_t result = recv(descriptor, host + len, HOST_SIZE - len, 0);

        if (result <= 0) {
            return false;
        }
        len += (size_t)result;
        if (host[len - 1] == '\0') {
            return true;
        }
    }
    return false;
}

/* The answer is much smaller than a socket's buffer and no signal interrupts: it leaves whole, or
 * not at all when nobody is there any more. */
static void *run(void *argument)
{
    const int descriptor = (int)(intptr_t)argument;
    char host[HOST_SIZE];
    struct answer answer;

    memset(&answer, 0, sizeof answer);
    if (read_host(descriptor, host)) {
        look_up(host, descriptor, &answer);
    }
    (void)send(descriptor, &answer, sizeof answer, MSG_NOSIGNAL);
    close(descriptor);
    return NULL;
}

/* All signals are blocked while it is made, as it inherits the mask: a handler of the program's is
 * none of its business. */
static bool start_thread(int descriptor)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    bool started;

    if (pthread_attr_init(&attributes) != 0) {
        return false;
    }
    sigfillset(&all);
    started = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0 &&
              pthread_attr_setstacksize(&attributes, STACK_SIZE) == 0 &&
              pthread_sigmask(SIG_SETMASK, &all, &before) == 0;
    if (started) {
        started = pthread_create(&thread, &attributes, run, (void *)(intptr_t)descriptor) == 0;
        (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    (void)pthread_attr_destroy(&attributes);
    return started;
}

static bool open_any_pair(int pair[2])
{
#ifdef SOCK_CLOEXEC
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0;
#else
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
        return false;
    }
    (void)fcntl(pair[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(pair[1], F_SETFD, FD_CLOEXEC);
    return true;
#endif
}

static void close_pair(const int pair[2])
{
    for (int i = 0; i < 2; i++) {
        if (pair[i] >= 0) {
            close(pair[i]);
        }
    }
}

static bool open_pair(int pair[2])
{
    if (!open_any_pair(pair)) {
        return false;
    }
    pair[0] = qcc_bsd_off_stdio(pair[0]);
    pair[1] = qcc_bsd_off_stdio(pair[1]);
    if (pair[0] < 0 || pair[1] < 0) {
        close_pair(pair);
        return false;
    }
    return true;
}

enum qcc_io qcc_bsd_lookup_start(const char *host, int *handle)
{
    const size_t size = strlen(host) + 1;
    int pair[2];

    if (size > HOST_SIZE) {
        return QCC_IO_FAILED;
    }
    if (!open_pair(pair)) {
        return QCC_IO_NO_SOCKET;
    }
    /* Into the pair before there is a thread: it cannot block, and the thread finds it there. */
    if (send(pair[0], host, size, MSG_NOSIGNAL) == (ssize_t)size && start_thread(pair[1])) {
        *handle = pair[0];
        return QCC_IO_LOOKUP;
    }
    close_pair(pair);
    return QCC_IO_NO_SOCKET; /* or no thread */
}

/* Peeks, so that half an answer stays where it is until the other half has come. */
enum qcc_io qcc_bsd_lookup_read(int handle, struct qcc_bsd_address addresses[QCC_BSD_ADDRESSES_MAX],
                                uint8_t *count)
{
    struct answer answer;
    const ssize_t result = recv(handle, &answer, sizeof answer, MSG_PEEK | MSG_DONTWAIT);

    if (result < 0) {
        return errno == EAGAIN || errno == EINTR ? QCC_IO_LOOKUP : QCC_IO_FAILED;
    }
    if (result == 0) {
        return QCC_IO_FAILED;
    }
    if ((size_t)result < sizeof answer) {
        return QCC_IO_LOOKUP;
    }
    if (answer.count == 0) {
        return answer.no_descriptor ? QCC_IO_NO_SOCKET : QCC_IO_NO_NAME;
    }
    *count = answer.count;
    memcpy(addresses, answer.addresses, sizeof answer.addresses);
    return QCC_IO_DONE;
}

void qcc_bsd_lookup_wait(int handle, uint32_t timeout_ms)
{
    struct pollfd watched = {handle, POLLIN, 0};

    (void)poll(&watched, 1, timeout_ms < INT_MAX ? (int)timeout_ms : INT_MAX);
}

void qcc_bsd_lookup_stop(int handle)
{
    close(handle);
}
