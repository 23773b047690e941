/* fuzz_qr.c - libFuzzer over a QR code's text, and over what a person typed: no byte read or
 * written where it must not be, a code that is a part of the text, and a text that changes only
 * once.
 *
 * After `cmake --preset desktop` has written qcc/sizes.h:
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Isrc -Ibuild/desktop/include \
 *         tests/fuzz/fuzz_qr.c src/keyword/characters.c src/keyword/check.c \
 *         src/keyword/classify.c src/keyword/code.c src/keyword/normalize.c src/keyword/qr.c \
 *         src/base/ascii.c src/base/span.c src/base/utf8.c src/base/writer.c
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "qcc/keyword.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool kept)
{
    if (!kept) {
        abort();
    }
}

/* 18 letters and digits, or 15 digits with a right check digit; and found in itself again unless
 * it was taken for its name alone. */
static void check_code(const char *code)
{
    const struct qcc_keyword_class found = qcc_keyword_classify(qcc_span_of(code));
    const size_t len = strlen(code);
    char again[QCC_KEYWORD_CODE_SIZE];
    expect(len == 18 || len == 15);
    for (size_t i = 0; i < len; i++) {
        expect(qcc_is_digit((uint8_t)code[i]) || (code[i] >= 'A' && code[i] <= 'Z'));
    }
    expect(len == 18 || found.check_digit == QCC_CHECK_DIGIT_RIGHT);
    if (qcc_keyword_from_qr(again, qcc_span_of(code))) {
        expect(strcmp(again, code) == 0);
    }
}

/* What is normal stays so, and fits where it came from. */
static void check_normal(struct qcc_span typed)
{
    char *const out = malloc(typed.len + 1);
    char *const again = malloc(typed.len + 1);
    expect(out != NULL && again != NULL);
    expect(qcc_keyword_normalize(out, typed.len + 1, typed) == QCC_OK);
    expect(strlen(out) <= typed.len);
    expect(qcc_keyword_normalize(again, strlen(out) + 1, qcc_span_of(out)) == QCC_OK);
    expect(strcmp(out, again) == 0);
    if (typed.len > 0 && qcc_keyword_normalize(again, strlen(out), qcc_span_of(out)) == QCC_OK) {
        abort(); /* there was no room for the NUL */
    }
    free(out);
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct qcc_span text = qcc_span_make(data, size);
    char code[QCC_KEYWORD_CODE_SIZE] = "";
    if (qcc_keyword_from_qr(code, text)) {
        check_code(code);
    } else {
        expect(code[0] == '\0');
    }
    (void)qcc_keyword_check(text);
    if (size == 0 || memchr(data, 0, size) == NULL) {
        check_normal(text);
    }
    return 0;
}
