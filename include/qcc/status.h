/* status.h - the service's Status codes (section 7 of the service's document, and the codes
 * added since).
 * SPDX-License-Identifier: MIT */
#ifndef QCC_STATUS_H
#define QCC_STATUS_H

#include "qcc/span.h"

#ifdef __cplusplus
extern "C" {
#endif

enum qcc_status_class {
    QCC_STATUS_UNKNOWN, /* a code in no list, and a Message without a prefix */
    QCC_STATUS_VALID,   /* 有效请求: counted as valid; assume that it is billed */
    QCC_STATUS_INVALID  /* 无效请求 */
};

/* What a caller can do. */
enum qcc_status_advice {
    QCC_ADVICE_NONE,         /* nothing to do (200), or nothing known */
    QCC_ADVICE_LATER,        /* try again later */
    QCC_ADVICE_POLL,         /* in progress: ask again, slowly */
    QCC_ADVICE_TWO_HOURS,    /* wait two hours */
    QCC_ADVICE_TOMORROW,     /* the day's quota is used up */
    QCC_ADVICE_OPERATOR,     /* stop and call an operator: key, account, permission or signature */
    QCC_ADVICE_OTHER_KEYWORD /* this keyword will not work */
};

struct qcc_status {
    uint16_t code;        /* 100 .. 999 */
    uint8_t status_class; /* enum qcc_status_class */
    uint8_t advice;       /* enum qcc_status_advice */
};

/* The entry for `code`, static; NULL for a code that is in no list. */
const struct qcc_status *qcc_status_find(uint16_t code);

/* The class of `code`; of an unlisted one, by the prefix 【有效请求】 or 【无效请求】 of `message`,
 * QCC_STATUS_UNKNOWN without one. */
enum qcc_status_class qcc_status_classify(uint16_t code, struct qcc_span message);

/* What `code` says: the documented text without its prefix, UTF-8. Static; NULL for a code that is
 * in no list. A program that calls neither this nor the next two has none of their texts linked. */
const char *qcc_status_chinese(uint16_t code);

/* The same as one English sentence. */
const char *qcc_status_english(uint16_t code);

/* One English clause for an advice, "try again later" for example; "nothing known" for another
 * number. Static. */
const char *qcc_status_advice_text(enum qcc_status_advice advice);

#ifdef __cplusplus
}
#endif

#endif
