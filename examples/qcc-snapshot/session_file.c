/* session_file.c - a TLS session in a file. It holds secrets: mode 0600, and wiped from memory.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "session_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What was loaded. One byte more than any session has, so that a longer file is noticed. */
static uint8_t loaded[QCC_SESSION_SAVED_MAX + 1];
static size_t loaded_len;
static bool may_replace; /* what is at the path is a session, or nothing */

static void warn(const char *path, const char *what)
{
    fprintf(stderr, PROGRAM ": warning: %s: %s\n", path, what);
}

/* Whoever can read a session can read what is said in it; whoever could write it could have put
 * one there that he knows. */
static bool is_private(int file)
{
    struct stat about;
    return fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_uid == geteuid() &&
           (about.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

/* A session begins so; in one that is damaged, a byte of it may be another. Anything else must not
 * be replaced: it may be the credentials. */
static bool looks_like_session(void)
{
    static const char magic[] = {'Q', 'C', 'S'};
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof magic && i < loaded_len; i++) {
        wrong += loaded[i] != (uint8_t)magic[i];
    }
    return wrong <= 1;
}

static void read_bytes(int file)
{
    ssize_t got;
    while (loaded_len < sizeof loaded &&
           (got = read(file, loaded + loaded_len, sizeof loaded - loaded_len)) > 0) {
        loaded_len += (size_t)got;
    }
}

static bool read_file(const char *path, bool verbose)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat about;
    loaded_len = 0;
    may_replace = file < 0 && errno == ENOENT;
    if (file < 0) {
        if (verbose || errno != ENOENT) {
            warn(path, strerror(errno));
        }
        return false;
    }
    if (fstat(file, &about) == 0 && S_ISREG(about.st_mode)) {
        read_bytes(file);
        may_replace = looks_like_session();
    }
    const bool is_ours = is_private(file);
    (void)close(file);
    if (!may_replace) {
        warn(path, "this is no saved session: it is neither used nor replaced");
        return false;
    }
    if (!is_ours) {
        warn(path, "this session is not used: it is not a file that its owner alone may read "
                   "(chmod 600)");
        loaded_len = 0; /* a new one takes its place */
    }
    return is_ours;
}

void session_file_load(struct qcc_client *client, const char *path, bool verbose)
{
    if (!read_file(path, verbose)) {
        return;
    }
    const enum qcc_error error = qcc_session_load(client, qcc_span_make(loaded, loaded_len));
    if (verbose) {
        fprintf(stderr, "  session in %s: %s\n", path,
                error == QCC_OK ? "loaded" : qcc_error_text(error));
    }
}

static bool write_all(int file, const uint8_t *bytes, size_t len)
{
    while (len > 0) {
        const ssize_t written = write(file, bytes, len);
        if (written < 0) {
            return false;
        }
        bytes += written;
        len -= (size_t)written;
    }
    return fsync(file) == 0;
}

/* mkstemp makes it with mode 0600, and never follows a link. */
static bool replace(const char *path, const uint8_t *bytes, size_t len)
{
    char temporary[4096];
    const int name_len = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
    if (name_len < 0 || (size_t)name_len >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return false;
    }
    const int file = mkstemp(temporary);
    if (file < 0) {
        return false;
    }
    bool done = write_all(file, bytes, len);
    done = close(file) == 0 && done;
    done = done && rename(temporary, path) == 0;
    if (!done) {
        const int error = errno;
        (void)unlink(temporary);
        errno = error;
    }
    return done;
}

static bool is_news(const uint8_t *bytes, size_t len)
{
    return len != loaded_len || memcmp(bytes, loaded, len) != 0;
}

void session_file_save(const struct qcc_client *client, const char *path)
{
    uint8_t saved[QCC_SESSION_SAVED_MAX];
    size_t len = 0;
    if (may_replace && qcc_session_save(client, saved, sizeof saved, &len) == QCC_OK &&
        is_news(saved, len) && !replace(path, saved, len)) {
        warn(path, strerror(errno));
    }
    qcc_wipe(saved, sizeof saved);
    qcc_wipe(loaded, sizeof loaded);
}
