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

/* Names the row of a table, or the round of a loop, that the test is at: printf's arguments. The
 * runner prints the name when the test fails there, so that no assertion has to. */
#define unit_row(...) unit_row_is(snprintf(unit_row_name, sizeof unit_row_name, __VA_ARGS__))

static char unit_row_name[400];

static inline void unit_row_is(int len)
{
    if (len < 0 || (size_t)len >= sizeof unit_row_name) {
        strcpy(unit_row_name + sizeof unit_row_name - sizeof "...", "...");
    }
}

/* Runs the test functions of `tests`, an array; only the one that is named on the command line,
 * when one is. Returns how many failed, or 255 when there is none of that name: they are listed
 * then. */
#define unit_run(tests, argc, argv)                                                                \
    unit_run_tests(tests, sizeof(tests) / sizeof((tests)[0]), argc, argv)

#define UNIT_TESTS_MAX 200

/* The functions as the program has them, as cmocka gets them, and the one that runs. */
static const struct CMUnitTest *unit_own;
static struct CMUnitTest unit_watched[UNIT_TESTS_MAX];
static const struct CMUnitTest *unit_running;
static bool unit_returned; /* it did; an assertion that fails leaves it by longjmp */

static inline int unit_set_up(void **state)
{
    unit_running = &unit_own[(struct CMUnitTest *)*state - unit_watched];
    *state = unit_running->initial_state;
    unit_row_name[0] = '\0';
    unit_returned = false;
    return unit_running->setup_func != NULL ? unit_running->setup_func(state) : 0;
}

static inline void unit_call(void **state)
{
    unit_running->test_func(state);
    unit_returned = true;
}

static inline int unit_tear_down(void **state)
{
    if (!unit_returned && unit_row_name[0] != '\0') {
        print_error("The row is: ");
        for (const char *at = unit_row_name; *at != '\0'; at++) {
            print_error(*at >= ' ' && *at <= '~' ? "%c" : "\\x%02x", (unsigned char)*at);
        }
        print_error("\n");
    }
    return unit_running->teardown_func != NULL ? unit_running->teardown_func(state) : 0;
}

static inline void unit_watch(const struct CMUnitTest *tests, size_t count)
{
    unit_own = tests;
    for (size_t i = 0; i < count; i++) {
        unit_watched[i].name = tests[i].name;
        unit_watched[i].test_func = unit_call;
        unit_watched[i].setup_func = unit_set_up;
        unit_watched[i].teardown_func = unit_tear_down;
        unit_watched[i].initial_state = &unit_watched[i];
    }
}

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
    if (count > UNIT_TESTS_MAX || argc > 2) {
        fprintf(stderr, "At most %d test functions, and one that is named.\n", UNIT_TESTS_MAX);
        return 255;
    }
    if (argc == 2) {
        if (!unit_has(tests, count, argv[1])) {
            return 255;
        }
        cmocka_set_test_filter(argv[1]);
    }
    unit_watch(tests, count);
    return _cmocka_run_group_tests(argv[0], unit_watched, count, NULL, NULL);
}

#endif
