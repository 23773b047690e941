/* arena.c - an allocator over one piece of memory that the caller gives.
 *
 * All memory is blocks without space between them. A gap is linked, in order of address, to the
 * next one; a block in use has only its size before it. Boundary tags would find the neighbours of
 * a released block without a search, but they make the smallest block twice as large, and there is
 * little to search: in recorded handshakes there are never more than 16 gaps, and 1 to 7 of them
 * are looked at, on average.
 *
 * Small allocations come from the last gap that is large enough, others from the first, so that
 * what lives long and is small does not split what is large. In those handshakes it never needs
 * more memory than first fit, and up to 160 bytes less; it is from 30 bytes worse to 160 better
 * than best fit.
 *
 * Whatever is not in use is zeros, but for the heads of gaps: releasing has to wipe anyway, and
 * allocating has nothing to clear then.
 *
 * SPDX-License-Identifier: MIT */
#include "tls/arena.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#define HEAD sizeof(size_t)
#define SMALL 256 /* 128 to 256 are as good; from 300 on, numbers of RSA-2048 are among them */

/* A gap, when it is released, has to have room for its head. */
#define ROUND_UP(size) (((size) + (QCC_ARENA_ALIGN - 1)) & ~(size_t)(QCC_ARENA_ALIGN - 1))
#define BLOCK_MIN ROUND_UP(sizeof(struct qcc_arena_block))

/* Memory is wiped by words, whatever its user had stored there. */
#if defined(__GNUC__)
typedef size_t __attribute__((__may_alias__)) arena_word;
#else
typedef size_t arena_word;
#endif

typedef char a_head_is_a_size[offsetof(struct qcc_arena_block, next) == HEAD ? 1 : -1];
typedef char the_smallest_can_be_a_gap[ROUND_UP(1 + HEAD) >= BLOCK_MIN ? 1 : -1];
typedef char alignment_holds_pointers[QCC_ARENA_ALIGN % sizeof(void *) == 0 ? 1 : -1];

/* By words, because the memset of a small C library goes byte by byte and 16 KB of record buffer
 * come and go with each connection; volatile, so that it is neither left out nor turned into one.
 */
static void wipe(void *ptr, size_t size)
{
    volatile arena_word *word = ptr;
    volatile arena_word *end = word + size / sizeof *word;

    while (word < end) {
        *word++ = 0;
    }
}

static struct qcc_arena_block *at(struct qcc_arena_block *block, size_t offset)
{
    return (void *)((uint8_t *)block + offset);
}

void qcc_arena_init(struct qcc_arena *arena, void *memory, size_t size)
{
    size_t skipped = -((uintptr_t)memory + HEAD) & (QCC_ARENA_ALIGN - 1);

    memset(arena, 0, sizeof *arena);
    if (size < skipped + BLOCK_MIN) {
        return;
    }
    memset(memory, 0, size);
    arena->memory = memory;
    arena->size = size;
    arena->gaps.next = (void *)(arena->memory + skipped);
    arena->gaps.next->size = (size - skipped) & ~(size_t)(QCC_ARENA_ALIGN - 1);
}

#if !defined(NDEBUG)
static bool is_clear(const uint8_t *bytes, size_t len)
{
    while (len > 0 && bytes[len - 1] == 0) {
        len--;
    }
    return len == 0;
}

static bool is_inside(const struct qcc_arena *arena, const void *ptr)
{
    return arena->memory != NULL && (const uint8_t *)ptr > arena->memory &&
           (const uint8_t *)ptr < arena->memory + arena->size &&
           (uintptr_t)ptr % QCC_ARENA_ALIGN == 0;
}
#endif

/* The gap before the one to take `need` bytes from, or NULL. */
static struct qcc_arena_block *find(struct qcc_arena *arena, size_t need)
{
    struct qcc_arena_block *found = NULL;

    for (struct qcc_arena_block *before = &arena->gaps; before->next != NULL;
         before = before->next) {
        if (before->next->size >= need) {
            found = before;
            if (need >= SMALL) {
                break;
            }
        }
    }
    return found;
}

/* Takes `need` bytes of the gap after `before`: its end for a small block, else its beginning. All
 * of it when the rest would be too small to be a gap. */
static struct qcc_arena_block *take(struct qcc_arena_block *before, size_t need)
{
    struct qcc_arena_block *block = before->next;
    size_t rest = block->size - need;

    if (rest < BLOCK_MIN) {
        before->next = block->next;
        return block;
    }
    if (need < SMALL) {
        block->size = rest;
        block = at(block, rest);
    } else {
        before->next = at(block, need);
        before->next->size = rest;
        before->next->next = block->next;
    }
    block->size = need;
    return block;
}

void *qcc_arena_allocate(struct qcc_arena *arena, size_t size)
{
    struct qcc_arena_block *before = NULL;
    struct qcc_arena_block *block;
    size_t need = 0;

    if (size <= arena->size) { /* so rounding it up cannot overflow */
        need = ROUND_UP((size != 0 ? size : 1) + HEAD);
        before = find(arena, need);
    }
    if (before == NULL) {
        arena->refusals++;
        return NULL;
    }
    block = take(before, need);
    arena->used += block->size;
    if (arena->peak < arena->used) {
        arena->peak = arena->used;
    }
    memset(&block->next, 0, sizeof block->next);
    /* Else it was written to after its release. */
    assert(is_clear((uint8_t *)block + HEAD, block->size - HEAD));
    return &block->next;
}

/* Makes one gap of `gap` and the next one when nothing is between them. */
static void join(struct qcc_arena_block *gap)
{
    struct qcc_arena_block *next = gap->next;

    if (at(gap, gap->size) == next) {
        gap->size += next->size;
        gap->next = next->next;
        wipe(next, sizeof *next);
    }
}

void qcc_arena_release(struct qcc_arena *arena, void *ptr)
{
    struct qcc_arena_block *before = &arena->gaps;
    struct qcc_arena_block *block;

    if (ptr == NULL) {
        return;
    }
    assert(is_inside(arena, ptr));
    block = (void *)((uint8_t *)ptr - HEAD);
    while (before->next != NULL && before->next < block) {
        before = before->next;
    }
    /* Else it was released before, or is none of this arena's. Inside a gap all is zeros. */
    assert(block->size >= BLOCK_MIN && block->size <= arena->used);
    assert(before->next == NULL || at(block, block->size) <= before->next);
    arena->used -= block->size;
    wipe(ptr, block->size - HEAD);
    block->next = before->next;
    before->next = block;
    join(block);
    join(before);
}

size_t qcc_arena_used(const struct qcc_arena *arena)
{
    return arena->used;
}

size_t qcc_arena_peak(const struct qcc_arena *arena)
{
    return arena->peak;
}

void qcc_arena_restart_peak(struct qcc_arena *arena)
{
    arena->peak = arena->used;
}

size_t qcc_arena_refusals(const struct qcc_arena *arena)
{
    return arena->refusals;
}
