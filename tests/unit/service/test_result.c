/* test_result.c - the walk through a Result that is an object or an array.
 * SPDX-License-Identifier: MIT */
#include "unit.h"

#include <limits.h>
#include <stdlib.h>

#include "qcc/json.h"
#include "service/envelope.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct qcc_json_token tokens[64];

static struct qcc_json_value parse(const char *text)
{
    struct qcc_json_value value;
    const enum qcc_error error = qcc_json_parse(tokens, COUNT(tokens), qcc_span_of(text), &value);
    if (error != QCC_OK) {
        fail_msg("%d: %s", (int)error, text);
    }
    return value;
}

static bool is_text(struct qcc_span span, const char *text)
{
    return qcc_span_equal(span, qcc_span_of(text));
}

static void each_type_is_told_counted_and_shown_as_it_stands(void **state)
{
    static const struct {
        const char *text;
        enum qcc_json_type type;
        size_t count;
    } rows[] = {
        {"{}", QCC_JSON_OBJECT, 0},   {"{\"a\":{\"b\":1,\"c\":2},\"d\":[3]}", QCC_JSON_OBJECT, 2},
        {"[]", QCC_JSON_ARRAY, 0},    {"[[1,2],[],{\"a\":3},4]", QCC_JSON_ARRAY, 4},
        {"\"\"", QCC_JSON_STRING, 0}, {"\"true\"", QCC_JSON_STRING, 0},
        {"0", QCC_JSON_NUMBER, 0},    {"-1.5e3", QCC_JSON_NUMBER, 0},
        {"true", QCC_JSON_TRUE, 0},   {"false", QCC_JSON_FALSE, 0},
        {"null", QCC_JSON_NULL, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct qcc_json_value value = parse(rows[i].text);
        if (qcc_json_type_of(value) != rows[i].type || qcc_json_count(value) != rows[i].count ||
            !is_text(qcc_json_raw(value), rows[i].text)) {
            fail_msg("type %d, %zu values: %s", (int)qcc_json_type_of(value), qcc_json_count(value),
                     rows[i].text);
        }
    }
}

static void members_are_found_by_the_name_that_is_meant(void **state)
{
    static const struct {
        const char *text, *name, *raw;
    } rows[] = {
        {"{\"a\":1,\"b\":2}", "a", "1"},
        {"{\"a\":1,\"b\":2}", "b", "2"},
        {"{\"a\":1,\"b\":2}", "c", ""},
        {"{\"a\":1,\"b\":2}", "", ""},
        {"{}", "a", ""},
        {"{\"\":1}", "", "1"},
        {"{\"a\":1,\"a\":2}", "a", "1"},
        {"{\"A\":1,\"a\":2}", "a", "2"},
        {"{\"x\":{\"a\":1},\"a\":2}", "a", "2"},
        {"{\"x\":[\"a\",1],\"a\":\"s\"}", "a", "\"s\""},
        {"{\"x\":\"a\",\"y\":1}", "a", ""},
        {"{\"N\\u0061me\":null}", "Name", "null"},
        {"{\"\\u4f01\":[ 1 ]}", "\xE4\xBC\x81", "[ 1 ]"},
        {"{ \"a\" : { \"b\" : 1 } , \"c\" : 2 }", "a", "{ \"b\" : 1 }"},
        {"[\"a\",1]", "a", ""},
        {"\"a\"", "a", ""},
        {"1", "a", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct qcc_span raw =
            qcc_json_raw(qcc_json_member(parse(rows[i].text), rows[i].name));
        if (!is_text(raw, rows[i].raw)) {
            fail_msg("%.*s, not %s: %s of %s", (int)raw.len, (const char *)raw.ptr, rows[i].raw,
                     rows[i].name, rows[i].text);
        }
    }
}

static void elements_are_found_by_their_place(void **state)
{
    static const struct {
        const char *text;
        size_t index;
        const char *raw;
    } rows[] = {
        {"[]", 0, ""},
        {"[7]", 0, "7"},
        {"[7]", 1, ""},
        {"[7]", SIZE_MAX, ""},
        {"[[1,2],{\"a\":[3]},\"s\",null]", 0, "[1,2]"},
        {"[[1,2],{\"a\":[3]},\"s\",null]", 1, "{\"a\":[3]}"},
        {"[[1,2],{\"a\":[3]},\"s\",null]", 2, "\"s\""},
        {"[[1,2],{\"a\":[3]},\"s\",null]", 3, "null"},
        {"[[1,2],{\"a\":[3]},\"s\",null]", 4, ""},
        {"[\"\",\"\"]", 1, "\"\""},
        {"{\"a\":1}", 0, ""},
        {"\"abc\"", 0, ""},
        {"null", 0, ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct qcc_span raw =
            qcc_json_raw(qcc_json_element(parse(rows[i].text), rows[i].index));
        if (!is_text(raw, rows[i].raw)) {
            fail_msg("%.*s, not %s: [%zu] of %s", (int)raw.len, (const char *)raw.ptr, rows[i].raw,
                     rows[i].index, rows[i].text);
        }
    }
}

/* What follows a container in the text is not in it. */
static void a_value_ends_before_its_neighbour(void **state)
{
    const struct qcc_json_value root = parse("{\"a\":[[],{}],\"b\":[1]}");
    const struct qcc_json_value a = qcc_json_member(root, "a");
    (void)state;
    assert_int_equal(qcc_json_type_of(qcc_json_element(a, 2)), QCC_JSON_MISSING);
    assert_int_equal(qcc_json_type_of(qcc_json_element(qcc_json_element(a, 0), 0)),
                     QCC_JSON_MISSING);
    assert_int_equal(qcc_json_type_of(qcc_json_member(qcc_json_element(a, 1), "b")),
                     QCC_JSON_MISSING);
    assert_true(is_text(qcc_json_raw(qcc_json_element(qcc_json_member(root, "b"), 0)), "1"));
}

static void what_is_asked_of_a_missing_value_is_missing(void **state)
{
    const struct qcc_json_value zero = {NULL, NULL, NULL};
    const struct qcc_json_value deep =
        qcc_json_member(qcc_json_element(qcc_json_member(zero, "a"), 3), "b");
    int64_t number = 7;
    char out[4] = "old";
    size_t len = 7;
    (void)state;
    assert_int_equal(qcc_json_type_of(deep), QCC_JSON_MISSING);
    assert_int_equal(qcc_json_count(deep), 0);
    assert_int_equal(qcc_json_raw(deep).len, 0);
    assert_int_equal(qcc_json_integer(deep, &number), QCC_ERROR_RESULT);
    assert_int_equal(number, 7);
    assert_int_equal(qcc_json_string(deep, out, sizeof out, &len), QCC_ERROR_RESULT);
    assert_string_equal(out, "");
    assert_int_equal(len, 0);
}

static void a_string_is_decoded_and_cut_at_a_character(void **state)
{
    static const struct {
        const char *text;
        enum qcc_error error;
        const char *out;
    } rows[] = {
        {"\"\"", QCC_OK, ""},
        {"\"abc\"", QCC_OK, "abc"},
        {"\"1234567\"", QCC_OK, "1234567"},
        {"\"12345678\"", QCC_ERROR_TOO_SMALL, "1234567"},
        {"\"\\u4f01\\n\\\"\"", QCC_OK, "\xE4\xBC\x81\n\""},
        {"\"12345\xE4\xBC\x81\"", QCC_ERROR_TOO_SMALL, "12345"},
        {"\"12345\\u4f01\"", QCC_ERROR_TOO_SMALL, "12345"},
        {"12", QCC_ERROR_RESULT, ""},
        {"null", QCC_ERROR_RESULT, ""},
        {"[\"a\"]", QCC_ERROR_RESULT, ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[sizeof "1234567"];
        size_t len;
        const struct qcc_json_value value = parse(rows[i].text);
        const enum qcc_error error = qcc_json_string(value, out, sizeof out, &len);
        if (error != rows[i].error || strcmp(out, rows[i].out) != 0 || len != strlen(out)) {
            fail_msg("%d, %zu bytes, %s: %s", (int)error, len, out, rows[i].text);
        }
        assert_int_equal(qcc_json_string(value, out, sizeof out, NULL), error);
    }
}

static void an_integer_is_read_exactly_or_refused(void **state)
{
    static const struct {
        const char *text;
        enum qcc_error error;
        int64_t number;
    } rows[] = {
        {"0", QCC_OK, 0},
        {"-0", QCC_OK, 0},
        {"7", QCC_OK, 7},
        {"-12", QCC_OK, -12},
        {"1234567890123", QCC_OK, 1234567890123},
        {"9223372036854775807", QCC_OK, INT64_MAX},
        {"-9223372036854775808", QCC_OK, INT64_MIN},
        {"9223372036854775808", QCC_ERROR_RESULT, 0},
        {"-9223372036854775809", QCC_ERROR_RESULT, 0},
        {"9223372036854775810", QCC_ERROR_RESULT, 0},
        {"92233720368547758070", QCC_ERROR_RESULT, 0},
        {"-99999999999999999999", QCC_ERROR_RESULT, 0},
        {"1.0", QCC_ERROR_RESULT, 0},
        {"1e3", QCC_ERROR_RESULT, 0},
        {"\"1\"", QCC_ERROR_RESULT, 0},
        {"true", QCC_ERROR_RESULT, 0},
        {"null", QCC_ERROR_RESULT, 0},
        {"[1]", QCC_ERROR_RESULT, 0},
        /* never in a reply, because its body was checked */
        {"-", QCC_ERROR_RESULT, 0},
        {"-a", QCC_ERROR_RESULT, 0},
        {"1/", QCC_ERROR_RESULT, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t number = 0;
        const enum qcc_error error = qcc_json_integer(parse(rows[i].text), &number);
        if (error != rows[i].error || number != rows[i].number) {
            fail_msg("%d, %lld: %s", (int)error, (long long)number, rows[i].text);
        }
    }
}

static void what_is_no_json_is_refused(void **state)
{
    static const char *const texts[] = {"",    " ",   "[",       "]",   "{\"a\":1",
                                        "[1}", "\"a", "\"\\x\"", "\x80"};
    struct qcc_json_value value;
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        const enum qcc_error error =
            qcc_json_parse(tokens, COUNT(tokens), qcc_span_of(texts[i]), &value);
        if (error != QCC_ERROR_JSON || qcc_json_type_of(value) != QCC_JSON_MISSING) {
            fail_msg("%d: row %zu, %s", (int)error, i, texts[i]);
        }
    }
    assert_int_equal(qcc_json_parse(tokens, COUNT(tokens), qcc_span_make(NULL, 0), &value),
                     QCC_ERROR_JSON);
    assert_int_equal(
        qcc_json_parse(tokens, COUNT(tokens), qcc_span_make("1", (size_t)INT_MAX + 1), &value),
        QCC_ERROR_JSON);
}

static void each_value_and_each_name_takes_one_token(void **state)
{
    static const struct {
        const char *text;
        size_t needed;
    } rows[] = {
        {"1", 1}, {"[]", 1}, {"[1,2,3]", 4}, {"{\"a\":[1,2]}", 5}, {"[{\"a\":1},{\"a\":\"\"}]", 7},
    };
    struct qcc_json_value value;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t count = 0; count <= rows[i].needed; count++) {
            /* of exactly this size, so that a sanitizer sees a token written beyond it */
            struct qcc_json_token *table = count == 0 ? NULL : calloc(count, sizeof *table);
            const enum qcc_error error =
                qcc_json_parse(table, count, qcc_span_of(rows[i].text), &value);
            if (error != (count < rows[i].needed ? QCC_ERROR_JSON_TOKENS : QCC_OK)) {
                fail_msg("%d with %zu tokens: %s", (int)error, count, rows[i].text);
            }
            assert_int_equal(qcc_json_type_of(value) == QCC_JSON_MISSING, error != QCC_OK);
            free(table);
        }
    }
}

/* An answer that was paid for: without tokens for its Result it is read all the same. */
static void when_the_tokens_run_out_the_rest_of_the_reply_is_there(void **state)
{
    static const char body[] = "{\"Status\":\"200\",\"Message\":\"ok\",\"OrderNumber\":\"E1\","
                               "\"Result\":{\"Name\":\"x\",\"Partners\":[1,2,3,4,5,6,7,8]}}";
    struct qcc_envelope envelope;
    struct qcc_json_value result;
    (void)state;
    assert_int_equal(qcc_envelope_parse(&envelope, qcc_span_of(body), NULL), QCC_OK);
    assert_int_equal(qcc_json_parse(tokens, 4, envelope.raw, &result), QCC_ERROR_JSON_TOKENS);
    assert_int_equal(envelope.status, 200);
    assert_string_equal(envelope.message, "ok");
    assert_string_equal(envelope.order_number, "E1");
    assert_int_equal(qcc_json_parse(tokens, COUNT(tokens), envelope.raw, &result), QCC_OK);
    assert_int_equal(qcc_json_count(qcc_json_member(result, "Partners")), 8);
}

/* Asks everything of `value` and of all that is in it. */
static void ask_all(struct qcc_json_value value, struct qcc_span text, unsigned depth)
{
    const struct qcc_span raw = qcc_json_raw(value);
    char out[8];
    int64_t number;
    assert_true(raw.len == 0 || (raw.ptr >= text.ptr && raw.ptr + raw.len <= text.ptr + text.len));
    (void)qcc_json_string(value, out, sizeof out, NULL);
    (void)qcc_json_integer(value, &number);
    if (depth > 0) {
        ask_all(qcc_json_member(value, "a"), text, depth - 1);
        ask_all(qcc_json_element(value, 0), text, depth - 1);
        ask_all(qcc_json_element(value, 1), text, depth - 1);
    }
}

/* In a place of exactly its size, so that a sanitizer sees a byte read beyond it. */
static void text_that_was_never_checked_does_no_harm(void **state)
{
    static const char alphabet[] = "{}[]:,\"\\a1 ";
    uint32_t random = 1;
    (void)state;
    for (unsigned round = 0; round < 200000; round++) {
        unit_row("round %u", round);
        uint8_t *text = malloc(1 + round % 12);
        struct qcc_json_value value;
        assert_non_null(text);
        for (size_t i = 0; i < 1 + round % 12; i++) {
            random = random * 1664525 + 1013904223;
            text[i] = (uint8_t)alphabet[(random >> 16) % (sizeof alphabet - 1)];
        }
        (void)qcc_json_parse(tokens, COUNT(tokens), qcc_span_make(text, 1 + round % 12), &value);
        ask_all(value, qcc_span_make(text, 1 + round % 12), 4);
        free(text);
    }
}

static void malformed_members_are_missing(void **state)
{
    static const char *const texts[] = {"{\"a\"}", "{\"a\":}", "{\"b\"}", "{\"b\":}"};
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (qcc_json_type_of(qcc_json_member(parse(texts[i]), "a")) != QCC_JSON_MISSING) {
            fail_msg("%s", texts[i]);
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_is_told_counted_and_shown_as_it_stands),
        cmocka_unit_test(members_are_found_by_the_name_that_is_meant),
        cmocka_unit_test(elements_are_found_by_their_place),
        cmocka_unit_test(a_value_ends_before_its_neighbour),
        cmocka_unit_test(what_is_asked_of_a_missing_value_is_missing),
        cmocka_unit_test(a_string_is_decoded_and_cut_at_a_character),
        cmocka_unit_test(an_integer_is_read_exactly_or_refused),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(each_value_and_each_name_takes_one_token),
        cmocka_unit_test(when_the_tokens_run_out_the_rest_of_the_reply_is_there),
        cmocka_unit_test(text_that_was_never_checked_does_no_harm),
        cmocka_unit_test(malformed_members_are_missing),
    };
    return unit_run(tests, argc, argv);
}
