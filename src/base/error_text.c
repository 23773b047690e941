/* error_text.c - a sentence for each error: what happened, and what to do about it.
 * SPDX-License-Identifier: MIT */
#include "qcc/error.h"

#include <stddef.h>

struct row {
    enum qcc_error error;
    const char *text;
};

static const struct row rows[] = {
    {QCC_PENDING, "The work is not done yet and nothing is wrong; call again."},
    {QCC_OK, "Done."},

    {QCC_ERROR_CONFIG,
     "The configuration lacks a required member or has one out of range; compare it with the "
     "comments beside the members."},
    {QCC_ERROR_BUILD,
     "The program was compiled with other sizes than the library; compile both with the same "
     "QCC_CONFIG_FILE."},
    {QCC_ERROR_URL,
     "The base URL is not one that can be used; give https://host[:port][/path] with no user, "
     "query or fragment, and the host in ASCII without a dot at its end."},
    {QCC_ERROR_PLAIN_HTTP,
     "The URL says http, which sends everything in the clear; use https, or allow plain HTTP if "
     "that is meant."},
    {QCC_ERROR_LINK,
     "The picture's link cannot be fetched; it has to be an absolute http or https URL without a "
     "user, whose host is a name or a plain address."},
    {QCC_ERROR_KEY,
     "The key is empty or has a character other than ASCII letters, digits, '-', '.', '_' and "
     "'~'; check it for a stray space, quote or line end."},
    {QCC_ERROR_REQUEST_TOO_LONG,
     "The key, host, path and parameters do not fit into the request; shorten them or raise "
     "QCC_REQUEST_SIZE."},
    {QCC_ERROR_SIGNER,
     "The signer made no Token; check that the secret key is set, and the secure element or "
     "gateway if one signs."},
    {QCC_ERROR_SECRET_KEY,
     "The secret key is empty or has a character that is not visible ASCII; check it for a stray "
     "space or line end."},
    {QCC_ERROR_PINS,
     "One pin alone locks this device out on the day on which the server changes its key; give two "
     "different ones at least, the second of a key that is kept as a reserve."},
    {QCC_ERROR_ROOTS,
     "The trusted root certificates cannot be read, or there are none; check the CA file or the "
     "table of roots."},
    {QCC_ERROR_STATE,
     "The call came out of order: nothing was started, or something is still under way; step it to "
     "its end or cancel it first."},
    {QCC_ERROR_NO_WAIT,
     "The port has no wait function, which a blocking call needs; call qcc_client_step in a loop, or "
     "give the port one."},
    {QCC_ERROR_TOO_SMALL, "The place given for the answer is too small; give a larger one."},
    {QCC_ERROR_KEYWORD_SHORT,
     "The keyword has fewer than 2 characters, which the service refuses; give a longer one."},
    {QCC_ERROR_KEYWORD_LONG,
     "The keyword has more than QCC_KEYWORD_MAX bytes of UTF-8; shorten it or raise that limit."},
    {QCC_ERROR_KEYWORD_BLANK,
     "The keyword is white space only; give a company's name or one of its numbers."},
    {QCC_ERROR_KEYWORD_CONTROL,
     "The keyword has a control character, such as a tab or a line end; remove it."},
    {QCC_ERROR_KEYWORD_UTF8, "The keyword is not valid UTF-8; give it as UTF-8."},
    {QCC_ERROR_KEYWORD_GBK,
     "The keyword is GBK, by its bytes, and the service takes UTF-8; convert it, or set the terminal, "
     "keyboard or scanner to UTF-8."},
    {QCC_ERROR_SESSION,
     "The saved TLS session is damaged or belongs to another host, port, root or build; discard "
     "it, and the next handshake will be a full one."},
    {QCC_ERROR_PROXY_URL,
     "The proxy is not one that can be used; give http://[user[:password]@]host[:port], with '@', "
     "':', '/' and '%' of user and password as %40, %3A, %2F and %25."},
    {QCC_ERROR_PROXY_PLAIN_HTTP,
     "The URL says http, and only https goes through a proxy; use https, or leave out the proxy for "
     "this host."},

    {QCC_ERROR_ARENA,
     "The memory arena for mbedTLS is too small or was not installed; install one of the "
     "documented size before the first exchange."},
    {QCC_ERROR_ALLOCATOR,
     "mbedTLS was built with an allocator that cannot be replaced; leave it at that and install no "
     "arena, or build it with MBEDTLS_PLATFORM_MEMORY."},
    {QCC_ERROR_ENTROPY,
     "The platform gave no entropy, so nothing was sent; check its random number generator."},
    {QCC_ERROR_CLOCK,
     "The clock is not set, or stands before this program was built; set it, by NTP for one, and "
     "try again."},
    {QCC_ERROR_TLS_SETUP,
     "mbedTLS refused its configuration; look up the TLS code, and check how mbedTLS was built."},
    {QCC_ERROR_NO_SOCKET,
     "This device has no socket left; close some, or raise its limit of open files or sockets."},
    {QCC_ERROR_KEY_SLOTS,
     "mbedTLS has no slot for another key: more clients use TLS 1.3 at the same time than it was "
     "built for; raise MBEDTLS_PSA_KEY_SLOT_COUNT, or define MBEDTLS_PSA_KEY_STORE_DYNAMIC."},

    {QCC_ERROR_SINK,
     "The picture cannot be stored: the place that it is written to took no more of it; look for "
     "a full disk, a full partition or a buffer that is too small."},

    {QCC_ERROR_LOOKUP,
     "The host's name has no address, or the name server did not answer; check the host, the name "
     "server and the network."},
    {QCC_ERROR_CONNECT,
     "No address of the host took the connection; check the port, the network and the firewall."},
    {QCC_ERROR_NOT_PUBLIC,
     "The host has no public address, and no other was allowed; check the URL and the name server."},
    {QCC_ERROR_RESET,
     "The connection broke while it was in use; try again, but mind that the call may have been "
     "charged."},
    {QCC_ERROR_CLOSED, "The server closed the connection without an answer; try again later."},
    {QCC_ERROR_INCOMPLETE,
     "The reply ended before it was whole; try again, but mind that the call may have been "
     "charged."},
    {QCC_ERROR_PROXY_AUTH,
     "The proxy wants a user and a password, or other ones than it was given; check the proxy's "
     "credentials."},
    {QCC_ERROR_PROXY_STATUS,
     "The proxy refused to connect to the host; look at the HTTP status, check the proxy, and ask its "
     "operator whether the host is allowed."},
    {QCC_ERROR_PROXY_SURPLUS,
     "The proxy sent more than its answer before anything was asked through it; check that it is an "
     "HTTP proxy."},

    {QCC_ERROR_TLS_UNTRUSTED,
     "The server's certificate leads to none of the trusted roots; check the CA file, and that "
     "nobody intercepts the connection."},
    {QCC_ERROR_TLS_NAME,
     "The server's certificate is for another host; check the host in the base URL, and that "
     "nobody intercepts the connection."},
    {QCC_ERROR_TLS_DATES,
     "A certificate of the server's chain has expired or is not valid yet; check this machine's "
     "clock first, then tell the server's operator."},
    {QCC_ERROR_TLS_CERTIFICATE,
     "A certificate that the server sent cannot be read, or has a version, key, digest or usage that "
     "is not acceptable; the server's operator has to replace it."},
    {QCC_ERROR_TLS_VERSION,
     "The server and this client have no version of TLS in common; the server's operator has to "
     "enable TLS 1.2 or 1.3, whichever this client was built with."},
    {QCC_ERROR_TLS_HANDSHAKE,
     "The TLS handshake failed; look up the TLS code, and check that the server speaks TLS at this "
     "port."},
    {QCC_ERROR_TLS_ALERT,
     "The server ended the TLS connection with an alert; look up the TLS code for its reason."},
    {QCC_ERROR_TLS_TOO_LARGE,
     "The server's certificates, or another message or record of its, are larger than mbedTLS's "
     "buffer; its operator may send fewer ones, or raise MBEDTLS_SSL_IN_CONTENT_LEN up to 16384."},
    {QCC_ERROR_TLS_PIN,
     "The server's chain is in order, but none of its certificates has a pinned key; do not trust this "
     "connection, and ask the server's operator whether its keys were changed."},
    {QCC_ERROR_TLS_RECORD,
     "TLS data that came after the handshake was damaged or not acceptable; try again, and "
     "suspect the network if it stays so."},

    {QCC_ERROR_STATUS_LINE,
     "The reply does not begin like HTTP/1.0 or HTTP/1.1; check the host and the port."},
    {QCC_ERROR_FIELD,
     "A header line of the reply breaks the syntax of HTTP; check the server or what stands "
     "before it."},
    {QCC_ERROR_HEAD_TOO_LARGE,
     "The reply's header lines are larger than QCC_HEAD_MAX in all; check that the base URL leads "
     "to the service."},
    {QCC_ERROR_FIELD_TOO_LONG,
     "A header line that was asked for is longer than the place given for it; give it more room."},
    {QCC_ERROR_CONTENT_LENGTH,
     "The reply's Content-Length is malformed, doubled or contradicted; check the server or what "
     "stands before it."},
    {QCC_ERROR_TRANSFER_ENCODING,
     "The reply's Transfer-Encoding is not a single chunked in HTTP/1.1; check the server or what "
     "stands before it."},
    {QCC_ERROR_CONTENT_ENCODING,
     "The body has a content coding that was not asked for, and means nothing without it; check the server "
     "or what stands before it."},
    {QCC_ERROR_CONTENT_RANGE,
     "The server answered with another part than the one that was asked for; start anew without a "
     "range."},
    {QCC_ERROR_CHUNK,
     "The reply's chunks are malformed; check the server or what stands before it."},
    {QCC_ERROR_CHUNK_EXTENSIONS,
     "The reply's chunk extensions are larger than QCC_CHUNK_EXTENSION_MAX in all; check the "
     "server or what stands before it."},
    {QCC_ERROR_BODY_TOO_LARGE,
     "The body is larger than allowed; check that the URL leads where it should, or raise the "
     "limit."},
    {QCC_ERROR_INTERIM,
     "The server switched protocols or sent too many interim replies; check that the base URL "
     "leads to the service."},
    {QCC_ERROR_REDIRECT,
     "The server redirected the call, which is never followed; check the base URL."},
    {QCC_ERROR_HTTP_STATUS,
     "The server answered with an HTTP error and no message of the service; look at the HTTP "
     "status, and check the base URL."},

    {QCC_ERROR_JSON,
     "The reply is not valid JSON with one object; check that the base URL leads to the service."},
    {QCC_ERROR_JSON_DEPTH,
     "The reply's JSON is nested deeper than QCC_JSON_DEPTH_MAX; raise that limit if the reply is "
     "genuine."},
    {QCC_ERROR_JSON_TOKENS,
     "The reply's Result has more values than there are tokens for it; give a larger table of "
     "tokens. The reply is valid, and its order number can be read."},
    {QCC_ERROR_ENVELOPE,
     "The reply lacks a member, has one twice or has one of a wrong type; check that the base URL "
     "leads to the service."},
    {QCC_ERROR_RESULT,
     "The service reported success, but its Result is not what this call returns; report it to "
     "the service with the order number."},
    {QCC_ERROR_RESULT_TOO_LONG,
     "The reply's Result is longer than its buffer; raise QCC_RESULT_SIZE."},

    {QCC_ERROR_STATUS,
     "The service answered with a Status other than 200; see that number and what it advises."},

    {QCC_ERROR_DEADLINE,
     "The deadline passed before the exchange was done; look at its phase, check the network, or "
     "allow more time."},
    {QCC_ERROR_CANCELED, "The caller canceled the exchange; start it again if that was not meant."},

    {QCC_ERROR_PICTURE_TYPE,
     "The link led to something that is neither a PNG nor a JPEG picture, a page of text perhaps; "
     "open the link in a browser."},
    {QCC_ERROR_PICTURE_DIMENSIONS,
     "The picture's width or height is 0 or beyond what its format allows; fetch it again, and "
     "report it to the service if that does not help."},
    {QCC_ERROR_PICTURE_FORMAT,
     "The picture has a part that its format does not allow, or lacks one; fetch it again, and "
     "report it to the service if that does not help."},
    {QCC_ERROR_PICTURE_CRC,
     "The picture was damaged, as a checksum inside of it shows; fetch it again."},
    {QCC_ERROR_PICTURE_UNSUPPORTED,
     "The picture is a PNG or JPEG of a kind that few programs can show; open the link in a "
     "browser, and report it to the service."},
    {QCC_ERROR_PICTURE_INCOMPLETE, "The picture ended before its end marker; fetch it again."},
    {QCC_ERROR_PICTURE_STATUS,
     "The picture's server answered with an HTTP status other than 200; links expire, so ask for "
     "a new one if it is 403, 404 or 410, and try this one again later if it is 5xx."},
    {QCC_ERROR_PICTURE_REDIRECT,
     "The picture's server redirects too often, to a URL that cannot be fetched, or from https to "
     "plain http; show the link to whoever runs that server."},
};

const char *qcc_error_text(enum qcc_error error)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].error == error) {
            return rows[i].text;
        }
    }
    return "The error's number is none of this library's; check that the program and the library "
           "were built from the same headers.";
}
