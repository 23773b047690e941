/* client.h - the service's client: any method of the service, signed, asked and judged, by steps.
 *
 * A client does one job at a time. A job is started (qcc_call_start here, qcc_snapshot_start for
 * GetEciImage) and then stepped to its end, by qcc_client_step in a loop of the caller's or by
 * qcc_client_run, which blocks.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CLIENT_H
#define QCC_CLIENT_H

#include "qcc/internal/state.h"
#include "qcc/report.h"
#include "qcc/signer.h"

#ifdef __cplusplus
extern "C" {
#endif

#define QCC_BASE_URL "https://pro.qcc.com/api/yj" /* section 6.3.1 of the service's document */
#define QCC_TIMEOUT_MAX_MS 0x7fffffffu

enum qcc_result_kind {
    QCC_RESULT_NONE,   /* missing or null */
    QCC_RESULT_STRING, /* a string: decoded in `result` */
    QCC_RESULT_OTHER   /* an object, array, number or boolean: the family's other methods; in `raw`
                          only */
};

/* What a reply says. Texts are UTF-8, end with a NUL, have none inside, and are copies: they last
 * as long as this struct. */
struct qcc_envelope {
    uint16_t status; /* 100 .. 999 */
    /* Message was longer than its place; what is here ends at a whole character */
    bool message_cut;
    bool order_number_cut;                              /* the same of OrderNumber */
    uint8_t result_kind;                                /* enum qcc_result_kind */
    uint16_t message_len, order_number_len, result_len; /* without the NULs */
    char message[QCC_MESSAGE_SIZE];                     /* empty when it is not a string */
    char order_number[QCC_ORDER_NUMBER_SIZE]; /* a number as its digits; empty when it is neither */
    char result[QCC_RESULT_SIZE];             /* empty unless QCC_RESULT_STRING */
    struct qcc_span raw; /* Result as it stands in the body that was parsed, quotes included; lasts
                            as long as that body */
};

/* What a client is set up with. The struct and all that it points to stay the caller's and must
 * outlive the client. Members that are left zero have the meaning that is said with them. */
struct qcc_config {
    /* scheme, host, port, path prefix; NULL: QCC_BASE_URL. `http://` or `https://`; no user, query
     * or fragment; the host in ASCII */
    const char *base_url;
    const char *key;               /* the ApiKey: RFC 3986 unreserved characters */
    struct qcc_signer signer;      /* makes Tokens; qcc_signer_md5(&secret) for the built-in one */
    const struct qcc_port *port;   /* the platform. One context, one client */
    const struct qcc_roots *roots; /* trust anchors; may be NULL for plain http only */
    const struct qcc_pins *pins;   /* keys that the chain must have one of (qcc/trust.h); NULL: any
                                      chain to the roots will do. For https only */
    const struct qcc_proxy *proxy; /* of qcc/proxy.h; NULL: none. https only */
    uint32_t timeout_ms; /* for a whole job, from start to judged reply; 1 .. QCC_TIMEOUT_MAX_MS */
    /* What is done about a clock that is wrong: &qcc_clock_repair, &qcc_clock_bootstrap (both of
     * qcc/clock.h), or NULL: nothing. A program that names neither does not link them */
    const struct qcc_clock_policy *clock;
    bool allow_plain_http; /* accept an http base URL: key, Token and reply travel in the clear */
    bool retry_maybe_charged; /* a reused connection that dies after the request went out, before a
                                 byte of the response, is retried once even so; the service may then
                                 charge twice */
};

/* A method of the service. Constant, as a rule. */
struct qcc_method {
    struct qcc_span path; /* below the base URL: "/ECIImage/GetEciImage", for example */

    /* Judges a reply with Status 200, and may put its Result into the form that the caller is to
     * get: QCC_OK, QCC_ERROR_RESULT or QCC_ERROR_RESULT_TOO_LONG. NULL accepts any. */
    enum qcc_error (*judge)(struct qcc_envelope *reply);
};

/* One client: one job at a time, one connection. Read `reply` and `report`; all else is private. It
 * may lie in static memory; it must not be moved once it is set up. */
struct qcc_client {
    /* What is small or often asked for comes first: near the beginning of a struct, Thumb reaches
     * it with a short instruction. */
    uint8_t state;
    volatile bool canceled; /* the next step is to end the job; set from anywhere */
    uint32_t deadline_ms;   /* of the job, by the port's now_ms */
    const struct qcc_job *job;
    const struct qcc_config *config;
    int64_t clock_offset_s; /* see qcc/clock.h */

    struct qcc_call call;

    struct qcc_report report; /* of the last job; valid once it has ended, until the next start */

    struct qcc_exchange exchange;
    struct qcc_url base;
    struct qcc_connection connection;

    /* Until the next start: all that the reply said after QCC_OK and QCC_ERROR_STATUS. After any
     * other end Status, Message and OrderNumber, as far as they were read, without Result; `status`
     * is 0 when none was. */
    struct qcc_envelope reply;

    struct qcc_tls_session session;
    union {
        uint8_t request[QCC_REQUEST_SIZE]; /* is gone before the first byte of a reply is read */
        struct {
            uint8_t receive[QCC_RECEIVE_SIZE];
            uint8_t body[QCC_BODY_SIZE];
        } response;
        struct qcc_download download;
    } buffer;
};

/* qcc_client_init, whose caller says how large its `client` is. For languages without C's
 * sizeof. */
enum qcc_error qcc_client_init_sized(struct qcc_client *client, size_t size,
                                     const struct qcc_config *config);

/* Sets `client` up. Nothing is sent and nothing is allocated. Returns QCC_OK; QCC_ERROR_CONFIG,
 * and `report.member` names the member: port, key or signer missing, proxy unfit, timeout out of
 * range, https without roots, pins without https; QCC_ERROR_PINS when qcc_pins_set refused them;
 * QCC_ERROR_BUILD, `client` being left alone, when it is not as large as the library was built for
 * (another QCC_CONFIG_FILE); QCC_ERROR_URL; QCC_ERROR_PLAIN_HTTP;
 * QCC_ERROR_PROXY_PLAIN_HTTP; QCC_ERROR_KEY;
 * QCC_ERROR_REQUEST_TOO_LONG when a keyword of QCC_KEYWORD_MAX bytes would not fit beside host,
 * path and key; QCC_ERROR_ROOTS when the roots of an https base URL cannot be read or there are
 * none. */
static inline enum qcc_error qcc_client_init(struct qcc_client *client,
                                             const struct qcc_config *config)
{
    return qcc_client_init_sized(client, sizeof *client, config);
}

/* Starts a call of `method`; the deadline runs from here. Parameters are copied; the bytes that
 * they point to stay the caller's and must last until the job has ended. Returns QCC_OK;
 * QCC_ERROR_STATE while a job is under way or before qcc_client_init; QCC_ERROR_REQUEST_TOO_LONG
 * with more than QCC_PARAMETERS_MAX parameters; QCC_ERROR_CLOCK unless `clock` of the configuration
 * is to find the time out. */
enum qcc_error qcc_call_start(struct qcc_client *client, const struct qcc_method *method,
                              const struct qcc_parameter *parameters, size_t parameter_count);

/* Goes on without ever waiting; at most one operation of public-key cryptography a call. QCC_OK:
 * `reply` has Status 200 and is judged good; QCC_PENDING: call again when qcc_client_wait says;
 * QCC_ERROR_STATUS: `reply` has another Status; QCC_ERROR_REQUEST_TOO_LONG, with nothing sent, when
 * the parameters do not fit QCC_REQUEST_SIZE; any other value is the failure, and `report` says
 * more. What it returned last sticks until the next start. QCC_ERROR_STATE before the first. */
enum qcc_error qcc_client_step(struct qcc_client *client);

/* What the last QCC_PENDING waits for, and in *timeout_ms for how long at most: until the
 * deadline. */
enum qcc_wait qcc_client_wait(const struct qcc_client *client, uint32_t *timeout_ms);

/* Steps and waits (the port's wait) until the job has ended. As qcc_client_step, never QCC_PENDING;
 * QCC_ERROR_NO_WAIT, and the job stays as it is, when the port cannot wait. */
enum qcc_error qcc_client_run(struct qcc_client *client);

/* Asks that the job end: the next step returns QCC_ERROR_CANCELED. From an interrupt or another
 * thread, too. */
void qcc_client_cancel(struct qcc_client *client);

/* True when the client is set up and no job is under way. */
bool qcc_client_is_idle(const struct qcc_client *client);

/* The phase of the job under way, or the phase in which the last one ended. */
enum qcc_phase qcc_client_phase(const struct qcc_client *client);

/* Closes the connection that is kept open for the next job, in good order; the TLS session stays.
 * Before a device sleeps, for example. Does nothing while a job is under way. */
void qcc_client_disconnect(struct qcc_client *client);

/* Ends what is under way, closes the connection, forgets the TLS session and overwrites every
 * secret. qcc_client_init may follow. */
void qcc_client_close(struct qcc_client *client);

#ifdef __cplusplus
}
#endif

#endif
