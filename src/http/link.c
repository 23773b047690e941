/* link.c - links taken apart, and references resolved.
 * SPDX-License-Identifier: MIT */
#include "http/link.h"
#include "base/scan.h"
#include "http/url.h"

#include <string.h>

/* `text` up to the first `byte`; all of it when there is none. */
static struct qcc_span before(struct qcc_span text, uint8_t byte)
{
    size_t len = 0;

    while (len < text.len && text.ptr[len] != byte) {
        len++;
    }
    return qcc_span_make(text.ptr, len);
}

static bool begins_with(struct qcc_span text, uint8_t byte)
{
    return text.len > 0 && text.ptr[0] == byte;
}

/* RFC 3986 section 3: what may follow the authority is a path, a query or a fragment. */
enum qcc_error qcc_link_parse(struct qcc_url *url, struct qcc_span text)
{
    struct qcc_url found;

    if (!qcc_url_read_origin(&text, &found)) {
        return QCC_ERROR_LINK;
    }
    text = before(text, '#');
    if (text.len > 0 && text.ptr[0] != '/' && text.ptr[0] != '?') {
        return QCC_ERROR_LINK;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] <= ' ' || text.ptr[i] >= 0x7F || text.ptr[i] == '\\') {
            return QCC_ERROR_LINK;
        }
    }
    found.path = text;
    *url = found;
    return QCC_OK;
}

/* scheme ":" (RFC 3986 section 3.1); a colon in a path stands after a slash. */
static bool has_scheme(struct qcc_span reference)
{
    const struct qcc_span scheme = before(reference, ':');

    for (size_t i = 0; i < scheme.len; i++) {
        const uint8_t byte = scheme.ptr[i];

        if (!qcc_is_letter(byte) && !qcc_is_digit(byte) && byte != '+' && byte != '-' &&
            byte != '.') {
            return false;
        }
    }
    return scheme.len > 0 && scheme.len < reference.len;
}

/* The length of `link` up to its path: scheme and authority. */
static size_t origin_len(struct qcc_span link)
{
    struct qcc_span rest = link;
    struct qcc_url url;

    return qcc_url_read_origin(&rest, &url) ? link.len - rest.len : 0;
}

/* How much of `link` stays in front of `reference`. */
static size_t kept_len(struct qcc_span link, struct qcc_span reference)
{
    const size_t origin = origin_len(link);
    size_t path_end;

    if (has_scheme(reference)) {
        return 0;
    }
    if (begins_with(reference, '/')) {
        const bool has_authority = reference.len > 1 && reference.ptr[1] == '/';

        return has_authority ? before(link, ':').len + 1 : origin;
    }
    path_end = before(before(link, '#'), '?').len;
    if (begins_with(reference, '?')) {
        return path_end;
    }
    while (path_end > origin && link.ptr[path_end - 1] != '/') {
        path_end--;
    }
    return path_end;
}

/* RFC 3986 section 5.2.4, in place: `text` is a path, which begins with a slash. Returns its new
 * length. */
static size_t remove_dot_segments(uint8_t *text, size_t len)
{
    size_t to = 0;

    for (size_t from = 0; from < len;) {
        const struct qcc_span rest = qcc_span_make(text + from + 1, len - from - 1);
        const struct qcc_span segment = before(rest, '/');
        const bool is_last = segment.len == rest.len;
        const bool dot = segment.len == 1 && segment.ptr[0] == '.';
        const bool dots = segment.len == 2 && segment.ptr[0] == '.' && segment.ptr[1] == '.';

        if (dots) {
            while (to > 0 && text[--to] != '/') {
            }
        }
        if (!dot && !dots) {
            memmove(text + to, text + from, segment.len + 1);
            to += segment.len + 1;
        } else if (is_last) {
            text[to++] = '/';
        }
        from += segment.len + 1;
    }
    return to;
}

/* The path of `link` without dots; what follows it moves up. */
static void tidy(uint8_t *link, size_t *len)
{
    const struct qcc_span whole = qcc_span_make(link, *len);
    const size_t begin = origin_len(whole);
    const size_t end = before(before(whole, '#'), '?').len;

    if (begin > 0 && begin < end && link[begin] == '/') {
        const size_t path_len = remove_dot_segments(link + begin, end - begin);

        memmove(link + begin + path_len, link + end, *len - end);
        *len -= end - begin - path_len;
    }
}

enum qcc_error qcc_link_resolve(uint8_t *link, size_t *len, size_t size, struct qcc_span reference)
{
    const struct qcc_span whole = qcc_span_make(link, *len);
    size_t kept = kept_len(whole, reference);
    const bool has_no_path = kept > 0 && kept == origin_len(whole) &&
                             !begins_with(reference, '/') && !begins_with(reference, '?');

    if (reference.len == 0 || before(reference, '\\').len < reference.len ||
        kept + has_no_path + reference.len > size) {
        return QCC_ERROR_LINK;
    }
    if (has_no_path) {
        link[kept++] = '/';
    }
    memcpy(link + kept, reference.ptr, reference.len);
    *len = kept + reference.len;
    if (qcc_url_clean(link, len, size) != QCC_OK) {
        return QCC_ERROR_LINK;
    }
    tidy(link, len);
    return QCC_OK;
}
