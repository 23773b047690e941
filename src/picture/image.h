/* image.h - follows a PNG or JPEG picture to its end as it streams: in any cut, in the memory of
 * one struct, without decoding a pixel.
 *
 *     qcc_image_begin(&image);
 *     do {
 *         struct qcc_span in = ...the bytes that came...;
 *         outcome = qcc_image_read(&image, &in);
 *     } while (outcome == QCC_PENDING);
 *
 * When the stream ends instead, call qcc_image_end. What is checked is what the formats say of
 * their frame: signatures, lengths, order, values, CRCs. The compressed pixels are not looked into,
 * so a picture that passes may still not show what was meant.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_IMAGE_H
#define QCC_IMAGE_H

#include "qcc/internal/state.h"

/* Begins a picture. */
void qcc_image_begin(struct qcc_image *image);

/* Reads bytes from the front of *in. The outcome does not depend on how the bytes are cut. Returns
 * QCC_PENDING (*in is empty, call again with more); QCC_OK when the end marker has been read, *in
 * being what follows it; QCC_ERROR_PICTURE_TYPE; QCC_ERROR_PICTURE_DIMENSIONS;
 * QCC_ERROR_PICTURE_FORMAT; QCC_ERROR_PICTURE_CRC; QCC_ERROR_PICTURE_UNSUPPORTED. All but
 * QCC_PENDING stick: further calls read nothing and return the same. */
enum qcc_error qcc_image_read(struct qcc_image *image, struct qcc_span *in);

/* The stream has ended. Returns how the picture ended: QCC_OK, the failure that there was, or
 * QCC_ERROR_PICTURE_INCOMPLETE; it sticks as well. */
enum qcc_error qcc_image_end(struct qcc_image *image);

/* What follows is for the two formats. */

/* The state in which the signature is read, and after it the format begins. Those above it wait for
 * more, too; QCC_OK and the errors below it are outcomes. */
#define QCC_IMAGE_BEGUN 1

/* Adds a byte to `image->number`, whose most significant byte comes first. Returns true when that
 * was the last of `len`: the next byte begins another number. */
bool qcc_image_add(struct qcc_image *image, uint8_t byte, uint8_t len);

/* Passes over data, as much of it as there is in `len` bytes. Returns how many. */
size_t qcc_image_skip(struct qcc_image *image, size_t len);

#endif
