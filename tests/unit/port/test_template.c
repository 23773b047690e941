/* test_template.c - the template port links, and fails closed.
 * SPDX-License-Identifier: MIT */
#include "qcc_template.h"

#include "qcc/qcc.h"
#include "unit.h"

static void a_client_over_the_template_says_what_is_missing(void **state)
{
    static struct qcc_client client;
    static struct qcc_template platform;
    static uint8_t arena[4096];
    struct qcc_span secret = QCC_SPAN("not-a-real-secret");
    struct qcc_port port = qcc_template_port(&platform);
    const struct qcc_config config = {
        .base_url = "http://service.test",
        .key = "not-a-real-key",
        .signer = qcc_signer_md5(&secret),
        .port = &port,
        .timeout_ms = 1000,
        .allow_plain_http = true,
    };
    (void)state;
    assert_int_equal(qcc_memory_install(arena, sizeof arena, &port), QCC_OK);
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    assert_int_equal(qcc_snapshot_start(&client, "91440300708461136T"), QCC_ERROR_CLOCK);
    assert_int_equal(qcc_snapshot_get(&client, "91440300708461136T"), QCC_ERROR_NO_WAIT);
    qcc_client_close(&client);
    qcc_memory_remove();
}

static void each_function_of_the_template_fails_closed(void **state)
{
    static struct qcc_template platform;
    struct qcc_port port = qcc_template_port(&platform);
    uint8_t bytes[4] = {0};
    size_t moved = 0;
    (void)state;
    assert_int_equal(
        port.connect(port.context, &(struct qcc_target){"service.test", 443, 10000, false}),
        QCC_IO_FAILED);
    assert_int_equal(port.send(port.context, bytes, sizeof bytes, &moved), QCC_IO_FAILED);
    assert_int_equal(port.receive(port.context, bytes, sizeof bytes, &moved), QCC_IO_FAILED);
    assert_int_equal(moved, 0);
    assert_int_equal(port.unix_time_s(port.context), 0);
    assert_int_equal(port.now_ms(port.context), 0);
    assert_false(port.entropy(port.context, bytes, sizeof bytes));
    port.close(port.context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_over_the_template_says_what_is_missing),
        cmocka_unit_test(each_function_of_the_template_fails_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
