/* test_range.c - Content-Range, compared with what was asked for. test_response.c has the same
 * through the reader, in every cut.
 * SPDX-License-Identifier: MIT */
#include "http/range.h"
#include "unit.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

struct row {
    const char *value;
    uint32_t first;    /* asked for */
    uint32_t complete; /* known before */
    int64_t length;    /* Content-Length; -1 for none */
    bool taken;
    uint32_t last; /* where it is taken: what is known after */
    uint32_t complete_after;
};

static struct qcc_field field;
static struct qcc_range range;
static uint8_t place[QCC_CONTENT_RANGE_SIZE];

static void begin(const char *value, uint32_t first, uint32_t complete)
{
    const size_t len = strlen(value);

    assert_true(len <= sizeof place);
    memset(&field, 1, sizeof field); /* a flag that is not 0 or 1 is neither */
    memset(&range, 1, sizeof range);
    qcc_range_begin(&range, &field, place, first, complete);
    memcpy(place, value, len);
    field.len = (uint16_t)len;
    field.present = true;
}

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct row *row = &rows[i];
        enum qcc_error outcome;

        begin(row->value, row->first, row->complete);
        outcome = qcc_range_judge(&range, 206, row->length >= 0,
                                  row->length >= 0 ? (uint32_t)row->length : 0);
        if (outcome != (row->taken ? QCC_OK : QCC_ERROR_CONTENT_RANGE) || range.last != row->last ||
            range.complete != row->complete_after) {
            fail_msg("%s: outcome %d, last %u, complete %u", row->value, outcome,
                     (unsigned)range.last, (unsigned)range.complete);
        }
        assert_int_equal(range.first, row->first);
        assert_false(range.whole);
    }
}

static void a_range_begins_with_an_entry_for_content_range(void **state)
{
    (void)state;
    memset(&field, 1, sizeof field); /* a flag that is not 0 or 1 is neither */
    memset(&range, 1, sizeof range);
    qcc_range_begin(&range, &field, place, 7, 9);
    assert_string_equal(field.name, "content-range");
    assert_ptr_equal(field.value, place);
    assert_int_equal(field.cap, sizeof place);
    assert_int_equal(field.len, 0);
    assert_false(field.present);
    assert_false(field.repeated);
    assert_int_equal(range.first, 7);
    assert_int_equal(range.complete, 9);
    assert_int_equal(range.last, 0);
    assert_false(range.whole);
    assert_int_equal(strlen("bytes 999999999-999999999/999999999"), QCC_CONTENT_RANGE_SIZE);
}

static void a_part_that_begins_where_it_was_asked_is_taken(void **state)
{
    static const struct row rows[] = {
        {"bytes 0-0/1", 0, 0, 1, true, 0, 1},
        {"bytes 0-0/1", 0, 1, -1, true, 0, 1},
        {"bytes 0-4/*", 0, 0, 5, true, 4, 0},
        {"bytes 10-14/15", 10, 0, 5, true, 14, 15},
        {"bytes 10-14/15", 10, 15, 5, true, 14, 15},
        {"bytes 10-12/15", 10, 15, -1, true, 12, 15}, /* the server may send less */
        {"bytes 10-12/15", 10, 15, 3, true, 12, 15},
        {"BYTES 10-14/15", 10, 15, 5, true, 14, 15},
        {"bytes 0010-0014/0015", 10, 15, 5, true, 14, 15},
        {"bytes 999999997-999999998/999999999", 999999997, 0, 2, true, 999999998, 999999999},
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void a_part_that_is_another_or_none_is_refused(void **state)
{
    static const struct row rows[] = {
        {"bytes 9-14/15", 10, 15, -1, false, 0, 15},  {"bytes 11-14/15", 10, 15, -1, false, 0, 15},
        {"bytes 10-9/15", 10, 15, -1, false, 0, 15},  {"bytes 10-15/15", 10, 15, -1, false, 0, 15},
        {"bytes 10-15/15", 10, 0, -1, false, 0, 0},   {"bytes 10-14/16", 10, 15, -1, false, 0, 15},
        {"bytes 10-13/14", 10, 15, -1, false, 0, 15}, {"bytes 10-14/*", 10, 15, -1, false, 0, 15},
        {"bytes 10-14/15", 10, 15, 4, false, 0, 15},  {"bytes 10-14/15", 10, 15, 6, false, 0, 15},
        {"bytes 10-14/15", 10, 15, 0, false, 0, 15},  {"bytes 0-0/0", 0, 0, -1, false, 0, 0},
        {"bytes */15", 10, 15, -1, false, 0, 15},
    };

    (void)state;
    check(rows, COUNT(rows));
}

static void a_content_range_that_is_malformed_is_refused(void **state)
{
    static const char *const values[] = {
        "",
        "bytes",
        "bytes ",
        "bytes 10",
        "bytes 10-",
        "bytes 10-14",
        "bytes 10-14/",
        "bytes -14/15",
        "bytes 10-/15",
        "bytes 10/15",
        "bytes 10-14-15",
        "bytes 10-14/15 ",
        "bytes 10-14/15x",
        "bytes 10-14/15/16",
        "bytes 10-14/**",
        "bytes 10-14/*5",
        "bytes 10-14/x",
        "bytes  10-14/15",
        "bytes\t10-14/15",
        "bytes 10 -14/15",
        "bytes 10- 14/15",
        "bytes 10-14 /15",
        "bytes=10-14/15",
        "bytes10-14/15",
        "octets 10-14/15",
        "bytes +10-14/15",
        "bytes 0xa-14/15",
        "bytes a-e/f",
        "bytes 10-14/15, bytes 10-14/15",
        "bytes 0000000010-14/15",
        "bytes 10-0000000014/15",
        "bytes 10-14/0000000015",
        "bytes 4294967306-14/15",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        begin(values[i], 10, 15);
        if (qcc_range_judge(&range, 206, false, 0) != QCC_ERROR_CONTENT_RANGE) {
            fail_msg("taken: %s", values[i]);
        }
    }
}

static void a_content_range_has_to_be_there_once(void **state)
{
    (void)state;
    begin("bytes 10-14/15", 10, 15);
    field.present = false;
    assert_int_equal(qcc_range_judge(&range, 206, true, 5), QCC_ERROR_CONTENT_RANGE);
    begin("bytes 10-14/15", 10, 15);
    field.repeated = true;
    assert_int_equal(qcc_range_judge(&range, 206, true, 5), QCC_ERROR_CONTENT_RANGE);
}

static void only_a_206_is_judged_by_its_content_range(void **state)
{
    static const struct {
        uint16_t http_status;
        int outcome;
        bool whole;
    } rows[] = {
        {200, QCC_OK, true},  {201, QCC_OK, false}, {302, QCC_OK, false},
        {404, QCC_OK, false}, {415, QCC_OK, false}, {416, QCC_ERROR_CONTENT_RANGE, false},
        {417, QCC_OK, false}, {503, QCC_OK, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        begin("nonsense", 10, 15);
        if ((int)qcc_range_judge(&range, rows[i].http_status, true, 1) != rows[i].outcome ||
            range.whole != rows[i].whole) {
            fail_msg("status %u", rows[i].http_status);
        }
        assert_int_equal(range.last, 0);
        assert_int_equal(range.complete, 15);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_begins_with_an_entry_for_content_range),
        cmocka_unit_test(a_part_that_begins_where_it_was_asked_is_taken),
        cmocka_unit_test(a_part_that_is_another_or_none_is_refused),
        cmocka_unit_test(a_content_range_that_is_malformed_is_refused),
        cmocka_unit_test(a_content_range_has_to_be_there_once),
        cmocka_unit_test(only_a_206_is_judged_by_its_content_range),
    };

    return unit_run(tests, argc, argv);
}
