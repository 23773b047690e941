/* jpeg.h - the frame of a JPEG picture (ITU-T T.81), after SOI and the FF of the next marker.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_JPEG_H
#define QCC_JPEG_H

#include "qcc/internal/state.h"

/* Reads one byte or more of the `len`, 1 or more, at `bytes`, and sets `image->state`. Returns how
 * many. */
size_t qcc_jpeg_read(struct qcc_image *image, const uint8_t *bytes, size_t len);

#endif
