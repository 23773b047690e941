/* tokens.h - jsmn, which finds the values in JSON, as the library uses it.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TOKENS_H
#define QCC_TOKENS_H

/* A program may have a jsmn of its own: ours has other names. */
#define jsmn_init qcc_tokens_init
#define jsmn_parse qcc_tokens_parse

/* These change what a token is. */
#undef JSMN_PARENT_LINKS
#undef JSMN_STRICT

/* jsmn_parse counts in int: texts are at most INT_MAX bytes. It lets much pass that is not JSON,
 * but never reads outside of its text. When it returns JSMN_ERROR_NOMEM, the tokens that there
 * were are written, and the end of an object or array that is not complete is -1. */
#ifndef QCC_TOKENS_COMPILED
#define JSMN_HEADER
#endif
#include <jsmn.h>

#endif
