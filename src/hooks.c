/* hooks.c - mbedTLS's global hooks; the only global state of the library, and optional.
 * SPDX-License-Identifier: MIT */
#include "qcc/hooks.h"

#include <mbedtls/build_info.h>
#include <mbedtls/memory_buffer_alloc.h>

#include "qcc/span.h"

#include <string.h>

#if defined(MBEDTLS_PSA_CRYPTO_C)
#include <psa/crypto.h>
#endif

/* The allocator keeps its own state inside mbedTLS and wants a header's worth of room there. */
#define ARENA_MIN 1024

static struct {
    uint8_t *arena;
    size_t size;
    const struct qcc_port *port;
} installed;

enum qcc_error qcc_hooks_install(uint8_t *arena, size_t size, const struct qcc_port *port)
{
    if (arena == NULL || port == NULL || port->entropy == NULL) {
        return QCC_ERROR_CONFIG;
    }
    if (size < ARENA_MIN) {
        return QCC_ERROR_ARENA;
    }
    installed.arena = arena;
    installed.size = size;
    installed.port = port;
    mbedtls_memory_buffer_alloc_init(arena, size);
    return QCC_OK;
}

void qcc_hooks_remove(void)
{
    if (installed.arena == NULL) {
        return;
    }
#if defined(MBEDTLS_PSA_CRYPTO_C)
    mbedtls_psa_crypto_free();
#endif
    mbedtls_memory_buffer_alloc_free();
    qcc_wipe(installed.arena, installed.size);
    memset(&installed, 0, sizeof installed);
}

size_t qcc_hooks_arena_peak(bool restart)
{
    size_t peak = 0;
#if defined(MBEDTLS_MEMORY_DEBUG)
    size_t blocks;
    mbedtls_memory_buffer_alloc_max_get(&peak, &blocks);
    if (restart) {
        mbedtls_memory_buffer_alloc_max_reset();
    }
#else
    (void)restart;
#endif
    return peak;
}

size_t qcc_hooks_arena_used(void)
{
    size_t used = 0;
#if defined(MBEDTLS_MEMORY_DEBUG)
    size_t blocks;
    mbedtls_memory_buffer_alloc_cur_get(&used, &blocks);
#endif
    return used;
}

#if defined(MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG)
/* TLS 1.3 draws its randomness through PSA, which knows no connection and so no port but the installed one. */
psa_status_t mbedtls_psa_external_get_random(mbedtls_psa_external_random_context_t *context,
                                             uint8_t *output, size_t size, size_t *length)
{
    (void)context;
    if (installed.port == NULL || !installed.port->entropy(installed.port->context, output, size)) {
        return PSA_ERROR_INSUFFICIENT_ENTROPY;
    }
    *length = size;
    return PSA_SUCCESS;
}
#endif
