/* port.h - what a platform gives: a byte stream, two clocks, entropy, and if it likes a way to
 * wait.
 *
 * A port is a table of functions and one context. One context is one connection at a time; two
 * clients that run at once have two contexts. No function but `wait` may block, not even for a name
 * lookup: each does what can be done now and says which of four things happened.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_PORT_H
#define QCC_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What `send`, `receive` and `connect` came to. The last four are for `connect` alone. */
enum qcc_io {
    QCC_IO_DONE,        /* connect: connected. send, receive: *moved bytes, 1 or more, were moved */
    QCC_IO_WOULD_BLOCK, /* nothing was moved; call again later, with the same arguments */
    QCC_IO_END,         /* receive: the peer has ended the stream in good order. Never from send */
    QCC_IO_FAILED,      /* the connection is unusable; only `close` may follow */
    QCC_IO_LOOKUP,      /* connect: as WOULD_BLOCK, and what it waits for is the name lookup */
    QCC_IO_NO_NAME,     /* connect: as FAILED, and the reason is that the name has no address */
    QCC_IO_REFUSED,  /* connect: as FAILED, and the reason is `public_only`: no address of the host
                       is public, or this port cannot judge addresses. Nothing was sent to any */
    QCC_IO_NO_SOCKET /* connect: as FAILED, and the reason is this device: it has no socket, no
                        descriptor or no memory left */
};

/* Where to connect to. Valid only for the call that it is given to. */
struct qcc_target {
    /* A NUL-terminated DNS name (A-labels), an IPv4 address in dotted quads, or an IPv6 address
     * without brackets. */
    const char *host;
    uint16_t tcp_port; /* 1 .. 65535 */
    /* How long the caller still waits, 0 .. 2^31 - 1. It shrinks from call to call. A port with
     * several addresses to try divides it among them. */
    uint32_t time_left_ms;
    /* Connect to no address that is not public (loopback, private, link-local, multicast, ...),
     * judged by qcc_address_is_public on the address that is really used, after the lookup. A port
     * that cannot do this returns QCC_IO_REFUSED. */
    bool public_only;
};

/* What a step that returned QCC_PENDING waits for. */
enum qcc_wait {
    QCC_WAIT_NONE,     /* nothing: call again at once. Feed the watchdog in between */
    QCC_WAIT_LOOKUP,   /* the name lookup */
    QCC_WAIT_READABLE, /* bytes to receive, or the stream's end */
    QCC_WAIT_WRITABLE, /* a connection established, or room to send */
    QCC_WAIT_SIGNER    /* the caller's signer, which said "not yet" */
};

/* What a board supplies to a port that has the sockets and nothing else. The functions do what
 * their namesakes in struct qcc_port do, and are passed this context. All constructors of ports
 * have one shape: struct qcc_port qcc_<name>_port(struct qcc_<name> *, const struct qcc_platform
 * *), without the second argument where the port brings clocks and entropy of its own. */
struct qcc_platform {
    void *context; /* the caller's */
    uint32_t (*now_ms)(void *context);
    int64_t (*unix_time_s)(void *context);
    bool (*entropy)(void *context, uint8_t *data, size_t len);
};

/* True when the `len` bytes at `address`, in network order, are the address of one host of the
 * public internet: not loopback, private, link-local, multicast, for documentation or for any other
 * use of the IANA registries of special-purpose addresses (RFC 6890). An IPv4 address in an IPv6
 * one (mapped, RFC 4291 section 2.5.5.2, or translated, RFC 6052) is judged as itself. False when
 * `len` is neither 4 nor 16. For ports, which judge by it the address
 * that they connect to. */
bool qcc_address_is_public(const uint8_t *address, size_t len);

struct qcc_port {
    /* Passed to each function as it stands. The caller's. */
    void *context;

    /* Starts to connect, and goes on with it when called again with the same target until it
     * returns something other than WOULD_BLOCK or LOOKUP. All of the host's addresses should be
     * tried. Returns DONE, WOULD_BLOCK, LOOKUP, FAILED, NO_NAME, REFUSED or
     * NO_SOCKET. */
    enum qcc_io (*connect)(void *context, const struct qcc_target *target);

    /* Hands over up to `len` bytes (1 or more) at `data` and sets *moved to how many were taken, on
     * DONE only. Returns DONE, WOULD_BLOCK or FAILED. Must not raise SIGPIPE. */
    enum qcc_io (*send)(void *context, const uint8_t *data, size_t len, size_t *moved);

    /* Takes up to `len` bytes (1 or more) into `data` and sets *moved to how many, on DONE only.
     * Returns DONE, WOULD_BLOCK, END (a TCP FIN, after all bytes before it) or FAILED (a reset,
     * say). */
    enum qcc_io (*receive)(void *context, uint8_t *data, size_t len, size_t *moved);

    /* Ends the connection or the attempt, whatever state it is in, and releases what it held.
     * Harmless when there is none. `connect` may follow. */
    void (*close)(void *context);

    /* A clock that never goes back, in milliseconds. It may start anywhere and wraps at 2^32. */
    uint32_t (*now_ms)(void *context);

    /* The wall clock in seconds since 1970-01-01 UTC, or 0 while it is not set. Whatever is before
     * QCC_CLOCK_MIN_S, the day on which the library was built, counts as not set. */
    int64_t (*unix_time_s)(void *context);

    /* Fills `data` with `len` unpredictable bytes from a source fit for cryptography; true on
     * success. When it has none it returns false, and nothing is sent. There is no fallback. */
    bool (*entropy)(void *context, uint8_t *data, size_t len);

    /* Optional (NULL: the blocking calls are refused, steps work). Returns when `what` may have
     * come, or after `timeout_ms`, or earlier for no reason. QCC_WAIT_SIGNER: there is nothing to
     * wait on but a moment. */
    void (*wait)(void *context, enum qcc_wait what, uint32_t timeout_ms);
};

#ifdef __cplusplus
}
#endif

#endif
