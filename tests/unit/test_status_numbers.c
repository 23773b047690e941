/* test_status_numbers.c - the status table of a build without texts.
 * SPDX-License-Identifier: MIT */
#define QCC_STATUS_TEXTS 0

/* Compiled in here, so that this program has the module in the other variant than the library. */
#include "../../src/status.c"

#include "unit.h"

static void without_texts_number_class_and_advice_are_still_there(void **state)
{
    const struct qcc_status *status = qcc_status_find(110);
    size_t known = 0;

    (void)state;
    assert_non_null(status);
    assert_int_equal(status->code, 110);
    assert_int_equal(status->status_class, QCC_STATUS_VALID);
    assert_int_equal(status->advice, QCC_ADVICE_TWO_HOURS);
    for (unsigned code = 0; code < 1000; code++) {
        known += qcc_status_find((uint16_t)code) != NULL;
    }
    assert_int_equal(known, 42);
    assert_int_equal(qcc_status_classify(101, qcc_span_of("")), QCC_STATUS_INVALID);
}

static void without_texts_an_entry_is_4_bytes(void **state)
{
    (void)state;
    assert_int_equal(sizeof(struct qcc_status), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_texts_number_class_and_advice_are_still_there),
        cmocka_unit_test(without_texts_an_entry_is_4_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
