/* internal/state.h - the structs that struct qcc_client embeds. They are here so that a client can
 * be static: no member is promised to stay. A program names struct qcc_parameter alone, which
 * qcc/client.h says more of.
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

/* All of it is private; it is here so that callers can reserve it. */
struct qcc_chunked {
    int state;           /* how it ended, too */
    uint32_t extensions; /* bytes of extensions so far, of all chunks */
    /* the size that is being read, then the bytes of this chunk that are still to come */
    uint32_t left;
    uint32_t room; /* bytes that the body may still grow by; left never exceeds it */
};

#define QCC_FIELD_NAME_MAX 30 /* letters that the name of a wanted field can have */

/* A field that the caller wants: set name, value and cap; the reader sets len and present. */
struct qcc_field {
    struct qcc_span name; /* 1 .. QCC_FIELD_NAME_MAX letters, digits, '-' and '_', compared without
                           * case. Not Connection, Content-Encoding, Content-Length,
                           * Transfer-Encoding: these are the reader's, and never present here */
    uint8_t *value; /* the place for the value, without surrounding white space; no NUL is added */
    uint16_t cap;   /* bytes at value; a longer value is QCC_ERROR_FIELD_TOO_LONG */
    /* of the value, once the head has been read; of the last one, where the field came more than
     * once */
    uint16_t len;
    bool present; /* it was in the final response's head; interim responses and trailers do not
                     count */
};

/* Read http_status and reusable; the rest is private. */
struct qcc_response {
    uint16_t http_status; /* of the final response, once it has been read, 200 .. 599; 0 before */
    bool reusable; /* after QCC_OK: the connection may carry another request (RFC 9112 section 9.3),
                      if nothing is left over */

    bool in_body;    /* the final response's head has been read: what looks like one is a trailer
                        section */
    int8_t state;    /* how it ended, too */
    int8_t error;    /* what a byte is that has no place in the line that is being read */
    uint8_t interim; /* interim responses so far */
    uint8_t len;  /* of the status line so far, or of `token`: QCC_FIELD_NAME_MAX + 1 for all longer
                     ones */
    uint8_t seen; /* framing words seen in this head, a bit each */
    uint8_t allowed; /* those that the value that is being read may have */
    uint32_t head;   /* bytes of heads and trailers so far; never more than QCC_HEAD_MAX */
    uint32_t left;   /* the number that is being read, then bytes of the body that may still come */
    uint32_t body_max;
    struct qcc_field *fields; /* the caller's table */
    struct qcc_field *fields_end;
    struct qcc_field *wanted; /* the entry whose value is being read, or NULL */
    struct qcc_chunked chunked;
    uint8_t token[QCC_FIELD_NAME_MAX + 2]; /* the pieces of the one that is being read */
};

#define QCC_SHA256_LEN 32

/* A session that a later connection to the same host and port, under the same roots, may resume. It
 * holds secrets. Private but for its size; all zeros is "none". */
struct qcc_tls_session {
    int64_t not_after_s; /* Unix time at which the leaf certificate, and so the session, ends */
    uint8_t anchor[QCC_SHA256_LEN]; /* SHA-256 of the root that the chain ended at */
    uint16_t len;                   /* of data; 0: none */
    uint8_t data[QCC_SESSION_SIZE]; /* mbedTLS's serialization */
};

/* What mbedTLS has of an open connection, in mbedTLS's memory: src/tls/mbedtls.h. */
struct qcc_tls_context;

/* One TLS connection at a time. Read `resumed`, `wait` and `error`; the rest is private. */
struct qcc_tls {
    bool resumed;         /* this connection resumed an earlier session: the handshake was short */
    enum qcc_wait wait;   /* what the last QCC_IO_WOULD_BLOCK waits for */
    enum qcc_error error; /* the reason of the last QCC_IO_FAILED */

    bool session_is_new; /* the peer gave one that has not been kept yet */
    bool verified; /* a chain was looked at in this connection: not_after_s and anchor are of it */
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
    int64_t now_s; /* the wall clock when the connection was opened */
    int64_t not_after_s;
    uint8_t address[16];
    uint8_t anchor[QCC_SHA256_LEN];
};

/* A slot for one connection. */
struct qcc_connection {
    uint8_t state;
    bool secure;
    uint16_t tcp_port;
    enum qcc_wait wait;      /* what the last WOULD_BLOCK waits for */
    enum qcc_error error;    /* why the last one FAILED */
    const char *tls_version; /* of this connection, once its handshake is done; "" otherwise */
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
    struct qcc_sink sink;     /* where the body goes */
    uint32_t body_max;        /* the body's cap in bytes */
    int64_t now_s;            /* the wall clock that certificates are judged by */
    bool public_only;         /* connect to public addresses only (struct qcc_target) */
    struct qcc_field *fields; /* fields of the response that are wanted; may be NULL */
    size_t field_count;
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

struct qcc_method;
struct qcc_job;

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
};

#ifdef __cplusplus
}
#endif

#endif
