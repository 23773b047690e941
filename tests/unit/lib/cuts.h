/* cuts.h - one vector in every cut: whole, byte by byte, at every split into two, and into three
 * when it is short. However it is cut, the verdict has to be the same. Each piece lies in a block
 * of exactly its size, so that a sanitizer sees one byte read too many.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TESTS_CUTS_H
#define QCC_TESTS_CUTS_H

#include "qcc/error.h"
#include "qcc/span.h"
#include "unit.h"

#include <stdlib.h>

#define CUTS_THREE_MAX 72 /* vectors up to this length are also cut into three */
#define CUTS_TWO_MAX                                                                               \
    1024 /* longer ones are cut into two at about this many places, not at every one */
#define CUTS_BODY_SIZE 4096 /* what is kept of a body */
#define CUTS_FIELDS_SIZE 256

/* All that a reader's user can see of how it ended. */
struct cuts_verdict {
    int outcome; /* of the last read; where that was QCC_PENDING, of the stream's end */
    bool ended;  /* the stream's end was what decided */
    bool reusable;
    bool in_body;
    unsigned http_status;
    size_t left; /* bytes that were not taken */
    size_t body_len;
    uint8_t body[CUTS_BODY_SIZE];
    char fields[CUTS_FIELDS_SIZE]; /* `value|` for each wanted field, `-|` for one that is not there
                                    */
};

/* What is tested. It is begun anew by `begin`, gets one piece after the other, and leaves its
 * verdict. */
struct cuts_reader {
    void (*begin)(void *context);
    /* As qcc_response_read and qcc_chunked_read. */
    enum qcc_error (*read)(void *context, struct qcc_span *in, struct qcc_span *body);
    /* What the stream's end makes of QCC_PENDING, and whatever else the verdict has. */
    void (*end)(void *context, struct cuts_verdict *verdict);
    void *context;
};

/* Feeds one piece until it is used up or the reader is done. Pieces of a body have to lie in the
 * piece. */
static inline void cuts_feed(const struct cuts_reader *reader, struct qcc_span bytes,
                             struct cuts_verdict *verdict)
{
    uint8_t *block = malloc(bytes.len);
    struct qcc_span in = {block, bytes.len};
    size_t calls = 0;

    assert_non_null(block);
    memcpy(block, bytes.ptr, bytes.len);
    while (verdict->outcome == QCC_PENDING && in.len != 0) {
        struct qcc_span body = {NULL, 99};
        const uint8_t *before = in.ptr;

        verdict->outcome = reader->read(reader->context, &in, &body);
        assert_ptr_equal(in.ptr + in.len, block + bytes.len);
        assert_true(in.ptr > before || verdict->outcome != QCC_PENDING);
        assert_true(body.len <= (size_t)(in.ptr - before));
        if (body.len != 0) {
            assert_true(body.ptr >= before && body.ptr + body.len <= in.ptr);
            assert_true(verdict->body_len + body.len <= CUTS_BODY_SIZE);
            memcpy(verdict->body + verdict->body_len, body.ptr, body.len);
            verdict->body_len += body.len;
        }
        assert_true(++calls <= 2 * bytes.len + 2);
    }
    verdict->left += in.len;
    free(block);
}

/* A reader that is done stays so: it takes nothing more and says the same. */
static inline void cuts_assert_sticks(const struct cuts_reader *reader, int outcome)
{
    static const uint8_t more[] = "HTTP/1.1 200 OK\r\n\r\n0\r\n\r\n";
    struct qcc_span in = {more, sizeof(more) - 1};
    struct qcc_span body = {NULL, 99};
    int i;

    for (i = 0; i < 2; i++) {
        assert_int_equal(reader->read(reader->context, &in, &body), outcome);
        assert_int_equal(in.len, sizeof(more) - 1);
        assert_int_equal(body.len, 0);
    }
}

/* Runs the reader over `bytes`, cut behind `first` and `second` bytes (which may be 0, equal, or
 * the whole length), or, where `first` is larger than the length, behind every byte. */
static inline void cuts_run(const struct cuts_reader *reader, struct qcc_span bytes, size_t first,
                            size_t second, struct cuts_verdict *verdict)
{
    size_t from = 0;
    bool single = first > bytes.len;

    memset(verdict, 0, sizeof(*verdict));
    verdict->outcome = QCC_PENDING;
    reader->begin(reader->context);
    while (from < bytes.len && verdict->outcome == QCC_PENDING) {
        size_t to = single ? from + 1 : from < first ? first : from < second ? second : bytes.len;
        struct qcc_span piece = {bytes.ptr + from, to - from};

        cuts_feed(reader, piece, verdict);
        from = to;
    }
    verdict->left += bytes.len - from;
    verdict->ended = verdict->outcome == QCC_PENDING;
    reader->end(reader->context, verdict);
    if (verdict->outcome != QCC_PENDING) {
        cuts_assert_sticks(reader, verdict->outcome);
    }
}

/* The vector that a test failed on, as a C string. */
static inline void cuts_print(struct qcc_span bytes)
{
    size_t i;

    print_error("in the vector \"");
    for (i = 0; i < bytes.len && i < 400; i++) {
        bool plain = bytes.ptr[i] >= ' ' && bytes.ptr[i] < 0x7f;

        print_error(plain ? "%c" : "\\%03o", (unsigned)bytes.ptr[i]);
    }
    print_error("\" of %zu bytes\n", bytes.len);
}

static inline void cuts_assert_same(struct qcc_span bytes, const struct cuts_verdict *whole,
                                    const struct cuts_verdict *cut)
{
    if (memcmp(whole, cut, sizeof(*whole)) == 0) {
        return;
    }
    cuts_print(bytes);
    assert_int_equal(cut->outcome, whole->outcome);
    assert_int_equal(cut->ended, whole->ended);
    assert_int_equal(cut->http_status, whole->http_status);
    assert_int_equal(cut->left, whole->left);
    assert_int_equal(cut->reusable, whole->reusable);
    assert_int_equal(cut->in_body, whole->in_body);
    assert_int_equal(cut->body_len, whole->body_len);
    assert_memory_equal(cut->body, whole->body, CUTS_BODY_SIZE);
    assert_string_equal(cut->fields, whole->fields);
}

/* The verdict on `bytes`, after it has been found the same for every cut. */
static inline void cuts_every(const struct cuts_reader *reader, struct qcc_span bytes,
                              struct cuts_verdict *verdict)
{
    size_t stride = bytes.len > CUTS_TWO_MAX ? bytes.len / CUTS_TWO_MAX + 1 : 1;
    struct cuts_verdict cut;
    size_t first, second;

    cuts_run(reader, bytes, bytes.len, bytes.len, verdict);
    cuts_run(reader, bytes, bytes.len + 1, 0, &cut);
    cuts_assert_same(bytes, verdict, &cut);
    for (first = 1; first < bytes.len; first += stride) {
        cuts_run(reader, bytes, first, bytes.len, &cut);
        cuts_assert_same(bytes, verdict, &cut);
        for (second = first + 1; second < bytes.len && bytes.len <= CUTS_THREE_MAX; second++) {
            cuts_run(reader, bytes, first, second, &cut);
            cuts_assert_same(bytes, verdict, &cut);
        }
    }
}

#endif
