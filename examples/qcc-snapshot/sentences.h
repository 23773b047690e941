/* sentences.h - parts of sentences about a call, which both commands say on stderr.
 * SPDX-License-Identifier: MIT */
#ifndef SENTENCES_H
#define SENTENCES_H

#include <stdbool.h>

#include "qcc/qcc.h"

/* The host, and the port where the URL has one, of a URL that may be malformed. */
void sentence_put_host(const char *url);

/* Whose failure it is: the proxy's when there is one (`via`; NULL: none) and its tunnel was not
 * open, otherwise the host's. */
void sentence_put_peer(const struct qcc_proxy *via, const char *url, enum qcc_phase phase);

/* What this device takes the time for, where the certificates' dates are the matter. */
void sentence_put_clock(const struct qcc_report *failed);

/* True for the kinds of failure that are about the peer. */
bool sentence_is_of_host(enum qcc_error error);

#endif
