/* tokens.h - jsmn, for all of the library: the one place where it is compiled.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TOKENS_H
#define QCC_TOKENS_H

#include "qcc/span.h"

/* The library's own names stay free of jsmn's two options, which change the layout of a token. */
#undef JSMN_PARENT_LINKS
#undef JSMN_STRICT
#define JSMN_HEADER
#include <jsmn.h>

/* Finds the values in `text`, at most INT_MAX bytes: tokens[0 .. count) are theirs, in the order
 * of the text, a container before what it contains. Returns how many there are, or what jsmn_parse
 * returns: JSMN_ERROR_NOMEM when there are more than `count` (those that fit are written, the end
 * of a container that is not complete is -1), JSMN_ERROR_INVAL or JSMN_ERROR_PART when `text` is
 * not JSON. jsmn lets much pass that is not JSON either; it never reads outside `text`. */
int qcc_tokens_find(struct qcc_span text, jsmntok_t *tokens, size_t count);

#endif
