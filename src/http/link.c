/* link.c - links taken apart, and references resolved.
 * SPDX-License-Identifier: MIT */
#include "http/link.h"
#include "http/url.h"

#include <string.h>

/* The place of the first of `bytes` in `text`, from `from` on; text.len when there is none. */
static size_t find(struct qcc_span text, size_t from, const char *bytes)
{
    while (from < text.len && strchr(bytes, text.ptr[from]) == NULL) {
        from++;
    }
    return from;
}

/* RFC 3986 section 3: what may follow the authority is a path, a query or a fragment. */
enum qcc_error qcc_link_parse(struct qcc_url *url, struct qcc_span text)
{
    struct qcc_url found;

    if (!qcc_url_read_origin(&text, &found)) {
        return QCC_ERROR_LINK;
    }
    text.len = find(text, 0, "#");
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

/* The length of scheme and authority. */
static size_t origin_len(struct qcc_span link)
{
    const size_t scheme_len = find(link, 0, ":");

    return find(link, scheme_len + sizeof "://" - 1, "/?#");
}

/* A colon before any slash. */
static bool has_scheme(struct qcc_span reference)
{
    const size_t end = find(reference, 0, ":/?#");

    return end < reference.len && reference.ptr[end] == ':';
}

/* How much of `link` stays in front of `reference` (RFC 3986 section 5.2.2). */
static size_t kept_len(struct qcc_span link, struct qcc_span reference)
{
    const size_t origin = origin_len(link);
    const uint8_t first = reference.ptr[0];
    size_t kept = find(link, origin, "?#"); /* the path stays */

    if (has_scheme(reference)) {
        return 0;
    }
    if (first == '#') {
        return find(link, origin, "#");
    }
    if (first == '/') {
        return reference.len > 1 && reference.ptr[1] == '/' ? find(link, 0, ":") + 1 : origin;
    }
    while (first != '?' && kept > origin && link.ptr[kept - 1] != '/') {
        kept--;
    }
    return kept;
}

/* RFC 3986 section 5.2.4, in place: the path of `link` begins at `begin`, with a slash, and ends at
 * `end`. Returns where it ends without its segments of dots. */
static size_t remove_dot_segments(uint8_t *link, size_t begin, size_t end)
{
    size_t to = begin;

    for (size_t from = begin; from < end;) {
        const size_t next = find(qcc_span_make(link, end), from + 1, "/");
        const size_t len = next - from; /* of the slash and the segment after it */
        const bool dots = len == 3 && link[from + 1] == '.' && link[from + 2] == '.';

        while (dots && to > begin && link[--to] != '/') {
        }
        if (!dots && (len != 2 || link[from + 1] != '.')) {
            memmove(link + to, link + from, len);
            to += len;
        } else if (next == end) {
            link[to++] = '/';
        }
        from = next;
    }
    return to;
}

enum qcc_error qcc_link_resolve(uint8_t *link, size_t *len, size_t size, struct qcc_span reference)
{
    struct qcc_span whole = {link, *len};
    size_t kept, begin, end, tidy;

    if (reference.len == 0 || find(reference, 0, "\\") < reference.len) {
        return QCC_ERROR_LINK;
    }
    kept = kept_len(whole, reference);
    if (kept + 1 + reference.len > size) {
        return QCC_ERROR_LINK;
    }
    if (kept > 0 && kept == origin_len(whole) && find(reference, 0, "/?") != 0) {
        link[kept++] = '/'; /* the link has no path */
    }
    memcpy(link + kept, reference.ptr, reference.len);
    whole.len = kept + reference.len;
    if (qcc_url_clean(link, &whole.len, size) != QCC_OK) {
        return QCC_ERROR_LINK;
    }
    begin = origin_len(whole);
    end = find(whole, begin, "?#");
    tidy = remove_dot_segments(link, begin, end);
    memmove(link + tidy, link + end, whole.len - end);
    *len = whole.len - (end - tidy);
    return QCC_OK;
}
