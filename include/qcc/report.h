/* report.h - what is known of a failure: one record, filled when a request ends, that sticks.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_REPORT_H
#define QCC_REPORT_H

#include "qcc/error.h"

#include <stdbool.h>
#include <stdint.h>

/* How far a request has come. */
enum qcc_phase {
    QCC_PHASE_SETUP,     /* configuration and keyword are checked */
    QCC_PHASE_SIGN,      /* the Token is made */
    QCC_PHASE_LOOKUP,    /* the host's name is looked up */
    QCC_PHASE_CONNECT,   /* TCP connects, or an open connection is tried for its end */
    QCC_PHASE_HANDSHAKE, /* TLS */
    QCC_PHASE_SEND,      /* the request goes out */
    QCC_PHASE_HEAD,      /* the response's status line and fields */
    QCC_PHASE_BODY,      /* the response's body */
    QCC_PHASE_ENVELOPE   /* the body is judged */
};

struct qcc_report {
    enum qcc_error error; /* QCC_OK: no failure */
    enum qcc_phase phase; /* in which it came; not before the request has ended */
    int tls_code;         /* mbedTLS's own code (negative), 0 when TLS had no part in it */
    uint8_t tls_alert; /* the description of a fatal alert that the peer sent (RFC 8446 section 6),
                          0: none */
    uint32_t certificate_flags; /* MBEDTLS_X509_BADCERT_* of the chain, or 0 */
    uint16_t http_status;       /* of the response, 0 when there was none */
    /* HTTP: bytes of the response before the one that decided; envelope: of the body */
    uint32_t offset;
    /* the whole request was handed to the port, in this try or in one before it: the service may
     * have seen it */
    bool maybe_charged;
};

/* "setup", "sign", "lookup", "connect", "handshake", "send", "head", "body" or "envelope";
 * "?" for another number. Static. */
const char *qcc_phase_name(enum qcc_phase phase);

#endif
