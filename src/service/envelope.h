/* envelope.h - the service's envelope: Status, Message, OrderNumber, Result (document, section
 * 6.3.1).
 * SPDX-License-Identifier: MIT */
#ifndef QCC_ENVELOPE_H
#define QCC_ENVELOPE_H

#include "qcc/client.h"

/* Reads `body`, which has at most INT_MAX bytes. Only members at depth 1 count; their names are
 * compared without case (older deployments spell them in lower case). A byte-order mark before the
 * object is skipped. Returns QCC_OK; QCC_ERROR_JSON or QCC_ERROR_JSON_DEPTH (qcc_json_check_next);
 * QCC_ERROR_ENVELOPE: no Status, two of them, or one that is neither a number nor a string of three
 * digits 100 .. 999; and with Status 200, which alone makes the other members count:
 * QCC_ERROR_ENVELOPE for a second Message, OrderNumber or Result, QCC_ERROR_RESULT_TOO_LONG.
 * Message and OrderNumber are cut where they are too long and empty where they are of another type.
 * *offset (may be NULL) is the byte at which a failure was decided. After a failure the envelope
 * has what was read: Status, which is 0 when there was none that counts, Message, OrderNumber; its
 * Result means nothing. */
enum qcc_error qcc_envelope_parse(struct qcc_envelope *envelope, struct qcc_span body,
                                  size_t *offset);

#endif
