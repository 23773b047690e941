/* lwipopts.h - lwIP as an RTOS has it: a thread of its own, its sockets, its resolver; little of
 * everything, so that what is not given back is missed soon.
 * SPDX-License-Identifier: MIT */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

/* What port/bsd asks for. */
#define NO_SYS 0
#define SYS_LIGHTWEIGHT_PROT 1
#define LWIP_SOCKET 1
#define LWIP_COMPAT_SOCKETS 1
#define LWIP_POSIX_SOCKETS_IO_NAMES 1
#define LWIP_SOCKET_POLL 1
#define LWIP_DNS 1

/* Each call is a message to lwIP's thread. */
#define LWIP_TCPIP_CORE_LOCKING 0
#define TCPIP_MBOX_SIZE 16
#define DEFAULT_TCP_RECVMBOX_SIZE 8

#define LWIP_IPV4 1
#define LWIP_IPV6 1
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 0
#define LWIP_HAVE_LOOPIF 0
#define IPV6_FRAG_COPYHEADER 1 /* for pointers of 64 bits */

/* One connection at a time, and pools. */
#define MEM_ALIGNMENT 8
#define MEM_SIZE (16 * 1024)
#define MEMP_NUM_NETCONN 1
#define MEMP_NUM_TCP_PCB 3
#define PBUF_POOL_SIZE 16
#define TCP_MSS 536
#define TCP_WND (4 * TCP_MSS)
#define TCP_SND_BUF (4 * TCP_MSS)

/* Two names at a time. lwIP gives one up after six or seven seconds. */
#define DNS_TABLE_SIZE 2

#define LWIP_STATS 1
#define MEMP_STATS 1
#define LWIP_STATS_DISPLAY 0

#endif
