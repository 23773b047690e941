/* qcc_port_check.h - does a port keep the contract of qcc/port.h? This drives any struct qcc_port
 * against a peer and says row by row what holds.
 *
 * On POSIX, the simulator is the peer and the program does the rest:
 *
 *     qcc-simulator --port-check 18500
 *     qcc-port-check --name localhost 127.0.0.1 18500
 *
 * On a board, link qcc_port_check.c, which needs qcc/port.h and nothing else: no libqcc, no stdio,
 * no heap, 2 KB of memory. Let the simulator listen where the board reaches it (--bind), on an
 * address that is not public, and call
 *
 *     static struct qcc_port_check check;
 *
 *     check.port = &port;
 *     check.host = "192.0.2.1";        the simulator's machine
 *     check.name = "simulator.test";   a name of it
 *     check.no_name = "none.invalid";  a name that does not exist
 *     check.tcp_port = 18500;
 *     check.turn = my_turn;            one turn of the superloop, where there is one
 *     check.report = my_report;        a line of your log for each row
 *     good = qcc_port_check_run(&check);
 *
 * The rows take about ten seconds. A port that blocks in `connect` or `receive` is found out, but
 * only when that call returns at last: feed the watchdog in `turn`.
 *
 * What the peer does (tests/simulator/port_peer.c). At `tcp_port` it takes connections and obeys
 * the first byte:
 *     e       sends back all that follows
 *     d n     sends the letter d after n times 10 ms
 *     g       sends QCC_PORT_CHECK_BULK bytes, byte i is 1 + i % 251, and ends the stream
 *     w n     reads nothing for n times 10 ms, then reads up to a 0 byte. Answers with 4 bytes, the
 *             number of bytes before the 0 that were as those of g, most significant byte first
 *     x       resets the connection
 *     n       sends 8 bytes: how many connections it has taken, this one included, and how many
 *             others are still open; 4 bytes each, most significant first
 * and keeps the connection until the client ends it. At `tcp_port` + 1 it refuses connections, at
 * `tcp_port` + 2 it keeps silent.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_PORT_CHECK_H
#define QCC_PORT_CHECK_H

#include "qcc/port.h"

#ifdef __cplusplus
extern "C" {
#endif

#define QCC_PORT_CHECK_BULK 20000

enum qcc_port_check_verdict {
    QCC_PORT_CHECK_HOLDS,
    QCC_PORT_CHECK_FAILS,
    QCC_PORT_CHECK_SKIPPED /* what the row needs is not there */
};

/* Set the first block, read the second; the rest is private. Zero before. */
struct qcc_port_check {
    const struct qcc_port *port; /* with no connection open */
    const char *host;            /* the peer's address; not a public one */
    const char *name;            /* a name of the peer; NULL: its rows are skipped */
    const char *no_name;         /* a name that does not exist; NULL: its rows are skipped */
    uint16_t tcp_port;           /* of the peer; it uses the next two as well */
    uint32_t patience_ms;        /* for whatever has to come; 0: 10,000 */
    uint32_t call_limit_ms;      /* a call that lasts longer blocks; 1 .. 900; 0: 500 */
    void (*turn)(void *context); /* called while a row waits; NULL: none */
    /* Called for each row. `detail` says what failed or is missing; NULL when the row holds. */
    void (*report)(void *context, const char *row, enum qcc_port_check_verdict verdict,
                   const char *detail);
    void *context; /* passed to both */

    unsigned held, failed, skipped; /* rows */
    uint32_t longest_call_ms;       /* of connect, send, receive and close */

    const char *detail;
    uint32_t last_ms; /* what now_ms returned last */
    bool has_clock;   /* last_ms is set */
    bool went_back;   /* now_ms has gone back */
    uint8_t bytes[1280];
};

/* Runs all rows. Returns true when none fails. Blocks for some seconds. */
bool qcc_port_check_run(struct qcc_port_check *check);

/* ---- Row by row. The clock comes first; the two rows that judge what the others saw come last. */

/* How many rows there are. */
unsigned qcc_port_check_rows(void);

/* The row's name. `row` is 0 .. qcc_port_check_rows() - 1. */
const char *qcc_port_check_name(unsigned row);

/* Runs one row, reports it, and closes the port's connection. */
enum qcc_port_check_verdict qcc_port_check_row(struct qcc_port_check *check, unsigned row);

/* ---- Where there is stdio: qcc_port_check_print.c. `file` is a FILE *. */

/* A `report` that prints "ok   ROW", "FAIL ROW: DETAIL" or "skip ROW: DETAIL". */
void qcc_port_check_print(void *file, const char *row, enum qcc_port_check_verdict verdict,
                          const char *detail);

/* Prints "N rows: N hold, N fail, N skipped". */
void qcc_port_check_print_sum(void *file, const struct qcc_port_check *check);

#ifdef __cplusplus
}
#endif

#endif
