/* memory.c - mbedTLS's global hooks; the only global state of the library, and optional.
 * SPDX-License-Identifier: MIT */
#include "qcc/memory.h"

#include <mbedtls/build_info.h>
#include <mbedtls/platform.h>

#if defined(MBEDTLS_PLATFORM_MEMORY) &&                                                            \
    !(defined(MBEDTLS_PLATFORM_CALLOC_MACRO) && defined(MBEDTLS_PLATFORM_FREE_MACRO))

#include "qcc/span.h"
#include "tls/arena.h"

#include <string.h>

#if defined(MBEDTLS_PSA_CRYPTO_C)
#include <psa/crypto.h>
#endif
#if defined(MBEDTLS_THREADING_C)
#include <mbedtls/threading.h>
#endif

/* Less is a mistake: not even a record buffer of the smallest configuration fits. */
#define ARENA_MIN 1024

static struct {
    struct qcc_arena arena;
    const struct qcc_port *port; /* NULL: nothing is installed */
#if defined(MBEDTLS_THREADING_C)
    mbedtls_threading_mutex_t mutex;
#endif
} installed;

#if defined(MBEDTLS_THREADING_C)
/* There is no mutex before the installation and after the removal; nor is there anything to guard.
 */
static bool lock(void)
{
    return installed.port == NULL || mbedtls_mutex_lock(&installed.mutex) == 0;
}

static void unlock(void)
{
    if (installed.port != NULL) {
        (void)mbedtls_mutex_unlock(&installed.mutex);
    }
}
#else
#define lock() true
#define unlock() (void)0
#endif

static void *allocate(size_t count, size_t size)
{
    size_t total = size != 0 && count > SIZE_MAX / size ? SIZE_MAX : count * size;
    void *ptr = NULL;

    if (lock()) {
        ptr = qcc_arena_allocate(&installed.arena, total);
        unlock();
    }
    return ptr;
}

static void release(void *ptr)
{
    if (ptr != NULL && lock()) {
        qcc_arena_release(&installed.arena, ptr);
        unlock();
    }
}

enum qcc_error qcc_memory_install(uint8_t *arena, size_t size, const struct qcc_port *port)
{
    if (arena == NULL || port == NULL || port->entropy == NULL) {
        return QCC_ERROR_CONFIG;
    }
    if (size < ARENA_MIN) {
        return QCC_ERROR_ARENA;
    }
    if (installed.port != NULL) {
        return QCC_ERROR_STATE;
    }
    qcc_arena_init(&installed.arena, arena, size);
#if defined(MBEDTLS_THREADING_C)
    mbedtls_mutex_init(&installed.mutex);
#endif
    installed.port = port;
    (void)mbedtls_platform_set_calloc_free(allocate, release);
    return QCC_OK;
}

void qcc_memory_remove(void)
{
    if (installed.port == NULL) {
        return;
    }
#if defined(MBEDTLS_PSA_CRYPTO_C)
    mbedtls_psa_crypto_free();
#endif
#if defined(MBEDTLS_THREADING_C)
    mbedtls_mutex_free(&installed.mutex);
#endif
    qcc_wipe(installed.arena.memory, installed.arena.size);
    memset(&installed, 0, sizeof installed);
}

size_t qcc_memory_peak(bool restart)
{
    size_t peak = 0;

    if (lock()) {
        peak = qcc_arena_peak(&installed.arena);
        if (restart) {
            qcc_arena_restart_peak(&installed.arena);
        }
        unlock();
    }
    return peak;
}

size_t qcc_memory_used(void)
{
    size_t used = 0;

    if (lock()) {
        used = qcc_arena_used(&installed.arena);
        unlock();
    }
    return used;
}

size_t qcc_memory_refusals(void)
{
    size_t refusals = 0;

    if (lock()) {
        refusals = qcc_arena_refusals(&installed.arena);
        unlock();
    }
    return refusals;
}

#if defined(MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG)
/* TLS 1.3 draws its randomness through PSA, which knows no connection and so no port but the
 * installed one. */
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

#else /* mbedTLS has an allocator that cannot be replaced */

enum qcc_error qcc_memory_install(uint8_t *arena, size_t size, const struct qcc_port *port)
{
    (void)arena;
    (void)size;
    (void)port;
    return QCC_ERROR_ALLOCATOR;
}

void qcc_memory_remove(void)
{
}

size_t qcc_memory_peak(bool restart)
{
    (void)restart;
    return 0;
}

size_t qcc_memory_used(void)
{
    return 0;
}

size_t qcc_memory_refusals(void)
{
    return 0;
}

#endif
