/* calendar.c - days of the Gregorian calendar.
 * SPDX-License-Identifier: MIT */
#include "base/calendar.h"

/* The days from the beginning of the count below to 1970-01-01, and the day that `day` 0 is. */
#define UNIX_EPOCH 865658

/* Years are counted from March on, so that a leap day is the last of its year, and from 400 years
 * before the first, a whole cycle of the calendar, so that none is negative. */
int32_t qcc_calendar_days(int year, int month, int day)
{
    uint32_t y = (uint32_t)year + 400;
    uint32_t m = (uint32_t)month;
    if (m <= 2) {
        y--;
        m += 12;
    }
    uint32_t century = y / 100;
    uint32_t days = 1461 * y / 4 - century + century / 4 + (153 * m + 3) / 5;
    return (int32_t)days + day - UNIX_EPOCH;
}
