/* check.c - whether a keyword can be sent.
 * SPDX-License-Identifier: MIT */
#include "qcc/keyword.h"

#include "base/utf8.h"
#include "qcc/config.h"

/* Unicode's White_Space without the control characters, which are refused before it matters. */
static bool is_blank(uint32_t code_point)
{
    return code_point == 0x20 || code_point == 0xA0 || code_point == 0x1680 ||
           (code_point >= 0x2000 && code_point <= 0x200A) || code_point == 0x2028 ||
           code_point == 0x2029 || code_point == 0x202F || code_point == 0x205F ||
           code_point == 0x3000;
}

/* C0, DEL and C1. */
static bool is_control(uint32_t code_point)
{
    return code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F);
}

/* The order: first what the text is made of, character by character (_UTF8, _CONTROL, whichever
 * comes first), then the whole of it: _BLANK before _SHORT, so that one space is called blank; an
 * empty text is short; _LONG is last. */
enum qcc_error qcc_keyword_check(struct qcc_span keyword)
{
    struct qcc_span rest = keyword;
    size_t characters = 0, blanks = 0;

    for (; rest.len > 0; characters++) {
        uint32_t code_point;
        const size_t len = qcc_utf8_decode(rest, &code_point);

        if (len == 0) {
            return QCC_ERROR_KEYWORD_UTF8;
        }
        if (is_control(code_point)) {
            return QCC_ERROR_KEYWORD_CONTROL;
        }
        blanks += is_blank(code_point);
        rest.ptr += len;
        rest.len -= len;
    }
    if (characters > 0 && blanks == characters) {
        return QCC_ERROR_KEYWORD_BLANK;
    }
    if (characters < 2) {
        return QCC_ERROR_KEYWORD_SHORT;
    }
    return keyword.len > QCC_KEYWORD_MAX ? QCC_ERROR_KEYWORD_LONG : QCC_OK;
}
