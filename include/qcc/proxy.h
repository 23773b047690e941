/* proxy.h - an HTTP proxy between the device and the service, which opens a tunnel by CONNECT (RFC
 * 9110 section 9.3.6).
 *
 *     static char text[] = "http://user:p%40ss@proxy.example:3128";
 *     static struct qcc_proxy proxy;
 *     static struct qcc_config config = {..., .proxy = &proxy};
 *     error = qcc_proxy_parse(&proxy, text);
 *
 * TLS runs through the tunnel, to the service itself: the proxy sees the service's host and port,
 * and nothing of key, Token or reply. So only https goes through a proxy; a plain http URL is
 * QCC_ERROR_PROXY_PLAIN_HTTP. The connection to the proxy is plain, its credentials travel as Basic
 * (RFC 7617): whoever listens between device and proxy can read them.
 *
 * The name that is looked up is the proxy's, and the proxy looks up the service's. Where only
 * public addresses will do, a literal is judged here, before the proxy is asked for it; where a
 * name leads is the proxy's to judge.
 *
 * A program that calls neither function links nothing of this.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_PROXY_H
#define QCC_PROXY_H

#include "qcc/error.h"
#include "qcc/port.h"
#include "qcc/span.h"

#ifdef __cplusplus
extern "C" {
#endif

struct qcc_connection;
struct qcc_response;

#define QCC_PROXY_PORT 1080 /* of a URL that names none, as curl has it */

/* Made by one of the functions below; then `bypass` may be set. All that it points to stays the
 * caller's and must outlive the client. */
struct qcc_proxy {
    const char *host;     /* as struct qcc_target has it */
    uint16_t tcp_port;    /* 1 .. 65535 */
    const char *user;     /* NULL: no credentials. No colon, no control characters, UTF-8 */
    const char *password; /* NULL: an empty one */

    /* Optional. True for a host (a name, or an address without brackets) that is reached without
     * the proxy. */
    bool (*bypass)(void *context, struct qcc_span host);
    void *context; /* passed to bypass, the caller's */

    /* Private. A function of proxy.c: who has no proxy does not link it. */
    enum qcc_error (*open_tunnel)(struct qcc_connection *connection, bool public_only,
                                  struct qcc_response *response);
};

/* A proxy, with or without credentials. */
struct qcc_proxy qcc_proxy_make(const char *host, uint16_t tcp_port, const char *user,
                                const char *password);

/* Makes a proxy of `text`, [http://][user[:password]@]host[:port][/]. User and password are
 * percent-decoded. `text` is changed, and is a part of the proxy from then on. QCC_OK, or
 * QCC_ERROR_PROXY_URL: another scheme, a malformed host, port or escape, a control character. */
enum qcc_error qcc_proxy_parse(struct qcc_proxy *proxy, char *text);

#ifdef __cplusplus
}
#endif

#endif
