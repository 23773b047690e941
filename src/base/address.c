/* address.c - IP addresses as text, read.
 * SPDX-License-Identifier: MIT */
#include "base/address.h"
#include "base/scan.h"

#include <string.h>

/* The place of "::" in an address that has none: the end of the address. */
#define NO_GAP QCC_ADDRESS_SIZE

/* RFC 3986 section 3.2.2:
 *   IPv4address = dec-octet "." dec-octet "." dec-octet "." dec-octet
 *   dec-octet   = 0 .. 255 */
static bool parse_ipv4(struct qcc_span text, uint8_t *address)
{
    for (size_t i = 0; i < 4; i++) {
        uint32_t octet;

        if (i > 0 && !qcc_scan_byte(&text, '.')) {
            return false;
        }
        if (!qcc_scan_decimal(&text, 3, &octet) || octet > 255) {
            return false;
        }
        address[i] = (uint8_t)octet;
    }
    return text.len == 0;
}

/* ls32 = ( h16 ":" h16 ) / IPv4address, h16 = 1*4HEXDIG
 *
 * Reads one h16, or the IPv4address that ends the address; returns the bytes that it stands for, 2
 * or 4, and 0 when there is neither. `room` is the bytes that the address may still have. */
static size_t read_group(struct qcc_span *text, uint8_t *address, size_t room)
{
    uint32_t group;

    if (room >= 4 && parse_ipv4(*text, address)) {
        qcc_scan_skip(text, text->len);
        return 4;
    }
    if (qcc_scan_digits(text, 16, 4, &group) == 0) {
        return 0;
    }
    address[0] = (uint8_t)(group >> 8);
    address[1] = (uint8_t)group;
    return 2;
}

/* RFC 3986 section 3.2.2, RFC 4291 section 2.2:
 *   IPv6address = 8 groups of h16 with ":" between them; one "::" may replace one group or more;
 *                 an ls32 may stand for the last two */
static bool parse_ipv6(struct qcc_span text, uint8_t *address)
{
    size_t used = 0;     /* bytes that are written out */
    size_t gap = NO_GAP; /* how many of them stand before "::" */

    while (text.len > 0 && used < QCC_ADDRESS_SIZE) {
        const bool colon = qcc_scan_byte(&text, ':'); /* between groups, or the first of "::" */
        size_t group;

        if (colon && gap == NO_GAP && qcc_scan_byte(&text, ':')) {
            gap = used;
            if (text.len == 0) {
                break;
            }
        } else if (colon != (used > 0)) {
            return false;
        }
        group = read_group(&text, address + used, QCC_ADDRESS_SIZE - used);
        if (group == 0) {
            return false;
        }
        used += group;
    }
    if (text.len > 0 || (gap == NO_GAP) != (used == QCC_ADDRESS_SIZE)) {
        return false;
    }
    /* What stands after "::" moves to the end; without a gap there is nothing to move. */
    memmove(address + gap + (QCC_ADDRESS_SIZE - used), address + gap, used - gap);
    memset(address + gap, 0, QCC_ADDRESS_SIZE - used);
    return true;
}

size_t qcc_address_parse(struct qcc_span text, uint8_t address[QCC_ADDRESS_SIZE])
{
    if (parse_ipv4(text, address)) {
        return 4;
    }
    return parse_ipv6(text, address) ? QCC_ADDRESS_SIZE : 0;
}
