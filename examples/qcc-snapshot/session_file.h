/* session_file.h - a TLS session in a file, so that the next run shakes hands shortly.
 * SPDX-License-Identifier: MIT */
#ifndef SESSION_FILE_H
#define SESSION_FILE_H

#include <stdbool.h>

#include "qcc/session.h"

/* Gives `client`, before its first request, the session in the file at `path`. Whatever is wrong
 * with it, there is no failure: the first handshake is a full one then. A file that others may
 * read, or that is somebody else's, is not used, which is said on stderr; with `verbose` all the
 * rest is said, too. */
void session_file_load(struct qcc_client *client, const char *path, bool verbose);

/* Saves the session that `client` has now, if it has another one than was loaded: in a temporary
 * file of mode 0600 beside `path`, which then takes its name. A failure is said on stderr. */
void session_file_save(const struct qcc_client *client, const char *path);

#endif
