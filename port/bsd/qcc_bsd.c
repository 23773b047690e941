/* qcc_bsd.c - a port over non-blocking BSD sockets.
 * SPDX-License-Identifier: MIT */
#if defined(__unix__) || defined(__APPLE__)
#define QCC_BSD_UNIX
#define _DEFAULT_SOURCE /* asks the system's headers for all of POSIX; newlib's fail with it */
#endif
#include "qcc_bsd.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#ifdef QCC_BSD_SOCKETS_H
#include QCC_BSD_SOCKETS_H
#else
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#ifdef ESP_PLATFORM
#include <sys/poll.h> /* ESP-IDF has no poll.h */
#else
#include <poll.h>
#endif
#include <sys/socket.h>
#include <unistd.h>
#endif

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* SO_NOSIGPIPE does it there, or there are no signals */
#endif

/* A wait without anything to wait on lasts this long: short enough for a signer, long enough not to
 * spin. */
#define MOMENT_MS 10

/* The prefix, because ESP-IDF's netinet/tcp.h brings lwIP's TCP states along, CLOSED among them. */
enum state {
    STATE_CLOSED,     /* nothing is open */
    STATE_LOOKUP,     /* `descriptor` is the lookup's handle */
    STATE_CONNECTING, /* `descriptor` is a socket that connects, to the address before `next` */
    STATE_CONNECTED   /* `descriptor` is the connection */
};

/* EINTR of close is not retried: the descriptor is gone, and its number may be another thread's by
 * then. */
static void drop_descriptor(struct qcc_bsd *stream)
{
    if (stream->descriptor < 0) {
        return;
    }
    if (stream->state == STATE_LOOKUP) {
        qcc_bsd_lookup_stop(stream->descriptor);
    } else {
        (void)close(stream->descriptor);
    }
    stream->descriptor = -1;
}

static void bsd_close(void *context)
{
    struct qcc_bsd *stream = context;

    drop_descriptor(stream);
    stream->state = STATE_CLOSED;
    stream->begin = 0;
    stream->end = 0;
}

/* A program that was started with 0, 1 or 2 closed would get a socket there, and what it prints
 * would go to the peer. Other sockets than POSIX's have numbers of their own. */
int qcc_bsd_off_stdio(int descriptor)
{
#if defined(QCC_BSD_UNIX) && !defined(QCC_BSD_SOCKETS_H) && defined(F_DUPFD_CLOEXEC)
    if (descriptor >= 0 && descriptor <= 2) {
        const int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);

        (void)close(descriptor);
        return moved;
    }
#endif
    return descriptor;
}

/* The flags in one go where the system can, so that no other thread's fork and exec comes in
 * between. RT-Thread has the names of the flags and refuses them. */
static int open_socket(int family)
{
#if defined(QCC_BSD_UNIX) && defined(SOCK_NONBLOCK) && defined(SOCK_CLOEXEC)
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
#else
    const int descriptor = socket(family, SOCK_STREAM, 0);
    const int flags = descriptor < 0 ? -1 : fcntl(descriptor, F_GETFL, 0);

    if (descriptor >= 0 && (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0)) {
        close(descriptor);
        return -1;
    }
#ifdef FD_CLOEXEC
    if (descriptor >= 0) {
        (void)fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
#endif
    return descriptor;
#endif
}

/* Neither option is worth a failed connection. A request leaves in one send: Nagle could only delay
 * what follows it. */
static void set_options(int descriptor)
{
    const int on = 1;

    (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
#ifdef SO_NOSIGPIPE
    (void)setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

union socket_address {
    struct sockaddr any;
    struct sockaddr_in v4;
#if QCC_BSD_IPV6
    struct sockaddr_in6 v6;
#endif
};

static socklen_t make_socket_address(union socket_address *out, const struct qcc_bsd_address *in,
                                     uint16_t tcp_port)
{
    memset(out, 0, sizeof *out);
#if QCC_BSD_IPV6
    if (in->len == sizeof out->v6.sin6_addr) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons(tcp_port);
        out->v6.sin6_scope_id = in->scope;
        memcpy(&out->v6.sin6_addr, in->bytes, sizeof out->v6.sin6_addr);
        return sizeof out->v6;
    }
#endif
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons(tcp_port);
    memcpy(&out->v4.sin_addr, in->bytes, sizeof out->v4.sin_addr);
    return sizeof out->v4;
}

static uint32_t now_ms(const struct qcc_bsd *stream)
{
    return stream->platform.now_ms(stream->platform.context);
}

/* An equal share of the time that is left for each address from `next` on. */
static uint32_t fair_share(const struct qcc_bsd *stream, uint32_t time_left_ms)
{
    const uint32_t share_ms = time_left_ms / (uint32_t)(stream->count - stream->next);

    return share_ms < QCC_BSD_ADDRESS_LIMIT_MS ? share_ms : QCC_BSD_ADDRESS_LIMIT_MS;
}

/* Other errors are about the family, which the system may not have. */
static enum qcc_io why_no_socket(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS
               ? QCC_IO_NO_SOCKET
               : QCC_IO_FAILED;
}

/* Begins with the next address. */
static enum qcc_io begin_address(struct qcc_bsd *stream, uint32_t time_left_ms)
{
    union socket_address address;
    const socklen_t len =
        make_socket_address(&address, &stream->addresses[stream->next], stream->tcp_port);

    stream->limit_ms = fair_share(stream, time_left_ms);
    stream->next++;
    stream->started_ms = now_ms(stream);
    stream->descriptor = qcc_bsd_off_stdio(open_socket(address.any.sa_family));
    if (stream->descriptor < 0) {
        return why_no_socket(errno);
    }
    set_options(stream->descriptor);
    errno = 0;
    if (connect(stream->descriptor, &address.any, len) == 0) {
        return QCC_IO_DONE;
    }
    /* After EINTR the connection goes on by itself, as after EINPROGRESS (POSIX, connect). */
    return errno == EINPROGRESS || errno == EINTR ? QCC_IO_WOULD_BLOCK : QCC_IO_FAILED;
}

static bool is_ready(int descriptor, short events)
{
    struct pollfd watched = {descriptor, events, 0};

    return poll(&watched, 1, 0) > 0;
}

/* Whether there is another address, and this one may keep silent no longer. Differences of now_ms
 * are right across its wrap. */
static bool is_over(const struct qcc_bsd *stream)
{
    return stream->next < stream->count && now_ms(stream) - stream->started_ms >= stream->limit_ms;
}

/* Goes on with the address that was begun. */
static enum qcc_io continue_address(const struct qcc_bsd *stream)
{
    int error = 0;
    socklen_t len = sizeof error;

    if (!is_ready(stream->descriptor, POLLOUT)) {
        return is_over(stream) ? QCC_IO_FAILED : QCC_IO_WOULD_BLOCK;
    }
    if (getsockopt(stream->descriptor, SOL_SOCKET, SO_ERROR, &error, &len) != 0) {
        return QCC_IO_FAILED;
    }
    return error == 0 ? QCC_IO_DONE : QCC_IO_FAILED;
}

static enum qcc_io try_addresses(struct qcc_bsd *stream, uint32_t time_left_ms)
{
    for (;;) {
        const enum qcc_io io = stream->descriptor >= 0 ? continue_address(stream)
                                                       : begin_address(stream, time_left_ms);

        if (io == QCC_IO_DONE) {
            stream->state = STATE_CONNECTED;
        }
        if (io != QCC_IO_FAILED) {
            return io;
        }
        drop_descriptor(stream);
        if (stream->next >= stream->count) {
            return QCC_IO_FAILED;
        }
    }
}

/* A literal needs no lookup, and so no thread. */
static bool is_literal(const char *host, struct qcc_bsd_address *address)
{
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, host, address->bytes) == 1) {
        address->len = 4;
    }
#if QCC_BSD_IPV6
    else if (inet_pton(AF_INET6, host, address->bytes) == 1) {
        address->len = 16;
    }
#endif
    return address->len > 0;
}

/* Without a handle it is still to begin, and the state says so. */
static enum qcc_io begin_lookup(struct qcc_bsd *stream, const char *host)
{
    int handle = -1;
    const enum qcc_io io = qcc_bsd_lookup_start(host, &handle);

    if (io == QCC_IO_LOOKUP && handle >= 0) {
        stream->descriptor = handle;
        stream->state = STATE_LOOKUP;
    }
    return io;
}

/* Leaves out the addresses that are not public, where only these will do. The one that is used is
 * one of those that are judged here. False when none is left. */
static bool keep_allowed(struct qcc_bsd *stream, bool public_only)
{
    uint8_t kept = 0;

    for (uint8_t i = 0; i < stream->count; i++) {
        const struct qcc_bsd_address *address = &stream->addresses[i];

        if (!public_only || qcc_address_is_public(address->bytes, address->len)) {
            stream->addresses[kept++] = *address;
        }
    }
    stream->count = kept;
    return kept > 0;
}

/* The addresses are there. Without one that is allowed the state says that it has failed. */
static enum qcc_io begin_connecting(struct qcc_bsd *stream, const struct qcc_target *target)
{
    stream->state = STATE_CONNECTING;
    return keep_allowed(stream, target->public_only) ? try_addresses(stream, target->time_left_ms)
                                                     : QCC_IO_REFUSED;
}

static enum qcc_io begin_host(struct qcc_bsd *stream, const struct qcc_target *target)
{
    stream->tcp_port = target->tcp_port;
    stream->next = 0;
    if (is_literal(target->host, &stream->addresses[0])) {
        stream->count = 1;
        return begin_connecting(stream, target);
    }
    return begin_lookup(stream, target->host);
}

static enum qcc_io continue_lookup(struct qcc_bsd *stream, const struct qcc_target *target)
{
    const enum qcc_io io =
        qcc_bsd_lookup_read(stream->descriptor, stream->addresses, &stream->count);

    if (io != QCC_IO_DONE) {
        return io;
    }
    drop_descriptor(stream);
    return begin_connecting(stream, target);
}

static enum qcc_io bsd_connect(void *context, const struct qcc_target *target)
{
    struct qcc_bsd *stream = context;

    switch (stream->state) {
    case STATE_CLOSED:
        return begin_host(stream, target);
    case STATE_LOOKUP:
        return continue_lookup(stream, target);
    case STATE_CONNECTING:
        /* Without a descriptor it has failed already. */
        return stream->descriptor < 0 ? QCC_IO_FAILED : try_addresses(stream, target->time_left_ms);
    default:
        return QCC_IO_DONE;
    }
}

/* The two are one number on most systems, and a compiler warns of the comparison. */
static bool would_block(int error)
{
#if EAGAIN != EWOULDBLOCK
    if (error == EWOULDBLOCK) {
        return true;
    }
#endif
    return error == EAGAIN;
}

/* What send and recv have returned, in the words of a port; 0 is recv's end of the stream. They are
 * called with errno 0: when the interface is down, RT-Thread's fail and leave errno as it was,
 * which would say EAGAIN, or EINTR, for ever. */
static enum qcc_io judge(ssize_t result, size_t *moved)
{
    if (result < 0) {
        return would_block(errno) ? QCC_IO_WOULD_BLOCK : QCC_IO_FAILED;
    }
    if (result == 0) {
        return QCC_IO_END;
    }
    *moved = (size_t)result;
    return QCC_IO_DONE;
}

static enum qcc_io bsd_send(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    const struct qcc_bsd *stream = context;
    ssize_t result;

    if (stream->state != STATE_CONNECTED) {
        return QCC_IO_FAILED;
    }
    do {
        errno = 0;
        result = send(stream->descriptor, data, len, MSG_NOSIGNAL);
    } while (result < 0 && errno == EINTR);
    /* No buffers just now: what Zephyr says where others say that the window is full. */
    if (result < 0 && errno == ENOBUFS) {
        return QCC_IO_WOULD_BLOCK;
    }
    return judge(result, moved);
}

static enum qcc_io receive_once(int descriptor, uint8_t *data, size_t len, size_t *moved)
{
    ssize_t result;

    do {
        errno = 0;
        result = recv(descriptor, data, len, 0);
    } while (result < 0 && errno == EINTR);
    return judge(result, moved);
}

static size_t take_ahead(struct qcc_bsd *stream, uint8_t *data, size_t len)
{
    const size_t there = (size_t)(stream->end - stream->begin);
    const size_t taken = len < there ? len : there;

    memcpy(data, stream->ahead + stream->begin, taken);
    stream->begin = (uint16_t)(stream->begin + taken);
    return taken;
}

static enum qcc_io bsd_receive(void *context, uint8_t *data, size_t len, size_t *moved)
{
    struct qcc_bsd *stream = context;

    if (stream->state != STATE_CONNECTED) {
        return QCC_IO_FAILED;
    }
    if (stream->begin == stream->end) {
        size_t fetched = 0;
        enum qcc_io io;

        /* A large piece goes where it is wanted, without a copy. */
        if (len >= sizeof stream->ahead) {
            return receive_once(stream->descriptor, data, len, moved);
        }
        io = receive_once(stream->descriptor, stream->ahead, sizeof stream->ahead, &fetched);
        if (io != QCC_IO_DONE) {
            return io;
        }
        stream->begin = 0;
        stream->end = (uint16_t)fetched;
    }
    *moved = take_ahead(stream, data, len);
    return QCC_IO_DONE;
}

/* A connect that has other addresses left has to come back when this one's time is over. */
static uint32_t limit_to_address(const struct qcc_bsd *stream, uint32_t timeout_ms)
{
    uint32_t elapsed_ms, left_ms;

    if (stream->state != STATE_CONNECTING || stream->next >= stream->count) {
        return timeout_ms;
    }
    elapsed_ms = now_ms(stream) - stream->started_ms;
    left_ms = elapsed_ms < stream->limit_ms ? stream->limit_ms - elapsed_ms : 0;
    return timeout_ms < left_ms ? timeout_ms : left_ms;
}

/* Whatever poll returns, EINTR too, is a reason to look again. An entry with the descriptor -1 is
 * how to sleep: POSIX, lwIP, ESP-IDF and Zephyr take it, while of no entries at all lwIP refuses
 * those that have an address and ESP-IDF those that have none. */
static void poll_for(int descriptor, short events, uint32_t timeout_ms)
{
    struct pollfd watched = {descriptor, events, 0};
    const int capped_ms = timeout_ms < INT_MAX ? (int)timeout_ms : INT_MAX;

    (void)poll(&watched, 1, capped_ms);
}

void qcc_bsd_pause(uint32_t timeout_ms)
{
    poll_for(-1, 0, timeout_ms < MOMENT_MS ? timeout_ms : MOMENT_MS);
}

static void bsd_wait(void *context, enum qcc_wait what, uint32_t timeout_ms)
{
    struct qcc_bsd *stream = context;
    const bool buffered = what == QCC_WAIT_READABLE && stream->begin < stream->end;

    if (what == QCC_WAIT_NONE || buffered) {
        return;
    }
    if (what == QCC_WAIT_SIGNER || stream->descriptor < 0) {
        qcc_bsd_pause(timeout_ms);
    } else if (stream->state == STATE_LOOKUP) {
        qcc_bsd_lookup_wait(stream->descriptor, timeout_ms);
    } else {
        poll_for(stream->descriptor, what == QCC_WAIT_WRITABLE ? POLLOUT : POLLIN,
                 limit_to_address(stream, timeout_ms));
    }
}

static uint32_t bsd_now_ms(void *context)
{
    return now_ms(context);
}

static int64_t bsd_unix_time_s(void *context)
{
    const struct qcc_bsd *stream = context;

    return stream->platform.unix_time_s(stream->platform.context);
}

static bool bsd_entropy(void *context, uint8_t *data, size_t len)
{
    const struct qcc_bsd *stream = context;

    return stream->platform.entropy(stream->platform.context, data, len);
}

struct qcc_port qcc_bsd_port(struct qcc_bsd *stream, const struct qcc_platform *platform)
{
    const struct qcc_port port = {
        .context = stream,
        .connect = bsd_connect,
        .send = bsd_send,
        .receive = bsd_receive,
        .close = bsd_close,
        .now_ms = bsd_now_ms,
        .unix_time_s = bsd_unix_time_s,
        .entropy = bsd_entropy,
        .wait = bsd_wait,
    };

    memset(stream, 0, sizeof *stream);
    stream->platform = *platform;
    stream->descriptor = -1;
    return port;
}
