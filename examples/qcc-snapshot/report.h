/* report.h - what is said of a request: the answer on stdout, everything else on stderr.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_H
#define REPORT_H

#include "options.h"
#include "qcc/qcc.h"

/* How the fetching of a picture ended. */
struct picture_outcome {
    enum qcc_error error;
    struct qcc_report report;
    struct qcc_picture picture;
    int system_error; /* errno of the file's, 0: none */
};

/* Prints how a request of `client` ended, whose report is `call`; in JSON, with its picture, NULL:
 * there is none. Returns false when stdout did not take the answer; then the link has been printed
 * on stderr. */
bool report(const struct options *options, const struct qcc_client *client, enum qcc_error error,
            const struct qcc_report *call, const struct picture_outcome *picture);

/* Says on stderr how the picture of `client`'s link ended, and that the link is good. */
void report_picture(const struct options *options, const struct qcc_client *client,
                    const struct picture_outcome *picture);

/* How far the picture is, on a terminal; NULL: takes that back. */
void report_progress(const struct qcc_picture *picture);

/* Begins a line on stderr: the program's name and, in a batch, the number of the line. */
void report_begin(const struct options *options);

#endif
