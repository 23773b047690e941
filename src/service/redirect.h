/* redirect.h - what becomes of a redirect (3xx).
 * SPDX-License-Identifier: MIT */
#ifndef QCC_REDIRECT_H
#define QCC_REDIRECT_H

#include "qcc/error.h"

#include <stdint.h>

/* A call is never redirected: it carries the key and the Token, which are for the configured host
 * alone. QCC_ERROR_REDIRECT for a 3xx, QCC_OK for any other status. */
enum qcc_error qcc_redirect_judge(uint16_t http_status);

#endif
