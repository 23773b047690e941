/* status.c - the table of the service's Status codes, as numbers.
 * SPDX-License-Identifier: MIT */
#include "qcc/status.h"

#include <string.h>

#define ROW(code, name, advice)                                                                    \
    {                                                                                              \
        code, QCC_STATUS_##name, QCC_ADVICE_##advice                                               \
    }

/* The document's 36 codes, and 122 to 126 and 224 from newer lists. */
static const struct qcc_status table[] = {
    ROW(101, INVALID, OPERATOR),      ROW(102, INVALID, OPERATOR),
    ROW(103, INVALID, OPERATOR),      ROW(104, INVALID, OPERATOR),
    ROW(105, VALID, OPERATOR),        ROW(106, INVALID, OPERATOR),
    ROW(107, INVALID, OPERATOR),      ROW(108, INVALID, OPERATOR),
    ROW(109, INVALID, TOMORROW),      ROW(110, VALID, TWO_HOURS),
    ROW(111, INVALID, OPERATOR),      ROW(112, INVALID, OPERATOR),
    ROW(113, INVALID, OPERATOR),      ROW(114, INVALID, OPERATOR),
    ROW(115, INVALID, OPERATOR),      ROW(116, INVALID, TOMORROW),
    ROW(117, INVALID, OPERATOR),      ROW(118, INVALID, OPERATOR),
    ROW(119, INVALID, OPERATOR),      ROW(120, INVALID, LATER),
    ROW(121, INVALID, OPERATOR),      ROW(122, INVALID, LATER),
    ROW(123, INVALID, OPERATOR),      ROW(124, INVALID, LATER),
    ROW(125, INVALID, OTHER_KEYWORD), ROW(126, INVALID, OTHER_KEYWORD),
    ROW(199, INVALID, LATER),         ROW(200, VALID, NONE),
    ROW(201, VALID, OTHER_KEYWORD),   ROW(202, VALID, OTHER_KEYWORD),
    ROW(203, INVALID, LATER),         ROW(205, VALID, POLL),
    ROW(207, VALID, OTHER_KEYWORD),   ROW(208, VALID, OTHER_KEYWORD),
    ROW(209, VALID, OTHER_KEYWORD),   ROW(213, VALID, OTHER_KEYWORD),
    ROW(214, INVALID, OPERATOR),      ROW(215, VALID, OTHER_KEYWORD),
    ROW(218, VALID, OTHER_KEYWORD),   ROW(219, VALID, OTHER_KEYWORD),
    ROW(223, INVALID, OTHER_KEYWORD), ROW(224, INVALID, OTHER_KEYWORD),
};

const struct qcc_status *qcc_status_find(uint16_t code)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].code == code) {
            return &table[i];
        }
    }
    return NULL;
}

static bool begins_with(struct qcc_span text, const char *prefix)
{
    const size_t len = strlen(prefix);
    return text.len >= len && memcmp(text.ptr, prefix, len) == 0;
}

enum qcc_status_class qcc_status_classify(uint16_t code, struct qcc_span message)
{
    const struct qcc_status *status = qcc_status_find(code);

    if (status != NULL) {
        return (enum qcc_status_class)status->status_class;
    }
    if (begins_with(message, "【有效请求】")) {
        return QCC_STATUS_VALID;
    }
    return begins_with(message, "【无效请求】") ? QCC_STATUS_INVALID : QCC_STATUS_UNKNOWN;
}
