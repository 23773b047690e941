/* lwipopts.h - lwIP in 6 KB of RAM: one TCP connection, DHCP and DNS over Ethernet and IPv4,
 * everything from pools.
 * SPDX-License-Identifier: MIT */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

/* No operating system, no threads: all of lwIP runs in the superloop. An interrupt may wake it, but
 * calls nothing of it. */
#define NO_SYS 1
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define SYS_LIGHTWEIGHT_PROT 0

/* Memory: pools, lwippools.h among them, and no heap of any kind. */
#define MEM_LIBC_MALLOC 0
#define MEM_USE_POOLS 1
#define MEM_USE_POOLS_TRY_BIGGER_POOL 1
#define MEMP_USE_CUSTOM_POOLS 1
#define MEMP_MEM_MALLOC 0
#define MEM_ALIGNMENT 4

/* Protocols. */
#ifndef LWIP_IPV4
#define LWIP_IPV4 1
#endif
#ifndef LWIP_IPV6
#define LWIP_IPV6 0
#endif
#define LWIP_ETHERNET 1
#define LWIP_ARP 1
#define LWIP_ICMP 1
#define LWIP_UDP 1
#define LWIP_TCP 1
#define LWIP_DHCP 1
#define LWIP_DNS 1
#define LWIP_RAW 0
#define LWIP_IGMP 0
#define LWIP_AUTOIP 0
#define LWIP_ACD 0
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define IP_REASSEMBLY 0
#define IP_FRAG 0
#define IP_FORWARD 0
#define IP_OPTIONS_ALLOWED 0
#define LWIP_SINGLE_NETIF 1
#define LWIP_HAVE_LOOPIF 0
#define LWIP_NETIF_LOOPBACK 0

/* What a driver has before a frame: 0, unless its controller wants room there. */
#ifndef ETH_PAD_SIZE
#define ETH_PAD_SIZE 0
#endif

/* TCP. Segments of 536 bytes need no more of a path than every IPv4 host must take, and a request
 * of the usual length fits in one. The window is what may lie received and unread; two segments
 * keep the peer from waiting on a delayed acknowledgement. */
#define TCP_MSS 536
#define TCP_WND (2 * TCP_MSS)
#define TCP_SND_BUF (2 * TCP_MSS)
#define TCP_SND_QUEUELEN 6
#define TCP_OVERSIZE 0
#define TCP_QUEUE_OOSEQ 0
#define LWIP_TCP_SACK_OUT 0
#define LWIP_TCP_TIMESTAMPS 0
#define TCP_LISTEN_BACKLOG 0
#define LWIP_CALLBACK_API 1
#define TCP_CALCULATE_EFF_SEND_MSS 0 /* an Ethernet has room for 536 bytes */

/* lwIP's own initial sequence numbers can be guessed (RFC 6528). */
#define LWIP_HOOK_TCP_ISN(local, local_port, remote, remote_port) board_random()

/* A received frame lies in one or two of these: 16 bytes of link, 20 of IP, 20 of TCP and a
 * segment, halved. The client keeps six of them at most (QCC_LWIP_PBUFS_MAX); while all are taken,
 * frames wait in the controller. */
#define PBUF_POOL_BUFSIZE 296
#define PBUF_POOL_SIZE 8
#define MEMP_NUM_PBUF 1

/* One connection, and one that is still saying goodbye. */
#define MEMP_NUM_TCP_PCB 2
#define MEMP_NUM_TCP_PCB_LISTEN 0
#define MEMP_NUM_TCP_SEG 6
#define MEMP_NUM_UDP_PCB 2 /* DHCP and one DNS query; SNTP would be a third */
#define ARP_TABLE_SIZE 3
#define ARP_QUEUEING 0

/* DNS: one name at a time; both the identifier and the source port of a query are drawn at random.
 */
#define DNS_TABLE_SIZE 1
#define DNS_MAX_REQUESTS 1
#define DNS_MAX_SOURCE_PORTS 1
#define DNS_MAX_NAME_LENGTH 128
#define DNS_MAX_SERVERS 1
#define LWIP_DHCP_MAX_DNS_SERVERS DNS_MAX_SERVERS
#define LWIP_DHCP_GET_NTP_SRV 0

/* What a firmware of this size does without. */
#define LWIP_STATS 0
#define LWIP_CHECKSUM_CTRL_PER_NETIF 0
#define LWIP_NETIF_HOSTNAME 0
#define LWIP_NETIF_STATUS_CALLBACK 0
#define LWIP_NETIF_LINK_CALLBACK 0

#endif
