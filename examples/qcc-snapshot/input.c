/* input.c - reading what may keep the program waiting.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "input.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define TURN_MS 200

ssize_t input_read(int file, char *bytes, size_t size, const volatile sig_atomic_t *caught)
{
    struct pollfd wait = {.fd = file, .events = POLLIN};
    while (*caught == 0) {
        ssize_t got = poll(&wait, 1, TURN_MS);
        if (got > 0) {
            got = read(file, bytes, size);
            if (got >= 0) {
                return got;
            }
        }
        if (got < 0 && errno != EINTR) {
            return -1;
        }
    }
    return 0;
}
