/* exchange.h - one HTTP exchange over a connection slot: connect or reuse, send, read, by steps,
 * under one deadline.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_EXCHANGE_H
#define QCC_EXCHANGE_H

#include "qcc/connection.h"
#include "qcc/failure.h"
#include "qcc/response.h"

/* Takes a body's pieces in order. QCC_OK, or the error that the exchange is to fail with. */
struct qcc_sink {
    enum qcc_error (*write)(void *context, struct qcc_span piece);
    void *context;
};

/* What an exchange is about. All pointers stay the caller's and must last until the exchange
 * ends. */
struct qcc_exchange_plan {
    const struct qcc_url *url;       /* where to */
    struct qcc_tls_session *session; /* may be NULL */
    /* the whole request; overwritten with zeros when the exchange needs it no more */
    uint8_t *request;
    size_t request_len;
    uint8_t *receive; /* the place that bytes are received into; may overlap the request */
    size_t receive_size;
    struct qcc_sink sink; /* where the body goes */
    /* the record of a failure, not NULL; that of none when the exchange begins, but for an earlier
     * maybe_charged, which is set as soon as it is true */
    struct qcc_failure *failure;
    uint32_t body_max;        /* the body's cap in bytes */
    uint32_t deadline_ms;     /* by the port's now_ms; less than 2^31 ms ahead */
    struct qcc_field *fields; /* fields of the response that are wanted; may be NULL */
    size_t field_count;
};

/* All zeros before the first begin. Set `plan`; read `response`, `reused` and `received`; private
 * else. */
struct qcc_exchange {
    uint8_t state;
    bool reused;       /* went out on a connection that had carried an exchange before */
    uint32_t received; /* bytes of the response */
    size_t sent;       /* bytes of the request handed to the port */
    struct qcc_connection *connection;
    struct qcc_exchange_plan plan;
    struct qcc_response response;
};

/* Begins what `plan` says. */
void qcc_exchange_begin(struct qcc_exchange *exchange, struct qcc_connection *connection);

/* Does what can be done without waiting: a look at an open connection, one attempt to connect, one
 * message of a handshake, one send, or one receive with all that it brought. QCC_OK: the whole
 * response has been read; QCC_PENDING: see the connection's `tls.wait`; else the failure, which is
 * in the plan's `failure` too, and the connection is closed. */
enum qcc_error qcc_exchange_step(struct qcc_exchange *exchange);

/* Ends it with `error`, from outside: a cancel, say. Harmless when it has ended. Returns the error
 * that sticks. */
enum qcc_error qcc_exchange_fail(struct qcc_exchange *exchange, enum qcc_error error);

/* The phase that it is in. */
enum qcc_phase qcc_exchange_phase(const struct qcc_exchange *exchange);

#endif
