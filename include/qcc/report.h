/* report.h - what is known of a job: one record, written when the job ends, that stays until the
 * next one starts.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_REPORT_H
#define QCC_REPORT_H

#include "qcc/error.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How far a job has come. */
enum qcc_phase {
    QCC_PHASE_SETUP,     /* configuration and keyword are checked */
    QCC_PHASE_SIGN,      /* the Token is made */
    QCC_PHASE_LOOKUP,    /* the host's name is looked up */
    QCC_PHASE_CONNECT,   /* TCP connects, or an open connection is tried for its end */
    QCC_PHASE_PROXY,     /* the proxy is asked for a tunnel */
    QCC_PHASE_HANDSHAKE, /* TLS */
    QCC_PHASE_SEND,      /* the request goes out */
    QCC_PHASE_HEAD,      /* the response's status line and fields */
    QCC_PHASE_BODY,      /* the response's body */
    QCC_PHASE_ENVELOPE   /* the body is judged */
};

/* Whether the service has charged a call. */
enum qcc_charge {
    QCC_CHARGE_NO, /* it has not: the request did not go out whole, or its Status is 无效请求 */
    QCC_CHARGE_MAYBE, /* the request went out whole, and no Status says which */
    QCC_CHARGE_YES /* its Status is 有效请求 (sections 7.1 and 7.2 of the service's document) */
};

/* All members are set after success, too. */
struct qcc_report {
    enum qcc_error error; /* how the job ended: QCC_OK after success */
    enum qcc_phase phase; /* the phase in which it ended */
    /* Bytes before the one that decided: of the response, or in QCC_PHASE_ENVELOPE of its body. */
    uint32_t offset;

    /* The member of struct qcc_config that is missing or out of range, after QCC_ERROR_CONFIG of
     * qcc_client_init: "port", say; "config" when there is no such struct. Otherwise NULL. Static
     */
    const char *member;

    enum qcc_charge charge;
    bool reused;          /* the request went out on a connection that was open already */
    bool resumed;         /* the connection's handshake was short: it resumed an earlier session */
    uint8_t tls_alert;    /* the description of a fatal alert that the peer sent (RFC 8446 section
                             6), 0: none */
    uint16_t http_status; /* of the response, 0 when there was none; in QCC_PHASE_PROXY of the
                             proxy's answer */
    uint32_t sent;        /* bytes of the request that the port has taken, without TLS's own */
    uint32_t received;    /* bytes of the response, without TLS's own */
    uint32_t retry_after_s; /* the response's Retry-After (RFC 9110 section 10.2.3) in seconds; 0
                               without one, or when it is a date */

    const char *tls_version;    /* "TLSv1.2" or "TLSv1.3"; "" without TLS or before it is known.
                                   Static */
    int tls_code;               /* mbedTLS's own code (negative), 0 when TLS had no part in it */
    uint32_t certificate_flags; /* mbedTLS's verification flags (BADCERT) of the chain, or 0 */
    /* What the job took the time for: the device's clock and the offset that stood then (see
     * qcc/clock.h), in seconds since 1970-01-01. Also after QCC_ERROR_CLOCK. */
    int64_t now_s;
    /* The offset as it stands after the job: positive, the device's clock is so many seconds slow;
     * negative, fast. 0 when it is right or nobody knows. */
    int64_t clock_offset_s;
    bool clock_learned;    /* this job has learned it */
    uint8_t roots_skipped; /* roots that had the right name and could not be read, with a key that
                              mbedTLS was not built for say; 255 for more */
};

/* "setup", "sign", "lookup", "connect", "proxy", "handshake", "send", "head", "body" or
 * "envelope"; "?" for another number. Static. */
const char *qcc_phase_name(enum qcc_phase phase);

#ifdef __cplusplus
}
#endif

#endif
