/* test_request.c - the bytes of a request. The expected ones were made by another program, with
 * another percent-encoder, and are written out here.
 * SPDX-License-Identifier: MIT */
#include "http/request.h"
#include "http/url.h"
#include "unit.h"

#include <stdlib.h>

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define FILL 0xA5
#define CAP 2048

static const struct {
    const char *base;
    const char *key;
    const char *keyword;
    const char *expected;
} rows[] = {
    {"https://pro.qcc.com/api/yj/", "0123456789abcdef0123456789abcdef", "小米科技有限责任公司",
     "GET /api/yj/ECIImage/GetEciImage?key=0123456789abcdef0123456789abcdef&keyWord=%E5%B0"
     "%8F%E7%B1%B3%E7%A7%91%E6%8A%80%E6%9C%89%E9%99%90%E8%B4%A3%E4%BB%BB%E5%85%AC%E5%8F%B8"
     " HTTP/1.1\r\n"
     "Host: pro.qcc.com\r\n"
     "Token: 0123456789ABCDEF0123456789ABCDEF\r\n"
     "Timespan: 1536143959\r\n"
     "Accept: application/json\r\n"
     "Accept-Encoding: identity\r\n"
     "\r\n"},
    {"http://api.qichacha.com", "Made-up_Key.1~", "91440300708461136T",
     "GET /ECIImage/GetEciImage?key=Made-up_Key.1~&keyWord=91440300708461136T HTTP/1.1\r\n"
     "Host: api.qichacha.com\r\n"
     "Token: 0123456789ABCDEF0123456789ABCDEF\r\n"
     "Timespan: 1536143959\r\n"
     "Accept: application/json\r\n"
     "Accept-Encoding: identity\r\n"
     "\r\n"},
    {"https://localhost:8443/x", "0123456789abcdef0123456789abcdef", "AB",
     "GET /x/ECIImage/GetEciImage?key=0123456789abcdef0123456789abcdef&keyWord=AB HTTP/1.1"
     "\r\n"
     "Host: localhost:8443\r\n"
     "Token: 0123456789ABCDEF0123456789ABCDEF\r\n"
     "Timespan: 1536143959\r\n"
     "Accept: application/json\r\n"
     "Accept-Encoding: identity\r\n"
     "\r\n"},
    {"http://localhost:443", "0123456789abcdef0123456789abcdef", "a b&c=d?e#f%g+h/i",
     "GET /ECIImage/GetEciImage?key=0123456789abcdef0123456789abcdef&keyWord=a%20b%26c%3Dd"
     "%3Fe%23f%25g%2Bh%2Fi HTTP/1.1\r\n"
     "Host: localhost:443\r\n"
     "Token: 0123456789ABCDEF0123456789ABCDEF\r\n"
     "Timespan: 1536143959\r\n"
     "Accept: application/json\r\n"
     "Accept-Encoding: identity\r\n"
     "\r\n"},
    {"https://127.0.0.1:80/", "0123456789abcdef0123456789abcdef", "示例（上海）\"有限\\公司",
     "GET /ECIImage/GetEciImage?key=0123456789abcdef0123456789abcdef&keyWord=%E7%A4%BA%E4%"
     "BE%8B%EF%BC%88%E4%B8%8A%E6%B5%B7%EF%BC%89%22%E6%9C%89%E9%99%90%5C%E5%85%AC%E5%8F%B8 "
     "HTTP/1.1\r\n"
     "Host: 127.0.0.1:80\r\n"
     "Token: 0123456789ABCDEF0123456789ABCDEF\r\n"
     "Timespan: 1536143959\r\n"
     "Accept: application/json\r\n"
     "Accept-Encoding: identity\r\n"
     "\r\n"},
    {"https://[2001:db8::1]:65535/a//b", "0123456789abcdef0123456789abcdef", "-._~",
     "GET /a//b/ECIImage/GetEciImage?key=0123456789abcdef0123456789abcdef&keyWord=-._~ HTT"
     "P/1.1\r\n"
     "Host: [2001:db8::1]:65535\r\n"
     "Token: 0123456789ABCDEF0123456789ABCDEF\r\n"
     "Timespan: 1536143959\r\n"
     "Accept: application/json\r\n"
     "Accept-Encoding: identity\r\n"
     "\r\n"},
    {"http://[::1]:80", "0123456789abcdef0123456789abcdef", "\xF0\xA0\xAE\xB7\xF0\xA0\xAE\xB7",
     "GET /ECIImage/GetEciImage?key=0123456789abcdef0123456789abcdef&keyWord=%F0%A0%AE%B7%"
     "F0%A0%AE%B7 HTTP/1.1\r\n"
     "Host: [::1]\r\n"
     "Token: 0123456789ABCDEF0123456789ABCDEF\r\n"
     "Timespan: 1536143959\r\n"
     "Accept: application/json\r\n"
     "Accept-Encoding: identity\r\n"
     "\r\n"},
};

/* All 256 bytes as one value. */
static const char all_encoded[] =
    "%00%01%02%03%04%05%06%07%08%09%0A%0B%0C%0D%0E%0F%10%11%12%13%14%15%16%17%18%19%1A%1B"
    "%1C%1D%1E%1F%20%21%22%23%24%25%26%27%28%29%2A%2B%2C-.%2F0123456789%3A%3B%3C%3D%3E%3F"
    "%40ABCDEFGHIJKLMNOPQRSTUVWXYZ%5B%5C%5D%5E_%60abcdefghijklmnopqrstuvwxyz%7B%7C%7D~%7F"
    "%80%81%82%83%84%85%86%87%88%89%8A%8B%8C%8D%8E%8F%90%91%92%93%94%95%96%97%98%99%9A%9B"
    "%9C%9D%9E%9F%A0%A1%A2%A3%A4%A5%A6%A7%A8%A9%AA%AB%AC%AD%AE%AF%B0%B1%B2%B3%B4%B5%B6%B7"
    "%B8%B9%BA%BB%BC%BD%BE%BF%C0%C1%C2%C3%C4%C5%C6%C7%C8%C9%CA%CB%CC%CD%CE%CF%D0%D1%D2%D3"
    "%D4%D5%D6%D7%D8%D9%DA%DB%DC%DD%DE%DF%E0%E1%E2%E3%E4%E5%E6%E7%E8%E9%EA%EB%EC%ED%EE%EF"
    "%F0%F1%F2%F3%F4%F5%F6%F7%F8%F9%FA%FB%FC%FD%FE%FF";

/* Writes the request of `row` through `writer`. */
static void write_row(struct qcc_writer *writer, size_t row)
{
    const struct qcc_parameter parameter = {QCC_SPAN("keyWord"), qcc_span_of(rows[row].keyword)};
    struct qcc_url url;
    struct qcc_request request;

    assert_int_equal(qcc_url_parse(&url, qcc_span_of(rows[row].base)), QCC_OK);
    request.base = &url;
    request.method_path = qcc_span_of("/ECIImage/GetEciImage");
    request.key = qcc_span_of(rows[row].key);
    request.parameters = &parameter;
    request.parameter_count = 1;
    request.token = qcc_span_of("0123456789ABCDEF0123456789ABCDEF");
    request.timespan = qcc_span_of("1536143959");
    qcc_request_write(writer, &request);
}

static void a_request_is_byte_for_byte_the_expected_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint8_t place[CAP];
        struct qcc_writer writer = {place, sizeof place, 0};

        write_row(&writer, i);
        if (!qcc_span_equal(qcc_span_make(place, writer.len), qcc_span_of(rows[i].expected))) {
            fail_msg("%s with %s: %.*s", rows[i].base, rows[i].keyword, (int)writer.len,
                     (const char *)place);
        }
    }
}

static void the_canonical_request_has_316_bytes(void **state)
{
    struct qcc_writer writer = {NULL, 0, 0};

    (void)state;
    write_row(&writer, 0);
    assert_int_equal(writer.len, 316);
}

static void measuring_counts_what_writing_writes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        unit_row("%s", rows[i].expected);
        struct qcc_writer measure = {NULL, 0, 0};

        write_row(&measure, i);
        assert_int_equal(measure.len, strlen(rows[i].expected));
        assert_false(qcc_writer_fits(&measure));
    }
}

/* One place has room behind its cap, to see what is written there; the other ends at it, for a
 * sanitizer to see. */
static void check_cap(size_t row, size_t cap, size_t len)
{
    uint8_t *place = malloc(len + 16);
    uint8_t *exact = malloc(cap > 0 ? cap : 1);
    struct qcc_writer writer = {place, cap, 0};
    struct qcc_writer tight = {exact, cap, 0};

    assert_true(place != NULL && exact != NULL);
    memset(place, FILL, len + 16);
    write_row(&writer, row);
    write_row(&tight, row);
    assert_int_equal(writer.len, len);
    assert_int_equal(tight.len, len);
    assert_int_equal(qcc_writer_fits(&writer), cap == len);
    for (size_t k = cap; k < len + 16; k++) {
        assert_int_equal(place[k], FILL);
    }
    if (cap == len) {
        assert_memory_equal(place, rows[row].expected, len);
        assert_memory_equal(exact, rows[row].expected, len);
    }
    free(place);
    free(exact);
}

static void no_byte_beyond_a_place_that_is_too_small_is_touched(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const size_t len = strlen(rows[i].expected);

        for (size_t cap = 0; cap <= len; cap++) {
            unit_row("room for %zu: %s", cap, rows[i].expected);
            check_cap(i, cap, len);
        }
    }
}

static void parameters_stand_in_their_order(void **state)
{
    static const char expected[] = "GET /x/y?key=k&a=1&b=%20%C3%A9&c= HTTP/1.1\r\n"
                                   "Host: h\r\n"
                                   "Token: T\r\n"
                                   "Timespan: 1\r\n"
                                   "Accept: application/json\r\n"
                                   "Accept-Encoding: identity\r\n"
                                   "\r\n";
    static const struct qcc_parameter parameters[] = {
        {QCC_SPAN("a"), QCC_SPAN("1")},
        {QCC_SPAN("b"), QCC_SPAN(" \xC3\xA9")},
        {QCC_SPAN("c"), QCC_SPAN("")},
    };
    static const struct qcc_url url = {QCC_SPAN("h"), QCC_SPAN("h"), QCC_SPAN("/x"), 443, true};
    static const struct qcc_request request = {
        &url, QCC_SPAN("/y"), QCC_SPAN("k"), parameters, 3, QCC_SPAN("T"), QCC_SPAN("1"),
    };
    uint8_t place[256];
    struct qcc_writer writer = {place, sizeof place, 0};

    (void)state;
    qcc_request_write(&writer, &request);
    assert_int_equal(writer.len, sizeof expected - 1);
    assert_memory_equal(place, expected, writer.len);
}

static void a_request_without_parameters_ends_its_query_with_the_key(void **state)
{
    static const char expected[] = "GET /y?key=k HTTP/1.1\r\n";
    static const struct qcc_url url = {QCC_SPAN("h"), QCC_SPAN("h"), QCC_SPAN(""), 443, true};
    static const struct qcc_request request = {
        &url, QCC_SPAN("/y"), QCC_SPAN("k"), NULL, 0, QCC_SPAN("T"), QCC_SPAN("1"),
    };
    uint8_t place[256];
    struct qcc_writer writer = {place, sizeof place, 0};

    (void)state;
    qcc_request_write(&writer, &request);
    assert_memory_equal(place, expected, sizeof expected - 1);
}

/* Writes a request with `value` in it; returns where the value begins. */
static const uint8_t *write_value(struct qcc_span value, uint8_t place[CAP], size_t *len)
{
    static const struct qcc_url url = {QCC_SPAN("h"), QCC_SPAN("h"), QCC_SPAN(""), 443, true};
    const struct qcc_parameter parameter = {QCC_SPAN("v"), value};
    struct qcc_request request = {
        &url, QCC_SPAN("/y"), QCC_SPAN("k"), NULL, 1, QCC_SPAN("T"), QCC_SPAN("1"),
    };
    struct qcc_writer writer = {place, CAP, 0};

    request.parameters = &parameter;
    qcc_request_write(&writer, &request);
    assert_true(qcc_writer_fits(&writer));
    *len = writer.len;
    return place + strlen("GET /y?key=k&v=");
}

static void row_22_every_byte_of_a_parameter_is_encoded_but_unreserved_ones(void **state)
{
    uint8_t place[CAP];
    uint8_t all[256];
    size_t len;
    const uint8_t *value;

    (void)state;
    for (unsigned i = 0; i < 256; i++) {
        all[i] = (uint8_t)i;
    }
    value = write_value(qcc_span_make(all, sizeof all), place, &len);
    assert_memory_equal(value, all_encoded, sizeof all_encoded - 1);
    assert_memory_equal(value + sizeof all_encoded - 1, " HTTP/1.1\r\n",
                        sizeof " HTTP/1.1\r\n" - 1);
}

static void row_22_no_parameter_can_end_the_request_line(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        unit_row("byte 0x%02x", byte);
        const uint8_t text[3] = {'a', (uint8_t)byte, 'b'};
        uint8_t place[CAP];
        size_t len;
        size_t spaces = 0;
        size_t ends = 0;
        size_t ampersands = 0;

        (void)write_value(qcc_span_make(text, sizeof text), place, &len);
        for (size_t i = 0; i < len; i++) {
            assert_in_range(place[i], '\n', '~');
            spaces += place[i] == ' ';
            ends += place[i] == '\n';
            ampersands += place[i] == '&';
        }
        assert_int_equal(spaces, 7);
        assert_int_equal(ends, 7);
        assert_int_equal(ampersands, 1);
    }
}

static void row_22_a_key_is_unreserved_characters_only(void **state)
{
    static const char unreserved[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    (void)state;
    assert_int_equal(qcc_request_check_key(qcc_span_of(unreserved)), QCC_OK);
    for (unsigned byte = 0; byte < 256; byte++) {
        const enum qcc_error expected =
            byte != 0 && strchr(unreserved, (int)byte) != NULL ? QCC_OK : QCC_ERROR_KEY;

        for (size_t at = 0; at < 3; at++) {
            unit_row("byte 0x%02x at %zu", byte, at);
            uint8_t key[3] = {'a', 'b', 'c'};

            key[at] = (uint8_t)byte;
            assert_int_equal(qcc_request_check_key(qcc_span_make(key, sizeof key)), expected);
        }
    }
}

static void an_empty_key_is_refused(void **state)
{
    (void)state;
    assert_int_equal(qcc_request_check_key(qcc_span_of("")), QCC_ERROR_KEY);
    assert_int_equal(qcc_request_check_key(qcc_span_make(NULL, 0)), QCC_ERROR_KEY);
    assert_int_equal(qcc_request_check_key(qcc_span_of("a")), QCC_OK);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_byte_for_byte_the_expected_one),
        cmocka_unit_test(the_canonical_request_has_316_bytes),
        cmocka_unit_test(measuring_counts_what_writing_writes),
        cmocka_unit_test(no_byte_beyond_a_place_that_is_too_small_is_touched),
        cmocka_unit_test(parameters_stand_in_their_order),
        cmocka_unit_test(a_request_without_parameters_ends_its_query_with_the_key),
        cmocka_unit_test(row_22_every_byte_of_a_parameter_is_encoded_but_unreserved_ones),
        cmocka_unit_test(row_22_no_parameter_can_end_the_request_line),
        cmocka_unit_test(row_22_a_key_is_unreserved_characters_only),
        cmocka_unit_test(an_empty_key_is_refused),
    };

    return unit_run(tests, argc, argv);
}
