/* batch.h - many keywords, a line each, from a file.
 * SPDX-License-Identifier: MIT */
#ifndef BATCH_H
#define BATCH_H

#include <signal.h>

#include "options.h"
#include "qcc/qcc.h"

/* Opens the file at `path`; "-" is stdin. Says on stderr what is wrong, and returns false then. */
bool batch_open(const char *path);

/* Gives the next line that is not blank as each->keyword, and its number as each->line. The text
 * stays until the next call. A byte-order mark at the beginning and a CR before a line end are
 * passed over. Returns false at the end, when the file cannot be read further, or when *caught is
 * not 0: a signal has come. */
bool batch_next(struct options *each, const volatile sig_atomic_t *caught);

/* True when the file could not be read to its end, which was said on stderr then. */
bool batch_failed(void);

/* True when what ended the last request would end any other, too: the key, the account, the
 * configuration or the device is at fault, and not the keyword or the moment. */
bool batch_is_over(const struct qcc_client *client, enum qcc_error error);

#endif
