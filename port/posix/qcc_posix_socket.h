/* qcc_posix_socket.h - the part of the POSIX port that any BSD sockets can use.
 *
 * The functions below have the signatures of struct qcc_port, with a struct qcc_posix_socket as
 * their context. A system that has sockets but not all of POSIX (Zephyr, ESP-IDF, RT-Thread,
 * FreeRTOS with lwIP) takes qcc_posix_socket.c as it is and adds a clock and entropy:
 *
 *     static struct qcc_posix_socket stream;
 *
 *     qcc_posix_socket_init(&stream, my_now_ms);
 *     struct qcc_port port = {&stream,
 *                             qcc_posix_socket_connect,
 *                             qcc_posix_socket_send,
 *                             qcc_posix_socket_receive,
 *                             qcc_posix_socket_close,
 *                             my_now_ms,
 *                             my_unix_time_s,
 *                             my_entropy,
 *                             qcc_posix_socket_wait};
 *
 * and, where it has no pthreads or no socketpair, the two functions of the lookup.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_POSIX_SOCKET_H
#define QCC_POSIX_SOCKET_H

#include "qcc/port.h"

/* Addresses of a host that are tried. 1 .. 255. */
#ifndef QCC_POSIX_ADDRESSES_MAX
#define QCC_POSIX_ADDRESSES_MAX 8
#endif

/* How long an address may keep silent while there is another to try. The last one has until the
 * caller's deadline. */
#ifndef QCC_POSIX_ADDRESS_LIMIT_MS
#define QCC_POSIX_ADDRESS_LIMIT_MS 3000
#endif

/* The read-ahead, in bytes. 1 .. 65535. TLS reads a record's 5 bytes of header first; with the
 * record's rest fetched by the same system call, a small reply costs one instead of two. */
#ifndef QCC_POSIX_READ_AHEAD
#define QCC_POSIX_READ_AHEAD 4096
#endif

/* 0 for sockets without IPv6. */
#ifndef QCC_POSIX_IPV6
#define QCC_POSIX_IPV6 1
#endif

struct qcc_posix_address {
    uint32_t scope;    /* of a link-local IPv6 address; 0 else */
    uint8_t len;       /* 4 or 16 */
    uint8_t bytes[16]; /* in network order */
};

/* Private but for its size. */
struct qcc_posix_socket {
    uint32_t (*now_ms)(void *context);
    int descriptor; /* the lookup's, then the connection's; -1: none */
    uint8_t state;
    uint8_t count;       /* of addresses */
    uint8_t next;        /* the address to try after this one */
    uint16_t tcp_port;   /* of all of them */
    uint32_t started_ms; /* when this address was begun */
    uint16_t begin, end; /* of the bytes in `ahead` that nobody has taken yet */
    struct qcc_posix_address addresses[QCC_POSIX_ADDRESSES_MAX];
    uint8_t ahead[QCC_POSIX_READ_AHEAD];
};

/* Prepares `stream`. `now_ms` is as in struct qcc_port; it is passed `stream`. */
void qcc_posix_socket_init(struct qcc_posix_socket *stream, uint32_t (*now_ms)(void *context));

/* The contract of each is that of its namesake in struct qcc_port; the context is a struct
 * qcc_posix_socket. */
enum qcc_io qcc_posix_socket_connect(void *context, const char *host, uint16_t tcp_port);
enum qcc_io qcc_posix_socket_send(void *context, const uint8_t *data, size_t len, size_t *moved);
enum qcc_io qcc_posix_socket_receive(void *context, uint8_t *data, size_t len, size_t *moved);
void qcc_posix_socket_close(void *context);
void qcc_posix_socket_wait(void *context, enum qcc_wait what, uint32_t timeout_ms);

/* Begins to look `host` up, without waiting. Returns a descriptor that becomes readable when the
 * answer is there, and that may be closed at any time, answer or no answer; -1 when it cannot
 * begin. */
int qcc_posix_lookup_start(const char *host);

/* Takes the answer: QCC_IO_DONE and up to QCC_POSIX_ADDRESSES_MAX addresses in the order in which
 * they are to be tried; QCC_IO_LOOKUP when it is not there yet; QCC_IO_NO_NAME; QCC_IO_FAILED. The
 * descriptor stays open. */
enum qcc_io qcc_posix_lookup_read(int descriptor,
                                  struct qcc_posix_address addresses[QCC_POSIX_ADDRESSES_MAX],
                                  uint8_t *count);

#endif
