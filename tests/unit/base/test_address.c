/* test_address.c - IP addresses as text, compared with the C library's reader of them; and which of
 * them are public.
 * SPDX-License-Identifier: MIT */
#include "base/address.h"
#include "qcc/port.h"
#include "unit.h"

#include <arpa/inet.h>
#include <stdlib.h>

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* The C library's parser is the other opinion. It knows the same two forms and no zone. */
static void compare_address(const char *text)
{
    uint8_t ours[QCC_ADDRESS_SIZE];
    uint8_t theirs[QCC_ADDRESS_SIZE];
    const size_t len = strlen(text);
    uint8_t *copy = malloc(len > 0 ? len : 1);
    size_t expected = 0;
    size_t found;

    assert_non_null(copy);
    memcpy(copy, text, len);
    found = qcc_address_parse(qcc_span_make(copy, len), ours);
    free(copy);
    if (inet_pton(AF_INET, text, theirs) == 1) {
        expected = 4;
    } else if (inet_pton(AF_INET6, text, theirs) == 1) {
        expected = 16;
    }
    if (found != expected || memcmp(ours, theirs, found) != 0) {
        fail_msg("%s: %zu bytes instead of %zu, or others", text, found, expected);
    }
}

static void addresses_are_read_as_inet_pton_reads_them(void **state)
{
    static const char *const texts[] = {
        "",
        "0.0.0.0",
        "127.0.0.1",
        "255.255.255.255",
        "256.0.0.1",
        "1.2.3",
        "1.2.3.4.5",
        "01.2.3.4",
        "1.2.3.4 ",
        "::",
        "::1",
        "1::",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "1::8",
        "1:2:3:4::5:6:7:8",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "fe80::1%1",
        "::ffff:1.2.3.4",
        "64:ff9b::1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3.4:5",
        "1.2.3.4::",
        "::01.2.3.4",
        "ABCD:EF01:2345:6789:abcd:ef01:2345:6789",
        "0000:0000::00001",
        "::fffff",
        "2001:db8::",
        "1:2:3:4:5:6::1.2.3.4",
        "1:2:3:4:5::1.2.3.4",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        compare_address(texts[i]);
    }
}

static void every_short_text_is_an_address_or_none_as_inet_pton_says(void **state)
{
    static const char letters[] = "1:.f0";
    char text[9];

    (void)state;
    for (unsigned number = 0; number < 5u * 5 * 5 * 5 * 5 * 5 * 5; number++) {
        unsigned rest = number;
        size_t len = 0;

        for (; rest > 0; rest /= 5) {
            text[len++] = letters[rest % 5];
        }
        text[len] = '\0';
        compare_address(text);
    }
}

static void random_groups_are_an_address_or_none_as_inet_pton_says(void **state)
{
    static const char *const pieces[] = {"1",  "ff", "abcd", ":",       ":",     ":",   ":",
                                         "::", "0",  "255.", "1.2.3.4", "12345", "256", "g"};
    uint32_t random = 1;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        char text[160] = "";
        size_t count;

        random = random * 1664525 + 1013904223;
        count = 1 + (random >> 16) % 17;
        for (size_t k = 0; k < count; k++) {
            random = random * 1664525 + 1013904223;
            /* groups and colons in turn, most of the time, or hardly anything would be an
             * address */
            strcat(text, (random >> 28) > 1 ? (k % 2 == 0 ? pieces[(random >> 16) % 3] : ":")
                                            : pieces[(random >> 16) % COUNT(pieces)]);
        }
        compare_address(text);
    }
}

/* Each block by its first and last address, which are not public, and by the neighbours on both
 * sides that are; NULL: the neighbour is in another block, or there is none. */
static void row_35_no_address_of_a_special_block_is_public_and_its_neighbours_are(void **state)
{
    static const struct {
        const char *before, *first, *last, *after;
    } rows[] = {
        {NULL, "0.0.0.0", "0.255.255.255", "1.0.0.0"},
        {"9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"},
        {"100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"},
        {"126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"},
        {"169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"},
        {"172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"},
        {"191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"},
        {"192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"},
        {"192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"},
        {"192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"},
        {"198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"},
        {"198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"},
        {"203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"},
        {"223.255.255.255", "224.0.0.0", "239.255.255.255", NULL},
        {NULL, "240.0.0.0", "255.255.255.255", NULL},

        {NULL, "::", "::fffe:ffff:ffff", NULL}, /* ::, ::1 and ::1.2.3.4 among them */
        {NULL, "::1:0:0:0", "64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", NULL},
        {NULL, "64:ff9b::1:0:0", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2000::"},
        {NULL, "100::", "100::ffff:ffff:ffff:ffff", NULL},
        {"2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::"},
        {"2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
         "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::"},
        {"2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::"},
        {"3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::"},
        {"3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL},
        {NULL, "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL},
        {NULL, "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL},
        {NULL, "ff00::", "ff02::1", NULL},

        {"::ffff:9.255.255.255", "::ffff:10.0.0.0", "::ffff:10.255.255.255", "::ffff:11.0.0.0"},
        {NULL, "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:8.8.8.8"},
        {"64:ff9b::9.255.255.255", "64:ff9b::10.0.0.0", "64:ff9b::a9fe:a9fe", "64:ff9b::8.8.8.8"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *const texts[] = {rows[i].before, rows[i].first, rows[i].last, rows[i].after};

        for (size_t k = 0; k < COUNT(texts); k++) {
            uint8_t address[QCC_ADDRESS_SIZE];
            size_t len;

            if (texts[k] == NULL) {
                continue;
            }
            len = qcc_address_parse(qcc_span_of(texts[k]), address);
            if (len == 0 || qcc_address_is_public(address, len) != (k == 0 || k == 3)) {
                fail_msg("%s", texts[k]);
            }
        }
    }
}

static void bytes_of_another_length_are_no_public_address(void **state)
{
    static const uint8_t bytes[QCC_ADDRESS_SIZE + 1] = {8, 8, 8, 8, 8, 8};

    (void)state;
    for (size_t len = 0; len <= sizeof bytes; len++) {
        assert_int_equal(qcc_address_is_public(bytes, len), len == 4);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_as_inet_pton_reads_them),
        cmocka_unit_test(every_short_text_is_an_address_or_none_as_inet_pton_says),
        cmocka_unit_test(random_groups_are_an_address_or_none_as_inet_pton_says),
        cmocka_unit_test(row_35_no_address_of_a_special_block_is_public_and_its_neighbours_are),
        cmocka_unit_test(bytes_of_another_length_are_no_public_address),
    };

    return unit_run(tests, argc, argv);
}
