/* picture.h - the picture that a snapshot's link leads to: fetched by the client that asked for the
 * link, in the same memory, whatever the picture's size.
 *
 * It is the client's second kind of job: started here, driven by qcc_client_step, qcc_client_wait,
 * qcc_client_run and qcc_client_cancel like a call, with a deadline of its own. It costs nothing,
 * and nothing of the credentials goes with it.
 *
 *     static enum qcc_error write(void *context, uint32_t offset, struct qcc_span piece) { ... }
 *
 *     const struct qcc_picture_sink sink = {.write = write};
 *     error = qcc_picture_get(&client, client.reply.result, &sink);
 *
 * What comes is a PNG or a JPEG by its first bytes, whatever its Content-Type says, and is followed
 * to its end: chunks, segments and checksums are judged, pixels are not. What comes after the end
 * is left out. A connection that breaks is resumed where it broke, if the server has given a strong
 * entity-tag; otherwise the picture begins anew.
 *
 * Unless the link's host is the host of the configured base URL, only public addresses are
 * connected to (QCC_ERROR_NOT_PUBLIC), so that no link leads into the device's own network. An http
 * link is fetched by https on port 443, unless the sink allows plain http.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_PICTURE_H
#define QCC_PICTURE_H

#include "qcc/client.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Starts to fetch the picture at `link`, an absolute http or https URL of visible ASCII; the link
 * and *sink are copied. client->reply stays as it is, but for `raw`; the report is of this job from
 * its end on. Returns QCC_OK; QCC_ERROR_STATE while a job is under way or before qcc_client_init;
 * QCC_ERROR_CONFIG without a place to write to; QCC_ERROR_LINK, QCC_ERROR_PLAIN_HTTP;
 * QCC_ERROR_ROOTS for https without roots; QCC_ERROR_CLOCK.
 *
 * After QCC_OK of the last step the picture is whole. Its own failures are those of kind
 * QCC_KIND_PICTURE, QCC_ERROR_SINK, QCC_ERROR_BODY_TOO_LARGE (announced or as it comes) and
 * QCC_ERROR_CONTENT_RANGE (a part that was not asked for, or 416); any other is that of a call. */
enum qcc_error qcc_picture_start(struct qcc_client *client, const char *link,
                                 const struct qcc_picture_sink *sink);

/* The same, to its end: starts and runs. Blocks for timeout_ms of the configuration at most.
 * QCC_ERROR_NO_WAIT, with nothing started, when the port cannot wait. */
enum qcc_error qcc_picture_get(struct qcc_client *client, const char *link,
                               const struct qcc_picture_sink *sink);

/* What is known of the picture: from qcc_picture_start on, while it comes and afterwards, until the
 * next job starts. NULL when the last job that was started is none of a picture. */
const struct qcc_picture *qcc_picture_of(const struct qcc_client *client);

#ifdef __cplusplus
}
#endif

#endif
