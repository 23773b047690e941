/* roots.h - the search among trust anchors.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_ROOTS_H
#define QCC_ROOTS_H

#include "qcc/trust.h"

/* Finds the subject (the Name's whole DER, RFC 5280 section 4.1.2.6) in a certificate. False when
 * `der` is not shaped like one. */
bool qcc_roots_subject(struct qcc_span der, struct qcc_span *subject);

/* Gives the signature of the certificate `der` another name of the same family, that with SHA-256,
 * in both places: the signature means nothing after that. Leaves alone what is not shaped like a
 * certificate, and algorithms of other families. */
void qcc_roots_rename_signature(uint8_t *der, size_t len);

/* The next root whose subject is `name`, byte for byte (RFC 5280 section 7.1 asks CAs to encode it
 * so). Returns as `next` of struct qcc_roots does: after the last one *der is empty. */
enum qcc_error qcc_roots_find(const struct qcc_roots *roots, struct qcc_span name, size_t *cursor,
                              struct qcc_span *der);

#endif
