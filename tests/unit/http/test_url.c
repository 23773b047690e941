/* test_url.c - base URLs, and the URL in Result.
 * SPDX-License-Identifier: MIT */
#include "base/address.h"
#include "http/url.h"
#include "qcc/config.h"
#include "unit.h"

#include <stdlib.h>

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* Parses a copy that ends where the text does, so that a sanitizer sees a byte read too many. */
static enum qcc_error parse(struct qcc_url *url, const void *text, size_t len)
{
    static uint8_t *copy;

    free(copy);
    copy = malloc(len > 0 ? len : 1);
    assert_non_null(copy);
    memcpy(copy, text, len);
    return qcc_url_parse(url, qcc_span_make(copy, len));
}

static void assert_refused(const void *text, size_t len)
{
    struct qcc_url url = {QCC_SPAN("untouched"), QCC_SPAN("untouched"), QCC_SPAN("/untouched"), 7,
                          true};

    if (parse(&url, text, len) != QCC_ERROR_URL) {
        fail_msg("taken: %.*s", (int)len, (const char *)text);
    }
    assert_int_equal(url.port, 7);
    assert_int_equal(url.host.len, strlen("untouched"));
    assert_int_equal(url.authority.len, strlen("untouched"));
    assert_int_equal(url.path.len, strlen("/untouched"));
}

static void a_base_url_comes_apart(void **state)
{
    static const struct {
        const char *text;
        bool https;
        size_t address_len; /* of the host; 0 for a name */
        const char *host;
        uint16_t port;
        const char *path;
    } rows[] = {
        {"https://pro.qcc.com/api/yj", true, 0, "pro.qcc.com", 443, "/api/yj"},
        {"https://pro.qcc.com/api/yj/", true, 0, "pro.qcc.com", 443, "/api/yj"},
        {"https://api.qichacha.com", true, 0, "api.qichacha.com", 443, ""},
        {"http://api.qichacha.com/", false, 0, "api.qichacha.com", 80, ""},
        {"HTTPS://Pro.QCC.com/API", true, 0, "Pro.QCC.com", 443, "/API"},
        {"hTTp://a", false, 0, "a", 80, ""},
        {"http://localhost:8080/x", false, 0, "localhost", 8080, "/x"},
        {"https://a:1", true, 0, "a", 1, ""},
        {"https://a:443/", true, 0, "a", 443, ""},
        {"http://a:443", false, 0, "a", 443, ""},
        {"https://a:65535/p", true, 0, "a", 65535, "/p"},
        {"https://a_b.c-d", true, 0, "a_b.c-d", 443, ""},
        {"https://xn--fiqs8s.xn--fiqs8s/", true, 0, "xn--fiqs8s.xn--fiqs8s", 443, ""},
        {"https://1.2.3.4.com", true, 0, "1.2.3.4.com", 443, ""},
        {"https://0x7f.com", true, 0, "0x7f.com", 443, ""},
        {"https://0xg", true, 0, "0xg", 443, ""},
        {"https://1a", true, 0, "1a", 443, ""},
        {"https://127.0.0.1:8443/a", true, 4, "127.0.0.1", 8443, "/a"},
        {"https://255.255.255.255", true, 4, "255.255.255.255", 443, ""},
        {"https://[::1]/a", true, 16, "::1", 443, "/a"},
        {"https://[::1]:8443", true, 16, "::1", 8443, ""},
        {"http://[2001:DB8::1:0]:80/", false, 16, "2001:DB8::1:0", 80, ""},
        {"https://[::ffff:10.0.0.1]", true, 16, "::ffff:10.0.0.1", 443, ""},
        {"https://a//", true, 0, "a", 443, "/"},
        {"https://a//b//c/", true, 0, "a", 443, "//b//c"},
        {"https://a/%E4%bc%81/x", true, 0, "a", 443, "/%E4%bc%81/x"},
        {"https://a/:@!$&'()*+,;=-._~/", true, 0, "a", 443, "/:@!$&'()*+,;=-._~"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct qcc_url url;
        uint8_t address[QCC_ADDRESS_SIZE];

        if (parse(&url, rows[i].text, strlen(rows[i].text)) != QCC_OK) {
            fail_msg("refused: %s", rows[i].text);
        }
        if (url.https != rows[i].https || url.port != rows[i].port ||
            qcc_address_parse(url.host, address) != rows[i].address_len ||
            !qcc_span_equal(url.host, qcc_span_of(rows[i].host)) ||
            !qcc_span_equal(url.path, qcc_span_of(rows[i].path))) {
            fail_msg("%s: host %.*s, port %u, path %.*s", rows[i].text, (int)url.host.len,
                     (const char *)url.host.ptr, url.port, (int)url.path.len,
                     (const char *)url.path.ptr);
        }
    }
}

static void an_authority_has_a_port_only_when_it_is_not_the_scheme_s(void **state)
{
    static const struct {
        const char *url;
        const char *authority;
    } rows[] = {
        {"https://a", "a"},
        {"https://a:443", "a"},
        {"https://a:80", "a:80"},
        {"http://a", "a"},
        {"http://a:80", "a"},
        {"http://a:443", "a:443"},
        {"https://a:1", "a:1"},
        {"https://a:65535", "a:65535"},
        {"https://A.b", "A.b"},
        {"https://1.2.3.4:9", "1.2.3.4:9"},
        {"https://[::1]", "[::1]"},
        {"https://[::1]:9", "[::1]:9"},
        {"https://[::1]:443/a", "[::1]"},
        {"http://a:8080/b/", "a:8080"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct qcc_url url;

        if (parse(&url, rows[i].url, strlen(rows[i].url)) != QCC_OK ||
            !qcc_span_equal(url.authority, qcc_span_of(rows[i].authority))) {
            fail_msg("not taken with %s: %s", rows[i].authority, rows[i].url);
        }
    }
}

static void refuse_all(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_refused(texts[i], strlen(texts[i]));
    }
}

static void what_is_no_absolute_http_url_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "h",
        "http",
        "http:",
        "http:/",
        "http://",
        "https://",
        "https:///",
        "https:///path",
        "ftp://a",
        "file:///etc/passwd",
        "httpss://a",
        "ttps://a",
        "//a/b",
        "/a/b",
        "pro.qcc.com",
        "https:a",
        "https:/a",
        "https//a",
        " https://a",
        "https ://a",
        "javascript:alert(1)",
        "\xEF\xBB\xBFhttps://a",
    };

    (void)state;
    refuse_all(texts, COUNT(texts));
}

static void a_query_or_a_fragment_is_refused(void **state)
{
    static const char *const texts[] = {
        "https://a?x=1", "https://a/?x=1",  "https://a/b?",    "https://a#f",
        "https://a/#",   "https://a:443?x", "https://[::1]?x",
    };

    (void)state;
    refuse_all(texts, COUNT(texts));
}

static void a_port_is_a_plain_number_from_1_to_65535(void **state)
{
    static const char *const texts[] = {
        "https://a:",           "https://a:/",
        "https://a:0",          "https://a:00",
        "https://a:0443",       "https://a:65536",
        "https://a:99999",      "https://a:100000",
        "https://a:4294967739", "https://a:18446744073709552059",
        "https://a:+1",         "https://a:-1",
        "https://a:0x50",       "https://a: 80",
        "https://a:80 ",        "https://a:8a",
        "https://a:80:80",      "https://a::80",
        "https://:80",          "https://[::1]:",
        "https://[::1]:0",      "https://[::1]:65536",
        "https://[::1]80",      "https://[::1]x1",
        "https://[::1]88",      "https://[::1]x",
        "https://[::1]]",       "https://[::1].com",
    };

    (void)state;
    refuse_all(texts, COUNT(texts));
}

static void a_host_that_only_looks_like_an_address_is_refused(void **state)
{
    static const char *const texts[] = {
        "https://2130706433", "https://0x7f.1",      "https://0x7f000001",  "https://0X7F000001",
        "https://127.1",      "https://127.0.1",     "https://127.0.0.0x1", "https://0177.0.0.1",
        "https://127.0.0.01", "https://127.0.0.256", "https://1.2.3.4.5",   "https://1.2.3",
        "https://999.0.0.1",  "https://a.1",         "https://a.0x",        "https://0x",
        "https://0",          "https://00",          "https://4294967296",  "https://1.2.3.4.",
        "https://.1.2.3.4",   "https://1..2.3",      "https://1.2.3.0004",
    };

    (void)state;
    refuse_all(texts, COUNT(texts));
}

static void brackets_hold_an_ipv6_address_and_nothing_else(void **state)
{
    static const char *const texts[] = {
        "https://[",
        "https://[]",
        "https://[::1",
        "https://::1",
        "https://::1]",
        "https://[::1%eth0]",
        "https://[::1%25eth0]",
        "https://[fe80::1%1]",
        "https://[1.2.3.4]",
        "https://[a]",
        "https://[v1.a]",
        "https://[::g]",
        "https://[1:2:3:4:5:6:7]",
        "https://[1:2:3:4:5:6:7:8:9]",
        "https://[1::2::3]",
        "https://[:::]",
        "https://[:]",
        "https://[1:]",
        "https://[:1]",
        "https://[12345::]",
        "https://[::1.2.3]",
        "https://[::1.2.3.256]",
        "https://[::1.2.3.4:1]",
        "https://[1:2:3:4:5:6:7:1.2.3.4]",
        "https://[1:2:3:4:5:6:7:8::]",
        "https://[ ::1]",
        "https://[[::1]]",
        "https://a[::1]",
        "https://[::1]@a",
        "https://2001:db8::1",
    };

    (void)state;
    refuse_all(texts, COUNT(texts));
}

static void labels_have_1_to_63_characters_and_hosts_fit_their_place(void **state)
{
    static const char *const texts[] = {
        "https://.a", "https://a.", "https://a./x", "https://a..b", "https://.",
    };
    static const char scheme[] = "https://";
    const size_t before = sizeof scheme - 1;
    char text[400];
    struct qcc_url url;

    (void)state;
    refuse_all(texts, COUNT(texts));
    for (int len = 60; len <= 66; len++) {
        unit_row("a label of %d", len);
        const int size = snprintf(text, sizeof text, "https://%0*d%s", len - 1, 0, "a.b");

        assert_int_equal(parse(&url, text, (size_t)size), len <= 63 ? QCC_OK : QCC_ERROR_URL);
    }
    for (size_t len = QCC_HOST_SIZE - 5; len < QCC_HOST_SIZE + 5; len++) {
        unit_row("a host of %zu", len);
        memcpy(text, scheme, before);
        for (size_t i = 0; i < len; i++) {
            text[before + i] = i % 20 == 19 && i + 1 < len ? '.' : 'a';
        }
        assert_int_equal(parse(&url, text, before + len),
                         len < QCC_HOST_SIZE ? QCC_OK : QCC_ERROR_URL);
    }
}

static void row_22_no_byte_but_a_host_s_stands_in_a_host(void **state)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        unit_row("byte 0x%02x", byte);
        char text[] = "https://pro.?cc.com/api";
        struct qcc_url url;

        *strchr(text, '?') = (char)(uint8_t)byte;
        if (byte == '/') {
            assert_refused(text, strlen(text)); /* "pro." ends in a dot */
        } else if (byte == '.' || byte == 0 || strchr(allowed, (int)byte) == NULL) {
            assert_refused(text, sizeof text - 1);
        } else {
            assert_int_equal(parse(&url, text, sizeof text - 1), QCC_OK);
        }
    }
}

static void row_22_no_byte_but_a_path_s_stands_in_a_path(void **state)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                  "-._~!$&'()*+,;=:@/";

    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        unit_row("byte 0x%02x", byte);
        char text[] = "https://pro.qcc.com/a?i";
        struct qcc_url url;

        *strchr(text, '?') = (char)(uint8_t)byte;
        if (byte == 0 || strchr(allowed, (int)byte) == NULL) {
            assert_refused(text, sizeof text - 1);
        } else {
            assert_int_equal(parse(&url, text, sizeof text - 1), QCC_OK);
            assert_int_equal(url.path.len, strlen("/a?i"));
        }
    }
}

static void row_22_credentials_idn_hosts_and_injections_are_refused(void **state)
{
    static const char *const texts[] = {
        "https://user@pro.qcc.com/",
        "https://user:secret@pro.qcc.com/",
        "https://@pro.qcc.com",
        "https://pro.qcc.com@evil.example/",
        "https://pro.qcc.com:443@evil.example/",
        "https://pro.qcc.com\\@evil.example/",
        "https://evil.example\\.qcc.com/",
        "https://企查查.中国/",
        "https://pro.qcc.com/企",
        "https://pro%2eqcc.com/",
        "https://pro.qcc.com/\r\nX: y",
        "https://pro.qcc.com\r\n/",
        "https://pro.qcc.com/a b",
        "https://pro.qcc.com /",
        "https://pro.qcc.com/\n",
        "https://pro.qcc.com/\t",
        "https://\tpro",
        "https://pro.qcc.com/\x7F",
        "https://pro.qcc.com/\xC2\xA0",
    };

    (void)state;
    refuse_all(texts, COUNT(texts));
    assert_refused("https://a\0b/", sizeof "https://a\0b/" - 1);
    assert_refused("https://a/\0", sizeof "https://a/\0" - 1);
}

static void row_22_a_broken_percent_escape_is_refused(void **state)
{
    static const char *const texts[] = {
        "https://a/%",    "https://a/%4",  "https://a/%4/", "https://a/%g1", "https://a/%1g",
        "https://a/%%41", "https://a/%-1", "https://a/% 1", "https://a/b%",
    };

    (void)state;
    refuse_all(texts, COUNT(texts));
}

/* `clean` is what a text comes to when `error` is QCC_OK. */
static void assert_clean(const char *text, enum qcc_error error, const char *clean)
{
    uint8_t place[256];
    size_t len = strlen(text);
    enum qcc_error found;

    memcpy(place, text, len);
    found = qcc_url_clean(place, &len, sizeof place);
    if (found != error ||
        (error == QCC_OK && (len != strlen(clean) || memcmp(place, clean, len) != 0))) {
        fail_msg("%s: %d, %.*s", text, (int)found, (int)len, (const char *)place);
    }
}

static void a_result_is_an_absolute_url_with_a_host(void **state)
{
    static const char *const good[] = {
        "http://XXXXXX.png",
        "https://a",
        "HTTP://A/b.png",
        "http://a?x",
        "http://a#f",
        "https://a:8443/x",
        "https://qcc.example/AutoImage/0123.jpg?x-oss-process=image/resize,w_160",
        "http://qcc.example/a.jpg@100h_160w_1l_50q",
        "https://[::1]/x",
        "https://user@a/x",
        "https://a/?u=http://b/\"<>\\^`{|}",
    };
    static const char *const bad[] = {
        "",
        "http",
        "http:",
        "http:/",
        "http://",
        "https://",
        "http:///x",
        "https://?x",
        "https://#x",
        "https://:80/x",
        "https://@/x",
        "https://u@/x",
        "https://u@:1/x",
        "https://\\a",
        "ftp://a/x",
        "file:///x",
        "/x",
        "a/x",
        "javascript:alert(1)",
        "data:image/png;base64,AA==",
        " http://a",
        "http://a ",
        "http://a/\t",
        "http://a/\n",
        "http://a/\x1B[31m",
        "http://a/\x7F",
        "http://企查查/x",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_clean(good[i], QCC_OK, good[i]);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_clean(bad[i], QCC_ERROR_RESULT, NULL);
    }
}

static void row_30b_a_result_comes_out_as_a_browser_would_send_it(void **state)
{
    static const struct {
        const char *text, *clean;
    } rows[] = {
        {"//a/x", "https://a/x"},
        {"//a", "https://a"},
        {"http://a/b c", "http://a/b%20c"},
        {"http://a/b ", "http://a/b%20"},
        {"http://a/\xC2\x85", "http://a/%C2%85"},
        {"http://a/企业.png?名=值 1#尾",
         "http://a/%E4%BC%81%E4%B8%9A.png?%E5%90%8D=%E5%80%BC%201#%E5%B0%BE"},
        {"//a/企", "https://a/%E4%BC%81"},
        {"http://a?企", "http://a?%E4%BC%81"},
        {"http://a/%E4%BC%81%20", "http://a/%E4%BC%81%20"}, /* as it is, not twice */
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_clean(rows[i].text, QCC_OK, rows[i].clean);
    }
}

static void row_28_a_result_that_does_not_fit_when_it_is_clean_is_too_long(void **state)
{
    static const char *const texts[] = {"//a/x", "http://a/b c", "http://a/企"};
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        unit_row("%s", texts[i]);
        uint8_t text[64];
        size_t len = strlen(texts[i]), clean = len, size = sizeof text;
        memcpy(text, texts[i], len);
        assert_int_equal(qcc_url_clean(text, &clean, size), QCC_OK);
        size = clean;
        memcpy(text, texts[i], clean = len);
        assert_int_equal(qcc_url_clean(text, &clean, size), QCC_OK);
        memset(text, 0xA5, sizeof text);
        memcpy(text, texts[i], clean = len);
        assert_int_equal(qcc_url_clean(text, &clean, size - 1), QCC_ERROR_RESULT_TOO_LONG);
        assert_int_equal(text[size - 1], 0xA5); /* nothing is written beyond its room */
    }
}

static void row_30a_no_control_character_stands_in_a_result(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        unit_row("byte 0x%02x", byte);
        uint8_t text[32] = "https://a/x?y";
        size_t len = strlen("https://a/x?y");

        text[len - 1] = (uint8_t)byte;
        assert_int_equal(qcc_url_clean(text, &len, sizeof text),
                         byte < 0x20 || byte == 0x7F ? QCC_ERROR_RESULT : QCC_OK);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_base_url_comes_apart),
        cmocka_unit_test(an_authority_has_a_port_only_when_it_is_not_the_scheme_s),
        cmocka_unit_test(what_is_no_absolute_http_url_is_refused),
        cmocka_unit_test(a_query_or_a_fragment_is_refused),
        cmocka_unit_test(a_port_is_a_plain_number_from_1_to_65535),
        cmocka_unit_test(a_host_that_only_looks_like_an_address_is_refused),
        cmocka_unit_test(brackets_hold_an_ipv6_address_and_nothing_else),
        cmocka_unit_test(labels_have_1_to_63_characters_and_hosts_fit_their_place),
        cmocka_unit_test(row_22_no_byte_but_a_host_s_stands_in_a_host),
        cmocka_unit_test(row_22_no_byte_but_a_path_s_stands_in_a_path),
        cmocka_unit_test(row_22_credentials_idn_hosts_and_injections_are_refused),
        cmocka_unit_test(row_22_a_broken_percent_escape_is_refused),
        cmocka_unit_test(a_result_is_an_absolute_url_with_a_host),
        cmocka_unit_test(row_30a_no_control_character_stands_in_a_result),
        cmocka_unit_test(row_30b_a_result_comes_out_as_a_browser_would_send_it),
        cmocka_unit_test(row_28_a_result_that_does_not_fit_when_it_is_clean_is_too_long),
    };

    return unit_run(tests, argc, argv);
}
