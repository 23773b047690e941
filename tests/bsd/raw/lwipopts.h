/* lwipopts.h - lwIP without an operating system, little of everything, as the raw port has it.
 * SPDX-License-Identifier: MIT */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_DNS 1
#define LWIP_IPV4 1
#define LWIP_IPV6 1
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 0
#define IPV6_FRAG_COPYHEADER 1 /* for pointers of 64 bits */
#define LWIP_HAVE_LOOPIF 0

/* One connection, and two that still say goodbye. */
#define MEM_ALIGNMENT 8
#define MEM_SIZE (16 * 1024)
#define MEMP_NUM_TCP_PCB 3
#define PBUF_POOL_SIZE 8
#define TCP_MSS 536
#define TCP_WND (2 * TCP_MSS)
#define TCP_SND_BUF (2 * TCP_MSS)

#define MEMP_NUM_SYS_TIMEOUT (LWIP_NUM_SYS_TIMEOUT_INTERNAL + 1)
#define DNS_TABLE_SIZE 2
#define LWIP_STATS_DISPLAY 0

#endif
