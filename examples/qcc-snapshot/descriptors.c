/* descriptors.c - the three standard descriptors.
 * SPDX-License-Identifier: MIT */
#include "descriptors.h"

#include <fcntl.h>
#include <unistd.h>

bool descriptors_prepare(void)
{
    const int flags = fcntl(STDOUT_FILENO, F_GETFL);
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0) {
            (void)open("/dev/null", O_RDWR); /* gets the lowest number that is free: this one */
        }
    }
    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}
