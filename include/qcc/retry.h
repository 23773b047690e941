/* retry.h - whether a call that failed is repeated, and after what wait: a pure function, for a
 * superloop, a task or a test alike. It knows no client, no clock and no state; what it is told is
 * all that it goes by. A program that never calls it does not link it.
 *
 *     static const struct qcc_retry_policy policy = {.retries_max = 5};
 *     static struct qcc_retry_breaker breaker;
 *     ...
 *     qcc_retry_note(&breaker, client.reply.status);
 *     outcome = qcc_retry_outcome_of(&client.report, client.reply.status);
 *     retry = qcc_retry_decide(&policy, attempt, &outcome, now_s, random);
 *
 * The rules. Each repeat is a call of its own, with a deadline and a charge of its own.
 *
 *     ended with                                  is repeated
 *     Status 101-108, 111-115, 117-119, 121,      never; qcc_retry_note opens the breaker
 *       123, 214
 *     Status 110                                  after two hours, as the service asks. It counts
 *                                                 as charged, and so may the repeat
 *     Status 109, 116                             after the next midnight in China, some time later
 *     Status 120, 122, 124, 199, 203              by backoff
 *     Status 205                                  slowly, and only with repeat_charged: each
 *                                                 question counts as charged
 *     any other Status; success                   never
 *     name, connection or stream failed,          by backoff
 *       deadline, no socket or key slot left
 *     HTTP status 408, 429, 500, 502, 503, 504,   by backoff, and only with repeat_charged: such a
 *       without an envelope                       request went out whole
 *     the same from a proxy that opens no tunnel  by backoff
 *     anything else: configuration, keyword,      never
 *       TLS, a malformed reply, cancel
 *
 * A call that was or may have been charged (report.charge) is repeated only with repeat_charged,
 * Status 110 aside. What TLS refuses is a verdict that the next attempt would repeat; a peer that
 * only breaks off the handshake is a failure of the connection.
 *
 * Backoff is exponential with full jitter: the n-th wait is drawn evenly from 0 .. min(backoff_ms *
 * 8^n, backoff_max_ms). docs/retries.md shows what that does to a service that comes back.
 *
 * A reply's Retry-After is obeyed where the call is repeated at all: no wait is shorter than
 * retry_after_s, which counts as retry_after_max_s when it is more.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_RETRY_H
#define QCC_RETRY_H

#include "qcc/report.h"

#ifdef __cplusplus
extern "C" {
#endif

#define QCC_RETRY_BACKOFF_MS 5000u        /* the longest first wait */
#define QCC_RETRY_BACKOFF_MAX_MS 1800000u /* the longest wait of a backoff: half an hour */
#define QCC_RETRY_POLL_MS 30000u          /* the shortest wait after Status 205 */
#define QCC_RETRY_AFTER_MAX_S 86400u      /* the longest Retry-After that is obeyed: a day */
#define QCC_RETRY_WAIT_MAX_MS 0x7fffffffu /* no wait is longer, whatever the policy says */

/* All zeros is the careful default. */
struct qcc_retry_policy {
    uint32_t retries_max;       /* repeats; 0: as many as it takes */
    uint32_t backoff_ms;        /* 0: QCC_RETRY_BACKOFF_MS */
    uint32_t backoff_max_ms;    /* 0: QCC_RETRY_BACKOFF_MAX_MS */
    uint32_t poll_ms;           /* 0: QCC_RETRY_POLL_MS */
    uint32_t retry_after_max_s; /* 0: QCC_RETRY_AFTER_MAX_S */
    bool repeat_charged; /* what was or may have been charged is repeated, too, and charged again */
};

/* How a call ended: what is looked at of its report and its reply. */
struct qcc_retry_outcome {
    enum qcc_error error;
    enum qcc_charge charge;
    uint16_t status;      /* of the reply; counts after QCC_ERROR_STATUS only */
    uint16_t http_status; /* counts after QCC_ERROR_HTTP_STATUS only */
    uint32_t retry_after_s;
    bool reused; /* the request went out on a connection that was open already */
};

enum qcc_retry_when { QCC_RETRY_NEVER, QCC_RETRY_NOW, QCC_RETRY_AFTER };

struct qcc_retry {
    enum qcc_retry_when when;
    uint32_t wait_ms; /* 1 .. QCC_RETRY_WAIT_MAX_MS with QCC_RETRY_AFTER; otherwise 0 */
};

/* Stops a device whose key is wrong, unpaid or blocked: no further call can succeed until an
 * operator has done something, and each counts as another wrong one. All zeros: calls may be made.
 * Write zeros again to reset it, after a new key was set for example. */
struct qcc_retry_breaker {
    uint16_t status; /* the Status that opened it; 0: it is closed */
};

/* Decides. `attempt` counts repeats from 0: the call was the first one, it was its first repeat,
 * and so on. A device that goes on counting from one customer to the next, until the service
 * answers again, spares the service most of what an outage heaps up. `now_s` is Unix time, 0 or
 * less for a clock that is not set: what waits for a midnight waits 24 hours then, since there is
 * one in any 24 hours. `random` is 32 evenly distributed bits, drawn anew for each decision; they
 * need not be secret, and must differ between devices. Never fails. */
struct qcc_retry qcc_retry_decide(const struct qcc_retry_policy *policy, uint32_t attempt,
                                  const struct qcc_retry_outcome *outcome, int64_t now_s,
                                  uint32_t random);

/* Tells the breaker of a reply's Status, 0 for none. Returns true when calls may be made: a program
 * asks nothing more while it returns false. An open breaker stays open, and keeps its Status. */
bool qcc_retry_note(struct qcc_retry_breaker *breaker, uint16_t status);

/* The outcome of a client's last job: its report and its reply.status. */
static inline struct qcc_retry_outcome qcc_retry_outcome_of(const struct qcc_report *report,
                                                            uint16_t status)
{
    struct qcc_retry_outcome outcome;
    outcome.error = report->error;
    outcome.charge = report->charge;
    outcome.status = status;
    outcome.http_status = report->http_status;
    outcome.retry_after_s = report->retry_after_s;
    outcome.reused = report->reused;
    return outcome;
}

#ifdef __cplusplus
}
#endif

#endif
