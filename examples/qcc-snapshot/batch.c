/* batch.c - many keywords, a line each, from a file.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "batch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input.h"
#include "keyword.h"

/* A QR code holds 4,296 characters at most. A longer line is cut, and is too long for a keyword all
 * the same. */
#define LINE_SIZE 8192

static struct {
    const char *path;
    int file;
    unsigned long lines;
    size_t at, len; /* what has been read and not been taken yet */
    bool failed;
    char bytes[4096];
    char line[LINE_SIZE];
} batch;

/* ---- The file. */

static bool fail(void)
{
    fprintf(stderr, "qcc-snapshot: %s: %s\n", batch.path, strerror(errno));
    batch.failed = true;
    return false;
}

bool batch_open(const char *path)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    struct stat about;
    batch.path = is_stdin ? "stdin" : path;
    batch.file = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (batch.file < 0 || fstat(batch.file, &about) != 0) {
        return fail();
    }
    errno = EISDIR;
    return !S_ISDIR(about.st_mode) || fail();
}

bool batch_failed(void)
{
    return batch.failed;
}

/* Returns the next byte, or -1 at the end. */
static int next_byte(const volatile sig_atomic_t *caught)
{
    if (batch.at == batch.len) {
        const ssize_t got = input_read(batch.file, batch.bytes, sizeof batch.bytes, caught);
        batch.at = 0;
        batch.len = got > 0 ? (size_t)got : 0;
        if (got < 0) {
            (void)fail();
        }
        if (got <= 0) {
            return -1;
        }
    }
    return (unsigned char)batch.bytes[batch.at++];
}

/* Reads a line and returns its length, which may be more than there is room for. *ended is true
 * when the file ended with it. A NUL would cut the keyword: it becomes another control character,
 * which is refused. */
static size_t read_line(bool *ended, const volatile sig_atomic_t *caught)
{
    size_t len = 0;
    int byte;
    while ((byte = next_byte(caught)) >= 0 && byte != '\n') {
        if (len < sizeof batch.line - 1) {
            batch.line[len] = byte == '\0' ? '\1' : (char)byte;
        }
        len++;
    }
    *ended = byte < 0;
    return len;
}

/* Returns the text of the line that was read. */
static char *trim_line(size_t len)
{
    static const char mark[] = "\xef\xbb\xbf";
    len = len < sizeof batch.line ? len : sizeof batch.line - 1;
    if (len > 0 && batch.line[len - 1] == '\r') {
        len--;
    }
    batch.line[len] = '\0';
    return batch.line + (batch.lines == 1 && strncmp(batch.line, mark, 3) == 0 ? 3 : 0);
}

static bool is_blank(const char *text)
{
    return *text == '\0' || qcc_keyword_check(qcc_span_of(text)) == QCC_ERROR_KEYWORD_BLANK;
}

bool batch_next(struct options *each, const volatile sig_atomic_t *caught)
{
    bool ended = false;
    while (!ended) {
        const size_t len = read_line(&ended, caught);
        batch.lines++;
        each->keyword = trim_line(len);
        each->line = batch.lines;
        if (!batch.failed && *caught == 0 && !is_blank(each->keyword)) {
            if (len < sizeof batch.line) {
                each->keyword = keyword_prepare(each);
            }
            return true;
        }
    }
    return false;
}

/* ---- When to stop. */

static bool is_final_status(uint16_t code)
{
    const struct qcc_status *status = qcc_status_find(code);
    return status != NULL &&
           (status->advice == QCC_ADVICE_OPERATOR || status->advice == QCC_ADVICE_TOMORROW);
}

/* A handshake or a record that failed may go well the next time; a certificate stays as it is. */
static bool is_final_tls(enum qcc_error error)
{
    return error != QCC_ERROR_TLS_HANDSHAKE && error != QCC_ERROR_TLS_ALERT &&
           error != QCC_ERROR_TLS_RECORD;
}

bool batch_is_over(const struct qcc_client *client, enum qcc_error error)
{
    switch (qcc_error_kind(error)) {
    case QCC_KIND_SETUP:
        return error > QCC_ERROR_KEYWORD_SHORT; /* the keyword's come after the others */
    case QCC_KIND_PLATFORM:
        return error != QCC_ERROR_NO_SOCKET;
    case QCC_KIND_NETWORK:
        return error == QCC_ERROR_PROXY_AUTH || error == QCC_ERROR_NOT_PUBLIC;
    case QCC_KIND_TLS:
        return is_final_tls(error);
    case QCC_KIND_STATUS:
        return is_final_status(client->reply.status);
    case QCC_KIND_LIMIT:
        return error == QCC_ERROR_CANCELED;
    default:
        return false;
    }
}
