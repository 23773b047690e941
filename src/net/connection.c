/* connection.c - one connection: name lookup, TCP, TLS where the scheme says so.
 * SPDX-License-Identifier: MIT */
#include "net/connection.h"
#include "tls/resume.h"
#include "tls/stream.h"

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
    qcc_tls_init(&connection->tls, connection->tls.port, connection->tls.roots);
    connection->state = CONNECTING;
    return QCC_OK;
}

static enum qcc_error step_connect(struct qcc_connection *connection)
{
    const struct qcc_port *port = connection->tls.port;
    const struct qcc_target target = {
        .host = connection->host,
        .tcp_port = connection->tcp_port,
        .time_left_ms = 0x7fffffff,
    };
    enum qcc_io io = port->connect(port->context, &target);
    connection->tls.wait = QCC_WAIT_NONE;
    connection->state = CONNECTING; /* the lookup may have ended in this very call */
    switch (io) {
    case QCC_IO_DONE:
        break;
    case QCC_IO_LOOKUP:
        connection->state = LOOKUP;
        connection->tls.wait = QCC_WAIT_LOOKUP;
        return QCC_PENDING;
    case QCC_IO_WOULD_BLOCK:
        connection->tls.wait = QCC_WAIT_WRITABLE;
        return QCC_PENDING;
    case QCC_IO_NO_NAME:
        connection->state = LOOKUP;
        return QCC_ERROR_LOOKUP;
    default:
        return QCC_ERROR_CONNECT;
    }
    if (!connection->secure) {
        connection->state = READY;
        return QCC_OK;
    }
    /* One thing a step: what was connected shakes hands in the next. */
    connection->state = HANDSHAKING;
    enum qcc_error error = qcc_tls_open(&connection->tls, connection->host, connection->session,
                                        port->unix_time_s(port->context));
    return error == QCC_OK ? QCC_PENDING : error;
}

static enum qcc_error sort_tls(const struct qcc_connection *connection, enum qcc_io io)
{
    switch (io) {
    case QCC_IO_DONE:
        return QCC_OK;
    case QCC_IO_WOULD_BLOCK:
        return QCC_PENDING;
    case QCC_IO_END:
        return QCC_ERROR_CLOSED;
    default:
        return connection->tls.error;
    }
}

enum qcc_error qcc_connection_step(struct qcc_connection *connection)
{
    enum qcc_error error;
    switch (connection->state) {
    case LOOKUP:
    case CONNECTING:
        return step_connect(connection);
    case HANDSHAKING:
        error = sort_tls(connection, qcc_tls_handshake(&connection->tls));
        if (error == QCC_OK) {
            connection->state = READY;
        }
        return error;
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
    if (error != QCC_PENDING) {
        qcc_connection_close(connection);
        return QCC_ERROR_CLOSED;
    }
    if (connection->tls.wait == QCC_WAIT_NONE) {
        return QCC_PENDING;
    }
    connection->tls.wait = QCC_WAIT_NONE;
    return QCC_OK;
}

/* What a send or receive of the port came to; `what` is what it waits for when it would block. */
static enum qcc_error sort(struct qcc_connection *connection, enum qcc_io io, enum qcc_wait what)
{
    if (io == QCC_IO_WOULD_BLOCK) {
        connection->tls.wait = what;
        return QCC_PENDING;
    }
    connection->tls.wait = QCC_WAIT_NONE;
    if (io == QCC_IO_DONE) {
        return QCC_OK;
    }
    return io == QCC_IO_END ? QCC_ERROR_CLOSED : QCC_ERROR_RESET;
}

enum qcc_error qcc_connection_send(struct qcc_connection *connection, const uint8_t *data,
                                   size_t len, size_t *moved)
{
    if (connection->secure) {
        return sort_tls(connection, qcc_tls_send(&connection->tls, data, len, moved));
    }
    const struct qcc_port *port = connection->tls.port;
    return sort(connection, port->send(port->context, data, len, moved), QCC_WAIT_WRITABLE);
}

enum qcc_error qcc_connection_receive(struct qcc_connection *connection, uint8_t *data, size_t len,
                                      size_t *moved)
{
    if (connection->secure) {
        return sort_tls(connection, qcc_tls_receive(&connection->tls, data, len, moved));
    }
    const struct qcc_port *port = connection->tls.port;
    return sort(connection, port->receive(port->context, data, len, moved), QCC_WAIT_READABLE);
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
        connection->tls.port->close(connection->tls.port->context);
    }
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
