/* connection.h - a slot for one connection, plain or TLS, that can be pointed at one host after
 * another.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CONNECTION_H
#define QCC_CONNECTION_H

#include "qcc/internal/state.h"
#include "qcc/report.h"

/* Prepares an empty slot. `roots` may be NULL when only http is used; `proxy` when there is none.
 * All pointers stay the caller's and must outlive it. */
void qcc_connection_init(struct qcc_connection *connection, const struct qcc_port *port,
                         const struct qcc_roots *roots, const struct qcc_proxy *proxy);

/* True when `url` is reached through `proxy`, which may be NULL. */
bool qcc_connection_uses(const struct qcc_proxy *proxy, const struct qcc_url *url);

/* Points the slot at the scheme, host and port of `url`, closing what was open. `session` as in
 * qcc_tls_open. Nothing is sent yet. Returns QCC_OK; QCC_ERROR_URL when the host does not fit
 * QCC_HOST_SIZE; QCC_ERROR_PROXY_PLAIN_HTTP when an http URL were to go through the proxy. */
enum qcc_error qcc_connection_open(struct qcc_connection *connection, const struct qcc_url *url,
                                   struct qcc_tls_session *session);

/* Goes on with connecting: name lookup, TCP, the proxy's tunnel, TLS; one of them a call. DONE:
 * ready to send; WOULD_BLOCK: see `wait`; FAILED: `error` is QCC_ERROR_LOOKUP, QCC_ERROR_CONNECT,
 * QCC_ERROR_NOT_PUBLIC, QCC_ERROR_NO_SOCKET, QCC_ERROR_STATE (the slot was not pointed anywhere),
 * what qcc_tls_open and qcc_tls_handshake fail with, or of a proxy QCC_ERROR_PROXY_* and what
 * qcc_response_read and qcc_response_end fail with. */
enum qcc_io qcc_connection_step(struct qcc_connection *connection,
                                const struct qcc_connect_terms *terms);

/* True when the slot is connected and ready for the scheme, host and port of `url`, under the same
 * pins as those of `terms`. */
bool qcc_connection_is_ready(const struct qcc_connection *connection, const struct qcc_url *url,
                             const struct qcc_connect_terms *terms);

/* Looks whether a ready connection is still good for a request. DONE: nothing has come on it;
 * WOULD_BLOCK: ask again at once (a ticket was read); END: it has ended, broken, or brought bytes
 * that nobody asked for, and is closed now. */
enum qcc_io qcc_connection_check(struct qcc_connection *connection);

/* As qcc_tls_send and qcc_tls_receive, for http too. `error` says why one FAILED. */
enum qcc_io qcc_connection_send(struct qcc_connection *connection, const uint8_t *data, size_t len,
                                size_t *moved);
enum qcc_io qcc_connection_receive(struct qcc_connection *connection, uint8_t *data, size_t len,
                                   size_t *moved);

/* After a whole response: keeps the TLS session, and keeps the connection open when `reusable`,
 * otherwise closes it in good order. */
void qcc_connection_finish(struct qcc_connection *connection, bool reusable);

/* Closes at once, without a word to the peer. Harmless when nothing is open. */
void qcc_connection_close(struct qcc_connection *connection);

/* The phase that connecting is in: LOOKUP, CONNECT, PROXY or HANDSHAKE. */
enum qcc_phase qcc_connection_phase(const struct qcc_connection *connection);

#endif
