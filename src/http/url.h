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

/* True when `text` is an absolute http or https URL with a host, all of it visible ASCII: what
 * Result has to be for GetEciImage. Path, query and fragment are opaque. */
bool qcc_url_is_absolute(struct qcc_span text);

#endif
