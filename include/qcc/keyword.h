/* keyword.h - what a keyword is, and whether it can be sent (section 6.3.1 of the
 * service's document).
 * SPDX-License-Identifier: MIT */
#ifndef QCC_KEYWORD_H
#define QCC_KEYWORD_H

#include "qcc/error.h"
#include "qcc/span.h"

#ifdef __cplusplus
extern "C" {
#endif

enum qcc_keyword_kind {
    QCC_KEYWORD_NAME,        /* 公司名称: whatever is none of the others */
    QCC_KEYWORD_KEYNO,       /* KeyNo: 32 ASCII letters and digits */
    QCC_KEYWORD_CREDIT_CODE, /* 统一社会信用代码, GB 32100-2015: 18 of its 31 symbols */
    QCC_KEYWORD_REGISTRATION_NUMBER /* 注册号, GS 15-2006: 15 digits, or 13 as older ones have */
};

/* Whether the keyword's own check characters are right. Real codes with a wrong one exist: take it
 * as a hint. */
enum qcc_check_digit {
    QCC_CHECK_DIGIT_NONE,  /* this kind has no check characters */
    QCC_CHECK_DIGIT_RIGHT, /* all of them are right */
    QCC_CHECK_DIGIT_WRONG  /* one of them is wrong; most likely a typing error */
};

/* What a keyword most likely is. */
struct qcc_keyword_class {
    enum qcc_keyword_kind kind;
    enum qcc_check_digit check_digit;
};

/* Says what `keyword` most likely is. Advice only: nothing in the library acts on it. */
struct qcc_keyword_class qcc_keyword_classify(struct qcc_span keyword);

/* QCC_OK when `keyword` can be sent; else QCC_ERROR_KEYWORD_UTF8, _CONTROL (also U+007F to U+009F),
 * _BLANK, _SHORT (fewer than 2 characters) or _LONG (more than QCC_KEYWORD_MAX bytes). */
enum qcc_error qcc_keyword_check(struct qcc_span keyword);

#ifdef __cplusplus
}
#endif

#endif
