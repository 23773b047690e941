/* input.h - reading what may keep the program waiting.
 * SPDX-License-Identifier: MIT */
#ifndef INPUT_H
#define INPUT_H

#include <signal.h>
#include <sys/types.h>

/* Reads like read(), except that it returns 0, as at the end, when *caught is not 0 or becomes so
 * while it waits: a signal that comes just before the wait must not be lost. */
ssize_t input_read(int file, char *bytes, size_t size, const volatile sig_atomic_t *caught);

#endif
