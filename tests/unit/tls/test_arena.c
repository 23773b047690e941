/* test_arena.c - the allocator: what it gives, what it refuses, and that nothing is lost.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include "tls/arena.h"
#include "unit.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEAD sizeof(size_t)
#define SIZE 4096
#define PADDING 64
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static union {
    uint8_t bytes[PADDING + SIZE + PADDING];
    int64_t aligned;
} memory;
static struct qcc_arena arena;

/* The first address behind `at` whose block's payload is aligned; the memory then has no loss at
 * its beginning. */
static uint8_t *place(size_t offset)
{
    uintptr_t at = (uintptr_t)memory.bytes + PADDING;
    uintptr_t skipped = -(at + HEAD) & (QCC_ARENA_ALIGN - 1);
    return memory.bytes + PADDING / 2 + skipped + offset;
}

static size_t rounded(size_t size)
{
    size_t least = sizeof(struct qcc_arena_block);
    size_t need = size + HEAD < least ? least : size + HEAD;
    return (need + QCC_ARENA_ALIGN - 1) / QCC_ARENA_ALIGN * QCC_ARENA_ALIGN;
}

static int set_up(void **state)
{
    (void)state;
    memset(memory.bytes, 0xa5, sizeof memory.bytes);
    qcc_arena_init(&arena, place(0), SIZE);
    return 0;
}

static bool is_all(const void *ptr, uint8_t value, size_t len)
{
    const uint8_t *bytes = ptr;
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != value) {
            return false;
        }
    }
    return true;
}

/* That nothing is allocated and all of it is one gap again. */
static void assert_whole(void)
{
    assert_int_equal(qcc_arena_used(&arena), 0);
    void *all = qcc_arena_allocate(&arena, SIZE - HEAD);
    assert_non_null(all);
    assert_true(is_all(all, 0, SIZE - HEAD));
    qcc_arena_release(&arena, all);
    assert_int_equal(qcc_arena_used(&arena), 0);
}

/* ---- What it gives. */

static void what_is_allocated_is_aligned_zeros_at_a_place_of_its_own(void **state)
{
    static const size_t sizes[] = {0, 1, 3, 4, 5, 7, 8, 9, 12, 16, 17, 31, 64, 255, 256, 257, 1000};
    uint8_t *given[COUNT(sizes)];
    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        unit_row("%zu bytes", sizes[i]);
        given[i] = qcc_arena_allocate(&arena, sizes[i]);
        assert_non_null(given[i]);
        assert_int_equal((uintptr_t)given[i] % QCC_ARENA_ALIGN, 0);
        assert_int_equal((uintptr_t)given[i] % sizeof(void *), 0);
        assert_true(is_all(given[i], 0, sizes[i]));
        memset(given[i], (int)i + 1, sizes[i]);
    }
    for (size_t i = 0; i < COUNT(sizes); i++) {
        unit_row("%zu bytes", sizes[i]);
        assert_true(is_all(given[i], (uint8_t)(i + 1), sizes[i]));
        qcc_arena_release(&arena, given[i]);
    }
    assert_whole();
}

static void memory_of_any_address_and_size_is_used_within_its_bounds(void **state)
{
    (void)state;
    for (size_t offset = 0; offset < 16; offset++) {
        for (size_t size = 0; size < 100; size++) {
            unit_row("%zu bytes from %zu", size, offset);
            uint8_t *begin = place(offset);
            size_t given = 0;
            uint8_t *ptr;
            memset(memory.bytes, 0xa5, sizeof memory.bytes);
            qcc_arena_init(&arena, begin, size);
            while ((ptr = qcc_arena_allocate(&arena, 5)) != NULL) {
                assert_true(ptr >= begin && ptr + 5 <= begin + size);
                memset(ptr, 0x11, 5);
                given++;
            }
            /* Less is lost than aligning takes at either end. */
            assert_true((given + 1) * rounded(5) + 2 * QCC_ARENA_ALIGN > size);
            assert_true(qcc_arena_used(&arena) <= size);
            assert_true(is_all(memory.bytes, 0xa5, (size_t)(begin - memory.bytes)));
            uint8_t *end = memory.bytes + sizeof memory.bytes;
            assert_true(is_all(begin + size, 0xa5, (size_t)(end - (begin + size))));
        }
    }
}

static void no_memory_is_an_arena_that_refuses(void **state)
{
    (void)state;
    qcc_arena_init(&arena, NULL, 0);
    assert_null(qcc_arena_allocate(&arena, 0));
    assert_null(qcc_arena_allocate(&arena, 1));
    qcc_arena_release(&arena, NULL);
    assert_int_equal(qcc_arena_used(&arena), 0);
    assert_int_equal(qcc_arena_peak(&arena), 0);
    assert_int_equal(qcc_arena_refusals(&arena), 2);
}

static void two_arenas_do_not_know_of_each_other(void **state)
{
    static uint8_t other_memory[256];
    struct qcc_arena other;
    (void)state;
    qcc_arena_init(&other, other_memory, sizeof other_memory);
    void *mine = qcc_arena_allocate(&arena, 100);
    uint8_t *others = qcc_arena_allocate(&other, 100);
    assert_true(others > other_memory && others < other_memory + sizeof other_memory);
    assert_null(qcc_arena_allocate(&other, 200));
    qcc_arena_release(&arena, mine);
    assert_int_equal(qcc_arena_refusals(&arena), 0);
    assert_int_equal(qcc_arena_used(&other), rounded(100));
    assert_whole();
}

static void small_blocks_come_from_the_last_gap_and_large_ones_from_the_first(void **state)
{
    (void)state;
    uint8_t *large = qcc_arena_allocate(&arena, 1000);
    uint8_t *small = qcc_arena_allocate(&arena, 16);
    assert_ptr_equal(large, place(0) + HEAD);
    assert_ptr_equal(small, place(0) + SIZE - rounded(16) + HEAD);
    qcc_arena_release(&arena, large);
    qcc_arena_release(&arena, small);
    assert_whole();
}

/* ---- What it refuses. */

static void what_fits_exactly_is_given_and_one_byte_more_is_refused(void **state)
{
    (void)state;
    for (size_t first = 0; first <= 600; first++) {
        unit_row("%zu bytes", first);
        void *one = qcc_arena_allocate(&arena, first);
        size_t left = SIZE - rounded(first) - HEAD;
        assert_null(qcc_arena_allocate(&arena, left + 1));
        void *two = qcc_arena_allocate(&arena, left);
        assert_non_null(two);
        assert_int_equal(qcc_arena_used(&arena), SIZE);
        assert_null(qcc_arena_allocate(&arena, 0));
        qcc_arena_release(&arena, one);
        qcc_arena_release(&arena, two);
        assert_whole();
    }
}

static void a_size_that_overflows_is_refused(void **state)
{
    (void)state;
    for (size_t less = 0; less <= 2 * SIZE; less++) {
        unit_row("%zu less", less);
        assert_null(qcc_arena_allocate(&arena, SIZE_MAX - less));
        assert_null(qcc_arena_allocate(&arena, SIZE_MAX / 2 + SIZE - less));
    }
    assert_whole();
}

static void a_rest_that_is_too_small_for_a_gap_stays_with_the_block(void **state)
{
    size_t least = rounded(0);
    (void)state;
    for (size_t rest = 0; rest <= 2 * least; rest += QCC_ARENA_ALIGN) {
        unit_row("a rest of %zu", rest);
        void *all = qcc_arena_allocate(&arena, SIZE - HEAD - rest);
        assert_int_equal(qcc_arena_used(&arena), rest < least ? SIZE : SIZE - rest);
        void *more = qcc_arena_allocate(&arena, 0);
        assert_true((more != NULL) == (rest >= least));
        qcc_arena_release(&arena, all);
        qcc_arena_release(&arena, more);
        assert_whole();
    }
}

static void refusals_are_counted_and_the_next_allocation_works(void **state)
{
    void *given[SIZE / 64];
    (void)state;
    for (size_t round = 1; round <= 3; round++) {
        unit_row("round %zu", round);
        size_t n = 0;
        while ((given[n] = qcc_arena_allocate(&arena, 100)) != NULL) {
            n++;
        }
        assert_int_equal(n, SIZE / rounded(100));
        assert_int_equal(qcc_arena_refusals(&arena), round);
        qcc_arena_release(&arena, given[n / 2]);
        given[n / 2] = qcc_arena_allocate(&arena, 100);
        assert_non_null(given[n / 2]);
        while (n > 0) {
            qcc_arena_release(&arena, given[--n]);
        }
        assert_whole();
        qcc_arena_restart_peak(&arena);
        assert_int_equal(qcc_arena_refusals(&arena), round);
    }
    qcc_arena_init(&arena, place(0), SIZE);
    assert_int_equal(qcc_arena_refusals(&arena), 0);
}

/* ---- What it takes back. */

static void what_is_released_is_wiped(void **state)
{
    static const size_t sizes[] = {0, 1, 4, 8, 15, 100, 256, 1000, SIZE - HEAD};
    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        for (size_t kept = 0; kept < 2 && sizes[i] < 2000; kept++) {
            unit_row("%zu bytes, %zu neighbours", sizes[i], kept);
            /* with a neighbour on the side that is not a gap, and without */
            void *neighbour = kept != 0 ? qcc_arena_allocate(&arena, sizes[i]) : NULL;
            uint8_t *ptr = qcc_arena_allocate(&arena, sizes[i]);
            memset(ptr, 0x5a, sizes[i]);
            qcc_arena_release(&arena, ptr);
            for (size_t at = 0; at < SIZE; at++) {
                assert_int_not_equal(place(0)[at], 0x5a);
            }
            qcc_arena_release(&arena, neighbour);
            assert_whole();
        }
    }
}

static void null_is_taken_back_without_a_word(void **state)
{
    (void)state;
    qcc_arena_release(&arena, NULL);
    assert_whole();
}

static void neighbours_become_one_gap_in_whatever_order_they_are_released(void **state)
{
    size_t order[5] = {0, 1, 2, 3, 4};
    (void)state;
    for (size_t n = 0; n < 3125; n++) {
        unit_row("order %zu", n);
        void *given[5] = {NULL};
        size_t seen = 0;
        for (size_t i = 0, rest = n; i < 5; i++, rest /= 5) {
            order[i] = rest % 5;
            seen |= (size_t)1 << order[i];
        }
        if (seen != 31) {
            continue; /* no permutation */
        }
        for (size_t i = 0; i < 5; i++) {
            given[i] = qcc_arena_allocate(&arena, n % 2 == 0 ? 40 : 400);
        }
        for (size_t i = 0; i < 5; i++) {
            qcc_arena_release(&arena, given[order[i]]);
        }
        assert_whole();
    }
}

#if !defined(NDEBUG)
enum abuse { RELEASED_TWICE, RELEASED_TWICE_BESIDE_A_GAP, FOREIGN, MISALIGNED, USED_AFTER_RELEASE };

static void abuse(enum abuse kind)
{
    static int64_t foreign[8];
    uint8_t *a = qcc_arena_allocate(&arena, 300);
    uint8_t *b = qcc_arena_allocate(&arena, 300);
    uint8_t *c = qcc_arena_allocate(&arena, 300);
    switch (kind) {
    case RELEASED_TWICE:
        qcc_arena_release(&arena, a);
        qcc_arena_release(&arena, a);
        break;
    case RELEASED_TWICE_BESIDE_A_GAP:
        qcc_arena_release(&arena, b);
        qcc_arena_release(&arena, c);
        qcc_arena_release(&arena, c);
        break;
    case FOREIGN:
        qcc_arena_release(&arena, &foreign[4]);
        break;
    case MISALIGNED:
        qcc_arena_release(&arena, b + 1);
        break;
    case USED_AFTER_RELEASE:
        qcc_arena_release(&arena, b);
        b[100] = 1;
        (void)qcc_arena_allocate(&arena, 300);
        break;
    }
}

static void misuse_is_asserted(void **state)
{
    (void)state;
    for (int kind = RELEASED_TWICE; kind <= USED_AFTER_RELEASE; kind++) {
        unit_row("kind %d", kind);
        int status = 0;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            (void)close(STDERR_FILENO);
            (void)signal(SIGABRT, SIG_DFL); /* cmocka's would run the other tests here */
            abuse((enum abuse)kind);
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    }
}
#endif

/* ---- What it counts. */

static void use_and_peak_count_heads_and_rounding(void **state)
{
    (void)state;
    void *one = qcc_arena_allocate(&arena, 1);
    void *many = qcc_arena_allocate(&arena, 1001);
    size_t both = rounded(1) + rounded(1001);
    assert_int_equal(qcc_arena_used(&arena), both);
    assert_int_equal(qcc_arena_peak(&arena), both);
    qcc_arena_release(&arena, many);
    assert_int_equal(qcc_arena_used(&arena), rounded(1));
    assert_int_equal(qcc_arena_peak(&arena), both);
    qcc_arena_restart_peak(&arena);
    assert_int_equal(qcc_arena_peak(&arena), rounded(1));
    assert_null(qcc_arena_allocate(&arena, SIZE)); /* what is refused is no peak */
    assert_int_equal(qcc_arena_peak(&arena), rounded(1));
    qcc_arena_release(&arena, one);
    assert_int_equal(qcc_arena_used(&arena), 0);
}

/* ---- A long day. */

static struct slot {
    uint8_t *ptr; /* NULL: empty */
    size_t size, block;
    uint8_t mark;
} slots[48];

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Most are small, some are large, as in a handshake. */
static size_t some_size(uint32_t *seed)
{
    uint32_t kind = next_random(seed) % 16;
    return next_random(seed) % (kind == 0 ? 2000 : kind < 4 ? 400 : 70);
}

/* The largest gap between the blocks of `slots`, which must neither overlap nor leave the memory.
 */
static size_t largest_gap(void)
{
    const uint8_t *at = place(0);
    const uint8_t *end = at + SIZE;
    size_t largest = 0;
    while (at < end) {
        const uint8_t *next = end;
        size_t block = 0;
        for (size_t i = 0; i < COUNT(slots); i++) {
            if (slots[i].ptr != NULL && slots[i].ptr - HEAD < next &&
                slots[i].ptr - HEAD + slots[i].block > at) {
                next = slots[i].ptr - HEAD;
                block = slots[i].block;
            }
        }
        assert_true(next >= at && next + block <= end);
        largest = (size_t)(next - at) > largest ? (size_t)(next - at) : largest;
        at = next + block;
    }
    return largest;
}

static void fill(struct slot *slot, uint32_t *seed)
{
    size_t size = some_size(seed);
    size_t before = qcc_arena_used(&arena);
    size_t refusals = qcc_arena_refusals(&arena);
    size_t gap = largest_gap();
    slot->ptr = qcc_arena_allocate(&arena, size);
    assert_true((slot->ptr != NULL) == (gap >= rounded(size)));
    assert_int_equal(qcc_arena_refusals(&arena), refusals + (slot->ptr == NULL));
    if (slot->ptr == NULL) {
        return;
    }
    slot->size = size;
    slot->block = qcc_arena_used(&arena) - before;
    slot->mark = (uint8_t)(next_random(seed) | 1);
    assert_true(slot->block >= rounded(size) && slot->block < rounded(size) + rounded(0));
    assert_int_equal((uintptr_t)slot->ptr % QCC_ARENA_ALIGN, 0);
    assert_true(is_all(slot->ptr, 0, size));
    memset(slot->ptr, slot->mark, size);
}

static void empty(struct slot *slot)
{
    size_t before = qcc_arena_used(&arena);
    assert_true(is_all(slot->ptr, slot->mark, slot->size));
    qcc_arena_release(&arena, slot->ptr);
    assert_int_equal(qcc_arena_used(&arena), before - slot->block);
    slot->ptr = NULL;
}

static void a_long_day_of_allocations_loses_nothing(void **state)
{
    size_t peak = 0;
    (void)state;
    for (uint32_t day = 1; day <= 40; day++) {
        uint32_t seed = day;
        for (size_t n = 0; n < 1000; n++) {
            unit_row("day %lu, step %zu", (unsigned long)day, n);
            struct slot *slot = &slots[next_random(&seed) % COUNT(slots)];
            if (slot->ptr != NULL) {
                empty(slot);
            } else {
                fill(slot, &seed);
            }
            peak = qcc_arena_used(&arena) > peak ? qcc_arena_used(&arena) : peak;
            assert_int_equal(qcc_arena_peak(&arena), peak);
            assert_true(qcc_arena_peak(&arena) <= SIZE);
        }
        for (size_t i = 0; i < COUNT(slots); i++) {
            if (slots[i].ptr != NULL) {
                empty(&slots[i]);
            }
        }
        assert_true(qcc_arena_refusals(&arena) > 0);
        assert_whole();
        peak = SIZE; /* assert_whole's */
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_allocated_is_aligned_zeros_at_a_place_of_its_own, set_up),
        cmocka_unit_test_setup(memory_of_any_address_and_size_is_used_within_its_bounds, set_up),
        cmocka_unit_test_setup(no_memory_is_an_arena_that_refuses, set_up),
        cmocka_unit_test_setup(two_arenas_do_not_know_of_each_other, set_up),
        cmocka_unit_test_setup(small_blocks_come_from_the_last_gap_and_large_ones_from_the_first,
                               set_up),
        cmocka_unit_test_setup(what_fits_exactly_is_given_and_one_byte_more_is_refused, set_up),
        cmocka_unit_test_setup(a_size_that_overflows_is_refused, set_up),
        cmocka_unit_test_setup(a_rest_that_is_too_small_for_a_gap_stays_with_the_block, set_up),
        cmocka_unit_test_setup(refusals_are_counted_and_the_next_allocation_works, set_up),
        cmocka_unit_test_setup(what_is_released_is_wiped, set_up),
        cmocka_unit_test_setup(null_is_taken_back_without_a_word, set_up),
        cmocka_unit_test_setup(neighbours_become_one_gap_in_whatever_order_they_are_released,
                               set_up),
#if !defined(NDEBUG)
        cmocka_unit_test_setup(misuse_is_asserted, set_up),
#endif
        cmocka_unit_test_setup(use_and_peak_count_heads_and_rounding, set_up),
        cmocka_unit_test_setup(a_long_day_of_allocations_loses_nothing, set_up),
    };
    return unit_run(tests, argc, argv);
}
