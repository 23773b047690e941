/* fuzz_envelope.c - libFuzzer over a reply's body: no byte read or written where it must not be,
 * an envelope that keeps its promises, and a Result that can be walked.
 *
 * After `cmake --preset desktop` has written qcc/sizes.h:
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Isrc -Ibuild/desktop/include \
 *         -Ibuild/desktop/jsmn tests/fuzz/fuzz_envelope.c src/service/envelope.c \
 *         src/service/result.c src/service/tokens.c src/base/ascii.c src/base/json.c \
 *         src/base/span.c src/base/utf8.c
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "qcc/json.h"
#include "service/envelope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool kept)
{
    if (!kept) {
        abort();
    }
}

/* Asks for all that `value` has, at most `depth` levels of it. */
static void walk(struct qcc_json_value value, struct qcc_span text, unsigned depth)
{
    const struct qcc_span raw = qcc_json_raw(value);
    const size_t count = qcc_json_count(value);
    char out[16];
    int64_t number;
    expect(raw.ptr == NULL || raw.ptr >= text.ptr);
    expect(raw.ptr == NULL || raw.ptr + raw.len <= text.ptr + text.len);
    (void)qcc_json_string(value, out, sizeof out, NULL);
    (void)qcc_json_integer(value, &number);
    for (size_t i = 0; i < count && i < 4 && depth > 0; i++) {
        walk(qcc_json_element(value, i), text, depth - 1);
        walk(qcc_json_member(value, out), text, depth - 1);
    }
}

/* The text need not be JSON. */
static void walk_text(struct qcc_span text)
{
    static struct qcc_json_token tokens[64];
    struct qcc_json_value value;
    (void)qcc_json_parse(tokens, sizeof tokens / sizeof tokens[0], text, &value);
    walk(value, text, 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct qcc_envelope envelope;
    struct qcc_span body = {data, size};
    size_t offset = 0;
    walk_text(body);
    memset(&envelope, 0xA5, sizeof envelope);
    if (qcc_envelope_parse(&envelope, body, &offset) != QCC_OK) {
        expect(offset <= size);
        expect(envelope.status == 0 || (envelope.status >= 100 && envelope.status <= 999));
        expect(strlen(envelope.message) == envelope.message_len);
        expect(strlen(envelope.order_number) == envelope.order_number_len);
        return 0;
    }
    expect(envelope.status >= 100 && envelope.status <= 999);
    expect(strlen(envelope.message) == envelope.message_len);
    expect(strlen(envelope.order_number) == envelope.order_number_len);
    expect(strlen(envelope.result) == envelope.result_len);
    expect(envelope.result_kind == QCC_RESULT_STRING || envelope.result_len == 0);
    walk_text(envelope.raw);
    return 0;
}
