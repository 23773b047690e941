/* fuzz_response.c - the response reader under libFuzzer: one verdict in two cuts, and nothing read
 * outside of a piece.
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Isrc tests/fuzz/fuzz_response.c \
 *         src/http/response.c src/http/chunked.c src/base/?*.c
 *
 * The first two bytes say where the rest is cut.
 * SPDX-License-Identifier: MIT */
#include "http/response.h"

#include <stdlib.h>
#include <string.h>

#define BODY_MAX 300

struct verdict {
    enum qcc_error outcome;
    unsigned http_status;
    bool reusable;
    size_t left;
    size_t body_len;
    uint8_t body[BODY_MAX];
    uint8_t date[32];
    uint16_t date_len;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void feed(struct qcc_response *response, const uint8_t *bytes, size_t len,
                 struct verdict *verdict)
{
    uint8_t *block = malloc(len + (len == 0));
    struct qcc_span in = {block, len};

    require(block != NULL);
    memcpy(block, bytes, len);
    while (verdict->outcome == QCC_PENDING && in.len != 0) {
        struct qcc_span body;
        size_t before = in.len;

        verdict->outcome = qcc_response_read(response, &in, &body);
        require(in.len < before || verdict->outcome != QCC_PENDING);
        require(body.len <= before - in.len);
        require(verdict->body_len + body.len <= BODY_MAX);
        if (body.len != 0) {
            memcpy(verdict->body + verdict->body_len, body.ptr, body.len);
            verdict->body_len += body.len;
        }
    }
    verdict->left += in.len;
    free(block);
}

/* Cut behind every `step` bytes. */
static void judge(const uint8_t *bytes, size_t len, size_t step, struct verdict *verdict)
{
    struct qcc_field date = {
        "date", verdict->date, sizeof(verdict->date), 0, false, false};
    static const struct qcc_expected expected = {QCC_RESPONSE_TO_GET, NULL};
    struct qcc_response response;
    size_t from, to;

    memset(verdict, 0, sizeof(*verdict));
    verdict->outcome = QCC_PENDING;
    qcc_response_begin(&response, &expected, &date, 1, BODY_MAX);
    for (from = 0; from < len; from = to) {
        to = len - from < step ? len : from + step;
        feed(&response, bytes + from, to - from, verdict);
    }
    verdict->outcome = qcc_response_end(&response);
    verdict->http_status = response.http_status;
    verdict->reusable = response.reusable;
    if (verdict->outcome == QCC_OK) {
        verdict->date_len = date.len;
    } else { /* what there is of a field is nobody's business after a failure */
        memset(verdict->date, 0, sizeof(verdict->date));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct verdict whole, cut;

    if (size < 2) {
        return 0;
    }
    judge(data + 2, size - 2, size, &whole);
    judge(data + 2, size - 2, 1, &cut);
    require(memcmp(&whole, &cut, sizeof(whole)) == 0);
    judge(data + 2, size - 2, 1 + data[0] + data[1] * 256u, &cut);
    require(memcmp(&whole, &cut, sizeof(whole)) == 0);
    return 0;
}
