/* roots.c - trust anchors: a constant table, the subject of a certificate, and the search by it.
 * SPDX-License-Identifier: MIT */
#include "tls/roots.h"

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

/* RFC 5280 section 4.1:
 *   Certificate    ::= SEQUENCE { tbsCertificate TBSCertificate, ... }
 *   TBSCertificate ::= SEQUENCE { version [0] EXPLICIT Version DEFAULT v1, serialNumber INTEGER,
 *                                 signature SEQUENCE, issuer SEQUENCE, validity SEQUENCE,
 *                                 subject SEQUENCE, ... }
 * The first two are entered, the others are stepped over. */
bool qcc_roots_subject(struct qcc_span der, struct qcc_span *subject)
{
    static const uint8_t tags[] = {0x30, 0x30, 0xA0, 0x02, 0x30, 0x30, 0x30, 0x30};

    for (size_t i = 0; i < sizeof tags; i++) {
        size_t len;
        const size_t header = read_header(&der, &len);

        if (header == 0) {
            return false;
        }
        if (der.ptr[0] != tags[i]) {
            if (tags[i] != 0xA0) {
                return false;
            }
            continue; /* the version, which may be left out */
        }
        subject->ptr = der.ptr;
        subject->len = header + len;
        der.ptr += i < 2 ? header : header + len;
        der.len = i < 2 ? len : der.len - header - len;
    }
    return true;
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
