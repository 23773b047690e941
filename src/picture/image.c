/* image.c - a picture's type by its first bytes, and the two formats behind one door.
 * SPDX-License-Identifier: MIT */
#include "picture/image.h"
#include "picture/jpeg.h"
#include "picture/png.h"

#include <string.h>

void qcc_image_begin(struct qcc_image *image)
{
    memset(image, 0, sizeof *image);
    image->state = QCC_IMAGE_BEGUN;
}

/* The first byte says which of the two it can be. Returns the state after this one. */
static int read_signature(struct qcc_image *image, uint8_t byte)
{
    static const struct {
        uint8_t len, bytes[8];
    } rows[] = {
        [QCC_IMAGE_PNG] = {8, {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}}, /* its section 5.2 */
        [QCC_IMAGE_JPEG] = {3, {0xff, 0xd8, 0xff}}, /* SOI and the FF of the next marker */
    };

    if (image->number_len == 0) {
        image->candidate = byte == 0xff ? QCC_IMAGE_JPEG : QCC_IMAGE_PNG;
    }
    if (byte != rows[image->candidate].bytes[image->number_len]) {
        return QCC_ERROR_PICTURE_TYPE;
    }
    image->number_len++;
    if (image->number_len == rows[image->candidate].len) {
        image->number_len = 0;
        image->type = (enum qcc_image_type)image->candidate;
    }
    return QCC_IMAGE_BEGUN;
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
    while (in->len > 0 && image->state > QCC_OK) {
        const size_t len = read_some(image, in->ptr, in->len);

        in->ptr += len;
        in->len -= len;
    }
    return image->state > QCC_OK ? QCC_PENDING : (enum qcc_error)image->state;
}

enum qcc_error qcc_image_end(struct qcc_image *image)
{
    if (image->state > QCC_OK) {
        image->state = QCC_ERROR_PICTURE_INCOMPLETE;
    }
    return (enum qcc_error)image->state;
}

bool qcc_image_add(struct qcc_image *image, uint8_t byte, uint8_t len)
{
    const uint32_t before = image->number_len > 0 ? image->number : 0;

    image->number = before << 8 | byte;
    image->number_len++;
    if (image->number_len < len) {
        return false;
    }
    image->number_len = 0;
    return true;
}

size_t qcc_image_skip(struct qcc_image *image, size_t len)
{
    if (len > image->data_left) {
        len = image->data_left;
    }
    image->data_left -= (uint32_t)len;
    return len;
}
