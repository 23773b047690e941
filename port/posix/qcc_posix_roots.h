/* qcc_posix_roots.h - trust anchors out of a PEM bundle (RFC 7468), read by open() and read() when a chain needs one.
 *
 *     static struct qcc_posix_roots store;
 *     struct qcc_roots roots = qcc_posix_roots(&store, qcc_posix_roots_default_path());
 * SPDX-License-Identifier: MIT */
#ifndef QCC_POSIX_ROOTS_H
#define QCC_POSIX_ROOTS_H

#include "qcc/roots.h"

/* Longest certificate in DER, in bytes. A root that is longer is passed over. */
#ifndef QCC_POSIX_ROOT_SIZE
#define QCC_POSIX_ROOT_SIZE 4096
#endif

/* One bundle. The caller's; it must stay where it is while a client uses it. Private. */
struct qcc_posix_roots {
    const char *path;
    uint8_t der[QCC_POSIX_ROOT_SIZE];
};

/* The roots of the bundle at `path`, which is not opened yet and must stay valid. Entries that are not CERTIFICATE, cannot be
 * decoded or are too long are passed over, and so is text between entries. `next` returns QCC_ERROR_ROOTS when the file cannot be
 * read. */
struct qcc_roots qcc_posix_roots(struct qcc_posix_roots *store, const char *path);

/* The system's bundle: the first of the usual paths that can be read; Debian's when none can. Static. */
const char *qcc_posix_roots_default_path(void);

#endif
