/* unit.h - what every unit test includes: cmocka with what it needs before it, and the way that all
 * of them are run.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TESTS_UNIT_H
#define QCC_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The bytes of a string literal, without its NUL, are at `bytes`; or are not. */
#define assert_literal(bytes, literal) assert_memory_equal(bytes, literal, sizeof(literal) - 1)
#define assert_not_literal(bytes, literal)                                                         \
    assert_memory_not_equal(bytes, literal, sizeof(literal) - 1)

/* Runs the test functions of `tests`, an array; only the one that is named on the command line,
 * when one is. Returns how many failed, or 255 when there is none of that name: they are listed
 * then. */
#define unit_run(tests, argc, argv)                                                                \
    unit_run_tests(tests, sizeof(tests) / sizeof((tests)[0]), argc, argv)

static inline bool unit_has(const struct CMUnitTest *tests, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(tests[i].name, name) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < count; i++) {
        fprintf(stderr, "%s\n", tests[i].name);
    }
    fprintf(stderr, "There is no test function %s; those above there are.\n", name);
    return false;
}

static inline int unit_run_tests(const struct CMUnitTest *tests, size_t count, int argc,
                                 char **argv)
{
    if (argc > 1) {
        if (!unit_has(tests, count, argv[1])) {
            return 255;
        }
        cmocka_set_test_filter(argv[1]);
    }
    return _cmocka_run_group_tests(argv[0], tests, count, NULL, NULL);
}

#endif
