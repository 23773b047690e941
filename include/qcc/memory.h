/* memory.h - what is global to mbedTLS: its allocator and, for TLS 1.3, its random source.
 *
 * mbedTLS's allocator knows no context, so neither can this module: it is the only one with global
 * state, and it may be left out. A platform that brings an mbedTLS with an allocator of its own
 * (ESP-IDF, Zephyr) does not need it.
 *
 * mbedTLS must be built with the PLATFORM_MEMORY option, and not with both of PLATFORM_CALLOC_MACRO
 * and PLATFORM_FREE_MACRO. Otherwise its allocator cannot be replaced: qcc_memory_install returns
 * QCC_ERROR_ALLOCATOR, the counts are 0, and mbedTLS's random source for TLS 1.3 is not defined
 * here. SPDX-License-Identifier: MIT */
#ifndef QCC_MEMORY_H
#define QCC_MEMORY_H

#include "qcc/error.h"
#include "qcc/port.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Gives mbedTLS the `size` bytes at `arena` (QCC_ARENA_SIZE of qcc/config.h for each client that
 * runs at the same time; no alignment needed) to allocate from, and nothing else. Call it once,
 * before any client; `arena` and `port` (its entropy function and context) must stay valid until
 * qcc_memory_remove. Where mbedTLS has THREADING_C a mutex of mbedTLS's guards the arena (with
 * THREADING_ALT, give mbedTLS its functions first); otherwise all clients must run in one thread.
 * Returns QCC_OK; QCC_ERROR_ARENA when `size` is too small to begin with; QCC_ERROR_STATE when one
 * is installed already; QCC_ERROR_CONFIG when an argument or the port's entropy is NULL;
 * QCC_ERROR_ALLOCATOR as said above. */
enum qcc_error qcc_memory_install(uint8_t *arena, size_t size, const struct qcc_port *port);

/* Takes the arena back and overwrites it. All clients must be closed. Until the next install
 * mbedTLS is refused every allocation. Harmless when nothing is installed. */
void qcc_memory_remove(void);

/* The most bytes that were allocated at any one time since the arena was installed or the peak was
 * last read with `restart`. Each block's head is counted; the gaps between blocks are not, and the
 * arena has to be larger by those: up to 400 bytes in handshakes. */
size_t qcc_memory_peak(bool restart);

/* Bytes allocated now, counted likewise. */
size_t qcc_memory_used(void);

/* How many allocations were refused since the arena was installed. `restart` above does not set it
 * back: when it is another number after a call than before it, memory ran out in between, whatever
 * error mbedTLS made of that. */
size_t qcc_memory_refusals(void);

#ifdef __cplusplus
}
#endif

#endif
