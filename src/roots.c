/* roots.c - trust anchors: a constant table, the subject of a certificate, and the search by it.
 * SPDX-License-Identifier: MIT */
#include "qcc/roots.h"

#define TAG_INTEGER 0x02
#define TAG_SEQUENCE 0x30
#define TAG_VERSION 0xA0 /* [0] EXPLICIT */

enum qcc_error qcc_roots_table_next(void *context, size_t *cursor, struct qcc_span *der)
{
    const struct qcc_roots_table *table = context;

    if (*cursor >= table->count) {
        return QCC_PENDING;
    }
    *der = table->der[(*cursor)++];
    return QCC_OK;
}

/* ITU-T X.690 section 8.1: identifier octet, length octets, contents. Lengths of up to three
 * octets, 16 MB, are more than any certificate has. Returns the bytes before the contents and in
 * *len how many those have; 0 when `text` does not hold it all. */
static size_t read_header(struct qcc_span text, size_t *len)
{
    size_t octets;

    if (text.len < 2) {
        return 0;
    }
    *len = text.ptr[1];
    octets = *len & 0x7F;
    if (*len < 0x80) {
        octets = 0;
    } else if (octets < 1 || octets > 3 || text.len < 2 + octets) {
        return 0;
    } else {
        *len = 0;
        for (size_t i = 0; i < octets; i++) {
            *len = *len << 8 | text.ptr[2 + i];
        }
    }
    return *len <= text.len - 2 - octets ? 2 + octets : 0;
}

/* Cuts the element that `rest` begins with off it; false when it has not this tag, or is not
 * whole. */
static bool take(struct qcc_span *rest, uint8_t tag, struct qcc_span *whole)
{
    size_t len;
    const size_t header = read_header(*rest, &len);

    if (header == 0 || rest->ptr[0] != tag) {
        return false;
    }
    *whole = qcc_span_make(rest->ptr, header + len);
    *rest = qcc_span_make(rest->ptr + header + len, rest->len - header - len);
    return true;
}

/* Narrows `rest` to the contents of the SEQUENCE that it begins with. */
static bool enter_sequence(struct qcc_span *rest)
{
    size_t len;
    const size_t header = read_header(*rest, &len);

    if (header == 0 || rest->ptr[0] != TAG_SEQUENCE) {
        return false;
    }
    *rest = qcc_span_make(rest->ptr + header, len);
    return true;
}

/* RFC 5280 section 4.1:
 *   Certificate    ::= SEQUENCE { tbsCertificate TBSCertificate, ... }
 *   TBSCertificate ::= SEQUENCE { version [0] EXPLICIT Version DEFAULT v1, serialNumber INTEGER,
 *                                 signature SEQUENCE, issuer SEQUENCE, validity SEQUENCE,
 *                                 subject SEQUENCE, ... } */
bool qcc_roots_subject(struct qcc_span der, struct qcc_span *subject)
{
    struct qcc_span skipped;

    if (!enter_sequence(&der) || !enter_sequence(&der)) {
        return false;
    }
    if (der.len > 0 && der.ptr[0] == TAG_VERSION && !take(&der, TAG_VERSION, &skipped)) {
        return false;
    }
    return take(&der, TAG_INTEGER, &skipped) && take(&der, TAG_SEQUENCE, &skipped) &&
           take(&der, TAG_SEQUENCE, &skipped) && take(&der, TAG_SEQUENCE, &skipped) &&
           take(&der, TAG_SEQUENCE, subject);
}

/* A root that is not shaped like a certificate matches no name: one damaged root must not take the
 * others away. */
enum qcc_error qcc_roots_find(const struct qcc_roots *roots, struct qcc_span name, size_t *cursor,
                              struct qcc_span *der)
{
    struct qcc_span subject;
    enum qcc_error error;

    do {
        error = roots->next(roots->context, cursor, der);
    } while (error == QCC_OK &&
             !(qcc_roots_subject(*der, &subject) && qcc_span_equal(subject, name)));
    return error;
}
