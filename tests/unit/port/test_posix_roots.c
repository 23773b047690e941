/* test_posix_roots.c - PEM bundles, good, odd and broken, read one root at a time.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "qcc_posix_roots.h"
#include "tls/roots.h"
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BEGIN "-----BEGIN CERTIFICATE-----\n"
#define END "-----END CERTIFICATE-----\n"
#define FIRST BEGIN "AQID\n" END        /* 01 02 03 */
#define SECOND BEGIN "BAUG\nBw==\n" END /* 04 05 06 07 */
#define THIRD BEGIN "CAkKCwA=\n" END    /* 08 09 0a 0b 00 */

/* A file under the name that is in `path` from then on; the test removes it. */
static char path[64];

static void write_file(const char *text, size_t len)
{
    int file;

    strcpy(path, "/tmp/qcc-roots-XXXXXX");
    file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, len), (ssize_t)len);
    assert_int_equal(close(file), 0);
}

/* The first byte of each root of the bundle at `path`, as hex digits; then how the search ended:
 * '.' in good order, '!' as QCC_ERROR_ROOTS. */
static void read_all(char *out, size_t size)
{
    static struct qcc_posix_store store;
    const struct qcc_roots roots = qcc_posix_roots(&store, path);
    enum qcc_error error = QCC_OK;
    size_t cursor = 0;

    *out = '\0';
    for (int i = 0; i < 20 && error == QCC_OK; i++) {
        struct qcc_span der = {NULL, 0};
        const size_t len = strlen(out);

        error = roots.next(roots.context, &cursor, &der);
        if (error == QCC_OK && der.len != 0) {
            snprintf(out + len, size - len, "%02x:%zu ", der.ptr[0], der.len);
            continue;
        }
        snprintf(out + len, size - len, "%s", error == QCC_OK ? "." : "!");
        assert_true(error == QCC_OK || error == QCC_ERROR_ROOTS);
        break;
    }
}

static void a_bundle_gives_the_roots_that_can_be_read_and_no_others(void **state)
{
    static const struct {
        const char *what, *text, *expected;
    } rows[] = {
        {"one", FIRST, "01:3 ."},
        {"three, padded and not", FIRST SECOND THIRD, "01:3 04:4 08:5 ."},
        {"text before, between and after", "# a\n\n" FIRST "-- b\nCN = c\n" SECOND "d",
         "01:3 04:4 ."},
        {"a byte-order mark before the first", "\xEF\xBB\xBF" FIRST SECOND, "01:3 04:4 ."},
        {"a mark in the wrong place", FIRST "\xEF\xBB\xBF" SECOND THIRD, "01:3 08:5 ."},
        {"half a mark", "\xEF\xBB" FIRST SECOND, "01:3 04:4 ."},
        {"no newline at the end", FIRST BEGIN "BAUG\nBw==\n-----END CERTIFICATE-----",
         "01:3 04:4 ."},
        {"CRLF", "-----BEGIN CERTIFICATE-----\r\nAQID\r\n-----END CERTIFICATE-----\r\n", "01:3 ."},
        {"blanks at the ends of lines",
         "-----BEGIN CERTIFICATE----- \t\nAQID \n-----END CERTIFICATE-----  \n", "01:3 ."},
        {"blank lines and a fold within four digits", BEGIN "\nA\nQ ID\n\n" END, "01:3 ."},
        {"other kinds",
         "-----BEGIN TRUSTED CERTIFICATE-----\nAQID\n-----END TRUSTED CERTIFICATE-----\n"
         "-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n" SECOND,
         "04:4 ."},
        {"a character that is none of the 64", BEGIN "AQ_D\n" END SECOND, "04:4 ."},
        {"base64url", BEGIN "AQ-D\n" END SECOND, "04:4 ."},
        {"digits left over", BEGIN "AQIDB\n" END SECOND, "04:4 ."},
        {"padding too early", BEGIN "AQIDA===\n" END SECOND, "04:4 ."},
        {"padding alone", BEGIN "====\n" END SECOND, "04:4 ."},
        {"padding in the middle", BEGIN "AQ==AQID\n" END SECOND, "04:4 ."},
        {"a digit behind padding", BEGIN "AQ=D\n" END SECOND, "04:4 ."},
        {"empty", BEGIN END SECOND, "04:4 ."},
        {"no end before the next begins", BEGIN "AQID\n" SECOND, "04:4 ."},
        {"an end without a begin", "AQID\n" END SECOND, "04:4 ."},
        {"the end of another kind", BEGIN "AQID\n-----END X509 CRL-----\n" END SECOND, "04:4 ."},
        {"the last one is cut off", FIRST BEGIN "BAUG\n", "01:3 ."},
        {"the last one's end is cut off", FIRST BEGIN "BAUG\n-----END CERTIFICATE----", "01:3 ."},
        {"begin not at the start of a line", "x" FIRST SECOND, "04:4 ."},
        {"a dashed line longer than any",
         "----------------------------------------------------\n" FIRST, "01:3 ."},
        {"begin with more behind it", "-----BEGIN CERTIFICATE-----xxxxxxxxxxxx\nAQID\n" END, "!"},
        {"nothing but a broken one", BEGIN "A\n" END, "!"},
        {"nothing but text", "no roots here\n", "!"},
        {"nothing", "", "!"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char seen[64];

        write_file(rows[i].text, strlen(rows[i].text));
        read_all(seen, sizeof seen);
        unlink(path);
        if (strcmp(seen, rows[i].expected) != 0) {
            fail_msg("%s: %s instead of %s", rows[i].what, seen, rows[i].expected);
        }
    }
}

/* Text of `len` bytes moves the certificates over every edge of the buffer that the file is read
 * into. */
static void the_outcome_does_not_depend_on_where_a_read_ends(void **state)
{
    static char text[1500];
    (void)state;
    for (size_t len = 900; len < 1100; len++) {
        unit_row("%zu bytes", len);
        char seen[64];

        memset(text, '.', len);
        text[len - 1] = '\n';
        strcpy(text + len, FIRST SECOND);
        write_file(text, strlen(text));
        read_all(seen, sizeof seen);
        unlink(path);
        assert_string_equal(seen, "01:3 04:4 .");
    }
}

/* A certificate of `bytes` bytes, all 01, in base64 without a line end. */
static size_t put_certificate(char *text, size_t bytes)
{
    size_t len = (size_t)sprintf(text, BEGIN);

    for (size_t i = 0; i < bytes; i += 3) {
        memcpy(text + len, bytes - i == 1 ? "AQ==" : bytes - i == 2 ? "AQE=" : "AQEB", 4);
        len += 4;
    }
    return len + (size_t)sprintf(text + len, "\n" END);
}

static void a_certificate_that_is_too_long_hides_no_other(void **state)
{
    static char text[3 * QCC_POSIX_ROOT_SIZE];
    size_t len;
    char seen[64];
    char expected[64];
    (void)state;
    len = put_certificate(text, QCC_POSIX_ROOT_SIZE + 1);
    strcpy(text + len, SECOND);
    write_file(text, strlen(text));
    read_all(seen, sizeof seen);
    unlink(path);
    assert_string_equal(seen, "04:4 .");

    len = put_certificate(text, QCC_POSIX_ROOT_SIZE);
    strcpy(text + len, SECOND);
    write_file(text, strlen(text));
    read_all(seen, sizeof seen);
    unlink(path);
    snprintf(expected, sizeof expected, "01:%d 04:4 .", QCC_POSIX_ROOT_SIZE);
    assert_string_equal(seen, expected);
}

static void what_is_no_readable_file_is_an_error(void **state)
{
    static const char *const paths[] = {"/tmp/qcc-roots-there-is-none/roots.pem", "/tmp",
                                        "/dev/zero", "/dev/null"};
    char seen[64];
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        unit_row("%s", paths[i]);
        strcpy(path, paths[i]);
        read_all(seen, sizeof seen);
        assert_string_equal(seen, "!");
    }
}

static void a_pipe_is_an_error_and_does_not_wait_for_its_writer(void **state)
{
    char seen[64];
    (void)state;
    write_file("", 0);
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    read_all(seen, sizeof seen);
    unlink(path);
    assert_string_equal(seen, "!");
}

static unsigned open_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    unsigned count = 0;

    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

static void nothing_stays_open_when_a_search_is_dropped(void **state)
{
    static struct qcc_posix_store store;
    const struct qcc_roots roots = qcc_posix_roots(&store, path);
    const unsigned before = open_descriptors();
    size_t cursor = 0;
    struct qcc_span der;
    (void)state;
    write_file(FIRST SECOND, strlen(FIRST SECOND));
    assert_int_equal(roots.next(roots.context, &cursor, &der), QCC_OK);
    assert_int_equal(open_descriptors(), before);
    unlink(path);
}

static void a_bundle_that_shrinks_during_a_search_ends_it(void **state)
{
    static struct qcc_posix_store store;
    const struct qcc_roots roots = qcc_posix_roots(&store, path);
    size_t cursor = 0;
    struct qcc_span der;
    (void)state;
    write_file(FIRST SECOND, strlen(FIRST SECOND));
    assert_int_equal(roots.next(roots.context, &cursor, &der), QCC_OK);
    assert_int_equal(truncate(path, 5), 0);
    assert_int_equal(roots.next(roots.context, &cursor, &der), QCC_OK);
    assert_int_equal(der.len, 0);
    unlink(path);
    assert_int_equal(roots.next(roots.context, &cursor, &der), QCC_ERROR_ROOTS);
}

/* Against a count that owes nothing to the parser: the lines that say BEGIN. */
static void the_systems_bundle_is_read_whole(void **state)
{
    static struct qcc_posix_store store;
    const struct qcc_roots roots = qcc_posix_roots(&store, qcc_posix_roots_default_path());
    FILE *file = fopen(qcc_posix_roots_default_path(), "r");
    size_t expected = 0, seen = 0, cursor = 0;
    struct qcc_span der, subject;
    char line[256];
    (void)state;
    if (file == NULL) {
        skip();
    }
    while (fgets(line, sizeof line, file) != NULL) {
        expected += strcmp(line, BEGIN) == 0 ? 1u : 0u;
    }
    fclose(file);
    while (seen <= expected && roots.next(roots.context, &cursor, &der) == QCC_OK && der.len != 0) {
        assert_true(qcc_roots_subject(der, &subject));
        seen++;
    }
    assert_int_equal(seen, expected);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bundle_gives_the_roots_that_can_be_read_and_no_others),
        cmocka_unit_test(the_outcome_does_not_depend_on_where_a_read_ends),
        cmocka_unit_test(a_certificate_that_is_too_long_hides_no_other),
        cmocka_unit_test(what_is_no_readable_file_is_an_error),
        cmocka_unit_test(a_pipe_is_an_error_and_does_not_wait_for_its_writer),
        cmocka_unit_test(nothing_stays_open_when_a_search_is_dropped),
        cmocka_unit_test(a_bundle_that_shrinks_during_a_search_ends_it),
        cmocka_unit_test(the_systems_bundle_is_read_whole),
    };
    return unit_run(tests, argc, argv);
}
