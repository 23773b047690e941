/* verify.c - the checks of a certificate that mbedTLS leaves to its user.
 * SPDX-License-Identifier: MIT */
#include "tls/verify.h"
#include "base/ascii.h"
#include "base/calendar.h"
#include "tls/chain.h"
#include "tls/digest.h"

#include <mbedtls/oid.h>

/* ---- Dates. */

static int64_t unix_time(const mbedtls_x509_time *t)
{
    const int32_t days = qcc_calendar_days(t->year, t->mon, t->day);
    return (int64_t)QCC_DAY_S * days + (t->hour * 60 + t->min) * 60 + t->sec;
}

uint32_t qcc_verify_dates(const mbedtls_x509_crt *certificate, int64_t now_s)
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

/* ---- Names. A host that is a name wants a dNSName, one that is an address an iPAddress (RFC 9110
 * section 4.3.5). mbedTLS compares, too, but would also take a URI SAN that is spelled like the
 * name, and text for an address. */

/* RFC 9110 section 4.3.4, RFC 6125 section 6.4.3: a `*` may stand for the left-most label, whole.
 */
static bool matches_name(struct qcc_span pattern, struct qcc_span host)
{
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

static bool is_host(const mbedtls_x509_buf *name, const struct qcc_tls *tls)
{
    const struct qcc_span value = {name->p, name->len};
    const int kind = name->tag & MBEDTLS_ASN1_TAG_VALUE_MASK;
    if (tls->address_len == 0) {
        return kind == MBEDTLS_X509_SAN_DNS_NAME && matches_name(value, tls->host);
    }
    return kind == MBEDTLS_X509_SAN_IP_ADDRESS &&
           qcc_span_equal(value, qcc_span_make(tls->address, tls->address_len));
}

static bool names_host(const mbedtls_x509_crt *certificate, const struct qcc_tls *tls)
{
    const mbedtls_x509_sequence *name = &certificate->subject_alt_names;
    while (name != NULL && !is_host(&name->buf, tls)) {
        name = name->next;
    }
    return name != NULL;
}

/* ---- The chain. */

/* What mbedTLS's chain check does not look at in a leaf. One that is an anchor itself, a gateway's
 * of one's own, may be a CA as well: most programs that make such a certificate make it one. */
static uint32_t check_leaf(const mbedtls_x509_crt *leaf, const struct qcc_tls *tls, bool is_anchor)
{
    uint32_t flags = 0;
    if (leaf->version != 3 || (!is_anchor && mbedtls_x509_crt_get_ca_istrue(leaf) == 1)) {
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

/* The root comes first: what is valid when all of them are. */
static bool begin_chain(struct qcc_tls *tls, const mbedtls_x509_crt *root)
{
    tls->verified = true;
    tls->not_before_s = INT64_MIN;
    tls->not_after_s = INT64_MAX;
    return qcc_sha256(qcc_span_make(root->raw.p, root->raw.len), tls->anchor);
}

static void narrow_dates(struct qcc_tls *tls, const mbedtls_x509_crt *certificate)
{
    const int64_t from_s = unix_time(&certificate->valid_from);
    const int64_t to_s = unix_time(&certificate->valid_to);
    if (tls->not_before_s < from_s) {
        tls->not_before_s = from_s;
    }
    if (tls->not_after_s > to_s) {
        tls->not_after_s = to_s;
    }
}

/* The port's clock alone judges dates, where mbedTLS has one of its own too. */
static uint32_t judge_dates(const struct qcc_tls *tls, const mbedtls_x509_crt *certificate,
                            uint32_t flags)
{
    flags &= ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE);
    return tls->any_date ? flags : flags | qcc_verify_dates(certificate, tls->now_s);
}

/* Looks whether the certificate has a pinned key. False when it could not look. */
static bool look_for_pin(struct qcc_tls *tls, const mbedtls_x509_crt *certificate)
{
    const mbedtls_x509_buf *key = &certificate->pk_raw;
    uint8_t digest[QCC_SHA256_LEN];
    if (tls->pins == NULL || tls->pin != NULL) {
        return true;
    }
    if (!qcc_sha256(qcc_span_make(key->p, key->len), digest)) {
        return false;
    }
    tls->pin = tls->pins->find(tls->pins, digest);
    return true;
}

/* It is the leaf, which comes last, and nothing else is wrong with the chain. */
static bool lacks_pin(const struct qcc_tls *tls, int depth)
{
    return depth == 0 && tls->pins != NULL && tls->pin == NULL && tls->certificate_flags == 0;
}

static int break_off(struct qcc_tls *tls, enum qcc_error error)
{
    tls->error = error;
    return MBEDTLS_ERR_X509_FATAL_ERROR;
}

int qcc_verify_certificate(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags)
{
    struct qcc_tls *tls = context;
    if ((!tls->verified && !begin_chain(tls, certificate)) || !look_for_pin(tls, certificate)) {
        return break_off(tls, QCC_ERROR_TLS_SETUP);
    }
    narrow_dates(tls, certificate);
    uint32_t found = judge_dates(tls, certificate, *flags);
    if (depth == 0) {
        const bool is_anchor = qcc_chain_is_anchor(tls, certificate);
        if (is_anchor) {
            found &= ~(uint32_t)MBEDTLS_X509_BADCERT_NOT_TRUSTED;
        }
        found |= check_leaf(certificate, tls, is_anchor);
    }
    *flags = found;
    tls->certificate_flags |= found;
    return lacks_pin(tls, depth) ? break_off(tls, QCC_ERROR_TLS_PIN) : 0;
}

/* ---- The verdict. */

/* What explains most comes first: a digest or key that is not accepted also leaves the chain
 * without trust, and a wrong date on a chain that nobody vouches for is not worth setting a clock
 * for. */
enum qcc_error qcc_verify_judge(uint32_t flags)
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
