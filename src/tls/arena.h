/* arena.h - an allocator over one piece of memory that the caller gives.
 *
 * Made for what a TLS handshake does: many short-lived big numbers beside a few large buffers. A
 * block costs one size_t beside what was asked for. It knows no threads and no globals:
 * qcc/memory.h gives one of these to mbedTLS.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCC_ARENA_H
#define QCC_ARENA_H

#include <stddef.h>
#include <stdint.h>

/* What the address of every allocation is a multiple of. A power of two, at least the size of a
 * pointer. 8 on a 64-bit machine. On a 32-bit one it is 4, which is what mbedTLS's own allocator
 * gives there too: a 64-bit integer is loaded as two words, or by an instruction that asks for a
 * word's alignment only (LDRD of ARMv7-M). 8 there costs 100 to 350 bytes at the peak of a
 * handshake; choose it for a machine that faults without (SPARC). */
#ifndef QCC_ARENA_ALIGN
#if UINTPTR_MAX > 0xffffffffu
#define QCC_ARENA_ALIGN 8
#else
#define QCC_ARENA_ALIGN 4
#endif
#endif

/* The head of a block. Private. */
struct qcc_arena_block {
    size_t size;                  /* of the whole block */
    struct qcc_arena_block *next; /* gaps only: an allocation begins here */
};

/* Private. */
struct qcc_arena {
    struct qcc_arena_block gaps; /* size 0, and first of the list of gaps in order of address */
    uint8_t *memory;
    size_t size; /* bytes at memory */
    size_t used;
    size_t peak;
    size_t refusals;
};

/* Makes `arena` one of the `size` bytes at `memory`, which it clears. They stay the caller's, need
 * no alignment, and may be none: then every allocation is refused. */
void qcc_arena_init(struct qcc_arena *arena, void *memory, size_t size);

/* `size` bytes (0 gives a pointer too), all zeros, or NULL when there is no gap that is large
 * enough. */
void *qcc_arena_allocate(struct qcc_arena *arena, size_t size);

/* Overwrites what qcc_arena_allocate gave as `ptr` with zeros and takes it back. NULL is ignored.
 */
void qcc_arena_release(struct qcc_arena *arena, void *ptr);

/* Bytes allocated now, heads and rounding included. */
size_t qcc_arena_used(const struct qcc_arena *arena);

/* The most that were allocated at any one time since qcc_arena_init or qcc_arena_restart_peak. What
 * the same allocations need is that and, for the gaps between them, a little more: up to 400 bytes
 * in handshakes. */
size_t qcc_arena_peak(const struct qcc_arena *arena);

/* Begins a new peak at what is allocated now. */
void qcc_arena_restart_peak(struct qcc_arena *arena);

/* How many allocations were refused since qcc_arena_init. It is never set back, so that whoever
 * reads it before and after something knows whether memory ran out in between. */
size_t qcc_arena_refusals(const struct qcc_arena *arena);

#endif
