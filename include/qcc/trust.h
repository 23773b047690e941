/* roots.h - trust anchors: a source that is searched once per chain, so that a store of 140 roots
 * costs memory only for the one that a chain needs.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TRUST_H
#define QCC_TRUST_H

#include "qcc/error.h"
#include "qcc/span.h"

/* A source of root certificates in DER. */
struct qcc_roots {
    /* Hands out one root after another. *cursor is 0 for the first call of a search and is the
     * source's own after that. Returns QCC_OK and sets *der; QCC_PENDING after the last one;
     * QCC_ERROR_ROOTS when the source cannot be read. Searches do not overlap. */
    enum qcc_error (*next)(void *context, size_t *cursor, struct qcc_span *der);
    void *context; /* passed to next, the caller's */

    /* true: *der stays as it is for the life of the client (flash), and is used where it lies.
     * false: it lasts until the next call, and is copied into the arena when a chain needs it. */
    bool in_place;
};

/* The roots of a constant table: put `{qcc_roots_table_next, &table, true}` into a struct
 * qcc_roots. */
struct qcc_roots_table {
    const struct qcc_span *der; /* `count` certificates, in flash as a rule */
    size_t count;
};

/* The `next` of a table; its context is a `const struct qcc_roots_table *`. */
enum qcc_error qcc_roots_table_next(void *context, size_t *cursor, struct qcc_span *der);

/* Finds the subject (the Name's whole DER, RFC 5280 section 4.1.2.6) in a certificate. False when
 * `der` is not shaped like one. */
bool qcc_roots_subject(struct qcc_span der, struct qcc_span *subject);

/* The next root whose subject is `name`, byte for byte (RFC 5280 section 7.1 asks CAs to encode it
 * so). Returns as `next` does. */
enum qcc_error qcc_roots_find(const struct qcc_roots *roots, struct qcc_span name, size_t *cursor,
                              struct qcc_span *der);

#endif
