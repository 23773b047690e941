/* output.h - the file that a picture goes into: whole, or not at all.
 * SPDX-License-Identifier: MIT */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <signal.h>
#include <stdbool.h>

#include "qcc/picture.h"

/* Private but for `error`. */
struct output {
    const char *path;     /* as given, or `line`; "-" is stdout */
    char line[4096];      /* of a batch's line */
    char temporary[4096]; /* beside it; empty: there is none */
    int descriptor;
    bool started;                        /* something was written */
    int error;                           /* errno of what failed, 0: nothing has */
    const volatile sig_atomic_t *caught; /* not 0: a signal has come, and nobody waits any more */
};

/* Makes the temporary file, before anything is paid for. False when it cannot be, which has been
 * said on stderr. */
bool output_open(struct output *output, const char *path);

/* The same for a batch's line of the number `line`: FOLDER/000001.png, or .jpg, which is known when
 * the picture is kept. */
bool output_open_line(struct output *output, const char *folder, unsigned long line);

/* struct qcc_picture_sink's; `context` is the output. */
enum qcc_error output_write(void *context, uint32_t offset, struct qcc_span piece);

/* The picture is whole: puts it where it belongs. False when that failed. */
bool output_keep(struct output *output, enum qcc_image_type type);

/* Removes what there is of it; harmless when it was kept. Safe in a signal's handler. */
void output_discard(struct output *output);

#endif
