/* error.h - one list of outcomes for every layer.
 *
 * A function that can fail returns `enum qcc_error`. Negative values are failures, in blocks by
 * layer; QCC_OK is 0; QCC_PENDING, the only positive value, is no failure: the work goes on at the
 * next call.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_ERROR_H
#define QCC_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

enum qcc_error {
    QCC_PENDING = 1, /* not done yet, nothing wrong: call again */
    QCC_OK = 0,      /* done */

    /* -1 .. -29: setup, configuration and keyword. Nothing was sent. */
    QCC_ERROR_CONFIG = -1,    /* a required member of a configuration is missing or out of range */
    QCC_ERROR_BUILD = -2,     /* the program was compiled with other sizes than the library */
    QCC_ERROR_STATE = -3,     /* called out of order: no job started, or one still under way */
    QCC_ERROR_NO_WAIT = -4,   /* a blocking call, and the port has no wait: use steps */
    QCC_ERROR_TOO_SMALL = -5, /* the place that the caller gave for an answer is too small */
    QCC_ERROR_URL = -6,       /* base URL: not an absolute http(s) URL that this library takes */
    QCC_ERROR_PLAIN_HTTP =
        -7, /* base URL, or a picture's link with a port, is http, and that is not allowed */
    QCC_ERROR_KEY = -8, /* key: empty, or a character that is not RFC 3986 unreserved */
    QCC_ERROR_REQUEST_TOO_LONG =
        -9, /* key, host, path and parameters do not fit QCC_REQUEST_SIZE, or too many parameters */
    QCC_ERROR_SIGNER = -10, /* the signer refused or failed */
    QCC_ERROR_ROOTS = -11,  /* the trust anchors cannot be read, or there are none */
    QCC_ERROR_SESSION =
        -12, /* saved TLS session: damaged, ended, or of another host, port or root */
    QCC_ERROR_SECRET_KEY =
        -13, /* the built-in signer's secret: empty, or a character that is not visible ASCII */
    QCC_ERROR_LINK =
        -14, /* a picture's link: not an absolute http(s) URL that this library takes */
    QCC_ERROR_PROXY_URL = -15,        /* proxy: not [http://][user[:password]@]host[:port] */
    QCC_ERROR_PROXY_PLAIN_HTTP = -16, /* an http URL, and a proxy, which only https goes through */
    QCC_ERROR_PINS = -17,             /* pins: fewer than two different ones, or one that is none */
    QCC_ERROR_KEYWORD_SHORT = -20,   /* keyword: fewer than 2 characters (Status 213 forestalled) */
    QCC_ERROR_KEYWORD_LONG = -21,    /* keyword: more than QCC_KEYWORD_MAX bytes of UTF-8 */
    QCC_ERROR_KEYWORD_BLANK = -22,   /* keyword: white space only */
    QCC_ERROR_KEYWORD_CONTROL = -23, /* keyword: a control character */
    QCC_ERROR_KEYWORD_UTF8 = -24,    /* keyword: not UTF-8, and nothing that looks like GBK */
    QCC_ERROR_KEYWORD_GBK = -25,     /* keyword: not UTF-8, but most likely GBK, as keyboards and
                                        scanners give it: convert it to UTF-8 */

    /* -30 .. -39: the platform. */
    QCC_ERROR_ARENA = -30,     /* mbedTLS's arena is too small, or was not installed */
    QCC_ERROR_ALLOCATOR = -31, /* this mbedTLS has an allocator that cannot be replaced */
    QCC_ERROR_ENTROPY = -32,   /* the port has no entropy: nothing is sent without it */
    QCC_ERROR_CLOCK = -33,     /* the wall clock is not set, or is before QCC_CLOCK_MIN_S */
    QCC_ERROR_TLS_SETUP = -34, /* mbedTLS refused its configuration; see tls_code */
    QCC_ERROR_NO_SOCKET = -35, /* this device has no socket, descriptor or memory for one left */
    QCC_ERROR_KEY_SLOTS = -36, /* mbedTLS has no slot for another key left: more clients connect by
                                  TLS 1.3, or offer it, than it was built for */
    QCC_ERROR_SINK = -37,      /* the place that the caller gives the picture to took no more */

    /* -40 .. -49: the network. */
    QCC_ERROR_LOOKUP = -40,     /* the host's name has no address, or the name server failed */
    QCC_ERROR_CONNECT = -41,    /* no address of the host accepted a connection */
    QCC_ERROR_NOT_PUBLIC = -42, /* only public addresses were allowed, and the host has none, or the
                                   port cannot tell (QCC_IO_REFUSED) */
    QCC_ERROR_RESET = -43,      /* the connection broke while sending or receiving */
    QCC_ERROR_CLOSED = -44,     /* the peer ended the stream before the first byte of a response */
    QCC_ERROR_INCOMPLETE = -45, /* the response ended before its end (RFC 9112 section 8) */

    QCC_ERROR_PROXY_AUTH =
        -46, /* the proxy wants other credentials than it was given (407, RFC 9110) */
    QCC_ERROR_PROXY_STATUS = -47,  /* the proxy opens no tunnel; see http_status */
    QCC_ERROR_PROXY_SURPLUS = -48, /* bytes after the head of the proxy's answer, before TLS has
                                      said a word */

    /* -50 .. -69: TLS. */
    QCC_ERROR_TLS_UNTRUSTED = -50,   /* the chain ends at no trust anchor of ours */
    QCC_ERROR_TLS_NAME = -51,        /* the certificate is for another host */
    QCC_ERROR_TLS_DATES = -52,       /* a certificate of the chain is expired or not valid yet */
    QCC_ERROR_TLS_CERTIFICATE = -53, /* version, key, digest, CA flag, SAN or key usage of a
                                        certificate is not acceptable */
    QCC_ERROR_TLS_VERSION = -54,     /* no protocol version in common (1.2 and 1.3 are ours) */
    QCC_ERROR_TLS_HANDSHAKE = -55,   /* the handshake failed otherwise; see tls_code */
    QCC_ERROR_TLS_ALERT = -56,       /* the peer sent a fatal alert; see tls_alert */
    QCC_ERROR_TLS_RECORD = -57,    /* a record or message after the handshake was not acceptable */
    QCC_ERROR_TLS_TOO_LARGE = -58, /* a message of the handshake, the server's certificates as a
                                      rule, or a record exceeds mbedTLS's IN_CONTENT_LEN */
    QCC_ERROR_TLS_PIN = -59,       /* the chain is good, and has none of the pinned keys */

    /* -70 .. -89: HTTP, the response's head and framing. */
    QCC_ERROR_STATUS_LINE =
        -70, /* not HTTP/1.0 or HTTP/1.1 with a status of 100..599 (RFC 9112 section 4) */
    QCC_ERROR_FIELD = -71,          /* a field line's syntax (RFC 9112 section 5) */
    QCC_ERROR_HEAD_TOO_LARGE = -72, /* heads and trailers together exceed QCC_HEAD_MAX */
    QCC_ERROR_FIELD_TOO_LONG = -73, /* a field that was asked for exceeds the place given for it */
    QCC_ERROR_CONTENT_LENGTH =
        -74, /* not one plain decimal number, twice, or beside Transfer-Encoding */
    QCC_ERROR_TRANSFER_ENCODING =
        -75, /* anything but one `chunked`, or in HTTP/1.0 (RFC 9112 section 6.1) */
    QCC_ERROR_CONTENT_ENCODING =
        -76, /* a coding that was not asked for, and the body is no JSON, or picture, as it is */
    QCC_ERROR_CONTENT_RANGE = -77,    /* 206 without the Content-Range that was asked for, or 416 */
    QCC_ERROR_CHUNK = -78,            /* chunked framing (RFC 9112 section 7.1) */
    QCC_ERROR_CHUNK_EXTENSIONS = -79, /* chunk extensions exceed QCC_CHUNK_EXTENSION_MAX in all */
    QCC_ERROR_BODY_TOO_LARGE = -80,   /* the body exceeds its cap, announced or as it comes */
    QCC_ERROR_INTERIM = -81,     /* 101, or more than QCC_INTERIM_MAX interim (1xx) responses */
    QCC_ERROR_REDIRECT = -82,    /* a 3xx; never followed */
    QCC_ERROR_HTTP_STATUS = -83, /* neither 2xx nor an envelope in the body; see http_status */

    /* -90 .. -99: the envelope. */
    QCC_ERROR_JSON = -90, /* the body is not strict JSON (RFC 8259) with an object as its root */
    QCC_ERROR_JSON_DEPTH = -91,  /* nested deeper than QCC_JSON_DEPTH_MAX */
    QCC_ERROR_JSON_TOKENS = -92, /* Result has more values than the caller's table of tokens */
    QCC_ERROR_ENVELOPE = -93,    /* Status is missing or no status; or a member comes twice */
    QCC_ERROR_RESULT = -94, /* Result is not what the method returns (a URL, for GetEciImage) */
    QCC_ERROR_RESULT_TOO_LONG = -95, /* Result exceeds QCC_RESULT_SIZE - 1 bytes */

    /* -100: the service answered; its Status is not 200. */
    QCC_ERROR_STATUS = -100, /* see reply.status and qcc/status.h */

    /* -110 .. -119: the caller's limits. */
    QCC_ERROR_DEADLINE = -110, /* the deadline passed; see phase */
    QCC_ERROR_CANCELED = -111, /* the caller canceled */

    /* -120 .. -128: the picture. The link is good; another try may succeed. */
    QCC_ERROR_PICTURE_TYPE = -120, /* neither PNG nor JPEG by its first bytes */
    QCC_ERROR_PICTURE_DIMENSIONS =
        -121, /* a width or height that the format does not allow: 0, or above 2^31 - 1 */
    QCC_ERROR_PICTURE_FORMAT =
        -122,                     /* a length, a value or an order that the format does not allow */
    QCC_ERROR_PICTURE_CRC = -123, /* a PNG chunk and its CRC do not fit: damaged on its way */
    QCC_ERROR_PICTURE_UNSUPPORTED =
        -124, /* well formed as far as it was read, but of a kind that few programs can show */
    QCC_ERROR_PICTURE_INCOMPLETE = -125, /* the bytes ended before the picture's end marker */
    QCC_ERROR_PICTURE_STATUS = -126,     /* neither 200 nor a redirect; see http_status */
    QCC_ERROR_PICTURE_REDIRECT = -127 /* more than QCC_REDIRECTS_MAX redirects, one to no good URL,
                                         or one from https to http */
};

/* What an error is about: the block that it stands in. */
enum qcc_kind {
    QCC_KIND_NONE,     /* QCC_OK and QCC_PENDING */
    QCC_KIND_SETUP,    /* configuration or keyword: nothing was sent */
    QCC_KIND_PLATFORM, /* arena, entropy, clock */
    QCC_KIND_NETWORK,  /* name, connect, reset, ended early */
    QCC_KIND_TLS,      /* trust, name, dates, version, handshake */
    QCC_KIND_REPLY,    /* malformed, oversized or unexpected reply */
    QCC_KIND_STATUS,   /* the service answered another Status than 200 */
    QCC_KIND_LIMIT,    /* deadline or cancel */
    QCC_KIND_PICTURE   /* what came is no picture, or none was given */
};

/* The kind of `error`. Never fails; a number that is in no block is QCC_KIND_PLATFORM. */
enum qcc_kind qcc_error_kind(enum qcc_error error);

/* The symbol of `error` as written above, "QCC_ERROR_CHUNK" say; "QCC_ERROR_?" for a number that is
 * none. Static text. A program that never calls it does not link the names. */
const char *qcc_error_name(enum qcc_error error);

/* One English sentence that says what happened and what to do. Static text, no line end. A program
 * that never calls it does not link the sentences. */
const char *qcc_error_text(enum qcc_error error);

#ifdef __cplusplus
}
#endif

#endif
