/* image.c - a picture's type by its first bytes, and the two formats behind one door.
 * SPDX-License-Identifier: MIT */
#include "picture/image.h"
#include "picture/jpeg.h"
#include "picture/png.h"

#include <string.h>

/* A state above COMPLETE waits for more. COMPLETE and the errors below it are outcomes. Once the
 * type is known, the states above it are those of the format. */
enum { COMPLETE = QCC_OK, IN_SIGNATURE };

void qcc_image_begin(struct qcc_image *image)
{
    memset(image, 0, sizeof *image);
    image->state = IN_SIGNATURE;
}

/* PNG: section 5.2 of ISO/IEC 15948. JPEG: the marker SOI and the FF of the next one. The first
 * byte says which of the two it can be. */
static int read_signature(struct qcc_image *image, uint8_t byte)
{
    static const uint8_t png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    static const uint8_t jpeg[] = {0xff, 0xd8, 0xff};
    const uint8_t at = image->signature_len++;

    image->is_jpeg = at == 0 ? byte == jpeg[0] : image->is_jpeg;
    if (byte != (image->is_jpeg ? jpeg : png)[at]) {
        return QCC_ERROR_PICTURE_TYPE;
    }
    if (image->signature_len < (image->is_jpeg ? sizeof jpeg : sizeof png)) {
        return IN_SIGNATURE;
    }
    image->type = image->is_jpeg ? QCC_IMAGE_JPEG : QCC_IMAGE_PNG;
    return image->is_jpeg ? qcc_jpeg_begin() : qcc_png_begin(image);
}

/* Reads one byte or more of the `len` at `bytes`. Returns how many. */
static size_t read_some(struct qcc_image *image, const uint8_t *bytes, size_t len)
{
    switch (image->type) {
    case QCC_IMAGE_PNG:
        return qcc_png_read(image, bytes, len);
    case QCC_IMAGE_JPEG:
        return qcc_jpeg_read(image, bytes, len);
    default:
        image->state = read_signature(image, *bytes);
        return 1;
    }
}

enum qcc_error qcc_image_read(struct qcc_image *image, struct qcc_span *in)
{
    while (in->len > 0 && image->state > COMPLETE) {
        const size_t len = read_some(image, in->ptr, in->len);

        in->ptr += len;
        in->len -= len;
    }
    return image->state > COMPLETE ? QCC_PENDING : (enum qcc_error)image->state;
}

enum qcc_error qcc_image_end(struct qcc_image *image)
{
    if (image->state > COMPLETE) {
        image->state = QCC_ERROR_PICTURE_INCOMPLETE;
    }
    return (enum qcc_error)image->state;
}

int qcc_image_expect(struct qcc_image *image, uint8_t len, int state)
{
    image->number = 0;
    image->number_left = len;
    return state;
}

bool qcc_image_add(struct qcc_image *image, uint8_t byte)
{
    image->number = image->number << 8 | byte;
    image->number_left--;
    return image->number_left == 0;
}

size_t qcc_image_skip(struct qcc_image *image, size_t len)
{
    if (len > image->data_left) {
        len = image->data_left;
    }
    image->data_left -= (uint32_t)len;
    return len;
}
