/* output.c - a temporary file beside FILE, written, synced and renamed.
 *
 * What was at FILE survives every failure; a symlink there is replaced, not followed.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* S_ISVTX */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 100 /* other names, where one is taken */
#define WAIT_MS 200

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

/* A folder or a device must not be replaced, nor a link to one. Returns what is wrong; NULL:
 * nothing. `there` is what lstat says of `path`. */
static const char *judge_kind(const char *path, const struct stat *there)
{
    struct stat target;
    if (S_ISREG(there->st_mode) ||
        (S_ISLNK(there->st_mode) && (stat(path, &target) != 0 || S_ISREG(target.st_mode)))) {
        return NULL;
    }
    return S_ISDIR(there->st_mode) ? "it is a folder" : "it is no plain file";
}

/* What would make the rename fail, after the picture was paid for. */
static const char *judge_rename(const char *path, const struct stat *there)
{
    char folder[sizeof((struct output *)0)->temporary];
    struct stat parent;
    snprintf(folder, sizeof folder, "%.*s.", (int)folder_len(path), path);
    if (stat(folder, &parent) != 0) {
        return strerror(errno);
    }
    if (there->st_dev != parent.st_dev) {
        return strerror(EBUSY); /* a mount point */
    }
    if ((parent.st_mode & S_ISVTX) != 0 && geteuid() != 0 && geteuid() != parent.st_uid &&
        geteuid() != there->st_uid) {
        return strerror(EPERM);
    }
    return NULL;
}

static bool can_be_replaced(const char *path)
{
    struct stat there;
    const char *wrong = NULL;
    if (path[0] == '\0' || path[folder_len(path)] == '\0') {
        wrong = "it is no file's name";
    } else if (lstat(path, &there) == 0) {
        wrong = judge_kind(path, &there);
        wrong = wrong != NULL ? wrong : judge_rename(path, &there);
    } else if (errno != ENOENT) {
        wrong = strerror(errno);
    }
    if (wrong != NULL) {
        complain(path, wrong);
    }
    return wrong == NULL;
}

/* What is replaced lends its mode. */
static void keep_mode(const struct output *output)
{
    struct stat there;
    if (lstat(output->path, &there) == 0 && S_ISREG(there.st_mode)) {
        (void)fchmod(output->descriptor, there.st_mode & 07777);
    }
}

/* O_EXCL and O_NOFOLLOW: nobody else's file, and nowhere else. */
static bool make_temporary(struct output *output)
{
    const size_t folder = folder_len(output->path);
    char name[sizeof output->temporary];
    for (int i = 0; i < TRIES; i++) {
        const int len = snprintf(name, sizeof name, "%.*s.qcc-snapshot.%ld.%d", (int)folder,
                                 output->path, (long)getpid(), i);
        if (len < 0 || (size_t)len >= sizeof name) {
            errno = ENAMETOOLONG;
            return false;
        }
        output->descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (output->descriptor >= 0) {
            memcpy(output->temporary, name, (size_t)len + 1); /* from here on it is removed */
            keep_mode(output);
            return true;
        }
        if (errno != EEXIST) {
            return false;
        }
    }
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
    char *const ending = output->line + (size_t)len - strlen("png");
    memcpy(ending, "jpg", strlen("jpg")); /* that name may be the one */
    if (!can_be_replaced(output->line)) {
        return false;
    }
    memcpy(ending, "png", strlen("png"));
    return output_open(output, output->line);
}

/* The picture begins anew. stdout cannot take back what it was given: a pipe is not able to, and a
 * file may have had something in it before. */
static bool rewind_to_start(const struct output *output)
{
    if (is_stdout(output)) {
        errno = ESPIPE;
        return false;
    }
    return lseek(output->descriptor, 0, SEEK_SET) == 0 && ftruncate(output->descriptor, 0) == 0;
}

/* Whoever reads stdout may read slowly, or not at all: a signal must end the wait. As many bytes as
 * a pipe takes whole when it has room. */
static ssize_t write_some(const struct output *output, struct qcc_span piece)
{
    struct pollfd watched = {output->descriptor, POLLOUT, 0};
    if (!is_stdout(output)) {
        return write(output->descriptor, piece.ptr, piece.len);
    }
    if (poll(&watched, 1, WAIT_MS) <= 0) {
        errno = *output->caught != 0 ? EINTR : EAGAIN;
        return -1;
    }
    return write(output->descriptor, piece.ptr, piece.len < PIPE_BUF ? piece.len : PIPE_BUF);
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
        const ssize_t written = write_some(output, piece);
        if (written < 0 && (*output->caught != 0 || (errno != EINTR && errno != EAGAIN))) {
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
