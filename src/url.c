/* url.c - base URLs and IP literals, taken apart.
 * SPDX-License-Identifier: MIT */
#include "qcc/url.h"

#include <string.h>

#include "qcc/config.h"

/* What hex_value says of a character that is no hex digit. */
#define NOT_HEX 16u

/* No "::" in an IPv6 address: a place that no address has. */
#define NO_GAP 17u

static bool is_digit(uint8_t byte)
{
    return (uint8_t)(byte - '0') < 10;
}

static bool is_letter(uint8_t byte)
{
    return (uint8_t)((byte | 0x20) - 'a') < 26;
}

static unsigned hex_value(uint8_t byte)
{
    const uint8_t letter = (uint8_t)((byte | 0x20) - 'a');

    if (is_digit(byte)) {
        return (unsigned)(byte - '0');
    }
    return letter < 6 ? letter + 10u : NOT_HEX;
}

/* The text after its first `count` bytes, of which there are that many. */
static struct qcc_span after(struct qcc_span text, size_t count)
{
    return qcc_span_make(text.ptr + count, text.len - count);
}

/* Cuts what stands before the first `end` off `rest` and returns it; all of `rest` when there is
 * none. */
static struct qcc_span take_until(struct qcc_span *rest, uint8_t end)
{
    struct qcc_span taken = {rest->ptr, 0};

    while (taken.len < rest->len && rest->ptr[taken.len] != end) {
        taken.len++;
    }
    if (taken.len > 0) {
        *rest = after(*rest, taken.len);
    }
    return taken;
}

/* Cuts "http://" or "https://" off; RFC 3986 section 3.1: schemes are case-insensitive. */
static bool take_scheme(struct qcc_span *rest, bool *https)
{
    static const struct qcc_span schemes[2] = {QCC_SPAN("http://"), QCC_SPAN("https://")};

    for (size_t i = 0; i < 2; i++) {
        const size_t len = schemes[i].len;

        if (rest->len >= len && qcc_span_equal_nocase(qcc_span_make(rest->ptr, len), schemes[i])) {
            *rest = after(*rest, len);
            *https = i == 1;
            return true;
        }
    }
    return false;
}

/* RFC 3986 section 3.2.2:
 *   IPv4address = dec-octet "." dec-octet "." dec-octet "." dec-octet
 *   dec-octet   = 0 .. 255 without leading zeros, which some readers take for octal */
static bool parse_ipv4(struct qcc_span text, uint8_t address[4])
{
    size_t at = 0;

    for (size_t i = 0; i < 4; i++) {
        unsigned value = 0;
        size_t digits = 0;

        if (i > 0 && (at >= text.len || text.ptr[at++] != '.')) {
            return false;
        }
        while (digits < 3 && at < text.len && is_digit(text.ptr[at])) {
            value = value * 10 + (unsigned)(text.ptr[at] - '0');
            at++;
            digits++;
        }
        if (digits == 0 || value > 255 || (digits > 1 && text.ptr[at - digits] == '0')) {
            return false;
        }
        address[i] = (uint8_t)value;
    }
    return at == text.len;
}

/* Reads h16 = 1*4HEXDIG from `at` on; returns how many digits there are, 0 .. 4. */
static size_t read_group(struct qcc_span text, size_t at, uint8_t group[2])
{
    unsigned value = 0;
    size_t digits = 0;

    while (digits < 4 && at + digits < text.len && hex_value(text.ptr[at + digits]) != NOT_HEX) {
        value = value << 4 | hex_value(text.ptr[at + digits]);
        digits++;
    }
    group[0] = (uint8_t)(value >> 8);
    group[1] = (uint8_t)value;
    return digits;
}

/* RFC 3986 section 3.2.2, RFC 4291 section 2.2:
 *   IPv6address = 8 groups of h16 with ":" between them, of which one "::" may replace one or more
 *   ls32        = ( h16 ":" h16 ) / IPv4address ; the last two groups
 * Returns the bytes that are written out, 0 for a text that is no address, and in *gap how many
 * stand before "::". */
static size_t read_groups(struct qcc_span text, uint8_t address[16], size_t *gap)
{
    /* The first colon of a leading "::" is skipped, so that each second colon is met where a group
     * could begin. */
    size_t at = text.len >= 2 && text.ptr[0] == ':' && text.ptr[1] == ':' ? 1 : 0;
    size_t used = 0;

    *gap = NO_GAP;
    while (at < text.len) {
        uint8_t group[2];
        size_t digits;

        if (text.ptr[at] == ':' && at > 0 && *gap == NO_GAP) {
            *gap = used;
            at++;
            continue;
        }
        digits = read_group(text, at, group);
        if (digits == 0 || used == 16) {
            return 0;
        }
        if (at + digits < text.len && text.ptr[at + digits] == '.') {
            return used <= 12 && parse_ipv4(after(text, at), address + used) ? used + 4 : 0;
        }
        memcpy(address + used, group, 2);
        used += 2;
        at += digits;
        if (at < text.len && (text.ptr[at++] != ':' || at == text.len)) {
            return 0;
        }
    }
    return used;
}

static bool parse_ipv6(struct qcc_span text, uint8_t address[16])
{
    size_t gap;
    const size_t used = read_groups(text, address, &gap);

    if (gap == NO_GAP) {
        return used == 16;
    }
    if (used == 16 || (used == 0 && text.len != 2)) {
        return false; /* "::" stands for one group at least, and alone for all of them */
    }
    for (size_t i = 0; i < used - gap; i++) {
        address[15 - i] = address[used - 1 - i];
    }
    memset(address + gap, 0, 16 - used);
    return true;
}

size_t qcc_url_parse_address(struct qcc_span text, uint8_t address[16])
{
    if (parse_ipv4(text, address)) {
        return 4;
    }
    return parse_ipv6(text, address) ? 16 : 0;
}

/* True for digits, and for "0x" with hex digits: what other readers of URLs take for a number, and
 * so for an address. */
static bool is_number(struct qcc_span label)
{
    const bool hex = label.len >= 2 && label.ptr[0] == '0' && (label.ptr[1] | 0x20) == 'x';

    for (size_t i = hex ? 2 : 0; i < label.len; i++) {
        if (hex ? hex_value(label.ptr[i]) == NOT_HEX : !is_digit(label.ptr[i])) {
            return false;
        }
    }
    return true;
}

/* RFC 1123 section 2.1, with the underscore that real names have:
 *   name  = label *( "." label ) ; the last one no number
 *   label = 1*63( ALPHA / DIGIT / "-" / "_" ) */
static bool is_host_name(struct qcc_span text)
{
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        const uint8_t byte = text.ptr[i];

        if (byte == '.' && len > 0) {
            len = 0;
        } else if (is_letter(byte) || is_digit(byte) || byte == '-' || byte == '_') {
            len++;
        } else {
            return false;
        }
        if (len > 63) {
            return false;
        }
    }
    return len > 0 && !is_number(after(text, text.len - len));
}

/* RFC 3986 section 3.2.3: port = *DIGIT; here 1 .. 65535 without leading zeros, with the ':' before
 * it, or nothing. */
static bool read_port(struct qcc_span text, bool https, uint16_t *port)
{
    uint32_t value = 0;

    if (text.len == 0) {
        *port = https ? 443 : 80;
        return true;
    }
    if (text.len < 2 || text.len > 6 || text.ptr[0] != ':' || text.ptr[1] == '0') {
        return false;
    }
    for (size_t i = 1; i < text.len; i++) {
        if (!is_digit(text.ptr[i])) {
            return false;
        }
        value = value * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    *port = (uint16_t)value;
    return value <= 65535;
}

/* RFC 3986 section 3.2, without userinfo:
 *   authority = host [ ":" port ]
 *   host      = "[" IPv6address "]" / IPv4address / reg-name */
static bool read_authority(struct qcc_span text, struct qcc_url *url)
{
    uint8_t address[16];

    if (text.len > 0 && text.ptr[0] == '[') {
        text = after(text, 1);
        url->host = take_until(&text, ']');
        if (text.len == 0 || qcc_url_parse_address(url->host, address) != sizeof address) {
            return false;
        }
        text = after(text, 1);
        url->host_kind = QCC_HOST_IPV6;
    } else {
        url->host = take_until(&text, ':');
        if (parse_ipv4(url->host, address)) {
            url->host_kind = QCC_HOST_IPV4;
        } else if (is_host_name(url->host)) {
            url->host_kind = QCC_HOST_NAME;
        } else {
            return false;
        }
    }
    return url->host.len < QCC_HOST_SIZE && read_port(text, url->https, &url->port);
}

/* RFC 3986 section 3.3:
 *   path-abempty = *( "/" *pchar )
 *   pchar        = unreserved / pct-encoded / sub-delims / ":" / "@" */
static bool is_path(struct qcc_span text)
{
    /* A bit for '/' and for each ASCII character that is a pchar by itself. */
    static const uint32_t plain[4] = {0, 0x2FFFFFD2, 0x87FFFFFF, 0x47FFFFFE};
    size_t i = 0;

    while (i < text.len) {
        const uint8_t byte = text.ptr[i];

        if (byte < 0x80 && (plain[byte / 32] >> (byte % 32) & 1) != 0) {
            i++;
        } else if (byte == '%' && text.len - i > 2 && hex_value(text.ptr[i + 1]) != NOT_HEX &&
                   hex_value(text.ptr[i + 2]) != NOT_HEX) {
            i += 3;
        } else {
            return false;
        }
    }
    return true;
}

/* RFC 3986 section 4.3: absolute-URI = scheme ":" hier-part [ "?" query ], of which hier-part =
 * "//" authority path-abempty here and the query is refused. */
enum qcc_error qcc_url_parse(struct qcc_url *url, struct qcc_span text)
{
    struct qcc_url found;
    struct qcc_span authority;

    if (!take_scheme(&text, &found.https)) {
        return QCC_ERROR_URL;
    }
    authority = take_until(&text, '/');
    if (!read_authority(authority, &found) || !is_path(text)) {
        return QCC_ERROR_URL;
    }
    if (text.len > 0 && text.ptr[text.len - 1] == '/') {
        text.len--;
    }
    found.path = text;
    *url = found;
    return QCC_OK;
}

/* Less strict than qcc_url_parse: the URL has been paid for, so only what would harm the one who
 * shows it, or is no URL at all, is refused. Who fetches it looks again. */
bool qcc_url_is_absolute(struct qcc_span text)
{
    bool https;
    size_t host = 0;
    size_t end = 0;

    for (size_t i = 0; i < text.len; i++) {
        if ((uint8_t)(text.ptr[i] - 0x21) > 0x7E - 0x21) {
            return false;
        }
    }
    if (!take_scheme(&text, &https)) {
        return false;
    }
    while (end < text.len && text.ptr[end] != '/' && text.ptr[end] != '?' && text.ptr[end] != '#' &&
           text.ptr[end] != '\\') {
        if (text.ptr[end++] == '@') {
            host = end;
        }
    }
    return host < end && text.ptr[host] != ':';
}
