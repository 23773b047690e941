/* picture_big.c - a valid PNG of any size that takes no memory to speak of: one piece of it is sent
 * again and again.
 * SPDX-License-Identifier: MIT */
#include "simulator.h"

#include <string.h>

enum {
    WIDTH = 4096,
    ROWS = 15,                  /* of a chunk */
    BLOCK = ROWS * (1 + WIDTH), /* a filter byte and 8 bits a pixel; below 65,536 */
    CHUNK = 12 + 5 + BLOCK,     /* of PNG, with a stored block of deflate in it */
    ADLER_MODULUS = 65521,
};

/* CRC-32 of a chunk (ISO 15948 annex D). */
static uint32_t crc_of(const char *bytes, size_t len)
{
    uint32_t crc = 0xFFFFFFFFu;

    for (size_t i = 0; i < len; i++) {
        crc ^= (uint8_t)bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
        }
    }
    return ~crc;
}

static void put_be32(struct text *out, uint32_t value)
{
    const uint8_t bytes[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                              (uint8_t)value};

    text_put(out, bytes, sizeof bytes);
}

static void put_chunk(struct text *out, const char type[4], const void *data, size_t len)
{
    size_t start;

    put_be32(out, (uint32_t)len);
    start = out->len;
    text_put(out, type, 4);
    text_put(out, data, len);
    put_be32(out, crc_of(out->ptr + start, out->len - start));
}

/* A stored block that is not the last (RFC 1951 section 3.2.4): rows of one ramp. */
static void make_block(uint8_t block[5 + BLOCK])
{
    static const uint8_t head[5] = {0, BLOCK & 255, BLOCK >> 8, 255 - (BLOCK & 255),
                                    255 - (BLOCK >> 8)};

    memcpy(block, head, sizeof head);
    for (unsigned i = 0; i < BLOCK; i++) {
        unsigned column = i % (1 + WIDTH);

        block[5 + i] = column == 0 ? 0 : (uint8_t)((column - 1) / 16);
    }
}

/* Adler-32 (RFC 1950 section 8) of `count` times the block. */
static uint32_t adler_of(const uint8_t *bytes, uint64_t count)
{
    uint64_t a = 1;
    uint64_t b = 0;
    uint64_t block_a = 1;
    uint64_t block_b = 0;

    for (size_t i = 0; i < BLOCK; i++) {
        block_a = (block_a + bytes[i]) % ADLER_MODULUS;
        block_b = (block_b + block_a) % ADLER_MODULUS;
    }
    for (uint64_t i = 0; i < count; i++) {
        b = (b + block_b + BLOCK * (a + ADLER_MODULUS - 1)) % ADLER_MODULUS;
        a = (a + block_a + ADLER_MODULUS - 1) % ADLER_MODULUS;
    }
    return (uint32_t)(b << 16 | a);
}

static void put_header(struct text *out, uint32_t height)
{
    static const uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    struct text header = {NULL, 0, 0};

    put_be32(&header, WIDTH);
    put_be32(&header, height);
    text_put(&header, "\x08\0\0\0\0", 5); /* 8 bits of grey */
    text_put(out, signature, sizeof signature);
    put_chunk(out, "IHDR", header.ptr, header.len);
    text_free(&header);
}

/* The last block, an empty one, and the sum. */
static void put_end(struct text *out, uint32_t adler)
{
    struct text last = {NULL, 0, 0};

    text_put(&last, "\x01\0\0\xFF\xFF", 5);
    put_be32(&last, adler);
    put_chunk(out, "IDAT", last.ptr, last.len);
    put_chunk(out, "IEND", "", 0);
    text_free(&last);
}

void picture_big(struct answer *answer, unsigned megabytes)
{
    uint8_t block[5 + BLOCK];
    uint64_t count = ((uint64_t)megabytes * 1000000u + CHUNK - 1) / CHUNK;
    struct text *body = &answer->body;

    make_block(block);
    body->len = 0;
    put_header(body, (uint32_t)(ROWS * count));
    put_chunk(body, "IDAT", "\x78\x01", 2);
    answer->repeat_from = body->len;
    put_chunk(body, "IDAT", block, sizeof block);
    answer->repeat_len = body->len - answer->repeat_from;
    answer->repeat_more = count - 1;
    put_end(body, adler_of(block + 5, count));
}
