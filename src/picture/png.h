/* png.h - the frame of a PNG picture (ISO/IEC 15948; W3C, PNG, third edition), after its signature.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_PNG_H
#define QCC_PNG_H

#include "qcc/internal/state.h"

/* Reads one byte or more of the `len`, 1 or more, at `bytes`, and sets `image->state`. Returns how
 * many. */
size_t qcc_png_read(struct qcc_image *image, const uint8_t *bytes, size_t len);

#endif
