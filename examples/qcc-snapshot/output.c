/* output.c - a temporary file beside FILE, written, synced and renamed.
 *
 * What was at FILE survives every failure; a symlink there is replaced, not followed.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 100 /* other names, where one is taken */

static bool is_stdout(const struct output *output)
{
    return strcmp(output->path, "-") == 0;
}

static void complain(const char *path, const char *what)
{
    fprintf(stderr, "qcc-snapshot: %s cannot be written: %s; nothing was asked\n", path, what);
}

/* The length of the folder's part of `path`, its slash included. */
static size_t folder_len(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* A folder or a device there must not be replaced. */
static bool can_be_replaced(const char *path)
{
    struct stat there;
    if (path[0] == '\0' || path[folder_len(path)] == '\0') {
        complain(path, "it is no file's name");
        return false;
    }
    if (lstat(path, &there) != 0 || S_ISREG(there.st_mode) || S_ISLNK(there.st_mode)) {
        return true; /* what else is wrong is found when the temporary file is made */
    }
    complain(path, S_ISDIR(there.st_mode) ? "it is a folder" : "it is no plain file");
    return false;
}

/* O_EXCL and O_NOFOLLOW: nobody else's file, and nowhere else. */
static bool make_temporary(struct output *output)
{
    const size_t folder = folder_len(output->path);
    for (int i = 0; i < TRIES; i++) {
        const int len =
            snprintf(output->temporary, sizeof output->temporary, "%.*s.qcc-snapshot.%ld.%d",
                     (int)folder, output->path, (long)getpid(), i);
        if (len < 0 || (size_t)len >= sizeof output->temporary) {
            errno = ENAMETOOLONG;
            break;
        }
        output->descriptor =
            open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (output->descriptor >= 0) {
            return true;
        }
        if (errno != EEXIST) {
            break;
        }
    }
    output->temporary[0] = '\0';
    return false;
}

bool output_open(struct output *output, const char *path)
{
    output->path = path;
    output->temporary[0] = '\0';
    output->error = 0;
    output->started = false;
    output->descriptor = STDOUT_FILENO;
    if (is_stdout(output)) {
        return true;
    }
    if (!can_be_replaced(path)) {
        return false;
    }
    if (!make_temporary(output)) {
        complain(path, strerror(errno));
        return false;
    }
    return true;
}

bool output_open_line(struct output *output, const char *folder, unsigned long line)
{
    const int len = snprintf(output->line, sizeof output->line, "%s/%06lu.png", folder, line);
    if (len < 0 || (size_t)len >= sizeof output->line) {
        complain(folder, strerror(ENAMETOOLONG));
        return false;
    }
    return output_open(output, output->line);
}

/* The picture begins anew. A pipe cannot take back what it was given. */
static bool rewind_to_start(const struct output *output)
{
    return lseek(output->descriptor, 0, SEEK_SET) == 0 && ftruncate(output->descriptor, 0) == 0;
}

enum qcc_error output_write(void *context, uint32_t offset, struct qcc_span piece)
{
    struct output *output = context;
    if (offset == 0 && output->started && !rewind_to_start(output)) {
        output->error = errno;
        return QCC_ERROR_SINK;
    }
    output->started = true;
    while (piece.len > 0) {
        const ssize_t written = write(output->descriptor, piece.ptr, piece.len);
        if (written < 0 && errno != EINTR) {
            output->error = errno;
            return QCC_ERROR_SINK;
        }
        if (written > 0) {
            piece.ptr += written;
            piece.len -= (size_t)written;
        }
    }
    return QCC_OK;
}

/* So that the new name is there after a power cut, too. */
static void sync_folder(const struct output *output)
{
    char folder[sizeof output->temporary];
    const size_t len = folder_len(output->path);
    snprintf(folder, sizeof folder, "%.*s", (int)len, output->path);
    const int descriptor = open(len == 0 ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        (void)fsync(descriptor);
        (void)close(descriptor);
    }
}

static bool close_synced(struct output *output)
{
    const bool synced = fsync(output->descriptor) == 0;
    output->error = synced ? 0 : errno;
    const bool closed = close(output->descriptor) == 0;
    output->descriptor = -1;
    if (synced && !closed) {
        output->error = errno;
    }
    return synced && closed;
}

bool output_keep(struct output *output, enum qcc_image_type type)
{
    if (output->temporary[0] == '\0') {
        return true;
    }
    if (output->path == output->line && type == QCC_IMAGE_JPEG) {
        memcpy(output->line + strlen(output->line) - strlen("png"), "jpg", strlen("jpg"));
    }
    if (!close_synced(output)) {
        return false;
    }
    if (rename(output->temporary, output->path) != 0) {
        output->error = errno;
        return false;
    }
    output->temporary[0] = '\0';
    sync_folder(output);
    return true;
}

void output_discard(struct output *output)
{
    if (output->temporary[0] != '\0') {
        (void)unlink(output->temporary);
        if (output->descriptor >= 0) {
            (void)close(output->descriptor);
        }
        output->temporary[0] = '\0';
    }
}
