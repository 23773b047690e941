/* session.c - a TLS session as bytes: who it belongs to, when it ends, a checksum, and mbedTLS's
 * part.
 * SPDX-License-Identifier: MIT */
#include "qcc/session.h"

#include <string.h>

/* magic, 4 | data's length, 2 | not_after_s, 8 | anchor, 32 | SHA-256 of `host:port`, 32 | data |
 * first 16 of the SHA-256 of all before. Numbers are big-endian. The checksum finds damage in
 * storage; it keeps no secret. */
enum {
    LEN = 4,
    NOT_AFTER = 6,
    ANCHOR = 14,
    OWNER = ANCHOR + QCC_DIGEST_LEN,
    DATA = OWNER + QCC_DIGEST_LEN,
    CHECK_LEN = 16
};

static const uint8_t magic[4] = {'Q', 'C', 'S', 1};

static void put_big_endian(uint8_t *out, uint64_t value, size_t len)
{
    while (len-- > 0) {
        out[len] = (uint8_t)value;
        value >>= 8;
    }
}

static uint64_t get_big_endian(const uint8_t *in, size_t len)
{
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++) {
        value = value << 8 | in[i];
    }
    return value;
}

static bool digest_owner(const struct qcc_url *url, uint8_t digest[QCC_DIGEST_LEN])
{
    uint8_t text[QCC_HOST_SIZE + 8];
    struct qcc_writer writer = {text, sizeof text, 0};
    qcc_writer_put(&writer, url->host);
    qcc_writer_put_byte(&writer, ':');
    qcc_writer_put_decimal(&writer, url->port);
    return qcc_writer_fits(&writer) && qcc_tls_digest(qcc_span_make(text, writer.len), digest);
}

enum qcc_error qcc_session_save(const struct qcc_client *client, uint8_t *out, size_t cap,
                                size_t *len)
{
    const struct qcc_tls_session *session = &client->session;
    uint8_t check[QCC_DIGEST_LEN];
    size_t end = DATA + (size_t)session->len;
    if (!qcc_client_is_idle(client) || session->len == 0) {
        return QCC_ERROR_STATE;
    }
    if (cap < end + CHECK_LEN) {
        return QCC_ERROR_CONFIG;
    }
    memcpy(out, magic, sizeof magic);
    put_big_endian(out + LEN, session->len, 2);
    put_big_endian(out + NOT_AFTER, (uint64_t)session->not_after_s, 8);
    memcpy(out + ANCHOR, session->anchor, QCC_DIGEST_LEN);
    memcpy(out + DATA, session->data, session->len);
    if (!digest_owner(&client->base, out + OWNER) ||
        !qcc_tls_digest(qcc_span_make(out, end), check)) {
        qcc_wipe(out, end);
        return QCC_ERROR_TLS_SETUP;
    }
    memcpy(out + end, check, CHECK_LEN);
    *len = end + CHECK_LEN;
    return QCC_OK;
}

static bool is_whole(struct qcc_span saved)
{
    uint8_t check[QCC_DIGEST_LEN];
    if (saved.len < DATA + CHECK_LEN || memcmp(saved.ptr, magic, sizeof magic) != 0) {
        return false;
    }
    size_t len = (size_t)get_big_endian(saved.ptr + LEN, 2);
    size_t end = DATA + len;
    return len != 0 && len <= QCC_SESSION_SIZE && saved.len == end + CHECK_LEN &&
           qcc_tls_digest(qcc_span_make(saved.ptr, end), check) &&
           memcmp(saved.ptr + end, check, CHECK_LEN) == 0;
}

static bool is_for(struct qcc_span saved, const struct qcc_url *url)
{
    uint8_t owner[QCC_DIGEST_LEN];
    return url->https && digest_owner(url, owner) &&
           memcmp(saved.ptr + OWNER, owner, sizeof owner) == 0;
}

enum qcc_error qcc_session_load(struct qcc_client *client, struct qcc_span saved)
{
    struct qcc_tls_session *session = &client->session;
    int64_t now_s;
    if (!qcc_client_is_idle(client)) {
        return QCC_ERROR_STATE;
    }
    if (!is_whole(saved) || !is_for(saved, &client->base)) {
        return QCC_ERROR_SESSION;
    }
    enum qcc_error error = qcc_port_wall_clock(client->config->port, &now_s);
    if (error != QCC_OK) {
        return error;
    }
    int64_t not_after_s = (int64_t)get_big_endian(saved.ptr + NOT_AFTER, 8);
    if (now_s > not_after_s) {
        return QCC_ERROR_SESSION;
    }
    error = qcc_tls_find_anchor(client->config->roots, saved.ptr + ANCHOR);
    if (error != QCC_OK) {
        return error;
    }
    qcc_wipe(session, sizeof *session);
    session->not_after_s = not_after_s;
    memcpy(session->anchor, saved.ptr + ANCHOR, QCC_DIGEST_LEN);
    session->len = (uint16_t)get_big_endian(saved.ptr + LEN, 2);
    memcpy(session->data, saved.ptr + DATA, session->len);
    return QCC_OK;
}
