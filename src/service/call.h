/* call.h - one call of the service as a job of the client: sign, exchange, judge.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CALL_H
#define QCC_CALL_H

#include "service/client.h"

extern const struct qcc_job qcc_call_job;

/* Records `error` as the end of a call that never began, as qcc_client_refuse does, and forgets the
 * last one's reply. */
enum qcc_error qcc_call_refuse(struct qcc_client *client, enum qcc_error error);

/* The sink of a reply's body; `context` is the client. */
enum qcc_error qcc_call_keep_body(void *context, struct qcc_span piece);

#endif
