/* envelope.h - the service's envelope: Status, Message, OrderNumber, Result (document, section
 * 6.3.1).
 * SPDX-License-Identifier: MIT */
#ifndef QCC_ENVELOPE_H
#define QCC_ENVELOPE_H

#include "qcc/config.h"
#include "qcc/error.h"
#include "qcc/span.h"

enum qcc_result_kind {
    QCC_RESULT_NONE,   /* missing or null */
    QCC_RESULT_STRING, /* a string: decoded in `result` */
    QCC_RESULT_OTHER   /* an object, array, number or boolean: the family's other methods; in `raw`
                          only */
};

/* What a reply says. Texts are UTF-8, end with a NUL, have none inside, and are copies: they last
 * as long as this struct. */
struct qcc_envelope {
    uint16_t status; /* 100 .. 999 */
    /* Message was longer than its place; what is here ends at a whole character */
    bool message_cut;
    uint8_t result_kind;                                /* enum qcc_result_kind */
    uint16_t message_len, order_number_len, result_len; /* without the NULs */
    char message[QCC_MESSAGE_SIZE];                     /* empty when missing or null */
    char order_number[QCC_ORDER_NUMBER_SIZE];           /* empty when missing or null */
    char result[QCC_RESULT_SIZE];                       /* empty unless QCC_RESULT_STRING */
    struct qcc_span raw; /* Result as it stands in the body that was parsed, quotes included; lasts
                            as long as that body */
};

/* Reads `body`. Only members at depth 1 count; their names are compared without case (older
 * deployments spell them in lower case). A byte-order mark before the object is skipped. Returns
 * QCC_OK; QCC_ERROR_JSON or QCC_ERROR_JSON_DEPTH (qcc_json_next); QCC_ERROR_ENVELOPE: no Status,
 * one that is neither a number nor a string of three digits 100 .. 999, a duplicate of a member
 * that is read, Message or OrderNumber neither string nor null; QCC_ERROR_RESULT_TOO_LONG;
 * QCC_ERROR_ORDER_NUMBER_TOO_LONG. *offset (may be NULL) is the byte at which a failure was
 * decided. The envelope is all zeros after a failure. */
enum qcc_error qcc_envelope_parse(struct qcc_envelope *envelope, struct qcc_span body,
                                  size_t *offset);

#endif
