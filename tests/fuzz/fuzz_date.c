/* fuzz_date.c - libFuzzer over the value of a Date field: whatever is taken is, written anew by the
 * C library, the same text.
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Isrc tests/fuzz/fuzz_date.c \
 *         src/http/date.c src/base/ascii.c src/base/calendar.c src/base/span.c
 *
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include "http/date.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes of a date that are found by chance once in a year: the seed of every input. */
static void sow(uint8_t *text, const uint8_t *data, size_t size)
{
    memcpy(text, "Sun, 06 Nov 1994 08:49:37 GMT", QCC_DATE_LEN);
    for (size_t i = 0; i + 1 < size; i += 2) {
        text[data[i] % QCC_DATE_LEN] = data[i + 1];
    }
}

static void check(struct qcc_span text)
{
    int64_t unix_s = 0;
    if (qcc_date_parse(text, &unix_s)) {
        const time_t now = (time_t)unix_s;
        char again[64];
        struct tm parts;
        if (gmtime_r(&now, &parts) == NULL ||
            strftime(again, sizeof again, "%a, %d %b %Y %H:%M:%S GMT", &parts) != QCC_DATE_LEN) {
            abort();
        }
        if (text.ptr[23] != '6' && memcmp(again, text.ptr, QCC_DATE_LEN) != 0) { /* no :60 */
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t text[QCC_DATE_LEN];
    check(qcc_span_make(data, size));
    sow(text, data, size);
    check(qcc_span_make(text, sizeof text));
    return 0;
}
