/* test_deadline.c - the gate that each step passes, across the wrap of the clock.
 * SPDX-License-Identifier: MIT */
#include "qcc_scripted.h"
#include "service/deadline.h"
#include "unit.h"

static struct qcc_scripted scripted;
static struct qcc_port port;
static struct qcc_config config;
static struct qcc_client client;

static void set_up(uint32_t now_ms, uint32_t timeout_ms)
{
    memset(&scripted, 0, sizeof scripted);
    memset(&client, 0, sizeof client);
    scripted.now_ms = now_ms;
    port = qcc_scripted_port(&scripted);
    config.port = &port;
    config.timeout_ms = timeout_ms;
    client.config = &config;
    qcc_deadline_set(&client);
}

static void row_21_the_gate_is_open_until_the_deadline_wherever_the_clock_stands(void **state)
{
    static const uint32_t starts[] = {0, 1, 0x7ffffff0, 0x80000000, 0xfffffff0, 0xffffffff};
    static const uint32_t timeouts[] = {1, 2, 1000, QCC_TIMEOUT_MAX_MS};
    (void)state;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        for (size_t k = 0; k < sizeof timeouts / sizeof timeouts[0]; k++) {
            unit_row("from %lu for %lu ms", (unsigned long)starts[i], (unsigned long)timeouts[k]);
            uint32_t left_ms = 0;
            set_up(starts[i], timeouts[k]);
            assert_int_equal(qcc_deadline_pass(&client, &left_ms), QCC_OK);
            assert_int_equal(left_ms, timeouts[k]);
            scripted.now_ms = starts[i] + timeouts[k] - 1;
            assert_int_equal(qcc_deadline_pass(&client, &left_ms), QCC_OK);
            assert_int_equal(left_ms, 1);
            scripted.now_ms = starts[i] + timeouts[k];
            assert_int_equal(qcc_deadline_pass(&client, &left_ms), QCC_ERROR_DEADLINE);
            scripted.now_ms = starts[i] + timeouts[k] + 1000;
            assert_int_equal(qcc_deadline_pass(&client, &left_ms), QCC_ERROR_DEADLINE);
            assert_int_equal(qcc_deadline_left_ms(&client), 0);
        }
    }
}

static void a_cancel_comes_before_the_deadline(void **state)
{
    uint32_t left_ms;
    (void)state;
    set_up(0, 10);
    client.canceled = true;
    assert_int_equal(qcc_deadline_pass(&client, &left_ms), QCC_ERROR_CANCELED);
    scripted.now_ms = 100;
    assert_int_equal(qcc_deadline_pass(&client, &left_ms), QCC_ERROR_CANCELED);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_21_the_gate_is_open_until_the_deadline_wherever_the_clock_stands),
        cmocka_unit_test(a_cancel_comes_before_the_deadline),
    };
    return unit_run(tests, argc, argv);
}
