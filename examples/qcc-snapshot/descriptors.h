/* descriptors.h - the three standard descriptors, before anything else is opened.
 * SPDX-License-Identifier: MIT */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

#include <stdbool.h>

/* Opens /dev/null in the place of each standard descriptor that is closed, so that nothing which is
 * opened later gets its number. Returns false when stdout was closed or is open for reading only:
 * an answer could not be printed. */
bool descriptors_prepare(void);

#endif
