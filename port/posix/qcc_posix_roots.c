/* qcc_posix_roots.c - one PEM entry after another, decoded into the one place there is.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "qcc_posix_roots.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct reader {
    int file;
    size_t at, len;
    size_t offset; /* in the file, of the byte at `at` */
    bool failed;
    uint8_t buffer[1024];
};

#define NO_MORE (-1)

/* The next byte, or NO_MORE at the end of the file and after a failure. */
static int next_byte(struct reader *in)
{
    if (in->at == in->len) {
        ssize_t got;
        do {
            got = read(in->file, in->buffer, sizeof in->buffer);
        } while (got < 0 && errno == EINTR);
        in->failed = in->failed || got < 0;
        if (got <= 0) {
            return NO_MORE;
        }
        in->at = 0;
        in->len = (size_t)got;
    }
    in->offset++;
    return in->buffer[in->at++];
}

/* Moves behind the next line that begins an entry. */
static bool find_entry(struct reader *in)
{
    static const char begin[] = "-----BEGIN CERTIFICATE-----";
    size_t matched = 0; /* of `begin`, by the line so far */
    bool differs = false;
    for (int c = next_byte(in); c != NO_MORE; c = next_byte(in)) {
        if (c == '\n') {
            if (!differs && matched == sizeof begin - 1) {
                return true;
            }
            matched = 0;
            differs = false;
        } else if (!differs && matched < sizeof begin - 1 && c == begin[matched]) {
            matched++;
        } else if (c != '\r') {
            differs = true;
        }
    }
    return false;
}

/* RFC 4648 section 4; -1 for a byte that is none of the 64. */
static int base64_value(int c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 64; i++) {
        if (digits[i] == c) {
            return i;
        }
    }
    return -1;
}

static bool is_space(int c)
{
    return c == '\n' || c == '\r' || c == ' ' || c == '\t';
}

/* Decodes up to the line that ends the entry. False when it is not base64, is cut off, or does not fit. */
static bool decode_entry(struct reader *in, uint8_t *der, size_t cap, size_t *len)
{
    uint32_t group = 0;
    size_t digits = 0, padding = 0;
    int c;
    *len = 0;
    while ((c = next_byte(in)) != '-' && c != NO_MORE) {
        int value = base64_value(c);
        if (is_space(c)) {
            continue;
        }
        if (c == '=' && digits % 4 >= 2 && padding < 2) {
            padding++;
            value = 0;
        } else if (value < 0 || padding != 0) {
            return false;
        }
        group = group << 6 | (uint32_t)value;
        if (++digits % 4 == 0) {
            if (cap - *len < 3) {
                return false;
            }
            der[(*len)++] = (uint8_t)(group >> 16);
            der[(*len)++] = (uint8_t)(group >> 8);
            der[(*len)++] = (uint8_t)group;
        }
    }
    *len -= padding;
    return c == '-' && digits != 0 && digits % 4 == 0;
}

static enum qcc_error next_root(void *context, size_t *cursor, struct qcc_span *der)
{
    struct qcc_posix_roots *store = context;
    struct reader in = {.offset = *cursor};
    enum qcc_error error = QCC_ERROR_ROOTS;
    in.file = open(store->path, O_RDONLY | O_CLOEXEC);
    if (in.file < 0) {
        return error;
    }
    if (lseek(in.file, (off_t)*cursor, SEEK_SET) >= 0) {
        error = QCC_PENDING;
        while (error == QCC_PENDING && find_entry(&in)) {
            size_t len;
            if (decode_entry(&in, store->der, sizeof store->der, &len)) {
                *der = qcc_span_make(store->der, len);
                *cursor = in.offset;
                error = QCC_OK;
            }
        }
        if (in.failed) {
            error = QCC_ERROR_ROOTS;
        }
    }
    (void)close(in.file);
    return error;
}

struct qcc_roots qcc_posix_roots(struct qcc_posix_roots *store, const char *path)
{
    struct qcc_roots roots = {next_root, store, false};
    store->path = path;
    return roots;
}

const char *qcc_posix_roots_default_path(void)
{
    static const char *const paths[] = {
        "/etc/ssl/certs/ca-certificates.crt", /* Debian, Ubuntu, Arch, Alpine */
        "/etc/pki/tls/certs/ca-bundle.crt",   /* Fedora, RHEL */
        "/etc/ssl/ca-bundle.pem",             /* openSUSE */
        "/etc/ssl/cert.pem",                  /* the BSDs, macOS */
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        if (access(paths[i], R_OK) == 0) {
            return paths[i];
        }
    }
    return paths[0];
}
