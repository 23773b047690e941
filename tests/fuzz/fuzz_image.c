/* fuzz_image.c - the follower of pictures under libFuzzer: one verdict in three cuts, and nothing
 * read outside of a piece.
 *
 * After `cmake --preset desktop` has written qcc/sizes.h:
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Isrc -Ibuild/desktop/include \
 *         tests/fuzz/fuzz_image.c src/picture/image.c src/picture/png.c src/picture/jpeg.c
 *
 * Every CRC is 0 here, so that the fuzzer gets beyond the first chunk; crc32.c has a
 * unit test that knows all of it. The first two bytes say where the rest is cut.
 * SPDX-License-Identifier: MIT */
#include "picture/crc32.h"
#include "picture/image.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

uint32_t qcc_crc32_add(uint32_t crc, const uint8_t *bytes, size_t len)
{
    uint8_t all = 0;

    for (size_t i = 0; i < len; i++) {
        all |= bytes[i]; /* read, as the real one reads it */
    }
    return all == 0 ? crc : 0; /* crc is 0, too */
}

struct verdict {
    enum qcc_error read; /* what the last read returned */
    enum qcc_error end;
    enum qcc_image_type type;
    uint32_t width, height;
    size_t left;
};

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void feed(struct qcc_image *image, const uint8_t *bytes, size_t len, struct verdict *verdict)
{
    uint8_t *block = malloc(len);
    struct qcc_span in = {block, len};

    require(block != NULL);
    memcpy(block, bytes, len);
    verdict->read = qcc_image_read(image, &in);
    require(in.ptr + in.len == block + len);
    require(verdict->read != QCC_PENDING || in.len == 0);
    verdict->left += in.len;
    free(block);
}

/* Cut after every `step` bytes. */
static struct verdict judge(const uint8_t *bytes, size_t len, size_t step)
{
    struct verdict verdict;
    struct qcc_image image;

    memset(&verdict, 0, sizeof verdict);
    memset(&image, 0xa5, sizeof image);
    verdict.read = QCC_PENDING;
    qcc_image_begin(&image);
    for (size_t from = 0; from < len; from += step) {
        feed(&image, bytes + from, len - from < step ? len - from : step, &verdict);
    }
    verdict.end = qcc_image_end(&image);
    verdict.type = image.type;
    verdict.width = image.width;
    verdict.height = image.height;
    return verdict;
}

static void require_sense(const struct verdict *verdict)
{
    require(verdict->end <= QCC_OK);
    require(verdict->end ==
            (verdict->read == QCC_PENDING ? QCC_ERROR_PICTURE_INCOMPLETE : verdict->read));
    require((verdict->type == QCC_IMAGE_NONE) <= (verdict->width == 0 && verdict->height == 0));
    require(verdict->end != QCC_OK ||
            (verdict->type != QCC_IMAGE_NONE && verdict->width > 0 && verdict->height > 0));
}

static bool is_same(const struct verdict *a, const struct verdict *b)
{
    return a->read == b->read && a->end == b->end && a->type == b->type && a->width == b->width &&
           a->height == b->height && a->left == b->left;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    const size_t step = 1 + data[0] + data[1] * 256u;
    const struct verdict whole = judge(data + 2, size - 2, size);
    const struct verdict single = judge(data + 2, size - 2, 1);
    const struct verdict cut = judge(data + 2, size - 2, step);

    require_sense(&whole);
    require(is_same(&whole, &single));
    require(is_same(&whole, &cut));
    return 0;
}
