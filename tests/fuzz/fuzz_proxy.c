/* fuzz_proxy.c - the tunnel through a proxy under libFuzzer: one outcome in any cut of the answer,
 * and a proxy's text that is read inside of its bytes.
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Isrc tests/fuzz/fuzz_proxy.c \
 *         src/net/proxy.c src/http/response.c src/http/chunked.c src/http/url.c src/base/?*.c
 *
 * -Iinclude needs a qcc/sizes.h, which CMake writes. The first byte says what is fuzzed: odd, the
 * text; even, the answer, cut after every so many bytes as the second says.
 * SPDX-License-Identifier: MIT */
#include "http/response.h"
#include "net/connection.h"
#include "qcc/proxy.h"

#include <stdlib.h>
#include <string.h>

struct stream {
    const uint8_t *bytes;
    size_t len, piece;
};

struct verdict {
    enum qcc_error error;
    unsigned http_status;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static enum qcc_io take(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    (void)context;
    (void)data;
    *moved = len;
    return QCC_IO_DONE;
}

static enum qcc_io give(void *context, uint8_t *data, size_t len, size_t *moved)
{
    struct stream *stream = context;
    if (stream->len == 0) {
        return QCC_IO_WOULD_BLOCK;
    }
    *moved = stream->piece < len ? stream->piece : len;
    *moved = *moved < stream->len ? *moved : stream->len;
    memcpy(data, stream->bytes, *moved);
    stream->bytes += *moved;
    stream->len -= *moved;
    return QCC_IO_DONE;
}

static struct verdict judge(const uint8_t *bytes, size_t len, size_t piece)
{
    struct stream stream = {bytes, len, piece};
    const struct qcc_port port = {.context = &stream, .send = take, .receive = give};
    const struct qcc_proxy proxy = qcc_proxy_make("proxy.test", 3128, "user", "password");
    struct qcc_connection connection = {.port = &port, .proxy = &proxy, .tcp_port = 443};
    struct qcc_response response;
    struct verdict verdict;
    do {
        connection.wait = QCC_WAIT_NONE;
        verdict.error = proxy.open_tunnel(&connection, false, &response);
    } while (verdict.error == QCC_PENDING && connection.wait == QCC_WAIT_NONE);
    verdict.http_status = response.http_status;
    return verdict;
}

static void read_text(const uint8_t *bytes, size_t len)
{
    struct qcc_proxy proxy;
    char *text = malloc(len + 1);
    require(text != NULL);
    memcpy(text, bytes, len);
    text[len] = '\0';
    if (qcc_proxy_parse(&proxy, text) == QCC_OK) {
        require(proxy.tcp_port != 0 && strlen(proxy.host) > 0);
        require(proxy.user == NULL || strpbrk(proxy.user, ":\r\n") == NULL);
        require(proxy.password == NULL || strpbrk(proxy.password, "\r\n") == NULL);
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct verdict whole, cut;
    if (size < 2) {
        return 0;
    }
    if (data[0] % 2 != 0) {
        read_text(data + 1, size - 1);
        return 0;
    }
    whole = judge(data + 2, size - 2, size);
    cut = judge(data + 2, size - 2, 1);
    require(whole.error == cut.error && whole.http_status == cut.http_status);
    cut = judge(data + 2, size - 2, 1u + data[1]);
    require(whole.error == cut.error && whole.http_status == cut.http_status);
    return 0;
}
