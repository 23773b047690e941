/* fuzz_envelope.c - libFuzzer over a reply's body: no byte read or written where it must not be,
 * and an envelope that keeps its promises.
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Isrc tests/fuzz/fuzz_envelope.c \
 *         src/service/envelope.c src/base/?*.c
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "service/envelope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool kept)
{
    if (!kept) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct qcc_envelope zero;
    struct qcc_envelope envelope;
    struct qcc_span body = {data, size};
    size_t offset = 0;
    memset(&envelope, 0xA5, sizeof envelope);
    if (qcc_envelope_parse(&envelope, body, &offset) != QCC_OK) {
        expect(offset <= size);
        expect(memcmp(&envelope, &zero, sizeof zero) == 0);
        return 0;
    }
    expect(envelope.status >= 100 && envelope.status <= 999);
    expect(strlen(envelope.message) == envelope.message_len);
    expect(strlen(envelope.order_number) == envelope.order_number_len);
    expect(strlen(envelope.result) == envelope.result_len);
    expect(envelope.result_kind == QCC_RESULT_STRING || envelope.result_len == 0);
    return 0;
}
