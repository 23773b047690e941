/* complain.c - sentences about a command line.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* optopt of getopt_long */
#include "complain.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

bool complain(const char *what)
{
    fprintf(stderr, PROGRAM ": %s (see --help)\n", what);
    return false;
}

bool complain_of(const char *option, const char *what)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(option, "="), option);
    fputs(PROGRAM ": ", stderr);
    text_put(stderr, name, false);
    fprintf(stderr, " %s (see --help)\n", what);
    return false;
}

/* The letter of a short option that is none, or the word of a long one; a long one that takes no
 * value leaves its letter in optopt when it got one. */
bool complain_of_unknown(char *const *argv)
{
    const char letter[] = {'-', (char)optopt, '\0'};
    if (optopt != 0 && strncmp(argv[optind - 1], "--", 2) == 0) {
        return complain_of(argv[optind - 1], "takes no value");
    }
    return complain_of(optopt != 0 && optopt < 0x7f ? letter : argv[optind - 1],
                       "is not an option of this program");
}

bool complain_or_read(const char *text, unsigned long min, unsigned long max, const char *option,
                      unsigned long *number)
{
    char *end;
    errno = 0;
    *number = strtoul(text, &end, 10);
    if (text[0] >= '0' && text[0] <= '9' && errno == 0 && *end == '\0' && *number >= min &&
        *number <= max) {
        return true;
    }
    fprintf(stderr, PROGRAM ": %s takes a number from %lu to %lu (see --help)\n", option, min, max);
    return false;
}
