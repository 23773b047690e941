/* SPDX-License-Identifier: MIT */
#ifndef QCC_TESTS_STUB_DNS_H
#define QCC_TESTS_STUB_DNS_H

#include <stdint.h>

#define LWIP_IPV6 0
#define DNS_TABLE_SIZE 4
#define LWIP_DNS_ADDRTYPE_IPV4 0
#define LWIP_DNS_ADDRTYPE_DEFAULT 2

typedef uint8_t u8_t;
typedef struct {
    uint32_t addr;
} ip_addr_t;

#define ip_addr_copy(to, from) ((to) = (from))
#define ip_2_ip4(address) (address)

typedef void (*dns_found_callback)(const char *name, const ip_addr_t *address, void *arg);

/* No include of err.h: without it the next line does not compile. */
err_t dns_gethostbyname_addrtype(const char *host, ip_addr_t *address, dns_found_callback found,
                                 void *arg, u8_t kinds);

#endif
