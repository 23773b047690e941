/* envelope.h - the service's envelope: Status, Message, OrderNumber, Result (document, section
 * 6.3.1).
 * SPDX-License-Identifier: MIT */
#ifndef QCC_ENVELOPE_H
#define QCC_ENVELOPE_H

#include "qcc/client.h"

/* Reads `body`, which has at most INT_MAX bytes. Only members at depth 1 count; their names are
 * compared without case (older deployments spell them in lower case). A byte-order mark before the
 * object is skipped. Returns QCC_OK; QCC_ERROR_JSON or QCC_ERROR_JSON_DEPTH (qcc_json_check_next);
 * QCC_ERROR_ENVELOPE: no Status, one that is neither a number nor a string of three digits 100 ..
 * 999, a duplicate of a member that is read, Message or OrderNumber neither string nor null;
 * QCC_ERROR_RESULT_TOO_LONG; QCC_ERROR_ORDER_NUMBER_TOO_LONG. *offset (may be NULL) is the byte at
 * which a failure was decided. The envelope is all zeros after a failure. */
enum qcc_error qcc_envelope_parse(struct qcc_envelope *envelope, struct qcc_span body,
                                  size_t *offset);

#endif
