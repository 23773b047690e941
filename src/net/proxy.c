/* proxy.c - the tunnel through a proxy: CONNECT goes out, the head of its answer comes in.
 *
 * Neither has a buffer of its own. The request is written anew for each send, into a window of the
 * stack that begins where the last send ended; the answer is judged as it passes.
 * SPDX-License-Identifier: MIT */
#include "qcc/proxy.h"
#include "base/address.h"
#include "base/scan.h"
#include "http/response.h"
#include "http/url.h"
#include "net/connection.h"

#include <string.h>

/* Bytes that one send or receive moves at most. The request fits, unless names are very long. */
#define WINDOW_SIZE 256

/* ---- The request. */

/* A piece of a text: its first `skip` bytes are left out, and so is what does not fit. */
struct window {
    size_t skip;
    size_t len;
    uint8_t bytes[WINDOW_SIZE];
};

static void put_byte(struct window *window, uint8_t byte)
{
    if (window->skip > 0) {
        window->skip--;
    } else if (window->len < sizeof window->bytes) {
        window->bytes[window->len++] = byte;
    }
}

static void put_text(struct window *window, const char *text)
{
    for (; *text != '\0'; text++) {
        put_byte(window, (uint8_t)*text);
    }
}

/* Bits that wait for a sixth. */
struct base64 {
    uint32_t bits;
    unsigned count;
};

/* RFC 4648 section 4. The digit is that of the six lowest bits. */
static void put_digit(struct window *window, uint32_t bits)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    put_byte(window, (uint8_t)digits[bits & 63]);
}

static void put_encoded(struct window *window, struct base64 *base64, const char *text)
{
    for (; *text != '\0'; text++) {
        base64->bits = base64->bits << 8 | (uint8_t)*text;
        for (base64->count += 8; base64->count >= 6; base64->count -= 6) {
            put_digit(window, base64->bits >> (base64->count - 6));
        }
    }
}

/* Four digits stand for three bytes; what is missing of the last four are equals signs. */
static void end_encoded(struct window *window, const struct base64 *base64)
{
    if (base64->count > 0) {
        put_digit(window, base64->bits << (6 - base64->count));
        put_text(window, base64->count == 2 ? "==" : "=");
    }
}

/* credentials = "Basic" SP token68, token68 = base64( user-id ":" password ) (RFC 7617 section 2)
 */
static void put_credentials(struct window *window, const struct qcc_proxy *proxy)
{
    struct base64 base64 = {0, 0};

    if (proxy->user == NULL) {
        return;
    }
    put_text(window, "\r\nProxy-Authorization: Basic ");
    put_encoded(window, &base64, proxy->user);
    put_encoded(window, &base64, ":");
    put_encoded(window, &base64, proxy->password != NULL ? proxy->password : "");
    end_encoded(window, &base64);
    qcc_wipe(&base64, sizeof base64);
}

/* authority-form = uri-host ":" port (RFC 9112 section 3.2.3): the port is never left out. */
static void put_authority(struct window *window, const struct qcc_connection *connection)
{
    for (size_t i = 0; i < connection->authority.len; i++) {
        put_byte(window, connection->authority.ptr[i]);
    }
    if (connection->tcp_port == 443) {
        put_text(window, ":443");
    }
}

/* Writes the part of the request that has not been sent. */
static void write_request(struct window *window, const struct qcc_connection *connection)
{
    window->skip = connection->asked;
    window->len = 0;
    put_text(window, "CONNECT ");
    put_authority(window, connection);
    put_text(window, " HTTP/1.1\r\nHost: ");
    put_authority(window, connection);
    put_credentials(window, connection->proxy);
    put_text(window, "\r\n\r\n");
}

static enum qcc_error send_request(struct qcc_connection *connection, const struct window *window)
{
    const struct qcc_port *port = connection->port;
    size_t moved = 0;

    switch (port->send(port->context, window->bytes, window->len, &moved)) {
    case QCC_IO_DONE:
        connection->asked += moved;
        return QCC_PENDING;
    case QCC_IO_WOULD_BLOCK:
        connection->wait = QCC_WAIT_WRITABLE;
        return QCC_PENDING;
    default:
        return QCC_ERROR_RESET;
    }
}

/* ---- The answer. */

/* Once the status has been read nothing else counts, unless it opens the tunnel. After the head,
 * the peer at the other end waits for TLS's first message: no byte may come before that. */
static enum qcc_error read_answer(struct qcc_response *response, struct qcc_span in)
{
    struct qcc_span body;
    const enum qcc_error outcome = qcc_response_read(response, &in, &body);
    const uint16_t status = response->http_status;

    if (status != 0 && status / 100 != 2) {
        return status == 407 ? QCC_ERROR_PROXY_AUTH : QCC_ERROR_PROXY_STATUS;
    }
    if (outcome == QCC_OK) {
        return in.len == 0 ? QCC_PENDING : QCC_ERROR_PROXY_SURPLUS;
    }
    return outcome;
}

/* There is nothing to read: the tunnel is open when the head is there. Its status is none of the
 * service's. */
static enum qcc_error wait_or_open(struct qcc_connection *connection, struct qcc_response *response)
{
    if (!qcc_response_in_body(response)) {
        connection->wait = QCC_WAIT_READABLE;
        return QCC_PENDING;
    }
    response->http_status = 0;
    return QCC_OK;
}

static enum qcc_error end_answer(struct qcc_response *response)
{
    const enum qcc_error error = qcc_response_end(response);

    return error == QCC_OK ? QCC_ERROR_CLOSED : error;
}

static enum qcc_error receive_answer(struct qcc_connection *connection,
                                     struct qcc_response *response, struct window *window)
{
    const struct qcc_port *port = connection->port;

    switch (port->receive(port->context, window->bytes, sizeof window->bytes, &window->len)) {
    case QCC_IO_DONE:
        return read_answer(response, qcc_span_make(window->bytes, window->len));
    case QCC_IO_WOULD_BLOCK:
        return wait_or_open(connection, response);
    case QCC_IO_END:
        return end_answer(response);
    default:
        return QCC_ERROR_RESET;
    }
}

/* ---- The tunnel. */

static bool is_refused(const struct qcc_connection *connection)
{
    uint8_t address[QCC_ADDRESS_SIZE];
    const size_t len = qcc_address_parse(qcc_span_of(connection->host), address);

    return len > 0 && !qcc_address_is_public(address, len);
}

static enum qcc_error step(struct qcc_connection *connection, struct qcc_response *response)
{
    struct window window;
    enum qcc_error error;

    write_request(&window, connection);
    error = window.len > 0 ? send_request(connection, &window)
                           : receive_answer(connection, response, &window);
    qcc_wipe(&window, sizeof window);
    return error;
}

static enum qcc_error open_tunnel(struct qcc_connection *connection, bool public_only,
                                  struct qcc_response *response)
{
    static const struct qcc_expected expected = {QCC_RESPONSE_TO_CONNECT, NULL};

    if (public_only && is_refused(connection)) {
        return QCC_ERROR_NOT_PUBLIC;
    }
    if (connection->asked == 0) {
        qcc_response_begin(response, &expected, NULL, 0, 0);
    }
    return step(connection, response);
}

/* ---- Setup. */

struct qcc_proxy qcc_proxy_make(const char *host, uint16_t tcp_port, const char *user,
                                const char *password)
{
    const struct qcc_proxy proxy = {.host = host,
                                    .tcp_port = tcp_port,
                                    .user = user,
                                    .password = password,
                                    .open_tunnel = open_tunnel};

    return proxy;
}

/* Decodes `text` where it is: pct-encoded = "%" HEXDIG HEXDIG (RFC 3986 section 2.1). No control
 * characters (RFC 7617 section 2). */
static bool decode(char *text)
{
    struct qcc_span in = qcc_span_of(text);

    while (in.len > 0) {
        uint32_t byte = in.ptr[0];

        qcc_scan_skip(&in, 1);
        if (byte == '%' && qcc_scan_digits(&in, 16, 2, &byte) != 2) {
            return false;
        }
        if (byte < ' ' || byte == 0x7F) {
            return false;
        }
        *text++ = (char)byte;
    }
    *text = '\0';
    return true;
}

/* userinfo = user [ ":" password ]; a user with a colon could not be told from its password. */
static bool read_userinfo(char *text, struct qcc_proxy *proxy)
{
    char *colon = strchr(text, ':');

    proxy->user = text;
    if (colon != NULL) {
        *colon = '\0';
        proxy->password = colon + 1;
        if (!decode(colon + 1)) {
            return false;
        }
    }
    return decode(text) && strchr(text, ':') == NULL;
}

/* host [ ":" port ] [ "/" ] */
static bool read_host(char *text, struct qcc_proxy *proxy)
{
    struct qcc_span in = qcc_span_of(text);
    struct qcc_url url = {.https = false};

    if (!qcc_url_read_authority(&in, &url)) {
        return false;
    }
    /* The authority has a port only where it is not 80: without one, it is all that was read. */
    proxy->tcp_port = url.port != 80 || in.ptr != url.authority.ptr + url.authority.len
                          ? url.port
                          : QCC_PROXY_PORT;
    (void)qcc_scan_byte(&in, '/');
    proxy->host = text + (url.host.ptr - (const uint8_t *)text);
    text[url.host.ptr + url.host.len - (const uint8_t *)text] = '\0';
    return in.len == 0;
}

enum qcc_error qcc_proxy_parse(struct qcc_proxy *proxy, char *text)
{
    static const struct qcc_span scheme = QCC_SPAN("http://");
    struct qcc_span in = qcc_span_of(text);
    char *at = strrchr(text, '@');
    bool read;

    *proxy = qcc_proxy_make(NULL, 0, NULL, NULL);
    text += qcc_scan_word(&in, scheme) ? scheme.len : 0;
    /* Another scheme, or a host with a path, would pass for a user and a password. */
    if (at != NULL && text + strcspn(text, "/?#") < at) {
        return QCC_ERROR_PROXY_URL;
    }
    if (at != NULL) {
        *at = '\0';
        read = read_userinfo(text, proxy) && read_host(at + 1, proxy);
    } else {
        read = read_host(text, proxy);
    }
    return read ? QCC_OK : QCC_ERROR_PROXY_URL;
}
