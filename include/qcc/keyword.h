/* keyword.h - what a keyword is, and whether it can be sent (section 6.3.1 of the
 * service's document); what a person typed or scanned, made into one.
 *
 * qcc_snapshot_start checks a keyword and sends it as it is. A program whose keywords come from a
 * person or a scanner does this before:
 *
 *     char keyword[QCC_KEYWORD_MAX + 1];
 *     enum qcc_error error = qcc_keyword_normalize(keyword, sizeof keyword, typed);
 *     bool is_name = error != QCC_OK ||
 *                    qcc_keyword_classify(qcc_span_of(keyword)).kind == QCC_KEYWORD_NAME;
 *     if (is_name && qcc_keyword_from_qr(keyword, typed)) {
 *         error = QCC_OK;
 *     }
 *
 * and asks the person when qcc_keyword_classify then says QCC_CHECK_DIGIT_WRONG, before a call is
 * spent.
 * The order matters: a part of a code that was typed with blanks can look like a code, too.
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

/* QCC_OK when `keyword` can be sent; otherwise QCC_ERROR_KEYWORD_UTF8, _GBK, _CONTROL (also U+007F
 * to U+009F), _BLANK, _SHORT (fewer than 2 characters) or _LONG (more than QCC_KEYWORD_MAX bytes).
 */
enum qcc_error qcc_keyword_check(struct qcc_span keyword);

/* Makes what a person typed into what is sent, and a NUL, in `size` bytes at `out`:
 *
 * - a 统一社会信用代码 (18 characters, the third to the eighth digits) or 注册号 (15 digits)
 *   that was typed with full-width characters, blanks, hyphens, invisible characters or small
 *   letters becomes the 18 or 15 characters, whether or not its check characters are right;
 * - anything else, names and KeyNos, loses the blanks around it (Unicode's White_Space: ASCII's,
 *   U+3000, line ends), and invisible characters (U+200B, U+FEFF, U+202A for example) wherever they
 *   are. Nothing else is changed. What is not UTF-8 is copied as it is.
 *
 * The result may be empty, and is not checked: see qcc_keyword_check. `typed` may have any length
 * and must not overlap `out`; its length and one byte for the NUL are always enough. Returns
 * QCC_OK, or QCC_ERROR_TOO_SMALL: then `out` holds nothing of use. */
enum qcc_error qcc_keyword_normalize(char *out, size_t size, struct qcc_span typed);

/* Room for a 统一社会信用代码, or a 注册号, and a NUL. */
#define QCC_KEYWORD_CODE_SIZE 19

/* Finds the code in `text`, the content of the QR code on a business licence: a URL or names and
 * values, in UTF-8, GBK or ASCII, of any length. Nothing is ever fetched. The text is
 * percent-decoded once and split at all that is no ASCII letter or digit. A part is a code when it
 * has
 *
 * - 18 characters of GB 32100-2015, the third to the eighth digits, and right check characters, or
 * - 18 characters, and "uniscid=" stands before it, or
 * - 15 digits with a right check digit (GS 15-2006, ISO 7064 MOD 11,10).
 *
 * Returns true with the first one of 18, or when there is none the first one of 15, at `code`, in
 * capitals and with a NUL. Returns false and leaves `code` alone when there is none: some provinces
 * print a number of their own, which only their site can look up. */
bool qcc_keyword_from_qr(char code[QCC_KEYWORD_CODE_SIZE], struct qcc_span text);

#ifdef __cplusplus
}
#endif

#endif
