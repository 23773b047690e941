/* board.h - what the application asks of the board. Another board is another implementation of
 * these functions, of ethernet.h, and a linker script.
 * SPDX-License-Identifier: MIT */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts clock, UART and tick. The first call. */
void board_init(void);

/* ---- Clocks. */

#define BOARD_CYCLES_PER_MS 50000u

/* Milliseconds since the start, wrapping at 2^32. */
uint32_t board_now_ms(void);

/* Cycles of the processor's clock since the start, for measurements; wrapping at 2^32. */
uint32_t board_cycles(void);

/* The wall clock in Unix seconds; 0 while it is not set. As struct qcc_platform has it. */
int64_t board_unix_time_s(void *context);

/* For tests: moves the clock of milliseconds on; the wall clock stays the host's. */
void board_clock_skip(uint32_t ms);

/* ---- Randomness. */

/* Fills `data` with bytes fit for keys; false when there are none to be had. As struct
 * qcc_platform has it. */
bool board_entropy(void *context, uint8_t *data, size_t len);

/* A number that is hard to guess, for ports and identifiers. */
uint32_t board_random(void);

/* For tests: from now on board_entropy fails, or board_unix_time_s is 0. */
void board_fail_entropy(void);
void board_unset_clock(void);

/* ---- The processor. */

/* Sleeps until the next interrupt: a millisecond at most. */
void board_sleep(void);

/* Resets the processor unless it is fed more often than every `ms` milliseconds; 0 feeds. */
void board_watchdog(uint32_t ms);

/* The most bytes of stack that were ever in use. */
size_t board_stack_peak(void);

/* ---- People. */

void board_log(const char *text);

/* The value of `name=value` among the words that the firmware was started with, ended by a NUL;
 * NULL when there is none. */
const char *board_argument(const char *name);

/* Ends the simulation. */
void board_exit(int status) __attribute__((noreturn));
void board_panic(const char *reason) __attribute__((noreturn));

#endif
