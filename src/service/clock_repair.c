/* clock_repair.c - the offset of a device's clock, learned from a verified reply's Date.
 * SPDX-License-Identifier: MIT */
#include "service/clock_repair.h"
#include "http/date.h"

/* How far a Date may be off before the clock is taken for the reason of a refusal. A Date is made
 * before the reply is, and has whole seconds; what the service tolerates is not known. */
#define APART_S 60

/* Document of the service, section 7.2; both are 无效请求: nothing was charged. */
enum { WRONG_TOKEN = 107, WRONG_TIMESPAN = 115 };

/* Some certificate of the chain says that it cannot be that time. Without TLS, and before a chain
 * was looked at, there is no such time at all. */
static bool is_possible(const struct qcc_connection *connection, int64_t date_s)
{
    const struct qcc_tls *tls = &connection->tls;
    return connection->secure && date_s > (int64_t)QCC_CLOCK_MIN_S && date_s >= tls->not_before_s &&
           date_s <= tls->not_after_s;
}

/* Unsigned, because a clock that reads nonsense may be that far away; so below. */
static int64_t difference(int64_t a_s, int64_t b_s)
{
    return (int64_t)((uint64_t)a_s - (uint64_t)b_s);
}

static bool is_apart(int64_t difference_s, int64_t apart_s)
{
    return difference_s > apart_s || difference_s < -apart_s;
}

bool qcc_clock_take_date(struct qcc_client *client, int64_t apart_s)
{
    const struct qcc_field *date = &client->call.fields[QCC_CALL_DATE];
    int64_t date_s, now_s;
    if (!date->present || date->repeated ||
        !qcc_date_parse(qcc_span_make(date->value, date->len), &date_s) ||
        !is_possible(&client->connection, date_s)) {
        return false;
    }
    (void)qcc_clock_read(client, &now_s);
    /* A slow exchange lies between two times, and a Date near either of them blames no clock. */
    const int64_t slow_s = difference(date_s, now_s);
    if (!is_apart(slow_s, apart_s) ||
        !is_apart(difference(date_s, client->exchange.plan.terms.now_s), apart_s)) {
        return false;
    }
    client->clock_offset_s = difference(qcc_clock_offset(client), -slow_s);
    client->report.clock_learned = true;
    return true;
}

static bool learn(struct qcc_client *client)
{
    const uint16_t status = client->reply.status;
    return (status == WRONG_TOKEN || status == WRONG_TIMESPAN) && !client->report.clock_learned &&
           qcc_clock_take_date(client, APART_S);
}

const struct qcc_clock_policy qcc_clock_repair = {learn, NULL, NULL};
