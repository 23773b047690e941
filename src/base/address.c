/* address.c - IP addresses: as text, read; and whether they are public.
 * SPDX-License-Identifier: MIT */
#include "base/address.h"
#include "base/scan.h"
#include "qcc/port.h"

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

/* ---- Public or not. */

/* All addresses that have the first `bits` bits, 1 .. 32, of `prefix`. */
struct block {
    uint32_t prefix;
    uint8_t bits;
};

/* The IANA registry of IPv4 special-purpose addresses, and multicast. */
static const struct block not_public_ipv4[] = {
    {0x00000000, 8},  /* 0.0.0.0/8, this network */
    {0x0A000000, 8},  /* 10.0.0.0/8, private */
    {0x64400000, 10}, /* 100.64.0.0/10, shared by a provider's customers */
    {0x7F000000, 8},  /* 127.0.0.0/8, loopback */
    {0xA9FE0000, 16}, /* 169.254.0.0/16, link-local */
    {0xAC100000, 12}, /* 172.16.0.0/12, private */
    {0xC0000000, 24}, /* 192.0.0.0/24, protocol assignments */
    {0xC0000200, 24}, /* 192.0.2.0/24, documentation */
    {0xC0586300, 24}, /* 192.88.99.0/24, once 6to4 relays */
    {0xC0A80000, 16}, /* 192.168.0.0/16, private */
    {0xC6120000, 15}, /* 198.18.0.0/15, benchmarks */
    {0xC6336400, 24}, /* 198.51.100.0/24, documentation */
    {0xCB007100, 24}, /* 203.0.113.0/24, documentation */
    {0xE0000000, 3},  /* 224.0.0.0/4, multicast, and 240.0.0.0/4, reserved, with broadcast */
};

/* All of IPv6 that is given out for hosts is in 2000::/3 (RFC 4291 section 2.4, RFC 3513). */
static const struct block global_ipv6 = {0x20000000, 3};

static const struct block not_public_ipv6[] = {
    {0x20010000, 23}, /* 2001::/23, protocol assignments, Teredo among them */
    {0x20010DB8, 32}, /* 2001:db8::/32, documentation */
    {0x20020000, 16}, /* 2002::/16, 6to4: a tunnel to an IPv4 address */
    {0x3FFF0000, 20}, /* 3fff::/20, documentation */
};

static uint32_t first_word(const uint8_t *address)
{
    return (uint32_t)address[0] << 24 | (uint32_t)address[1] << 16 | (uint32_t)address[2] << 8 |
           address[3];
}

static bool is_in(const struct block *block, uint32_t word)
{
    return (block->prefix ^ word) >> (32 - block->bits) == 0;
}

static bool is_in_any(const struct block *blocks, size_t count, uint32_t word)
{
    for (size_t i = 0; i < count; i++) {
        if (is_in(&blocks[i], word)) {
            return true;
        }
    }
    return false;
}

static bool is_public_ipv4(const uint8_t *address)
{
    return !is_in_any(not_public_ipv4, sizeof not_public_ipv4 / sizeof not_public_ipv4[0],
                      first_word(address));
}

/* ::ffff:0:0/96 (RFC 4291 section 2.5.5.2) and 64:ff9b::/96 (RFC 6052 section 2.1). */
static bool has_ipv4(const uint8_t *address)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const uint8_t translated[12] = {0, 0x64, 0xFF, 0x9B};

    return memcmp(address, mapped, sizeof mapped) == 0 ||
           memcmp(address, translated, sizeof translated) == 0;
}

static bool is_public_ipv6(const uint8_t *address)
{
    const uint32_t word = first_word(address);

    if (has_ipv4(address)) {
        return is_public_ipv4(address + 12);
    }
    return is_in(&global_ipv6, word) &&
           !is_in_any(not_public_ipv6, sizeof not_public_ipv6 / sizeof not_public_ipv6[0], word);
}

bool qcc_address_is_public(const uint8_t *address, size_t len)
{
    switch (len) {
    case 4:
        return is_public_ipv4(address);
    case QCC_ADDRESS_SIZE:
        return is_public_ipv6(address);
    default:
        return false;
    }
}
