/* test_retry.c - what is repeated and when, by Status, by error and by what was charged.
 * SPDX-License-Identifier: MIT */
#include "qcc/retry.h"
#include "qcc/status.h"
#include "unit.h"

#define HOUR_MS 3600000u
#define DAY_MS (24 * HOUR_MS)
#define NOON_S 1800000000 /* 2027-01-15 16:00:00 in China */
#define MIDNIGHT_MS (8 * HOUR_MS)
#define HIGHEST UINT32_MAX /* the number drawn: the longest wait that there can be */

/* With the number drawn that gives the shortest wait, 0, and the one that gives the longest. */
struct expected {
    enum qcc_retry_when when;
    uint32_t least_ms, most_ms;
};

#define NEVER                                                                                      \
    {                                                                                              \
        QCC_RETRY_NEVER, 0, 0                                                                      \
    }
#define BACKOFF                                                                                    \
    {                                                                                              \
        QCC_RETRY_AFTER, 0, QCC_RETRY_BACKOFF_MS                                                   \
    }
#define FROM(least_ms, drawn_ms)                                                                   \
    {                                                                                              \
        QCC_RETRY_AFTER, least_ms, (least_ms) + (drawn_ms)                                         \
    }
#define MIDNIGHT FROM(MIDNIGHT_MS, QCC_RETRY_BACKOFF_MAX_MS)

static const struct qcc_retry_policy careful; /* all zeros */
static const struct qcc_retry_policy generous = {.repeat_charged = true};

static void check(const char *name, struct qcc_retry retry, enum qcc_retry_when when,
                  uint32_t wait_ms)
{
    if (retry.when != when || retry.wait_ms != wait_ms) {
        fail_msg("%s: %d after %u ms in place of %d after %u ms", name, retry.when,
                 (unsigned)retry.wait_ms, when, (unsigned)wait_ms);
    }
}

static void check_decision(const char *name, const struct qcc_retry_policy *policy,
                           struct qcc_retry_outcome outcome, struct expected expected)
{
    enum qcc_retry_when least = expected.when;
    if (least == QCC_RETRY_AFTER && expected.least_ms == 0) {
        least = QCC_RETRY_NOW; /* what is drawn may be no wait at all */
    }
    check(name, qcc_retry_decide(policy, 0, &outcome, NOON_S, 0), least, expected.least_ms);
    check(name, qcc_retry_decide(policy, 0, &outcome, NOON_S, HIGHEST), expected.when,
          expected.most_ms);
}

/* ---- By Status. */

/* Section 7.1 of the service's document, section 7.2, then what newer lists have. */
static const struct {
    const char *name;
    uint16_t status;
    char letter; /* V valid, which is charged; I invalid, which is not */
    bool opens;  /* the breaker */
    struct expected careful, generous;
} statuses[] = {
    {"200 found", 200, 'V', false, NEVER, NEVER},
    {"201 nothing found", 201, 'V', false, NEVER, NEVER},
    {"202 parameters", 202, 'V', false, NEVER, NEVER},
    {"205 in progress", 205, 'V', false, NEVER, FROM(QCC_RETRY_POLL_MS, QCC_RETRY_BACKOFF_MS)},
    {"207 too many entries", 207, 'V', false, NEVER, NEVER},
    {"208 kind of company", 208, 'V', false, NEVER, NEVER},
    {"209 too many companies", 209, 'V', false, NEVER, NEVER},
    {"213 too short", 213, 'V', false, NEVER, NEVER},
    {"215 keyword", 215, 'V', false, NEVER, NEVER},
    {"218 shell scan", 218, 'V', false, NEVER, NEVER},
    {"219 admission", 219, 'V', false, NEVER, NEVER},
    {"105 taken offline", 105, 'V', true, NEVER, NEVER},
    {"110 errors in a row", 110, 'V', false, FROM(2 * HOUR_MS, QCC_RETRY_BACKOFF_MS),
     FROM(2 * HOUR_MS, QCC_RETRY_BACKOFF_MS)},
    {"101 key", 101, 'I', true, NEVER, NEVER},
    {"102 unpaid", 102, 'I', true, NEVER, NEVER},
    {"103 suspended", 103, 'I', true, NEVER, NEVER},
    {"104 key's request", 104, 'I', true, NEVER, NEVER},
    {"106 illegal requests", 106, 'I', true, NEVER, NEVER},
    {"107 address or signature", 107, 'I', true, NEVER, NEVER},
    {"108 abnormal requests", 108, 'I', true, NEVER, NEVER},
    {"109 the day's limit", 109, 'I', false, MIDNIGHT, MIDNIGHT},
    {"111 no permission", 111, 'I', true, NEVER, NEVER},
    {"112 used up", 112, 'I', true, NEVER, NEVER},
    {"113 deleted", 113, 'I', true, NEVER, NEVER},
    {"114 disabled", 114, 'I', true, NEVER, NEVER},
    {"115 authentication", 115, 'I', true, NEVER, NEVER},
    {"116 the day's calls", 116, 'I', false, MIDNIGHT, MIDNIGHT},
    {"117 unsupported parameters", 117, 'I', true, NEVER, NEVER},
    {"118 way of calling", 118, 'I', true, NEVER, NEVER},
    {"119 account", 119, 'I', true, NEVER, NEVER},
    {"120 traffic", 120, 'I', false, BACKOFF, BACKOFF},
    {"121 abroad", 121, 'I', true, NEVER, NEVER},
    {"199 unknown error", 199, 'I', false, BACKOFF, BACKOFF},
    {"203 query failed", 203, 'I', false, BACKOFF, BACKOFF},
    {"214 not bought", 214, 'I', true, NEVER, NEVER},
    {"223 way of charging", 223, 'I', false, NEVER, NEVER},
    {"122 at the same time", 122, 'I', false, BACKOFF, BACKOFF},
    {"123 not certified", 123, 'I', true, NEVER, NEVER},
    {"124 maintenance", 124, 'I', false, BACKOFF, BACKOFF},
    {"125 parameters", 125, 'I', false, NEVER, NEVER},
    {"126 types", 126, 'I', false, NEVER, NEVER},
    {"224 invalid", 224, 'I', false, NEVER, NEVER},
};
#define STATUSES (sizeof statuses / sizeof statuses[0])

static struct qcc_retry_outcome of_status(uint16_t status, enum qcc_charge charge)
{
    return (struct qcc_retry_outcome){QCC_ERROR_STATUS, charge, status, 200, 0, false};
}

static void every_status_is_repeated_as_its_row_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < STATUSES; i++) {
        const struct qcc_retry_outcome outcome = of_status(
            statuses[i].status, statuses[i].letter == 'V' ? QCC_CHARGE_YES : QCC_CHARGE_NO);
        check_decision(statuses[i].name, &careful, outcome, statuses[i].careful);
        check_decision(statuses[i].name, &generous, outcome, statuses[i].generous);
    }
}

static bool has_row(uint16_t status)
{
    for (size_t i = 0; i < STATUSES; i++) {
        if (statuses[i].status == status) {
            return true;
        }
    }
    return false;
}

static void every_listed_status_has_a_row_and_no_other_is_repeated(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= UINT16_MAX; code++) {
        char name[32];
        (void)snprintf(name, sizeof name, "Status %u", (unsigned)code);
        if (has_row((uint16_t)code) != (qcc_status_find((uint16_t)code) != NULL)) {
            fail_msg("%s: no row, or no Status", name);
        }
        if (!has_row((uint16_t)code)) {
            check_decision(name, &generous, of_status((uint16_t)code, QCC_CHARGE_NO),
                           (struct expected)NEVER);
        }
    }
}

/* An earlier try of the same call got no reply: an 无效 Status says nothing of that one. */
static void a_status_of_a_call_that_may_have_been_charged_waits_for_permission(void **state)
{
    (void)state;
    for (size_t i = 0; i < STATUSES; i++) {
        const struct qcc_retry_outcome outcome = of_status(statuses[i].status, QCC_CHARGE_MAYBE);
        check_decision(statuses[i].name, &careful, outcome,
                       statuses[i].status == 110 ? statuses[i].careful : (struct expected)NEVER);
        check_decision(statuses[i].name, &generous, outcome, statuses[i].generous);
    }
}

/* ---- By error. */

/* Where the request had not gone out, and where it may have been charged. */
static const struct {
    const char *name;
    enum qcc_error error;
    struct expected unsent, sent_careful, sent_generous;
} errors[] = {
#define STOPS(error)                                                                               \
    {                                                                                              \
#error, error, NEVER, NEVER, NEVER                                                         \
    }
#define PASSES(error)                                                                              \
    {                                                                                              \
#error, error, BACKOFF, NEVER, BACKOFF                                                     \
    }
    STOPS(QCC_PENDING),
    STOPS(QCC_OK),
    STOPS(QCC_ERROR_CONFIG),
    STOPS(QCC_ERROR_BUILD),
    STOPS(QCC_ERROR_STATE),
    STOPS(QCC_ERROR_NO_WAIT),
    STOPS(QCC_ERROR_TOO_SMALL),
    STOPS(QCC_ERROR_URL),
    STOPS(QCC_ERROR_PLAIN_HTTP),
    STOPS(QCC_ERROR_KEY),
    STOPS(QCC_ERROR_REQUEST_TOO_LONG),
    STOPS(QCC_ERROR_SIGNER),
    STOPS(QCC_ERROR_ROOTS),
    STOPS(QCC_ERROR_SESSION),
    STOPS(QCC_ERROR_SECRET_KEY),
    STOPS(QCC_ERROR_LINK),
    STOPS(QCC_ERROR_PROXY_URL),
    STOPS(QCC_ERROR_PROXY_PLAIN_HTTP),
    STOPS(QCC_ERROR_KEYWORD_SHORT),
    STOPS(QCC_ERROR_KEYWORD_LONG),
    STOPS(QCC_ERROR_KEYWORD_BLANK),
    STOPS(QCC_ERROR_KEYWORD_CONTROL),
    STOPS(QCC_ERROR_KEYWORD_UTF8),
    STOPS(QCC_ERROR_KEYWORD_GBK),
    STOPS(QCC_ERROR_ARENA),
    STOPS(QCC_ERROR_ALLOCATOR),
    STOPS(QCC_ERROR_ENTROPY),
    STOPS(QCC_ERROR_CLOCK),
    STOPS(QCC_ERROR_TLS_SETUP),
    PASSES(QCC_ERROR_NO_SOCKET),
    PASSES(QCC_ERROR_KEY_SLOTS),
    STOPS(QCC_ERROR_SINK),
    PASSES(QCC_ERROR_LOOKUP),
    PASSES(QCC_ERROR_CONNECT),
    STOPS(QCC_ERROR_NOT_PUBLIC),
    PASSES(QCC_ERROR_RESET),
    PASSES(QCC_ERROR_CLOSED),
    PASSES(QCC_ERROR_INCOMPLETE),
    STOPS(QCC_ERROR_PROXY_AUTH),
    STOPS(QCC_ERROR_PINS),
    PASSES(QCC_ERROR_PROXY_STATUS), /* 503 here; see below */
    STOPS(QCC_ERROR_PROXY_SURPLUS),
    STOPS(QCC_ERROR_TLS_UNTRUSTED),
    STOPS(QCC_ERROR_TLS_NAME),
    STOPS(QCC_ERROR_TLS_DATES),
    STOPS(QCC_ERROR_TLS_PIN),
    STOPS(QCC_ERROR_TLS_CERTIFICATE),
    STOPS(QCC_ERROR_TLS_VERSION),
    STOPS(QCC_ERROR_TLS_HANDSHAKE),
    STOPS(QCC_ERROR_TLS_ALERT),
    STOPS(QCC_ERROR_TLS_RECORD),
    STOPS(QCC_ERROR_TLS_TOO_LARGE),
    STOPS(QCC_ERROR_STATUS_LINE),
    STOPS(QCC_ERROR_FIELD),
    STOPS(QCC_ERROR_HEAD_TOO_LARGE),
    STOPS(QCC_ERROR_FIELD_TOO_LONG),
    STOPS(QCC_ERROR_CONTENT_LENGTH),
    STOPS(QCC_ERROR_TRANSFER_ENCODING),
    STOPS(QCC_ERROR_CONTENT_ENCODING),
    STOPS(QCC_ERROR_CONTENT_RANGE),
    STOPS(QCC_ERROR_CHUNK),
    STOPS(QCC_ERROR_CHUNK_EXTENSIONS),
    STOPS(QCC_ERROR_BODY_TOO_LARGE),
    STOPS(QCC_ERROR_INTERIM),
    STOPS(QCC_ERROR_REDIRECT),
    PASSES(QCC_ERROR_HTTP_STATUS), /* 503 here; see below */
    STOPS(QCC_ERROR_JSON),
    STOPS(QCC_ERROR_JSON_DEPTH),
    STOPS(QCC_ERROR_JSON_TOKENS),
    STOPS(QCC_ERROR_ENVELOPE),
    STOPS(QCC_ERROR_RESULT),
    STOPS(QCC_ERROR_RESULT_TOO_LONG),
    STOPS(QCC_ERROR_STATUS), /* without a Status; see above */
    PASSES(QCC_ERROR_DEADLINE),
    STOPS(QCC_ERROR_CANCELED),
    STOPS(QCC_ERROR_PICTURE_TYPE), /* the call was answered; its picture is another job */
    STOPS(QCC_ERROR_PICTURE_DIMENSIONS),
    STOPS(QCC_ERROR_PICTURE_FORMAT),
    STOPS(QCC_ERROR_PICTURE_CRC),
    STOPS(QCC_ERROR_PICTURE_UNSUPPORTED),
    STOPS(QCC_ERROR_PICTURE_INCOMPLETE),
    STOPS(QCC_ERROR_PICTURE_STATUS),
    STOPS(QCC_ERROR_PICTURE_REDIRECT),
};
#define ERRORS (sizeof errors / sizeof errors[0])

static struct qcc_retry_outcome of_error(enum qcc_error error, enum qcc_charge charge)
{
    return (struct qcc_retry_outcome){error, charge, 0, 503, 0, false};
}

static void every_error_is_repeated_as_its_row_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < ERRORS; i++) {
        check_decision(errors[i].name, &careful, of_error(errors[i].error, QCC_CHARGE_NO),
                       errors[i].unsent);
        check_decision(errors[i].name, &generous, of_error(errors[i].error, QCC_CHARGE_NO),
                       errors[i].unsent);
        check_decision(errors[i].name, &careful, of_error(errors[i].error, QCC_CHARGE_MAYBE),
                       errors[i].sent_careful);
        check_decision(errors[i].name, &generous, of_error(errors[i].error, QCC_CHARGE_MAYBE),
                       errors[i].sent_generous);
        check_decision(errors[i].name, &careful, of_error(errors[i].error, QCC_CHARGE_YES),
                       errors[i].sent_careful);
    }
}

/* A Status was read, and the call failed all the same: it does not decide. */
static void a_status_beside_another_error_permits_nothing(void **state)
{
    struct qcc_retry_outcome outcome = of_error(QCC_ERROR_INCOMPLETE, QCC_CHARGE_YES);
    (void)state;
    outcome.status = 110;
    check_decision("110", &careful, outcome, (struct expected)NEVER);
}

/* Whoever adds an error decides here whether it is repeated. */
static void every_error_that_has_a_name_has_a_row(void **state)
{
    size_t named = 0;
    (void)state;
    for (int number = -1000; number <= 1; number++) {
        const char *name = qcc_error_name((enum qcc_error)number);
        size_t i = 0;
        if (strcmp(name, "QCC_ERROR_?") == 0) {
            continue;
        }
        while (i < ERRORS && errors[i].error != (enum qcc_error)number) {
            i++;
        }
        if (i == ERRORS) {
            fail_msg("%s: nothing says whether it is repeated", name);
        }
        named++;
    }
    assert_int_equal(named, ERRORS);
}

static void a_number_that_is_no_error_is_never_repeated(void **state)
{
    (void)state;
    check_decision("-999", &generous, of_error((enum qcc_error)(-999), QCC_CHARGE_NO),
                   (struct expected)NEVER);
}

static void of_http_statuses_only_those_of_an_overload_are_repeated(void **state)
{
    static const uint16_t overloads[] = {408, 429, 500, 502, 503, 504};
    (void)state;
    for (uint16_t http_status = 0; http_status < 700; http_status++) {
        struct qcc_retry_outcome outcome = of_error(QCC_ERROR_HTTP_STATUS, QCC_CHARGE_MAYBE);
        struct expected expected = NEVER;
        char name[32];
        for (size_t i = 0; i < sizeof overloads / sizeof overloads[0]; i++) {
            if (overloads[i] == http_status) {
                expected = (struct expected)BACKOFF;
            }
        }
        outcome.http_status = http_status;
        (void)snprintf(name, sizeof name, "HTTP status %u", (unsigned)http_status);
        check_decision(name, &generous, outcome, expected);
        check_decision(name, &careful, outcome, (struct expected)NEVER);
        outcome.error = QCC_ERROR_PROXY_STATUS; /* before anything was sent */
        outcome.charge = QCC_CHARGE_NO;
        check_decision(name, &careful, outcome, expected);
    }
}

/* ---- A connection that had aged. */

static void a_stale_connection_is_repeated_at_once_and_only_once(void **state)
{
    static const struct {
        const char *name;
        enum qcc_error error;
        uint32_t attempt, retry_after_s;
        bool reused;
        struct expected expected;
    } rows[] = {
        {"reset", QCC_ERROR_RESET, 0, 0, true, {QCC_RETRY_NOW, 0, 0}},
        {"closed", QCC_ERROR_CLOSED, 0, 0, true, {QCC_RETRY_NOW, 0, 0}},
        {"a new connection", QCC_ERROR_RESET, 0, 0, false, BACKOFF},
        {"in the midst of a reply", QCC_ERROR_INCOMPLETE, 0, 0, true, BACKOFF},
        {"told to wait", QCC_ERROR_RESET, 0, 1, true, FROM(1000, QCC_RETRY_BACKOFF_MS)},
        {"the first repeat",
         QCC_ERROR_RESET,
         1,
         0,
         true,
         {QCC_RETRY_AFTER, 0, 8 * QCC_RETRY_BACKOFF_MS}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct qcc_retry_outcome outcome = {rows[i].error,         QCC_CHARGE_NO, 0, 0,
                                                  rows[i].retry_after_s, rows[i].reused};
        check(rows[i].name, qcc_retry_decide(&careful, rows[i].attempt, &outcome, NOON_S, HIGHEST),
              rows[i].expected.when, rows[i].expected.most_ms);
    }
    const struct qcc_retry_outcome charged = {QCC_ERROR_RESET, QCC_CHARGE_MAYBE, 0, 0, 0, true};
    check_decision("charged", &careful, charged, (struct expected)NEVER);
    check_decision("charged", &generous, charged, (struct expected){QCC_RETRY_NOW, 0, 0});
}

/* ---- Waits. */

static void the_longest_wait_grows_by_eight_up_to_its_end_whatever_the_attempt(void **state)
{
    static const struct {
        const char *name;
        struct qcc_retry_policy policy;
        uint32_t attempt, most_ms;
    } rows[] = {
        {"first", {0}, 0, 5000},
        {"second", {0}, 1, 40000},
        {"third", {0}, 2, 320000},
        {"fourth: half an hour", {0}, 3, 1800000},
        {"fifth", {0}, 4, 1800000},
        {"sixth", {0}, 5, 1800000},
        {"attempt 32", {0}, 32, 1800000},
        {"attempt 2^31", {0}, 0x80000000u, 1800000},
        {"the last attempt that can be counted", {0}, UINT32_MAX, 1800000},
        {"a short one", {.backoff_ms = 100}, 2, 6400},
        {"1 ms", {.backoff_ms = 1}, 3, 512},
        {"an end of its own", {.backoff_ms = 100, .backoff_max_ms = 799}, 1, 799},
        {"an end that is just reached", {.backoff_ms = 100, .backoff_max_ms = 800}, 1, 800},
        {"an end before the beginning", {.backoff_ms = 100, .backoff_max_ms = 7}, 0, 7},
        {"an end before the beginning, later", {.backoff_ms = 100, .backoff_max_ms = 7}, 9, 7},
        {"the highest end", {.backoff_max_ms = UINT32_MAX}, 99, QCC_RETRY_WAIT_MAX_MS},
        {"eight times that is 2^32",
         {.backoff_ms = 0x20000000, .backoff_max_ms = UINT32_MAX},
         1,
         QCC_RETRY_WAIT_MAX_MS},
        {"the highest of both",
         {.backoff_ms = UINT32_MAX, .backoff_max_ms = UINT32_MAX},
         1,
         QCC_RETRY_WAIT_MAX_MS},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct qcc_retry_outcome outcome = of_error(QCC_ERROR_CONNECT, QCC_CHARGE_NO);
        check(rows[i].name,
              qcc_retry_decide(&rows[i].policy, rows[i].attempt, &outcome, NOON_S, HIGHEST),
              QCC_RETRY_AFTER, rows[i].most_ms);
        check(rows[i].name, qcc_retry_decide(&rows[i].policy, rows[i].attempt, &outcome, NOON_S, 0),
              QCC_RETRY_NOW, 0);
    }
}

/* A wait of 0 .. 999 ms from 1,000 numbers that are as far apart: each comes once. */
static void waits_are_drawn_evenly_from_nothing_to_the_longest(void **state)
{
    static const struct qcc_retry_policy policy = {.backoff_ms = 999};
    const struct qcc_retry_outcome outcome = of_status(120, QCC_CHARGE_NO);
    uint8_t seen[1000] = {0};
    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        const uint32_t random = (uint32_t)(((uint64_t)i * 2 + 1) * UINT32_MAX / 2000);
        const struct qcc_retry retry = qcc_retry_decide(&policy, 0, &outcome, NOON_S, random);
        assert_in_range(retry.wait_ms, 0, 999);
        assert_int_equal(retry.when, retry.wait_ms == 0 ? QCC_RETRY_NOW : QCC_RETRY_AFTER);
        seen[retry.wait_ms]++;
    }
    for (uint32_t i = 0; i < 1000; i++) {
        if (seen[i] != 1) {
            fail_msg("%u ms came %u times", (unsigned)i, seen[i]);
        }
    }
}

static void a_poll_is_as_slow_as_the_policy_says_and_slower_each_time(void **state)
{
    const struct qcc_retry_policy policy = {.poll_ms = 5000, .repeat_charged = true};
    const struct qcc_retry_policy slowest = {.poll_ms = UINT32_MAX, .repeat_charged = true};
    const struct qcc_retry_outcome outcome = of_status(205, QCC_CHARGE_YES);
    (void)state;
    check("first", qcc_retry_decide(&policy, 0, &outcome, NOON_S, 0), QCC_RETRY_AFTER, 5000);
    check("third", qcc_retry_decide(&policy, 2, &outcome, NOON_S, HIGHEST), QCC_RETRY_AFTER,
          5000 + 320000);
    check("slowest", qcc_retry_decide(&slowest, 0, &outcome, NOON_S, 0), QCC_RETRY_AFTER,
          QCC_RETRY_WAIT_MAX_MS);
    check("slowest, latest", qcc_retry_decide(&slowest, 9, &outcome, NOON_S, HIGHEST),
          QCC_RETRY_AFTER, QCC_RETRY_WAIT_MAX_MS);
}

static void midnight_in_china_is_the_same_all_year_and_unknown_to_who_has_no_clock(void **state)
{
    static const struct {
        const char *name;
        int64_t now_s;
        uint32_t least_s;
    } rows[] = {
        {"2027-01-15 23:59:59", 1800028799, 1},
        {"2027-01-16 00:00:00: a whole day", 1800028800, 86400},
        {"2027-01-16 00:00:01", 1800028801, 86399},
        {"2027-01-15 16:00:00", 1800000000, 8 * 3600},
        {"2027-07-15 16:00:00: no summer time", 1815638400, 8 * 3600},
        {"the night to summer time in Europe, 2027-03-28 10:00:00", 1806199200, 14 * 3600},
        {"the last night of China's own summer time, 1991-09-15 12:00:00", 684907200, 12 * 3600},
        {"the first second of the era", 1, 16 * 3600 - 1},
        {"beyond 31 bits, 2038-01-19 11:14:08", 2147483648, 45952},
        {"the last that 32 bits hold in China, 2106-02-07 06:28:15", 4294938495, 63105},
        {"one more counts as unknown", 4294938496, 86400},
        {"beyond 32 bits", 4294967296, 86400},
        {"the highest", INT64_MAX, 86400},
        {"not set", 0, 86400},
        {"before the era", -1, 86400},
        {"the lowest", INT64_MIN, 86400},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct qcc_retry_outcome outcome = of_status(116, QCC_CHARGE_NO);
        check(rows[i].name, qcc_retry_decide(&careful, 0, &outcome, rows[i].now_s, 0),
              QCC_RETRY_AFTER, rows[i].least_s * 1000);
        check(rows[i].name, qcc_retry_decide(&careful, 0, &outcome, rows[i].now_s, HIGHEST),
              QCC_RETRY_AFTER, rows[i].least_s * 1000 + QCC_RETRY_BACKOFF_MAX_MS);
    }
}

static void retry_after_is_obeyed_within_its_bound(void **state)
{
    static const struct {
        const char *name;
        struct qcc_retry_policy policy;
        uint16_t status;
        uint32_t retry_after_s, least_ms, drawn_ms;
    } rows[] = {
        {"a second", {0}, 120, 1, 1000, QCC_RETRY_BACKOFF_MS},
        {"a day", {0}, 120, 86400, DAY_MS, QCC_RETRY_BACKOFF_MS},
        {"more than a day", {0}, 120, 86401, DAY_MS, QCC_RETRY_BACKOFF_MS},
        {"the highest", {0}, 120, UINT32_MAX, DAY_MS, QCC_RETRY_BACKOFF_MS},
        {"a bound of the caller's",
         {.retry_after_max_s = 60},
         120,
         61,
         60000,
         QCC_RETRY_BACKOFF_MS},
        {"no bound, and the most milliseconds",
         {.retry_after_max_s = UINT32_MAX},
         120,
         2147483,
         2147483000,
         647},
        {"no bound, and more", {.retry_after_max_s = UINT32_MAX}, 120, UINT32_MAX, 2147483000, 647},
        {"the highest of all",
         {.retry_after_max_s = UINT32_MAX, .backoff_ms = UINT32_MAX, .backoff_max_ms = UINT32_MAX},
         120,
         UINT32_MAX,
         2147483000,
         647},
        {"two hours are more", {0}, 110, 7199, 2 * HOUR_MS, QCC_RETRY_BACKOFF_MS},
        {"two hours are less", {0}, 110, 7201, 7201000, QCC_RETRY_BACKOFF_MS},
        {"midnight is later", {0}, 109, 60, MIDNIGHT_MS, QCC_RETRY_BACKOFF_MAX_MS},
        {"midnight is earlier", {0}, 109, 86400, DAY_MS, QCC_RETRY_BACKOFF_MAX_MS},
        {"a poll", {.repeat_charged = true}, 205, 31, 31000, QCC_RETRY_BACKOFF_MS},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct qcc_retry_outcome outcome = of_status(rows[i].status, QCC_CHARGE_NO);
        outcome.retry_after_s = rows[i].retry_after_s;
        check(rows[i].name, qcc_retry_decide(&rows[i].policy, 0, &outcome, NOON_S, 0),
              QCC_RETRY_AFTER, rows[i].least_ms);
        check(rows[i].name, qcc_retry_decide(&rows[i].policy, 0, &outcome, NOON_S, HIGHEST),
              QCC_RETRY_AFTER, rows[i].least_ms + rows[i].drawn_ms);
    }
}

static void retry_after_repeats_nothing_that_is_not_repeated(void **state)
{
    struct qcc_retry_outcome outcome = of_status(101, QCC_CHARGE_NO);
    (void)state;
    outcome.retry_after_s = 1;
    check_decision("101", &generous, outcome, (struct expected)NEVER);
    outcome = of_error(QCC_ERROR_HTTP_STATUS, QCC_CHARGE_MAYBE);
    outcome.retry_after_s = 1;
    check_decision("503, charged perhaps", &careful, outcome, (struct expected)NEVER);
}

static void no_more_is_repeated_than_the_policy_says(void **state)
{
    static const struct qcc_retry_policy three = {.retries_max = 3};
    const struct qcc_retry_outcome outcome = of_status(120, QCC_CHARGE_NO);
    (void)state;
    check("third", qcc_retry_decide(&three, 2, &outcome, NOON_S, HIGHEST), QCC_RETRY_AFTER, 320000);
    check("fourth", qcc_retry_decide(&three, 3, &outcome, NOON_S, HIGHEST), QCC_RETRY_NEVER, 0);
    check("last", qcc_retry_decide(&three, UINT32_MAX, &outcome, NOON_S, HIGHEST), QCC_RETRY_NEVER,
          0);
}

/* ---- The breaker. */

static void a_key_that_an_operator_must_see_to_opens_the_breaker(void **state)
{
    (void)state;
    for (size_t i = 0; i < STATUSES; i++) {
        struct qcc_retry_breaker breaker = {0};
        if (qcc_retry_note(&breaker, statuses[i].status) == statuses[i].opens ||
            breaker.status != (statuses[i].opens ? statuses[i].status : 0)) {
            fail_msg("%s: the breaker is %s", statuses[i].name,
                     breaker.status != 0 ? "open" : "closed");
        }
    }
}

static void an_open_breaker_stays_open_until_the_caller_resets_it(void **state)
{
    struct qcc_retry_breaker breaker = {0};
    (void)state;
    assert_true(qcc_retry_note(&breaker, 0));
    assert_true(qcc_retry_note(&breaker, 299));
    assert_false(qcc_retry_note(&breaker, 102));
    assert_false(qcc_retry_note(&breaker, 200));
    assert_false(qcc_retry_note(&breaker, 101));
    assert_false(qcc_retry_note(&breaker, 0));
    assert_int_equal(breaker.status, 102);
    breaker = (struct qcc_retry_breaker){0};
    assert_true(qcc_retry_note(&breaker, 200));
}

/* ---- What it is told. */

static void an_outcome_is_made_of_report_and_status(void **state)
{
    const struct qcc_report report = {.error = QCC_ERROR_CLOSED,
                                      .charge = QCC_CHARGE_MAYBE,
                                      .http_status = 503,
                                      .retry_after_s = 7,
                                      .reused = true};
    const struct qcc_retry_outcome outcome = qcc_retry_outcome_of(&report, 120);
    (void)state;
    assert_int_equal(outcome.error, QCC_ERROR_CLOSED);
    assert_int_equal(outcome.charge, QCC_CHARGE_MAYBE);
    assert_int_equal(outcome.status, 120);
    assert_int_equal(outcome.http_status, 503);
    assert_int_equal(outcome.retry_after_s, 7);
    assert_true(outcome.reused);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_is_repeated_as_its_row_says),
        cmocka_unit_test(every_listed_status_has_a_row_and_no_other_is_repeated),
        cmocka_unit_test(a_status_of_a_call_that_may_have_been_charged_waits_for_permission),
        cmocka_unit_test(every_error_is_repeated_as_its_row_says),
        cmocka_unit_test(a_status_beside_another_error_permits_nothing),
        cmocka_unit_test(every_error_that_has_a_name_has_a_row),
        cmocka_unit_test(a_number_that_is_no_error_is_never_repeated),
        cmocka_unit_test(of_http_statuses_only_those_of_an_overload_are_repeated),
        cmocka_unit_test(a_stale_connection_is_repeated_at_once_and_only_once),
        cmocka_unit_test(the_longest_wait_grows_by_eight_up_to_its_end_whatever_the_attempt),
        cmocka_unit_test(waits_are_drawn_evenly_from_nothing_to_the_longest),
        cmocka_unit_test(a_poll_is_as_slow_as_the_policy_says_and_slower_each_time),
        cmocka_unit_test(midnight_in_china_is_the_same_all_year_and_unknown_to_who_has_no_clock),
        cmocka_unit_test(retry_after_is_obeyed_within_its_bound),
        cmocka_unit_test(retry_after_repeats_nothing_that_is_not_repeated),
        cmocka_unit_test(no_more_is_repeated_than_the_policy_says),
        cmocka_unit_test(a_key_that_an_operator_must_see_to_opens_the_breaker),
        cmocka_unit_test(an_open_breaker_stays_open_until_the_caller_resets_it),
        cmocka_unit_test(an_outcome_is_made_of_report_and_status),
    };
    return unit_run(tests, argc, argv);
}
