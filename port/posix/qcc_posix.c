/* qcc_posix.c - the POSIX port's clocks and its entropy.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* asks the system's headers for all of POSIX */
#include "qcc_posix.h"

#include <errno.h>
#ifndef __OpenBSD__ /* getentropy is in unistd.h there */
#include <sys/random.h>
#endif
#include <time.h>
#include <unistd.h>

static uint32_t now_ms(void *context)
{
    struct timespec now;

    (void)context;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) {
        return 0;
    }
    return (uint32_t)now.tv_sec * 1000u + (uint32_t)(now.tv_nsec / 1000000);
}

static int64_t unix_time_s(void *context)
{
    const time_t now = time(NULL);

    (void)context;
    return now > 0 ? (int64_t)now : 0;
}

/* The kernel's generator, and nothing where it cannot be had. getentropy gives 256 bytes at most,
 * all or none; getrandom may be interrupted and may give less than it was asked for. Neither may
 * wait for a machine that has just started. */
static bool entropy(void *context, uint8_t *data, size_t len)
{
    size_t done = 0;

    (void)context;
    while (done < len) {
#ifdef GRND_NONBLOCK
        const ssize_t result = getrandom(data + done, len - done, GRND_NONBLOCK);

        if (result < 0 && errno == EINTR) {
            continue;
        }
        if (result <= 0) {
            return false;
        }
        done += (size_t)result;
#else
        const size_t piece = len - done < 256 ? len - done : 256;

        if (getentropy(data + done, piece) != 0) {
            return false;
        }
        done += piece;
#endif
    }
    return true;
}

struct qcc_port qcc_posix_port(struct qcc_posix *posix)
{
    static const struct qcc_platform platform = {NULL, now_ms, unix_time_s, entropy};

    return qcc_bsd_port(&posix->stream, &platform);
}

int qcc_posix_descriptor(const struct qcc_posix *posix)
{
    return posix->stream.descriptor;
}
