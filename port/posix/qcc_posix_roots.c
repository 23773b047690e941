/* qcc_posix_roots.c - one PEM entry after another, decoded into the one place there is.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* asks the system's headers for all of POSIX */
#include "qcc_posix_roots.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define NO_MORE (-1)

struct reader {
    int file;
    bool failed;
    size_t at, len;
    size_t offset;   /* in the file, of the byte at `at` */
    char marker[32]; /* the line that begins with a '-', as much of it as fits */
    uint8_t buffer[1024];
};

/* A certificate that is being decoded. */
struct entry {
    uint8_t *der;
    size_t cap, len;
    uint32_t group;  /* the digits of the four that are being read */
    uint32_t digits; /* `=` among them */
    uint8_t padding;
    bool broken;
};

/* The next byte, or NO_MORE at the end of the file and after a failure. */
static int next_byte(struct reader *in)
{
    if (in->at == in->len) {
        ssize_t got;

        do {
            got = read(in->file, in->buffer, sizeof in->buffer);
        } while (got < 0 && errno == EINTR);
        /* A device can go on for ever. */
        in->failed = in->failed || got < 0 || in->offset > QCC_POSIX_ROOTS_FILE_MAX;
        if (got <= 0 || in->failed) {
            return NO_MORE;
        }
        in->at = 0;
        in->len = (size_t)got;
    }
    in->offset++;
    return in->buffer[in->at++];
}

static bool is_blank(int c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Reads the rest of the line that `c` begins, and keeps it in `marker`, without the blanks that end
 * it. A line that is too long to be one of the two that matter is kept as the empty one. Returns
 * its last byte: '\n' or NO_MORE. */
static int read_marker(struct reader *in, int c)
{
    size_t len = 0, end = 0;

    for (; c != '\n' && c != NO_MORE; c = next_byte(in)) {
        if (len < sizeof in->marker - 1) {
            in->marker[len] = (char)c;
        }
        len++;
        end = is_blank(c) ? end : len;
    }
    in->marker[end < sizeof in->marker ? end : 0] = '\0';
    return c;
}

/* RFC 4648 section 4; -1 for a byte that is none of the 64. */
static int base64_value(int c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static void put_group(struct entry *entry)
{
    const size_t bytes = 3u - entry->padding;

    if (entry->cap - entry->len < bytes) {
        entry->broken = true;
        return;
    }
    for (size_t i = 0; i < bytes; i++) {
        entry->der[entry->len++] = (uint8_t)(entry->group >> (16 - 8 * i));
    }
}

static void decode(struct entry *entry, int c)
{
    int value = base64_value(c);

    if (c == '=' && entry->digits >= 2 && entry->digits <= 3) {
        entry->padding++;
        value = 0;
    } else if (value < 0 || entry->padding > 0) {
        entry->broken = true;
    }
    if (entry->broken) {
        return;
    }
    entry->group = entry->group << 6 | (uint32_t)value;
    if (++entry->digits == 4) {
        put_group(entry);
        entry->digits = 0;
    }
}

/* Some editors put one before the first line, which would then begin no entry. */
static bool is_mark_byte(const struct reader *in, int c)
{
    static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};

    return in->offset <= sizeof mark && c == mark[in->offset - 1];
}

/* The first byte of the next line, or NO_MORE. */
static int next_line(struct reader *in)
{
    int c = next_byte(in);

    while (c != NO_MORE && is_mark_byte(in, c)) {
        c = next_byte(in);
    }
    return c;
}

/* Moves after the next entry that can be decoded, whole, from its first line to its last. RFC 7468
 * section 3:
 *   textualmsg = preeb *WSP eol *eolWSP base64text posteb *WSP [eol]
 * Text, entries of other kinds and broken ones are passed over; a first line always begins anew, so
 * that an entry that lost its end takes no other with it. */
static bool find_entry(struct reader *in, struct entry *entry)
{
    bool inside = false;

    for (int c = next_line(in); c != NO_MORE; c = next_line(in)) {
        if (c == '-') {
            (void)read_marker(in, c);
            if (inside && strcmp(in->marker, "-----END CERTIFICATE-----") == 0 && !entry->broken &&
                entry->digits == 0 && entry->len > 0) {
                return true;
            }
            inside = strcmp(in->marker, "-----BEGIN CERTIFICATE-----") == 0;
            entry->len = entry->digits = entry->padding = 0;
            entry->broken = false;
            continue;
        }
        for (; c != '\n' && c != NO_MORE; c = next_byte(in)) {
            if (inside && !is_blank(c)) {
                decode(entry, c);
            }
        }
    }
    return false;
}

static enum qcc_error read_root(struct reader *in, struct qcc_posix_store *store, size_t *cursor,
                                struct qcc_span *der)
{
    struct entry entry = {.der = store->der, .cap = sizeof store->der};

    if (find_entry(in, &entry)) {
        *der = qcc_span_make(store->der, entry.len);
        *cursor = in->offset;
        return QCC_OK;
    }
    *der = qcc_span_make(NULL, 0);
    /* A search that begins at 0 and finds nothing has seen the whole file. */
    return in->failed || *cursor == 0 ? QCC_ERROR_ROOTS : QCC_OK;
}

/* O_NONBLOCK, because the path may be a pipe's: opening one would wait for its writer. lseek
 * refuses it then. */
static enum qcc_error next_root(void *context, size_t *cursor, struct qcc_span *der)
{
    struct qcc_posix_store *store = context;
    struct reader in = {.offset = *cursor};
    enum qcc_error error = QCC_ERROR_ROOTS;

    in.file = open(store->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (in.file < 0) {
        return error;
    }
    if (lseek(in.file, (off_t)*cursor, SEEK_SET) >= 0) {
        error = read_root(&in, store, cursor, der);
    }
    (void)close(in.file);
    return error;
}

struct qcc_roots qcc_posix_roots(struct qcc_posix_store *store, const char *path)
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
