/* stub.h - the sockets of a system that is not unix, as far as port/bsd uses them, with the
 * oddities that were seen on RT-Thread and ESP-IDF. All of the headers here lead to this one.
 * test_bsd.c has the functions. SPDX-License-Identifier: MIT */
#ifndef QCC_TESTS_STUB_H
#define QCC_TESTS_STUB_H

#ifdef _DEFAULT_SOURCE
#error "newlib's headers break with _DEFAULT_SOURCE on RT-Thread"
#endif

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h> /* ssize_t, from the system of the test */

typedef uint32_t socklen_t;

#define AF_INET 2
#define AF_INET6 10
#define SOCK_STREAM 1
/* RT-Thread has both names, and its socket() refuses them. */
#define SOCK_NONBLOCK 04000
#define SOCK_CLOEXEC 02000000
#define SOL_SOCKET 0xfff
#define SO_ERROR 0x1007
#define IPPROTO_TCP 6
#define TCP_NODELAY 1
#define F_GETFL 3
#define F_SETFL 4
#define F_DUPFD_CLOEXEC 14 /* ESP-IDF has the name from newlib; lwIP's sockets refuse it */
#define O_NONBLOCK 1
#define POLLIN 1
#define POLLOUT 2

struct sockaddr {
    uint16_t sa_family;
    char data[14];
};

struct sockaddr_in {
    uint16_t sin_family;
    uint16_t sin_port;
    struct {
        uint32_t s_addr;
    } sin_addr;
    char padding[8];
};

struct sockaddr_in6 {
    uint16_t sin6_family;
    uint16_t sin6_port;
    uint32_t sin6_flowinfo;
    struct {
        uint8_t bytes[16];
    } sin6_addr;
    uint32_t sin6_scope_id;
};

struct pollfd {
    int fd;
    short events, revents;
};

/* Named apart from the C library's, which the test itself needs; as macros with arguments, so that
 * the port's members keep their names. */
int stub_socket(int family, int type, int protocol);
int stub_connect(int descriptor, const struct sockaddr *address, socklen_t len);
ssize_t stub_send(int descriptor, const void *data, size_t len, int flags);
ssize_t stub_recv(int descriptor, void *data, size_t len, int flags);
int stub_setsockopt(int descriptor, int level, int name, const void *value, socklen_t len);
int stub_getsockopt(int descriptor, int level, int name, void *value, socklen_t *len);
int stub_fcntl(int descriptor, int command, ...);
int stub_poll(struct pollfd *watched, unsigned long count, int timeout_ms);
int stub_close(int descriptor);
int stub_inet_pton(int family, const char *text, void *address);
uint16_t stub_htons(uint16_t number);

#ifndef STUB_FUNCTIONS
#define socket(family, type, protocol) stub_socket(family, type, protocol)
#define connect(descriptor, address, len) stub_connect(descriptor, address, len)
#define send(descriptor, data, len, flags) stub_send(descriptor, data, len, flags)
#define recv(descriptor, data, len, flags) stub_recv(descriptor, data, len, flags)
#define setsockopt(descriptor, level, name, value, len)                                            \
    stub_setsockopt(descriptor, level, name, value, len)
#define getsockopt(descriptor, level, name, value, len)                                            \
    stub_getsockopt(descriptor, level, name, value, len)
#define fcntl(descriptor, command, flags) stub_fcntl(descriptor, command, flags)
#define poll(watched, count, timeout_ms) stub_poll(watched, count, timeout_ms)
#define close(descriptor) stub_close(descriptor)
#define inet_pton(family, text, address) stub_inet_pton(family, text, address)
#define htons(number) stub_htons(number)
#endif

#endif
