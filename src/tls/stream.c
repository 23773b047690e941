/* tls.c - mbedTLS as a stream, and the checks of a certificate that mbedTLS leaves to its user.
 * SPDX-License-Identifier: MIT */
#include "tls/stream.h"
#include "base/address.h"
#include "base/ascii.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/error.h>
#include <mbedtls/oid.h>
#include <mbedtls/platform.h>
#include <mbedtls/sha256.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include <string.h>

#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
#include <psa/crypto.h>
#endif

/* What the stream's callbacks tell mbedTLS; the port's own verdict is in `error`. */
#define STREAM_BROKE MBEDTLS_ERR_ERROR_GENERIC_ERROR

/* Receives that one call may make of the port. */
#define RECEIVES_MAX 64

/* ---- What is offered and accepted: ECDHE with AEAD, SHA-256 and better, P-256, P-384 and RSA of
 * 2048 bits and more. mbedTLS passes over what it was not built with, but for AES-256: it would
 * offer that with AES_ONLY_128_BIT_KEY_LENGTH, too, and fail when the server takes it. */

static const int suites[] = {
    MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
#if !defined(MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH)
    MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
#endif
    MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
#if !defined(MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH)
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
#endif
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    0,
};

static const uint16_t groups[] = {
    MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
#if defined(MBEDTLS_ECP_DP_SECP384R1_ENABLED)
    MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
#endif
    MBEDTLS_SSL_IANA_TLS_GROUP_NONE,
};

static const mbedtls_x509_crt_profile profile = {
    MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA256) | MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA384) |
        MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA512),
    MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_RSA) | MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_RSASSA_PSS) |
        MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_ECKEY) | MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_ECDSA),
    MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP256R1) | MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP384R1),
    2048,
};

/* ---- mbedTLS's codes: a module's number (a multiple of 0x80) with, at times, a lower module's
 * (below 0x80) added, all of it negative. */

#define UPPER(code) (-(code) >> 7)
#define LOWER(code) (-(code)&0x7f)

/* What the codes of one module, or of several that are neighbours, are about. The first row that
 * fits decides. */
static const struct meaning {
    uint8_t first, last; /* UPPER of codes */
    enum qcc_error error;
} meanings[] = {
    {UPPER(MBEDTLS_ERR_SSL_ALLOC_FAILED), UPPER(MBEDTLS_ERR_SSL_ALLOC_FAILED), QCC_ERROR_ARENA},
    {UPPER(MBEDTLS_ERR_X509_ALLOC_FAILED), UPPER(MBEDTLS_ERR_X509_ALLOC_FAILED), QCC_ERROR_ARENA},
    {UPPER(MBEDTLS_ERR_PK_ALLOC_FAILED), UPPER(MBEDTLS_ERR_PK_ALLOC_FAILED), QCC_ERROR_ARENA},
    {UPPER(MBEDTLS_ERR_ECP_ALLOC_FAILED), UPPER(MBEDTLS_ERR_ECP_ALLOC_FAILED), QCC_ERROR_ARENA},
    {UPPER(MBEDTLS_ERR_MD_ALLOC_FAILED), UPPER(MBEDTLS_ERR_MD_ALLOC_FAILED), QCC_ERROR_ARENA},
    {UPPER(MBEDTLS_ERR_CIPHER_ALLOC_FAILED), UPPER(MBEDTLS_ERR_CIPHER_ALLOC_FAILED),
     QCC_ERROR_ARENA},
    /* mbedtls/x509.h and mbedtls/pk.h: a certificate that did not pass or could not be read. */
    {0x2080 >> 7, 0x3000 >> 7, QCC_ERROR_TLS_CERTIFICATE},
    {0x3880 >> 7, 0x3f00 >> 7, QCC_ERROR_TLS_CERTIFICATE},
    /* Of a key usage, which mbedTLS looks at after the chain. */
    {UPPER(MBEDTLS_ERR_SSL_BAD_CERTIFICATE), UPPER(MBEDTLS_ERR_SSL_BAD_CERTIFICATE),
     QCC_ERROR_TLS_CERTIFICATE},
    {UPPER(MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION), UPPER(MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION),
     QCC_ERROR_TLS_VERSION},
    {UPPER(MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE), UPPER(MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE),
     QCC_ERROR_TLS_ALERT},
    {UPPER(MBEDTLS_ERR_SSL_CONN_EOF), UPPER(MBEDTLS_ERR_SSL_CONN_EOF), QCC_ERROR_CLOSED},
};

/* What `code` is about; `otherwise` when that is nothing in particular. */
static enum qcc_error meaning(int code, enum qcc_error otherwise)
{
    if (LOWER(code) == LOWER(MBEDTLS_ERR_MPI_ALLOC_FAILED) ||
        LOWER(code) == LOWER(MBEDTLS_ERR_ASN1_ALLOC_FAILED)) {
        return QCC_ERROR_ARENA;
    }
    const struct meaning *end = meanings + sizeof meanings / sizeof meanings[0];
    for (const struct meaning *row = meanings; row < end; row++) {
        if (UPPER(code) >= row->first && UPPER(code) <= row->last) {
            return row->error;
        }
    }
    return otherwise;
}

static bool is_out_of_memory(int code)
{
    return meaning(code, QCC_OK) == QCC_ERROR_ARENA;
}

/* ---- mbedTLS's callbacks. */

static int stream_send(void *context, const unsigned char *data, size_t len)
{
    struct qcc_tls *tls = context;
    size_t moved = 0;
    switch (tls->port->send(tls->port->context, data, len, &moved)) {
    case QCC_IO_DONE:
        return (int)moved;
    case QCC_IO_WOULD_BLOCK:
        tls->wait = QCC_WAIT_WRITABLE;
        return MBEDTLS_ERR_SSL_WANT_WRITE;
    default:
        tls->error = QCC_ERROR_RESET;
        return STREAM_BROKE;
    }
}

static int stream_receive(void *context, unsigned char *data, size_t len)
{
    struct qcc_tls *tls = context;
    size_t moved = 0;
    /* mbedTLS passes over warnings and the like in a loop of its own; a peer that sends nothing
     * else must not hold a step for longer than its share. */
    if (tls->budget == 0) {
        return MBEDTLS_ERR_SSL_WANT_READ;
    }
    tls->budget--;
    switch (tls->port->receive(tls->port->context, data, len, &moved)) {
    case QCC_IO_DONE:
        return (int)moved;
    case QCC_IO_WOULD_BLOCK:
        tls->wait = QCC_WAIT_READABLE;
        return MBEDTLS_ERR_SSL_WANT_READ;
    case QCC_IO_END:
        return 0;
    default:
        tls->error = QCC_ERROR_RESET;
        return STREAM_BROKE;
    }
}

static int seed(void *context, unsigned char *out, size_t len)
{
    struct qcc_tls *tls = context;
    if (tls->port->entropy(tls->port->context, out, len)) {
        return 0;
    }
    tls->error = QCC_ERROR_ENTROPY;
    return MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
}

/* Seconds since 1970-01-01. Years of the Gregorian calendar are counted from March on, and from 400
 * years before the first, so that none is negative. */
static int64_t unix_time(const mbedtls_x509_time *t)
{
    uint32_t year = (uint32_t)t->year + 400;
    uint32_t month = (uint32_t)t->mon;
    if (month <= 2) {
        year--;
        month += 12;
    }
    uint32_t century = year / 100;
    uint32_t days = 1461 * year / 4 - century + century / 4 + (153 * month + 3) / 5;
    int32_t hours = ((int32_t)days + t->day - 865658) * 24 + t->hour;
    return (int64_t)3600 * hours + (t->min * 60 + t->sec);
}

static uint32_t check_dates(const mbedtls_x509_crt *certificate, int64_t now_s)
{
    uint32_t flags = 0;
    if (now_s > unix_time(&certificate->valid_to)) {
        flags |= MBEDTLS_X509_BADCERT_EXPIRED;
    }
    if (now_s < unix_time(&certificate->valid_from)) {
        flags |= MBEDTLS_X509_BADCERT_FUTURE;
    }
    return flags;
}

/* RFC 9110 section 4.3.4, RFC 6125 section 6.4.3: a `*` may stand for the left-most label, whole.
 */
static bool matches_name(const mbedtls_x509_buf *name, struct qcc_span host)
{
    struct qcc_span pattern = {name->p, name->len};
    if (pattern.len > 1 && pattern.ptr[0] == '*' && host.len != 0 && host.ptr[0] != '.') {
        pattern.ptr++;
        pattern.len--;
        while (host.len != 0 && host.ptr[0] != '.') {
            host.ptr++;
            host.len--;
        }
    }
    return qcc_equal_nocase(pattern, host);
}

/* A host that is a name wants a dNSName, one that is an address an iPAddress (RFC 9110
 * section 4.3.5). mbedTLS compares, too, but would also take a URI SAN that is spelled like the
 * name, and text for an address. */
static bool names_host(const mbedtls_x509_crt *certificate, const struct qcc_tls *tls)
{
    const mbedtls_x509_sequence *name = &certificate->subject_alt_names;
    for (; name != NULL && name->buf.p != NULL; name = name->next) {
        const mbedtls_x509_buf *value = &name->buf;
        switch (value->tag & MBEDTLS_ASN1_TAG_VALUE_MASK) {
        case MBEDTLS_X509_SAN_DNS_NAME:
            if (tls->address_len == 0 && matches_name(value, tls->host)) {
                return true;
            }
            break;
        case MBEDTLS_X509_SAN_IP_ADDRESS:
            if (tls->address_len != 0 && value->len == tls->address_len &&
                memcmp(value->p, tls->address, value->len) == 0) {
                return true;
            }
            break;
        default:
            break;
        }
    }
    return false;
}

/* What mbedTLS's chain check does not look at in a leaf. */
static uint32_t check_leaf(const mbedtls_x509_crt *leaf, const struct qcc_tls *tls)
{
    uint32_t flags = 0;
    if (leaf->version != 3 || mbedtls_x509_crt_get_ca_istrue(leaf) == 1) {
        flags |= MBEDTLS_X509_BADCERT_OTHER;
    }
    if (mbedtls_x509_crt_check_extended_key_usage(leaf, MBEDTLS_OID_SERVER_AUTH,
                                                  MBEDTLS_OID_SIZE(MBEDTLS_OID_SERVER_AUTH)) != 0) {
        flags |= MBEDTLS_X509_BADCERT_EXT_KEY_USAGE;
    }
    if (!names_host(leaf, tls)) {
        flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
    }
    return flags;
}

/* Called for each certificate of the chain, from the root down to the leaf (depth 0). */
static int verify(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags)
{
    struct qcc_tls *tls = context;
    if (!tls->verified) {
        tls->verified = true;
        if (!qcc_tls_digest(qcc_span_make(certificate->raw.p, certificate->raw.len), tls->anchor)) {
            tls->error = QCC_ERROR_TLS_SETUP;
            return MBEDTLS_ERR_X509_FATAL_ERROR;
        }
    }
    *flags |= check_dates(certificate, tls->now_s);
    if (depth == 0) {
        *flags |= check_leaf(certificate, tls);
        tls->not_after_s = unix_time(&certificate->valid_to);
    }
    tls->certificate_flags |= *flags;
    return 0;
}

static void discard(mbedtls_x509_crt *list)
{
    mbedtls_x509_crt_free(list); /* what it points to, and all that follows it */
    mbedtls_free(list);
}

/* Puts the root `der` into a list that mbedTLS will free. */
static enum qcc_error add_candidate(const struct qcc_tls *tls, struct qcc_span der,
                                    mbedtls_x509_crt **list)
{
    mbedtls_x509_crt *root = mbedtls_calloc(1, sizeof(*root));
    if (root == NULL) {
        return QCC_ERROR_ARENA;
    }
    mbedtls_x509_crt_init(root);
    int ret = tls->roots->in_place ? mbedtls_x509_crt_parse_der_nocopy(root, der.ptr, der.len)
                                   : mbedtls_x509_crt_parse_der(root, der.ptr, der.len);
    /* A root past its end is passed over, so that its successor of the same name is found. One that
     * cannot be read is passed over too: it could have been for another chain. */
    if (ret != 0 || check_dates(root, tls->now_s) != 0) {
        discard(root);
        return is_out_of_memory(ret) ? QCC_ERROR_ARENA : QCC_OK;
    }
    root->next = *list;
    *list = root;
    return QCC_OK;
}

/* Gives mbedTLS the roots that could have signed `child`: those whose subject is its issuer. */
static int find_candidates(void *context, mbedtls_x509_crt const *child, mbedtls_x509_crt **list)
{
    struct qcc_tls *tls = context;
    const struct qcc_span issuer = {child->issuer_raw.p, child->issuer_raw.len};
    struct qcc_span der;
    size_t cursor = 0;
    enum qcc_error error;
    *list = NULL;
    while ((error = qcc_roots_find(tls->roots, issuer, &cursor, &der)) == QCC_OK) {
        error = add_candidate(tls, der, list);
        if (error != QCC_OK) {
            break;
        }
    }
    if (error == QCC_PENDING) {
        return 0;
    }
    discard(*list);
    *list = NULL;
    tls->error = error; /* mbedTLS does not pass the reason on */
    return MBEDTLS_ERR_X509_FATAL_ERROR;
}

/* ---- Judging a failure. */

/* What explains most comes first: a digest or key that is not accepted also leaves the chain
 * without trust, and a wrong date on a chain that nobody vouches for is not worth setting a clock
 * for. */
static enum qcc_error judge_flags(uint32_t flags)
{
    if (flags & (MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK |
                 MBEDTLS_X509_BADCERT_BAD_KEY)) {
        return QCC_ERROR_TLS_CERTIFICATE;
    }
    if (flags & (MBEDTLS_X509_BADCERT_NOT_TRUSTED | MBEDTLS_X509_BADCERT_MISSING)) {
        return QCC_ERROR_TLS_UNTRUSTED;
    }
    if (flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) {
        return QCC_ERROR_TLS_NAME;
    }
    if (flags & (MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE)) {
        return QCC_ERROR_TLS_DATES;
    }
    return QCC_ERROR_TLS_CERTIFICATE;
}

/* Sorts what an operation of mbedTLS returned: not done yet, or failed, `otherwise` when its code
 * is about nothing in particular. */
static enum qcc_error outcome(struct qcc_tls *tls, int code, enum qcc_error otherwise)
{
    switch (code) {
    case MBEDTLS_ERR_SSL_WANT_READ:
    case MBEDTLS_ERR_SSL_WANT_WRITE:
    case MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS:
        return QCC_PENDING; /* `wait` was set by the callback that would have blocked */
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
    case MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET:
        tls->session_is_new = true;
        return QCC_PENDING;
#endif
    default:
        break;
    }
    tls->code = tls->error == QCC_ERROR_RESET ? 0 : code; /* in a reset, TLS had no part */
    if (tls->error != QCC_OK) {
        return tls->error; /* a callback knew better */
    }
    enum qcc_error error = meaning(code, otherwise);
    if (error == QCC_ERROR_TLS_CERTIFICATE) {
        return judge_flags(tls->certificate_flags);
    }
    if (error == QCC_ERROR_TLS_ALERT) {
        /* mbedTLS has no accessor for the alert's description; it is the second byte of the
         * message. */
        tls->alert = tls->ssl.MBEDTLS_PRIVATE(in_msg)[1];
        if (tls->alert == MBEDTLS_SSL_ALERT_MSG_PROTOCOL_VERSION) {
            return QCC_ERROR_TLS_VERSION;
        }
    }
    return error;
}

/* ---- The stream. */

void qcc_tls_init(struct qcc_tls *tls, const struct qcc_port *port, const struct qcc_roots *roots)
{
    memset(tls, 0, sizeof *tls);
    tls->port = port;
    tls->roots = roots;
}

static int configure(struct qcc_tls *tls)
{
    mbedtls_ssl_config *config = &tls->config;
    int ret = mbedtls_ssl_config_defaults(config, MBEDTLS_SSL_IS_CLIENT,
                                          MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
    mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_min_tls_version(config, MBEDTLS_SSL_VERSION_TLS1_2);
    mbedtls_ssl_conf_ciphersuites(config, suites);
    mbedtls_ssl_conf_groups(config, groups);
    mbedtls_ssl_conf_cert_profile(config, &profile);
    mbedtls_ssl_conf_ca_cb(config, find_candidates, tls);
    mbedtls_ssl_conf_verify(config, verify, tls);
    mbedtls_ssl_conf_rng(config, mbedtls_ctr_drbg_random, &tls->drbg);
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && defined(MBEDTLS_SSL_SESSION_TICKETS)
    /* mbedTLS 3.6 drops the tickets of TLS 1.3 unless it is told that its caller knows of them. */
    mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
        config, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
#endif
#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH) && MBEDTLS_SSL_IN_CONTENT_LEN < 16384
    if (ret == 0) {
        ret = mbedtls_ssl_conf_max_frag_len(config, MBEDTLS_SSL_IN_CONTENT_LEN >= 4096
                                                        ? MBEDTLS_SSL_MAX_FRAG_LEN_2048
                                                        : MBEDTLS_SSL_MAX_FRAG_LEN_1024);
    }
#endif
    return ret;
}

/* Offers the kept session, unless the certificate behind it has ended. What mbedTLS cannot read is
 * dropped: the handshake is then a full one. */
static int offer_session(struct qcc_tls *tls)
{
    struct qcc_tls_session *kept = tls->session;
    if (kept == NULL || kept->len == 0) {
        return 0;
    }
    /* A store that can change may have lost the root; a resumption would not search for it. */
    if (tls->now_s > kept->not_after_s ||
        (!tls->roots->in_place && qcc_tls_find_anchor(tls->roots, kept->anchor) != QCC_OK)) {
        qcc_wipe(kept, sizeof *kept);
        return 0;
    }
    mbedtls_ssl_session session;
    mbedtls_ssl_session_init(&session);
    int ret = mbedtls_ssl_session_load(&session, kept->data, kept->len);
    if (ret == 0) {
        ret = mbedtls_ssl_set_session(&tls->ssl, &session);
    }
    mbedtls_ssl_session_free(&session);
    if (ret != 0 && !is_out_of_memory(ret)) {
        qcc_wipe(kept, sizeof *kept);
        ret = 0;
    }
    return ret;
}

static int set_up(struct qcc_tls *tls, const char *host)
{
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
    psa_status_t status = psa_crypto_init();
    if (status != PSA_SUCCESS) {
        if (status == PSA_ERROR_INSUFFICIENT_MEMORY) {
            return MBEDTLS_ERR_SSL_ALLOC_FAILED;
        }
        tls->error = QCC_ERROR_ENTROPY;
        return MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
    }
#endif
    int ret = mbedtls_ctr_drbg_seed(&tls->drbg, seed, tls, NULL, 0);
    if (ret == 0) {
        ret = configure(tls);
    }
    if (ret == 0) {
        ret = mbedtls_ssl_setup(&tls->ssl, &tls->config);
    }
    if (ret == 0) {
        /* With an address there is no SNI (RFC 6066 section 3), and names_host() does the
         * comparing. */
        ret = mbedtls_ssl_set_hostname(&tls->ssl, tls->address_len == 0 ? host : NULL);
    }
    if (ret == 0) {
        ret = offer_session(tls);
    }
    return ret;
}

enum qcc_error qcc_tls_open(struct qcc_tls *tls, const char *host, struct qcc_tls_session *session,
                            int64_t now_s)
{
    tls->session = session;
    tls->now_s = now_s;
    tls->host = qcc_span_of(host);
    tls->address_len = (uint8_t)qcc_address_parse(tls->host, tls->address);
    tls->open = true;
    mbedtls_ssl_init(&tls->ssl);
    mbedtls_ssl_config_init(&tls->config);
    mbedtls_ctr_drbg_init(&tls->drbg);
    int ret = set_up(tls, host);
    if (ret != 0) {
        enum qcc_error error = outcome(tls, ret, QCC_ERROR_TLS_SETUP);
        qcc_tls_close(tls, false);
        return error;
    }
    mbedtls_ssl_set_bio(&tls->ssl, tls, stream_send, stream_receive, NULL);
    return QCC_OK;
}

enum qcc_error qcc_tls_handshake(struct qcc_tls *tls)
{
    tls->wait = QCC_WAIT_NONE;
    tls->budget = RECEIVES_MAX;
    int ret = mbedtls_ssl_handshake_step(&tls->ssl);
    if (ret == 0) {
        if (!mbedtls_ssl_is_handshake_over(&tls->ssl)) {
            return QCC_PENDING;
        }
        tls->resumed =
            !tls->verified; /* mbedTLS checks a chain or resumes a session, there is no third */
        tls->session_is_new = true;
        return QCC_OK;
    }
    enum qcc_error error = outcome(tls, ret, QCC_ERROR_TLS_HANDSHAKE);
    if (error != QCC_PENDING && tls->session != NULL) {
        qcc_wipe(
            tls->session,
            sizeof *tls->session); /* whatever was wrong with it, the next handshake does without */
    }
    return error;
}

enum qcc_error qcc_tls_send(struct qcc_tls *tls, const uint8_t *data, size_t len, size_t *moved)
{
    tls->wait = QCC_WAIT_NONE;
    tls->budget = RECEIVES_MAX;
    int ret = mbedtls_ssl_write(&tls->ssl, data, len);
    if (ret > 0) {
        *moved = (size_t)ret;
        return QCC_OK;
    }
    return outcome(tls, ret, QCC_ERROR_TLS_RECORD);
}

enum qcc_error qcc_tls_receive(struct qcc_tls *tls, uint8_t *data, size_t len, size_t *moved)
{
    tls->wait = QCC_WAIT_NONE;
    tls->budget = RECEIVES_MAX;
    int ret = mbedtls_ssl_read(&tls->ssl, data, len);
    if (ret > 0) {
        *moved = (size_t)ret;
        return QCC_OK;
    }
    if (ret == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
        return QCC_ERROR_CLOSED;
    }
    if (ret == 0 || ret == MBEDTLS_ERR_SSL_CONN_EOF) {
        tls->code = MBEDTLS_ERR_SSL_CONN_EOF;
        return QCC_ERROR_INCOMPLETE;
    }
    return outcome(tls, ret, QCC_ERROR_TLS_RECORD);
}

void qcc_tls_keep_session(struct qcc_tls *tls)
{
    struct qcc_tls_session *kept = tls->session;
    if (kept == NULL || !tls->open || !tls->session_is_new) {
        return;
    }
    tls->session_is_new = false;
    mbedtls_ssl_session session;
    mbedtls_ssl_session_init(&session);
    size_t len = 0;
    if (mbedtls_ssl_get_session(&tls->ssl, &session) == 0) {
        int ret = mbedtls_ssl_session_save(&session, kept->data, sizeof kept->data, &len);
        kept->len = (uint16_t)len;
        if (ret != 0) {
            qcc_wipe(kept, sizeof *kept);
        }
        if (tls->verified) {
            kept->not_after_s = tls->not_after_s;
            memcpy(kept->anchor, tls->anchor, sizeof kept->anchor);
        }
    }
    mbedtls_ssl_session_free(&session);
}

void qcc_tls_close(struct qcc_tls *tls, bool notify)
{
    if (!tls->open) {
        return;
    }
    tls->open = false;
    if (notify) {
        (void)mbedtls_ssl_close_notify(&tls->ssl);
    }
    mbedtls_ssl_free(&tls->ssl);
    mbedtls_ssl_config_free(&tls->config);
    mbedtls_ctr_drbg_free(&tls->drbg);
}

const char *qcc_tls_version(const struct qcc_tls *tls)
{
    return tls->open ? mbedtls_ssl_get_version(&tls->ssl) : "";
}

void qcc_tls_explain(const struct qcc_tls *tls, struct qcc_report *failure)
{
    failure->tls_code = tls->code;
    failure->tls_alert = tls->alert;
    failure->certificate_flags = tls->certificate_flags;
}

bool qcc_tls_digest(struct qcc_span bytes, uint8_t digest[QCC_DIGEST_LEN])
{
    return mbedtls_sha256(bytes.ptr, bytes.len, digest, 0) == 0;
}

enum qcc_error qcc_tls_find_anchor(const struct qcc_roots *roots,
                                   const uint8_t anchor[QCC_DIGEST_LEN])
{
    size_t cursor = 0;
    struct qcc_span der;
    enum qcc_error error;
    while ((error = roots->next(roots->context, &cursor, &der)) == QCC_OK) {
        uint8_t digest[QCC_DIGEST_LEN];
        if (qcc_tls_digest(der, digest) && memcmp(digest, anchor, QCC_DIGEST_LEN) == 0) {
            return QCC_OK;
        }
    }
    return error == QCC_PENDING ? QCC_ERROR_SESSION : error;
}
