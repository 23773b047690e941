/* text.c - text on its way to a terminal or into JSON.
 * SPDX-License-Identifier: MIT */
#include "text.h"

#include <string.h>

/* Characters of Unicode that have no width and no ink (categories Cf and Zl, Zp). */
static bool is_invisible(uint32_t c)
{
    return c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

/* True for what could act on a terminal or turn the text round: C0, DEL, C1, and all that is
 * invisible. */
static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || is_invisible(c);
}

/* Strict UTF-8 is neither over-long nor a surrogate nor above U+10FFFF. */
static bool is_strict(uint32_t c, size_t len)
{
    return c >= (len == 2   ? 0x80u
                 : len == 3 ? 0x800u
                            : 0x10000u) &&
           c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
}

/* The character at the beginning of `text`, and in *len how many bytes it has; U+FFFD and 1 where
 * there is none: what was typed need not be UTF-8. */
static uint32_t first_character(const char *text, size_t *len)
{
    const uint8_t lead = (uint8_t)text[0];
    const size_t count = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t c = lead & (0x7fu >> count);
    *len = 1;
    if (lead < 0x80) {
        return lead;
    }
    while (*len < count && ((uint8_t)text[*len] & 0xc0) == 0x80) {
        c = c << 6 | ((uint8_t)text[(*len)++] & 0x3fu);
    }
    if (count > 1 && *len == count && lead < 0xf8 && is_strict(c, count)) {
        return c;
    }
    *len = 1;
    return 0xfffd;
}

void text_put(FILE *out, const char *text, bool json)
{
    const char *end = text + strlen(text);
    for (size_t len; text < end; text += len) {
        uint32_t c = first_character(text, &len);
        if (is_control(c) || c == 0xfffd) {
            fprintf(out, "\\u%04x", (unsigned)c);
            continue;
        }
        if (json && (c == '"' || c == '\\')) {
            fputc('\\', out);
        }
        fprintf(out, "%.*s", (int)len, text);
    }
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void text_put_json(FILE *out, const char *json, size_t len)
{
    const char *end = json + len;
    bool in_string = false, escaped = false;
    for (size_t count; json < end; json += count) {
        uint32_t c = first_character(json, &count);
        if (!in_string && is_space(*json)) {
            while (json + count < end && is_space(json[count])) {
                count++;
            }
            fputc(' ', out);
        } else if (is_control(c)) {
            fprintf(out, "\\u%04x", (unsigned)c);
        } else {
            fprintf(out, "%.*s", (int)count, json);
        }
        in_string = c == '"' && !escaped ? !in_string : in_string;
        escaped = c == '\\' && !escaped;
    }
}

uint32_t text_invisible(const char *text)
{
    const char *end = text + strlen(text);
    for (size_t len; text < end; text += len) {
        uint32_t c = first_character(text, &len);
        if (is_invisible(c)) {
            return c;
        }
    }
    return 0;
}
