/* credentials.c - ApiKey, SecretKey and proxy, from a file or from the environment.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool complain(const char *path, const char *what)
{
    fprintf(stderr, PROGRAM ": %s: %s\n", path, what);
    return false;
}

static bool complain_of_line(const char *path, unsigned number, const char *what)
{
    fprintf(stderr, PROGRAM ": %s: line %u: %s\n", path, number, what);
    return false;
}

/* Reads the whole file and a NUL. Returns its length, or -1. */
static ssize_t read_file(const char *path, char *text, size_t size)
{
    struct stat about;
    size_t len = 0;
    ssize_t got = -1;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        (void)complain(path, strerror(errno));
        return -1;
    }
    if (fstat(file, &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & S_IROTH) != 0) {
        fprintf(stderr,
                PROGRAM ": warning: %s: every user may read these credentials (chmod 600)\n", path);
    }
    while (len < size && (got = read(file, text + len, size - len)) > 0) {
        len += (size_t)got;
    }
    if (got < 0) {
        (void)complain(path, strerror(errno));
    } else if (len == size) {
        (void)complain(path, "too long for a file of credentials");
    }
    (void)close(file);
    if (got < 0 || len == size) {
        return -1;
    }
    text[len] = '\0';
    return (ssize_t)len;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Ends the text before the blanks at its end, and returns where it begins after those before it. */
static char *trim(char *text)
{
    size_t len = strlen(text);
    while (len > 0 && is_blank(text[len - 1])) {
        text[--len] = '\0';
    }
    while (is_blank(*text)) {
        text++;
    }
    return text;
}

/* True when `name` is `word`, which is lower case, but for the case of letters and underscores. */
static bool is_word(const char *name, const char *word)
{
    for (; *name != '\0'; name++) {
        const char lower = *name >= 'A' && *name <= 'Z' ? (char)(*name + ('a' - 'A')) : *name;
        if (*name == '_') {
            continue;
        }
        if (lower != *word) {
            return false;
        }
        word++;
    }
    return *word == '\0';
}

/* Where the value of the line's name belongs; NULL: nowhere. */
static const char **find_place(struct credentials *credentials, const char *name)
{
    if (is_word(name, "key") || is_word(name, "qcckey")) {
        return &credentials->key;
    }
    if (is_word(name, "secretkey") || is_word(name, "qccsecretkey")) {
        return &credentials->secret;
    }
    if (is_word(name, "proxy")) {
        return &credentials->proxy;
    }
    return NULL;
}

/* Visible characters of ASCII and no others. */
static bool is_visible(const char *value)
{
    while (*value > ' ' && *value < '\x7f') {
        value++;
    }
    return *value == '\0';
}

/* Returns what is wrong with the line, NULL when nothing is. */
static const char *read_line(struct credentials *credentials, char *line)
{
    const char **place;
    char *name = trim(line), *equals, *value;
    if (*name == '\0' || *name == '#') {
        return NULL;
    }
    equals = strchr(name, '=');
    if (equals == NULL) {
        return "there is no '=' in it";
    }
    *equals = '\0';
    value = trim(equals + 1);
    place = find_place(credentials, trim(name));
    if (place == NULL) {
        return "its name is none of key, secret_key and proxy";
    }
    if (*place != NULL) {
        return "its name came before";
    }
    if (*value == '\0') {
        return "the value is missing";
    }
    *place = value;
    return is_visible(value)
               ? NULL
               : "there is a blank, a control character or one beyond ASCII in its value";
}

static bool read_lines(struct credentials *credentials, const char *path, char *text, char *end)
{
    for (unsigned number = 1; text < end; number++) {
        char *line_end = memchr(text, '\n', (size_t)(end - text));
        const char *wrong;
        line_end = line_end != NULL ? line_end : end;
        *line_end = '\0';
        wrong = strlen(text) < (size_t)(line_end - text)
                    ? "there is a NUL in it: is this file UTF-8?"
                    : read_line(credentials, text);
        if (wrong != NULL) {
            return complain_of_line(path, number, wrong);
        }
        text = line_end + 1;
    }
    return true;
}

static bool from_file(struct credentials *credentials, const char *path)
{
    static const char mark[] = "\xef\xbb\xbf";
    char *text = credentials->text;
    const ssize_t len = read_file(path, text, sizeof credentials->text);
    if (len < 0) {
        return false;
    }
    if (!read_lines(credentials, path, text + (strncmp(text, mark, 3) == 0 ? 3 : 0), text + len)) {
        return false;
    }
    if (credentials->key == NULL || credentials->secret == NULL) {
        return complain(path, credentials->key == NULL ? "there is no line key=..."
                                                       : "there is no line secret_key=...");
    }
    return true;
}

static bool from_environment(struct credentials *credentials)
{
    credentials->key = getenv("QCC_KEY");
    credentials->secret = getenv("QCC_SECRET_KEY");
    if (credentials->key == NULL || credentials->secret == NULL || *credentials->secret == '\0') {
        fputs(PROGRAM ": no credentials: set QCC_KEY and QCC_SECRET_KEY, or name a file with the "
                      "lines key=... and secret_key=... by --credentials (see --help)\n",
              stderr);
        return false;
    }
    return true;
}

bool credentials_read(struct credentials *credentials, const char *path)
{
    memset(credentials, 0, sizeof *credentials);
    return path != NULL ? from_file(credentials, path) : from_environment(credentials);
}
