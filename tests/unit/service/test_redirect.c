/* test_redirect.c - a call is never redirected.
 * SPDX-License-Identifier: MIT */
#include "service/redirect.h"
#include "unit.h"

static void row_23_every_3xx_is_a_redirect_and_nothing_else_is(void **state)
{
    (void)state;
    for (unsigned status = 200; status < 600; status++) {
        unit_row("%u", status);
        const enum qcc_error expected = status >= 300 && status < 400 ? QCC_ERROR_REDIRECT : QCC_OK;
        assert_int_equal(qcc_redirect_judge((uint16_t)status), expected);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_23_every_3xx_is_a_redirect_and_nothing_else_is),
    };
    return unit_run(tests, argc, argv);
}
