/* check.c - whether a keyword can be sent.
 * SPDX-License-Identifier: MIT */
#include "qcc/keyword.h"

#include "base/utf8.h"
#include "keyword/characters.h"
#include "qcc/config.h"

/* C0, DEL and C1. */
static bool is_control(uint32_t code_point)
{
    return code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F);
}

/* GBK writes ASCII as it is, and any other character as two bytes, 81 .. FE and 40 .. FE without
 * 7F. Much is written like that by chance, cut UTF-8 for example. So one of the pairs has to be of
 * the 3,755 characters that come first in GB 2312: hardly a name does without. */
static bool looks_like_gbk(struct qcc_span text)
{
    bool common = false;

    for (size_t i = 0; i < text.len; i++) {
        const uint8_t lead = text.ptr[i];

        if (lead < 0x80) {
            continue;
        }
        i++;
        if (lead == 0x80 || lead == 0xFF || i == text.len || text.ptr[i] < 0x40 ||
            text.ptr[i] == 0x7F || text.ptr[i] == 0xFF) {
            return false;
        }
        common = common || (lead >= 0xB0 && lead <= 0xD7 && text.ptr[i] > 0xA0);
    }
    return common;
}

/* The error for `text`, which is not UTF-8. Hardly any GBK has a character of UTF-8 in it that is
 * longer than two bytes (`long_ones`): text with one is damaged UTF-8. */
static enum qcc_error name_encoding(struct qcc_span text, bool long_ones)
{
    return !long_ones && looks_like_gbk(text) ? QCC_ERROR_KEYWORD_GBK : QCC_ERROR_KEYWORD_UTF8;
}

/* The order: first what the text is made of, character by character (_UTF8 or _GBK, _CONTROL,
 * whichever comes first), then the whole of it: _BLANK before _SHORT, so that one space is called
 * blank; an empty text is short; _LONG is last. */
enum qcc_error qcc_keyword_check(struct qcc_span keyword)
{
    struct qcc_span rest = keyword;
    size_t characters = 0, blanks = 0;
    bool long_ones = false; /* characters of three bytes or four */

    for (; rest.len > 0; characters++) {
        uint32_t code_point;
        const size_t len = qcc_utf8_decode(rest, &code_point);

        if (len == 0) {
            return name_encoding(keyword, long_ones);
        }
        if (is_control(code_point)) {
            return QCC_ERROR_KEYWORD_CONTROL;
        }
        blanks += qcc_keyword_is_blank(code_point);
        long_ones = long_ones || len > 2;
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
