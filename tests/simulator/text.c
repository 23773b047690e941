/* text.c - bytes that grow.
 * SPDX-License-Identifier: MIT */
#include "simulator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_put(struct text *text, const void *bytes, size_t len)
{
    if (text->size < text->len + len + 1) {
        size_t size = 2 * (text->len + len) + 256;
        char *ptr = realloc(text->ptr, size);

        if (ptr == NULL) {
            fputs("qcc-simulator: out of memory\n", stderr);
            exit(1);
        }
        text->ptr = ptr;
        text->size = size;
    }
    if (len > 0) {
        memcpy(text->ptr + text->len, bytes, len);
    }
    text->len += len;
    text->ptr[text->len] = '\0';
}

void text_print(struct text *text, const char *format, ...)
{
    char line[8192];
    va_list arguments;
    int len;

    va_start(arguments, format);
    len = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (len < 0 || (size_t)len >= sizeof line) {
        fputs("qcc-simulator: a text is too long for text_print\n", stderr);
        exit(1);
    }
    text_put(text, line, (size_t)len);
}

void text_free(struct text *text)
{
    free(text->ptr);
    text->ptr = NULL;
    text->len = 0;
    text->size = 0;
}
