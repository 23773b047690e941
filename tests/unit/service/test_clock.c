/* test_clock.c - what time it is: the port's clock and the client's offset.
 * SPDX-License-Identifier: MIT */
#include "qcc/memory.h"
#include "qcc/snapshot.h"
#include "qcc_scripted.h"
#include "service/clock.h"
#include "unit.h"

static struct qcc_scripted scripted;
static struct qcc_port port;
static struct qcc_config config;
static struct qcc_client client;

static void set_up(void)
{
    static struct qcc_span secret = QCC_SPAN("not-a-real-secret");
    memset(&scripted, 0, sizeof scripted);
    port = qcc_scripted_port(&scripted);
    config = (struct qcc_config){
        .base_url = "http://service.test",
        .key = "not-a-real-key",
        .signer = qcc_signer_md5(&secret),
        .port = &port,
        .timeout_ms = 1000,
        .allow_plain_http = true,
    };
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
}

static void row_04_a_clock_that_stands_before_the_build_is_not_set(void **state)
{
    static const struct {
        int64_t unix_time_s;
        enum qcc_error error;
    } rows[] = {
        {-1, QCC_ERROR_CLOCK},         {0, QCC_ERROR_CLOCK}, {1, QCC_ERROR_CLOCK},
        {1500000000, QCC_ERROR_CLOCK}, {4102444800, QCC_OK}, {INT64_MAX, QCC_OK},
    };
    (void)state;
    set_up();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%lld", (long long)rows[i].unix_time_s);
        int64_t now_s;
        scripted.unix_time_s = rows[i].unix_time_s;
        scripted.clock_reads = 0;
        assert_int_equal(qcc_clock_read(&client, &now_s), rows[i].error);
        assert_int_equal(now_s, rows[i].unix_time_s);
        assert_int_equal(scripted.clock_reads, 1);
    }
}

static void the_offset_is_added_to_the_clock(void **state)
{
    static const struct {
        int64_t unix_time_s, offset_s, now_s;
        enum qcc_error error;
    } rows[] = {
        {4102444800, 0, 4102444800, QCC_OK},
        {4102444800, 7, 4102444807, QCC_OK},
        {4102444800, -7, 4102444793, QCC_OK},
        {12, 4102444800, 4102444812, QCC_OK}, /* a device that counts from its start */
        {4102444800, -4102444800, 0, QCC_ERROR_CLOCK},
        {INT64_MAX, 1, INT64_MIN, QCC_ERROR_CLOCK},
    };
    (void)state;
    set_up();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t now_s;
        unit_row("round %d", (int)i);
        scripted.unix_time_s = rows[i].unix_time_s;
        assert_int_equal(qcc_clock_set_offset(&client, rows[i].offset_s), QCC_OK);
        assert_int_equal(qcc_clock_offset(&client), rows[i].offset_s);
        assert_int_equal(qcc_clock_read(&client, &now_s), rows[i].error);
        assert_int_equal(now_s, rows[i].now_s);
    }
}

/* It was learned while there was no clock; then somebody has set that. */
static void an_offset_of_no_clock_is_left_out_once_there_is_one(void **state)
{
    int64_t now_s;
    (void)state;
    set_up();
    scripted.unix_time_s = 100;
    assert_int_equal(qcc_clock_set_offset(&client, 4102444700), QCC_OK);
    assert_int_equal(qcc_clock_read(&client, &now_s), QCC_OK);
    assert_int_equal(now_s, 4102444800);
    scripted.unix_time_s = 4102444900;
    assert_int_equal(qcc_clock_read(&client, &now_s), QCC_OK);
    assert_int_equal(now_s, 4102444900);
    assert_int_equal(qcc_clock_offset(&client), 0);
    qcc_client_close(&client);
    assert_int_equal(qcc_clock_offset(&client), 0);
}

static void an_offset_is_taken_between_jobs_only(void **state)
{
    static struct qcc_client unset;
    (void)state;
    set_up();
    assert_int_equal(qcc_clock_offset(&client), 0);
    assert_int_equal(qcc_clock_set_offset(&unset, 5), QCC_ERROR_STATE);
    scripted.unix_time_s = 4102444800;
    assert_int_equal(qcc_snapshot_start(&client, "91440300708461136T"), QCC_OK);
    assert_int_equal(qcc_clock_set_offset(&client, 5), QCC_ERROR_STATE);
    qcc_client_cancel(&client);
    assert_int_equal(qcc_client_run(&client), QCC_ERROR_CANCELED);
    assert_int_equal(qcc_clock_offset(&client), 0);
    assert_int_equal(qcc_clock_set_offset(&client, 5), QCC_OK);
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    assert_int_equal(qcc_clock_offset(&client), 0);
}

static void the_report_says_what_the_call_takes_the_time_for(void **state)
{
    (void)state;
    set_up();
    scripted.unix_time_s = 4102444800;
    assert_int_equal(qcc_clock_set_offset(&client, -4102444795), QCC_OK);
    assert_int_equal(qcc_snapshot_start(&client, "91440300708461136T"), QCC_ERROR_CLOCK);
    assert_int_equal(client.report.now_s, 5);
    assert_int_equal(client.report.clock_offset_s, -4102444795);
    assert_false(client.report.clock_learned);
    assert_int_equal(qcc_clock_set_offset(&client, 9), QCC_OK);
    assert_int_equal(qcc_snapshot_get(&client, "91440300708461136T"), QCC_ERROR_CONNECT);
    assert_int_equal(client.report.now_s, 4102444809);
    assert_int_equal(client.report.clock_offset_s, 9);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_04_a_clock_that_stands_before_the_build_is_not_set),
        cmocka_unit_test(the_offset_is_added_to_the_clock),
        cmocka_unit_test(an_offset_of_no_clock_is_left_out_once_there_is_one),
        cmocka_unit_test(an_offset_is_taken_between_jobs_only),
        cmocka_unit_test(the_report_says_what_the_call_takes_the_time_for),
    };
    qcc_memory_remove(); /* mbedTLS's TLS 1.3 needs the module to be linked */
    return unit_run(tests, argc, argv);
}
