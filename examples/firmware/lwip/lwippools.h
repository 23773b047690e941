/* lwippools.h - what lwIP's mem_malloc hands out: frames on their way out. lwIP includes this file
 * several times.
 *
 * The small ones hold an acknowledgement, an ARP or DNS query, or a short TLS record; the large
 * ones a whole segment (16 + 56 bytes of pbuf and headers before 536) or a DHCP message. One large
 * one may still belong to a connection that is saying goodbye.
 * SPDX-License-Identifier: MIT */
LWIP_MALLOC_MEMPOOL_START
LWIP_MALLOC_MEMPOOL(4, 176)
LWIP_MALLOC_MEMPOOL(2, 608)
LWIP_MALLOC_MEMPOOL_END
