/* link.h - URLs that are fetched, and references that lead from one to the next (RFC 3986).
 * SPDX-License-Identifier: MIT */
#ifndef QCC_LINK_H
#define QCC_LINK_H

#include "qcc/internal/state.h"

/* Takes a link apart: scheme, host and port as qcc_url_parse, then path and query, which become
 * `path` together; it may be empty or begin with '?'. A fragment is left out. Refused with
 * QCC_ERROR_LINK: what qcc_url_parse refuses of scheme, host and port; a backslash; what is not
 * visible ASCII. *url is set on QCC_OK only. */
enum qcc_error qcc_link_parse(struct qcc_url *url, struct qcc_span text);

/* Turns `link`, which qcc_link_parse accepts, of *len bytes in a place of `size`, into what
 * `reference` means there (RFC 3986 section 5.2): an absolute URL, or one without scheme, host or
 * the first part of its path. Spaces and characters beyond ASCII come out percent-encoded.
 * QCC_ERROR_LINK, with `link` meaning nothing: the reference is empty, is no http or https URL, has
 * a control character or a backslash, or the result does not fit. What comes out is to be parsed
 * anew. */
enum qcc_error qcc_link_resolve(uint8_t *link, size_t *len, size_t size, struct qcc_span reference);

#endif
