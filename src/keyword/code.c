/* code.c - the two codes that can be told from any other text.
 * SPDX-License-Identifier: MIT */
#include "keyword/code.h"

#include "base/ascii.h"

/* Without the region 18 letters of a name would be a code. */
enum qcc_check_digit qcc_keyword_judge_code(struct qcc_span text)
{
    const struct qcc_keyword_class found = qcc_keyword_classify(text);

    if (found.kind == QCC_KEYWORD_CREDIT_CODE) {
        for (size_t i = 2; i < 8; i++) {
            if (!qcc_is_digit(text.ptr[i])) {
                return QCC_CHECK_DIGIT_NONE;
            }
        }
    }
    return found.check_digit;
}
