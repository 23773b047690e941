/* pictures.h - pictures for tests: PNGs made of chunks, and any picture followed in every cut.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TESTS_PICTURES_H
#define QCC_TESTS_PICTURES_H

#include "cuts.h"
#include "picture/image.h"

#define PNG_SIGNATURE "\x89PNG\r\n\x1a\n"

/* A picture that is being made. */
struct picture {
    uint8_t bytes[4096];
    size_t len;
};

/* A PNG chunk to be made: its length and its CRC are computed. */
struct png_chunk {
    const char *type; /* NULL ends a list */
    struct qcc_span data;
};

/* What is to come of a picture. */
struct picture_row {
    const char *name;
    int outcome;
    unsigned width, height;
    size_t left; /* bytes after the end; looked at after QCC_OK */
};

static inline void picture_add(struct picture *picture, struct qcc_span bytes)
{
    assert_true(picture->len + bytes.len <= sizeof picture->bytes);
    if (bytes.len != 0) {
        memcpy(picture->bytes + picture->len, bytes.ptr, bytes.len);
    }
    picture->len += bytes.len;
}

static inline void picture_add_number(struct picture *picture, uint32_t number)
{
    const uint8_t bytes[4] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16),
                              (uint8_t)(number >> 8), (uint8_t)number};

    picture_add(picture, qcc_span_make(bytes, sizeof bytes));
}

/* The CRC of PNG, bit by bit, as the annex of its standard defines it. */
static inline uint32_t picture_crc(struct qcc_span bytes)
{
    uint32_t crc = 0xffffffffu;

    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= bytes.ptr[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
        }
    }
    return ~crc;
}

static inline void picture_add_chunk(struct picture *picture, const struct png_chunk *chunk)
{
    const size_t from = picture->len + 4;

    picture_add_number(picture, (uint32_t)chunk->data.len);
    picture_add(picture, qcc_span_of(chunk->type));
    picture_add(picture, chunk->data);
    picture_add_number(picture,
                       picture_crc(qcc_span_make(picture->bytes + from, picture->len - from)));
}

/* A PNG of the chunks up to one without a type. */
static inline void picture_make_png(struct picture *picture, const struct png_chunk *chunks)
{
    picture->len = 0;
    picture_add(picture, (struct qcc_span)QCC_SPAN(PNG_SIGNATURE));
    for (; chunks->type != NULL; chunks++) {
        picture_add_chunk(picture, chunks);
    }
}

static inline void picture_begin(void *context)
{
    qcc_image_begin(context);
}

static inline enum qcc_error picture_read(void *context, struct qcc_span *in, struct qcc_span *body)
{
    body->len = 0;
    return qcc_image_read(context, in);
}

static inline void picture_end(void *context, struct cuts_verdict *verdict)
{
    struct qcc_image *image = context;

    verdict->outcome = qcc_image_end(image);
    assert_int_equal(verdict->outcome, qcc_image_end(image));
    snprintf(verdict->fields, sizeof verdict->fields, "type %d, %ux%u", (int)image->type,
             (unsigned)image->width, (unsigned)image->height);
}

/* Follows `bytes` in every cut. Returns how it ended; *image is as it was left. */
static inline struct cuts_verdict picture_follow(struct qcc_span bytes, struct qcc_image *image)
{
    const struct cuts_reader reader = {picture_begin, picture_read, picture_end, image};
    struct cuts_verdict verdict;

    cuts_every(&reader, bytes, &verdict);
    return verdict;
}

/* Follows `bytes` whole and byte by byte. */
static inline struct cuts_verdict picture_follow_twice(struct qcc_span bytes,
                                                       struct qcc_image *image)
{
    const struct cuts_reader reader = {picture_begin, picture_read, picture_end, image};
    struct cuts_verdict verdict, cut;

    cuts_run(&reader, bytes, bytes.len, bytes.len, &verdict);
    cuts_run(&reader, bytes, bytes.len + 1, 0, &cut);
    cuts_assert_same(bytes, &verdict, &cut);
    return verdict;
}

/* Fails by the row's name when a picture does not end as the row says. */
static inline void picture_check(const struct picture_row *row, struct qcc_span bytes)
{
    struct qcc_image image;
    struct cuts_verdict verdict;

    unit_row("%s", row->name);
    verdict = picture_follow(bytes, &image);
    if (verdict.outcome != row->outcome || image.width != row->width ||
        image.height != row->height || (row->outcome == QCC_OK && verdict.left != row->left)) {
        fail_msg("%s, %ux%u, %zu left", qcc_error_name((enum qcc_error)verdict.outcome),
                 (unsigned)image.width, (unsigned)image.height, verdict.left);
    }
}

/* Fails by `name` unless each beginning of `bytes` is incomplete. */
static inline void picture_check_beginnings(const char *name, struct qcc_span bytes)
{
    struct qcc_image image;

    for (size_t len = 0; len < bytes.len; len++) {
        struct cuts_verdict verdict;

        unit_row("%s, its first %zu bytes", name, len);
        verdict = picture_follow_twice(qcc_span_make(bytes.ptr, len), &image);
        assert_int_equal(verdict.outcome, QCC_ERROR_PICTURE_INCOMPLETE);
        assert_true(verdict.ended);
    }
}

#endif
