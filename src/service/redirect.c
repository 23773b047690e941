/* redirect.c - what becomes of a redirect (3xx).
 * SPDX-License-Identifier: MIT */
#include "service/redirect.h"

enum qcc_error qcc_redirect_judge(uint16_t http_status)
{
    return http_status / 100 == 3 ? QCC_ERROR_REDIRECT : QCC_OK;
}
