/* planted.c - a table that fails in its third row, for the tests of the runner (unit.h).
 * SPDX-License-Identifier: MIT */
#include "unit.h"

static void a_row_that_fails(void **state)
{
    static const char *const rows[] = {"first", "second", "third \r\xe4", "fourth"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s", rows[i]);
        assert_int_not_equal(i, 2);
    }
}

static void a_failure_in_no_row(void **state)
{
    (void)state;
    fail();
}

static void a_function_that_passes(void **state)
{
    (void)state;
    unit_row("fine");
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_that_fails),
        cmocka_unit_test(a_function_that_passes),
        cmocka_unit_test(a_failure_in_no_row),
    };
    return unit_run(tests, argc, argv);
}
