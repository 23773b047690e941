/* test_date.c - the Date field. Expected seconds are from `date -u -d ... +%s`.
 * SPDX-License-Identifier: MIT */
#include "http/date.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Reads `text` from a block that ends with it, where a byte too many would be seen by a
 * sanitizer. */
static bool parse(const char *text, int64_t *unix_s)
{
    static uint8_t block[256];
    const size_t len = strlen(text);
    uint8_t *start = block + sizeof block - len;
    memcpy(start, text, len);
    return qcc_date_parse(qcc_span_make(start, len), unix_s);
}

static void an_imf_fixdate_is_read_to_the_second(void **state)
{
    static const struct {
        const char *text;
        int64_t unix_s;
    } rows[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777}, /* the RFC's own */
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Fri, 31 Dec 1999 23:59:59 GMT", 946684799},
        {"Sat, 01 Jan 2000 00:00:00 GMT", 946684800},
        {"Tue, 29 Feb 2000 12:00:00 GMT", 951825600},
        {"Thu, 29 Feb 2024 01:02:03 GMT", 1709168523},
        {"Wed, 05 Sep 2018 10:40:00 GMT", 1536144000},
        {"Fri, 15 Jan 2027 08:00:00 GMT", 1800000000},
        {"Tue, 19 Jan 2038 03:14:08 GMT", 2147483648},
        {"Sun, 28 Feb 2100 23:59:59 GMT", 4107542399},
        {"Mon, 01 Mar 2100 00:00:00 GMT", 4107542400},
        {"Sun, 07 Feb 2106 06:28:16 GMT", 4294967296},
        {"Tue, 31 Dec 2199 23:59:59 GMT", 7258118399},
        {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
        {"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800}, /* there was a leap second */
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t unix_s = -1;
        unit_row("%s", rows[i].text);
        if (!parse(rows[i].text, &unix_s) || unix_s != rows[i].unix_s) {
            fail_msg("%s: %lld", rows[i].text, (long long)unix_s);
        }
    }
}

static void each_day_of_a_week_and_each_month_has_its_name(void **state)
{
    static const char *const texts[] = {
        "Sun, 03 Jan 2027 00:00:00 GMT", "Mon, 01 Feb 2027 00:00:00 GMT",
        "Mon, 01 Mar 2027 00:00:00 GMT", "Thu, 01 Apr 2027 00:00:00 GMT",
        "Sat, 01 May 2027 00:00:00 GMT", "Tue, 01 Jun 2027 00:00:00 GMT",
        "Thu, 01 Jul 2027 00:00:00 GMT", "Sun, 01 Aug 2027 00:00:00 GMT",
        "Wed, 01 Sep 2027 00:00:00 GMT", "Fri, 01 Oct 2027 00:00:00 GMT",
        "Mon, 01 Nov 2027 00:00:00 GMT", "Wed, 01 Dec 2027 00:00:00 GMT",
    };
    int64_t unix_s, before = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        unit_row("%s", texts[i]);
        if (!parse(texts[i], &unix_s) || unix_s <= before) {
            fail_msg("%s", texts[i]);
        }
        before = unix_s;
    }
}

static void row_37_a_date_that_is_not_one_is_refused(void **state)
{
    static const struct {
        const char *name, *text;
    } rows[] = {
        {"nothing", ""},
        {"cut", "Sun, 06 Nov 1994 08:49:37 GM"},
        {"longer", "Sun, 06 Nov 1994 08:49:37 GMT "},
        {"obsolete, RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT"},
        {"obsolete, asctime", "Sun Nov  6 08:49:37 1994"},
        {"a number", "784111777"},
        {"ISO 8601", "1994-11-06T08:49:37+00:00    "},
        {"another zone", "Sun, 06 Nov 1994 08:49:37 CST"},
        {"an offset", "Sun, 06 Nov 1994 08:49 +00:00"},
        {"small letters", "sun, 06 nov 1994 08:49:37 gmt"},
        {"a small month", "Sun, 06 nov 1994 08:49:37 GMT"},
        {"a small zone", "Sun, 06 Nov 1994 08:49:37 gmt"},
        {"no comma", "Sun  06 Nov 1994 08:49:37 GMT"},
        {"a tab", "Sun,\t06 Nov 1994 08:49:37 GMT"},
        {"a blank for a zero", "Sun,  6 Nov 1994 08:49:37 GMT"},
        {"dashes", "Sun, 06-Nov-1994 08:49:37 GMT"},
        {"points", "Sun, 06 Nov 1994 08.49.37 GMT"},
        {"a letter in the year", "Sun, 06 Nov 199x 08:49:37 GMT"},
        {"a sign in the day", "Sun, -6 Nov 1994 08:49:37 GMT"},
        {"a letter in the hour", "Sun, 06 Nov 1994 0x:49:37 GMT"},
        {"a letter in the minute", "Sun, 06 Nov 1994 08:4x:37 GMT"},
        {"a letter in the second", "Sun, 06 Nov 1994 08:49:x7 GMT"},
        {"no such day's name", "Sat, 06 Nov 1994 08:49:37 GMT"},
        {"no day's name at all", "Xyz, 06 Nov 1994 08:49:37 GMT"},
        {"no month's name", "Sun, 06 Nox 1994 08:49:37 GMT"},
        {"no month's name, and the day of January", "Fri, 06 Nox 1994 08:49:37 GMT"},
        {"day 0, by its own name", "Mon, 00 Nov 1994 08:49:37 GMT"},
        {"day 0", "Sat, 00 Nov 1994 08:49:37 GMT"},
        {"day 31 of November", "Thu, 31 Nov 1994 08:49:37 GMT"},
        {"day 32 of December", "Sun, 32 Dec 1994 08:49:37 GMT"},
        {"29 February of no leap year", "Wed, 29 Feb 1995 08:49:37 GMT"},
        {"29 February of 2100", "Mon, 29 Feb 2100 08:49:37 GMT"},
        {"30 February", "Wed, 30 Feb 2000 08:49:37 GMT"},
        {"hour 24", "Sun, 06 Nov 1994 24:00:00 GMT"},
        {"minute 60", "Sun, 06 Nov 1994 08:60:37 GMT"},
        {"second 61", "Sun, 06 Nov 1994 08:49:61 GMT"},
        {"before 1970", "Wed, 31 Dec 1969 23:59:59 GMT"},
        {"year 0", "Sat, 01 Jan 0000 00:00:00 GMT"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t unix_s = -7;
        unit_row("%s", rows[i].text);
        if (parse(rows[i].text, &unix_s) || unix_s != -7) {
            fail_msg("%s", rows[i].name);
        }
    }
}

static void any_other_byte_in_any_place_is_refused_or_is_another_date(void **state)
{
    static const char good[] = "Sun, 06 Nov 1994 08:49:37 GMT";
    (void)state;
    for (size_t at = 0; at < strlen(good); at++) {
        unit_row("round %d", (int)at);
        for (unsigned byte = 0; byte < 256; byte++) {
            char text[sizeof good];
            int64_t unix_s;
            memcpy(text, good, sizeof text);
            text[at] = (char)byte;
            if (qcc_date_parse(qcc_span_make(text, strlen(good)), &unix_s) &&
                byte != (uint8_t)good[at]) {
                assert_true(byte >= '0' && byte <= '9');
                assert_int_not_equal(unix_s, 784111777);
            }
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_imf_fixdate_is_read_to_the_second),
        cmocka_unit_test(each_day_of_a_week_and_each_month_has_its_name),
        cmocka_unit_test(row_37_a_date_that_is_not_one_is_refused),
        cmocka_unit_test(any_other_byte_in_any_place_is_refused_or_is_another_date),
    };
    return unit_run(tests, argc, argv);
}
