/* snapshot.h - 工商快照: GetEciImage (section 6.3.1 of the service's document). A keyword in, the
 * URL of a picture out.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_SNAPSHOT_H
#define QCC_SNAPSHOT_H

#include "qcc/client.h"
#include "qcc/keyword.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Starts asking for the snapshot of the company that `keyword` (UTF-8, NUL-terminated: KeyNo, name,
 * 统一社会信用代码 or 注册号) names; go on with qcc_client_step. `keyword` stays the caller's until
 * the request has ended. Returns QCC_OK, QCC_ERROR_KEYWORD_* or what qcc_call_start returns:
 * nothing was sent. After QCC_OK of the last step, client->reply.result is the URL, absolute and of
 * visible ASCII; it may expire, so fetch it promptly. */
enum qcc_error qcc_snapshot_start(struct qcc_client *client, const char *keyword);

/* The same, to its end: starts and runs. Blocks for timeout_ms of the configuration at most.
 * QCC_ERROR_NO_WAIT, with nothing started, when the port cannot wait. */
enum qcc_error qcc_snapshot_get(struct qcc_client *client, const char *keyword);

#ifdef __cplusplus
}
#endif

#endif
