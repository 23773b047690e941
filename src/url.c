/* url.c - base URLs and IP literals, taken apart.
 * SPDX-License-Identifier: MIT */
#include "qcc/url.h"

#include <string.h>

#include "qcc/config.h"

/* What hex_value says of a character that is no hex digit. */
#define NOT_HEX 16u

/* No "::" in an IPv6 address: a place that no address has. */
#define NO_GAP 17u

/* A port that is none: longer than any text. */
#define NO_PORT SIZE_MAX

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

/* The lower case of a letter; of a byte that is none, one that is no letter. */
static uint8_t fold(uint8_t byte)
{
    return (uint8_t)(byte | (byte >> 1 & 0x20));
}

/* The length of "http://" or "https://" at the beginning of `text`, 0 when it begins otherwise. RFC
 * 3986 section 3.1: schemes are case-insensitive. */
static size_t scheme_length(struct qcc_span text)
{
    size_t at = 0;

    for (const char *next = "https://"; *next != '\0'; next++) {
        if (at < text.len && fold(text.ptr[at]) == (uint8_t)*next) {
            at++;
        } else if (*next != 's') {
            return 0;
        }
    }
    return at;
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

static bool is_name_character(uint8_t byte)
{
    return is_letter(byte) || is_digit(byte) || byte == '-' || byte == '_' || byte == '.';
}

/* RFC 1123 section 2.1, with the underscore that real names have:
 *   name  = label *( "." label ) ; the last one no number
 *   label = 1*63( ALPHA / DIGIT / "-" / "_" )
 * of a text that has no other characters. */
static bool is_host_name(struct qcc_span text)
{
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '.') {
            len++;
        } else if (len == 0) {
            return false;
        } else {
            len = 0;
        }
        if (len > 63) {
            return false;
        }
    }
    return len > 0 && !is_number(after(text, text.len - len));
}

/* RFC 3986 section 3.2.2:
 *   host = "[" IPv6address "]" / IPv4address / reg-name
 * at the beginning of `text`. Returns its length with the brackets, 0 when there is none. */
static size_t read_host(struct qcc_span text, struct qcc_url *url)
{
    const bool literal = text.len > 0 && text.ptr[0] == '[';
    uint8_t address[16];
    size_t at = literal;

    while (at < text.len && (literal ? text.ptr[at] != ']' : is_name_character(text.ptr[at]))) {
        at++;
    }
    url->host = qcc_span_make(text.ptr + literal, at - literal);
    if (url->host.len >= QCC_HOST_SIZE) {
        return 0;
    }
    if (literal) {
        url->host_kind = QCC_HOST_IPV6;
        return at < text.len && parse_ipv6(url->host, address) ? at + 1 : 0;
    }
    url->host_kind = parse_ipv4(url->host, address) ? QCC_HOST_IPV4 : QCC_HOST_NAME;
    return url->host_kind == QCC_HOST_IPV4 || is_host_name(url->host) ? at : 0;
}

/* RFC 3986 section 3.2.3: port = *DIGIT; here 1 .. 65535 without leading zeros, with the ':' before
 * it, or nothing. Returns its length with the ':', or NO_PORT. */
static size_t read_port(struct qcc_span text, struct qcc_url *url)
{
    uint32_t value = 0;
    size_t at = 1;

    if (text.len == 0 || text.ptr[0] != ':') {
        url->port = url->https ? 443 : 80;
        return 0;
    }
    for (; at < text.len && at < 6 && is_digit(text.ptr[at]); at++) {
        value = value * 10 + (uint32_t)(text.ptr[at] - '0');
    }
    url->port = (uint16_t)value;
    return value == 0 || value > 65535 || text.ptr[1] == '0' ? NO_PORT : at;
}

/* RFC 3986 section 3.3:
 *   path-abempty = *( "/" *pchar ) ; so it begins with a slash, or is empty
 *   pchar        = unreserved / pct-encoded / sub-delims / ":" / "@" */
static bool is_path(struct qcc_span text)
{
    /* A bit for '/' and for each ASCII character that is a pchar by itself. */
    static const uint32_t plain[4] = {0, 0x2FFFFFD2, 0x87FFFFFF, 0x47FFFFFE};
    size_t i = 0;

    if (text.len > 0 && text.ptr[0] != '/') {
        return false;
    }
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

/* RFC 3986 sections 4.3 and 3.2: absolute-URI = scheme ":" hier-part [ "?" query ], of which
 * hier-part = "//" authority path-abempty here and the query is refused, and
 * authority = [ userinfo "@" ] host [ ":" port ], of which the userinfo is. */
enum qcc_error qcc_url_parse(struct qcc_url *url, struct qcc_span text)
{
    struct qcc_url found;
    const size_t scheme = scheme_length(text);
    size_t len;

    found.https = scheme == sizeof "https://" - 1;
    text = after(text, scheme);
    len = scheme == 0 ? 0 : read_host(text, &found);
    if (len == 0) {
        return QCC_ERROR_URL;
    }
    text = after(text, len);
    len = read_port(text, &found);
    if (len == NO_PORT || !is_path(after(text, len))) {
        return QCC_ERROR_URL;
    }
    found.path = after(text, len);
    if (found.path.len > 0 && found.path.ptr[found.path.len - 1] == '/') {
        found.path.len--;
    }
    *url = found;
    return QCC_OK;
}

/* Less strict than qcc_url_parse: the URL has been paid for, so only what would harm the one who
 * shows it, or is no URL at all, is refused. Who fetches it looks again. */
bool qcc_url_is_absolute(struct qcc_span text)
{
    const size_t scheme = scheme_length(text);
    size_t host = scheme;
    size_t end = text.len;

    /* Backwards, so that what is kept is the first end of the authority, and the last '@' in it. */
    for (size_t i = text.len; i-- > scheme;) {
        const uint8_t byte = text.ptr[i];

        if ((uint8_t)(byte - 0x21) > 0x7E - 0x21) {
            return false;
        }
        if (byte == '/' || byte == '?' || byte == '#' || byte == '\\') {
            host = scheme;
            end = i;
        } else if (byte == '@' && host == scheme) {
            host = i + 1;
        }
    }
    return scheme != 0 && host < end && text.ptr[host] != ':';
}
