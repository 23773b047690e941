/* url.h - absolute http and https URLs as this library takes them (RFC 3986, narrowed).
 * SPDX-License-Identifier: MIT */
#ifndef QCC_URL_H
#define QCC_URL_H

#include "qcc/internal/state.h"

/* Takes a base URL apart: `http://` or `https://` (in any case), host, optional `:port`, path.
 * Refused with QCC_ERROR_URL: any other scheme, an empty or overlong host or label, userinfo, a
 * query, a fragment, a backslash, space, control or non-ASCII characters, a broken percent-escape,
 * a host that looks like a number but is no dotted quad (`0x7f.1`, `2130706433`), an IPv6 zone, a
 * port of 0 or above 65535. `*url` is set on QCC_OK only. */
enum qcc_error qcc_url_parse(struct qcc_url *url, struct qcc_span text);

/* Reads `http://` or `https://`, host and optional port from the front of *in: all members of *url
 * but `path`. False, with neither meaning anything, where qcc_url_parse would refuse them. */
bool qcc_url_read_origin(struct qcc_span *in, struct qcc_url *url);

/* Reads host and port, and skips them: sets `host`, `authority` and `port` of `url`, whose `https`
 * says which port is the scheme's own. False when they are not as qcc_url_parse takes them. */
bool qcc_url_read_authority(struct qcc_span *in, struct qcc_url *url);

/* Makes of `text`, which has *len bytes and room for `size`, what a browser would ask for: `https:`
 * before a `//`, spaces and characters beyond ASCII in path, query and fragment percent-encoded.
 * QCC_OK: it is an absolute http or https URL with a host, all of it visible ASCII, which is what
 * Result has to be for GetEciImage. QCC_ERROR_RESULT: it is none, or has control characters, or a
 * host beyond ASCII. QCC_ERROR_RESULT_TOO_LONG: it does not fit. *len is its length after QCC_OK;
 * otherwise `text` means nothing. */
enum qcc_error qcc_url_clean(uint8_t *text, size_t *len, size_t size);

#endif
