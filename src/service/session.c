/* session.c - a TLS session as bytes: who it belongs to, when it ends, a checksum, and mbedTLS's
 * part.
 * SPDX-License-Identifier: MIT */
#include "qcc/session.h"
#include "service/clock.h"
#include "tls/stream.h"

#include <stddef.h>
#include <string.h>

/* magic, 4 | SHA-256 of the URL's authority, 32 | struct qcc_tls_session, as much of it as is used
 * | first 16 of the SHA-256 of all before. The checksum finds damage in storage; it keeps no
 * secret. Numbers are as the machine has them: one of the other byte order does not know the magic.
 */
enum {
    OWNER = 4,
    SESSION = OWNER + QCC_DIGEST_LEN,
    NOT_AFTER = SESSION + offsetof(struct qcc_tls_session, not_after_s),
    ANCHOR = SESSION + offsetof(struct qcc_tls_session, anchor),
    DATA = SESSION + offsetof(struct qcc_tls_session, data),
    CHECK_LEN = 16
};

static const uint32_t magic = 0x51435302; /* "QCS", 2 */

enum qcc_error qcc_session_save(const struct qcc_client *client, uint8_t *out, size_t cap,
                                size_t *len)
{
    const struct qcc_tls_session *session = &client->session;
    const struct qcc_span all = {out, DATA + (size_t)session->len};
    uint8_t check[QCC_DIGEST_LEN];
    if (!qcc_client_is_idle(client) || session->len == 0) {
        return QCC_ERROR_STATE;
    }
    if (cap < all.len + CHECK_LEN) {
        return QCC_ERROR_CONFIG;
    }
    memcpy(out, &magic, sizeof magic);
    memcpy(out + SESSION, session, all.len - SESSION);
    if (!qcc_tls_digest(client->base.authority, out + OWNER) || !qcc_tls_digest(all, check)) {
        qcc_wipe(out, all.len);
        return QCC_ERROR_TLS_SETUP;
    }
    memcpy(out + all.len, check, CHECK_LEN);
    *len = all.len + CHECK_LEN;
    return QCC_OK;
}

static bool has_digest(struct qcc_span bytes, const uint8_t *digest, size_t len)
{
    uint8_t found[QCC_DIGEST_LEN];
    return qcc_tls_digest(bytes, found) && memcmp(found, digest, len) == 0;
}

static bool is_whole(struct qcc_span saved)
{
    struct qcc_span all = {saved.ptr, saved.len - CHECK_LEN};
    return saved.len > DATA + CHECK_LEN && saved.len <= QCC_SESSION_SAVED_MAX &&
           memcmp(saved.ptr, &magic, sizeof magic) == 0 &&
           has_digest(all, saved.ptr + all.len, CHECK_LEN);
}

static bool is_for(struct qcc_span saved, const struct qcc_url *url)
{
    return url->https && has_digest(url->authority, saved.ptr + OWNER, QCC_DIGEST_LEN);
}

enum qcc_error qcc_session_load(struct qcc_client *client, struct qcc_span saved)
{
    struct qcc_tls_session *session = &client->session;
    int64_t now_s;
    int64_t not_after_s;
    if (!qcc_client_is_idle(client)) {
        return QCC_ERROR_STATE;
    }
    if (!is_whole(saved) || !is_for(saved, &client->base)) {
        return QCC_ERROR_SESSION;
    }
    enum qcc_error error = qcc_clock_read(client->config->port, &now_s);
    if (error != QCC_OK) {
        return error;
    }
    memcpy(&not_after_s, saved.ptr + NOT_AFTER, sizeof not_after_s);
    if (now_s > not_after_s) {
        return QCC_ERROR_SESSION;
    }
    error = qcc_tls_find_anchor(client->config->roots, saved.ptr + ANCHOR);
    if (error != QCC_OK) {
        return error;
    }
    qcc_wipe(session, sizeof *session);
    memcpy(session, saved.ptr + SESSION, saved.len - SESSION - CHECK_LEN);
    session->len = (uint16_t)(saved.len - DATA - CHECK_LEN); /* so it is never more than there is */
    return QCC_OK;
}
