/* url.c - base URLs, taken apart; and the URL in a Result, judged.
 * SPDX-License-Identifier: MIT */
#include "http/url.h"
#include "base/address.h"
#include "base/scan.h"

#include <string.h>

#include "qcc/config.h"

/* '/' and the RFC 3986 pchars that are one character: all that a path may hold beside "%". */
static const struct qcc_ascii_set path_characters = {{0, 0x2FFFFFD2, 0x87FFFFFF, 0x47FFFFFE}};

/* ALPHA / DIGIT / "-" / "_" */
static const struct qcc_ascii_set label_characters = {{0, 0x03FF2000, 0x87FFFFFE, 0x07FFFFFE}};

/* Skips "http://" or "https://"; returns whether there is one. RFC 3986 section 3.1: schemes are
 * case-insensitive. */
static bool read_scheme(struct qcc_span *in, bool *https)
{
    static const struct qcc_span http_scheme = QCC_SPAN("http://");
    static const struct qcc_span https_scheme = QCC_SPAN("https://");

    *https = qcc_scan_word(in, https_scheme);
    return *https || qcc_scan_word(in, http_scheme);
}

/* True for digits, and for "0x" with hex digits: what other readers of URLs take for a number, and
 * so for an address. */
static bool is_number(struct qcc_span label)
{
    static const struct qcc_span hex_prefix = QCC_SPAN("0x");
    unsigned base = 10;
    uint32_t value; /* means nothing: a label may have more digits than 32 bits hold */

    if (qcc_scan_word(&label, hex_prefix)) {
        base = 16;
    }
    qcc_scan_digits(&label, base, label.len, &value);
    return label.len == 0;
}

/* IPv4address / reg-name. RFC 1123 section 2.1 narrows the latter; real names have underscores:
 *   name  = label *( "." label ) ; the last one no number
 *   label = 1*63( ALPHA / DIGIT / "-" / "_" ) */
static bool read_name(struct qcc_span *in, struct qcc_url *url)
{
    struct qcc_span label;
    uint8_t address[QCC_ADDRESS_SIZE];

    url->host = *in;
    do {
        label = qcc_scan_set(in, &label_characters);
        if (label.len == 0 || label.len > 63) {
            return false;
        }
    } while (qcc_scan_byte(in, '.'));
    url->host.len -= in->len;
    return !is_number(label) || qcc_address_parse(url->host, address) == 4;
}

/* IPv6address "]" */
static bool read_literal(struct qcc_span *in, struct qcc_url *url)
{
    uint8_t address[QCC_ADDRESS_SIZE];

    url->host = qcc_scan_set(in, &path_characters);
    return qcc_address_parse(url->host, address) == 16 && qcc_scan_byte(in, ']');
}

/* RFC 3986 section 3.2.2: host = "[" IPv6address "]" / IPv4address / reg-name */
static bool read_host(struct qcc_span *in, struct qcc_url *url)
{
    const bool found = qcc_scan_byte(in, '[') ? read_literal(in, url) : read_name(in, url);

    return found && url->host.len < QCC_HOST_SIZE;
}

/* RFC 3986 sections 3.2 and 3.2.3: authority = host [ ":" port ], port = *DIGIT; here 1 .. 65535.
 */
bool qcc_url_read_authority(struct qcc_span *in, struct qcc_url *url)
{
    const uint32_t own = url->https ? 443 : 80;
    uint32_t port = own;

    url->authority = *in;
    if (!read_host(in, url)) {
        return false;
    }
    url->authority.len -= in->len; /* the host, in brackets where it has them */
    if (qcc_scan_byte(in, ':') && !qcc_scan_decimal(in, 5, &port)) {
        return false;
    }
    if (port != own) {
        url->authority.len = (size_t)(in->ptr - url->authority.ptr);
    }
    url->port = (uint16_t)port;
    return port >= 1 && port <= 65535;
}

bool qcc_url_read_origin(struct qcc_span *in, struct qcc_url *url)
{
    return read_scheme(in, &url->https) && qcc_url_read_authority(in, url);
}

/* RFC 3986 section 3.3:
 *   path-abempty = *( "/" *pchar ) ; so it begins with a slash, or is empty
 *   pchar        = unreserved / pct-encoded / sub-delims / ":" / "@" */
static bool is_path(struct qcc_span text)
{
    uint32_t octet;

    if (text.len > 0 && text.ptr[0] != '/') {
        return false;
    }
    do {
        qcc_scan_set(&text, &path_characters);
        if (text.len == 0) {
            return true;
        }
    } while (qcc_scan_byte(&text, '%') && qcc_scan_digits(&text, 16, 2, &octet) == 2);
    return false;
}

/* RFC 3986 sections 4.3 and 3.2:
 *   absolute-URI = scheme ":" hier-part [ "?" query ] ; the query is refused here
 *   hier-part    = "//" authority path-abempty
 *   authority    = [ userinfo "@" ] host [ ":" port ] ; the userinfo is refused here */
enum qcc_error qcc_url_parse(struct qcc_url *url, struct qcc_span text)
{
    struct qcc_url found;

    if (!qcc_url_read_origin(&text, &found) || !is_path(text)) {
        return QCC_ERROR_URL;
    }
    if (text.len > 0 && text.ptr[text.len - 1] == '/') {
        text.len--;
    }
    found.path = text;
    *url = found;
    return QCC_OK;
}

/* The authority ends where one of these stands (RFC 3986 section 3.2); some readers take a
 * backslash for a slash. */
static bool ends_authority(uint8_t byte)
{
    return byte == '/' || byte == '?' || byte == '#' || byte == '\\';
}

/* Returns the length of scheme and authority; 0 when `text` has no http or https scheme, or no
 * host. */
static size_t find_path(struct qcc_span text)
{
    const size_t whole = text.len;
    bool https;
    uint8_t host = 0; /* the first byte of the host: after the last '@' so far */

    if (!read_scheme(&text, &https)) {
        return 0;
    }
    for (; text.len > 0 && !ends_authority(text.ptr[0]); qcc_scan_skip(&text, 1)) {
        const uint8_t byte = text.ptr[0];

        if (byte <= ' ' || byte >= 0x7F) {
            return 0;
        }
        host = byte == '@' ? 0 : host == 0 ? byte : host;
    }
    return host == 0 || host == ':' ? 0 : whole - text.len;
}

static bool is_encoded(uint8_t byte)
{
    return byte == ' ' || byte >= 0x80;
}

/* Percent-encodes what has to be in the bytes of `text` from `begin` to the end, from behind. */
static enum qcc_error encode(uint8_t *text, size_t begin, size_t *len, size_t size)
{
    size_t from = *len, to = *len;

    for (size_t i = begin; i < *len; i++) {
        if (text[i] < ' ' || text[i] == 0x7F) {
            return QCC_ERROR_RESULT;
        }
        to += is_encoded(text[i]) ? 2 : 0;
    }
    if (to > size) {
        return QCC_ERROR_RESULT_TOO_LONG;
    }
    *len = to;
    while (from < to) {
        const uint8_t byte = text[--from];

        if (is_encoded(byte)) {
            text[--to] = qcc_hex_digits[byte & 15];
            text[--to] = qcc_hex_digits[byte >> 4];
            text[--to] = '%';
        } else {
            text[--to] = byte;
        }
    }
    return QCC_OK;
}

/* Less strict than qcc_url_parse: the URL has been paid for, so only what is no URL at all, or
 * would harm whoever displays it, is refused. A program that fetches it has to parse it. */
enum qcc_error qcc_url_clean(uint8_t *text, size_t *len, size_t size)
{
    static const char scheme[] = "https:";
    const size_t scheme_len = sizeof scheme - 1;
    size_t path;

    if (*len >= 2 && text[0] == '/' && text[1] == '/') {
        if (*len + scheme_len > size) {
            return QCC_ERROR_RESULT_TOO_LONG;
        }
        memmove(text + scheme_len, text, *len);
        memcpy(text, scheme, scheme_len);
        *len += scheme_len;
    }
    path = find_path(qcc_span_make(text, *len));
    return path == 0 ? QCC_ERROR_RESULT : encode(text, path, len, size);
}
