/* address.h - IP addresses as text; qcc/port.h has the judgement whether one is public.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_ADDRESS_H
#define QCC_ADDRESS_H

#include "qcc/span.h"

#define QCC_ADDRESS_SIZE 16 /* bytes of the longest address */

/* Reads a dotted quad or an IPv6 address (RFC 4291 section 2.2, without a zone) into `address`, in
 * network order. Returns the length of the address, 4 or 16; 0 when `text` is neither, and then
 * `address` holds nothing of use. */
size_t qcc_address_parse(struct qcc_span text, uint8_t address[QCC_ADDRESS_SIZE]);

#endif
