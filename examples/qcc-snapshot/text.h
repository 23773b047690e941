/* text.h - text from the network or the command line on its way to a terminal or into JSON.
 * SPDX-License-Identifier: MIT */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Writes UTF-8 `text` with its control characters as \uXXXX, and for JSON with quote and backslash
 * escaped. A byte that is no UTF-8 becomes \ufffd. */
void text_put(FILE *out, const char *text, bool json);

/* Writes `len` bytes of JSON in UTF-8, which the library has checked: control characters inside of
 * strings as \uXXXX, white space between values as one space. */
void text_put_json(FILE *out, const char *json, size_t len);

/* Returns the first character of UTF-8 `text` that nobody can see, a zero-width space or a mark of
 * direction for example; 0 when it has none. */
uint32_t text_invisible(const char *text);

#endif
