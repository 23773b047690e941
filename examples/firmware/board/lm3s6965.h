/* lm3s6965.h - the registers of the LM3S6965 that this board support uses; names as in the chip's
 * data sheet.
 * SPDX-License-Identifier: MIT */
#ifndef LM3S6965_H
#define LM3S6965_H

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

/* Watchdog 0. */
#define WDTLOAD REGISTER(0x40000000)
#define WDTCTL REGISTER(0x40000008)
#define WDTICR REGISTER(0x4000000c)
#define WDTCTL_INTEN 1u
#define WDTCTL_RESEN 2u
#define WATCHDOG_INTERRUPT 18

/* UART 0. */
#define UARTDR REGISTER(0x4000c000)
#define UARTFR REGISTER(0x4000c018)
#define UARTIBRD REGISTER(0x4000c024)
#define UARTFBRD REGISTER(0x4000c028)
#define UARTLCRH REGISTER(0x4000c02c)
#define UARTCTL REGISTER(0x4000c030)
#define UARTFR_TXFF 0x20u

/* Port A carries UART 0. */
#define GPIOAFSEL REGISTER(0x40004420)
#define GPIODEN REGISTER(0x4000451c)

/* Ethernet. */
#define MACRIS REGISTER(0x40048000)
#define MACIM REGISTER(0x40048004)
#define MACRCTL REGISTER(0x40048008)
#define MACTCTL REGISTER(0x4004800c)
#define MACDATA REGISTER(0x40048010)
#define MACIA0 REGISTER(0x40048014)
#define MACIA1 REGISTER(0x40048018)
#define MACNP REGISTER(0x40048034)
#define MACTR REGISTER(0x40048038)
#define MACIM_RXINT 1u
#define MACRCTL_RXEN 1u
#define MACRCTL_BADCRC 8u /* frames with a bad checksum are dropped */
#define MACRCTL_RSTFIFO 16u
#define MACTCTL_START                                                                              \
    0x17u /* transmitter on, short frames padded, checksum appended, full duplex */
#define MACTR_NEWTX 1u
#define ETHERNET_INTERRUPT 42

/* System control. */
#define SYSRIS REGISTER(0x400fe050)
#define RCC REGISTER(0x400fe060)
#define RCGC0 REGISTER(0x400fe100)
#define RCGC1 REGISTER(0x400fe104)
#define RCGC2 REGISTER(0x400fe108)
#define SYSRIS_PLLLRIS 0x40u

/* The processor's own. */
#define STCTRL REGISTER(0xe000e010)
#define STRELOAD REGISTER(0xe000e014)
#define STCURRENT REGISTER(0xe000e018)
#define INTCTRL REGISTER(0xe000ed04)
#define INTCTRL_PENDSTSET 0x04000000u
#define MPUCTRL REGISTER(0xe000ed94)
#define MPUBASE REGISTER(0xe000ed9c)
#define MPUATTR REGISTER(0xe000eda0)
#define MPUCTRL_ENABLE 1u
#define MPUCTRL_PRIVDEFEN 4u /* what no region covers is as it is without the MPU */
#define MPUBASE_VALID 0x10u  /* and the region is number 0 */
#define MPUATTR_NO_ACCESS 0u
#define MPUATTR_SIZE_128MB (26u << 1)
#define MPUATTR_ENABLE 1u
#define NVIC_ENABLE(interrupt)                                                                     \
    (REGISTER(0xe000e100 + 4 * ((interrupt) / 32)) = 1u << ((interrupt) % 32))

#endif
