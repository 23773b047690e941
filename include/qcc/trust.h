/* trust.h - trust anchors: a source that is searched once per chain, so that a store of 140 roots
 * costs memory only for the one that a chain needs.
 *
 * And pins: keys of which the chain must have one, on top of its verification and never instead of
 * it. They keep out whoever has got a certificate for the host from some other CA. They keep the
 * device out, too, when the server changes to a key that is not among them. So there have to be two
 * at least: the key in use, and one that is kept elsewhere for the day on which the first is lost.
 * The key of a CA's intermediate or root changes less often than a server's.
 *
 *     static const struct qcc_pin list[] = {{{0x5a, ...}}, {{0x3c, ...}}};
 *     struct qcc_pins pins;
 *     enum qcc_error error = qcc_pins_set(&pins, list, 2);
 *     config.pins = &pins;
 *
 * The pin of a certificate, as curl's --pinnedpubkey has it after `sha256//`:
 *     openssl x509 -in certificate.pem -noout -pubkey | openssl pkey -pubin -outform DER |
 *         openssl dgst -sha256 -binary | openssl base64
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

#define QCC_PIN_LEN 32

/* A pin: the SHA-256 of a certificate's SubjectPublicKeyInfo in DER (RFC 7469 section 2.4). */
struct qcc_pin {
    uint8_t sha256[QCC_PIN_LEN];
};

/* A set of pins. It and its list stay the caller's and must outlive the client. Private. */
struct qcc_pins {
    const struct qcc_pin *list;
    size_t count;
    /* The one of the list that has this digest, or NULL. NULL itself: the set cannot be used */
    const struct qcc_pin *(*find)(const struct qcc_pins *pins, const uint8_t sha256[QCC_PIN_LEN]);
};

/* Makes `pins` a set of the `count` pins at `list`. Returns QCC_OK; QCC_ERROR_PINS when fewer than
 * two of them differ, or when one has nothing but zeros: qcc_client_init refuses the set then. */
enum qcc_error qcc_pins_set(struct qcc_pins *pins, const struct qcc_pin *list, size_t count);

/* Reads a pin as text: `sha256//` and the 44 characters of its base64 (RFC 4648 section 4). Returns
 * QCC_OK, or QCC_ERROR_PINS, and *pin is undefined, for anything else. */
enum qcc_error qcc_pin_parse(struct qcc_pin *pin, struct qcc_span text);

#ifdef __cplusplus
}
#endif

#endif
