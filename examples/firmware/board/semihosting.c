/* semihosting.c - what the simulator's host lends: ENTROPY, THE WALL CLOCK, arguments, an exit.
 *
 * HARDWARE NEEDS ITS OWN ENTROPY AND ITS OWN CLOCK. NOTHING OF THIS FILE CAN BE SHIPPED: WITHOUT A
 * DEBUGGER ATTACHED ITS FIRST CALL IS A FAULT. For a product, write board_entropy over a true
 * random number generator of the chip or of a secure element, and return false when it reports a
 * failure; write board_unix_time_s over a battery-backed clock or a time that was fetched and
 * authenticated, and return 0 while it is not set. A constant, a serial number, the tick or a
 * pseudo-random generator with a fixed seed is NOT entropy, and a build date is NOT a clock. The
 * client fails closed without either.
 * SPDX-License-Identifier: MIT */
#include "board.h"

#include <string.h>

/* Arm's "Semihosting for AArch32 and AArch64", chapter 6. */
enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_READ = 0x06,
    SYS_TIME = 0x11,
    SYS_GET_CMDLINE = 0x15,
    SYS_EXIT_EXTENDED = 0x20
};

#define APPLICATION_EXIT 0x20026u
#define MODE_RB 1u
#define ARGUMENTS_SIZE 288 /* the longest name, 16 bytes, may be compared beyond the last word */

static bool entropy_fails;
static bool clock_is_unset;
static char arguments[ARGUMENTS_SIZE]; /* words, each ended by a NUL, an empty one at the end */
static bool arguments_read;

static int32_t host_call(uint32_t operation, const volatile void *argument)
{
    register uint32_t r0 __asm("r0") = operation;
    register const volatile void *r1 __asm("r1") = argument;
    __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return (int32_t)r0;
}

bool board_entropy(void *context, uint8_t *data, size_t len)
{
    static const char path[] = "/dev/urandom";
    (void)context;
    if (entropy_fails) {
        return false;
    }
    uint32_t open[3] = {(uint32_t)path, MODE_RB, sizeof path - 1};
    int32_t file = host_call(SYS_OPEN, open);
    if (file == -1) {
        return false;
    }
    uint32_t read[3] = {(uint32_t)file, (uint32_t)data, len};
    int32_t missing = host_call(SYS_READ, read);
    uint32_t close[1] = {(uint32_t)file};
    (void)host_call(SYS_CLOSE, close);
    return missing == 0;
}

uint32_t board_random(void)
{
    static uint32_t fallback; /* for identifiers only; no key is made from it */
    uint32_t number;
    if (!board_entropy(NULL, (uint8_t *)&number, sizeof number)) {
        number = fallback += 0x9e3779b9u + board_cycles();
    }
    return number;
}

int64_t board_unix_time_s(void *context)
{
    (void)context;
    return clock_is_unset ? 0 : (int64_t)(uint32_t)host_call(SYS_TIME, NULL);
}

void board_fail_entropy(void)
{
    entropy_fails = true;
}

void board_unset_clock(void)
{
    clock_is_unset = true;
}

static void read_arguments(void)
{
    uint32_t line[2] = {(uint32_t)arguments, sizeof arguments - 17};
    arguments_read = true;
    if (host_call(SYS_GET_CMDLINE, line) != 0) {
        board_panic("command line too long");
    }
    for (char *c = arguments; *c != '\0'; c++) {
        if (*c == ' ') {
            *c = '\0';
        }
    }
}

const char *board_argument(const char *name)
{
    size_t len = strlen(name);
    if (!arguments_read) {
        read_arguments();
    }
    for (const char *word = arguments; *word != '\0'; word += strlen(word) + 1) {
        if (memcmp(word, name, len) == 0 && word[len] == '=') {
            return word + len + 1;
        }
    }
    return NULL;
}

void board_exit(int status)
{
    uint32_t reason[2] = {APPLICATION_EXIT, (uint32_t)status};
    (void)host_call(SYS_EXIT_EXTENDED, reason);
    for (;;) {
    }
}
