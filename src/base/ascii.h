/* ascii.h - the classes of ASCII characters, letter case, digits: their one home.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_ASCII_H
#define QCC_ASCII_H

#include "qcc/span.h"

static inline bool qcc_is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static inline bool qcc_is_letter(uint8_t byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

/* SP / HTAB, what RFC 9110 section 5.6.3 calls white space within a line. */
static inline bool qcc_is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

/* HTAB / SP / VCHAR / obs-text: all that a field value, a reason phrase or a chunk extension may
 * hold (RFC 9110 section 5.5, RFC 9112 sections 4 and 7.1.1). */
static inline bool qcc_is_text(uint8_t byte)
{
    return (byte >= ' ' && byte != 0x7F) || byte == '\t';
}

/* The small letter of a capital; any other byte as it is. */
static inline uint8_t qcc_lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

/* The capital of a small letter; any other byte as it is. */
static inline uint8_t qcc_upper(uint8_t byte)
{
    return byte >= 'a' && byte <= 'z' ? (uint8_t)(byte - ('a' - 'A')) : byte;
}

/* The value of a hexadecimal digit, of either case; 16 for any other byte. */
uint32_t qcc_hex_value(uint8_t byte);

/* 0 .. 9, A .. F. */
extern const uint8_t qcc_hex_digits[16];

/* A set of ASCII characters, a bit for each: character c is bit c % 32 of word c / 32. */
struct qcc_ascii_set {
    uint32_t words[4];
};

/* False for a byte that is not ASCII. */
static inline bool qcc_ascii_has(const struct qcc_ascii_set *set, uint8_t byte)
{
    return byte < 0x80 && (set->words[byte / 32] >> (byte % 32) & 1) != 0;
}

/* RFC 3986 section 2.3: ALPHA / DIGIT / "-" / "." / "_" / "~". */
extern const struct qcc_ascii_set qcc_unreserved;

/* True when the `len` bytes at `text` are `word`, letter case aside; `word` has small letters only.
 */
bool qcc_is_word(const uint8_t *text, size_t len, const char *word);

/* True when both hold the same bytes, letter case aside. */
bool qcc_equal_nocase(struct qcc_span a, struct qcc_span b);

#endif
