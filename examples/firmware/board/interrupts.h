/* interrupts.h - handlers that the vector table names.
 * SPDX-License-Identifier: MIT */
#ifndef INTERRUPTS_H
#define INTERRUPTS_H

void board_tick(void);
void board_watchdog_interrupt(void);
void board_ethernet_interrupt(void);

#endif
