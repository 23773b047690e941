/* test_calendar.c - days of the Gregorian calendar. Expected days are from `date -u -d ... +%s`.
 * SPDX-License-Identifier: MIT */
#include "base/calendar.h"
#include "unit.h"

static void a_date_is_so_many_days_after_1970(void **state)
{
    static const struct {
        int year, month, day;
        int32_t days;
    } rows[] = {
        {0, 1, 1, -719528},     {1, 1, 1, -719162},
        {1899, 12, 31, -25568}, {1900, 2, 28, -25509},
        {1900, 3, 1, -25508}, /* no leap year */
        {1969, 12, 31, -1},     {1970, 1, 1, 0},
        {1970, 12, 31, 364},    {1972, 2, 29, 789},
        {1972, 3, 1, 790},      {1999, 12, 31, 10956},
        {2000, 2, 29, 11016},   {2000, 3, 1, 11017},
        {2024, 12, 31, 20088},  {2024, 13, 1, 20089}, /* January of 2025 */
        {2025, 1, 1, 20089},    {2038, 1, 19, 24855},
        {2100, 2, 29, 47541}, /* the first of March */
        {2100, 3, 1, 47541},    {9999, 12, 31, 2932896},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const int32_t days = qcc_calendar_days(rows[i].year, rows[i].month, rows[i].day);
        unit_row("round %d", (int)i);
        if (days != rows[i].days) {
            fail_msg("%d-%d-%d: %d", rows[i].year, rows[i].month, rows[i].day, (int)days);
        }
    }
}

static void each_day_follows_the_one_before(void **state)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t next = qcc_calendar_days(0, 1, 1);
    (void)state;
    for (int year = 0; year <= 9999; year++) {
        const bool leaps = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (int month = 1; month <= 12; month++) {
            const int length = lengths[month - 1] + (month == 2 && leaps ? 1 : 0);
            assert_int_equal(qcc_calendar_days(year, month, 1), next);
            next += length;
            assert_int_equal(qcc_calendar_days(year, month, length), next - 1);
            assert_int_equal(qcc_calendar_days(year, month + 1, 1), next);
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_so_many_days_after_1970),
        cmocka_unit_test(each_day_follows_the_one_before),
    };
    return unit_run(tests, argc, argv);
}
