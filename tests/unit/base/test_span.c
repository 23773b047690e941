/* test_span.c - spans, compared, and wiping.
 * SPDX-License-Identifier: MIT */
#include "qcc/span.h"
#include "unit.h"

#define FILL 0xA5

static void a_span_of_a_text_leaves_its_nul_out(void **state)
{
    static const struct qcc_span constant = QCC_SPAN("abc");
    const char *text = "abc";
    struct qcc_span span = qcc_span_of(text);

    (void)state;
    assert_ptr_equal(span.ptr, text);
    assert_int_equal(span.len, strlen(text));
    assert_int_equal(constant.len, strlen(text));
    assert_literal(constant.ptr, "abc");
    assert_int_equal(qcc_span_of("").len, 0);
    assert_int_equal(qcc_span_of(NULL).len, 0);
    assert_null(qcc_span_of(NULL).ptr);
    span = qcc_span_make(text + 1, 2);
    assert_ptr_equal(span.ptr, text + 1);
    assert_int_equal(span.len, 2);
}

static void spans_are_equal_when_their_bytes_are(void **state)
{
    static const struct qcc_span nul_b = QCC_SPAN("a\0b");
    (void)state;
    assert_true(qcc_span_equal(qcc_span_of("abc"), qcc_span_of("abc")));
    assert_false(qcc_span_equal(qcc_span_of("abc"), qcc_span_of("abC")));
    assert_false(qcc_span_equal(qcc_span_of("abc"), qcc_span_of("ab")));
    assert_false(qcc_span_equal(qcc_span_of("ab"), qcc_span_of("abc")));
    assert_false(qcc_span_equal(qcc_span_of("xbc"), qcc_span_of("abc")));
    assert_true(qcc_span_equal(qcc_span_of(NULL), qcc_span_of("")));
    assert_true(qcc_span_equal(nul_b, qcc_span_make("a\0b", nul_b.len)));
    assert_false(qcc_span_equal(nul_b, qcc_span_make("a\0c", nul_b.len)));
}

static void wiping_zeroes_exactly_what_it_is_given(void **state)
{
    uint8_t place[10];

    (void)state;
    for (size_t len = 0; len <= 8; len++) {
        unit_row("%zu bytes", len);
        memset(place, FILL, sizeof place);
        qcc_wipe(place + 1, len);
        for (size_t i = 0; i < sizeof place; i++) {
            assert_int_equal(place[i], i >= 1 && i <= len ? 0 : FILL);
        }
    }
    qcc_wipe(NULL, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_span_of_a_text_leaves_its_nul_out),
        cmocka_unit_test(spans_are_equal_when_their_bytes_are),
        cmocka_unit_test(wiping_zeroes_exactly_what_it_is_given),
    };

    return unit_run(tests, argc, argv);
}
