/* picture.c - pictures made on the spot: a PNG that is stored and not deflated, and a JPEG of
 * plain blocks.
 * SPDX-License-Identifier: MIT */
#include "simulator.h"

#include <stdio.h>
#include <string.h>

enum {
    PNG_WIDTH = 320,
    PNG_HEIGHT = 200,
    BLOCKS_WIDE = 40, /* of a JPEG, 8 pixels each */
    BLOCKS_HIGH = 25
};

/* FNV-1a: a different picture for each name. */
static uint32_t name_hash(const char *name)
{
    uint32_t hash = 2166136261u;

    for (; *name != '\0'; name++) {
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    }
    return hash;
}

/* A white sheet with a frame, a heading and lines of text, as far as a picture of bars can have
 * them. */
static uint8_t shade(uint32_t hash, unsigned x, unsigned y, unsigned width, unsigned height)
{
    unsigned line = y * 20 / height;
    unsigned end = 4 + ((hash >> (line % 16)) & 15u);
    unsigned column = x * 24 / width;

    if (line == 0 || line == 19 || column == 0 || column == 23) {
        return 90;
    }
    if (line == 2) {
        return column >= 6 && column <= 17 ? 30 : 255;
    }
    return line >= 4 && line % 2 == 0 && column >= 2 && column <= end ? 140 : 255;
}

/* CRC-32 of a chunk (ISO 15948 annex D), carried on from `crc`. */
static uint32_t crc_carry(uint32_t crc, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
        }
    }
    return crc;
}

static void put_be32(struct text *out, uint32_t value)
{
    const uint8_t bytes[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                              (uint8_t)value};

    text_put(out, bytes, sizeof bytes);
}

static void png_put_chunk(struct text *out, const char type[4], const void *data, size_t len)
{
    size_t start;

    put_be32(out, (uint32_t)len);
    start = out->len;
    text_put(out, type, 4);
    text_put(out, data, len);
    put_be32(out, ~crc_carry(0xFFFFFFFFu, (const uint8_t *)out->ptr + start, out->len - start));
}

/* Puts the sheet's lines, a filter byte of 0 and two bits a pixel each, as one stored block
 * (RFC 1950, RFC 1951 section 3.2.4). */
static void png_put_lines(struct text *out, uint32_t hash)
{
    enum { LINE = 1 + PNG_WIDTH / 4, SIZE = LINE * PNG_HEIGHT };
    static const uint8_t head[] = {
        0x78, 0x01, 0x01, SIZE & 255, SIZE >> 8, 255 - (SIZE & 255), 255 - (SIZE >> 8)};
    uint32_t a = 1;
    uint32_t b = 0;

    text_put(out, head, sizeof head);
    for (unsigned y = 0; y < PNG_HEIGHT; y++) {
        uint8_t line[LINE] = {0};

        for (unsigned x = 0; x < PNG_WIDTH; x++) {
            unsigned level = shade(hash, x, y, PNG_WIDTH, PNG_HEIGHT) / 64u;

            line[1 + x / 4] = (uint8_t)(line[1 + x / 4] | level << (6 - 2 * (x % 4)));
        }
        for (size_t i = 0; i < sizeof line; i++) {
            a = (a + line[i]) % 65521u;
            b = (b + a) % 65521u;
        }
        text_put(out, line, sizeof line);
    }
    put_be32(out, b << 16 | a);
}

static void picture_png(struct text *out, const char *name)
{
    static const uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    static const uint8_t header[] = {
        0, 0, PNG_WIDTH >> 8, PNG_WIDTH & 255, 0, 0, 0, PNG_HEIGHT, 2, 0, 0, 0, 0};
    struct text lines = {NULL, 0, 0};

    png_put_lines(&lines, name_hash(name));
    text_put(out, signature, sizeof signature);
    png_put_chunk(out, "IHDR", header, sizeof header);
    png_put_chunk(out, "IDAT", lines.ptr, lines.len);
    png_put_chunk(out, "IEND", "", 0);
    text_free(&lines);
}

/* The bits of a scan (ITU T.81 section F.1.2.3): most significant first, 0xFF followed by a
 * stuffed 0x00. */
struct bits {
    struct text *out;
    uint32_t held;
    unsigned count;
};

static void bits_put(struct bits *bits, uint32_t value, unsigned count)
{
    static const char zero = '\0';

    bits->held = bits->held << count | value;
    bits->count += count;
    while (bits->count >= 8) {
        uint8_t byte = (uint8_t)(bits->held >> (bits->count - 8));

        text_put(bits->out, &byte, 1);
        if (byte == 0xFF) {
            text_put(bits->out, &zero, 1);
        }
        bits->count -= 8;
        bits->held &= (1u << bits->count) - 1u;
    }
}

/* A block of one shade: the difference of its DC coefficient, by a table in which category n
 * has the four-bit code n; then the end of the block, whose code is one 0 bit. */
static void bits_put_block(struct bits *bits, int difference)
{
    unsigned category = 0;
    unsigned size = (unsigned)(difference < 0 ? -difference : difference);

    while (size >> category != 0) {
        category++;
    }
    bits_put(bits, category, 4);
    bits_put(bits,
             difference < 0 ? (uint32_t)((1 << category) - 1 + difference) : (uint32_t)difference,
             category);
    bits_put(bits, 0, 1);
}

/* Quantizer of 8 throughout: then a block's DC coefficient is its shade less 128. */
static void jpeg_put_head(struct text *out)
{
    static const uint8_t start[] = {0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 'J', 'F',  'I',  'F', 0,  1, 1,
                                    0,    0,    1,    0,    1, 0,  0,   0xFF, 0xDB, 0,   67, 0};
    static const uint8_t frame[] = {
        0xFF, 0xC0, 0,    11, 8, 0, BLOCKS_HIGH * 8, BLOCKS_WIDE * 8 / 256, BLOCKS_WIDE * 8 % 256,
        1,    1,    0x11, 0};
    static const uint8_t tables[] = {0xFF, 0xC4, 0, 28, 0x00, 0,    0, 0,  9,    0, 0, 0, 0,
                                     0,    0,    0, 0,  0,    0,    0, 0,  0,    1, 2, 3, 4,
                                     5,    6,    7, 8,  0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0,
                                     0,    0,    0, 0,  0,    0,    0, 0,  0,    0, 0, 0, 0};
    static const uint8_t scan[] = {0xFF, 0xDA, 0, 8, 1, 1, 0x00, 0, 63, 0};
    uint8_t quantizer[64];

    memset(quantizer, 8, sizeof quantizer);
    text_put(out, start, sizeof start);
    text_put(out, quantizer, sizeof quantizer);
    text_put(out, frame, sizeof frame);
    text_put(out, tables, sizeof tables);
    text_put(out, scan, sizeof scan);
}

static void picture_jpeg(struct text *out, const char *name)
{
    static const uint8_t end[] = {0xFF, 0xD9};
    struct bits bits = {out, 0, 0};
    uint32_t hash = name_hash(name);
    int last = 0;

    jpeg_put_head(out);
    for (unsigned i = 0; i < BLOCKS_WIDE * BLOCKS_HIGH; i++) {
        int dc = shade(hash, i % BLOCKS_WIDE, i / BLOCKS_WIDE, BLOCKS_WIDE, BLOCKS_HIGH) - 128;

        bits_put_block(&bits, dc - last);
        last = dc;
    }
    bits_put(&bits, 0x7F, 7); /* fills the last byte with ones */
    text_put(out, end, sizeof end);
}

bool picture_draw(struct text *out, const char *name)
{
    const char *ending = strrchr(name, '.');
    char key_no[64];

    if (ending == NULL || (size_t)(ending - name) >= sizeof key_no) {
        return false;
    }
    snprintf(key_no, sizeof key_no, "%.*s", (int)(ending - name), name);
    if (*key_no == '\0' || company_find(key_no) == NULL) {
        return false;
    }
    if (strcmp(ending, ".png") == 0) {
        picture_png(out, name);
        return true;
    }
    if (strcmp(ending, ".jpg") == 0) {
        picture_jpeg(out, name);
        return true;
    }
    return false;
}
