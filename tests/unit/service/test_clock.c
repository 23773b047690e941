/* test_clock.c - when the wall clock counts as not set.
 * SPDX-License-Identifier: MIT */
#include "qcc/config.h"
#include "qcc_scripted.h"
#include "service/clock.h"
#include "unit.h"

static void row_04_a_clock_that_stands_before_the_build_is_not_set(void **state)
{
    static const struct {
        int64_t unix_time_s;
        enum qcc_error error;
    } rows[] = {
        {-1, QCC_ERROR_CLOCK},         {0, QCC_ERROR_CLOCK}, {1, QCC_ERROR_CLOCK},
        {1500000000, QCC_ERROR_CLOCK}, {4102444800, QCC_OK}, {INT64_MAX, QCC_OK},
    };
    static struct qcc_scripted scripted;
    const struct qcc_port port = qcc_scripted_port(&scripted);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%lld", (long long)rows[i].unix_time_s);
        int64_t now_s;
        scripted.unix_time_s = rows[i].unix_time_s;
        scripted.clock_reads = 0;
        assert_int_equal(qcc_clock_read(&port, &now_s), rows[i].error);
        assert_int_equal(now_s, rows[i].unix_time_s);
        assert_int_equal(scripted.clock_reads, 1);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_04_a_clock_that_stands_before_the_build_is_not_set),
    };
    return unit_run(tests, argc, argv);
}
