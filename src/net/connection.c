/* connection.c - one connection: name lookup, TCP, a proxy's tunnel, TLS where the scheme says so.
 * SPDX-License-Identifier: MIT */
#include "net/connection.h"
#include "qcc/proxy.h"
#include "tls/resume.h"
#include "tls/stream.h"

#include <string.h>

enum state {
    CLOSED,      /* nothing is open */
    LOOKUP,      /* the port looks the host's name up */
    CONNECTING,  /* the port connects */
    TUNNELING,   /* the proxy is asked for a tunnel */
    HANDSHAKING, /* TLS shakes hands over the connected stream */
    READY        /* bytes may be sent and received */
};

void qcc_connection_init(struct qcc_connection *connection, const struct qcc_port *port,
                         const struct qcc_roots *roots, const struct qcc_proxy *proxy)
{
    memset(connection, 0, sizeof *connection);
    connection->port = port;
    connection->roots = roots;
    connection->proxy = proxy;
}

bool qcc_connection_uses(const struct qcc_proxy *proxy, const struct qcc_url *url)
{
    return proxy != NULL && (proxy->bypass == NULL || !proxy->bypass(proxy->context, url->host));
}

enum qcc_error qcc_connection_open(struct qcc_connection *connection, const struct qcc_url *url,
                                   struct qcc_tls_session *session)
{
    const struct qcc_proxy *proxy = connection->proxy;
    qcc_connection_close(connection);
    if (url->host.len >= sizeof connection->host) {
        return QCC_ERROR_URL;
    }
    connection->tunneled = qcc_connection_uses(proxy, url);
    if (connection->tunneled && !url->https) {
        return QCC_ERROR_PROXY_PLAIN_HTTP;
    }
    memcpy(connection->host, url->host.ptr, url->host.len);
    connection->host[url->host.len] = '\0';
    connection->tcp_port = url->port;
    connection->target.host = connection->tunneled ? proxy->host : connection->host;
    connection->target.tcp_port = connection->tunneled ? proxy->tcp_port : url->port;
    connection->authority = url->authority;
    connection->asked = 0;
    connection->secure = url->https;
    connection->session = session;
    qcc_tls_init(&connection->tls, connection->port, connection->roots);
    connection->state = CONNECTING;
    return QCC_OK;
}

static enum qcc_io would_block(struct qcc_connection *connection, enum qcc_wait wait)
{
    connection->wait = wait;
    return QCC_IO_WOULD_BLOCK;
}

static enum qcc_io fail(struct qcc_connection *connection, enum qcc_error error)
{
    connection->error = error;
    return QCC_IO_FAILED;
}

/* TCP is connected. One thing a step: TLS shakes hands in the next. */
static enum qcc_io begin_handshake(struct qcc_connection *connection,
                                   const struct qcc_connect_terms *terms)
{
    connection->state = HANDSHAKING;
    enum qcc_error error =
        qcc_tls_open(&connection->tls, connection->host, connection->session, terms);
    return error == QCC_OK ? would_block(connection, QCC_WAIT_NONE) : fail(connection, error);
}

/* The proxy itself may be anywhere: which addresses will do is a question about the host. */
static enum qcc_io step_tunnel(struct qcc_connection *connection,
                               const struct qcc_connect_terms *terms)
{
    connection->wait = QCC_WAIT_NONE;
    enum qcc_error error =
        connection->proxy->open_tunnel(connection, terms->public_only, terms->response);
    if (error == QCC_OK) {
        return begin_handshake(connection, terms);
    }
    return error == QCC_PENDING ? QCC_IO_WOULD_BLOCK : fail(connection, error);
}

static enum qcc_io connected(struct qcc_connection *connection,
                             const struct qcc_connect_terms *terms)
{
    if (connection->tunneled) {
        connection->state = TUNNELING;
        return would_block(connection, QCC_WAIT_NONE);
    }
    if (connection->secure) {
        return begin_handshake(connection, terms);
    }
    connection->state = READY;
    return QCC_IO_DONE;
}

static enum qcc_io connect_failed(struct qcc_connection *connection, enum qcc_io io)
{
    switch (io) {
    case QCC_IO_NO_NAME:
        connection->state = LOOKUP;
        return fail(connection, QCC_ERROR_LOOKUP);
    case QCC_IO_REFUSED:
        return fail(connection, QCC_ERROR_NOT_PUBLIC);
    case QCC_IO_NO_SOCKET:
        return fail(connection, QCC_ERROR_NO_SOCKET);
    default:
        return fail(connection, QCC_ERROR_CONNECT);
    }
}

static enum qcc_io step_connect(struct qcc_connection *connection,
                                const struct qcc_connect_terms *terms)
{
    const struct qcc_port *port = connection->port;
    connection->target.time_left_ms = terms->time_left_ms;
    connection->target.public_only = terms->public_only && !connection->tunneled;
    enum qcc_io io = port->connect(port->context, &connection->target);
    connection->wait = QCC_WAIT_NONE;
    connection->state = CONNECTING; /* the lookup may have ended in this very call */
    switch (io) {
    case QCC_IO_DONE:
        return connected(connection, terms);
    case QCC_IO_LOOKUP:
        connection->state = LOOKUP;
        return would_block(connection, QCC_WAIT_LOOKUP);
    case QCC_IO_WOULD_BLOCK:
        return would_block(connection, QCC_WAIT_WRITABLE);
    default:
        return connect_failed(connection, io);
    }
}

/* What TLS came to, with what it waits for and why it failed. */
static enum qcc_io of_tls(struct qcc_connection *connection, enum qcc_io io)
{
    connection->wait = connection->tls.wait;
    connection->error = connection->tls.error;
    return io;
}

static enum qcc_io step_handshake(struct qcc_connection *connection)
{
    enum qcc_io io = of_tls(connection, qcc_tls_handshake(&connection->tls));
    if (io == QCC_IO_DONE) {
        connection->state = READY;
    }
    return io;
}

enum qcc_io qcc_connection_step(struct qcc_connection *connection,
                                const struct qcc_connect_terms *terms)
{
    switch (connection->state) {
    case LOOKUP:
    case CONNECTING:
        return step_connect(connection, terms);
    case TUNNELING:
        return step_tunnel(connection, terms);
    case HANDSHAKING:
        return step_handshake(connection);
    case READY:
        return QCC_IO_DONE;
    default:
        return fail(connection, QCC_ERROR_STATE);
    }
}

bool qcc_connection_is_ready(const struct qcc_connection *connection, const struct qcc_url *url,
                             const struct qcc_connect_terms *terms)
{
    return connection->state == READY && connection->secure == url->https &&
           connection->tcp_port == url->port &&
           (!connection->secure || connection->tls.pins == terms->pins) &&
           qcc_span_equal(qcc_span_of(connection->host), url->host);
}

enum qcc_io qcc_connection_check(struct qcc_connection *connection)
{
    uint8_t byte;
    size_t moved;
    if (qcc_connection_receive(connection, &byte, 1, &moved) != QCC_IO_WOULD_BLOCK) {
        qcc_connection_close(connection);
        return QCC_IO_END;
    }
    if (connection->wait == QCC_WAIT_NONE) {
        return QCC_IO_WOULD_BLOCK;
    }
    connection->wait = QCC_WAIT_NONE;
    return QCC_IO_DONE;
}

/* What a send or receive of the port came to; `wait` is what it waits for when it would block. */
static enum qcc_io of_port(struct qcc_connection *connection, enum qcc_io io, enum qcc_wait wait)
{
    connection->wait = io == QCC_IO_WOULD_BLOCK ? wait : QCC_WAIT_NONE;
    connection->error = QCC_ERROR_RESET;
    return io;
}

enum qcc_io qcc_connection_send(struct qcc_connection *connection, const uint8_t *data, size_t len,
                                size_t *moved)
{
    if (connection->secure) {
        return of_tls(connection, qcc_tls_send(&connection->tls, data, len, moved));
    }
    const struct qcc_port *port = connection->port;
    return of_port(connection, port->send(port->context, data, len, moved), QCC_WAIT_WRITABLE);
}

enum qcc_io qcc_connection_receive(struct qcc_connection *connection, uint8_t *data, size_t len,
                                   size_t *moved)
{
    if (connection->secure) {
        return of_tls(connection, qcc_tls_receive(&connection->tls, data, len, moved));
    }
    const struct qcc_port *port = connection->port;
    return of_port(connection, port->receive(port->context, data, len, moved), QCC_WAIT_READABLE);
}

void qcc_connection_finish(struct qcc_connection *connection, bool reusable)
{
    qcc_resume_keep(&connection->tls);
    if (!reusable) {
        qcc_tls_close(&connection->tls, true);
        qcc_connection_close(connection);
    }
}

void qcc_connection_close(struct qcc_connection *connection)
{
    if (connection->state != CLOSED) {
        connection->state = CLOSED;
        qcc_tls_close(&connection->tls, false);
        connection->port->close(connection->port->context);
    }
}

enum qcc_phase qcc_connection_phase(const struct qcc_connection *connection)
{
    switch (connection->state) {
    case LOOKUP:
        return QCC_PHASE_LOOKUP;
    case TUNNELING:
        return QCC_PHASE_PROXY;
    case HANDSHAKING:
        return QCC_PHASE_HANDSHAKE;
    default:
        return QCC_PHASE_CONNECT;
    }
}
