/* unit.h - what every unit test includes: cmocka with what it needs before it.
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

#endif
