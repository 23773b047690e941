/* date.c - IMF-fixdate.
 * SPDX-License-Identifier: MIT */
#include "http/date.h"
#include "base/ascii.h"
#include "base/calendar.h"

#include <string.h>

/* RFC 9110 section 5.6.7:
 *   IMF-fixdate = day-name "," SP date1 SP time-of-day SP GMT
 *   date1       = day SP month SP year                         ; 02 Jun 1982
 *   time-of-day = hour ":" minute ":" second                   ; 00:00:00 - 23:59:60
 * Where the form has a 0 stands a digit, where it has an x stands a letter of a name, which is
 * looked up; all else stands as it is. */
static const char form[QCC_DATE_LEN + 1] = "xxx, 00 xxx 0000 00:00:00 GMT";
static const char day_names[] = "SunMonTueWedThuFriSat";
static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

/* Where each part begins. */
enum { DAY_NAME_AT = 0, DAY_AT = 5, MONTH_AT = 8, YEAR_AT = 12, HOUR_AT = 17, MINUTE_AT = 20 };
enum { SECOND_AT = 23, NAME_LEN = 3 };

static bool has_form(struct qcc_span text)
{
    if (text.len != QCC_DATE_LEN) {
        return false;
    }
    for (size_t i = 0; i < QCC_DATE_LEN; i++) {
        const uint8_t byte = text.ptr[i];
        if (form[i] == '0' ? !qcc_is_digit(byte) : form[i] != 'x' && form[i] != (char)byte) {
            return false;
        }
    }
    return true;
}

static int read_number(const uint8_t *digits, size_t count)
{
    int number = 0;
    for (size_t i = 0; i < count; i++) {
        number = number * 10 + (digits[i] - '0');
    }
    return number;
}

/* 1 .. 12; 13 when it is no month's name. */
static int find_month(const uint8_t *name)
{
    int month = 1;
    while (month <= 12 && memcmp(name, month_names + NAME_LEN * (month - 1), NAME_LEN) != 0) {
        month++;
    }
    return month;
}

/* The days from 1970-01-01 to the date; negative when there is no such date, or none of its name.
 * 1970-01-01 was a Thursday, the fifth day of its week. */
static int32_t read_day(const uint8_t *text)
{
    const int year = read_number(text + YEAR_AT, 4);
    const int month = find_month(text + MONTH_AT);
    const int day = read_number(text + DAY_AT, 2);
    const int32_t first = qcc_calendar_days(year, month, 1);
    if (month > 12 || day < 1 || day > qcc_calendar_days(year, month + 1, 1) - first) {
        return -1;
    }
    const int32_t days = first + day - 1;
    const char *name = day_names + NAME_LEN * ((uint32_t)(days + 4) % 7);
    return memcmp(text + DAY_NAME_AT, name, NAME_LEN) == 0 ? days : -1;
}

bool qcc_date_parse(struct qcc_span text, int64_t *unix_s)
{
    if (!has_form(text)) {
        return false;
    }
    const int32_t days = read_day(text.ptr);
    const int hour = read_number(text.ptr + HOUR_AT, 2);
    const int minute = read_number(text.ptr + MINUTE_AT, 2);
    const int second = read_number(text.ptr + SECOND_AT, 2);
    if (days < 0 || hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    *unix_s = (int64_t)QCC_DAY_S * days + (hour * 60 + minute) * 60 + second;
    return true;
}
