/* test_chain.c - the roots that come into question, and the order of what the server sent; chains
 * of a real handshake are in test_stream.c. SPDX-License-Identifier: MIT */
#include "certificate.h"
#include "qcc/memory.h"
#include "tls/chain.h"
#include "tls/roots.h"
#include "tls/verify.h"
#include "unit.h"

#include <mbedtls/platform.h>
#include <stdlib.h>

static struct qcc_tls tls;

/* ---- The roots that come into question. */

static uint8_t arena[65536];
static uint8_t bytes[4][4096];
static struct qcc_span ders[4];
static struct qcc_span name; /* the subject of all of them but the last */

static bool no_entropy(void *context, uint8_t *data, size_t len)
{
    (void)context;
    (void)data;
    (void)len;
    return false;
}

static struct qcc_span read_root(uint8_t *place, const char *file)
{
    char path[512];
    const char *folder = getenv("QCC_TEST_PKI");
    assert_non_null(folder); /* the folder that tests/pki/make.sh filled */
    (void)snprintf(path, sizeof path, "%s/%s.der", folder, file);
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    size_t len = fread(place, 1, sizeof bytes[0], in);
    (void)fclose(in);
    assert_true(len > 0 && len < sizeof bytes[0]);
    return qcc_span_make(place, len);
}

/* A root, one that has the same name and cannot be read, the root again, and one of another name.
 */
static int set_up_roots(void **state)
{
    static const struct qcc_port port = {.entropy = no_entropy};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        ders[i] = read_root(bytes[i], "root-rsa");
    }
    ders[3] = read_root(bytes[3], "root-ec");
    assert_true(qcc_roots_subject(ders[0], &name));
    bytes[1][name.ptr + name.len - bytes[0]] ^= 1; /* the tag of the key, which comes next */
    return qcc_memory_install(arena, sizeof arena, &port) == QCC_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    qcc_memory_remove();
    return 0;
}

static size_t count(const mbedtls_x509_crt *list)
{
    size_t n = 0;
    for (; list != NULL; list = list->next) {
        assert_int_equal(list->raw.len, ders[0].len);
        assert_memory_equal(list->raw.p, ders[0].ptr, ders[0].len);
        n++;
    }
    return n;
}

static void discard(mbedtls_x509_crt *list)
{
    mbedtls_x509_crt_free(list);
    mbedtls_free(list);
}

static void prepare(const struct qcc_roots *roots, int64_t now_s, mbedtls_x509_crt *child)
{
    static struct qcc_tls_context context;
    static uint8_t issuer[512];
    memset(&tls, 0, sizeof tls);
    memset(&context, 0, sizeof context);
    tls.context = &context;
    tls.roots = roots;
    tls.now_s = now_s;
    *child = make_certificate();
    memcpy(issuer, name.ptr, name.len);
    child->issuer_raw.p = issuer;
    child->issuer_raw.len = name.len;
}

static void all_good_roots_of_the_issuers_name_are_given(void **state)
{
    static const struct {
        const char *what;
        int64_t now_s;
        size_t roots;
    } rows[] = {
        {"within their dates", NOW, 2},
        {"their last second", 2524607999, 2},
        {"ended, and given all the same: that is told by its own name", 2524608000, 2},
        {"not begun", 1704067199, 2},
    };
    struct qcc_roots_table table = {ders, 4};
    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s, in place: %d", rows[i / 2].what, i % 2 == 0);
        const struct qcc_roots roots = {qcc_roots_table_next, &table, i % 2 == 0};
        mbedtls_x509_crt child, *list = &child;
        prepare(&roots, rows[i / 2].now_s, &child);
        size_t before = qcc_memory_used();
        assert_int_equal(qcc_chain_candidates(&tls, &child, &list), 0);
        if (count(list) != rows[i / 2].roots) {
            print_error("%s: %u\n", rows[i / 2].what, (unsigned)count(list));
            fail();
        }
        /* In place, the root's bytes are used where they lie. */
        if (list != NULL) {
            assert_int_equal(list->raw.p == ders[0].ptr || list->raw.p == ders[2].ptr, i % 2 == 0);
        }
        discard(list);
        assert_int_equal(qcc_memory_used(), before);
        assert_int_equal(tls.error, QCC_OK);
        assert_int_equal(tls.roots_skipped, 1); /* the one that cannot be read */
    }
}

/* ---- Signatures of roots. */

/* The place in `der` of the last byte of the n-th algorithm of the RSA family, or NULL. */
static uint8_t *find_algorithm(uint8_t *der, size_t len, unsigned n)
{
    static const uint8_t family[] = {0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01};
    for (size_t i = 0; i + sizeof family < len; i++) {
        if (memcmp(der + i, family, sizeof family) == 0 && der[i + sizeof family] != 0x01 &&
            n-- == 0) {
            return der + i + sizeof family;
        }
    }
    return NULL;
}

static void row_03_a_root_serves_whatever_it_was_signed_with(void **state)
{
    /* MD2, SHA-1, one that is not there */
    static const uint8_t algorithms[] = {0x02, 0x05, 0x7F};
    struct qcc_roots_table table = {ders, 1};
    (void)state;
    for (size_t i = 0; i < 2 * sizeof algorithms; i++) {
        unit_row("algorithm %u, in place: %d", (unsigned)algorithms[i / 2], i % 2 == 0);
        const struct qcc_roots roots = {qcc_roots_table_next, &table, i % 2 == 0};
        mbedtls_x509_crt child, *list = NULL;
        *find_algorithm(bytes[0], ders[0].len, 0) = algorithms[i / 2];
        *find_algorithm(bytes[0], ders[0].len, 1) = algorithms[i / 2];
        prepare(&roots, NOW, &child);
        size_t before = qcc_memory_used();
        assert_int_equal(qcc_chain_candidates(&tls, &child, &list), 0);
        assert_non_null(list);
        assert_int_equal(tls.roots_skipped, 0);
        discard(list);
        assert_int_equal(qcc_memory_used(), before);
        assert_int_equal(*find_algorithm(bytes[0], ders[0].len, 0), algorithms[i / 2]);
    }
}

/* ---- Roots of one name, and their dates. */

/* The roots of tests/pki end with 2049, in UTCTime. */
static uint8_t *find_end(uint8_t *der, size_t len)
{
    static const char end[] = "491231235959Z", ended[] = "201231235959Z";
    for (size_t i = 0; i + sizeof end < len; i++) {
        if (memcmp(der + i, end, strlen(end)) == 0 || memcmp(der + i, ended, strlen(ended)) == 0) {
            return der + i;
        }
    }
    fail_msg("there is no such date");
    return NULL;
}

static void a_root_within_its_dates_comes_before_one_that_ended(void **state)
{
    struct qcc_roots_table table = {ders, 4};
    const struct qcc_roots roots = {qcc_roots_table_next, &table, true};
    (void)state;
    for (unsigned ended = 0; ended < 4; ended++) { /* a bit for each of the two that can be read */
        unit_row("ended %u", ended);
        mbedtls_x509_crt child, *list = NULL;
        memcpy(find_end(bytes[0], ders[0].len), (ended & 1) != 0 ? "20" : "49", 2);
        memcpy(find_end(bytes[2], ders[2].len), (ended & 2) != 0 ? "20" : "49", 2);
        prepare(&roots, NOW, &child);
        assert_int_equal(qcc_chain_candidates(&tls, &child, &list), 0);
        assert_non_null(list);
        assert_non_null(list->next);
        assert_null(list->next->next);
        assert_int_equal(qcc_verify_dates(list, NOW) != 0, ended == 3);
        assert_int_equal(qcc_verify_dates(list->next, NOW) != 0, ended != 0);
        discard(list);
    }
}

/* ---- The order of what the server sent. */

/* A list of certificates by their letters: upper case is within its dates, lower case has ended. */
static mbedtls_x509_crt sent[8];

static void send_all(const char *letters)
{
    const size_t count_ = strlen(letters);
    for (size_t i = 0; i < count_; i++) {
        sent[i] = make_certificate();
        if (letters[i] >= 'a') {
            sent[i].valid_to = (mbedtls_x509_time){2020, 1, 1, 0, 0, 0};
        }
        sent[i].version = letters[i];
        sent[i].next = i + 1 < count_ ? &sent[i + 1] : NULL;
    }
}

static const char *order(void)
{
    static char letters[9];
    size_t len = 0;
    for (const mbedtls_x509_crt *at = &sent[0]; at != NULL; at = at->next) {
        assert_true(len < 8);
        letters[len++] = (char)at->version;
    }
    letters[len] = '\0';
    return letters;
}

static void an_issuer_is_found_wherever_it_was_sent(void **state)
{
    static const struct {
        const char *what, *sent, *chain, *order;
    } rows[] = {
        {"a leaf alone", "L", "L", "L"},
        {"in order", "LIR", "LIR", "LIR"},
        {"the issuer's issuer first", "LRI", "LI", "LIR"},
        {"all in reverse", "LCBA", "LABC", "LABC"},
        {"one that nobody needs between", "LXAYB", "LAB", "LABXY"},
        {"an edition that ended, before the valid one", "LiI", "L", "LIi"},
        {"the same, further on", "LiI", "LI", "LIi"},
        {"three before, and one after", "LabcId", "L", "LIabcd"},
        {"only one that ended", "Li", "Li", "Li"},
        {"three that ended", "LabcI", "LI", "LIabc"},
        {"all of them ended", "Lab", "Lab", "Lab"},
    };
    struct qcc_roots_table table = {ders, 0};
    const struct qcc_roots roots = {qcc_roots_table_next, &table, true};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mbedtls_x509_crt child;
        prepare(&roots, NOW, &child);
        send_all(rows[i].sent);
        for (const char *letter = rows[i].chain; *letter != '\0'; letter++) {
            mbedtls_x509_crt *list = NULL, *at = sent;
            while (at->version != *letter) {
                at = at->next;
            }
            assert_int_equal(qcc_chain_candidates(&tls, at, &list), 0);
        }
        if (strcmp(order(), rows[i].order) != 0) {
            fail_msg("%s: the order is %s", rows[i].what, order());
        }
    }
}

/* ---- A leaf that is an anchor. */

static void a_self_signed_leaf_is_an_anchor_only_when_it_is_among_the_roots(void **state)
{
    struct qcc_roots_table table = {ders, 4};
    const struct qcc_roots roots = {qcc_roots_table_next, &table, true};
    mbedtls_x509_crt leaf;
    (void)state;
    prepare(&roots, NOW, &leaf);
    leaf.raw.p = (uint8_t *)bytes[2];
    leaf.raw.len = ders[2].len;
    leaf.subject_raw = leaf.issuer_raw;
    assert_true(qcc_chain_is_anchor(&tls, &leaf));
    leaf.raw.len--;
    assert_false(qcc_chain_is_anchor(&tls, &leaf));
    leaf.raw.len++;
    leaf.subject_raw.len--;
    assert_false(qcc_chain_is_anchor(&tls, &leaf)); /* another's name */
    leaf.issuer_raw.len--;
    assert_false(qcc_chain_is_anchor(&tls, &leaf)); /* no root has that name */
}

static void roots_that_cannot_be_read_are_counted_up_to_255(void **state)
{
    static struct qcc_span bad[300];
    struct qcc_roots_table table = {bad, 255};
    const struct qcc_roots roots = {qcc_roots_table_next, &table, true};
    (void)state;
    for (size_t i = 0; i < 300; i++) {
        bad[i] = ders[1];
    }
    for (; table.count <= 300; table.count += 45) {
        mbedtls_x509_crt child, *list = NULL;
        prepare(&roots, NOW, &child);
        assert_int_equal(qcc_chain_candidates(&tls, &child, &list), 0);
        assert_null(list);
        assert_int_equal(tls.roots_skipped, 255);
    }
}

static void a_name_that_no_root_has_gives_none(void **state)
{
    struct qcc_roots_table table = {ders, 3};
    const struct qcc_roots roots = {qcc_roots_table_next, &table, true};
    mbedtls_x509_crt child, *list = &child;
    (void)state;
    prepare(&roots, NOW, &child);
    child.issuer_raw.p[child.issuer_raw.len - 1] ^= 1;
    assert_int_equal(qcc_chain_candidates(&tls, &child, &list), 0);
    assert_null(list);
}

/* One root, then the source breaks. */
static enum qcc_error next_then_broken(void *context, size_t *cursor, struct qcc_span *der)
{
    (void)context;
    *der = ders[0];
    return (*cursor)++ == 0 ? QCC_OK : QCC_ERROR_ROOTS;
}

static void a_source_that_breaks_ends_the_handshake(void **state)
{
    const struct qcc_roots roots = {next_then_broken, NULL, false};
    mbedtls_x509_crt child, *list = &child;
    (void)state;
    prepare(&roots, NOW, &child);
    size_t before = qcc_memory_used();
    assert_int_equal(qcc_chain_candidates(&tls, &child, &list), MBEDTLS_ERR_X509_FATAL_ERROR);
    assert_int_equal(tls.error, QCC_ERROR_ROOTS);
    assert_null(list);
    assert_int_equal(qcc_memory_used(), before);
}

/* It breaks, whatever it has written. */
static enum qcc_error broken(void *context, size_t *cursor, struct qcc_span *der)
{
    (void)context;
    (void)cursor;
    *der = ders[0];
    return QCC_ERROR_ROOTS;
}

static void a_leaf_is_no_anchor_when_the_source_breaks(void **state)
{
    const struct qcc_roots roots = {broken, NULL, false};
    mbedtls_x509_crt leaf;
    (void)state;
    prepare(&roots, NOW, &leaf);
    leaf.subject_raw = leaf.issuer_raw;
    leaf.raw.p = bytes[0];
    leaf.raw.len = ders[0].len;
    assert_false(qcc_chain_is_anchor(&tls, &leaf));
}

static long allocations_left, allocated;

static void *failing_calloc(size_t n, size_t size)
{
    if (allocations_left-- <= 0) {
        return NULL;
    }
    allocated++;
    return calloc(n, size);
}

static void counting_free(void *ptr)
{
    allocated -= ptr != NULL;
    free(ptr);
}

static void each_allocation_may_fail_and_nothing_is_left(void **state)
{
    struct qcc_roots_table table = {ders, 3};
    (void)state;
    for (int in_place = 0; in_place < 2; in_place++) {
        unit_row("in place: %d", in_place);
        const struct qcc_roots roots = {qcc_roots_table_next, &table, in_place == 1};
        mbedtls_x509_crt child, *list = NULL;
        long n = 0;
        mbedtls_platform_set_calloc_free(failing_calloc, counting_free);
        do {
            prepare(&roots, NOW, &child);
            allocated = 0;
            allocations_left = n++;
            int ret = qcc_chain_candidates(&tls, &child, &list);
            assert_true(ret == 0 || tls.error == QCC_ERROR_ARENA);
            assert_int_equal(ret != 0, allocations_left < 0); /* a root is not lost for memory */
            assert_true(ret == 0 || list == NULL);
            discard(list);
            assert_int_equal(allocated, 0);
        } while (allocations_left < 0);
        assert_true(n > 10);
    }
}

int main(int argc, char **argv)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_roots, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(all_good_roots_of_the_issuers_name_are_given),
        TEST(roots_that_cannot_be_read_are_counted_up_to_255),
        TEST(a_name_that_no_root_has_gives_none),
        TEST(a_source_that_breaks_ends_the_handshake),
        TEST(a_leaf_is_no_anchor_when_the_source_breaks),
        TEST(each_allocation_may_fail_and_nothing_is_left),
        TEST(row_03_a_root_serves_whatever_it_was_signed_with),
        TEST(a_root_within_its_dates_comes_before_one_that_ended),
        TEST(an_issuer_is_found_wherever_it_was_sent),
        TEST(a_self_signed_leaf_is_an_anchor_only_when_it_is_among_the_roots),
    };
    return unit_run(tests, argc, argv);
}
