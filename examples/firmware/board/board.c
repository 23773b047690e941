/* board.c - clock, tick, watchdog and UART of the LM3S6965 evaluation board.
 * SPDX-License-Identifier: MIT */
#include "board.h"

#include "interrupts.h"
#include "lm3s6965.h"

static volatile uint32_t ticks; /* milliseconds */

/* 50 MHz from the board's 8 MHz crystal: 400 MHz of PLL, halved, by four. The order is the data
 * sheet's. */
static void start_clock(void)
{
    uint32_t rcc = RCC;
    rcc = (rcc & ~0x00400000u) | 0x00000800u; /* USESYSDIV off, BYPASS on */
    RCC = rcc;
    rcc = (rcc & ~0x000023f0u) | 0x00000380u; /* XTAL 8 MHz, main oscillator, PWRDN off */
    RCC = rcc;
    rcc = (rcc & ~0x07800000u) | 0x01c00000u; /* SYSDIV 4, USESYSDIV on */
    RCC = rcc;
    for (uint32_t i = 0; i < 32768 && (SYSRIS & SYSRIS_PLLLRIS) == 0; i++) {
    }
    RCC = rcc & ~0x00000800u;
}

static void start_uart(void)
{
    GPIOAFSEL |= 3;
    GPIODEN |= 3;
    UARTIBRD = 27; /* 115200 baud: 50 MHz / (16 * 27.127) */
    UARTFBRD = 8;
    UARTLCRH = 0x70; /* 8 bits, no parity, FIFOs */
    UARTCTL = 0x301;
}

/* There is nothing right below RAM, and so below the stack; an access there is a fault by itself on
 * the chip, but not in the simulator, whose lm3s6965evb lets it pass. */
static void guard_stack(void)
{
    MPUBASE = 0x18000000u | MPUBASE_VALID;
    MPUATTR = MPUATTR_NO_ACCESS | MPUATTR_SIZE_128MB | MPUATTR_ENABLE;
    MPUCTRL = MPUCTRL_PRIVDEFEN | MPUCTRL_ENABLE;
}

void board_init(void)
{
    guard_stack();
    start_clock();
    RCGC0 |= 0x00000008u; /* watchdog */
    RCGC1 |= 0x00000001u; /* UART 0 */
    RCGC2 |= 0x50000001u; /* Ethernet PHY and MAC, port A */
    start_uart();
    STRELOAD = BOARD_CYCLES_PER_MS - 1;
    STCURRENT = 0;
    STCTRL = 7; /* on, with interrupt, from the processor's clock */
}

void board_tick(void)
{
    ticks++;
}

uint32_t board_now_ms(void)
{
    return ticks;
}

uint32_t board_cycles(void)
{
    uint32_t ms;
    uint32_t current;
    do {
        ms = ticks;
        current = STCURRENT;
    } while (ms != ticks || (INTCTRL & INTCTRL_PENDSTSET) != 0);
    return ms * BOARD_CYCLES_PER_MS + (BOARD_CYCLES_PER_MS - 1 - current);
}

void board_clock_skip(uint32_t ms)
{
    __asm volatile("cpsid i" ::: "memory");
    ticks += ms;
    __asm volatile("cpsie i" ::: "memory");
}

void board_sleep(void)
{
    __asm volatile("wfi" ::: "memory");
}

void board_watchdog(uint32_t ms)
{
    if (ms != 0) {
        WDTLOAD = ms * BOARD_CYCLES_PER_MS / 2; /* it resets at the second time-out */
        WDTCTL = WDTCTL_INTEN | WDTCTL_RESEN;
        NVIC_ENABLE(WATCHDOG_INTERRUPT);
    } else {
        WDTICR = 1; /* starts it anew */
    }
}

/* The first time-out: last words. The second one, as long after it, resets. */
void board_watchdog_interrupt(void)
{
    board_log("panic: watchdog\n");
    for (;;) {
    }
}

void board_log(const char *text)
{
    for (; *text != '\0'; text++) {
        while (UARTFR & UARTFR_TXFF) {
        }
        UARTDR = (uint8_t)*text;
    }
}

void board_panic(const char *reason)
{
    board_log("panic: ");
    board_log(reason);
    board_log("\n");
    board_exit(70);
}
