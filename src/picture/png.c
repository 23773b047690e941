/* png.c - the frame of a PNG picture: the length, order and CRC of its chunks, the values of its
 * header. Sections are those of the W3C's third edition, which has the text of ISO/IEC 15948.
 * SPDX-License-Identifier: MIT */
#include "picture/png.h"
#include "base/ascii.h"
#include "picture/crc32.h"
#include "picture/image.h"

#define TYPE(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))
#define IHDR TYPE('I', 'H', 'D', 'R')
#define PLTE TYPE('P', 'L', 'T', 'E')
#define IDAT TYPE('I', 'D', 'A', 'T')
#define IEND TYPE('I', 'E', 'N', 'D')
#define ANCILLARY TYPE(0x20, 0, 0, 0) /* section 5.4: who does not know the type may skip it */

#define NUMBER_MAX 0x7fffffffu /* section 7.1: of a length, a width and a height */
#define HEADER_LEN 13          /* section 11.2.1: of IHDR's data */
#define COLOR_USED 2           /* section 11.2.1: a bit of the colour type */
#define INDEXED 3              /* section 11.2.1: the colour type that cannot do without a PLTE */

enum {
    COMPLETE = QCC_OK,
    IN_LENGTH = QCC_IMAGE_BEGUN, /* of a chunk's data */
    IN_TYPE,                     /* of a chunk */
    IN_WIDTH,                    /* this and the next three: in the data of IHDR */
    IN_HEIGHT,
    IN_METHODS, /* bit depth, colour type, compression method, filter method: a byte each */
    IN_INTERLACE,
    IN_DATA, /* of any other chunk */
    IN_CRC   /* of a chunk */
};

/* How far the picture is, in `stage`. */
enum { AT_HEADER, BEFORE_PIXELS, AT_PIXELS, AFTER_PIXELS, AT_END };

static int begin_data(struct qcc_image *image)
{
    return image->data_left > 0 ? IN_DATA : IN_CRC;
}

/* Section 11.2.2. At most one, before the pixels, three bytes an entry, and no more entries than a
 * pixel can name. */
static int begin_palette(struct qcc_image *image)
{
    if (image->stage != BEFORE_PIXELS || image->data_left == 0 || image->data_left % 3 != 0 ||
        image->data_left > image->palette_max) {
        return QCC_ERROR_PICTURE_FORMAT;
    }
    image->palette_max = 0;
    image->palette_needed = false;
    return begin_data(image);
}

/* Section 11.2.3. One chunk or more, with no other between them. */
static int begin_pixels(struct qcc_image *image)
{
    if (image->stage > AT_PIXELS || image->palette_needed) {
        return QCC_ERROR_PICTURE_FORMAT;
    }
    image->stage = AT_PIXELS;
    return begin_data(image);
}

/* Section 11.2.4. */
static int begin_end(struct qcc_image *image)
{
    if (image->stage != AFTER_PIXELS || image->data_left > 0) {
        return QCC_ERROR_PICTURE_FORMAT;
    }
    image->stage = AT_END;
    return begin_data(image);
}

/* The type of a chunk has been read: may it stand here? (Section 5.6.) */
static int begin_chunk(struct qcc_image *image)
{
    const uint32_t type = image->number;

    if ((image->stage == AT_HEADER) != (type == IHDR)) {
        return QCC_ERROR_PICTURE_FORMAT;
    }
    if (image->stage == AT_PIXELS && type != IDAT) {
        image->stage = AFTER_PIXELS;
    }
    switch (type) {
    case IHDR:
        return image->data_left == HEADER_LEN ? IN_WIDTH : QCC_ERROR_PICTURE_FORMAT;
    case PLTE:
        return begin_palette(image);
    case IDAT:
        return begin_pixels(image);
    case IEND:
        return begin_end(image);
    default:
        return (type & ANCILLARY) != 0 ? begin_data(image) : QCC_ERROR_PICTURE_UNSUPPORTED;
    }
}

static int end_length(struct qcc_image *image)
{
    image->data_left = image->number;
    image->crc = 0;
    return image->number <= NUMBER_MAX ? IN_TYPE : QCC_ERROR_PICTURE_FORMAT;
}

/* A width or a height has been read into `*dimension`. */
static int end_dimension(struct qcc_image *image, uint32_t *dimension, int state)
{
    *dimension = image->number;
    return *dimension > 0 && *dimension <= NUMBER_MAX ? state : QCC_ERROR_PICTURE_DIMENSIONS;
}

/* Section 11.2.1, table 12. The bit depths that a colour type allows are powers of two: an entry is
 * their sum. */
static int end_methods(struct qcc_image *image)
{
    static const uint8_t depths[] = {
        1 + 2 + 4 + 8 + 16, 0, 8 + 16, 1 + 2 + 4 + 8, 8 + 16, 0, 8 + 16};
    const uint32_t depth = image->number >> 24, color = image->number >> 16 & 0xff;

    if (color >= sizeof depths || (depths[color] & depth) == 0 || (depth & (depth - 1)) != 0 ||
        (image->number & 0xffff) != 0) {
        return QCC_ERROR_PICTURE_FORMAT;
    }
    image->palette_max = (color & COLOR_USED) != 0 ? (uint16_t)(3u << (depth < 8 ? depth : 8)) : 0;
    image->palette_needed = color == INDEXED;
    return IN_INTERLACE;
}

static int end_interlace(struct qcc_image *image)
{
    image->stage = BEFORE_PIXELS;
    return image->number <= 1 ? IN_CRC : QCC_ERROR_PICTURE_FORMAT;
}

static int end_crc(struct qcc_image *image)
{
    if (image->number != image->crc) {
        return QCC_ERROR_PICTURE_CRC;
    }
    return image->stage == AT_END ? COMPLETE : IN_LENGTH;
}

/* Section 5.3: length, type, data, CRC. One byte of all but the data that is passed over; returns
 * the state after it. */
static int read_number(struct qcc_image *image, uint8_t byte)
{
    if (image->state == IN_TYPE && !qcc_is_letter(byte)) {
        return QCC_ERROR_PICTURE_FORMAT;
    }
    if (!qcc_image_add(image, byte, image->state == IN_INTERLACE ? 1 : 4)) {
        return image->state;
    }
    switch (image->state) {
    case IN_LENGTH:
        return end_length(image);
    case IN_TYPE:
        return begin_chunk(image);
    case IN_WIDTH:
        return end_dimension(image, &image->width, IN_HEIGHT);
    case IN_HEIGHT:
        return end_dimension(image, &image->height, IN_METHODS);
    case IN_METHODS:
        return end_methods(image);
    case IN_INTERLACE:
        return end_interlace(image);
    default: /* IN_CRC */
        return end_crc(image);
    }
}

size_t qcc_png_read(struct qcc_image *image, const uint8_t *bytes, size_t len)
{
    const int state = image->state;

    len = state == IN_DATA ? qcc_image_skip(image, len) : 1;
    if (state != IN_LENGTH && state != IN_CRC) {
        image->crc = qcc_crc32_add(image->crc, bytes, len);
    }
    image->state = state == IN_DATA ? begin_data(image) : read_number(image, *bytes);
    return len;
}
