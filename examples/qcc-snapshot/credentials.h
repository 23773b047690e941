/* credentials.h - ApiKey and SecretKey, from a file or from the environment.
 * SPDX-License-Identifier: MIT */
#ifndef CREDENTIALS_H
#define CREDENTIALS_H

#include <stdbool.h>

struct credentials {
    const char *key, *secret; /* NULL or empty: there is none */
    const char *proxy;        /* NULL: none. From a file only */
    char text[4096];          /* the file, where they lie in */
};

/* Reads both from the file at `path`, or with NULL from QCC_KEY and QCC_SECRET_KEY in the
 * environment. Says on stderr what is wrong, by the line's number and never by its content, and
 * returns false then. Warns of a file that every user may read.
 *
 * A file has lines `key = ...` and `secret_key = ...`, and may have one `proxy = ...`; blanks
 * around name and value, the case of the name, underscores in it and `qcc_` before it do not
 * matter; empty lines and lines that begin with '#' are comments. A byte-order mark before the
 * first and a CR at the end of any line are passed over. */
bool credentials_read(struct credentials *credentials, const char *path);

#endif
