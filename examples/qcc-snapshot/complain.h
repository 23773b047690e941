/* complain.h - what is wrong with a command line, said on stderr. Each returns false, for the
 * caller to return. SPDX-License-Identifier: MIT */
#ifndef COMPLAIN_H
#define COMPLAIN_H

#include <stdbool.h>

bool complain(const char *what);

/* The same of an option, by its name: whatever follows a '=' may be a secret in the wrong place. */
bool complain_of(const char *option, const char *what);

/* The option that getopt_long took for unknown. */
bool complain_of_unknown(char *const *argv);

/* Reads the number of `option`. Says so and returns false when it is not one from `min` to `max`.
 */
bool complain_or_read(const char *text, unsigned long min, unsigned long max, const char *option,
                      unsigned long *number);

#endif
