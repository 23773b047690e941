/* client.h - the service's client: any method of the service, signed, asked and judged, by steps.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CLIENT_H
#define QCC_CLIENT_H

#include "qcc/internal/state.h"
#include "qcc/signer.h"

#define QCC_BASE_URL "https://pro.qcc.com/api/yj" /* document, section 6.3.1 */
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
    uint8_t result_kind;                                /* enum qcc_result_kind */
    uint16_t message_len, order_number_len, result_len; /* without the NULs */
    char message[QCC_MESSAGE_SIZE];                     /* empty when missing or null */
    char order_number[QCC_ORDER_NUMBER_SIZE];           /* empty when missing or null */
    char result[QCC_RESULT_SIZE];                       /* empty unless QCC_RESULT_STRING */
    struct qcc_span raw; /* Result as it stands in the body that was parsed, quotes included; lasts
                            as long as that body */
};

/* What a client is set up with. The struct and all that it points to stay the caller's and must
 * outlive the client. Members that are left zero have the meaning that is said with them. */
struct qcc_config {
    /* scheme, host, port, path prefix; NULL: QCC_BASE_URL. See qcc_url_parse */
    const char *base_url;
    const char *key; /* the ApiKey: RFC 3986 unreserved characters */
    /* makes Tokens; {qcc_signature_md5, NULL, &secret} for the built-in one */
    struct qcc_signer signer;
    const struct qcc_port *port;   /* the platform. One context, one client */
    const struct qcc_roots *roots; /* trust anchors; may be NULL for plain http only */
    /* for a whole exchange, from start to judged reply; 1 .. QCC_TIMEOUT_MAX_MS */
    uint32_t timeout_ms;
    bool allow_plain_http; /* accept an http base URL: key, Token and reply travel in the clear */
    bool retry_maybe_charged; /* a reused connection that dies after the request went out, before a
                                 byte of the response, is retried once even so; the service may then
                                 charge twice */
};

/* A method of the service. Constant, as a rule. */
struct qcc_method {
    struct qcc_span path; /* below the base URL, "/ECIImage/GetEciImage" say */

    /* Judges a reply with Status 200: QCC_OK or QCC_ERROR_RESULT. NULL takes any. */
    enum qcc_error (*judge)(const struct qcc_envelope *reply);
};

#ifndef QCC_PARAMETERS_MAX
#define QCC_PARAMETERS_MAX 2 /* parameters beside the key that a request can have */
#endif

/* One client: one request at a time, one connection. Read `reply` and `failure`; the rest is
 * private. It may lie in static memory; it must not be moved once it is set up. */
struct qcc_client {
    /* What is small or often asked for comes first: near the beginning of a struct, Thumb reaches
     * it with a short instruction. */
    uint8_t state;
    volatile int8_t abort_with; /* an error that the next step is to end with; set from anywhere */
    uint8_t timespan_len;

    /* of the last request; its maybe_charged is right after QCC_OK too */
    struct qcc_report report;

    const struct qcc_config *config;
    const struct qcc_method *method;
    size_t body_len;
    size_t parameter_count;
    struct qcc_exchange exchange;
    struct qcc_url base;
    struct qcc_parameter parameters[QCC_PARAMETERS_MAX];
    uint8_t timespan[20];
    struct qcc_connection connection;

    /* valid after QCC_OK and QCC_ERROR_STATUS, until the next start; zeros else */
    struct qcc_envelope reply;

    struct qcc_tls_session session;
    union {
        uint8_t request[QCC_REQUEST_SIZE]; /* is gone before the first byte of a reply is read */
        struct {
            uint8_t receive[QCC_RECEIVE_SIZE];
            uint8_t body[QCC_BODY_SIZE];
        } response;
    } buffer;
};

/* qcc_client_init, whose caller says how large its `client` is. */
enum qcc_error qcc_client_init_sized(struct qcc_client *client, size_t size,
                                     const struct qcc_config *config);

/* Sets `client` up. Nothing is sent and nothing is allocated. Returns QCC_OK; QCC_ERROR_CONFIG
 * (port, key, signer or timeout missing; https without roots; `client`, which is left alone then,
 * is not as large as the library was built for: QCC_CONFIG_FILE or MBEDTLS_CONFIG_FILE differ);
 * QCC_ERROR_URL; QCC_ERROR_PLAIN_HTTP; QCC_ERROR_KEY; QCC_ERROR_REQUEST_TOO_LONG when a keyword of
 * QCC_KEYWORD_MAX bytes would not fit beside host, path and key; QCC_ERROR_ROOTS when the roots of
 * an https base URL cannot be read or there are none. */
static inline enum qcc_error qcc_client_init(struct qcc_client *client,
                                             const struct qcc_config *config)
{
    return qcc_client_init_sized(client, sizeof *client, config);
}

/* Starts a request; the deadline runs from here. Parameters are copied, the bytes that they point
 * to stay the caller's and must last until the request has ended. Returns QCC_OK; QCC_ERROR_STATE
 * while one is under way or before qcc_client_init; QCC_ERROR_CONFIG with more than
 * QCC_PARAMETERS_MAX parameters; QCC_ERROR_CLOCK. */
enum qcc_error qcc_client_start(struct qcc_client *client, const struct qcc_method *method,
                                const struct qcc_parameter *parameters, size_t parameter_count);

/* For modules that check more before they start (qcc/snapshot.h): records `error`, which is neither
 * QCC_OK nor QCC_ERROR_STATUS, as the failure of a request that never began. Returns `error`, or
 * QCC_ERROR_STATE while a request is under way and before qcc_client_init. */
enum qcc_error qcc_client_refuse(struct qcc_client *client, enum qcc_error error);

/* Goes on without ever waiting; at most one operation of public-key cryptography a call. QCC_OK:
 * `reply` has Status 200 and is judged good; QCC_PENDING: call again when qcc_client_wait says;
 * QCC_ERROR_STATUS: `reply` has another Status; QCC_ERROR_REQUEST_TOO_LONG, with nothing sent, when
 * the parameters do not fit QCC_REQUEST_SIZE; any other failure: see `failure`. What it returned
 * last sticks until the next start. */
enum qcc_error qcc_client_step(struct qcc_client *client);

/* What the last QCC_PENDING waits for, and in *timeout_ms for how long at most: until the
 * deadline. */
enum qcc_wait qcc_client_wait(const struct qcc_client *client, uint32_t *timeout_ms);

/* Steps and waits (the port's wait) until the request has ended. As qcc_client_step, never
 * QCC_PENDING; QCC_ERROR_CONFIG when the port cannot wait. */
enum qcc_error qcc_client_run(struct qcc_client *client);

/* Asks that the request end: the next step returns QCC_ERROR_CANCELED. From an interrupt or another
 * thread, too. */
void qcc_client_cancel(struct qcc_client *client);

/* True when the client is set up and no request is under way. */
bool qcc_client_is_idle(const struct qcc_client *client);

/* The phase of the request under way, or of the last. */
enum qcc_phase qcc_client_phase(const struct qcc_client *client);

/* Ends what is under way, closes the connection, forgets the TLS session and overwrites every
 * secret. qcc_client_init may follow. */
void qcc_client_close(struct qcc_client *client);

#endif
