/* url.c - base URLs and IP literals, taken apart.
 * SPDX-License-Identifier: MIT */
#include "http/url.h"
#include "base/ascii.h"

#include <string.h>

#include "qcc/config.h"

/* No "::" in an IPv6 address: where it would stand is the address's end. */
#define NO_GAP 16u

/* '/' and what is an RFC 3986 pchar by itself: all that may stand in a path but "%". */
static const uint32_t of_path[4] = {0, 0x2FFFFFD2, 0x87FFFFFF, 0x47FFFFFE};

/* What follows reads from the front of a span, which is shorter afterwards. */

/* The next byte; 0 at the end, which is a part of nothing here. */
static uint8_t peek(const struct qcc_span *in)
{
    return in->len > 0 ? in->ptr[0] : 0;
}

static void skip(struct qcc_span *in, size_t count)
{
    in->ptr += count;
    in->len -= count;
}

static bool take(struct qcc_span *in, uint8_t byte)
{
    if (peek(in) != byte) {
        return false;
    }
    skip(in, 1);
    return true;
}

/* Skips what is in `set`, which has a bit for each ASCII character. */
static void skip_all(struct qcc_span *in, const uint32_t set[4])
{
    while (peek(in) < 0x80 && (set[peek(in) / 32] >> (peek(in) % 32) & 1) != 0) {
        skip(in, 1);
    }
}

/* Reads at most `most` digits; returns how many there are. */
static size_t read_digits(struct qcc_span *in, unsigned base, size_t most, uint32_t *value)
{
    size_t digits = 0;

    *value = 0;
    while (digits < most && qcc_hex_value(peek(in)) < base) {
        *value = *value * base + qcc_hex_value(peek(in));
        skip(in, 1);
        digits++;
    }
    return digits;
}

/* A number without leading zeros, which some readers take for octal. */
static bool read_decimal(struct qcc_span *in, size_t most, uint32_t *value)
{
    const bool zero = peek(in) == '0';
    const size_t digits = read_digits(in, 10, most, value);

    return digits == 1 || (digits > 1 && !zero);
}

/* The lower case of a letter; of a byte that is none, one that is no letter. */
static uint8_t fold(uint8_t byte)
{
    return (uint8_t)(byte | (byte >> 1 & 0x20));
}

/* "http://" or "https://"; returns its length, 0 for anything else. RFC 3986 section 3.1: schemes
 * are case-insensitive. */
static size_t read_scheme(struct qcc_span *in)
{
    size_t len = 0;

    for (const char *next = "https://"; *next != '\0'; next++) {
        if (fold(peek(in)) == (uint8_t)*next) {
            skip(in, 1);
            len++;
        } else if (*next != 's') {
            return 0;
        }
    }
    return len;
}

/* RFC 3986 section 3.2.2:
 *   IPv4address = dec-octet "." dec-octet "." dec-octet "." dec-octet
 *   dec-octet   = 0 .. 255 */
static bool parse_ipv4(struct qcc_span text, uint8_t address[4])
{
    for (size_t i = 0; i < 4; i++) {
        uint32_t octet;

        if ((i > 0 && !take(&text, '.')) || !read_decimal(&text, 3, &octet) || octet > 255) {
            return false;
        }
        address[i] = (uint8_t)octet;
    }
    return text.len == 0;
}

/* RFC 3986 section 3.2.2, RFC 4291 section 2.2:
 *   IPv6address = 8 groups of h16 with ":" between them, of which one "::" may replace one or more
 *   h16         = 1*4HEXDIG
 *   ls32        = ( h16 ":" h16 ) / IPv4address ; the last two groups */
static bool parse_ipv6(struct qcc_span text, uint8_t address[16])
{
    size_t used = 0;     /* bytes that are written out */
    size_t gap = NO_GAP; /* how many of them stand before "::" */

    while (text.len > 0 && used < 16) {
        const bool colon = take(&text, ':'); /* between groups, or the first of "::" */
        uint32_t group;

        if (colon && gap == NO_GAP && take(&text, ':')) {
            gap = used;
            if (text.len == 0) {
                break;
            }
        } else if (colon != (used > 0)) {
            return false;
        }
        if (used <= 12 && parse_ipv4(text, address + used)) {
            used += 4;
            text.len = 0;
        } else if (read_digits(&text, 16, 4, &group) > 0) {
            address[used++] = (uint8_t)(group >> 8);
            address[used++] = (uint8_t)group;
        } else {
            return false;
        }
    }
    if (text.len > 0 || (gap == NO_GAP) != (used == 16)) {
        return false;
    }
    /* What stands behind "::" goes to the end; without a gap there is nothing to move. */
    memmove(address + gap + (16 - used), address + gap, used - gap);
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
    unsigned base = 10;
    uint32_t value;

    if (label.len >= 2 && label.ptr[0] == '0' && (label.ptr[1] | 0x20) == 'x') {
        skip(&label, 2);
        base = 16;
    }
    read_digits(&label, base, label.len, &value);
    return label.len == 0;
}

/* IPv4address / reg-name, of which the latter is, by RFC 1123 section 2.1 and with the underscore
 * that real names have:
 *   name  = label *( "." label ) ; the last one no number
 *   label = 1*63( ALPHA / DIGIT / "-" / "_" ) */
static bool read_name(struct qcc_span *in, struct qcc_url *url)
{
    static const uint32_t of_label[4] = {0, 0x03FF2000, 0x87FFFFFE, 0x07FFFFFE};
    struct qcc_span label;
    uint8_t address[4];

    url->host = *in;
    do {
        label = *in;
        skip_all(in, of_label);
        label.len -= in->len;
        if (label.len == 0 || label.len > 63) {
            return false;
        }
    } while (take(in, '.'));
    url->host.len -= in->len;
    return !is_number(label) || parse_ipv4(url->host, address);
}

/* IPv6address "]" */
static bool read_literal(struct qcc_span *in, struct qcc_url *url)
{
    uint8_t address[16];

    url->host = *in;
    skip_all(in, of_path);
    url->host.len -= in->len;
    return parse_ipv6(url->host, address) && take(in, ']');
}

/* RFC 3986 section 3.2.2: host = "[" IPv6address "]" / IPv4address / reg-name */
static bool read_host(struct qcc_span *in, struct qcc_url *url)
{
    const bool found = take(in, '[') ? read_literal(in, url) : read_name(in, url);

    return found && url->host.len < QCC_HOST_SIZE;
}

/* RFC 3986 sections 3.2 and 3.2.3: authority = host [ ":" port ], port = *DIGIT; here 1 .. 65535.
 */
static bool read_authority(struct qcc_span *in, struct qcc_url *url)
{
    const uint32_t own = url->https ? 443 : 80;
    uint32_t port = own;
    size_t rest; /* what follows the part that the Host field has */

    url->authority = *in;
    if (!read_host(in, url)) {
        return false;
    }
    rest = in->len;
    if (take(in, ':') && !read_decimal(in, 5, &port)) {
        return false;
    }
    if (port != own) {
        rest = in->len;
    }
    url->authority.len -= rest;
    url->port = (uint16_t)port;
    return port >= 1 && port <= 65535;
}

/* RFC 3986 section 3.3:
 *   path-abempty = *( "/" *pchar ) ; so it begins with a slash, or is empty
 *   pchar        = unreserved / pct-encoded / sub-delims / ":" / "@" */
static bool is_path(struct qcc_span text)
{
    uint32_t octet;

    if (text.len > 0 && peek(&text) != '/') {
        return false;
    }
    do {
        skip_all(&text, of_path);
        if (text.len == 0) {
            return true;
        }
    } while (take(&text, '%') && read_digits(&text, 16, 2, &octet) == 2);
    return false;
}

/* RFC 3986 sections 4.3 and 3.2: absolute-URI = scheme ":" hier-part [ "?" query ], of which
 * hier-part = "//" authority path-abempty here and the query is refused, and
 * authority = [ userinfo "@" ] host [ ":" port ], of which the userinfo is. */
enum qcc_error qcc_url_parse(struct qcc_url *url, struct qcc_span text)
{
    struct qcc_url found;
    const size_t scheme = read_scheme(&text);

    found.https = scheme == sizeof "https://" - 1;
    if (scheme == 0 || !read_authority(&text, &found) || !is_path(text)) {
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
    const size_t scheme = read_scheme(&text);
    bool authority = true; /* nothing has ended it yet */
    uint8_t host = 0;      /* its first byte, behind the last '@' so far */

    for (; text.len > 0; skip(&text, 1)) {
        const uint8_t byte = peek(&text);

        if (byte <= 0x20 || byte >= 0x7F) {
            return false;
        }
        if (byte == '/' || byte == '?' || byte == '#' || byte == '\\') {
            authority = false;
        } else if (authority && byte == '@') {
            host = 0;
        } else if (authority && host == 0) {
            host = byte;
        }
    }
    return scheme != 0 && host != 0 && host != ':';
}
