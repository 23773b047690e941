/* test_memory_fixed.c - the same module over an mbedTLS whose allocator cannot be replaced: it is
 * compiled here once more, as for such a one. SPDX-License-Identifier: MIT */
#include <mbedtls/build_info.h>
#undef MBEDTLS_PLATFORM_MEMORY
#undef MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG

#include "tls/memory.c" /* in place of the library's */

#include "unit.h"

static void an_allocator_that_cannot_be_replaced_is_told(void **state)
{
    static uint8_t memory[4096];
    static const struct qcc_port port;
    (void)state;
    assert_int_equal(qcc_memory_install(memory, sizeof memory, &port), QCC_ERROR_ALLOCATOR);
    qcc_memory_remove();
    assert_int_equal(qcc_memory_used(), 0);
    assert_int_equal(qcc_memory_peak(true), 0);
    assert_int_equal(qcc_memory_refusals(), 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_allocator_that_cannot_be_replaced_is_told),
    };
    return unit_run(tests, argc, argv);
}
