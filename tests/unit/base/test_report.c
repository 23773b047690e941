/* test_report.c - the names of the phases.
 * SPDX-License-Identifier: MIT */
#include "qcc/report.h"
#include "unit.h"

static void each_phase_has_its_name_and_any_other_number_has_none(void **state)
{
    static const char *const names[] = {"setup", "sign", "lookup", "connect",  "proxy", "handshake",
                                        "send",  "head", "body",   "envelope", "?"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        unit_row("%s", names[i]);
        assert_string_equal(qcc_phase_name((enum qcc_phase)i), names[i]);
    }
    assert_string_equal(qcc_phase_name((enum qcc_phase)1000), "?");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_phase_has_its_name_and_any_other_number_has_none),
    };
    return unit_run(tests, argc, argv);
}
