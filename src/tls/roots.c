/* roots.c - trust anchors: a constant table, the subject of a certificate, and the search by it.
 * SPDX-License-Identifier: MIT */
#include "tls/roots.h"

#include <string.h>

enum qcc_error qcc_roots_table_next(void *context, size_t *cursor, struct qcc_span *der)
{
    const struct qcc_roots_table *table = context;

    *der = qcc_span_make(NULL, 0);
    while (der->len == 0 && *cursor < table->count) {
        *der = table->der[(*cursor)++];
    }
    return QCC_OK;
}

/* ITU-T X.690 section 8.1: identifier octet, length octets, contents. Lengths of up to three
 * octets, 16 MB, are more than any certificate has. Returns the bytes before the contents and in
 * *len how many those have; 0 when `text` does not hold it all. */
static size_t read_header(const struct qcc_span *text, size_t *len)
{
    size_t header = 2;

    if (text->len < header) {
        return 0;
    }
    *len = text->ptr[1];
    if (*len >= 0x80) {
        header += *len & 0x7F;
        *len = 0;
        if (header < 3 || header > 5 || text->len < header) {
            return 0;
        }
        for (size_t i = 2; i < header; i++) {
            *len = *len << 8 | text->ptr[i];
        }
    }
    return *len <= text->len - header ? header : 0;
}

/* An element of DER: what comes next in `text`, if it has that tag. Returns the whole of it, and
 * steps over it, or over its header only, into what it holds. Returns an empty span for another
 * one. */
static struct qcc_span read_element(struct qcc_span *text, uint8_t tag, bool enters)
{
    size_t len;
    const size_t header = read_header(text, &len);
    struct qcc_span element = {text->ptr, 0};

    if (header != 0 && text->ptr[0] == tag) {
        element.len = header + len;
        text->ptr += enters ? header : element.len;
        text->len = enters ? len : text->len - element.len;
    }
    return element;
}

#define SEQUENCE 0x30
#define INTEGER 0x02
#define VERSION 0xA0
#define OBJECT_IDENTIFIER 0x06

/* RFC 5280 section 4.1:
 *   Certificate    ::= SEQUENCE { tbsCertificate TBSCertificate, signatureAlgorithm SEQUENCE, ... }
 *   TBSCertificate ::= SEQUENCE { version [0] EXPLICIT Version DEFAULT v1, serialNumber INTEGER,
 *                                 signature SEQUENCE, issuer SEQUENCE, validity SEQUENCE,
 *                                 subject SEQUENCE, ... }
 * Moves `der` to `signature`. */
static bool enter_certificate(struct qcc_span *der)
{
    if (read_element(der, SEQUENCE, true).len == 0 || read_element(der, SEQUENCE, true).len == 0) {
        return false;
    }
    (void)read_element(der, VERSION, false);
    return read_element(der, INTEGER, false).len != 0;
}

bool qcc_roots_subject(struct qcc_span der, struct qcc_span *subject)
{
    bool is_good = enter_certificate(&der);

    for (int i = 0; is_good && i < 4; i++) { /* signature, issuer, validity, subject */
        *subject = read_element(&der, SEQUENCE, false);
        is_good = subject->len != 0;
    }
    return is_good;
}

/* RFC 8017 appendix A.2.4, RFC 5758 section 3.2: the algorithms of one family differ in the last
 * byte. A name of another length stays as it is. */
static void rename_algorithm(struct qcc_span algorithm, uint8_t *der)
{
    static const struct {
        uint8_t family[8], len, sha256;
    } families[] = {
        {{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01}, 8, 0x0B}, /* ...WithRSAEncryption */
        {{0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03}, 7, 0x02},       /* ecdsa-with-... */
    };
    struct qcc_span name;

    (void)read_element(&algorithm, SEQUENCE, true);
    name = read_element(&algorithm, OBJECT_IDENTIFIER, false);
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        if (name.len == 2u + families[i].len + 1 &&
            memcmp(name.ptr + 2, families[i].family, families[i].len) == 0) {
            der[(size_t)(name.ptr - der) + name.len - 1] = families[i].sha256;
        }
    }
}

void qcc_roots_rename_signature(uint8_t *der, size_t len)
{
    struct qcc_span inner = {der, len}, outer = {der, len};

    if (enter_certificate(&inner)) {
        rename_algorithm(inner, der);
        (void)read_element(&outer, SEQUENCE, true);
        (void)read_element(&outer, SEQUENCE, false);
        rename_algorithm(outer, der);
    }
}

/* A root that is not shaped like a certificate matches no name: one damaged root must not take the
 * others away. */
static bool is_named(struct qcc_span der, struct qcc_span name)
{
    struct qcc_span subject;
    return qcc_roots_subject(der, &subject) && qcc_span_equal(subject, name);
}

enum qcc_error qcc_roots_find(const struct qcc_roots *roots, struct qcc_span name, size_t *cursor,
                              struct qcc_span *der)
{
    enum qcc_error error;
    do {
        error = roots->next(roots->context, cursor, der);
    } while (error == QCC_OK && der->len != 0 && !is_named(*der, name));
    return error;
}
