/* connection.c - one connection: name lookup, TCP, TLS where the scheme says so.
 * SPDX-License-Identifier: MIT */
#include "qcc/connection.h"

#include <string.h>

enum state {
    CLOSED,      /* nothing is open */
    LOOKUP,      /* the port looks the host's name up */
    CONNECTING,  /* the port connects */
    HANDSHAKING, /* TLS shakes hands over the connected stream */
    READY        /* bytes may be sent and received */
};

void qcc_connection_init(struct qcc_connection *connection, const struct qcc_port *port,
                         const struct qcc_roots *roots)
{
    memset(connection, 0, sizeof *connection);
    connection->port = port;
    qcc_tls_init(&connection->tls, port, roots);
}

enum qcc_error qcc_connection_open(struct qcc_connection *connection, const struct qcc_url *url,
                                   struct qcc_tls_session *session)
{
    qcc_connection_close(connection);
    if (url->host.len >= sizeof connection->host) {
        return QCC_ERROR_URL;
    }
    memcpy(connection->host, url->host.ptr, url->host.len);
    connection->host[url->host.len] = '\0';
    connection->tcp_port = url->port;
    connection->secure = url->https;
    connection->session = session;
    qcc_tls_init(&connection->tls, connection->port, connection->tls.roots);
    connection->state = CONNECTING;
    return QCC_OK;
}

static enum qcc_error step_connect(struct qcc_connection *connection)
{
    const struct qcc_port *port = connection->port;
    switch (port->connect(port->context, connection->host, connection->tcp_port)) {
    case QCC_IO_DONE:
        connection->state = connection->secure ? HANDSHAKING : READY;
        connection->wait = QCC_WAIT_NONE;
        return connection->secure
                   ? qcc_tls_open(&connection->tls, connection->host, connection->session)
                   : QCC_OK;
    case QCC_IO_LOOKUP:
        connection->state = LOOKUP;
        connection->wait = QCC_WAIT_LOOKUP;
        return QCC_PENDING;
    case QCC_IO_WOULD_BLOCK:
        connection->state = CONNECTING;
        connection->wait = QCC_WAIT_WRITABLE;
        return QCC_PENDING;
    case QCC_IO_NO_NAME:
        connection->state = LOOKUP;
        return QCC_ERROR_LOOKUP;
    default:
        connection->state = CONNECTING; /* the lookup may have ended in this very call */
        return QCC_ERROR_CONNECT;
    }
}

static enum qcc_error step_handshake(struct qcc_connection *connection)
{
    enum qcc_error error = qcc_tls_handshake(&connection->tls);
    connection->wait = connection->tls.wait;
    if (error == QCC_OK) {
        connection->state = READY;
    }
    return error;
}

enum qcc_error qcc_connection_step(struct qcc_connection *connection)
{
    switch (connection->state) {
    case LOOKUP:
    case CONNECTING: {
        enum qcc_error error = step_connect(connection);
        /* One thing a step: what was connected shakes hands in the next. */
        return error == QCC_OK && connection->state == HANDSHAKING ? QCC_PENDING : error;
    }
    case HANDSHAKING:
        return step_handshake(connection);
    case READY:
        return QCC_OK;
    default:
        return QCC_ERROR_STATE;
    }
}

bool qcc_connection_is_ready(const struct qcc_connection *connection, const struct qcc_url *url)
{
    return connection->state == READY && connection->secure == url->https &&
           connection->tcp_port == url->port &&
           qcc_span_equal(qcc_span_of(connection->host), url->host);
}

enum qcc_error qcc_connection_check(struct qcc_connection *connection)
{
    uint8_t byte;
    size_t moved;
    enum qcc_error error = qcc_connection_receive(connection, &byte, 1, &moved);
    if (error == QCC_PENDING) {
        return connection->wait == QCC_WAIT_NONE ? QCC_PENDING : QCC_OK;
    }
    qcc_connection_close(connection);
    return QCC_ERROR_CLOSED;
}

enum qcc_error qcc_connection_send(struct qcc_connection *connection, const uint8_t *data,
                                   size_t len, size_t *moved)
{
    if (connection->secure) {
        enum qcc_error error = qcc_tls_send(&connection->tls, data, len, moved);
        connection->wait = connection->tls.wait;
        return error;
    }
    const struct qcc_port *port = connection->port;
    switch (port->send(port->context, data, len, moved)) {
    case QCC_IO_DONE:
        connection->wait = QCC_WAIT_NONE;
        return QCC_OK;
    case QCC_IO_WOULD_BLOCK:
        connection->wait = QCC_WAIT_WRITABLE;
        return QCC_PENDING;
    default:
        return QCC_ERROR_RESET;
    }
}

enum qcc_error qcc_connection_receive(struct qcc_connection *connection, uint8_t *data, size_t len,
                                      size_t *moved)
{
    if (connection->secure) {
        enum qcc_error error = qcc_tls_receive(&connection->tls, data, len, moved);
        connection->wait = connection->tls.wait;
        return error;
    }
    const struct qcc_port *port = connection->port;
    switch (port->receive(port->context, data, len, moved)) {
    case QCC_IO_DONE:
        connection->wait = QCC_WAIT_NONE;
        return QCC_OK;
    case QCC_IO_WOULD_BLOCK:
        connection->wait = QCC_WAIT_READABLE;
        return QCC_PENDING;
    case QCC_IO_END:
        return QCC_ERROR_CLOSED;
    default:
        return QCC_ERROR_RESET;
    }
}

static void close_slot(struct qcc_connection *connection, bool notify)
{
    if (connection->state == CLOSED) {
        return;
    }
    connection->state = CLOSED;
    qcc_tls_close(&connection->tls, notify);
    connection->port->close(connection->port->context);
}

void qcc_connection_finish(struct qcc_connection *connection, bool reusable)
{
    qcc_tls_keep_session(&connection->tls);
    if (!reusable) {
        close_slot(connection, true);
    }
}

void qcc_connection_close(struct qcc_connection *connection)
{
    close_slot(connection, false);
}

enum qcc_phase qcc_connection_phase(const struct qcc_connection *connection)
{
    switch (connection->state) {
    case LOOKUP:
        return QCC_PHASE_LOOKUP;
    case HANDSHAKING:
        return QCC_PHASE_HANDSHAKE;
    default:
        return QCC_PHASE_CONNECT;
    }
}
