/* test_roots.c - the subject of a certificate, the table of roots and the search in it.
 * SPDX-License-Identifier: MIT */
#include "tls/roots.h"
#include "unit.h"

#include <stdlib.h>

/* Certificates made for this test by `openssl req -x509` and `openssl x509 -req`; where their
 * subjects are is what `openssl asn1parse` says. */

/* clang-format off */
/* X.509 v3, self-signed: C=CN, O=Made Up Trust, CN=Made Up Root 1 */
static const uint8_t root_1[453] = {
    0x30, 0x82, 0x01, 0xc1, 0x30, 0x82, 0x01, 0x67, 0xa0, 0x03, 0x02, 0x01, 0x02, 0x02, 0x02, 0x12,
    0x34, 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02, 0x30, 0x3e, 0x31,
    0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06, 0x13, 0x02, 0x43, 0x4e, 0x31, 0x16, 0x30, 0x14,
    0x06, 0x03, 0x55, 0x04, 0x0a, 0x0c, 0x0d, 0x4d, 0x61, 0x64, 0x65, 0x20, 0x55, 0x70, 0x20, 0x54,
    0x72, 0x75, 0x73, 0x74, 0x31, 0x17, 0x30, 0x15, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x0e, 0x4d,
    0x61, 0x64, 0x65, 0x20, 0x55, 0x70, 0x20, 0x52, 0x6f, 0x6f, 0x74, 0x20, 0x31, 0x30, 0x20, 0x17,
    0x0d, 0x32, 0x36, 0x31, 0x31, 0x32, 0x34, 0x30, 0x30, 0x33, 0x31, 0x30, 0x30, 0x5a, 0x18, 0x0f,
    0x32, 0x30, 0x35, 0x31, 0x30, 0x37, 0x31, 0x36, 0x30, 0x30, 0x33, 0x31, 0x30, 0x30, 0x5a, 0x30,
    0x3e, 0x31, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06, 0x13, 0x02, 0x43, 0x4e, 0x31, 0x16,
    0x30, 0x14, 0x06, 0x03, 0x55, 0x04, 0x0a, 0x0c, 0x0d, 0x4d, 0x61, 0x64, 0x65, 0x20, 0x55, 0x70,
    0x20, 0x54, 0x72, 0x75, 0x73, 0x74, 0x31, 0x17, 0x30, 0x15, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c,
    0x0e, 0x4d, 0x61, 0x64, 0x65, 0x20, 0x55, 0x70, 0x20, 0x52, 0x6f, 0x6f, 0x74, 0x20, 0x31, 0x30,
    0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04, 0x78, 0xea, 0x26, 0x3f, 0xed, 0xbc,
    0xe4, 0x44, 0xd0, 0xc2, 0xeb, 0x8a, 0x3f, 0xeb, 0x4d, 0xa8, 0x05, 0xf9, 0xdc, 0xc3, 0x10, 0x8c,
    0x5d, 0xdd, 0xdc, 0x30, 0xd4, 0x8f, 0xae, 0x61, 0x43, 0x1a, 0xaf, 0x7b, 0xa6, 0xfc, 0x71, 0x3e,
    0x8d, 0x10, 0xa4, 0x96, 0x16, 0x97, 0x86, 0x3f, 0x6d, 0xbd, 0xdb, 0x59, 0xb1, 0x84, 0x25, 0x44,
    0x18, 0x98, 0x28, 0x36, 0xf0, 0x0f, 0x40, 0x42, 0x7f, 0x73, 0xa3, 0x53, 0x30, 0x51, 0x30, 0x1d,
    0x06, 0x03, 0x55, 0x1d, 0x0e, 0x04, 0x16, 0x04, 0x14, 0xee, 0x91, 0xbb, 0x01, 0x17, 0x8b, 0x5d,
    0xe5, 0xc4, 0x3b, 0x35, 0x9a, 0x68, 0xb6, 0x02, 0x2e, 0xd4, 0x62, 0xf9, 0x23, 0x30, 0x1f, 0x06,
    0x03, 0x55, 0x1d, 0x23, 0x04, 0x18, 0x30, 0x16, 0x80, 0x14, 0xee, 0x91, 0xbb, 0x01, 0x17, 0x8b,
    0x5d, 0xe5, 0xc4, 0x3b, 0x35, 0x9a, 0x68, 0xb6, 0x02, 0x2e, 0xd4, 0x62, 0xf9, 0x23, 0x30, 0x0f,
    0x06, 0x03, 0x55, 0x1d, 0x13, 0x01, 0x01, 0xff, 0x04, 0x05, 0x30, 0x03, 0x01, 0x01, 0xff, 0x30,
    0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02, 0x03, 0x48, 0x00, 0x30, 0x45,
    0x02, 0x20, 0x11, 0x8d, 0xff, 0xe0, 0xb9, 0xe9, 0x57, 0x71, 0xa4, 0x4a, 0xe8, 0xd2, 0x38, 0x9a,
    0xdb, 0x08, 0xe4, 0xf2, 0xea, 0xdb, 0x8b, 0x95, 0xe8, 0x4d, 0x30, 0xc2, 0x4d, 0x54, 0x22, 0x65,
    0x07, 0x64, 0x02, 0x21, 0x00, 0xa8, 0xd1, 0x11, 0xdb, 0x58, 0xf1, 0x8b, 0xc2, 0xd6, 0xc1, 0x6e,
    0x60, 0x58, 0x31, 0x4a, 0x8b, 0xcc, 0xa0, 0xee, 0xfb, 0xc2, 0x7d, 0x0d, 0xe3, 0x6f, 0xc3, 0x2e,
    0xbb, 0xb1, 0xd3, 0x1f, 0xc0,
};

/* X.509 v1, so without a version, signed by the one above: CN=Made Up Root 2 */
static const uint8_t root_2[324] = {
    0x30, 0x82, 0x01, 0x40, 0x30, 0x81, 0xe7, 0x02, 0x01, 0x07, 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x04, 0x03, 0x02, 0x30, 0x3e, 0x31, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04,
    0x06, 0x13, 0x02, 0x43, 0x4e, 0x31, 0x16, 0x30, 0x14, 0x06, 0x03, 0x55, 0x04, 0x0a, 0x0c, 0x0d,
    0x4d, 0x61, 0x64, 0x65, 0x20, 0x55, 0x70, 0x20, 0x54, 0x72, 0x75, 0x73, 0x74, 0x31, 0x17, 0x30,
    0x15, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x0e, 0x4d, 0x61, 0x64, 0x65, 0x20, 0x55, 0x70, 0x20,
    0x52, 0x6f, 0x6f, 0x74, 0x20, 0x31, 0x30, 0x20, 0x17, 0x0d, 0x32, 0x36, 0x31, 0x31, 0x32, 0x34,
    0x30, 0x30, 0x34, 0x35, 0x31, 0x38, 0x5a, 0x18, 0x0f, 0x32, 0x30, 0x35, 0x31, 0x30, 0x37, 0x31,
    0x36, 0x30, 0x30, 0x34, 0x35, 0x31, 0x38, 0x5a, 0x30, 0x19, 0x31, 0x17, 0x30, 0x15, 0x06, 0x03,
    0x55, 0x04, 0x03, 0x0c, 0x0e, 0x4d, 0x61, 0x64, 0x65, 0x20, 0x55, 0x70, 0x20, 0x52, 0x6f, 0x6f,
    0x74, 0x20, 0x32, 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04, 0x78, 0xea,
    0x26, 0x3f, 0xed, 0xbc, 0xe4, 0x44, 0xd0, 0xc2, 0xeb, 0x8a, 0x3f, 0xeb, 0x4d, 0xa8, 0x05, 0xf9,
    0xdc, 0xc3, 0x10, 0x8c, 0x5d, 0xdd, 0xdc, 0x30, 0xd4, 0x8f, 0xae, 0x61, 0x43, 0x1a, 0xaf, 0x7b,
    0xa6, 0xfc, 0x71, 0x3e, 0x8d, 0x10, 0xa4, 0x96, 0x16, 0x97, 0x86, 0x3f, 0x6d, 0xbd, 0xdb, 0x59,
    0xb1, 0x84, 0x25, 0x44, 0x18, 0x98, 0x28, 0x36, 0xf0, 0x0f, 0x40, 0x42, 0x7f, 0x73, 0x30, 0x0a,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02, 0x03, 0x48, 0x00, 0x30, 0x45, 0x02,
    0x21, 0x00, 0x8f, 0x8f, 0x68, 0xab, 0x78, 0x0a, 0x7d, 0x4a, 0xae, 0xf2, 0x80, 0x28, 0xd3, 0x2b,
    0xe0, 0x48, 0x35, 0xa5, 0x88, 0xf0, 0x27, 0x22, 0xd9, 0x46, 0xe7, 0x16, 0xfe, 0xa1, 0xb9, 0xc5,
    0xa7, 0x20, 0x02, 0x20, 0x13, 0x65, 0x45, 0x60, 0x50, 0xc4, 0x31, 0x3c, 0xc0, 0x31, 0xb8, 0x63,
    0x31, 0x4b, 0x62, 0x26, 0x04, 0x95, 0x64, 0x2f, 0xc6, 0x2c, 0xeb, 0x9a, 0x67, 0xf5, 0xc2, 0xee,
    0x3f, 0x3c, 0xa7, 0xd8,
};
/* clang-format on */

#define SUBJECT_1_AT 127
#define SUBJECT_1_LEN 64
#define SUBJECT_2_AT 120
#define SUBJECT_2_LEN 27

static const struct qcc_span ders[3] = {
    {root_1, sizeof root_1}, {root_2, sizeof root_2}, {root_1, sizeof root_1}};

/* Looks in a copy that ends where the certificate does, so that a sanitizer sees a byte read too
 * many. */
static bool find_subject(const uint8_t *der, size_t len, size_t *at, size_t *subject_len)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    struct qcc_span subject = {NULL, 0};
    bool found;

    assert_non_null(copy);
    memcpy(copy, der, len);
    found = qcc_roots_subject(qcc_span_make(copy, len), &subject);
    if (found) {
        *at = (size_t)(subject.ptr - copy);
        *subject_len = subject.len;
        assert_true(subject.ptr > copy && *at + subject.len <= len);
        assert_int_equal(subject.ptr[0], 0x30);
    }
    free(copy);
    return found;
}

static void the_subject_is_found_with_and_without_a_version(void **state)
{
    size_t at;
    size_t len;

    (void)state;
    assert_true(find_subject(root_1, sizeof root_1, &at, &len));
    assert_int_equal(at, SUBJECT_1_AT);
    assert_int_equal(len, SUBJECT_1_LEN);
    assert_true(find_subject(root_2, sizeof root_2, &at, &len));
    assert_int_equal(at, SUBJECT_2_AT);
    assert_int_equal(len, SUBJECT_2_LEN);
}

static void a_certificate_that_is_cut_has_no_subject(void **state)
{
    size_t at;
    size_t subject_len;

    (void)state;
    for (size_t len = 0; len < sizeof root_1; len++) {
        unit_row("%zu bytes", len);
        assert_false(find_subject(root_1, len, &at, &subject_len));
    }
    for (size_t len = 0; len < sizeof root_2; len++) {
        unit_row("%zu bytes", len);
        assert_false(find_subject(root_2, len, &at, &subject_len));
    }
    assert_false(qcc_roots_subject(qcc_span_make(NULL, 0), &(struct qcc_span){NULL, 0}));
}

static void no_changed_byte_leads_outside_the_certificate(void **state)
{
    uint8_t der[sizeof root_1];
    size_t at;
    size_t len;

    (void)state;
    memcpy(der, root_1, sizeof der);
    for (size_t i = 0; i < sizeof der; i++) {
        for (unsigned byte = 0; byte < 256; byte++) {
            unit_row("byte %zu: 0x%02x", i, byte);
            der[i] = (uint8_t)byte;
            (void)find_subject(der, sizeof der, &at, &len); /* checks where it is, if it is there */
        }
        der[i] = root_1[i];
    }
}

static void another_tag_on_the_way_is_no_certificate(void **state)
{
    /* Certificate, TBSCertificate, version, serialNumber, signature, issuer, validity, subject */
    static const uint8_t tags[] = {0, 4, 8, 13, 17, 29, 93, 127};
    uint8_t der[sizeof root_1];
    size_t at;
    size_t len;

    (void)state;
    for (size_t i = 0; i < sizeof tags; i++) {
        unit_row("the tag at %u", (unsigned)tags[i]);
        memcpy(der, root_1, sizeof der);
        der[tags[i]] = 0x31;
        assert_false(find_subject(der, sizeof der, &at, &len));
    }
}

/* A certificate's shape with a validity of `len` bytes, whose length is written in `octets` more
 * octets. */
static size_t make_shape(uint8_t *out, size_t len, size_t octets)
{
    static const uint8_t before[] = {0x02, 0x01, 0x07, 0x30, 0x00, 0x30, 0x00};
    static const uint8_t subject[] = {0x30, 0x02, 0x31, 0x00};
    const size_t inner = sizeof before + 2 + octets + len + sizeof subject;
    size_t at = 0;

    for (size_t level = 0; level < 2; level++) {
        const size_t size = inner + (level == 0 ? 5 : 0);

        out[at++] = 0x30;
        out[at++] = 0x83;
        out[at++] = (uint8_t)(size >> 16);
        out[at++] = (uint8_t)(size >> 8);
        out[at++] = (uint8_t)size;
    }
    memcpy(out + at, before, sizeof before);
    at += sizeof before;
    out[at++] = 0x30;
    out[at++] = octets == 0 ? (uint8_t)len : (uint8_t)(0x80 + octets);
    for (size_t i = octets; i-- > 0;) {
        out[at++] = (uint8_t)(i < 4 ? len >> (8 * i) : 0);
    }
    memset(out + at, 0x05, len);
    at += len;
    memcpy(out + at, subject, sizeof subject);
    return at + sizeof subject;
}

static void lengths_of_up_to_three_octets_are_read(void **state)
{
    static const struct {
        size_t len, octets;
        bool found;
    } shapes[] = {
        {0, 0, true},     {127, 0, true},   {128, 1, true},   {255, 1, true},  {256, 2, true},
        {65535, 2, true}, {65536, 3, true}, {70000, 3, true}, {256, 4, false}, {0, 5, false},
    };
    static uint8_t der[70100];

    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        unit_row("%zu bytes, %zu octets", shapes[i].len, shapes[i].octets);
        const size_t size = make_shape(der, shapes[i].len, shapes[i].octets);
        size_t at = 0;
        size_t len = 0;

        assert_int_equal(find_subject(der, size, &at, &len), shapes[i].found);
        if (shapes[i].found) {
            assert_int_equal(at, size - 4);
            assert_int_equal(len, 4);
        }
    }
}

static void an_indefinite_length_is_no_der(void **state)
{
    /* Certificate, TBSCertificate, issuer of the shape, which is empty */
    static const uint8_t lengths[] = {1, 6, 16};
    uint8_t der[64];
    size_t at;
    size_t len;

    (void)state;
    for (size_t i = 0; i < sizeof lengths; i++) {
        unit_row("the length at %u", (unsigned)lengths[i]);
        const size_t size = make_shape(der, 4, 0);

        assert_true(find_subject(der, size, &at, &len));
        der[lengths[i]] = 0x80;
        assert_false(find_subject(der, size, &at, &len));
        der[lengths[i]] = 0xFF;
        assert_false(find_subject(der, size, &at, &len));
    }
}

static void a_table_hands_out_its_roots_in_order(void **state)
{
    struct qcc_roots_table table = {ders, 2};
    struct qcc_span der = {NULL, 0};
    size_t cursor = 0;

    (void)state;
    assert_int_equal(qcc_roots_table_next(&table, &cursor, &der), QCC_OK);
    assert_ptr_equal(der.ptr, root_1);
    assert_int_equal(der.len, sizeof root_1);
    assert_int_equal(qcc_roots_table_next(&table, &cursor, &der), QCC_OK);
    assert_ptr_equal(der.ptr, root_2);
    assert_int_equal(qcc_roots_table_next(&table, &cursor, &der), QCC_OK);
    assert_int_equal(der.len, 0);
    assert_int_equal(qcc_roots_table_next(&table, &cursor, &der), QCC_OK);
    assert_int_equal(der.len, 0);
    table.count = 0;
    cursor = 0;
    der = ders[0];
    assert_int_equal(qcc_roots_table_next(&table, &cursor, &der), QCC_OK);
    assert_int_equal(der.len, 0);
}

static void every_root_of_a_name_is_found_one_after_another(void **state)
{
    struct qcc_roots_table table = {ders, 3};
    const struct qcc_roots roots = {qcc_roots_table_next, &table, true};
    const struct qcc_span name_1 = {root_1 + SUBJECT_1_AT, SUBJECT_1_LEN};
    const struct qcc_span name_2 = {root_2 + SUBJECT_2_AT, SUBJECT_2_LEN};
    struct qcc_span der = {NULL, 0};
    size_t cursor = 0;

    (void)state;
    assert_int_equal(qcc_roots_find(&roots, name_1, &cursor, &der), QCC_OK);
    assert_ptr_equal(der.ptr, root_1);
    assert_int_equal(cursor, 1);
    assert_int_equal(qcc_roots_find(&roots, name_1, &cursor, &der), QCC_OK);
    assert_int_equal(cursor, 3);
    assert_int_equal(qcc_roots_find(&roots, name_1, &cursor, &der), QCC_OK);
    assert_int_equal(der.len, 0);
    cursor = 0;
    assert_int_equal(qcc_roots_find(&roots, name_2, &cursor, &der), QCC_OK);
    assert_ptr_equal(der.ptr, root_2);
    assert_int_equal(qcc_roots_find(&roots, name_2, &cursor, &der), QCC_OK);
    assert_int_equal(der.len, 0);
}

static void a_name_that_differs_in_one_byte_is_another_name(void **state)
{
    struct qcc_roots_table table = {ders, 1};
    const struct qcc_roots roots = {qcc_roots_table_next, &table, true};
    uint8_t name[SUBJECT_1_LEN];
    struct qcc_span der = {NULL, 0};

    (void)state;
    for (size_t i = 0; i < sizeof name; i++) {
        unit_row("byte %zu", i);
        size_t cursor = 0;

        memcpy(name, root_1 + SUBJECT_1_AT, sizeof name);
        name[i] ^= 0x20;
        assert_int_equal(qcc_roots_find(&roots, qcc_span_make(name, sizeof name), &cursor, &der),
                         QCC_OK);
        assert_int_equal(der.len, 0);
        cursor = 0;
        assert_int_equal(
            qcc_roots_find(&roots, qcc_span_make(root_1 + SUBJECT_1_AT, i), &cursor, &der), QCC_OK);
        assert_int_equal(der.len, 0);
    }
}

static void a_damaged_root_does_not_hide_the_others(void **state)
{
    struct qcc_span damaged[3];
    struct qcc_roots_table table = {damaged, 3};
    const struct qcc_roots roots = {qcc_roots_table_next, &table, true};
    const struct qcc_span name_2 = {root_2 + SUBJECT_2_AT, SUBJECT_2_LEN};
    struct qcc_span der = {NULL, 0};
    size_t cursor = 0;

    (void)state;
    damaged[0] = qcc_span_make(root_2, sizeof root_2 - 1);
    damaged[1] = qcc_span_make(NULL, 0);
    damaged[2] = ders[1];
    assert_int_equal(qcc_roots_find(&roots, name_2, &cursor, &der), QCC_OK);
    assert_ptr_equal(der.ptr, root_2);
    assert_int_equal(der.len, sizeof root_2);
}

/* One root, then the source breaks. */
static enum qcc_error next_then_broken(void *context, size_t *cursor, struct qcc_span *der)
{
    (void)context;
    *der = ders[0];
    return (*cursor)++ == 0 ? QCC_OK : QCC_ERROR_ROOTS;
}

static void a_source_that_cannot_be_read_is_an_error(void **state)
{
    const struct qcc_roots roots = {next_then_broken, NULL, false};
    const struct qcc_span name_2 = {root_2 + SUBJECT_2_AT, SUBJECT_2_LEN};
    struct qcc_span der = {NULL, 0};
    size_t cursor = 0;

    (void)state;
    assert_int_equal(qcc_roots_find(&roots, name_2, &cursor, &der), QCC_ERROR_ROOTS);
}

/* ---- The name of a signature's algorithm. */

static void a_signature_is_renamed_in_both_places_and_nothing_else_changes(void **state)
{
    static const struct {
        const char *what;
        uint8_t algorithm[10], renamed; /* the contents of the SEQUENCE; the last byte after it */
    } rows[] = {
        {"ecdsa-with-SHA384", {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03}, 0x02},
        {"ecdsa-with-SHA256", {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02}, 0x02},
        {"another family", {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x04, 0x03}, 0x03},
        {"not a name", {0x04, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03}, 0x03},
    };
    static const size_t inner = 0x13, outer = 0x171; /* where root_1 has them */
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t der[sizeof root_1], expected[sizeof root_1];
        memcpy(der, root_1, sizeof der);
        memcpy(der + inner, rows[i].algorithm, sizeof rows[i].algorithm);
        memcpy(der + outer, rows[i].algorithm, sizeof rows[i].algorithm);
        memcpy(expected, der, sizeof der);
        expected[inner + 9] = expected[outer + 9] = rows[i].renamed;
        qcc_roots_rename_signature(der, sizeof der);
        if (memcmp(der, expected, sizeof der) != 0) {
            fail_msg("%s", rows[i].what);
        }
    }
}

static void what_is_no_certificate_is_left_alone(void **state)
{
    (void)state;
    for (size_t len = 0; len < sizeof root_1; len++) {
        unit_row("%zu bytes", len);
        uint8_t der[sizeof root_1], before[sizeof root_1];
        memcpy(der, root_1, sizeof der);
        der[0x13 + 9] = 0x03; /* ecdsa-with-SHA384, which would be renamed */
        memcpy(before, der, sizeof der);
        qcc_roots_rename_signature(der, len);
        assert_memory_equal(der, before, sizeof der);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_subject_is_found_with_and_without_a_version),
        cmocka_unit_test(a_certificate_that_is_cut_has_no_subject),
        cmocka_unit_test(no_changed_byte_leads_outside_the_certificate),
        cmocka_unit_test(another_tag_on_the_way_is_no_certificate),
        cmocka_unit_test(lengths_of_up_to_three_octets_are_read),
        cmocka_unit_test(an_indefinite_length_is_no_der),
        cmocka_unit_test(a_table_hands_out_its_roots_in_order),
        cmocka_unit_test(every_root_of_a_name_is_found_one_after_another),
        cmocka_unit_test(a_name_that_differs_in_one_byte_is_another_name),
        cmocka_unit_test(a_damaged_root_does_not_hide_the_others),
        cmocka_unit_test(a_source_that_cannot_be_read_is_an_error),
        cmocka_unit_test(a_signature_is_renamed_in_both_places_and_nothing_else_changes),
        cmocka_unit_test(what_is_no_certificate_is_left_alone),
    };

    return unit_run(tests, argc, argv);
}
