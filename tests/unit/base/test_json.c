/* test_json.c - what strict JSON is, and what its strings decode to.
 * SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

#include "base/json.h"
#include "qcc/config.h"

struct text {
    const char *ptr;
    size_t len;
};

#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define VALUE(literal) TEXT("{\"a\":" literal "}")
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A member of the root is whole: a name, a colon and a value, with no white space around. */
static void expect_member(struct qcc_span member)
{
    const uint8_t last = member.ptr[member.len - 1];
    assert_true(member.len >= sizeof "\"\":0" - 1);
    assert_int_equal(member.ptr[0], '"');
    assert_non_null(memchr(member.ptr, ':', member.len - 1));
    assert_null(memchr(" \t\r\n,:{[", last, sizeof " \t\r\n,:{[" - 1));
}

/* In a place of exactly its size, so that a sanitizer sees a byte read beyond it. */
static enum qcc_error check(const void *ptr, size_t len, size_t *offset)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    const struct qcc_span text = {copy, len};
    const uint8_t *at = copy + 1;
    struct qcc_span member = {copy, 1};
    struct qcc_json_check json;
    enum qcc_error error;
    assert_non_null(copy);
    memcpy(copy, ptr, len);
    error = qcc_json_check_begin(&json, text);
    while (error == QCC_OK && member.len > 0) {
        error = qcc_json_check_next(&json, &member);
        if (member.len > 0) {
            assert_int_equal(error, QCC_OK);
            assert_true(member.ptr >= at);
            at = member.ptr + member.len;
            assert_ptr_equal(at, json.in.at);
            expect_member(member);
        }
    }
    *offset = (size_t)(json.in.at - copy);
    assert_in_range(*offset, 0, len);
    free(copy);
    return error;
}

static void accept_all(const struct text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t offset;
        enum qcc_error error = check(texts[i].ptr, texts[i].len, &offset);
        if (error != QCC_OK) {
            fail_msg("refused at %zu: %s", offset, texts[i].ptr);
        }
    }
}

static void refuse_all(const struct text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t offset;
        enum qcc_error error = check(texts[i].ptr, texts[i].len, &offset);
        if (error != QCC_ERROR_JSON) {
            fail_msg("%d, not refused: %s", (int)error, texts[i].ptr);
        }
    }
}

#define ACCEPT(texts) accept_all(texts, COUNT(texts))
#define REFUSE(texts) refuse_all(texts, COUNT(texts))

static const struct text good[] = {
    TEXT("{}"),
    TEXT("{ }"),
    TEXT(" \t\r\n{ \t\r\n} \t\r\n"),
    TEXT("{\"a\":1}"),
    TEXT("{ \"a\" : 1 , \"b\" : 2 }"),
    TEXT("{\"\":0}"),
    TEXT("{\"a\":1,\"a\":2}"),
    TEXT("{\"a\":{\"a\":{\"a\":{}}}}"),
    TEXT("{\"a\":[{},[],\"\",0,true,false,null,{\"b\":[[1]]}]}"),
    VALUE("[]"),
    VALUE("[ ]"),
    VALUE("[[]]"),
    VALUE("[1, 2,\n3\t,\r4]"),
    VALUE("[[],{}]"),
    VALUE("[[[]],[[],[]]]"),
    VALUE("true"),
    VALUE("false"),
    VALUE("null"),
    VALUE("0"),
    VALUE("-0"),
    VALUE("-1"),
    VALUE("9"),
    VALUE("10"),
    VALUE("-123456789"),
    VALUE("0.0"),
    VALUE("-0.10"),
    VALUE("1.5e3"),
    VALUE("0e1"),
    VALUE("0e+1"),
    VALUE("0E-1"),
    VALUE("1E22"),
    VALUE("123e65"),
    VALUE("1.5 "),
    VALUE("123123123123123123123123123123123123123123123123"),
    VALUE("\"\""),
    VALUE("\"a\""),
    VALUE("\"abc\""),
    VALUE("\"abcd\""),
    VALUE("\"abcde\""),
    VALUE("\"the quick brown fox!#$%&'()*+,-./:;<=>?@[]^_`{|}~\""),
    VALUE("\"\x7F\""),
    VALUE("\"}\""),
    VALUE("\"{[,:]}\""),
    VALUE("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
    VALUE("\"\\u0061\\u00e9\\u00E9\\uABCD\\uefef\""),
    VALUE("\"\\u0001\\u001f\\u007F\""),
    VALUE("\"\\uD800\\uDC00\\uDBFF\\uDFFF\\ud83d\\ude00\""),
    VALUE("\"\\uD7FF\\uE000\\uFFFF\\uFFFE\""),
    VALUE("\"\\\\u0000\""),
    VALUE("\"\\\\\""),
    VALUE("\"abc\\\\\\\"\""),
    VALUE("\"\xE6\x9F\xA5\xE8\xAF\xA2\xE6\x88\x90\xE5\x8A\x9F\""),
    VALUE("\"\xC2\x80 \xDF\xBF \xE0\xA0\x80 \xEF\xBF\xBF \xF0\x90\x80\x80 \xF4\x8F\xBF\xBF\""),
    VALUE("\"\xED\x9F\xBF\xEE\x80\x80\""),
    VALUE("\"\xEF\xBB\xBF\""),
    TEXT("{\"\xE6\x9F\xA5\":\"\xE8\xAF\xA2\",\"\\u67e5\":\"\\u8be2\"}"),
};

static void strict_json_is_accepted(void **state)
{
    (void)state;
    ACCEPT(good);
}

static void an_accepted_text_ends_at_its_last_brace(void **state)
{
    size_t offset;
    (void)state;
    assert_int_equal(check("{} \n", 4, &offset), QCC_OK);
    assert_int_equal(offset, 2);
}

static void every_accepted_text_is_refused_when_cut_short(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        size_t whole = good[i].len, offset;
        while (good[i].ptr[whole - 1] != '}') {
            whole--;
        }
        for (size_t len = 0; len < whole; len++) {
            if (check(good[i].ptr, len, &offset) != QCC_ERROR_JSON) {
                fail_msg("accepted up to %zu: %s", len, good[i].ptr);
            }
        }
    }
}

static void a_null_pointer_without_length_is_refused(void **state)
{
    struct qcc_span nothing = {NULL, 0};
    struct qcc_json_check json;
    (void)state;
    assert_int_equal(qcc_json_check_begin(&json, nothing), QCC_ERROR_JSON);
    assert_null(json.in.at);
}

static void the_offset_is_the_byte_that_is_wrong(void **state)
{
    static const struct {
        const char *good, *rest;
    } rows[] = {
        {"", ""},
        {"", "  "},
        {" ", "x}"},
        {"{\"a\":1,", "}"},
        {"{\"a\" ", "1}"},
        {"{\"a\":", "tru}"},
        {"{\"a\":0", "1}"},
        {"{\"a\":", "-}"},
        {"{\"a\":\"b", "\nc\"}"},
        {"{\"a\":\"bcdef", "\xFFgh\"}"},
        {"{\"a\":\"bcde", "\\xgh\"}"},
        {"{\"a\":\"", "\xE6\x9F}"},
        {"{\"a\":[1 ", "2]}"},
        {"{\"a\":[1", "}"},
        {"{\"a\" :1 ", "]}"},
        {"{}", " {}"},
        /* no brace at the end: decided there */
        {"[]", ""},
        {"{\"a\":1", ""},
        {"{\"a\":{}", ""},
        {"{\"a\":\"b}", ""},
        {"{\"a\":1,\"b\\u00", ""},
        {"{\"a\":1x", " \n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[32];
        size_t offset;
        enum qcc_error error;
        (void)snprintf(text, sizeof text, "%s%s", rows[i].good, rows[i].rest);
        error = check(text, strlen(text), &offset);
        if (error != QCC_ERROR_JSON || offset != strlen(rows[i].good)) {
            fail_msg("%d at %zu: %s", (int)error, offset, text);
        }
    }
}

static void row_26_a_root_that_is_no_object_is_refused(void **state)
{
    static const struct text texts[] = {
        TEXT(""),     TEXT(" "),        TEXT("\n"),         TEXT("null"),
        TEXT("true"), TEXT("0,{}"),     TEXT("\"a\",{}"),   TEXT("null,{\"a\":1}"),
        TEXT("0"),    TEXT("\"a\""),    TEXT("[]"),         TEXT("[{}]"),
        TEXT("}"),    TEXT("\"a\":1}"), TEXT("]}"),         TEXT("a{}"),
        TEXT("\v{}"), TEXT("\f{}"),     TEXT("\xC2\xA0{}"), TEXT("<html>}"),
        TEXT("1}"),   TEXT("\"\"}"),    TEXT("[}"),
    };
    (void)state;
    REFUSE(texts);
}

static void row_26_a_byte_order_mark_is_not_for_the_check_to_skip(void **state)
{
    static const struct text texts[] = {TEXT("\xEF\xBB\xBF{}"), TEXT("{}\xEF\xBB\xBF")};
    (void)state;
    REFUSE(texts);
}

static void row_26_bytes_after_the_object_are_refused(void **state)
{
    static const struct text texts[] = {
        TEXT("{}x"),  TEXT("{} x"), TEXT("{},"),        TEXT("{}]"),        TEXT("{}}"),
        TEXT("{}\f"), TEXT("{}1"),  TEXT("{}:"),        TEXT("{}\"a\""),    TEXT("{}//"),
        TEXT("{}#"),  TEXT("{},}"), TEXT("{\"a\":1}}"), TEXT("{}\xC2\xA0"),
    };
    (void)state;
    REFUSE(texts);
}

static void row_26_two_roots_are_refused(void **state)
{
    static const struct text texts[] = {
        TEXT("{}{}"), TEXT("{} {}"), TEXT("{},{}"), TEXT("{}\n{}"), TEXT("[]{}"), TEXT("{}[]{}"),
    };
    (void)state;
    REFUSE(texts);
}

static void row_26_a_nul_is_refused_wherever_it_stands(void **state)
{
    static const struct text texts[] = {
        TEXT("{}\0"),        TEXT("{} \0"),       TEXT("\0{}"),        TEXT("{\0}"),
        TEXT("{\"a\":1\0}"), TEXT("{\"a\0\":1}"), TEXT("{\"a\"\0:1}"), TEXT("{\"a\":\"\0\"}"),
        TEXT("{}\0{}"),      TEXT("{}\0}"),
    };
    (void)state;
    REFUSE(texts);
}

static void row_26_a_trailing_or_missing_comma_is_refused(void **state)
{
    static const struct text texts[] = {
        TEXT("{,}"),
        TEXT("{\"a\":1,}"),
        TEXT("{\"a\":1,,\"b\":2}"),
        TEXT("{,\"a\":1}"),
        TEXT("{\"a\":1 \"b\":2}"),
        TEXT("{\"a\":{}\"b\":2}"),
        TEXT("{\"a\":1,\"b\"}"),
        TEXT("{\"a\":1;\"b\":2}"),
        VALUE("[,]"),
        VALUE("[1,]"),
        VALUE("[,1]"),
        VALUE("[1,,2]"),
        VALUE("[1 2]"),
        VALUE("[\"a\"\"b\"]"),
        VALUE("[[][]]"),
        VALUE("[1;2]"),
    };
    (void)state;
    REFUSE(texts);
}

static void row_26_a_missing_colon_name_or_value_is_refused(void **state)
{
    static const struct text texts[] = {
        TEXT("{\"a\" \"b\"}"),
        TEXT("{\"a\" 1}"),
        TEXT("{\"a\"}"),
        TEXT("{\"a\",\"b\":1}"),
        TEXT("{\"a\":}"),
        TEXT("{\"a\":,}"),
        TEXT("{:1}"),
        TEXT("{:}"),
        TEXT("{\"a\"::1}"),
        TEXT("{\"a\"=1}"),
        TEXT("{\"a\":1:2}"),
        TEXT("{a:1}"),
        TEXT("{'a':1}"),
        TEXT("{1:1}"),
        TEXT("{null:1}"),
        TEXT("{[]:1}"),
        TEXT("{{}:1}"),
        TEXT("{{}}"),
        TEXT("{[]}"),
        TEXT("{1}"),
        TEXT("{\"a\":1,1}"),
        TEXT("{\"a\":1,b:2}"),
        TEXT("{\"a\":1,{}}"),
        VALUE("[\"b\":1]"),
        VALUE("[:]"),
        VALUE(":1"),
        TEXT("{\"a\":\"b\":1}"),
    };
    (void)state;
    REFUSE(texts);
}

static void row_26_brackets_that_do_not_match_are_refused(void **state)
{
    static const struct text texts[] = {
        VALUE("["),         VALUE("]"),         VALUE("[1"),        VALUE("1]"),
        VALUE("[}"),        VALUE("[1}"),       VALUE("{]"),        VALUE("{\"b\":1]"),
        VALUE("[[]"),       VALUE("[]]"),       VALUE("[{]}"),      TEXT("{]"),
        TEXT("{"),          TEXT("{\"a\":[}]"), TEXT("{\"a\":1]}"), TEXT("{\"a\":{}"),
        TEXT("{\"a\":[{}"),
    };
    (void)state;
    REFUSE(texts);
}

static void row_26_what_is_no_number_is_refused(void **state)
{
    static const struct text texts[] = {
        VALUE("01"),    VALUE("00"),    VALUE("-01"),   VALUE("012.5"),        VALUE("+1"),
        VALUE("-"),     VALUE("--1"),   VALUE("- 1"),   VALUE("-a"),           VALUE(".5"),
        VALUE("-.5"),   VALUE("1."),    VALUE("0.e1"),  VALUE("1.e1"),         VALUE("1.5.6"),
        VALUE("1e"),    VALUE("1e+"),   VALUE("1e-"),   VALUE("1E"),           VALUE("1eE2"),
        VALUE("1e1.5"), VALUE("1e+-2"), VALUE("0x10"),  VALUE("0x"),           VALUE("1a"),
        VALUE("1_000"), VALUE("1 000"), VALUE("NaN"),   VALUE("Infinity"),     VALUE("-Infinity"),
        VALUE("inf"),   VALUE("1+2"),   VALUE("0e"),    VALUE("\xEF\xBC\x91"), VALUE("[-]"),
        VALUE("[-,1]"), VALUE("[1.]"),  VALUE("[0 1]"), VALUE("-]"),           VALUE("[2.e+3]"),
    };
    (void)state;
    REFUSE(texts);
}

static void row_26_words_but_true_false_and_null_are_refused(void **state)
{
    static const struct text texts[] = {
        VALUE("thanx"), VALUE("t"),       VALUE("tru"),    VALUE("truee"),     VALUE("True"),
        VALUE("TRUE"),  VALUE("fals"),    VALUE("falsey"), VALUE("nul"),       VALUE("nulll"),
        VALUE("Null"),  VALUE("nil"),     VALUE("none"),   VALUE("undefined"), VALUE("[nul]"),
        VALUE("tr ue"), VALUE("*"),       VALUE("'a'"),    VALUE("/**/1"),     VALUE("1//"),
        VALUE("\\n"),   VALUE("\\u0031"), VALUE("\xE5"),   VALUE("\""),        VALUE("`a`"),
    };
    (void)state;
    REFUSE(texts);
}

static void row_26_a_raw_control_character_is_refused(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 0x20; c++) {
        unit_row("byte 0x%02x", c);
        for (size_t place = 6; place <= 13;
             place++) { /* each byte of a word, and the rest of one */
            char text[] = "{\"a\":\"bcdefgh\"}";
            size_t offset;
            if (place == 13) { /* between name and colon; only white space may stand there */
                memcpy(text, "{\"a\" :1       }", sizeof text);
                text[4] = (char)c;
                assert_int_equal(check(text, sizeof text - 1, &offset),
                                 c == '\t' || c == '\n' || c == '\r' ? QCC_OK : QCC_ERROR_JSON);
                continue;
            }
            text[place] = (char)c;
            assert_int_equal(check(text, sizeof text - 1, &offset), QCC_ERROR_JSON);
            assert_int_equal(offset, place);
        }
    }
}

static void row_26_an_escape_that_is_none_is_refused(void **state)
{
    static const struct text texts[] = {
        VALUE("\"\\u\""),     VALUE("\"\\u1\""),     VALUE("\"\\u12\""),
        VALUE("\"\\u123\""),  VALUE("\"\\u123g\""),  VALUE("\"\\uG123\""),
        VALUE("\"\\u 123\""), VALUE("\"\\u+123\""),  VALUE("\"\\u-001\""),
        VALUE("\"\\u1:34\""), VALUE("\"\\u1/34\""),  VALUE("\"\\u1@34\""),
        VALUE("\"\\u1`34\""), VALUE("\"\\U0041\""),  VALUE("\"\\x41\""),
        VALUE("\"\\\""),      VALUE("\"\\\n\""),     VALUE("\"\\\xC3\xA9\""),
        VALUE("\"\\\0\""),    VALUE("\"\\u\0000\""), VALUE("\"\\u00\x31\xB0\""),
    };
    (void)state;
    REFUSE(texts);
    for (unsigned c = 1; c < 256; c++) {
        unit_row("byte 0x%02x", c);
        char text[] = "{\"a\":\"\\?\"}";
        size_t offset;
        text[7] = (char)c;
        assert_int_equal(check(text, sizeof text - 1, &offset),
                         strchr("\"\\/bfnrt", (int)c) != NULL ? QCC_OK : QCC_ERROR_JSON);
    }
}

static void row_26_a_lone_surrogate_is_refused(void **state)
{
    static const struct text texts[] = {
        VALUE("\"\\uD800\""),
        VALUE("\"\\uDBFF\""),
        VALUE("\"\\uDC00\""),
        VALUE("\"\\uDFFF\""),
        VALUE("\"\\uD800x\""),
        VALUE("\"\\uD800\\n\""),
        VALUE("\"\\uD800\\u\""),
        VALUE("\"\\uD800\\u0041\""),
        VALUE("\"\\uD800\\uD800\""),
        VALUE("\"\\uD800\\uDBFF\""),
        VALUE("\"\\uD800\\uE000\""),
        VALUE("\"\\uDC00\\uD800\""),
        VALUE("\"\\uD800\\uD800\\uDC00\""),
        VALUE("\"\\uD800 \\uDC00\""),
        VALUE("\"\\uD800uDC00\""),
        VALUE("\"\\uD800\\uDC0\""),
        VALUE("\"\\uD83D\\\\uDE00\""),
        VALUE("\"\\ud83d\\ude00\\ude00\""),
        VALUE("\"\xED\xA0\x80\""),
        VALUE("\"\xED\xBF\xBF\""),
        VALUE("\"\xED\xA0\x80\xED\xB0\x80\""),
    };
    (void)state;
    REFUSE(texts);
}

static void row_26_an_escaped_nul_is_refused(void **state)
{
    static const struct text texts[] = {
        VALUE("\"\\u0000\""),
        VALUE("\"a\\u0000b\""),
        TEXT("{\"\\u0000\":1}"),
        VALUE("[\"\\u0000\"]"),
    };
    (void)state;
    REFUSE(texts);
}

static void row_26_invalid_and_overlong_utf8_is_refused(void **state)
{
    static const struct text texts[] = {
        VALUE("\"\x80\""),
        VALUE("\"\xBF\""),
        VALUE("\"\xC2\""),
        VALUE("\"\xC2 \""),
        VALUE("\"\xE6\x9F\""),
        VALUE("\"\xE6\x9Fx\""),
        VALUE("\"\xF0\x90\x80\""),
        VALUE("\"\xC0\x80\""),
        VALUE("\"\xC0\xAF\""),
        VALUE("\"\xC1\xBF\""),
        VALUE("\"\xE0\x80\xAF\""),
        VALUE("\"\xE0\x9F\xBF\""),
        VALUE("\"\xF0\x80\x80\xAF\""),
        VALUE("\"\xF0\x8F\xBF\xBF\""),
        VALUE("\"\xF4\x90\x80\x80\""),
        VALUE("\"\xF5\x80\x80\x80\""),
        VALUE("\"\xF8\x88\x80\x80\x80\""),
        VALUE("\"\xFC\x84\x80\x80\x80\x80\""),
        VALUE("\"\xFE\""),
        VALUE("\"\xFF\""),
        VALUE("\"\xB2\xE9\xD1\xAF\""),
        TEXT("{\"\xFF\":1}"),
        TEXT("{\"a\":1\x80}"),
        TEXT("{\xE6\x9F\xA5:1}"),
    };
    (void)state;
    REFUSE(texts);
}

/* RFC 3629's table of well-formed sequences, read as a table. */
static size_t well_formed(const uint8_t *at)
{
    static const uint8_t table[][4] = {/* first, last lead; first, last second byte */
                                       {0xC2, 0xDF, 0x80, 0xBF}, {0xE0, 0xE0, 0xA0, 0xBF},
                                       {0xE1, 0xEC, 0x80, 0xBF}, {0xED, 0xED, 0x80, 0x9F},
                                       {0xEE, 0xEF, 0x80, 0xBF}, {0xF0, 0xF0, 0x90, 0xBF},
                                       {0xF1, 0xF3, 0x80, 0xBF}, {0xF4, 0xF4, 0x80, 0x8F}};
    for (size_t i = 0; i < COUNT(table); i++) {
        size_t len = i == 0 ? 2 : i < 5 ? 3 : 4;
        if (at[0] >= table[i][0] && at[0] <= table[i][1]) {
            bool good_tail = at[1] >= table[i][2] && at[1] <= table[i][3];
            for (size_t k = 2; k < len; k++) {
                good_tail = good_tail && at[k] >= 0x80 && at[k] <= 0xBF;
            }
            return good_tail ? len : 0;
        }
    }
    return 0;
}

static void row_26_every_lead_and_second_byte_is_judged_as_rfc_3629_does(void **state)
{
    static const uint8_t tails[] = {0x41, 0x7F, 0x80, 0xBF, 0xC0, 0xFF};
    (void)state;
    for (unsigned pair = 0x8000; pair <= 0xFFFF; pair++) {
        for (size_t i = 0; i < COUNT(tails) * COUNT(tails); i++) {
            uint8_t text[] = "{\"a\":\"????\"}";
            const uint8_t *at = text + 6, *end = text + 10;
            size_t offset;
            text[6] = (uint8_t)(pair >> 8);
            text[7] = (uint8_t)pair;
            text[8] = tails[i / COUNT(tails)];
            text[9] = tails[i % COUNT(tails)];
            if (text[7] == '"' || text[7] == '\\') {
                continue;
            }
            while (at < end) {
                size_t len = at[0] >= 0x20 && at[0] < 0x80 ? 1 : well_formed(at);
                if (len == 0 || len > (size_t)(end - at)) {
                    break;
                }
                at += len;
            }
            if ((check(text, sizeof text - 1, &offset) == QCC_OK) != (at == end)) {
                fail_msg("%02x %02x %02x %02x", text[6], text[7], text[8], text[9]);
            }
        }
    }
}

/* {"a":{"a": .. 1 .. }} or {"a":[[ .. 1 .. ]]} of `depth` levels. */
static enum qcc_error check_depth(unsigned depth, bool arrays, bool inner)
{
    static char text[8 * 64 + 8];
    size_t len = 0, offset;
    for (unsigned i = 0; i < depth; i++) {
        const char *open = arrays && i > 0 ? "[" : "{\"a\":";
        memcpy(text + len, open, strlen(open));
        len += strlen(open);
    }
    if (inner) {
        text[len++] = '1';
    } else {
        len -= arrays ? 0 : 4; /* the innermost is empty */
    }
    for (unsigned i = depth; i-- > 0;) {
        text[len++] = arrays && i > 0 ? ']' : '}';
    }
    return check(text, len, &offset);
}

static void row_26_nesting_is_accepted_to_the_stated_depth_and_refused_beyond(void **state)
{
    (void)state;
    assert_true(QCC_JSON_DEPTH_MAX >= 8);
    for (unsigned depth = 2; depth <= 64; depth++) {
        for (unsigned shape = 0; shape < 4; shape++) {
            unit_row("depth %u, shape %u", depth, shape);
            assert_int_equal(check_depth(depth, shape & 1, shape & 2),
                             depth <= QCC_JSON_DEPTH_MAX ? QCC_OK : QCC_ERROR_JSON_DEPTH);
        }
    }
}

static void row_26_nesting_is_counted_in_levels_not_in_brackets(void **state)
{
    static char text[3000];
    size_t len, offset;
    (void)state;
    len = strlen(strcpy(text, "{\"a\":["));
    for (unsigned i = 0; i < 900; i++) {
        len += strlen(strcpy(text + len, "[],"));
    }
    len += strlen(strcpy(text + len, "0]}"));
    assert_int_equal(check(text, len, &offset), QCC_OK);
}

static void the_kind_of_each_open_level_is_remembered(void **state)
{
    static const struct text texts[] = {
        VALUE("[{\"b\":[{\"c\":[1,2,{\"d\":3,\"e\":4},5]},6],\"f\":7},8],\"g\":9"),
    };
    static const struct text bad[] = {
        VALUE("[{\"b\":[{\"c\":[1,2,{\"d\":3,4},5]},6],\"f\":7},8],\"g\":9"),
        VALUE("[{\"b\":[{\"c\":[1,2,{\"d\":3,\"e\":4},\"x\":5]},6],\"f\":7},8],\"g\":9"),
        VALUE("[{\"b\":[{\"c\":[1,2]},6],7},8],\"g\":9"),
        VALUE("[{\"b\":[{\"c\":[1,2]},6}],8],\"g\":9"),
        VALUE("[1],2"),
    };
    (void)state;
    ACCEPT(texts);
    REFUSE(bad);
}

/* A reader by recursive descent, slow and plain, to compare with. NULL: refused. */
static const uint8_t *read_value(const uint8_t *at, const uint8_t *end, unsigned depth, bool *deep);

static const uint8_t *read_space(const uint8_t *at, const uint8_t *end)
{
    while (at < end && *at != 0 && strchr(" \t\r\n", *at) != NULL) {
        at++;
    }
    return at;
}

static const uint8_t *read_unit(const uint8_t *at, const uint8_t *end, unsigned long *unit)
{
    char digits[5] = "";
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u') {
        return NULL;
    }
    memcpy(digits, at + 2, 4);
    if (strspn(digits, "0123456789abcdefABCDEF") != 4) {
        return NULL;
    }
    *unit = strtoul(digits, NULL, 16);
    return at + 6;
}

static const uint8_t *read_string(const uint8_t *at, const uint8_t *end)
{
    unsigned long unit, low;
    if (at == end || *at++ != '"') {
        return NULL;
    }
    while (at < end && *at != '"') {
        const uint8_t *next = at + 1;
        uint8_t quad[4] = {0};
        memcpy(quad, at, end - at < 4 ? (size_t)(end - at) : 4);
        if (*at < 0x20) {
            return NULL;
        }
        if (*at >= 0x80) {
            next = at + well_formed(quad);
            if (next == at) {
                return NULL;
            }
        } else if (*at == '\\' && next < end && *next == 'u') {
            next = read_unit(at, end, &unit);
            if (next == NULL || unit == 0 || unit / 0x400 == 0xDC00 / 0x400) {
                return NULL;
            }
            if (unit / 0x400 == 0xD800 / 0x400) {
                next = read_unit(next, end, &low);
                if (next == NULL || low / 0x400 != 0xDC00 / 0x400) {
                    return NULL;
                }
            }
        } else if (*at == '\\') {
            if (next == end || *next == 0 || strchr("\"\\/bfnrt", *next) == NULL) {
                return NULL;
            }
            next++;
        }
        at = next;
    }
    return at < end ? at + 1 : NULL;
}

static const uint8_t *read_container(const uint8_t *at, const uint8_t *end, unsigned depth,
                                     bool *deep)
{
    const bool object = *at == '{';
    const uint8_t closing = object ? '}' : ']';
    if (depth > QCC_JSON_DEPTH_MAX) {
        *deep = true;
        return NULL;
    }
    at = read_space(at + 1, end);
    if (at < end && *at == closing) {
        return at + 1;
    }
    for (;;) {
        if (object) {
            at = read_string(read_space(at, end), end);
            if (at == NULL || (at = read_space(at, end)) == end || *at++ != ':') {
                return NULL;
            }
        }
        at = read_value(read_space(at, end), end, depth, deep);
        if (at == NULL || (at = read_space(at, end)) == end) {
            return NULL;
        }
        if (*at == closing) {
            return at + 1;
        }
        if (*at++ != ',') {
            return NULL;
        }
    }
}

static const uint8_t *read_value(const uint8_t *at, const uint8_t *end, unsigned depth, bool *deep)
{
    static const char *const words[] = {"true", "false", "null"};
    const uint8_t *start = at;
    if (at == end) {
        return NULL;
    }
    if (*at == '{' || *at == '[') {
        return read_container(at, end, depth + 1, deep);
    }
    if (*at == '"') {
        return read_string(at, end);
    }
    for (size_t i = 0; i < COUNT(words); i++) {
        size_t len = strlen(words[i]);
        if ((size_t)(end - at) >= len && memcmp(at, words[i], len) == 0) {
            return at + len;
        }
    }
#define DIGIT(p) ((p) < end && *(p) >= '0' && *(p) <= '9')
    at += *at == '-';
    start = at;
    while (DIGIT(at)) {
        at++;
    }
    if (at == start || (*start == '0' && at > start + 1)) {
        return NULL;
    }
    if (at < end && *at == '.') {
        start = ++at;
        while (DIGIT(at)) {
            at++;
        }
        if (at == start) {
            return NULL;
        }
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        at += at < end && (*at == '+' || *at == '-');
        start = at;
        while (DIGIT(at)) {
            at++;
        }
        if (at == start) {
            return NULL;
        }
    }
    return at;
}

static bool oracle(const uint8_t *text, size_t len, bool *deep)
{
    const uint8_t *end = text + len, *at = read_space(text, end);
    *deep = false;
    if (at == end || *at != '{') {
        return false;
    }
    at = read_value(at, end, 0, deep);
    return at != NULL && read_space(at, end) == end;
}

static void compare_with_oracle(const uint8_t *text, size_t len)
{
    size_t offset;
    bool deep;
    bool expected = oracle(text, len, &deep);
    if ((check(text, len, &offset) == QCC_OK) != expected) {
        fail_msg("%s expected: %.*s", expected ? "acceptance" : "refusal", (int)len,
                 (const char *)text);
    }
}

static void every_text_with_one_byte_changed_is_judged_as_a_plain_reader_does(void **state)
{
    static const char bytes[] = "{}[]:,\"\\/ \n\t\x01\x1F\x7F\x80\xBF\xC2\xE6\xED\xF0\xF4\xFF"
                                "0159aAbeEfFnutDdz.+-'";
    uint8_t copy[256];
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        size_t len = good[i].len;
        assert_true(len < sizeof copy);
        for (size_t at = 0; at < len; at++) {
            for (size_t b = 0; b < sizeof bytes; b++) { /* the NUL as well */
                memcpy(copy, good[i].ptr, len);
                copy[at] = (uint8_t)bytes[b];
                compare_with_oracle(copy, len);
                memmove(copy + at + 1, good[i].ptr + at, len - at);
                compare_with_oracle(copy, len + 1);
            }
            memcpy(copy, good[i].ptr, at);
            memcpy(copy + at, good[i].ptr + at + 1, len - at - 1);
            compare_with_oracle(copy, len - 1);
        }
    }
}

/* A place of exactly its size, for each size up to one that is too large. */
static void decode_into_each_size(struct text raw, struct text text)
{
    for (size_t size = 1; size <= text.len + 3; size++) {
        uint8_t *in = malloc(raw.len > 0 ? raw.len : 1);
        char *out = malloc(size);
        size_t whole = size - 1 < text.len ? size - 1 : text.len, len;
        bool is_whole;
        assert_non_null(in);
        assert_non_null(out);
        memcpy(in, raw.ptr, raw.len);
        while (whole < text.len && ((uint8_t)text.ptr[whole] & 0xC0) == 0x80) {
            whole--;
        }
        struct qcc_span left = {in, raw.len};
        len = qcc_json_decode(&left, out, size);
        is_whole = left.len == 0;
        if (is_whole != (whole == text.len) || len != whole || out[len] != '\0' ||
            memcmp(out, text.ptr, whole) != 0) {
            fail_msg("%zu bytes in %zu: %s", len, size, raw.ptr);
        }
        free(in);
        free(out);
    }
}

static void strings_are_decoded_exactly_and_cut_at_a_character(void **state)
{
    static const struct {
        struct text raw, text;
    } rows[] = {
        {TEXT(""), TEXT("")},
        {TEXT("a"), TEXT("a")},
        {TEXT("abcd"), TEXT("abcd")},
        {TEXT("abcdefghi"), TEXT("abcdefghi")},
        {TEXT("\\\"\\\\\\/\\b\\f\\n\\r\\t"), TEXT("\"\\/\b\f\n\r\t")},
        {TEXT("http:\\/\\/a.example\\/x.png"), TEXT("http://a.example/x.png")},
        {TEXT("\\u0041\\u007f\\u0080\\u07FF"), TEXT("A\x7F\xC2\x80\xDF\xBF")},
        {TEXT("\\u0800\\uFFFF\\ud7ff\\ue000"),
         TEXT("\xE0\xA0\x80\xEF\xBF\xBF\xED\x9F\xBF\xEE\x80\x80")},
        {TEXT("\\uD800\\uDC00\\udbff\\udfff"), TEXT("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF")},
        {TEXT("x\\uD83D\\uDE00y"), TEXT("x\xF0\x9F\x98\x80y")},
        {TEXT("\\u67e5\\u8be2"), TEXT("\xE6\x9F\xA5\xE8\xAF\xA2")},
        {TEXT("\xE6\x9F\xA5\xE8\xAF\xA2\xE6\x88\x90\xE5\x8A\x9F"),
         TEXT("\xE6\x9F\xA5\xE8\xAF\xA2\xE6\x88\x90\xE5\x8A\x9F")},
        {TEXT("\xF0\x9F\x98\x80\xC3\xA9z\xE2\x82\xAC"),
         TEXT("\xF0\x9F\x98\x80\xC3\xA9z\xE2\x82\xAC")},
        {TEXT("\\\\u0041"), TEXT("\\u0041")},
        {TEXT("abc\\\\def\\\\"), TEXT("abc\\def\\")},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        decode_into_each_size(rows[i].raw, rows[i].text);
    }
}

static void every_character_is_decoded_from_its_escape(void **state)
{
    (void)state;
    for (unsigned long code = 1; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 251) {
        char raw[32];
        char out[8], expected[4];
        size_t written, len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        struct qcc_span span = {(const uint8_t *)raw, 6};
        unsigned long rest = code;
        if (code >= 0xD800 && code < 0xE000) {
            continue;
        }
        if (len == 4) {
            (void)snprintf(raw, sizeof raw, "\\u%04lx\\u%04lX", 0xD7C0 + (code >> 10),
                           0xDC00 + (code & 0x3FF));
            span.len = 12;
        } else {
            (void)snprintf(raw, sizeof raw, "\\u%04lX", code);
        }
        for (size_t i = len; i-- > 1; rest >>= 6) {
            expected[i] = (char)(0x80 + rest % 64);
        }
        expected[0] = (char)(len == 1 ? rest : (0xF0 << (4 - len) & 0xFF) + rest);
        written = qcc_json_decode(&span, out, sizeof out);
        if (span.len > 0 || written != len || out[len] != '\0' || memcmp(out, expected, len) != 0) {
            fail_msg("U+%04lX", code);
        }
    }
}

static void a_string_that_was_never_checked_ends_at_its_bad_escape(void **state)
{
    static const char *const rests[] = {"\\xcd", "\\", "\\u12", "\\ud800"};
    (void)state;
    for (size_t i = 0; i < COUNT(rests); i++) {
        char raw[16], out[16];
        struct qcc_span left;
        size_t len;
        (void)snprintf(raw, sizeof raw, "ab%s", rests[i]);
        left = qcc_span_of(raw);
        len = qcc_json_decode(&left, out, sizeof out);
        if (left.len != strlen(rests[i]) || strcmp(out, "ab") != 0 || len != strlen(out)) {
            fail_msg("row %zu: %s", i, raw);
        }
    }
}

/* What is no character is not cut, and takes nothing with it that comes before. */
static void a_string_that_was_never_checked_is_cut_after_whole_characters(void **state)
{
    static const struct {
        const char *raw, *text, *left;
        size_t size;
    } rows[] = {
        {"\x80", "", "\x80", 1},
        {"\\u00e9\x80", "\xC3\xA9", "\x80", 3},
        {"\x80\x80", "\x80\x80", "", 3},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[8];
        struct qcc_span left = qcc_span_of(rows[i].raw);
        const size_t len = qcc_json_decode(&left, out, rows[i].size);
        if (!qcc_span_equal(left, qcc_span_of(rows[i].left)) || strcmp(out, rows[i].text) != 0 ||
            len != strlen(out)) {
            fail_msg("row %zu: %s", i, out);
        }
    }
}

static void a_string_is_compared_by_what_it_means(void **state)
{
    static const struct {
        const char *raw, *text;
        bool same;
    } rows[] = {
        {"", "", true},
        {"Name", "Name", true},
        {"N\\u0061me", "Name", true},
        {"\\u4f01\xE4\xB8\x9A", "\xE4\xBC\x81\xE4\xB8\x9A", true},
        {"\\ud83d\\ude00", "\xF0\x9F\x98\x80", true},
        {"\\n", "\n", true},
        {"Name", "name", false},
        {"Name", "Nam", false},
        {"Nam", "Name", false},
        {"Name", "", false},
        {"", "Name", false},
        {"\\n", "\\n", false},
        {"Name\\", "Name\\", false},
        {"Name\xFF", "Name\xFF", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (qcc_json_means(qcc_span_of(rows[i].raw), qcc_span_of(rows[i].text)) != rows[i].same) {
            fail_msg("row %zu: %s, %s", i, rows[i].raw, rows[i].text);
        }
    }
}

static void an_escape_is_not_completed_by_what_follows_the_text(void **state)
{
    static const uint8_t bytes[] = {'\\', 'n', '\\', 'u', '0', '0', '4', '1'};
    struct qcc_span raw = {bytes, 1};
    char out[8];
    (void)state;
    assert_int_equal(qcc_json_decode(&raw, out, sizeof out), 0);
    assert_int_equal(raw.len, 1);
    for (size_t used = 1; used < 6; used++) {
        unit_row("%zu bytes", used);
        raw = qcc_span_make(bytes + 2, used);
        assert_int_equal(qcc_json_decode(&raw, out, sizeof out), 0);
        assert_int_equal(raw.len, used);
    }
    raw = qcc_span_make(bytes + 2, 6);
    assert_int_equal(qcc_json_decode(&raw, out, sizeof out), 1);
    assert_int_equal(raw.len, 0);
    assert_string_equal(out, "A");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strict_json_is_accepted),
        cmocka_unit_test(an_accepted_text_ends_at_its_last_brace),
        cmocka_unit_test(every_accepted_text_is_refused_when_cut_short),
        cmocka_unit_test(a_null_pointer_without_length_is_refused),
        cmocka_unit_test(the_offset_is_the_byte_that_is_wrong),
        cmocka_unit_test(row_26_a_root_that_is_no_object_is_refused),
        cmocka_unit_test(row_26_a_byte_order_mark_is_not_for_the_check_to_skip),
        cmocka_unit_test(row_26_bytes_after_the_object_are_refused),
        cmocka_unit_test(row_26_two_roots_are_refused),
        cmocka_unit_test(row_26_a_nul_is_refused_wherever_it_stands),
        cmocka_unit_test(row_26_a_trailing_or_missing_comma_is_refused),
        cmocka_unit_test(row_26_a_missing_colon_name_or_value_is_refused),
        cmocka_unit_test(row_26_brackets_that_do_not_match_are_refused),
        cmocka_unit_test(row_26_what_is_no_number_is_refused),
        cmocka_unit_test(row_26_words_but_true_false_and_null_are_refused),
        cmocka_unit_test(row_26_a_raw_control_character_is_refused),
        cmocka_unit_test(row_26_an_escape_that_is_none_is_refused),
        cmocka_unit_test(row_26_a_lone_surrogate_is_refused),
        cmocka_unit_test(row_26_an_escaped_nul_is_refused),
        cmocka_unit_test(row_26_invalid_and_overlong_utf8_is_refused),
        cmocka_unit_test(row_26_every_lead_and_second_byte_is_judged_as_rfc_3629_does),
        cmocka_unit_test(row_26_nesting_is_accepted_to_the_stated_depth_and_refused_beyond),
        cmocka_unit_test(row_26_nesting_is_counted_in_levels_not_in_brackets),
        cmocka_unit_test(the_kind_of_each_open_level_is_remembered),
        cmocka_unit_test(every_text_with_one_byte_changed_is_judged_as_a_plain_reader_does),
        cmocka_unit_test(strings_are_decoded_exactly_and_cut_at_a_character),
        cmocka_unit_test(every_character_is_decoded_from_its_escape),
        cmocka_unit_test(a_string_that_was_never_checked_ends_at_its_bad_escape),
        cmocka_unit_test(a_string_that_was_never_checked_is_cut_after_whole_characters),
        cmocka_unit_test(a_string_is_compared_by_what_it_means),
        cmocka_unit_test(an_escape_is_not_completed_by_what_follows_the_text),
    };
    return unit_run(tests, argc, argv);
}
