/* qcc_scripted.h - a port for tests: its bytes, cuts, stalls, ends and clocks are all written down
 * before.
 *
 * A script is one struct qcc_scripted_connection for each time that the client connects, in order.
 * What is left zero means the plain thing: connects at once, takes every send whole, gives all of
 * `receive` in one piece and then has nothing more.
 *
 *     static const struct qcc_scripted_connection script[] = {
 *         {.receive = QCC_SPAN("HTTP/1.1 200 OK\r\n..."), .piece = 1, .then = QCC_IO_END},
 *     };
 *     struct qcc_scripted scripted = {.script = script, .count = 1, .unix_time_s = 1800000000};
 *     struct qcc_port port = qcc_scripted_port(&scripted);
 * SPDX-License-Identifier: MIT */
#ifndef QCC_SCRIPTED_H
#define QCC_SCRIPTED_H

#include "qcc/port.h"
#include "qcc/span.h"

struct qcc_scripted_connection {
    unsigned lookups;    /* calls of connect that return QCC_IO_LOOKUP first */
    unsigned connecting; /* then this many that return QCC_IO_WOULD_BLOCK */
    /* then this: DONE (0), FAILED or NO_NAME; WOULD_BLOCK and LOOKUP for ever */
    enum qcc_io connect;

    size_t send_piece;     /* most bytes that a send takes; 0: all */
    unsigned send_stalls;  /* sends that would block before each that takes some */
    size_t send_limit;     /* bytes after which sends do as `send_then` says; 0: no limit */
    enum qcc_io send_then; /* WOULD_BLOCK or FAILED */

    struct qcc_span receive; /* what the peer sends, in all exchanges of the connection together */
    size_t piece;            /* most bytes that a receive brings; 0: all */
    size_t cut; /* a receive never brings bytes from both sides of this place; 0: none */
    unsigned receive_stalls; /* receives that would block before each that brings some */
    size_t hold; /* bytes of `receive` that can be had before the request has gone out; the others
                    come after it */
    size_t request_len; /* how much has to be sent for the bytes beyond `hold` to come; 0: 1 */
    enum qcc_io then; /* when all has been given: DONE (0) stands for WOULD_BLOCK; END or FAILED */
};

/* Set the first block; read the second; the rest is private. */
struct qcc_scripted {
    const struct qcc_scripted_connection *script;
    size_t count;        /* connections beyond it fail to connect */
    uint32_t now_ms;     /* where the monotonic clock stands; it wraps like any other */
    uint32_t call_ms;    /* it moves on by this with each call of connect, send and receive */
    uint32_t wait_ms;    /* it moves on by this with each call of wait */
    int64_t unix_time_s; /* the wall clock */
    bool no_entropy;
    uint8_t *sent; /* where all that is sent is kept, of all connections one after another; may be
                      NULL */
    size_t sent_cap;

    size_t sent_len;      /* bytes sent in all */
    unsigned connects;    /* connections begun */
    unsigned closes;      /* connections closed that had been begun */
    unsigned waits;       /* calls of wait */
    unsigned clock_reads; /* of the wall clock */
    char host[256];       /* of the last connect */
    uint16_t tcp_port;
    uint32_t time_left_ms; /* of the last call of connect */
    unsigned refusals;     /* calls of connect with `public_only`; no connection is begun then */

    bool open;
    unsigned calls;   /* of connect for this connection */
    unsigned stalled; /* receives that would block since the last that did not */
    unsigned send_stalled;
    size_t out, in; /* bytes sent and given on this connection */
    uint8_t random;
};

/* The port of `scripted`, which stays the caller's. */
struct qcc_port qcc_scripted_port(struct qcc_scripted *scripted);

#endif
