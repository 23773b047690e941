/* code.h - the two codes that can be told from any other text.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_KEYWORD_CODE_H
#define QCC_KEYWORD_CODE_H

#include "qcc/keyword.h"

/* Says whether `text` is a code, and whether its check characters are right: a 统一社会信用代码 of
 * 18 characters, the third to the eighth of which are digits (GB 32100-2015: the region), or a
 * 注册号 of 15 digits. QCC_CHECK_DIGIT_NONE for anything else. */
enum qcc_check_digit qcc_keyword_judge_code(struct qcc_span text);

#endif
