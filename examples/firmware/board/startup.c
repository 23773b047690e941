/* startup.c - vector table, the way from reset to main, and faults.
 * SPDX-License-Identifier: MIT */
#include "board.h"
#include "interrupts.h"

#include <string.h>

/* The linker script's. */
extern uint32_t board_stack_start[], board_stack_end[];
extern uint32_t board_data_start[], board_data_end[];
extern const uint32_t board_data_source[];
extern uint32_t board_bss_start[], board_bss_end[];

#define PAINT 0xa5a5a5a5u

int main(void);
void board_reset(void);
void board_fault(void);

/* The assembler below names it, which the compiler does not see. */
__attribute__((used, externally_visible)) void board_fault(void)
{
    board_panic("fault");
}

/* The fault may be that the stack has run out of RAM, so this begins on a fresh one: nothing of the
 * old one is needed any more. */
__attribute__((naked)) static void fault(void)
{
    __asm volatile("ldr r0, =board_stack_end\n"
                   "mov sp, r0\n"
                   "b board_fault\n");
}

static void unexpected(void)
{
    board_panic("unexpected interrupt");
}

void board_reset(void)
{
    /* All of the stack that is not in use yet. */
    uint32_t *here = __builtin_frame_address(0);
    for (volatile uint32_t *word = board_stack_start; word < here - 16; word++) {
        *word = PAINT;
    }
    memcpy(board_data_start, board_data_source,
           (size_t)((char *)board_data_end - (char *)board_data_start));
    memset(board_bss_start, 0, (size_t)((char *)board_bss_end - (char *)board_bss_start));
    board_init();
    board_exit(main());
}

size_t board_stack_peak(void)
{
    const uint32_t *word = board_stack_start;
    while (word < board_stack_end && *word == PAINT) {
        word++;
    }
    return (size_t)((const char *)board_stack_end - (const char *)word);
}

#define UNEXPECTED_7                                                                               \
    unexpected, unexpected, unexpected, unexpected, unexpected, unexpected, unexpected

/* ARMv7-M: the stack, 15 handlers of the processor's, 48 of this chip's. */
extern const struct board_vectors {
    uint32_t *stack;
    void (*processor[15])(void);
    void (*chip[48])(void);
} board_vectors;

__attribute__((section(".vectors"), used)) const struct board_vectors board_vectors = {
    board_stack_end,
    {
        board_reset,
        fault, /* NMI */
        fault, /* HardFault */
        fault, /* MemManage */
        fault, /* BusFault */
        fault, /* UsageFault */
        UNEXPECTED_7,
        unexpected, /* PendSV */
        board_tick,
    },
    {
        UNEXPECTED_7,
        UNEXPECTED_7,
        unexpected,
        unexpected,
        unexpected,
        unexpected,
        board_watchdog_interrupt, /* 18 */
        unexpected,
        unexpected,
        UNEXPECTED_7,
        UNEXPECTED_7,
        UNEXPECTED_7,
        board_ethernet_interrupt, /* 42 */
        unexpected,
        unexpected,
        unexpected,
        unexpected,
        unexpected,
    },
};
