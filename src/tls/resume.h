/* resume.h - the TLS session that is kept from one connection and offered in the next.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_RESUME_H
#define QCC_RESUME_H

#include "qcc/internal/state.h"

/* Offers the session at `tls->session`, if there is one, in the handshake that is about to begin. A
 * session is forgotten instead when a certificate of its chain has ended or has not begun, when its
 * root has gone from a store that can change, or when mbedTLS cannot read it: the handshake is then
 * a full one. 0, or a code of mbedTLS that means QCC_ERROR_ARENA. */
int qcc_resume_offer(struct qcc_tls *tls);

/* Keeps the connection's session in the place that was given to qcc_tls_open. To be called after a
 * response: the tickets of TLS 1.3 come after the handshake. Where there is nothing to keep, what
 * was kept before stays. Harmless when nothing is open. */
void qcc_resume_keep(struct qcc_tls *tls);

/* Overwrites the session; `session` may be NULL. */
void qcc_resume_forget(struct qcc_tls_session *session);

/* QCC_OK when a root whose SHA-256 is `anchor` is among `roots`; QCC_ERROR_SESSION when none is;
 * QCC_ERROR_ROOTS when they cannot be read. */
enum qcc_error qcc_resume_find_anchor(const struct qcc_roots *roots,
                                      const uint8_t anchor[QCC_SHA256_LEN]);

#endif
