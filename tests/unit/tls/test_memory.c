/* test_memory.c - mbedTLS's allocator out of the installed arena: what it gives, counts and
 * refuses. SPDX-License-Identifier: MIT */
#include "qcc/memory.h"
#include "unit.h"

#include <mbedtls/platform.h>
#if defined(MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG)
#include <psa/crypto.h>
#endif

#if defined(MBEDTLS_THREADING_C)
#include <pthread.h>
#endif

#define SIZE 8192

static uint8_t memory[SIZE];

static bool no_entropy(void *context, uint8_t *data, size_t len)
{
    (void)context;
    (void)data;
    (void)len;
    return false;
}

static const struct qcc_port port = {.entropy = no_entropy};

static int set_up(void **state)
{
    (void)state;
    return qcc_memory_install(memory, sizeof memory, &port) == QCC_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    qcc_memory_remove();
    return 0;
}

static void what_is_missing_or_too_small_is_refused(void **state)
{
    static const struct qcc_port without_entropy = {.context = NULL};
    const struct {
        uint8_t *arena;
        size_t size;
        const struct qcc_port *port;
        enum qcc_error error;
    } rows[] = {
        {NULL, SIZE, &port, QCC_ERROR_CONFIG},
        {memory, SIZE, NULL, QCC_ERROR_CONFIG},
        {memory, SIZE, &without_entropy, QCC_ERROR_CONFIG},
        {memory, 0, &port, QCC_ERROR_ARENA},
        {memory, 1023, &port, QCC_ERROR_ARENA},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%zu: %s", i, qcc_error_name(rows[i].error));
        assert_int_equal(qcc_memory_install(rows[i].arena, rows[i].size, rows[i].port),
                         rows[i].error);
        assert_null(mbedtls_calloc(1, 1));
    }
}

static void a_second_installation_waits_for_the_removal_of_the_first(void **state)
{
    (void)state;
    void *ptr = mbedtls_calloc(1, 100);
    assert_int_equal(qcc_memory_install(memory, sizeof memory, &port), QCC_ERROR_STATE);
    assert_true(qcc_memory_used() >= 100);
    mbedtls_free(ptr);
    qcc_memory_remove();
    assert_int_equal(qcc_memory_install(memory, sizeof memory, &port), QCC_OK);
}

static void mbedtls_allocates_within_the_arena_and_is_counted(void **state)
{
    (void)state;
    uint8_t *ptr = mbedtls_calloc(10, 100);
    assert_true(ptr > memory && ptr + 1000 <= memory + sizeof memory);
    size_t used = qcc_memory_used();
    assert_true(used >= 1000 && used <= 1000 + 2 * sizeof(int64_t));
    assert_int_equal(qcc_memory_peak(false), used);
    mbedtls_free(ptr);
    mbedtls_free(NULL);
    assert_int_equal(qcc_memory_used(), 0);
    assert_int_equal(qcc_memory_peak(false), used);
    assert_int_equal(qcc_memory_peak(true), used);
    assert_int_equal(qcc_memory_peak(false), 0);
}

static void a_product_of_count_and_size_that_overflows_is_refused(void **state)
{
    static const struct {
        size_t count, size;
        bool given;
    } rows[] = {
        {SIZE_MAX / 2 + 1, 2, false},
        {2, SIZE_MAX / 2 + 1, false},
        {SIZE_MAX / 16 + 2, 16, false},
        {SIZE_MAX, SIZE_MAX, false},
        {1, SIZE_MAX, false},
        {SIZE_MAX, 1, false},
        {1, SIZE, false},
        {0, SIZE_MAX, true},
        {SIZE_MAX, 0, true},
        {3, 50, true},
    };
    size_t refusals = 0;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%zu of %zu bytes", rows[i].count, rows[i].size);
        void *ptr = mbedtls_calloc(rows[i].count, rows[i].size);
        assert_true((ptr != NULL) == rows[i].given);
        refusals += ptr == NULL;
        assert_int_equal(qcc_memory_refusals(), refusals);
        mbedtls_free(ptr);
    }
}

static void row_06_a_refusal_is_seen_and_the_next_allocation_works(void **state)
{
    void *given[SIZE / 400];
    (void)state;
    for (size_t round = 1; round <= 3; round++) {
        unit_row("round %zu", round);
        size_t n = 0;
        while ((given[n] = mbedtls_calloc(1, 500)) != NULL) {
            n++;
        }
        assert_true(n >= 15);
        assert_int_equal(qcc_memory_refusals(), round);
        (void)qcc_memory_peak(true);
        assert_int_equal(qcc_memory_refusals(), round);
        while (n > 0) {
            mbedtls_free(given[--n]);
        }
        assert_int_equal(qcc_memory_used(), 0);
    }
    qcc_memory_remove();
    assert_int_equal(qcc_memory_install(memory, sizeof memory, &port), QCC_OK);
    assert_int_equal(qcc_memory_refusals(), 0);
}

static void the_removal_overwrites_the_arena_and_refuses_what_comes_after(void **state)
{
    (void)state;
    uint8_t *left = mbedtls_calloc(1, 1000);
    memset(left, 0x5a, 1000);
    qcc_memory_remove();
    for (size_t i = 0; i < sizeof memory; i++) {
        assert_int_equal(memory[i], 0);
    }
    assert_null(mbedtls_calloc(1, 1));
    assert_int_equal(qcc_memory_used(), 0);
    assert_int_equal(qcc_memory_peak(false), 0);
    qcc_memory_remove();
}

#if defined(MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG)
static bool some_entropy(void *context, uint8_t *data, size_t len)
{
    memset(data, *(const uint8_t *)context, len);
    return true;
}

static void the_installed_port_is_the_random_source_of_tls_1_3(void **state)
{
    static uint8_t mark = 0x5a;
    static const struct qcc_port good = {.context = &mark, .entropy = some_entropy};
    mbedtls_psa_external_random_context_t *none = NULL;
    uint8_t bytes[8] = {0};
    size_t len = 0;
    (void)state;
    assert_int_equal(mbedtls_psa_external_get_random(none, bytes, sizeof bytes, &len),
                     PSA_ERROR_INSUFFICIENT_ENTROPY);
    qcc_memory_remove();
    assert_int_equal(mbedtls_psa_external_get_random(none, bytes, sizeof bytes, &len),
                     PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(len, 0);
    assert_int_equal(qcc_memory_install(memory, sizeof memory, &good), QCC_OK);
    assert_int_equal(mbedtls_psa_external_get_random(none, bytes, sizeof bytes, &len), PSA_SUCCESS);
    assert_int_equal(len, sizeof bytes);
    assert_int_equal(bytes[0], mark);
    assert_int_equal(bytes[7], mark);
}
#endif

#if defined(MBEDTLS_THREADING_C)
static void *allocate_and_release(void *argument)
{
    uint8_t mark = *(uint8_t *)argument;
    for (size_t n = 0; n < 20000; n++) {
        size_t size = n % 300 + 1;
        uint8_t *ptr = mbedtls_calloc(1, size);
        if (ptr == NULL || ptr[0] != 0 || ptr[size - 1] != 0) {
            return NULL;
        }
        memset(ptr, mark, size);
        if (ptr[0] != mark || ptr[size - 1] != mark) {
            return NULL;
        }
        mbedtls_free(ptr);
    }
    return argument;
}

static void threads_share_the_arena(void **state)
{
    static uint8_t marks[2] = {1, 2};
    pthread_t threads[2];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, allocate_and_release, &marks[i]), 0);
    }
    for (size_t i = 0; i < 2; i++) {
        void *result = NULL;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_ptr_equal(result, &marks[i]);
    }
    assert_int_equal(qcc_memory_used(), 0);
    assert_int_equal(qcc_memory_refusals(), 0);
}
#endif

int main(int argc, char **argv)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_missing_or_too_small_is_refused),
        TEST(a_second_installation_waits_for_the_removal_of_the_first),
        TEST(mbedtls_allocates_within_the_arena_and_is_counted),
        TEST(a_product_of_count_and_size_that_overflows_is_refused),
        TEST(row_06_a_refusal_is_seen_and_the_next_allocation_works),
        TEST(the_removal_overwrites_the_arena_and_refuses_what_comes_after),
#if defined(MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG)
        TEST(the_installed_port_is_the_random_source_of_tls_1_3),
#endif
#if defined(MBEDTLS_THREADING_C)
        TEST(threads_share_the_arena),
#endif
    };
    return unit_run(tests, argc, argv);
}
