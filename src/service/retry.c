/* retry.c - whether a call that failed is repeated, and after what wait.
 * SPDX-License-Identifier: MIT */
#include "qcc/retry.h"
#include "qcc/status.h"

#define FACTOR 8u /* between one longest wait and the next */
#define HOUR_S 3600u
#define DAY_S (24 * HOUR_S)
#define CHINA_S (8 * HOUR_S) /* China keeps UTC+8 all year, in all of the country */

/* ---- Waits. */

static uint32_t or_default(uint32_t value, uint32_t if_zero)
{
    return value != 0 ? value : if_zero;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t ms_of(uint32_t seconds)
{
    return smaller(seconds, QCC_RETRY_WAIT_MAX_MS / 1000) * 1000;
}

/* Where the backoff of `attempt` ends. */
static uint32_t backoff_end(const struct qcc_retry_policy *policy, uint32_t attempt)
{
    const uint32_t max = smaller(or_default(policy->backoff_max_ms, QCC_RETRY_BACKOFF_MAX_MS),
                                 QCC_RETRY_WAIT_MAX_MS);
    uint32_t end = or_default(policy->backoff_ms, QCC_RETRY_BACKOFF_MS);
    for (; attempt != 0 && end < max; attempt--) {
        end = end <= max / FACTOR ? end * FACTOR : max;
    }
    return smaller(end, max);
}

/* Evenly distributed in 0 .. end. */
static uint32_t draw(uint32_t random, uint32_t end)
{
    return (uint32_t)(((uint64_t)random * ((uint64_t)end + 1)) >> 32);
}

/* To the next midnight in China. */
static uint32_t to_midnight_s(int64_t now_s)
{
    if (now_s <= 0 || now_s > (int64_t)(UINT32_MAX - CHINA_S)) {
        return DAY_S; /* who doesn't know the time waits until a midnight has certainly passed */
    }
    return DAY_S - ((uint32_t)now_s + CHINA_S) % DAY_S;
}

/* ---- The decision: a wait that is sure, and one on top of it that is drawn. */

struct pause {
    bool repeats;
    uint32_t least_ms; /* all wait that long */
    uint32_t drawn_ms; /* and up to that much longer */
};

static const struct pause never = {false, 0, 0};

static struct pause of_status(const struct qcc_retry_policy *policy, uint16_t code,
                              struct pause backoff, int64_t now_s)
{
    const struct qcc_status *status = qcc_status_find(code);
    switch (status != NULL ? status->advice : QCC_ADVICE_NONE) {
    case QCC_ADVICE_LATER:
        return backoff;
    case QCC_ADVICE_POLL:
        backoff.least_ms = or_default(policy->poll_ms, QCC_RETRY_POLL_MS);
        return backoff;
    case QCC_ADVICE_TWO_HOURS:
        backoff.least_ms = ms_of(2 * HOUR_S);
        return backoff;
    case QCC_ADVICE_TOMORROW:
        /* All devices of one key are refused together: they must not come back together. */
        backoff.least_ms = ms_of(to_midnight_s(now_s));
        backoff.drawn_ms = backoff_end(policy, UINT32_MAX);
        return backoff;
    default:
        return never;
    }
}

/* A server, or what stands before it, that says "not now". */
static bool is_overload(uint16_t http_status)
{
    return http_status == 408 || http_status == 429 || http_status == 500 ||
           (http_status >= 502 && http_status <= 504);
}

static struct pause of_error(const struct qcc_retry_outcome *outcome, struct pause backoff)
{
    switch (outcome->error) {
    case QCC_ERROR_NO_SOCKET:
    case QCC_ERROR_KEY_SLOTS:
    case QCC_ERROR_LOOKUP:
    case QCC_ERROR_CONNECT:
    case QCC_ERROR_RESET:
    case QCC_ERROR_CLOSED:
    case QCC_ERROR_INCOMPLETE:
    case QCC_ERROR_DEADLINE: /* what went out whole may have been charged, and is not repeated */
        return backoff;
    case QCC_ERROR_HTTP_STATUS:
    case QCC_ERROR_PROXY_STATUS:
        return is_overload(outcome->http_status) ? backoff : never;
    default:
        return never;
    }
}

/* True when the repeat can cost what the caller did not agree to. The charge of Status 110 is that
 * of the answer, which asks for the repeat. */
static bool is_too_dear(const struct qcc_retry_policy *policy,
                        const struct qcc_retry_outcome *outcome)
{
    const bool asks = outcome->error == QCC_ERROR_STATUS && outcome->status == 110;
    return outcome->charge != QCC_CHARGE_NO && !policy->repeat_charged && !asks;
}

/* Only the connection had aged: a new one need not be waited for, once. */
static bool is_stale(const struct qcc_retry_outcome *outcome, uint32_t attempt)
{
    return attempt == 0 && outcome->reused && outcome->retry_after_s == 0 &&
           (outcome->error == QCC_ERROR_RESET || outcome->error == QCC_ERROR_CLOSED);
}

struct qcc_retry qcc_retry_decide(const struct qcc_retry_policy *policy, uint32_t attempt,
                                  const struct qcc_retry_outcome *outcome, int64_t now_s,
                                  uint32_t random)
{
    const bool is_last = policy->retries_max != 0 && attempt >= policy->retries_max;
    const uint32_t asked_s = smaller(outcome->retry_after_s,
                                     or_default(policy->retry_after_max_s, QCC_RETRY_AFTER_MAX_S));
    struct qcc_retry retry = {QCC_RETRY_NEVER, 0};
    struct pause pause = {true, 0, backoff_end(policy, attempt)};
    pause = outcome->error == QCC_ERROR_STATUS ? of_status(policy, outcome->status, pause, now_s)
                                               : of_error(outcome, pause);
    if (is_last || !pause.repeats || is_too_dear(policy, outcome)) {
        return retry;
    }
    if (pause.least_ms < ms_of(asked_s)) {
        pause.least_ms = ms_of(asked_s);
    }
    if (!is_stale(outcome, attempt)) {
        pause.least_ms = smaller(pause.least_ms, QCC_RETRY_WAIT_MAX_MS);
        retry.wait_ms =
            smaller(pause.least_ms + draw(random, pause.drawn_ms), QCC_RETRY_WAIT_MAX_MS);
    }
    retry.when = retry.wait_ms != 0 ? QCC_RETRY_AFTER : QCC_RETRY_NOW;
    return retry;
}

/* ---- The breaker. */

bool qcc_retry_note(struct qcc_retry_breaker *breaker, uint16_t code)
{
    const struct qcc_status *status = qcc_status_find(code);
    if (breaker->status == 0 && status != NULL && status->advice == QCC_ADVICE_OPERATOR) {
        breaker->status = code;
    }
    return breaker->status == 0;
}
