/* calendar.h - days of the Gregorian calendar.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CALENDAR_H
#define QCC_CALENDAR_H

#include <stdint.h>

#define QCC_DAY_S 86400 /* a day of Unix time, in seconds; leap seconds are not in it */

/* The days from 1970-01-01 to a date of the Gregorian calendar, which is extended to the years
 * before it was made; negative before 1970. `year` is 0 .. 9999. `month` is 1 .. 13, where 13 is
 * the next year's January, so that the length of a month is a difference of two. `day` counts from
 * 1 and may be beyond the month's end. */
int32_t qcc_calendar_days(int year, int month, int day);

#endif
