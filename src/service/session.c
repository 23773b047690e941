/* session.c - a TLS session as bytes: who it belongs to, when it ends, mbedTLS's part, a checksum.
 * SPDX-License-Identifier: MIT */
#include "qcc/session.h"
#include "base/writer.h"
#include "service/clock.h"
#include "tls/digest.h"
#include "tls/resume.h"

#include <string.h>

/* What is saved, and where each field begins. Numbers have their most significant byte first. The
 * checksum is the first half of the SHA-256 of all before it: it finds damage in storage and keeps
 * no secret. */
enum {
    MAGIC_AT = 0,            /* "QCS" and the version of this layout */
    OWNER_AT = MAGIC_AT + 4, /* SHA-256 of the URL's authority */
    NOT_BEFORE_AT = OWNER_AT + QCC_SHA256_LEN,
    NOT_AFTER_AT = NOT_BEFORE_AT + 8,
    ANCHOR_AT = NOT_AFTER_AT + 8,
    PIN_AT = ANCHOR_AT + QCC_SHA256_LEN,
    LEN_AT = PIN_AT + QCC_SHA256_LEN, /* of data */
    DATA_AT = LEN_AT + 2,
    CHECK_LEN = 16 /* after the data */
};

static const uint8_t magic[4] = {'Q', 'C', 'S', 4};

/* The `size` low bytes of `value`. */
static void put_number(struct qcc_writer *writer, uint64_t value, size_t size)
{
    value <<= 64 - 8 * size;
    for (size_t i = 0; i < size; i++) {
        qcc_writer_put_byte(writer, (uint8_t)(value >> 56));
        value <<= 8;
    }
}

static uint64_t read_number(const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

/* All but the checksum. */
static void put_fields(struct qcc_writer *writer, const struct qcc_tls_session *session,
                       const uint8_t owner[QCC_SHA256_LEN])
{
    qcc_writer_put_bytes(writer, magic, sizeof magic);
    qcc_writer_put_bytes(writer, owner, QCC_SHA256_LEN);
    put_number(writer, (uint64_t)session->not_before_s, 8);
    put_number(writer, (uint64_t)session->not_after_s, 8);
    qcc_writer_put_bytes(writer, session->anchor, sizeof session->anchor);
    qcc_writer_put_bytes(writer, session->pin, sizeof session->pin);
    put_number(writer, session->len, 2);
    qcc_writer_put_bytes(writer, session->data, session->len);
}

enum qcc_error qcc_session_save(const struct qcc_client *client, uint8_t *out, size_t cap,
                                size_t *len)
{
    const struct qcc_tls_session *session = &client->session;
    struct qcc_writer writer = {out, cap, 0};
    uint8_t digest[QCC_SHA256_LEN];
    if (!qcc_client_is_idle(client) || session->len == 0) {
        return QCC_ERROR_STATE;
    }
    if (cap < DATA_AT + (size_t)session->len + CHECK_LEN) {
        return QCC_ERROR_TOO_SMALL;
    }
    bool done = qcc_sha256(client->base.authority, digest);
    put_fields(&writer, session, digest);
    done = done && qcc_sha256(qcc_span_make(out, writer.len), digest);
    if (!done) {
        qcc_wipe(out, writer.len);
        return QCC_ERROR_TLS_SETUP;
    }
    qcc_writer_put_bytes(&writer, digest, CHECK_LEN);
    *len = writer.len;
    return QCC_OK;
}

static bool has_digest(struct qcc_span bytes, const uint8_t *digest, size_t len)
{
    uint8_t found[QCC_SHA256_LEN];
    return qcc_sha256(bytes, found) && memcmp(found, digest, len) == 0;
}

/* A session of this version, as long as it says, undamaged, and not too long for this build. */
static bool is_whole(struct qcc_span saved)
{
    if (saved.len <= DATA_AT + CHECK_LEN || saved.len > QCC_SESSION_SAVED_MAX) {
        return false;
    }
    const size_t before = saved.len - CHECK_LEN;
    return memcmp(saved.ptr, magic, sizeof magic) == 0 &&
           read_number(saved.ptr + LEN_AT, 2) == before - DATA_AT &&
           has_digest(qcc_span_make(saved.ptr, before), saved.ptr + before, CHECK_LEN);
}

static bool is_for(struct qcc_span saved, const struct qcc_url *url)
{
    return url->https && has_digest(url->authority, saved.ptr + OWNER_AT, QCC_SHA256_LEN);
}

static int64_t read_time(const uint8_t *bytes)
{
    return (int64_t)read_number(bytes, 8);
}

static void read_fields(struct qcc_tls_session *session, struct qcc_span saved)
{
    qcc_wipe(session, sizeof *session);
    session->not_before_s = read_time(saved.ptr + NOT_BEFORE_AT);
    session->not_after_s = read_time(saved.ptr + NOT_AFTER_AT);
    memcpy(session->anchor, saved.ptr + ANCHOR_AT, sizeof session->anchor);
    memcpy(session->pin, saved.ptr + PIN_AT, sizeof session->pin);
    session->len = (uint16_t)read_number(saved.ptr + LEN_AT, 2);
    memcpy(session->data, saved.ptr + DATA_AT, session->len);
}

enum qcc_error qcc_session_load(struct qcc_client *client, struct qcc_span saved)
{
    int64_t now_s;
    if (!qcc_client_is_idle(client)) {
        return QCC_ERROR_STATE;
    }
    if (!is_whole(saved) || !is_for(saved, &client->base)) {
        return QCC_ERROR_SESSION;
    }
    enum qcc_error error = qcc_clock_read(client, &now_s);
    if (error != QCC_OK) {
        return error;
    }
    if (now_s > read_time(saved.ptr + NOT_AFTER_AT)) {
        return QCC_ERROR_SESSION;
    }
    error = qcc_resume_find_anchor(client->config->roots, saved.ptr + ANCHOR_AT);
    if (error == QCC_OK) {
        read_fields(&client->session, saved);
    }
    return error;
}
