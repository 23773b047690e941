/* cc.h - what lwIP asks of compiler and board beyond its own defaults.
 * SPDX-License-Identifier: MIT */
#ifndef ARCH_CC_H
#define ARCH_CC_H

#include <stdint.h>

/* The board's two: a number that is hard to guess, and the end of a program that cannot go on. */
uint32_t board_random(void);
void board_panic(const char *reason) __attribute__((noreturn));

#define LWIP_NO_UNISTD_H 1
#define LWIP_NO_CTYPE_H 1
#define BYTE_ORDER LITTLE_ENDIAN

/* Identifiers of DNS queries, local ports. */
#define LWIP_RAND() board_random()

#define LWIP_PLATFORM_DIAG(x) ((void)0)
#ifdef NDEBUG
#define LWIP_NOASSERT
#endif
#define LWIP_PLATFORM_ASSERT(message) board_panic(message)

#endif
