/* session.h - a TLS session that outlives power: what a client keeps to resume, as bytes that the
 * caller stores.
 *
 * The bytes hold secrets: whoever has them can read the traffic of the session. Store them as you
 * store keys.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_SESSION_H
#define QCC_SESSION_H

#include "qcc/client.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Room that any saved session fits in, in bytes: magic and version, owner, dates, root, pin,
 * length, data, checksum. What another build saved can be loaded when that build's sessions were no
 * larger. */
#define QCC_SESSION_SAVED_MAX (4 + 3 * QCC_SHA256_LEN + 16 + 2 + QCC_SESSION_SIZE + 16)

/* Writes the session that `client` would resume to at most `cap` bytes at `out`; *len is how many.
 * QCC_OK; QCC_ERROR_STATE when there is none, or a request is under way; QCC_ERROR_TOO_SMALL when
 * `cap` is; QCC_ERROR_TLS_SETUP when mbedTLS's SHA-256 fails. */
enum qcc_error qcc_session_save(const struct qcc_client *client, uint8_t *out, size_t cap,
                                size_t *len);

/* Gives `client`, between requests, a session that qcc_session_save wrote. QCC_OK;
 * QCC_ERROR_SESSION when it is damaged, has ended, or belongs to another host or port, or to a root
 * that is no more among the client's; QCC_ERROR_CLOCK; QCC_ERROR_ROOTS; QCC_ERROR_STATE. The client
 * works without it. A session that another build of mbedTLS wrote is dropped when it would be
 * offered. */
enum qcc_error qcc_session_load(struct qcc_client *client, struct qcc_span saved);

#ifdef __cplusplus
}
#endif

#endif
