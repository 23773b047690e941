/* characters.h - classes of Unicode characters that matter in a keyword.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_KEYWORD_CHARACTERS_H
#define QCC_KEYWORD_CHARACTERS_H

#include <stdbool.h>
#include <stdint.h>

/* Unicode's White_Space: blanks of any width, tabs and line ends. */
bool qcc_keyword_is_blank(uint32_t code_point);

/* Characters without width and ink: the soft hyphen, zero-width spaces and joiners, marks of
 * direction, the byte-order mark. They come with text that was copied from a page. */
bool qcc_keyword_is_invisible(uint32_t code_point);

#endif
