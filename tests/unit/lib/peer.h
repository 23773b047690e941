/* peer.h - a TLS server of another make (OpenSSL) as a port: no sockets and no clock but the
 * test's, so that every byte, cut and moment is the test's too. Certificates are those of
 * tests/pki, found by QCC_TEST_PKI.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TESTS_PEER_H
#define QCC_TESTS_PEER_H

#include "qcc/qcc.h"

#include <openssl/ssl.h>

/* What the server does between the request and its reply, or beside it. */
enum peer_trick {
    PEER_PLAIN,        /* nothing */
    PEER_RENEGOTIATE,  /* TLS 1.2: asks for a renegotiation before the reply */
    PEER_KEY_UPDATE,   /* TLS 1.3: updates its keys before the reply */
    PEER_TICKET,       /* TLS 1.3: one more ticket before the reply, and one in its middle */
    PEER_BYTE_RECORDS, /* each byte of the reply in a record of its own */
    PEER_ALERT,        /* a fatal alert in place of the reply */
    PEER_GARBAGE       /* bytes that are no record in place of the reply */
};

/* How the server ends the stream after its reply. */
enum peer_ending { PEER_STAYS, PEER_CLOSE_NOTIFY, PEER_BARE_END, PEER_RESET };

/* One server. Set the first block, then peer_start; the second may be read. */
struct peer {
    const char *identity; /* a chain of tests/pki: "good-rsa", say */
    int version;          /* TLS1_2_VERSION, TLS1_3_VERSION, or 0 for both */
    bool no_tickets;      /* TLS 1.2 resumes by session id then */
    const char *reply;    /* what it answers each request with; NUL-terminated unless reply_len says
                             otherwise */
    size_t reply_len;
    size_t piece; /* most bytes that a receive brings; 0: all there are */
    enum peer_trick trick;
    enum peer_ending ending;
    const char *proxy;   /* what it answers a CONNECT with, before TLS begins; NULL: no proxy */
    bool ends_handshake; /* closes TCP when the first byte has come */
    bool no_entropy;     /* the port has none */
    const char
        *flood; /* a receive brings these six or seven bytes for ever, in place of the server's */
    unsigned takes_sends; /* after so many sends the port does not take another; 0: it takes all */
    enum qcc_io then;     /* what it returns from then on */
    bool stalls;          /* a receive brings nothing, and half a minute passes instead of it */
    int64_t unix_time_s;  /* the port's wall clock */

    struct qcc_port port; /* give this to the client */
    char request[4096];   /* the last request, NUL-terminated */
    unsigned connects, closes, handshakes, resumptions, requests;
    unsigned sends;        /* calls that took bytes, since it connected */
    size_t sent;           /* bytes that the client handed to the port */
    char server_name[256]; /* SNI of the last handshake, "" for none */
    uint32_t now_ms;
    uint8_t entropy; /* the last byte given as such */

    SSL_CTX *ctx;
    SSL *ssl;
    BIO *from_client, *to_client;
    size_t request_len, flooded;
    bool established, ended, reset, tunneled;
};

#define PEER_NOW 1800000000 /* 2027-01-15: within the dates of all good certificates */

void peer_start(struct peer *peer);
void peer_stop(struct peer *peer);

/* The roots of tests/pki that a client is to trust, and the path of a file there (static, until the
 * next call). */
struct qcc_roots peer_roots(void);
const char *peer_path(const char *name, const char *ending);

#endif
