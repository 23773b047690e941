/* fuzz_link.c - libFuzzer over links and the references of redirects: whatever is taken has a host,
 * holds nothing but visible ASCII, and is taken once more after it was resolved against itself.
 *
 * After `cmake --preset desktop` has written qcc/sizes.h:
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Isrc -Ibuild/desktop/include \
 *         tests/fuzz/fuzz_link.c \
 *         src/http/link.c src/http/url.c src/base/address.c src/base/scan.c src/base/ascii.c \
 *         src/base/span.c
 *
 * SPDX-License-Identifier: MIT */
#include "http/link.h"

#include <stdlib.h>
#include <string.h>

#define SIZE 128

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_parts(const struct qcc_url *url)
{
    if (url->host.len == 0 || url->port == 0 ||
        (url->path.len > 0 && url->path.ptr[0] != '/' && url->path.ptr[0] != '?')) {
        abort();
    }
    for (size_t i = 0; i < url->path.len; i++) {
        if (url->path.ptr[i] <= ' ' || url->path.ptr[i] >= 0x7F) {
            abort();
        }
    }
}

/* The link `text` of *len bytes, in a place that ends where its size says. */
static void follow(uint8_t *text, size_t *len, struct qcc_span reference)
{
    struct qcc_url url;

    if (qcc_link_resolve(text, len, SIZE, reference) != QCC_OK) {
        return;
    }
    if (*len > SIZE) {
        abort();
    }
    if (qcc_link_parse(&url, qcc_span_make(text, *len)) == QCC_OK) {
        check_parts(&url);
    }
}

/* The link ends at the first NUL, and the reference follows. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, '\0', size) : NULL;
    const size_t link_len = end != NULL ? (size_t)(end - data) : size;
    struct qcc_url url;
    uint8_t *text;
    size_t len = link_len;

    if (link_len > SIZE || qcc_link_parse(&url, qcc_span_make(data, link_len)) != QCC_OK) {
        return 0;
    }
    check_parts(&url);
    text = malloc(SIZE); /* of its own, so that a byte beyond it is found */
    if (text == NULL) {
        abort();
    }
    memcpy(text, data, link_len);
    if (end != NULL) {
        follow(text, &len, qcc_span_make(end + 1, size - link_len - 1));
    }
    free(text);
    return 0;
}
