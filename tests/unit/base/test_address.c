/* test_address.c - IP addresses as text, compared with the C library's reader of them.
 * SPDX-License-Identifier: MIT */
#include "base/address.h"
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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_as_inet_pton_reads_them),
        cmocka_unit_test(every_short_text_is_an_address_or_none_as_inet_pton_says),
        cmocka_unit_test(random_groups_are_an_address_or_none_as_inet_pton_says),
    };

    return unit_run(tests, argc, argv);
}
