/* jpeg.c - the frame of a JPEG picture: its segments and their order, the header of its frame, its
 * scans up to the next marker. Sections are those of ITU-T T.81, which has the text of ISO/IEC
 * 10918-1.
 *
 * What is taken is what browsers and the common decoders show: baseline, extended and progressive
 * frames with Huffman coding and 8 bits a sample, whose header says the height. Lossless,
 * hierarchical and arithmetic frames, 12 bits, and heights that come after the first scan (DNL) are
 * QCC_ERROR_PICTURE_UNSUPPORTED: they could be followed as well, but a kiosk would then be told
 * that it has a picture, and show nothing. SPDX-License-Identifier: MIT */
#include "picture/jpeg.h"
#include "picture/image.h"

#include <string.h>

/* Markers, by their second byte (table B.1). */
enum {
    STUFFED = 0x00, /* no marker: the FF before it is data of a scan */
    SOF0 = 0xc0,    /* baseline; what is below it is reserved */
    SOF1 = 0xc1,    /* extended sequential */
    SOF2 = 0xc2,    /* progressive */
    DHT = 0xc4,
    RST0 = 0xd0,
    RST7 = 0xd7,
    SOI = 0xd8,
    EOI = 0xd9,
    SOS = 0xda,
    DQT = 0xdb,
    DRI = 0xdd,
    APP0 = 0xe0,
    APP15 = 0xef,
    COM = 0xfe,
    FILL = 0xff /* another FF may stand before any marker (section B.1.1.2) */
};

enum {
    COMPLETE = QCC_OK,
    IN_MARKER = QCC_IMAGE_BEGUN, /* after the FF of a marker, and not in a scan */
    AT_MARKER,                   /* before that FF */
    IN_LENGTH,                   /* of a segment */
    IN_LINES,                    /* precision and number of lines: a byte and two */
    IN_COLUMNS,                  /* number of samples in a line: two bytes */
    IN_COMPONENTS,               /* number of components, of a frame or of a scan: a byte */
    IN_SEGMENT,                  /* in the rest of a segment */
    IN_SCAN,                     /* in the entropy-coded data of a scan */
    IN_SCAN_MARKER               /* after an FF in it */
};

/* How far the picture is, in `stage`. */
enum { BEFORE_FRAME, BEFORE_SCAN, AFTER_SCAN };

/* Sections B.2.2 and B.2.3: of a scan and of a progressive frame. Others could have more, and
 * nobody would show them. */
#define COMPONENTS_MAX 4

/* What is left: markers that are reserved or stand alone, and frames and extensions that are not
 * taken. */
static int refuse(uint8_t marker)
{
    return marker < SOF0 || (marker >= RST0 && marker <= SOI) ? QCC_ERROR_PICTURE_FORMAT
                                                              : QCC_ERROR_PICTURE_UNSUPPORTED;
}

/* Section B.2.1: one frame header, then scans, then EOI; the others stand anywhere between. */
static int begin_segment(struct qcc_image *image, uint8_t marker)
{
    image->after_length = IN_SEGMENT;
    switch (marker) {
    case SOF0:
    case SOF1:
    case SOF2:
        image->after_length = IN_LINES;
        return image->stage == BEFORE_FRAME ? IN_LENGTH : QCC_ERROR_PICTURE_FORMAT;
    case SOS:
        image->after_length = IN_COMPONENTS;
        return image->stage != BEFORE_FRAME ? IN_LENGTH : QCC_ERROR_PICTURE_FORMAT;
    case EOI:
        return image->stage == AFTER_SCAN ? COMPLETE : QCC_ERROR_PICTURE_FORMAT;
    case DHT:
    case DQT:
    case DRI:
    case COM:
        return IN_LENGTH;
    default:
        return marker >= APP0 && marker <= APP15 ? IN_LENGTH : refuse(marker);
    }
}

static int end_segment(struct qcc_image *image)
{
    if (image->data_left > 0) {
        return IN_SEGMENT;
    }
    return image->after_length == IN_COMPONENTS ? IN_SCAN : AT_MARKER;
}

/* Section B.1.1.4: the length counts its own two bytes. */
static int end_length(struct qcc_image *image)
{
    if (image->number < 2) {
        return QCC_ERROR_PICTURE_FORMAT;
    }
    image->data_left = image->number - 2;
    return image->after_length == IN_SEGMENT ? end_segment(image) : image->after_length;
}

static int end_lines(struct qcc_image *image)
{
    image->height = image->number & 0xffff;
    return image->number >> 16 == 8 && image->height > 0 ? IN_COLUMNS
                                                         : QCC_ERROR_PICTURE_UNSUPPORTED;
}

static int end_columns(struct qcc_image *image)
{
    image->width = image->number;
    return image->width > 0 ? IN_COMPONENTS : QCC_ERROR_PICTURE_DIMENSIONS;
}

/* Sections B.2.2 and B.2.3: what a component takes, and what all of them together do not. The
 * components are passed over. */
static int end_components(struct qcc_image *image)
{
    const bool scan = image->after_length == IN_COMPONENTS;
    const uint32_t components_len = image->number * (scan ? 2 : 3);

    if (image->number == 0 || image->number > COMPONENTS_MAX ||
        image->data_left != components_len + (scan ? 4 : 6)) {
        return QCC_ERROR_PICTURE_FORMAT;
    }
    image->data_left = components_len + (scan ? 3 : 0);
    image->stage = scan ? AFTER_SCAN : BEFORE_SCAN;
    image->restart = RST0;
    return IN_SEGMENT;
}

static int read_number(struct qcc_image *image, uint8_t byte)
{
    static const uint8_t lengths[] = {2, 3, 2, 1}; /* from IN_LENGTH on */

    if (!qcc_image_add(image, byte, lengths[image->state - IN_LENGTH])) {
        return image->state;
    }
    switch (image->state) {
    case IN_LENGTH:
        return end_length(image);
    case IN_LINES:
        return end_lines(image);
    case IN_COLUMNS:
        return end_columns(image);
    default: /* IN_COMPONENTS */
        return end_components(image);
    }
}

/* Section F.1.2.3: a data byte FF is followed by 00. Section E.1.4: restart markers count from 0 to
 * 7 and so on, anew in each scan. */
static int read_scan_marker(struct qcc_image *image, uint8_t byte)
{
    if (byte == STUFFED) {
        return IN_SCAN;
    }
    if (byte < RST0 || byte > RST7) {
        return begin_segment(image, byte);
    }
    if (byte != image->restart) {
        return QCC_ERROR_PICTURE_FORMAT;
    }
    image->restart = byte == RST7 ? RST0 : (uint8_t)(byte + 1);
    return IN_SCAN;
}

/* One byte; returns the state after it. */
static int read_byte(struct qcc_image *image, uint8_t byte)
{
    switch (image->state) {
    case AT_MARKER:
        return byte == FILL ? IN_MARKER : QCC_ERROR_PICTURE_FORMAT;
    case IN_MARKER:
        return byte == FILL ? IN_MARKER : begin_segment(image, byte);
    case IN_SCAN_MARKER:
        return byte == FILL ? IN_SCAN_MARKER : read_scan_marker(image, byte);
    default:
        return read_number(image, byte);
    }
}

/* The data of a scan up to an FF and with it, or all of the `len` bytes. */
static size_t read_scan(struct qcc_image *image, const uint8_t *bytes, size_t len)
{
    const uint8_t *const fill = memchr(bytes, FILL, len);

    if (fill == NULL) {
        return len;
    }
    image->state = IN_SCAN_MARKER;
    return (size_t)(fill - bytes) + 1;
}

size_t qcc_jpeg_read(struct qcc_image *image, const uint8_t *bytes, size_t len)
{
    switch (image->state) {
    case IN_SCAN:
        return read_scan(image, bytes, len);
    case IN_SEGMENT:
        len = qcc_image_skip(image, len);
        image->state = end_segment(image);
        return len;
    default:
        image->state = read_byte(image, *bytes);
        return 1;
    }
}
