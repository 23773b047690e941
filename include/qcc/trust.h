/* trust.h - trust anchors: a source that is searched once per chain, so that a store of 140 roots
 * costs memory only for the one that a chain needs.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TRUST_H
#define QCC_TRUST_H

#include "qcc/error.h"
#include "qcc/span.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A source of root certificates in DER. */
struct qcc_roots {
    /* Hands out one root after another. *cursor is 0 for the first call of a search and is the
     * source's own after that. Returns QCC_OK and sets *der, to an empty span after the last root;
     * QCC_ERROR_ROOTS when the source cannot be read. Searches do not overlap. */
    enum qcc_error (*next)(void *context, size_t *cursor, struct qcc_span *der);
    void *context; /* passed to next, the caller's */

    /* true: *der stays as it is for the life of the client (flash), and is used where it lies.
     * false: it lasts until the next call, and is copied into the arena when a chain needs it. */
    bool in_place;
};

/* The roots of a constant table: write `{qcc_roots_table_next, &table, true}` into a struct
 * qcc_roots. */
struct qcc_roots_table {
    const struct qcc_span
        *der; /* `count` certificates, in flash as a rule; empty ones are skipped */
    size_t count;
};

/* The `next` of a table; its context is a `const struct qcc_roots_table *`. Never fails. */
enum qcc_error qcc_roots_table_next(void *context, size_t *cursor, struct qcc_span *der);

#ifdef __cplusplus
}
#endif

#endif
