/* fuzz_range.c - libFuzzer over Content-Range: what is taken is the part that was asked for, inside
 * of the whole, and as long as Content-Length says.
 *
 * After `cmake --preset desktop` has written qcc/sizes.h:
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Isrc -Ibuild/desktop/include \
 *         tests/fuzz/fuzz_range.c \
 *         src/http/range.c src/base/scan.c src/base/ascii.c src/base/span.c
 *
 * SPDX-License-Identifier: MIT */
#include "http/range.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct qcc_range *range, uint16_t http_status, bool has_length, uint32_t length)
{
    const uint32_t first = range->first, complete = range->complete;

    if (qcc_range_judge(range, http_status, has_length, length) != QCC_OK || http_status != 206) {
        return;
    }
    if (range->first != first || range->last < first ||
        (complete != 0 && range->complete != complete) ||
        (range->complete != 0 && range->last >= range->complete) ||
        (has_length && range->last - first + 1 != length)) {
        abort();
    }
}

/* The first bytes say what was asked for and what the rest of the head says. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char unit[] = "bytes ";
    uint8_t place[QCC_CONTENT_RANGE_SIZE];
    struct qcc_field field;
    struct qcc_range range;

    if (size < 5) {
        return 0;
    }
    memset(&field, 0, sizeof field);
    qcc_range_begin(&range, &field, place, data[0], data[1]);
    field.present = (data[2] & 1) == 0;
    field.repeated = (data[2] & 2) != 0;
    if ((data[2] & 4) == 0) { /* as a rule: what follows the unit */
        memcpy(place, unit, sizeof unit - 1);
        field.len = sizeof unit - 1;
    }
    for (size_t i = 5; i < size && field.len < sizeof place; i++) {
        place[field.len++] = data[i];
    }
    check(&range,
          data[3] % 4 == 0   ? 200
          : data[3] % 4 == 1 ? 416
                             : 206,
          (data[2] & 8) != 0, data[4]);
    return 0;
}
