/* tokens.c - jsmn is compiled here, once.
 * SPDX-License-Identifier: MIT */
#define QCC_TOKENS_COMPILED
#include "service/tokens.h"
