/* hooks.c - mbedTLS's global hooks; the only global state of the library, and optional.
 * SPDX-License-Identifier: MIT */
#include "qcc/hooks.h"

#include <mbedtls/build_info.h>
#include <mbedtls/platform.h>

#if defined(MBEDTLS_PLATFORM_MEMORY) &&                                                            \
    !(defined(MBEDTLS_PLATFORM_CALLOC_MACRO) && defined(MBEDTLS_PLATFORM_FREE_MACRO))

#include "qcc/arena.h"
#include "qcc/span.h"

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

static bool lock(void)
{
#if defined(MBEDTLS_THREADING_C)
    return mbedtls_mutex_lock(&installed.mutex) == 0;
#else
    return true;
#endif
}

static void unlock(void)
{
#if defined(MBEDTLS_THREADING_C)
    (void)mbedtls_mutex_unlock(&installed.mutex);
#endif
}

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

enum qcc_error qcc_hooks_install(uint8_t *arena, size_t size, const struct qcc_port *port)
{
    if (arena == NULL || port == NULL || port->entropy == NULL) {
        return QCC_ERROR_CONFIG;
    }
    if (size < ARENA_MIN) {
        return QCC_ERROR_ARENA;
    }
    qcc_arena_init(&installed.arena, arena, size);
#if defined(MBEDTLS_THREADING_C)
    mbedtls_mutex_init(&installed.mutex);
#endif
    installed.port = port;
    (void)mbedtls_platform_set_calloc_free(allocate, release);
    return QCC_OK;
}

void qcc_hooks_remove(void)
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
