/* qcc_posix_roots.h - trust anchors out of a PEM bundle (RFC 7468), read by open() and read() when
 * a chain needs one.
 *
 *     static struct qcc_posix_store store;
 *     struct qcc_roots roots = qcc_posix_roots(&store, qcc_posix_roots_default_path());
 *
 * The file is closed again before a root is handed out: nothing stays open, and a bundle that an
 * update has replaced is seen by the next search.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_POSIX_ROOTS_H
#define QCC_POSIX_ROOTS_H

#include "qcc/trust.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Longest certificate in DER, in bytes. A root that is longer is passed over. */
#ifndef QCC_POSIX_ROOT_SIZE
#define QCC_POSIX_ROOT_SIZE 4096
#endif

/* Longest bundle, in bytes. Public ones have some 250,000. */
#ifndef QCC_POSIX_ROOTS_FILE_MAX
#define QCC_POSIX_ROOTS_FILE_MAX 8000000u
#endif

/* One bundle. The caller's; it must stay where it is while a client uses it. Private. */
struct qcc_posix_store {
    const char *path;
    uint8_t der[QCC_POSIX_ROOT_SIZE];
};

/* The roots of the bundle at `path`, which is not opened yet and must stay valid. Text between
 * entries is passed over, and so are entries that are not CERTIFICATE ("TRUSTED CERTIFICATE" too),
 * that are not whole or no base64, and that are too long; the others stand. `next` returns
 * QCC_ERROR_ROOTS when the file cannot be read, has no certificate at all, or is longer than
 * QCC_POSIX_ROOTS_FILE_MAX. */
struct qcc_roots qcc_posix_roots(struct qcc_posix_store *store, const char *path);

/* The system's bundle: the first of the usual paths that can be read; Debian's when none can.
 * Static. */
const char *qcc_posix_roots_default_path(void);

#ifdef __cplusplus
}
#endif

#endif
