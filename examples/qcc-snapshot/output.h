/* output.h - the file that a picture goes into: whole, or not at all.
 * SPDX-License-Identifier: MIT */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

#include "qcc/picture.h"

/* Private but for `error`. */
struct output {
    const char *path;     /* as given; "-" is stdout */
    char temporary[4096]; /* beside it; empty: there is none */
    int descriptor;
    bool started; /* something was written */
    int error;    /* errno of what failed, 0: nothing has */
};

/* Makes the temporary file, before anything is paid for. False when it cannot be, which has been
 * said on stderr. */
bool output_open(struct output *output, const char *path);

/* struct qcc_picture_sink's; `context` is the output. */
enum qcc_error output_write(void *context, uint32_t offset, struct qcc_span piece);

/* The picture is whole: puts it where it belongs. False when that failed. */
bool output_keep(struct output *output);

/* Removes what there is of it; harmless when it was kept. Safe in a signal's handler. */
void output_discard(struct output *output);

#endif
