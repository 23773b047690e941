/* exchange.h - one HTTP exchange over a connection slot: connect or reuse, send, read, by steps,
 * under one deadline.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_EXCHANGE_H
#define QCC_EXCHANGE_H

#include "qcc/internal/state.h"

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
