/* test_envelope.c - what is read out of a reply's body, and what is refused.
 * SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

#include "service/envelope.h"

struct text {
    const char *ptr;
    size_t len;
};

#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Chinese, so that the tables can be read. */
#define SUCCESS "\xE6\x9F\xA5\xE8\xAF\xA2\xE6\x88\x90\xE5\x8A\x9F" /* query succeeded */
#define NO_RESULT "\xE6\x9F\xA5\xE8\xAF\xA2\xE6\x97\xA0\xE7\xBB\x93\xE6\x9E\x9C" /* no result */
#define VALID "\xE3\x80\x90\xE6\x9C\x89\xE6\x95\x88\xE8\xAF\xB7\xE6\xB1\x82\xE3\x80\x91"
#define INVALID "\xE3\x80\x90\xE6\x97\xA0\xE6\x95\x88\xE8\xAF\xB7\xE6\xB1\x82\xE3\x80\x91"
#define IN_BUSINESS "\xE5\x9C\xA8\xE4\xB8\x9A"
#define MARK "\xEF\xBB\xBF"

/* In a place of exactly its size, so that a sanitizer sees a byte read beyond it; into an envelope
 * that holds other things. What is left of it is looked over: whole texts, whatever was refused. */
static enum qcc_error parse(struct qcc_envelope *envelope, const void *ptr, size_t len,
                            size_t *offset)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    struct qcc_span body = {copy, len};
    enum qcc_error error;
    assert_non_null(copy);
    memcpy(copy, ptr, len);
    memset(envelope, 0xA5, sizeof *envelope);
    *offset = SIZE_MAX;
    error = qcc_envelope_parse(envelope, body, offset);
    assert_int_equal(strlen(envelope->message), envelope->message_len);
    assert_int_equal(strlen(envelope->order_number), envelope->order_number_len);
    assert_true(envelope->status == 0 || (envelope->status >= 100 && envelope->status <= 999));
    if (error != QCC_OK) {
        assert_in_range(*offset, 0, len);
    } else {
        assert_int_equal(*offset, SIZE_MAX);
        assert_int_not_equal(envelope->status, 0);
        assert_int_equal(strlen(envelope->result), envelope->result_len);
        assert_in_range(envelope->result_kind, QCC_RESULT_NONE, QCC_RESULT_OTHER);
        if (envelope->raw.ptr != NULL) { /* as if the caller's body had lived on */
            size_t at = (size_t)(envelope->raw.ptr - copy);
            assert_in_range(at + envelope->raw.len, 1, len - 1);
            envelope->raw.ptr = (const uint8_t *)ptr + at;
        }
    }
    free(copy);
    return error;
}

static void refuse_all(const struct text *texts, size_t count, enum qcc_error expected)
{
    for (size_t i = 0; i < count; i++) {
        struct qcc_envelope envelope;
        size_t offset;
        enum qcc_error error = parse(&envelope, texts[i].ptr, texts[i].len, &offset);
        if (error != expected) {
            fail_msg("%d, not %d: %s", (int)error, (int)expected, texts[i].ptr);
        }
    }
}

#define REFUSE(texts, error) refuse_all(texts, COUNT(texts), error)

struct shape {
    struct text body;
    unsigned status;
    const char *message, *order_number;
    enum qcc_result_kind kind;
    const char *result; /* the text of a string, else what stands in the body; NULL: missing */
};

static bool same_result(const struct qcc_envelope *envelope, const struct shape *s)
{
    const struct qcc_span raw = envelope->raw;
    if (strcmp(envelope->result, s->kind == QCC_RESULT_STRING ? s->result : "") != 0) {
        return false;
    }
    if (s->kind == QCC_RESULT_STRING) {
        return raw.ptr[0] == '"' && raw.ptr[raw.len - 1] == '"';
    }
    return (raw.ptr == NULL) == (s->result == NULL) && qcc_span_equal(raw, qcc_span_of(s->result));
}

static void compare_shapes(const struct shape *shapes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct shape *s = &shapes[i];
        struct qcc_envelope envelope;
        size_t offset;
        enum qcc_error error = parse(&envelope, s->body.ptr, s->body.len, &offset);
        if (error != QCC_OK) {
            fail_msg("%d at %zu: %s", (int)error, offset, s->body.ptr);
        }
        if (envelope.status != s->status || strcmp(envelope.message, s->message) != 0 ||
            envelope.message_cut || strcmp(envelope.order_number, s->order_number) != 0 ||
            envelope.result_kind != s->kind || !same_result(&envelope, s)) {
            fail_msg("%u \"%s\" \"%s\" %d \"%s\": %s", envelope.status, envelope.message,
                     envelope.order_number, envelope.result_kind, envelope.result, s->body.ptr);
        }
    }
}

#define COMPARE(shapes) compare_shapes(shapes, COUNT(shapes))

/* The service's own example, and every shape that was seen in the years after it. */
static const struct shape seen[] = {
    {TEXT("{\"Status\":\"200\",\"Message\":\"" SUCCESS "\",\"OrderNumber\":"
          "\"ECIIMAGE2018090518391954785846\",\"Result\":"
          "\"http://qccdata.qichacha.com/ReportImage/xxxx.png\"}"),
     200, SUCCESS, "ECIIMAGE2018090518391954785846", QCC_RESULT_STRING,
     "http://qccdata.qichacha.com/ReportImage/xxxx.png"},
    {TEXT("{\n  \"Status\": \"200\",\n  \"Message\": \"" SUCCESS "\",\n  \"OrderNumber\": "
          "\"ECIIMAGE2018090518391954785846\",\n  \"Result\": \"http://XXXXXX.png\"\n}\n"),
     200, SUCCESS, "ECIIMAGE2018090518391954785846", QCC_RESULT_STRING, "http://XXXXXX.png"},
    {TEXT("{\"Status\":\"201\",\"Message\":\"" NO_RESULT "\",\"Paging\":null,\"Result\":null}"),
     201, NO_RESULT, "", QCC_RESULT_NONE, "null"},
    {TEXT("{\"OrderNumber\":\"ECI2019010100000000000000\","
          "\"Paging\":{\"PageSize\":10,\"PageIndex\":1,"
          "\"TotalRecords\":1},\"Result\":[{\"Name\":\"x\",\"Status\":\"" IN_BUSINESS
          "\"}],\"Status\":\"200\",\"Message\":\"" SUCCESS "\"}"),
     200, SUCCESS, "ECI2019010100000000000000", QCC_RESULT_OTHER,
     "[{\"Name\":\"x\",\"Status\":\"" IN_BUSINESS "\"}]"},
    {TEXT("{\"JobId\":\"\",\"OrderNumber\":\"ECI2019\",\"Result\":{\"Status\":\"" IN_BUSINESS
          "\"},\"Status\":\"200\",\"Message\":\"" SUCCESS "\"}"),
     200, SUCCESS, "ECI2019", QCC_RESULT_OTHER, "{\"Status\":\"" IN_BUSINESS "\"}"},
    {TEXT("{\"Result\":{\"KeyNo\":\"a\"},\"Status\":\"200\",\"Message\":\"" SUCCESS "\"}"), 200,
     SUCCESS, "", QCC_RESULT_OTHER, "{\"KeyNo\":\"a\"}"},
    {TEXT("{\"Status\":\"200\",\"Message\":\"" VALID SUCCESS
          "\",\"OrderNumber\":\"E1\",\"Paging\":null,"
          "\"Result\":\"https://a.example/x.png\"}"),
     200, VALID SUCCESS, "E1", QCC_RESULT_STRING, "https://a.example/x.png"},
    {TEXT("{\"Status\":\"112\",\"Message\":\"" INVALID "x\",\"OrderNumber\":"
          "\"ECICERTIFICATION20240102030405060708\",\"Paging\":null,\"Result\":null}"),
     112, INVALID "x", "ECICERTIFICATION20240102030405060708", QCC_RESULT_NONE, "null"},
};

static void every_shape_that_was_seen_is_read(void **state)
{
    (void)state;
    COMPARE(seen);
}

static void shapes_that_are_possible_are_read(void **state)
{
    static const struct shape shapes[] = {
        {TEXT("{\"status\":\"200\",\"message\":\"m\",\"ordernumber\":\"o\",\"result\":\"r\"}"), 200,
         "m", "o", QCC_RESULT_STRING, "r"},
        {TEXT("{\"STATUS\":\"200\",\"MESSAGE\":\"m\",\"ORDERNUMBER\":\"o\",\"RESULT\":\"r\"}"), 200,
         "m", "o", QCC_RESULT_STRING, "r"},
        {TEXT("{\"orderNumber\":\"o\",\"sTaTuS\":101}"), 101, "", "o", QCC_RESULT_NONE, NULL},
        {TEXT("{\"Status\":\"200\"}"), 200, "", "", QCC_RESULT_NONE, NULL},
        {TEXT(" \n{ \"Status\" : 200 } \n"), 200, "", "", QCC_RESULT_NONE, NULL},
        {TEXT("{\"Status\":200,\"Message\":null,\"OrderNumber\":null,\"Result\":null}"), 200, "",
         "", QCC_RESULT_NONE, "null"},
        {TEXT("{\"Status\":200,\"Message\":\"\",\"OrderNumber\":\"\",\"Result\":\"\"}"), 200, "",
         "", QCC_RESULT_STRING, ""},
        {TEXT("{\"Status\":200,\"Result\":{}}"), 200, "", "", QCC_RESULT_OTHER, "{}"},
        {TEXT("{\"Result\":[] ,\"Status\":200}"), 200, "", "", QCC_RESULT_OTHER, "[]"},
        {TEXT("{\"Status\":200,\"Result\":-1.5e3}"), 200, "", "", QCC_RESULT_OTHER, "-1.5e3"},
        {TEXT("{\"Status\":200,\"Result\":true}"), 200, "", "", QCC_RESULT_OTHER, "true"},
        {TEXT("{\"Result\":false,\"Status\":200}"), 200, "", "", QCC_RESULT_OTHER, "false"},
        {TEXT("{\"Result\":{\"a\":\"}\\\"]\\\\\",\"b\":[{\"c\":\"{\"}]} ,\"Status\":200}"), 200, "",
         "", QCC_RESULT_OTHER, "{\"a\":\"}\\\"]\\\\\",\"b\":[{\"c\":\"{\"}]}"},
        {TEXT("{\"Result\":[\"a\",[\"b\"],{\"c\":[]}],\"Status\":200,\"Message\":\"m\"}"), 200, "m",
         "", QCC_RESULT_OTHER, "[\"a\",[\"b\"],{\"c\":[]}]"},
        {TEXT("{\"Message\":\"\\u67e5\\u8be2\\u6210\\u529f\",\"Status\":\"200\",\"Result\":"
              "\"http:\\/\\/a.example\\/\\u0078.png\"}"),
         200, SUCCESS, "", QCC_RESULT_STRING, "http://a.example/x.png"},
        {TEXT("{\"Status\":\"200\",\"Message\":\"\\ud83d\\ude00\\n\"}"), 200, "\xF0\x9F\x98\x80\n",
         "", QCC_RESULT_NONE, NULL},
        {TEXT("{\"St\\u0061tus\":200,\"M\\u0065ss\\u0041ge\":\"m\","
              "\"\\u006frderNumbe\\u0052\":\"o\","
              "\"\\u0052\\u0045\\u0053\\u0055\\u004C\\u0054\":\"r\"}"),
         200, "m", "o", QCC_RESULT_STRING, "r"},
        {TEXT("{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,"
              "\"h\":8,\"i\":9,\"Status\":200,"
              "\"j\":0,\"k\":[],\"l\":{},\"Result\":\"r\",\"m\":\"\"}"),
         200, "", "", QCC_RESULT_STRING, "r"},
    };
    (void)state;
    COMPARE(shapes);
}

static void names_that_only_resemble_are_others(void **state)
{
    static const struct shape shapes[] = {
        {TEXT("{\"Status\":200,\"Statu\":1,\"Statuss\":2,\"Status \":3,\" Status\":4,\"\":5,"
              "\"Order_Number\":6,\"OrderNumber2\":7,\"esult\":8,\"Results\":9,\"Messag\":[]}"),
         200, "", "", QCC_RESULT_NONE, NULL},
        /* 0x20 makes a backquote of an at sign, but no letter of anything that is none */
        {TEXT("{\"Status\":200,\"\\u0013tatus\":1,\"Statu\\u0013\":1,\"3tatus\":1,\"St@tus\":1}"),
         200, "", "", QCC_RESULT_NONE, NULL},
        /* long s, Kelvin's sign, full-width letters, an accent: no ASCII letters */
        {TEXT("{\"Status\":200,\"\xC5\xBFtatus\":1,\"\xEF\xBC\xB3tatus\":1,\"Stat\xC3\xBAs\":1,"
              "\"\\u017Ftatus\":1,\"\\uFF33tatus\":1,\"Status\\u0020\":1,\"Status\\u00E9\":1}"),
         200, "", "", QCC_RESULT_NONE, NULL},
    };
    (void)state;
    COMPARE(shapes);
}

static void members_that_are_not_read_may_be_anything_and_come_twice(void **state)
{
    static const struct shape shapes[] = {
        {TEXT(
             "{\"Paging\":null,\"Paging\":{\"Status\":1,\"Status\":2},\"x\":[],\"x\":[1],\"x\":1e9,"
             "\"Status\":\"200\",\"\":\"\",\"\":\"Status\"}"),
         200, "", "", QCC_RESULT_NONE, NULL},
    };
    (void)state;
    COMPARE(shapes);
}

static void every_shape_is_refused_when_cut_short(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(seen); i++) {
        size_t whole = seen[i].body.len;
        while (seen[i].body.ptr[whole - 1] != '}') {
            whole--;
        }
        for (size_t len = 0; len < whole; len++) {
            struct qcc_envelope envelope;
            size_t offset;
            if (parse(&envelope, seen[i].body.ptr, len, &offset) != QCC_ERROR_JSON) {
                fail_msg("accepted up to %zu: %s", len, seen[i].body.ptr);
            }
        }
    }
}

static void every_shape_survives_each_of_its_bytes_being_changed(void **state)
{
    static const char bytes[] = "{}[]:,\"\\ \n\x01\x80\xE6\xFF"
                                "0129aefnrstuSRM-.+";
    uint8_t copy[512];
    (void)state;
    for (size_t i = 0; i < COUNT(seen); i++) {
        size_t len = seen[i].body.len;
        assert_true(len < sizeof copy);
        for (size_t at = 0; at < len; at++) {
            unit_row("at %zu of %.*s", at, (int)len, (const char *)seen[i].body.ptr);
            struct qcc_envelope envelope;
            size_t offset;
            for (size_t b = 0; b < sizeof bytes; b++) {
                memcpy(copy, seen[i].body.ptr, len);
                copy[at] = (uint8_t)bytes[b];
                (void)parse(&envelope, copy, len, &offset);
                memmove(copy + at + 1, seen[i].body.ptr + at, len - at);
                (void)parse(&envelope, copy, len + 1, &offset);
            }
        }
    }
}

static void the_offset_is_where_it_was_decided_or_may_be_null(void **state)
{
    static const struct {
        const char *good, *rest;
        enum qcc_error error;
    } rows[] = {
        {"{\"Status\":200,", "}", QCC_ERROR_JSON},
        {MARK "{\"Status\":200,", "}", QCC_ERROR_JSON},
        {"{\"Status\":1,\"Message\":1", "x}", QCC_ERROR_JSON},
        {"{\"Status\":200,\"status\":", "200}", QCC_ERROR_ENVELOPE},
        {"{\"Status\":", "20}", QCC_ERROR_ENVELOPE},
        {"{\"Status\":200,\"Status\":\"", "200\"}", QCC_ERROR_ENVELOPE},
        {MARK "{\"Message\":1}", "", QCC_ERROR_ENVELOPE},
        {"{\"Result\":1}", "", QCC_ERROR_ENVELOPE},
        {"{\"Result\":1,\"Result\":", "2,\"Status\":200,\"Message\":1}", QCC_ERROR_ENVELOPE},
        /* the first of two reasons */
        {"{\"Status\":200,\"Result\":1,\"Result\":", "2,\"Message\":1,\"Message\":2}",
         QCC_ERROR_ENVELOPE},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct qcc_envelope envelope;
        char text[64];
        size_t offset;
        enum qcc_error error;
        (void)snprintf(text, sizeof text, "%s%s", rows[i].good, rows[i].rest);
        error = parse(&envelope, text, strlen(text), &offset);
        if (error != rows[i].error || offset != strlen(rows[i].good)) {
            fail_msg("%d at %zu: %s", (int)error, offset, text);
        }
        assert_int_equal(qcc_envelope_parse(&envelope, qcc_span_of(text), NULL), rows[i].error);
    }
}

static void an_empty_body_is_refused(void **state)
{
    struct qcc_envelope envelope;
    struct qcc_span nothing = {NULL, 0};
    (void)state;
    assert_int_equal(qcc_envelope_parse(&envelope, nothing, NULL), QCC_ERROR_JSON);
}

static void row_26_each_kind_of_bad_json_is_refused(void **state)
{
    static const struct text texts[] = {
        /* no object */
        TEXT("[]"),
        TEXT("null"),
        TEXT("\"200\""),
        TEXT("200"),
        TEXT(""),
        TEXT("<html></html>"),
        TEXT("[{\"Status\":\"200\"}]"),
        /* bytes after it, two roots, a NUL */
        TEXT("{\"Status\":\"200\"}x"),
        TEXT("{\"Status\":\"200\"}{\"Status\":\"200\"}"),
        TEXT("{\"Status\":\"200\"} {}"),
        TEXT("{\"Status\":\"200\"}\0"),
        TEXT("{\"Status\":\"200\"}\n\0"),
        TEXT("{\"Status\":\"200\"}\0{\"Status\":\"101\"}"),
        /* commas and colons */
        TEXT("{\"Status\":\"200\",}"),
        TEXT("{\"Status\":\"200\" \"Result\":null}"),
        TEXT("{\"Status\" \"200\"}"),
        TEXT("{\"Status\",\"200\"}"),
        TEXT("{\"Status\":}"),
        TEXT("{\"Status\":200,\"a\":[1,]}"),
        /* numbers and words */
        TEXT("{\"Status\":0200}"),
        TEXT("{\"Status\":+200}"),
        TEXT("{\"Status\":200.}"),
        TEXT("{\"Status\":0x0}"),
        TEXT("{\"Status\":200,\"a\":01}"),
        TEXT("{\"Status\":200,\"a\":thanx}"),
        TEXT("{Status:200}"),
        TEXT("{'Status':200}"),
        /* strings */
        TEXT("{\"Status\":200,\"a\":\"\n\"}"),
        TEXT("{\"Status\":200,\"a\":\"\t\"}"),
        TEXT("{\"Status\":200,\"a\":\"\0\"}"),
        TEXT("{\"Status\":200,\"a\":\"\\x41\"}"),
        TEXT("{\"Status\":200,\"a\":\"\\u12\"}"),
        TEXT("{\"Status\":200,\"a\":\"\\ud800\"}"),
        TEXT("{\"Status\":200,\"a\":\"\\udc00\"}"),
        TEXT("{\"Status\":200,\"a\":\"\xED\xA0\x80\"}"),
        TEXT("{\"Status\":200,\"a\":\"\\u0000\"}"),
        TEXT("{\"Status\":200,\"\\u0000\":1}"),
        TEXT("{\"Status\":200,\"a\":\"\xB2\xE9\"}"),
        TEXT("{\"Status\":200,\"a\":\"\xC0\xAF\"}"),
        TEXT("{\"Status\":200,\"a\":\"\xE0\x80\xAF\"}"),
        TEXT("{\"Status\":200,\"a\":\"\xFF\"}"),
        TEXT("{\"Status\":200,\"\xE6\x9F\":1}"),
        TEXT("{\"Result\":[\"\\u0000\"],\"Status\":200}"),
    };
    (void)state;
    REFUSE(texts, QCC_ERROR_JSON);
}

static void row_26_duplicates_of_members_that_matter_are_refused(void **state)
{
    static const struct text texts[] = {
        TEXT("{\"Status\":\"200\",\"Status\":\"200\"}"),
        TEXT("{\"Status\":\"101\",\"status\":\"200\"}"),
        TEXT("{\"Status\":\"101\",\"St\\u0061tus\":\"200\"}"),
        TEXT("{\"St\\u0061tus\":\"101\",\"\\u0053tatus\":\"200\"}"),
        TEXT("{\"Status\":200,\"\\u0073\\u0074\\u0061\\u0074\\u0075\\u0073\":200}"),
        TEXT("{\"Status\":200,\"Message\":\"a\",\"Message\":\"a\"}"),
        TEXT("{\"Status\":200,\"Message\":null,\"message\":null}"),
        TEXT("{\"Status\":200,\"OrderNumber\":\"a\",\"Ordernumber\":\"a\"}"),
        TEXT("{\"Status\":200,\"OrderNumber\":\"a\",\"OrderN\\u0075mber\":\"a\"}"),
        TEXT("{\"Status\":200,\"Result\":null,\"Result\":\"r\"}"),
        TEXT("{\"Result\":{},\"Status\":200,\"RESULT\":{}}"),
        TEXT("{\"Result\":[1,2,3,4,5,6,7,8,9],\"a\":1,\"b\":2,\"c\":3,\"d\":4,"
             "\"e\":5,\"Result\":1}"),
    };
    (void)state;
    REFUSE(texts, QCC_ERROR_ENVELOPE);
}

static void row_26_a_message_or_an_order_number_of_a_wrong_type_is_empty(void **state)
{
    static const struct shape shapes[] = {
#define PAID ",\"Result\":\"r\"}"
        {TEXT("{\"Status\":200,\"Message\":1" PAID), 200, "", "", QCC_RESULT_STRING, "r"},
        {TEXT("{\"Status\":200,\"Message\":true" PAID), 200, "", "", QCC_RESULT_STRING, "r"},
        {TEXT("{\"Status\":200,\"Message\":{\"a\":1}" PAID), 200, "", "", QCC_RESULT_STRING, "r"},
        {TEXT("{\"Status\":200,\"Message\":[\"m\"]" PAID), 200, "", "", QCC_RESULT_STRING, "r"},
        {TEXT("{\"Status\":200,\"OrderNumber\":false" PAID), 200, "", "", QCC_RESULT_STRING, "r"},
        {TEXT("{\"Status\":200,\"OrderNumber\":{\"a\":\"b\"}" PAID), 200, "", "", QCC_RESULT_STRING,
         "r"},
        {TEXT("{\"Status\":200,\"OrderNumber\":[null]" PAID), 200, "", "", QCC_RESULT_STRING, "r"},
        {TEXT("{\"Status\":200,\"OrderNumber\":20180905" PAID), 200, "", "20180905",
         QCC_RESULT_STRING, "r"},
        {TEXT("{\"Status\":200,\"OrderNumber\":-1.5e3" PAID), 200, "", "-1.5e3", QCC_RESULT_STRING,
         "r"},
    };
    (void)state;
    COMPARE(shapes);
}

static void row_28_no_other_member_masks_a_status_that_is_not_200(void **state)
{
    static char long_result[QCC_RESULT_SIZE + 100], long_number[QCC_ORDER_NUMBER_SIZE + 100];
    const struct {
        const char *what, *members;
    } rows[] = {
        {"a long Result", long_result},
        {"a long OrderNumber", long_number},
        {"a number as OrderNumber", "\"OrderNumber\":12"},
        {"an object as Message", "\"Message\":{\"a\":[]}"},
        {"two Results", "\"Result\":1,\"Result\":2"},
        {"two Messages", "\"Message\":\"a\",\"Message\":\"b\""},
    };
    (void)state;
    (void)snprintf(long_result, sizeof long_result, "\"Result\":\"%0*d\"", QCC_RESULT_SIZE, 0);
    (void)snprintf(long_number, sizeof long_number, "\"OrderNumber\":\"%0*d\"",
                   QCC_ORDER_NUMBER_SIZE, 0);
    for (size_t i = 0; i < 2 * COUNT(rows); i++) {
        static char text[QCC_RESULT_SIZE + 200];
        struct qcc_envelope envelope;
        size_t offset;
        (void)snprintf(text, sizeof text,
                       i % 2 == 0 ? "{\"Status\":112,%s}" : "{%s,\"Status\":\"112\"}",
                       rows[i / 2].members);
        if (parse(&envelope, text, strlen(text), &offset) != QCC_OK || envelope.status != 112) {
            fail_msg("%s", rows[i / 2].what);
        }
    }
}

static void what_was_read_stays_after_a_failure(void **state)
{
    static const struct {
        const char *what, *rest;
        enum qcc_error error;
        unsigned status;
    } rows[] = {
        {"cut", ",\"Result\":\"htt", QCC_ERROR_JSON, 200},
        {"not JSON", ",}", QCC_ERROR_JSON, 200},
        {"two Results", ",\"Result\":\"a\",\"Result\":\"b\"}", QCC_ERROR_ENVELOPE, 200},
        {"two Statuses", ",\"Status\":200}", QCC_ERROR_ENVELOPE, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[200];
        struct qcc_envelope envelope;
        size_t offset;
        (void)snprintf(text, sizeof text,
                       "{\"Status\":200,\"Message\":\"m\",\"OrderNumber\":\"N1\"%s", rows[i].rest);
        if (parse(&envelope, text, strlen(text), &offset) != rows[i].error ||
            envelope.status != rows[i].status || strcmp(envelope.message, "m") != 0 ||
            strcmp(envelope.order_number, "N1") != 0) {
            fail_msg("%s", rows[i].what);
        }
    }
}

static void row_26_one_byte_order_mark_is_accepted_before_the_object(void **state)
{
    static const struct shape shapes[] = {
        {TEXT(MARK "{\"Status\":200,\"Result\":\"r\"}"), 200, "", "", QCC_RESULT_STRING, "r"},
        {TEXT(MARK " \n{\"Status\":200,\"Message\":\"" MARK "\"}"), 200, MARK, "", QCC_RESULT_NONE,
         NULL},
    };
    static const struct text texts[] = {
        TEXT(MARK MARK "{\"Status\":200}"),
        TEXT(" " MARK "{\"Status\":200}"),
        TEXT("{\"Status\":200}" MARK),
        TEXT("{" MARK "\"Status\":200}"),
        TEXT("\xEF\xBB{\"Status\":200}"),
        TEXT("\xEF\xBB\xBE{\"Status\":200}"),
        TEXT("\xEF\xBA\xBF{\"Status\":200}"),
        TEXT("\xEE\xBB\xBF{\"Status\":200}"),
        TEXT("\xEF{\"Status\":200}"),
        TEXT("\xFE\xFF{\"Status\":200}"),
        TEXT("\xFF\xFE{\"Status\":200}"),
        TEXT(MARK),
        TEXT("\xEF\xBB"),
    };
    (void)state;
    COMPARE(shapes);
    REFUSE(texts, QCC_ERROR_JSON);
}

/* {"Status":200,"Result":[[ .. ]]}, `depth` levels with the object. */
static enum qcc_error parse_depth(unsigned depth, struct qcc_envelope *envelope)
{
    static char text[256];
    static const char head[] = "{\"Status\":200,\"Result\":";
    size_t len = sizeof head - 1, offset;
    memcpy(text, head, len);
    memset(text + len, '[', depth - 1);
    memset(text + len + depth - 1, ']', depth - 1);
    len += 2 * (size_t)(depth - 1);
    text[len++] = '}';
    return parse(envelope, text, len, &offset);
}

static void row_26_nesting_of_8_and_of_32_levels_is_accepted_and_of_33_refused(void **state)
{
    struct qcc_envelope envelope;
    (void)state;
    assert_int_equal(parse_depth(8, &envelope), QCC_OK);
    assert_int_equal(envelope.raw.len, strlen("[[[[[[[]]]]]]]"));
    assert_int_equal(parse_depth(QCC_JSON_DEPTH_MAX, &envelope), QCC_OK);
    assert_int_equal(envelope.raw.len, 2 * (QCC_JSON_DEPTH_MAX - 1));
    assert_int_equal(parse_depth(QCC_JSON_DEPTH_MAX + 1, &envelope), QCC_ERROR_JSON_DEPTH);
    assert_int_equal(parse_depth(100, &envelope), QCC_ERROR_JSON_DEPTH);
    assert_int_equal(QCC_JSON_DEPTH_MAX, 32);
}

static void row_26_more_tokens_than_there_are_do_no_harm(void **state)
{
    static char text[8192];
    (void)state;
    for (unsigned shape = 0; shape < 4; shape++) {
        for (unsigned count = 0; count < 300; count += count < 40 ? 1 : 37) {
            unit_row("shape %u, %u members", shape, count);
            struct qcc_envelope envelope;
            size_t len, offset;
            const char *close = shape == 0 ? "" : shape == 1 ? "0]," : "\"\":0},";
            (void)snprintf(text, sizeof text, "{%s",
                           shape == 0   ? ""
                           : shape == 1 ? "\"Result\":["
                           : shape == 2 ? "\"Result\":{"
                                        : "\"x\":[],\"Result\":{");
            len = strlen(text);
            for (unsigned i = 0; i < count; i++) {
                (void)snprintf(text + len, sizeof text - len, "%s%u,",
                               shape == 1 ? "" : "\"k\":", i);
                len += strlen(text + len);
            }
            (void)snprintf(text + len, sizeof text - len, "%s\"Message\":\"m\",\"Status\":\"205\"}",
                           close);
            len += strlen(text + len);
            assert_int_equal(parse(&envelope, text, len, &offset), QCC_OK);
            assert_int_equal(envelope.status, 205);
            assert_string_equal(envelope.message, "m");
            assert_int_equal(envelope.result_kind, shape == 0 ? QCC_RESULT_NONE : QCC_RESULT_OTHER);
        }
    }
}

static void row_27_status_is_a_number_or_a_string_of_three_digits(void **state)
{
    (void)state;
    for (unsigned status = 100; status <= 999; status++) {
        for (unsigned i = 0; i < 3; i++) {
            unit_row("Status %u, form %u", status, i);
            struct qcc_envelope envelope;
            char text[64];
            size_t offset;
            int len = i == 0   ? snprintf(text, sizeof text, "{\"Status\":%u}", status)
                      : i == 1 ? snprintf(text, sizeof text, "{\"Status\":\"%u\"}", status)
                               : snprintf(text, sizeof text, "{\"Status\": %u ,\"a\":1}", status);
            assert_int_equal(parse(&envelope, text, (size_t)len, &offset), QCC_OK);
            assert_int_equal(envelope.status, status);
        }
    }
}

static void row_27_status_written_with_escapes_is_what_they_mean(void **state)
{
    static const struct shape shapes[] = {
        {TEXT("{\"Status\":\"\\u0032\\u0030\\u0030\"}"), 200, "", "", QCC_RESULT_NONE, NULL},
        {TEXT("{\"Status\":\"1\\u0031\\u0032\"}"), 112, "", "", QCC_RESULT_NONE, NULL},
    };
    (void)state;
    COMPARE(shapes);
}

static void row_27_any_other_status_is_refused(void **state)
{
    static const struct text texts[] = {
        TEXT("{}"),
        TEXT("{\"Message\":\"m\"}"),
        TEXT("{\"Result\":{\"Status\":200}}"),
        TEXT("{\"Status\":null}"),
        TEXT("{\"Status\":true}"),
        TEXT("{\"Status\":false}"),
        TEXT("{\"Status\":{}}"),
        TEXT("{\"Status\":{\"Status\":200}}"),
        TEXT("{\"Status\":[]}"),
        TEXT("{\"Status\":[200]}"),
        TEXT("{\"Status\":[2]}"),
        TEXT("{\"Status\":\"\"}"),
        TEXT("{\"Status\":\"0200\"}"),
        TEXT("{\"Status\":\"02\"}"),
        TEXT("{\"Status\":\"20\"}"),
        TEXT("{\"Status\":\"2000\"}"),
        TEXT("{\"Status\":\"099\"}"),
        TEXT("{\"Status\":\"000\"}"),
        TEXT("{\"Status\":\" 200\"}"),
        TEXT("{\"Status\":\"200 \"}"),
        TEXT("{\"Status\":\"20 \"}"),
        TEXT("{\"Status\":\"+20\"}"),
        TEXT("{\"Status\":\"-20\"}"),
        TEXT("{\"Status\":\"2.0\"}"),
        TEXT("{\"Status\":\"2e2\"}"),
        TEXT("{\"Status\":\"0xC\"}"),
        TEXT("{\"Status\":\"2/0\"}"),
        TEXT("{\"Status\":\"2:0\"}"),
        TEXT("{\"Status\":\"abc\"}"),
        TEXT("{\"Status\":\"\\n0\"}"),
        TEXT("{\"Status\":\"20\\u0030\\u0030\"}"),
        TEXT("{\"Status\":\"\xEF\xBC\x92\"}"),
        TEXT("{\"Status\":\"\xEF\xBC\x92\xEF\xBC\x90\xEF\xBC\x90\"}"),
        TEXT("{\"Status\":\"\xD9\xA2\xD9\xA0\xD9\xA0\"}"),
        TEXT("{\"Status\":\"\\u0662\\u0660\\u0660\"}"),
        TEXT("{\"Status\":0}"),
        TEXT("{\"Status\":20}"),
        TEXT("{\"Status\":2000}"),
        TEXT("{\"Status\":-200}"),
        TEXT("{\"Status\":-20}"),
        TEXT("{\"Status\":200.0}"),
        TEXT("{\"Status\":2.0}"),
        TEXT("{\"Status\":2e2}"),
        TEXT("{\"Status\":0e0}"),
        TEXT("{\"Status\":2E2}"),
        TEXT("{\"Status\":4294967496}"),
        TEXT("{\"Status\":65736}"),
        TEXT("{\"Status\":18446744073709551816}"),
    };
    (void)state;
    REFUSE(texts, QCC_ERROR_ENVELOPE);
}

static void row_27_a_status_of_300_digits_is_refused(void **state)
{
    char text[400];
    (void)state;
    for (unsigned quoted = 0; quoted < 2; quoted++) {
        unit_row("quoted %u", quoted);
        struct qcc_envelope envelope;
        size_t offset, len = strlen("{\"Status\":");
        memcpy(text, "{\"Status\":", len);
        if (quoted) {
            text[len++] = '"';
        }
        memset(text + len, '2', 300);
        len += 300;
        if (quoted) {
            text[len++] = '"';
        }
        text[len++] = '}';
        assert_int_equal(parse(&envelope, text, len, &offset), QCC_ERROR_ENVELOPE);
    }
}

/* {"Status":200,"<name>":"<unit> .. <unit><tail>"} */
static enum qcc_error parse_long(struct qcc_envelope *envelope, const char *name, const char *unit,
                                 size_t count, const char *tail)
{
    static char text[65536];
    size_t len, offset;
    (void)snprintf(text, sizeof text, "{\"Status\":200,\"%s\":\"", name);
    len = strlen(text);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + len, unit, strlen(unit));
        len += strlen(unit);
    }
    (void)snprintf(text + len, sizeof text - len, "%s\"}", tail);
    return parse(envelope, text, len + strlen(text + len), &offset);
}

static void row_28_a_result_longer_than_its_place_is_its_own_error(void **state)
{
    struct qcc_envelope envelope;
    const size_t most = QCC_RESULT_SIZE - 1;
    (void)state;
    for (size_t len = most - 5; len <= most; len++) {
        unit_row("%zu bytes", len);
        assert_int_equal(parse_long(&envelope, "Result", "r", len, ""), QCC_OK);
        assert_int_equal(envelope.result_len, len);
        assert_int_equal(envelope.raw.len, len + 2);
    }
    assert_int_equal(parse_long(&envelope, "Result", "r", most + 1, ""), QCC_ERROR_RESULT_TOO_LONG);
    assert_int_equal(parse_long(&envelope, "Result", "r", 9000, ""), QCC_ERROR_RESULT_TOO_LONG);
    assert_int_equal(parse_long(&envelope, "Result", "r", 60000, ""), QCC_ERROR_RESULT_TOO_LONG);
    /* written with escapes it is longer than it is */
    assert_int_equal(parse_long(&envelope, "Result", "\\u0072", most, ""), QCC_OK);
    assert_int_equal(envelope.result_len, most);
    assert_int_equal(parse_long(&envelope, "Result", "\\/", most + 1, ""),
                     QCC_ERROR_RESULT_TOO_LONG);
    assert_int_equal(parse_long(&envelope, "Result", "r", most - 1, "\xC3\xA9"),
                     QCC_ERROR_RESULT_TOO_LONG);
}

static void row_28_an_order_number_longer_than_its_place_is_cut_and_flagged(void **state)
{
    struct qcc_envelope envelope;
    const size_t most = QCC_ORDER_NUMBER_SIZE - 1;
    (void)state;
    for (size_t len = most - 5; len <= most; len++) {
        unit_row("%zu bytes", len);
        assert_int_equal(parse_long(&envelope, "OrderNumber", "9", len, ""), QCC_OK);
        assert_int_equal(envelope.order_number_len, len);
    }
    assert_false(envelope.order_number_cut);
    for (size_t len = most + 1; len < 9000; len += 1000) {
        unit_row("%zu bytes", len);
        assert_int_equal(parse_long(&envelope, "OrderNumber", "9", len, ""), QCC_OK);
        assert_int_equal(envelope.order_number_len, most);
        assert_true(envelope.order_number_cut);
    }
}

static void row_28_a_message_longer_than_its_place_is_cut_at_a_character_and_flagged(void **state)
{
    static const char *const units[] = {"m", "\xC3\xA9", "\xE6\x9F\xA5", "\xF0\x9F\x98\x80"};
    static const char *const escapes[] = {"\\u006D", "\\u00e9", "\\u67E5", "\\ud83d\\ude00"};
    const size_t most = QCC_MESSAGE_SIZE - 1;
    (void)state;
    for (size_t i = 0; i < COUNT(units); i++) {
        for (size_t count = 0; count < 2 * most; count++) {
            struct qcc_envelope a, b;
            size_t size = i + 1, fit = count * size <= most ? count : most / size;
            assert_int_equal(parse_long(&a, "Message", units[i], count, ""), QCC_OK);
            assert_int_equal(parse_long(&b, "Message", escapes[i], count, ""), QCC_OK);
            if (a.message_len != fit * size || a.message_cut != (fit < count) ||
                b.message_cut != (fit < count) || strcmp(a.message, b.message) != 0) {
                fail_msg("%zu of %s: %s, %s", count, escapes[i], a.message, b.message);
            }
            for (size_t k = 0; k < fit; k++) {
                assert_memory_equal(a.message + k * size, units[i], size);
            }
        }
    }
}

static void row_28_nothing_after_the_cut_is_put_though_it_would_fit(void **state)
{
    struct qcc_envelope envelope;
    (void)state;
    assert_int_equal(parse_long(&envelope, "Message", "m", QCC_MESSAGE_SIZE - 2, "\xE6\x9F\xA5z"),
                     QCC_OK);
    assert_true(envelope.message_cut);
    assert_int_equal(envelope.message_len, QCC_MESSAGE_SIZE - 2);
    assert_int_equal(envelope.message[QCC_MESSAGE_SIZE - 3], 'm');
}

static void row_29_only_members_at_depth_1_count(void **state)
{
    static const struct shape shapes[] = {
        {TEXT("{\"Result\":{\"Status\":\"" IN_BUSINESS "\"},\"Status\":\"200\"}"), 200, "", "",
         QCC_RESULT_OTHER, "{\"Status\":\"" IN_BUSINESS "\"}"},
        {TEXT("{\"Result\":{\"Status\":\"201\",\"Status\":\"202\","
              "\"Message\":1},\"Status\":\"200\"}"),
         200, "", "", QCC_RESULT_OTHER, "{\"Status\":\"201\",\"Status\":\"202\",\"Message\":1}"},
        {TEXT("{\"Result\":[[{\"Status\":\"201\"}],{\"Result\":\"x\"}],\"Status\":\"200\"}"), 200,
         "", "", QCC_RESULT_OTHER, "[[{\"Status\":\"201\"}],{\"Result\":\"x\"}]"},
        {TEXT("{\"Status\":\"200\",\"Result\":{\"Status\":\"201\"}}"), 200, "", "",
         QCC_RESULT_OTHER, "{\"Status\":\"201\"}"},
        {TEXT("{\"x\":{\"Status\":\"201\",\"Result\":\"no\","
              "\"OrderNumber\":\"no\"},\"Status\":\"200\","
              "\"Result\":\"yes\"}"),
         200, "", "", QCC_RESULT_STRING, "yes"},
        {TEXT("{\"Result\":\"\\\"Status\\\":\\\"201\\\"\",\"Status\":\"200\"}"), 200, "", "",
         QCC_RESULT_STRING, "\"Status\":\"201\""},
        {TEXT("{\"x\":\"Status\",\"Status\":\"200\",\"y\":\"Result\"}"), 200, "", "",
         QCC_RESULT_NONE, NULL},
        {TEXT("{\"x\":[\"Status\",\"201\"],\"Status\":\"200\"}"), 200, "", "", QCC_RESULT_NONE,
         NULL},
    };
    static const struct text texts[] = {
        TEXT("{\"Result\":{\"Status\":\"200\"}}"),
        TEXT("{\"Result\":[{\"Status\":\"200\"}],\"Message\":\"m\"}"),
        TEXT("{\"x\":\"Status\",\"y\":\"200\"}"),
    };
    (void)state;
    COMPARE(shapes);
    REFUSE(texts, QCC_ERROR_ENVELOPE);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_that_was_seen_is_read),
        cmocka_unit_test(shapes_that_are_possible_are_read),
        cmocka_unit_test(names_that_only_resemble_are_others),
        cmocka_unit_test(members_that_are_not_read_may_be_anything_and_come_twice),
        cmocka_unit_test(every_shape_is_refused_when_cut_short),
        cmocka_unit_test(every_shape_survives_each_of_its_bytes_being_changed),
        cmocka_unit_test(the_offset_is_where_it_was_decided_or_may_be_null),
        cmocka_unit_test(an_empty_body_is_refused),
        cmocka_unit_test(row_26_each_kind_of_bad_json_is_refused),
        cmocka_unit_test(row_26_duplicates_of_members_that_matter_are_refused),
        cmocka_unit_test(row_26_a_message_or_an_order_number_of_a_wrong_type_is_empty),
        cmocka_unit_test(row_28_no_other_member_masks_a_status_that_is_not_200),
        cmocka_unit_test(what_was_read_stays_after_a_failure),
        cmocka_unit_test(row_26_one_byte_order_mark_is_accepted_before_the_object),
        cmocka_unit_test(row_26_nesting_of_8_and_of_32_levels_is_accepted_and_of_33_refused),
        cmocka_unit_test(row_26_more_tokens_than_there_are_do_no_harm),
        cmocka_unit_test(row_27_status_is_a_number_or_a_string_of_three_digits),
        cmocka_unit_test(row_27_status_written_with_escapes_is_what_they_mean),
        cmocka_unit_test(row_27_any_other_status_is_refused),
        cmocka_unit_test(row_27_a_status_of_300_digits_is_refused),
        cmocka_unit_test(row_28_a_result_longer_than_its_place_is_its_own_error),
        cmocka_unit_test(row_28_an_order_number_longer_than_its_place_is_cut_and_flagged),
        cmocka_unit_test(row_28_a_message_longer_than_its_place_is_cut_at_a_character_and_flagged),
        cmocka_unit_test(row_28_nothing_after_the_cut_is_put_though_it_would_fit),
        cmocka_unit_test(row_29_only_members_at_depth_1_count),
    };
    return unit_run(tests, argc, argv);
}
