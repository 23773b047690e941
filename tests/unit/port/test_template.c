/* test_template.c - the template port links, and fails closed.
 * SPDX-License-Identifier: MIT */
#include "qcc_template.h"

#include "qcc/qcc.h"
#include "unit.h"

static uint32_t now_ms(void *context)
{
    return *(const uint32_t *)context;
}

static int64_t unix_time_s(void *context)
{
    return *(const uint32_t *)context;
}

static bool entropy(void *context, uint8_t *data, size_t len)
{
    memset(data, (int)*(const uint32_t *)context, len);
    return true;
}

static void a_client_over_the_template_says_what_is_missing(void **state)
{
    static struct qcc_client client;
    static struct qcc_template stream;
    static uint8_t arena[4096];
    enum qcc_error outcome = QCC_PENDING;
    uint32_t now = 0;
    const struct qcc_platform platform = {&now, now_ms, unix_time_s, entropy};
    struct qcc_span secret = QCC_SPAN("not-a-real-secret");
    struct qcc_port port = qcc_template_port(&stream, &platform);
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
    now = 2000000000;
    assert_int_equal(qcc_snapshot_start(&client, "91440300708461136T"), QCC_OK);
    for (int i = 0; i < 10 && outcome == QCC_PENDING; i++) {
        outcome = qcc_client_step(&client);
    }
    assert_int_equal(outcome, QCC_ERROR_CONNECT);
    qcc_client_close(&client);
    qcc_memory_remove();
}

static void each_function_of_the_template_fails_closed(void **state)
{
    static struct qcc_template stream;
    static const struct qcc_platform platform = {NULL, now_ms, unix_time_s, entropy};
    struct qcc_port port = qcc_template_port(&stream, &platform);
    uint8_t bytes[4] = {0};
    size_t moved = 0;
    (void)state;
    assert_int_equal(
        port.connect(port.context, &(struct qcc_target){"service.test", 443, 10000, false}),
        QCC_IO_FAILED);
    assert_int_equal(
        port.connect(port.context, &(struct qcc_target){"service.test", 443, 10000, true}),
        QCC_IO_REFUSED);
    assert_int_equal(port.send(port.context, bytes, sizeof bytes, &moved), QCC_IO_FAILED);
    assert_int_equal(port.receive(port.context, bytes, sizeof bytes, &moved), QCC_IO_FAILED);
    assert_int_equal(moved, 0);
    port.close(port.context);
}

static void clocks_and_entropy_are_the_platforms(void **state)
{
    static struct qcc_template stream;
    uint32_t now = 7;
    const struct qcc_platform platform = {&now, now_ms, unix_time_s, entropy};
    const struct qcc_port port = qcc_template_port(&stream, &platform);
    uint8_t byte = 0;
    (void)state;
    assert_int_equal(port.now_ms(port.context), 7);
    now = 8;
    assert_int_equal(port.unix_time_s(port.context), 8);
    assert_true(port.entropy(port.context, &byte, 1));
    assert_int_not_equal(byte, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_over_the_template_says_what_is_missing),
        cmocka_unit_test(each_function_of_the_template_fails_closed),
        cmocka_unit_test(clocks_and_entropy_are_the_platforms),
    };
    return unit_run(tests, argc, argv);
}
