/* tokens.c - jsmn, compiled once, its functions static: a program may have a jsmn of its own.
 * SPDX-License-Identifier: MIT */
#undef JSMN_PARENT_LINKS
#undef JSMN_STRICT
#define JSMN_STATIC
#include <jsmn.h>

#include "service/tokens.h"

int qcc_tokens_find(struct qcc_span text, jsmntok_t *tokens, size_t count)
{
    jsmn_parser parser;
    jsmn_init(&parser);
    return jsmn_parse(&parser, (const char *)text.ptr, text.len, tokens, (unsigned)count);
}
