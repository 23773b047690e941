/* test_link.c - links taken apart, and references resolved (RFC 3986 section 5).
 * SPDX-License-Identifier: MIT */
#include "http/link.h"
#include "unit.h"

static void a_link_is_taken_apart(void **state)
{
    static const struct {
        const char *text, *host, *authority, *path;
        uint16_t port;
        bool https;
    } rows[] = {
        {"https://a.test/x/y.png?k=v&l=%20", "a.test", "a.test", "/x/y.png?k=v&l=%20", 443, true},
        {"HTTPS://A.test:8443/", "A.test", "A.test:8443", "/", 8443, true},
        {"http://a.test", "a.test", "a.test", "", 80, false},
        {"http://a.test?x", "a.test", "a.test", "?x", 80, false},
        {"http://a.test/?", "a.test", "a.test", "/?", 80, false},
        {"https://a.test/x#y?z", "a.test", "a.test", "/x", 443, true},
        {"https://a.test#/x", "a.test", "a.test", "", 443, true},
        {"https://[2001:db8::1]:44/x", "2001:db8::1", "[2001:db8::1]:44", "/x", 44, true},
        {"https://192.0.2.1/%E6%88%90|{}", "192.0.2.1", "192.0.2.1", "/%E6%88%90|{}", 443, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct qcc_url url;

        print_message("%s\n", rows[i].text);
        assert_int_equal(qcc_link_parse(&url, qcc_span_of(rows[i].text)), QCC_OK);
        assert_true(qcc_span_equal(url.host, qcc_span_of(rows[i].host)));
        assert_true(qcc_span_equal(url.authority, qcc_span_of(rows[i].authority)));
        assert_true(qcc_span_equal(url.path, qcc_span_of(rows[i].path)));
        assert_int_equal(url.port, rows[i].port);
        assert_int_equal(url.https, rows[i].https);
    }
}

static void row_24_a_link_that_leads_elsewhere_than_it_says_is_refused(void **state)
{
    static const char *const rows[] = {
        "",
        "https://",
        "https:///x",
        "file:///etc/passwd",
        "ftp://a.test/x",
        "//a.test/x",
        "/x",
        "https://user@a.test/x",
        "https://user:password@a.test/x",
        "https://a.test\\@b.test/x",
        "https://a.test/x\\y",
        "https://a.test/x?\\y",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://017700000001/",
        "https://[::1/x",
        "https://[fe80::1%25eth0]/",
        "https://a.test:0/",
        "https://a.test:65536/",
        "https://a.test:x/",
        "https://a.test;x/",
        "https://a.test/x y",
        "https://a.test/x\x7f",
        "https://a.test/\xe6\x88\x90",
        "https://a.test/x\r\nHost: b.test",
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct qcc_url url;

        print_message("%s\n", rows[i]);
        assert_int_equal(qcc_link_parse(&url, qcc_span_of(rows[i])), QCC_ERROR_LINK);
    }
}

static enum qcc_error resolve(const char *link, const char *reference, size_t size, char *text)
{
    uint8_t place[256];
    size_t len = strlen(link);

    assert_true(size < sizeof place);
    memcpy(place, link, len);
    memset(place + len, 0x55, sizeof place - len);
    const enum qcc_error error = qcc_link_resolve(place, &len, size, qcc_span_of(reference));
    for (size_t i = size; i < sizeof place; i++) {
        assert_int_equal(place[i], 0x55);
    }
    if (error == QCC_OK) {
        memcpy(text, place, len);
        text[len] = '\0';
    }
    return error;
}

static void row_34_a_reference_is_resolved(void **state)
{
    static const struct {
        const char *link, *reference, *text;
    } rows[] = {
        /* RFC 3986 section 5.4.1, with its base as far as it fits an http URL. */
        {"http://a/b/c/d;p?q", "g", "http://a/b/c/g"},
        {"http://a/b/c/d;p?q", "./g", "http://a/b/c/g"},
        {"http://a/b/c/d;p?q", "g/", "http://a/b/c/g/"},
        {"http://a/b/c/d;p?q", "/g", "http://a/g"},
        {"http://a/b/c/d;p?q", "/", "http://a/"},
        {"http://a/b/c/d;p?q", "/.x/.y/g", "http://a/.x/.y/g"},
        {"http://a/b/c/d;p?q", "//g", "http://g"},
        {"http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y"},
        {"http://a/b/c/d;p?q", "g?y", "http://a/b/c/g?y"},
        {"http://a/b/c/d;p?q", "g?y/./x", "http://a/b/c/g?y/./x"},
        {"http://a/b/c/d;p?q", "g#s/../x", "http://a/b/c/g#s/../x"},
        {"http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q#s"},
        {"http://a/b#c", "#s", "http://a/b#s"},
        {"http://a/b/c/d;p?q", ";x", "http://a/b/c/;x"},
        {"http://a/b/c/d;p?q", "g;x=1/../y", "http://a/b/c/y"},
        {"http://a/b/c/d;p?q", ".", "http://a/b/c/"},
        {"http://a/b/c/d;p?q", "./", "http://a/b/c/"},
        {"http://a/b/c/d;p?q", "..", "http://a/b/"},
        {"http://a/b/c/d;p?q", "../", "http://a/b/"},
        {"http://a/b/c/d;p?q", "../g", "http://a/b/g"},
        {"http://a/b/c/d;p?q", "../..", "http://a/"},
        {"http://a/b/c/d;p?q", "../../g", "http://a/g"},
        {"http://a/b/c/d;p?q", "../../../../g", "http://a/g"},
        {"http://a/b/c/d;p?q", "/./g", "http://a/g"},
        {"http://a/b/c/d;p?q", "/../g", "http://a/g"},
        {"http://a/b/c/d;p?q", "g.", "http://a/b/c/g."},
        {"http://a/b/c/d;p?q", "..g", "http://a/b/c/..g"},
        {"http://a/b/c/d;p?q", "...", "http://a/b/c/..."},
        {"http://a/b/c/d;p?q", "https://h/i/../j", "https://h/j"},
        {"https://a", "g/h", "https://a/g/h"},
        {"https://a#f/g", "x", "https://a/x"},
        {"https://a?f/g", "?x", "https://a?x"},
        {"https://a/b#c", "?x", "https://a/b?x"},
        {"https://a/b", "/\xe6\x88\x90 x", "https://a/%E6%88%90%20x"},
        {"https://a/b", "//[2001:db8::1]:8/x", "https://[2001:db8::1]:8/x"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256] = "";

        print_message("%s to %s\n", rows[i].link, rows[i].reference);
        assert_int_equal(resolve(rows[i].link, rows[i].reference, 200, text), QCC_OK);
        assert_string_equal(text, rows[i].text);
    }
}

static void row_34_a_reference_that_leads_nowhere_is_refused(void **state)
{
    static const char *const rows[] = {
        "",     "file:///x", "ftp://a/x", "g:8",  "mailto:a@b", "data:image/png;base64,AA==",
        "//",   "https:",    "https:///", "x\\y", "\\\\host/x", "/x\ny",
        "/x\t", "x\x01",     "https://",
    };
    char text[256];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("%s\n", rows[i]);
        assert_int_equal(resolve("https://a/b", rows[i], 200, text), QCC_ERROR_LINK);
    }
}

static void what_does_not_fit_is_refused(void **state)
{
    char text[256];

    (void)state;
    assert_int_equal(resolve("https://a/b", "/cd", sizeof "https://a/cd", text), QCC_OK);
    assert_int_equal(resolve("https://a/b", "/cd", sizeof "https://a/cd" - 1, text),
                     QCC_ERROR_LINK);
    assert_int_equal(resolve("https://a/b", "/ ", sizeof "https://a/%20" - 1, text), QCC_OK);
    assert_int_equal(resolve("https://a/b", "/ ", sizeof "https://a/%20" - 2, text),
                     QCC_ERROR_LINK);
    assert_int_equal(resolve("https://a", "c", sizeof "https://a/c" - 1, text), QCC_OK);
    assert_int_equal(resolve("https://a", "c", sizeof "https://a/c" - 2, text), QCC_ERROR_LINK);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_is_taken_apart),
        cmocka_unit_test(row_24_a_link_that_leads_elsewhere_than_it_says_is_refused),
        cmocka_unit_test(row_34_a_reference_is_resolved),
        cmocka_unit_test(row_34_a_reference_that_leads_nowhere_is_refused),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return unit_run(tests, argc, argv);
}
