/* qcc.h - libqcc: asks 企查查 (QCC) for a company's 工商快照, in fixed memory, without a heap.
 *
 * This header is the manual's first page and includes all the others. Most programs need no more
 * than qcc/snapshot.h, qcc/client.h, qcc/memory.h, qcc/trust.h and the header of a port. A complete
 * program, for POSIX (README has one for a board without an operating system):
 *
 *     #include "qcc/qcc.h"
 *     #include "qcc_posix.h"
 *     #include "qcc_posix_roots.h"
 *     #include <stdio.h>
 *
 *     static uint8_t arena[QCC_ARENA_SIZE];
 *     static struct qcc_posix posix;
 *     static struct qcc_posix_store store;
 *     static struct qcc_client client;
 *
 *     int main(void)
 *     {
 *         struct qcc_span secret = QCC_SPAN("your-SecretKey");
 *         struct qcc_port port = qcc_posix_port(&posix);
 *         struct qcc_roots roots = qcc_posix_roots(&store, qcc_posix_roots_default_path());
 *         struct qcc_config config = {
 *             .key = "your-key",
 *             .signer = qcc_signer_md5(&secret),
 *             .port = &port,
 *             .roots = &roots,
 *             .timeout_ms = 30000,
 *         };
 *         enum qcc_error error = qcc_memory_install(arena, sizeof arena, &port);
 *         if (error == QCC_OK) {
 *             error = qcc_client_init(&client, &config);
 *         }
 *         if (error == QCC_OK) {
 *             error = qcc_snapshot_get(&client, "小米科技有限责任公司");
 *         }
 *         puts(error == QCC_OK ? client.reply.result : qcc_error_text(error));
 *         qcc_client_close(&client);
 *         qcc_memory_remove();
 *         return error != QCC_OK;
 *     }
 *
 * What a program calls: qcc_memory_install, qcc_client_init, qcc_snapshot_start, qcc_client_step,
 * qcc_client_wait and qcc_client_close; or qcc_snapshot_get, which blocks. The rest answers
 * questions, and what is not called is not linked.
 *
 * Conventions
 *   - Lengths are bytes unless a name says otherwise; times end in _ms or _s.
 *   - A function that can fail returns enum qcc_error: QCC_OK, QCC_PENDING ("call again"), or a
 *     negative code.
 *   - A failure sticks: the same call returns the same error until the next start. client.report
 *     says the rest: phase, TLS version, code and alert, certificate flags, HTTP status, bytes, and
 *     whether the call was charged.
 *   - What a caller passes stays the caller's and must last as long as the header says.
 *   - NULL is refused or harmless only where a comment says so.
 *   - Every header compiles as C99 and later, and as C++11 and later.
 *
 * Memory
 *   - No function of the library calls malloc, calloc, realloc or free. Structs are visible so that
 *     they can be static, and private except for the members that their comments name.
 *     qcc/internal/state.h is there for the compiler alone.
 *   - mbedTLS allocates from the one arena that qcc_memory_install is given. That arena is global
 *     to mbedTLS; so is its random source for TLS 1.3. qcc/memory.h is the only module with global
 *     state, and optional.
 *   - Every size is in qcc/config.h, as arithmetic. A program compiled with other sizes than the
 *     library is refused by qcc_client_init (QCC_ERROR_BUILD).
 *
 * The picture
 *   - qcc_picture_start fetches what the link leads to: the second job of the same client, driven
 *     by the same step, wait and cancel, in the same memory.
 *
 * Time
 *   - qcc_client_step never waits: it does one thing and returns. One absolute deadline covers name
 *     lookup, connect, handshake, send and receive; it can be overshot by one operation of
 *     public-key cryptography.
 *   - qcc_client_run and qcc_snapshot_get wait by the port's wait, and are a loop over the step.
 *
 * Charges
 *   - The service charges by the call. report.charge says no, maybe or yes. What may have been
 *     charged is never repeated unless retry_maybe_charged of the configuration allows it.
 *   - Whether and when a program asks again after a failure: qcc/retry.h.
 *
 * The source's folders; each includes only folders after it
 *     picture    a picture, downloaded and followed to its end
 *     service    client call snapshot session envelope status retry; deadline, charge, redirect,
 *                secrets
 *     net        connection exchange: one HTTP exchange over one connection slot, by steps
 *     tls http   streams that know no HTTP; readers and writers that know no sockets
 *     keyword    what a keyword is; what a person typed or scanned, made into one
 *     base       span writer ascii utf8 json error report
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCC_QCC_H
#define QCC_QCC_H

#define QCC_VERSION "0.1.0"

#include "qcc/client.h"
#include "qcc/clock.h"
#include "qcc/config.h"
#include "qcc/error.h"
#include "qcc/json.h"
#include "qcc/keyword.h"
#include "qcc/memory.h"
#include "qcc/picture.h"
#include "qcc/port.h"
#include "qcc/proxy.h"
#include "qcc/report.h"
#include "qcc/retry.h"
#include "qcc/session.h"
#include "qcc/signer.h"
#include "qcc/snapshot.h"
#include "qcc/span.h"
#include "qcc/status.h"
#include "qcc/trust.h"

#endif
