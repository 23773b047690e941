/* keyword.h - what a person typed or scanned, on its way to the service.
 * SPDX-License-Identifier: MIT */
#ifndef KEYWORD_H
#define KEYWORD_H

#include <signal.h>

#include "options.h"

/* Returns what is sent for `options->keyword`: the same, with --as-typed or where nothing has to be
 * changed; otherwise a text that stays until the next call, and what was made of the keyword is
 * said on stderr. */
const char *keyword_prepare(const struct options *options);

/* Says on stderr what is odd about `options->keyword`, before a call is spent on it: check
 * characters that are wrong, for example. A person at a terminal is then asked, unless --yes was
 * given or this is a line of a batch. Returns false when the person said no, or a signal
 * ended the question: *caught is not 0 then. */
bool keyword_confirm(const struct options *options, const volatile sig_atomic_t *caught);

#endif
