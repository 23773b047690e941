/* resume.c - the TLS session that is kept from one connection and offered in the next.
 * SPDX-License-Identifier: MIT */
#include "tls/resume.h"
#include "tls/digest.h"
#include "tls/mbedtls.h"

#include <string.h>

void qcc_resume_forget(struct qcc_tls_session *session)
{
    if (session != NULL) {
        qcc_wipe(session, sizeof *session);
    }
}

static bool is_anchor(const struct qcc_span *der, const uint8_t anchor[QCC_SHA256_LEN])
{
    uint8_t digest[QCC_SHA256_LEN];
    return qcc_sha256(*der, digest) && memcmp(digest, anchor, sizeof digest) == 0;
}

enum qcc_error qcc_resume_find_anchor(const struct qcc_roots *roots,
                                      const uint8_t anchor[QCC_SHA256_LEN])
{
    size_t cursor = 0;
    struct qcc_span der;
    enum qcc_error error;
    do {
        error = roots->next(roots->context, &cursor, &der);
        if (error == QCC_OK && der.len == 0) {
            error = QCC_ERROR_SESSION;
        }
    } while (error == QCC_OK && !is_anchor(&der, anchor));
    return error;
}

/* A resumption shows no key: what its full handshake has found must be pinned now. */
static bool is_pinned(const struct qcc_tls *tls)
{
    return tls->pins == NULL || tls->pins->find(tls->pins, tls->session->pin) != NULL;
}

/* A store that can change may have lost the root, and a resumption would not search for it. */
static bool is_trusted(const struct qcc_tls *tls)
{
    const struct qcc_tls_session *session = tls->session;
    return tls->now_s >= session->not_before_s && tls->now_s <= session->not_after_s &&
           is_pinned(tls) &&
           (tls->roots->in_place || qcc_resume_find_anchor(tls->roots, session->anchor) == QCC_OK);
}

static int load(struct qcc_tls *tls)
{
    mbedtls_ssl_session session;
    mbedtls_ssl_session_init(&session);
    int ret = mbedtls_ssl_session_load(&session, tls->session->data, tls->session->len);
    if (ret == 0) {
        ret = mbedtls_ssl_set_session(&tls->context->ssl, &session);
    }
    mbedtls_ssl_session_free(&session);
    return ret;
}

int qcc_resume_offer(struct qcc_tls *tls)
{
    if (tls->session == NULL || tls->session->len == 0) {
        return 0;
    }
    if (is_trusted(tls)) {
        int ret = load(tls);
        tls->offered = ret == 0;
        tls->not_before_s = tls->session->not_before_s;
        tls->not_after_s = tls->session->not_after_s;
        if (ret == 0 || qcc_mbedtls_meaning(ret) == QCC_ERROR_ARENA) {
            return ret;
        }
    }
    qcc_resume_forget(tls->session);
    return 0;
}

static void save(const struct qcc_tls *tls, const mbedtls_ssl_session *session)
{
    struct qcc_tls_session *kept = tls->session;
    size_t len = 0;
    if (mbedtls_ssl_session_save(session, kept->data, sizeof kept->data, &len) != 0) {
        qcc_resume_forget(kept); /* it does not fit, and what was there is overwritten in part */
        return;
    }
    kept->len = (uint16_t)len;
    if (tls->verified) { /* otherwise the session is a descendant of the one that was offered */
        kept->not_before_s = tls->not_before_s;
        kept->not_after_s = tls->not_after_s;
        memcpy(kept->anchor, tls->anchor, sizeof kept->anchor);
        memset(kept->pin, 0, sizeof kept->pin);
        if (tls->pin != NULL) {
            memcpy(kept->pin, tls->pin->sha256, sizeof kept->pin);
        }
    }
}

void qcc_resume_keep(struct qcc_tls *tls)
{
    if (tls->session == NULL || tls->context == NULL || !tls->session_is_new) {
        return;
    }
    tls->session_is_new = false;
    mbedtls_ssl_session session;
    mbedtls_ssl_session_init(&session);
    if (mbedtls_ssl_get_session(&tls->context->ssl, &session) == 0) {
        save(tls, &session);
    }
    mbedtls_ssl_session_free(&session);
}
