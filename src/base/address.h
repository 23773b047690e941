/* address.h - IP addresses: as text, and whether they are public.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_ADDRESS_H
#define QCC_ADDRESS_H

#include "qcc/span.h"

#define QCC_ADDRESS_SIZE 16 /* bytes of the longest address */

/* Reads a dotted quad or an IPv6 address (RFC 4291 section 2.2, without a zone) into `address`, in
 * network order. Returns the length of the address, 4 or 16; 0 when `text` is neither, and then
 * `address` holds nothing of use. */
size_t qcc_address_parse(struct qcc_span text, uint8_t address[QCC_ADDRESS_SIZE]);

/* True when the `len` bytes at `address`, in network order, are the address of one host of the
 * public internet: not loopback, private, link-local, multicast, for documentation or for any other
 * use of the IANA registries of special-purpose addresses (RFC 6890). An IPv4 address in an IPv6
 * one (mapped, RFC 4291 section 2.5.5.2, or translated, RFC 6052) is judged as itself. False when
 * `len` is neither 4 nor 16. */
bool qcc_address_is_public(const uint8_t *address, size_t len);

#endif
