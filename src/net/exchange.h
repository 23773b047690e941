/* exchange.h - one HTTP exchange over a connection slot: connect or reuse, send, read, by steps.
 *
 * It reports facts: how much was sent and received, over what, and how it ended. It knows neither
 * what a request costs nor what time it is.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_EXCHANGE_H
#define QCC_EXCHANGE_H

#include "qcc/internal/state.h"
#include "qcc/report.h"

/* Begins what `plan` says. */
void qcc_exchange_begin(struct qcc_exchange *exchange, struct qcc_connection *connection);

/* Does what can be done without waiting: a look at an open connection, one attempt to connect, one
 * message of a handshake, one send, or one receive with all that it brought. `time_left_ms` is
 * passed on to the port (struct qcc_target). QCC_OK: the whole response has been read; QCC_PENDING:
 * see the connection's `wait`; any other value is the failure, and the connection is closed. What
 * it returned at the end sticks. QCC_ERROR_STATE when none was begun. */
enum qcc_error qcc_exchange_step(struct qcc_exchange *exchange, uint32_t time_left_ms);

/* Ends it with `error`, from outside too, and closes the connection unless that is QCC_OK. Harmless
 * when it has ended. */
void qcc_exchange_end(struct qcc_exchange *exchange, enum qcc_error error);

/* True once the port has taken the whole request. */
bool qcc_exchange_is_sent(const struct qcc_exchange *exchange);

/* True once the head of the response to the request has been read; a proxy's answer is none. */
bool qcc_exchange_has_head(const struct qcc_exchange *exchange);

/* The phase that it is in, or ended in. */
enum qcc_phase qcc_exchange_phase(const struct qcc_exchange *exchange);

/* Writes what the exchange knows into `report`: HTTP status, offset, bytes, connection, TLS. */
void qcc_exchange_explain(const struct qcc_exchange *exchange, struct qcc_report *report);

#endif
