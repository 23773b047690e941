/* hooks.h - the hooks of mbedTLS that are global to a process: its allocator and, for TLS 1.3, its random source.
 *
 * mbedTLS's allocator knows no context, so neither can this module: it is the only one with global state, and the only one that
 * may be left out. A platform that brings an mbedTLS with an allocator of its own (ESP-IDF, Zephyr) does not need it.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_HOOKS_H
#define QCC_HOOKS_H

#include "qcc/error.h"
#include "qcc/port.h"

/* Gives mbedTLS the `size` bytes at `arena` (QCC_ARENA_SIZE of qcc/tls.h for each client that runs at the same time) to allocate from, and
 * nothing else. Call it once, before any client; `arena` and `port` (its entropy function and context) must stay valid until
 * qcc_hooks_remove. Where mbedTLS has no MBEDTLS_THREADING_C, all clients must run in one thread. Returns QCC_OK; QCC_ERROR_ARENA when `size` is too small to begin
 * with; QCC_ERROR_CONFIG when an argument is NULL. */
enum qcc_error qcc_hooks_install(uint8_t *arena, size_t size, const struct qcc_port *port);

/* Takes the arena back and overwrites it. All clients must be closed. */
void qcc_hooks_remove(void);

/* The most bytes that were allocated at any one time since the arena was installed or the peak was last read with `restart`. The arena has to be
 * larger than that: block headers and gaps are not in it. 0 where mbedTLS has no MBEDTLS_MEMORY_DEBUG. */
size_t qcc_hooks_arena_peak(bool restart);

/* Bytes allocated now; 0 where mbedTLS has no MBEDTLS_MEMORY_DEBUG. */
size_t qcc_hooks_arena_used(void);

#endif
