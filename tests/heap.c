/* heap.c - counts malloc, calloc, realloc and free over a whole exchange: setup, connect, request,
 * reply, teardown.
 *
 *   qcc-heap BASE-URL CA-FILE KEYWORD      QCC_KEY and QCC_SECRET_KEY in the environment; an
 * address as the host, because a name's lookup is the C library's and allocates
 *
 * The four functions are this program's own, so that whoever calls them, in whichever library, is
 * counted. Prints the counts, and those of a control that calls each on purpose. Exit 0 when the
 * exchange made none and the control was counted.
 * SPDX-License-Identifier: MIT */
#include "qcc/qcc.h"
#include "qcc_posix.h"
#include "qcc_posix_roots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t arena[QCC_ARENA_SIZE];
static struct qcc_posix posix;
static struct qcc_posix_store store;
static struct qcc_client client;

/* A pool that only grows is heap enough for stdio. */
static union {
    long double align;
    unsigned char bytes[1 << 20];
} pool;
static size_t used;
static bool counting;
static unsigned calls[4];
static const char *const names[4] = {"malloc", "calloc", "realloc", "free"};

static void count(size_t which)
{
    calls[which] += counting ? 1u : 0u;
}

static void *take(size_t size)
{
    size_t start = used;
    size = (size + 31) / 16 * 16;
    if (size > sizeof pool.bytes - used) {
        return NULL;
    }
    used += size;
    memcpy(pool.bytes + start, &size, sizeof size);
    return pool.bytes + start + 16;
}

void *malloc(size_t size)
{
    count(0);
    return take(size);
}

void *calloc(size_t n, size_t size)
{
    count(1);
    return size != 0 && n > SIZE_MAX / size ? NULL
                                            : take(n * size); /* the pool is zero and used once */
}

void *realloc(void *old, size_t size)
{
    count(2);
    void *new = take(size);
    if (new != NULL && old != NULL) {
        size_t had;
        memcpy(&had, (unsigned char *)old - 16, sizeof had);
        memcpy(new, old, had - 16 < size ? had - 16 : size);
    }
    return new;
}

void free(void *ptr)
{
    (void)ptr;
    count(3);
}

static enum qcc_error exchange(char **argv)
{
    const char *secret_text = getenv("QCC_SECRET_KEY");
    struct qcc_span secret = qcc_span_of(secret_text);
    struct qcc_port port = qcc_posix_port(&posix);
    struct qcc_roots roots = qcc_posix_roots(&store, argv[2]);
    const struct qcc_config config = {
        .base_url = argv[1],
        .key = getenv("QCC_KEY"),
        .signer = qcc_signer_md5(&secret),
        .port = &port,
        .roots = &roots,
        .timeout_ms = 30000,
    };
    enum qcc_error error = qcc_memory_install(arena, sizeof arena, &port);
    if (error == QCC_OK) {
        error = qcc_client_init(&client, &config);
    }
    for (int i = 0; i < 2 && error == QCC_OK; i++) { /* the second reuses or resumes */
        error = qcc_snapshot_get(&client, argv[3]);
    }
    qcc_client_close(&client);
    qcc_memory_remove();
    return error;
}

static unsigned report(const char *what)
{
    unsigned sum = 0;
    printf("%s:", what);
    for (size_t i = 0; i < 4; i++) {
        printf(" %s %u", names[i], calls[i]);
        sum += calls[i];
        calls[i] = 0;
    }
    putchar('\n');
    return sum;
}

/* Through volatile pointers, lest the compiler see that nothing comes of it. */
static void control(void)
{
    void *(*volatile allocate)(size_t) = malloc;
    void *(*volatile allocate_many)(size_t, size_t) = calloc;
    void *(*volatile again)(void *, size_t) = realloc;
    void (*volatile release)(void *) = free;
    void *ptr = allocate(1);
    release(allocate_many(1, 1));
    release(again(ptr, 2));
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: qcc-heap BASE-URL CA-FILE KEYWORD\n", stderr);
        return 2;
    }
    puts("counting"); /* stdio has its buffer before the count begins */
    counting = true;
    enum qcc_error error = exchange(argv);
    counting = false;
    unsigned exchanged = report("exchange");
    counting = true;
    control();
    counting = false;
    unsigned controlled = report("control");
    if (error != QCC_OK) {
        printf("the exchange failed: %s\n", qcc_error_name(error));
    }
    return error == QCC_OK && exchanged == 0 && controlled == 5 ? 0 : 1;
}
