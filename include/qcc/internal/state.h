/* internal/state.h - the structs that struct qcc_client embeds. They are here so that a client can
 * be static: no member is promised to stay. A program names struct qcc_parameter alone, which
 * qcc/client.h says more of, and struct qcc_picture and struct qcc_picture_sink, which
 * qcc/picture.h does.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_INTERNAL_STATE_H
#define QCC_INTERNAL_STATE_H

#include "qcc/config.h"
#include "qcc/error.h"
#include "qcc/port.h"
#include "qcc/span.h"
#include "qcc/trust.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A name and a value of the query. */
struct qcc_parameter {
    struct qcc_span name;  /* unreserved characters, written as it stands */
    struct qcc_span value; /* any bytes; percent-encoded */
};

/* The parts of a URL, all of them spans of the text that was parsed. */
struct qcc_url {
    struct qcc_span host; /* 1 or more bytes, letters as they came; no brackets */
    /* As the Host field has it (RFC 9112 section 3.2): the host, an IPv6 address in brackets, and
     * `:port` when that is not the scheme's own. */
    struct qcc_span authority;
    struct qcc_span path; /* the path prefix from its '/', without a trailing '/'; may be empty */
    uint16_t port;        /* 1 .. 65535; the scheme's own (443, 80) when the URL names none */
    bool https;           /* scheme; false is http */
};

/* The chunked transfer coding of a body that is being read. All of it is private. */
struct qcc_chunked {
    int state;           /* the outcome, too, when it has ended */
    uint8_t size_digits; /* hexadecimal digits of the size that is being read, so far */
    uint32_t size;       /* their value; never more than body_left */
    uint32_t data_left;  /* bytes of this chunk's data that are still to come */
    uint32_t body_left;  /* bytes that the body may still grow by */
    uint32_t extensions; /* bytes of extensions so far, in all chunks together */
};

#define QCC_FIELD_NAME_MAX 30 /* longest name of a wanted field, in bytes */

/* A field of a response that the caller wants: the caller sets name, value and cap, the reader the
 * rest, from the head of the final response; interim responses and trailers do not count. */
struct qcc_field {
    const char *name; /* 1 .. QCC_FIELD_NAME_MAX characters of a token, in small letters; compared
                       * without letter case. Not Connection, Content-Encoding, Content-Length or
                       * Transfer-Encoding: the reader keeps these to itself, and they are never
                       * present here */
    uint8_t *value; /* the place for the value, without surrounding white space; no NUL is added */
    uint16_t cap;   /* bytes at value; a longer value is QCC_ERROR_FIELD_TOO_LONG */
    bool optional;  /* a longer value is as good as none: the field is not present then */
    uint16_t len;   /* bytes of the value, of the last line with this name */
    bool present;   /* there was such a line */
    bool repeated;  /* there were two or more */
};

#define QCC_RANGE_DIGITS_MAX 9 /* of a position or a length: nothing below 1 GB has more */

/* Place for a Content-Range, `bytes first-last/complete`. A longer one is
 * QCC_ERROR_FIELD_TOO_LONG. */
#define QCC_CONTENT_RANGE_SIZE (6 + 3 * QCC_RANGE_DIGITS_MAX + 2)

/* A part of a representation: what was asked for with `Range: bytes=first-`, and what came. Set by
 * qcc_range_begin, read after the head of the response; see http/range.h. */
struct qcc_range {
    uint32_t first;    /* position of the first byte that was asked for, from 0 */
    uint32_t last;     /* position of the last byte of the part that comes; 0 before the head */
    uint32_t complete; /* bytes of the whole representation; 0 when nobody has said it */
    bool whole;        /* the body is the whole representation (200), not a part of it */
    /* private */
    const struct qcc_field *field; /* Content-Range, in the caller's table */
    /* qcc_range_judge, here so that a program that never asks for a range does not link it */
    enum qcc_error (*judge)(struct qcc_range *range, uint16_t http_status, bool has_length,
                            uint32_t length);
};

/* What a picture is, by its first bytes. */
enum qcc_image_type {
    QCC_IMAGE_NONE, /* neither, or not known yet */
    QCC_IMAGE_PNG,
    QCC_IMAGE_JPEG
};

/* A picture that is being followed to its end; see picture/image.h. Read type, width and height;
 * the rest is private. */
struct qcc_image {
    enum qcc_image_type type;
    uint32_t width;  /* in pixels; 0 before the bytes that say it have been read */
    uint32_t height; /* likewise */

    int state;            /* the outcome, too, when it has ended */
    uint8_t candidate;    /* the type that the bytes of the signature, so far, can be of */
    uint8_t stage;        /* how far the picture is: which parts may come now */
    uint8_t number_len;   /* bytes of the signature, or of the number that is being read, so far */
    uint32_t number;      /* that number, so far */
    uint32_t data_left;   /* bytes of this chunk's or segment's data that are still to come */
    uint32_t crc;         /* PNG: of this chunk so far */
    uint16_t palette_max; /* PNG: most bytes that a palette may have, 0 where there may be none */
    bool palette_needed;  /* PNG: the pixels may not come before it */
    uint8_t after_length; /* JPEG: the state after the length of this segment */
    uint8_t restart;      /* JPEG: the restart marker that comes next, if one does */
};

/* The request that a response answers. */
enum qcc_response_kind {
    QCC_RESPONSE_TO_GET,     /* a GET without Range: a 206 is QCC_ERROR_CONTENT_RANGE */
    QCC_RESPONSE_TO_CONNECT, /* after a 2xx and its head the stream is the tunnel's (RFC 9110
                                section 9.3.6) */
    QCC_RESPONSE_TO_RANGE    /* a GET with Range: bytes=first- */
};

/* What the reader is told of it. */
struct qcc_expected {
    enum qcc_response_kind kind;
    struct qcc_range *range; /* for QCC_RESPONSE_TO_RANGE, the caller's; otherwise NULL */
};

struct qcc_framing_field; /* of http/response.c */

/* Read http_status and reusable; the rest is private. */
struct qcc_response {
    uint16_t http_status; /* of the final response, once it has been read, 200 .. 599; 0 before */
    bool reusable; /* after QCC_OK: the connection may carry another request (RFC 9112 section 9.3),
                    * if nothing is left over. Always false after a 2xx to CONNECT: the connection
                    * is the tunnel's, and what is left over are its first bytes */

    int state;            /* the outcome, too, when it has ended */
    int error;            /* the error to report if the text or the end of this line is malformed */
    bool in_body;         /* the final response's head has been read: a line is one of a trailer */
    uint8_t interim;      /* interim responses so far */
    uint8_t place;        /* bytes of the HTTP version, or digits of the status code, so far */
    uint16_t status_code; /* the digits of it so far */
    uint8_t said;         /* what this head has said so far, a bit each */
    uint8_t token_len;    /* bytes of `token`; QCC_FIELD_NAME_MAX + 1 for all that are longer */
    uint8_t token[QCC_FIELD_NAME_MAX + 1]; /* the name or the word that is being read */
    uint32_t head_len;       /* bytes of heads and trailers so far; never more than QCC_HEAD_MAX */
    uint32_t content_length; /* 0 without one; some number above body_max for all above it */
    uint32_t body_max;       /* cap on the body's bytes */
    uint32_t body_left;      /* bytes that may still come of a body that is not chunked */
    const struct qcc_expected *expected;     /* the caller's */
    const struct qcc_framing_field *framing; /* the framing field that came last */
    struct qcc_field *fields;                /* the caller's table */
    size_t field_count;
    struct qcc_field *wanted; /* the entry of it whose value is being read, or NULL */
    struct qcc_chunked chunked;
};

#define QCC_SHA256_LEN 32
#define QCC_DATE_LEN 29 /* a Date field's value: "Sun, 06 Nov 1994 08:49:37 GMT" */

/* A session that a later connection to the same host and port, under the same roots, may resume. It
 * holds secrets. Private but for its size; all zeros is "none". */
struct qcc_tls_session {
    /* Unix times between which every certificate of the chain, and so the session, is valid */
    int64_t not_before_s, not_after_s;
    uint8_t anchor[QCC_SHA256_LEN]; /* SHA-256 of the root that the chain ended at */
    uint8_t pin[QCC_SHA256_LEN];    /* the pin that was found in the chain; zeros when none was */
    uint16_t len;                   /* of data; 0: none */
    uint8_t data[QCC_SESSION_SIZE]; /* mbedTLS's serialization */
};

/* What mbedTLS has of an open connection, in mbedTLS's memory: src/tls/mbedtls.h. */
struct qcc_tls_context;

/* One TLS connection at a time. Read `resumed`, `wait`, `error` and `version`; the rest is
 * private. */
struct qcc_tls {
    bool resumed;         /* this connection resumed an earlier session: the handshake was short */
    enum qcc_wait wait;   /* what the last QCC_IO_WOULD_BLOCK waits for */
    enum qcc_error error; /* the reason of the last QCC_IO_FAILED */
    const char *version;  /* "TLSv1.2" or "TLSv1.3" once the handshake is done; "" before. Static */

    uint8_t roots_skipped; /* roots that had the right name and could not be read */
    bool offered;          /* this connection's handshake offered an earlier session */
    bool session_is_new;   /* the peer gave one that has not been kept yet */
    bool verified;         /* a chain was looked at in this connection: `anchor` is of it */
    bool any_date;         /* struct qcc_connect_terms's, as `pins` below */
    uint8_t alert;
    uint8_t address_len; /* of a host that is an IP address: 4 or 16; 0 for a name */
    uint8_t budget;      /* receives that this call may still make of the port */
    int code;            /* mbedTLS's of the last failure */
    uint32_t certificate_flags;
    struct qcc_tls_context *context; /* NULL: nothing is open */
    const struct qcc_port *port;
    const struct qcc_roots *roots;
    struct qcc_tls_session *session;
    struct qcc_span host;
    const struct qcc_pins *pins;
    const struct qcc_pin *pin; /* the one that the chain has; NULL as long as none was found */
    int64_t now_s;             /* the wall clock when the connection was opened */
    /* When every certificate of the chain is valid, the root's included; of a session that is
     * offered, what it has kept of its chain. Both 0 before. */
    int64_t not_before_s, not_after_s;
    uint8_t address[16];
    uint8_t anchor[QCC_SHA256_LEN];
};

/* What a slot needs to know to connect. */
struct qcc_connect_terms {
    uint32_t time_left_ms; /* struct qcc_target's */
    bool public_only;      /* struct qcc_target's */
    /* Certificates are not judged by their dates: to ask for the time, and for nothing else */
    bool any_date;
    int64_t now_s;                 /* the wall clock that certificates are judged by */
    const struct qcc_pins *pins;   /* keys of which the chain must have one; NULL: any will do */
    struct qcc_response *response; /* reads a proxy's answer; free until the request is sent */
};

struct qcc_proxy;

/* A slot for one connection. */
struct qcc_connection {
    uint8_t state;
    bool secure;
    bool tunneled;                 /* it goes through the proxy */
    enum qcc_wait wait;            /* what the last WOULD_BLOCK waits for */
    enum qcc_error error;          /* why the last one FAILED */
    uint16_t tcp_port;             /* of the host that the slot is pointed at */
    struct qcc_target target;      /* as the port is passed it: that host, or the proxy's */
    struct qcc_span authority;     /* the URL's, until the connection is made */
    size_t asked;                  /* bytes of the request to the proxy that the port has taken */
    const struct qcc_proxy *proxy; /* NULL: none */
    const struct qcc_port *port;
    const struct qcc_roots *roots;
    struct qcc_tls_session *session;
    struct qcc_tls tls;
    char host[QCC_HOST_SIZE];
};

/* Takes a body's pieces in order. QCC_OK, or the error that the exchange is to fail with. */
struct qcc_sink {
    enum qcc_error (*write)(void *context, struct qcc_span piece);
    void *context;
};

/* What an exchange is about. All pointers stay the caller's and must last until the exchange
 * ends. */
struct qcc_exchange_plan {
    const struct qcc_url *url;       /* where to */
    struct qcc_tls_session *session; /* may be NULL */
    const uint8_t *request;          /* the whole request */
    size_t request_len;
    /* The place that bytes are received into. It may overlap the request, which is read no more
     * after the step in which its last byte was sent. */
    uint8_t *receive;
    size_t receive_size;
    struct qcc_expected expected; /* of the response; all zeros: a GET's */
    struct qcc_sink sink;         /* where the body goes */
    uint32_t body_max;            /* the body's cap in bytes */
    struct qcc_field *fields;     /* fields of the response that are wanted; may be NULL */
    size_t field_count;
    struct qcc_connect_terms terms; /* `time_left_ms` is set by each step */
};

/* All zeros before the first begin. */
struct qcc_exchange {
    uint8_t state;
    uint8_t phase;        /* enum qcc_phase in which it ended */
    bool attached;        /* the connection is this exchange's, not an earlier one's */
    bool reused;          /* it went out on a connection that had carried an exchange before */
    enum qcc_error error; /* how it ended */
    uint32_t received;    /* bytes of the response */
    size_t sent;          /* bytes of the request that the port has taken */
    struct qcc_connection *connection;
    struct qcc_exchange_plan plan;
    struct qcc_response response;
};

/* What is known of a picture so far. */
struct qcc_picture {
    enum qcc_image_type type;
    uint32_t width, height; /* in pixels; 0: not known yet */
    uint32_t bytes;         /* of it that the sink has taken */
    uint32_t bytes_total;   /* as the server announced; 0: it did not */
    uint8_t redirects;      /* that were followed */
    uint8_t retries;        /* times that it was asked for again after a connection broke */
};

/* Where a picture goes. All that it points to stays the caller's and must last until the job has
 * ended. */
struct qcc_picture_sink {
    /* Takes a piece. `offset` is its place in the picture: where the last piece ended, or 0 once
     * more, when the picture begins anew and what came before means nothing. QCC_OK, or anything
     * else to end the job with QCC_ERROR_SINK. `piece` is good for this call only. */
    enum qcc_error (*write)(void *context, uint32_t offset, struct qcc_span piece);
    void *context;
    uint32_t bytes_max;    /* a larger picture is refused; 0: QCC_PICTURE_BYTES_MAX */
    bool allow_plain_http; /* an http link is fetched as it stands, without TLS */
};

#define QCC_PICTURE_FIELDS 3 /* Location, ETag, Content-Range */

/* A download: where to, and how far it is. */
struct qcc_download {
    struct qcc_picture picture;
    struct qcc_picture_sink sink;
    struct qcc_image image;
    struct qcc_url url;
    struct qcc_range range;
    struct qcc_field fields[QCC_PICTURE_FIELDS];
    bool in_body;       /* of the exchange under way, a body that is the picture's */
    bool whole;         /* the picture's end has been read */
    uint8_t etag_len;   /* 0: there is none that is strong */
    uint16_t link_len;  /* bytes of `link` */
    uint32_t part_left; /* bytes that the part which comes may still have */
    uint8_t etag[QCC_ETAG_MAX];
    uint8_t new_etag[QCC_ETAG_MAX];
    uint8_t content_range[QCC_CONTENT_RANGE_SIZE];
    uint8_t link[QCC_RESULT_SIZE];
    uint8_t location[QCC_RESULT_SIZE];
    uint8_t io[QCC_PICTURE_RECEIVE_SIZE]; /* the request, then what is received */
};

struct qcc_method;
struct qcc_job;
struct qcc_clock_policy;

#define QCC_RETRY_AFTER_LEN 9 /* most digits of a Retry-After that is read */

/* The places in its table of fields. */
enum { QCC_CALL_DATE, QCC_CALL_RETRY_AFTER, QCC_CALL_FIELDS };

/* A call of the service: what it asks, and how far it is. */
struct qcc_call {
    uint8_t state;
    uint8_t tries_sent; /* tries, this one included, whose whole request the port has taken */
    uint8_t timespan_len;
    uint8_t timespan[20]; /* the digits that are signed and sent */
    const struct qcc_method *method;
    size_t request_len; /* of the written request, 0 once it has been overwritten */
    size_t body_len;    /* bytes of the reply's body so far */
    size_t offset;      /* the byte of the body at which the envelope was judged */
    size_t parameter_count;
    struct qcc_parameter parameters[QCC_PARAMETERS_MAX];
    struct qcc_field fields[QCC_CALL_FIELDS]; /* of the reply that are wanted */
    uint8_t date_text[QCC_DATE_LEN];
    uint8_t retry_after_text[QCC_RETRY_AFTER_LEN];
};

#ifdef __cplusplus
}
#endif

#endif
