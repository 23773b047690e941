/* test_clock_repair.c - the offset of a device's clock: from which Date it is learned, and how
 * often. SPDX-License-Identifier: MIT */
#include "http/date.h"
#include "over_tls.h"
#include "service/clock_repair.h"

#include <time.h>

/* ---- What a Date has to be. */

#define GOOD "Fri, 15 Jan 2027 10:00:00 GMT" /* two hours after PEER_NOW */
#define GOOD_S 7200

static void begin(struct peer *peer)
{
    set_up(peer);
    client.connection.secure = true;
    client.connection.tls.not_before_s = PEER_NOW;
    client.connection.tls.not_after_s = PEER_NOW + 86400;
    client.exchange.plan.terms.now_s = PEER_NOW;
    client.call.fields[QCC_CALL_DATE].value = client.call.date_text;
    client.call.fields[QCC_CALL_DATE].present = true;
}

static void give_date(const char *text)
{
    client.call.fields[QCC_CALL_DATE].len = (uint16_t)strlen(text);
    memcpy(client.call.date_text, text, strlen(text));
}

static void row_37_a_date_that_proves_nothing_teaches_nothing(void **state)
{
    static const struct {
        const char *name, *date;
        bool is_missing, is_repeated, is_plain;
        int64_t now_s, not_before_s, not_after_s; /* 0: as begin() has it */
        int64_t offset_s;
    } rows[] = {
        {.name = "a good one", .date = GOOD, .offset_s = GOOD_S},
        {.name = "missing", .date = GOOD, .is_missing = true},
        {.name = "two of them", .date = GOOD, .is_repeated = true},
        {.name = "malformed", .date = "Fri, 15 Jan 2027 10:00:00 CST"},
        {.name = "obsolete", .date = "Fri Jan 15 10:00:00 2027"},
        {.name = "empty", .date = ""},
        {.name = "over plain http", .date = GOOD, .is_plain = true},
        {.name = "1970", .date = "Thu, 01 Jan 1970 00:00:00 GMT", .not_before_s = -1},
        {.name = "before the build",
         .date = "Mon, 01 Jan 2024 00:00:00 GMT",
         .not_before_s = 1700000000},
        {.name = "2199", .date = "Tue, 31 Dec 2199 23:59:59 GMT"},
        {.name = "the chain's last second",
         .date = GOOD,
         .not_after_s = PEER_NOW + GOOD_S,
         .offset_s = GOOD_S},
        {.name = "after it", .date = GOOD, .not_after_s = PEER_NOW + GOOD_S - 1},
        {.name = "the chain's first second",
         .date = GOOD,
         .not_before_s = PEER_NOW + GOOD_S,
         .offset_s = GOOD_S},
        {.name = "before it", .date = GOOD, .not_before_s = PEER_NOW + GOOD_S + 1},
        {.name = "the device's own", .date = GOOD, .now_s = PEER_NOW + GOOD_S},
        {.name = "a minute later", .date = GOOD, .now_s = PEER_NOW + GOOD_S - 60},
        {.name = "and a second", .date = GOOD, .now_s = PEER_NOW + GOOD_S - 61, .offset_s = 61},
        {.name = "a minute earlier", .date = GOOD, .now_s = PEER_NOW + GOOD_S + 60},
        {.name = "and a second more",
         .date = GOOD,
         .now_s = PEER_NOW + GOOD_S + 61,
         .offset_s = -61},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct peer peer = {.identity = "good-ec"};
        struct qcc_tls *tls = &client.connection.tls;
        unit_row("%s", rows[i].name);
        begin(&peer);
        give_date(rows[i].date);
        client.call.fields[QCC_CALL_DATE].present = !rows[i].is_missing;
        client.call.fields[QCC_CALL_DATE].repeated = rows[i].is_repeated;
        client.connection.secure = !rows[i].is_plain;
        tls->not_before_s = rows[i].not_before_s != 0 ? rows[i].not_before_s : tls->not_before_s;
        tls->not_after_s = rows[i].not_after_s != 0 ? rows[i].not_after_s : tls->not_after_s;
        peer.unix_time_s = rows[i].now_s != 0 ? rows[i].now_s : PEER_NOW;
        const bool learned = qcc_clock_take_date(&client, 60);
        if (learned != (rows[i].offset_s != 0) || client.report.clock_learned != learned ||
            client.clock_offset_s != rows[i].offset_s) {
            fail_msg("%s: %lld", rows[i].name, (long long)client.clock_offset_s);
        }
        tear_down(&peer);
    }
}

/* QCC_CLOCK_MIN_S as the library has it: the first second that is not taken for one that was never
 * set. */
static void a_date_of_the_build_itself_is_too_early(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    int64_t low_s = 0, high_s = PEER_NOW;
    (void)state;
    begin(&peer);
    while (low_s + 1 < high_s) {
        int64_t now_s;
        peer.unix_time_s = (low_s + high_s) / 2;
        if (qcc_clock_read(&client, &now_s) == QCC_OK) {
            high_s = peer.unix_time_s;
        } else {
            low_s = peer.unix_time_s;
        }
    }
    peer.unix_time_s = PEER_NOW + GOOD_S;
    client.connection.tls.not_before_s = 0;
    for (int64_t i = 0; i <= 1; i++) {
        char text[QCC_DATE_LEN + 1];
        const time_t date = (time_t)(high_s + i);
        unit_row("round %d", (int)i);
        assert_int_equal(strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", gmtime(&date)),
                         QCC_DATE_LEN);
        give_date(text);
        assert_int_equal(qcc_clock_take_date(&client, 60), i == 1);
    }
    tear_down(&peer);
}

static void an_exchange_that_was_slow_blames_no_clock(void **state)
{
    struct peer peer = {.identity = "good-ec", .unix_time_s = PEER_NOW + GOOD_S + 600};
    (void)state;
    begin(&peer);
    give_date(GOOD);
    client.exchange.plan.terms.now_s = PEER_NOW + GOOD_S - 60; /* the head came at once */
    assert_false(qcc_clock_take_date(&client, 60));
    client.exchange.plan.terms.now_s = PEER_NOW;
    assert_true(qcc_clock_take_date(&client, 60));
    assert_int_equal(client.clock_offset_s, -600);
    tear_down(&peer);
}

static void a_clock_that_reads_nonsense_is_put_right(void **state)
{
    static const int64_t clocks[] = {INT64_MIN, INT64_MIN + 1, -1, 0, INT64_MAX - 1, INT64_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof clocks / sizeof clocks[0]; i++) {
        struct peer peer = {.identity = "good-ec"};
        int64_t now_s;
        unit_row("round %d", (int)i);
        begin(&peer);
        peer.unix_time_s = clocks[i];
        give_date(GOOD);
        assert_true(qcc_clock_take_date(&client, 60));
        assert_int_equal(qcc_clock_read(&client, &now_s), QCC_OK);
        assert_int_equal(now_s, PEER_NOW + GOOD_S);
        tear_down(&peer);
    }
}

/* ---- A whole call. */

#define REFUSAL(status, date)                                                                      \
    "HTTP/1.1 200 OK\r\n" date "Content-Length: 49\r\n\r\n"                                        \
    "{\"Status\":\"" status "\",\"Message\":\"no\",\"OrderNumber\":\"N\"}"
#define DATE "Date: " GOOD "\r\n"

/* What the peer answers to the first request, the second, and so on; the last one again. */
static const char *replies[4];
static unsigned signs;
static char timespans[4][24];
static struct peer *signing_peer;

static enum qcc_error sign(void *context, struct qcc_span key, struct qcc_span timespan,
                           uint8_t token[QCC_TOKEN_LEN])
{
    (void)context;
    (void)key;
    assert_true(signs < 4);
    memcpy(timespans[signs], timespan.ptr, timespan.len);
    timespans[signs][timespan.len] = '\0';
    signing_peer->reply = replies[signs];
    signs++;
    memset(token, 'A', QCC_TOKEN_LEN);
    return QCC_OK;
}

static void set_up_repair(struct peer *peer, const struct qcc_clock_policy *policy,
                          const char *first, const char *second)
{
    set_up(peer);
    signs = 0;
    signing_peer = peer;
    replies[0] = first;
    replies[1] = replies[2] = replies[3] = second;
    config.clock = policy;
    config.signer.sign = sign;
    config.signer.context = NULL;
}

static void a_refused_request_is_signed_again_by_the_time_of_the_reply(void **state)
{
    static const char *const refusals[] = {REFUSAL("107", DATE), REFUSAL("115", DATE)};
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct peer peer = {.identity = "good-ec-inter", .version = versions[i / 2]};
        unit_row("round %d", (int)i);
        set_up_repair(&peer, &qcc_clock_repair, refusals[i % 2], REPLY);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(client.reply.status, 200);
        assert_int_equal(signs, 2);
        assert_int_equal(peer.requests, 2);
        assert_int_equal(peer.connects, 1);
        assert_string_equal(timespans[0], "1800000000");
        assert_string_equal(timespans[1], "1800007200");
        assert_true(client.report.clock_learned);
        assert_int_equal(client.report.clock_offset_s, GOOD_S);
        assert_int_equal(client.report.now_s, PEER_NOW + GOOD_S);
        assert_int_equal(client.report.charge, QCC_CHARGE_YES);
        assert_int_equal(qcc_clock_offset(&client), GOOD_S);
        /* The next call begins with it, and learns nothing. */
        assert_int_equal(ask(), QCC_OK);
        assert_string_equal(timespans[2], "1800007200");
        assert_false(client.report.clock_learned);
        assert_int_equal(client.report.clock_offset_s, GOOD_S);
        tear_down(&peer);
    }
}

static void it_is_sent_once_more_and_never_twice(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    (void)state;
    set_up_repair(&peer, &qcc_clock_repair, REFUSAL("115", DATE),
                  REFUSAL("115", "Date: Fri, 15 Jan 2027 12:00:00 GMT\r\n"));
    assert_int_equal(ask(), QCC_ERROR_STATUS);
    assert_int_equal(client.reply.status, 115);
    assert_int_equal(peer.requests, 2);
    assert_true(client.report.clock_learned);
    assert_int_equal(client.report.clock_offset_s, GOOD_S);
    assert_int_equal(client.report.charge, QCC_CHARGE_NO);
    assert_int_equal(ask(), QCC_ERROR_STATUS); /* another call may */
    assert_int_equal(peer.requests, 4);
    assert_int_equal(client.report.clock_offset_s, 2 * GOOD_S);
    tear_down(&peer);
}

static void nothing_is_sent_again_where_nothing_was_learned(void **state)
{
    static const struct {
        const char *name;
        const struct qcc_clock_policy *policy;
        const char *reply;
        uint16_t status;
    } rows[] = {
        {"no policy", NULL, REFUSAL("115", DATE), 115},
        {"no Date", &qcc_clock_repair, REFUSAL("115", ""), 115},
        {"two Dates", &qcc_clock_repair, REFUSAL("115", DATE DATE), 115},
        {"a Date that is too long", &qcc_clock_repair,
         REFUSAL("107", "Date: " GOOD " and then some\r\n"), 107},
        {"another Status", &qcc_clock_repair, REFUSAL("101", DATE), 101},
        {"a clock that is right", &qcc_clock_repair,
         REFUSAL("107", "Date: Fri, 15 Jan 2027 08:01:00 GMT\r\n"), 107},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct peer peer = {.identity = "good-ec"};
        unit_row("%s", rows[i].name);
        set_up_repair(&peer, rows[i].policy, rows[i].reply, REPLY);
        if (ask() != QCC_ERROR_STATUS || client.reply.status != rows[i].status ||
            peer.requests != 1 || client.report.clock_learned || client.clock_offset_s != 0) {
            fail_msg("%s", rows[i].name);
        }
        tear_down(&peer);
    }
}

static void a_date_of_any_kind_costs_no_answer(void **state)
{
    static const char *const dates[] = {DATE, DATE DATE, "Date:\r\n",
                                        "Date: " GOOD GOOD GOOD GOOD "\r\n"};
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        struct peer peer = {.identity = "good-ec"};
        char reply[512];
        unit_row("round %d", (int)i);
        (void)snprintf(reply, sizeof reply, "HTTP/1.1 200 OK\r\n%sContent-Length: 87\r\n\r\n" BODY,
                       dates[i]);
        set_up_repair(&peer, &qcc_clock_repair, reply, reply);
        assert_int_equal(ask(), QCC_OK);
        assert_false(client.report.clock_learned);
        tear_down(&peer);
    }
}

static void a_minute_and_a_second_are_learned(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    (void)state;
    set_up_repair(&peer, &qcc_clock_repair,
                  REFUSAL("115", "Date: Fri, 15 Jan 2027 08:01:01 GMT\r\n"), REPLY);
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(client.report.clock_offset_s, 61);
    tear_down(&peer);
}

static void a_reply_that_is_damaged_after_its_status_teaches_nothing(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    (void)state;
    set_up_repair(&peer, &qcc_clock_repair,
                  "HTTP/1.1 200 OK\r\n" DATE "Content-Length: 20\r\n\r\n{\"Status\":\"115\",...}",
                  REPLY);
    assert_int_equal(ask(), QCC_ERROR_JSON);
    assert_int_equal(client.reply.status, 115);
    assert_int_equal(peer.requests, 1);
    tear_down(&peer);
}

static void a_second_try_that_fails_keeps_nothing_of_the_first_reply(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    (void)state;
    set_up_repair(&peer, &qcc_clock_repair, REFUSAL("115", DATE), "no HTTP\r\n");
    assert_int_equal(ask(), QCC_ERROR_STATUS_LINE);
    assert_int_equal(client.reply.status, 0);
    assert_int_equal(client.report.charge, QCC_CHARGE_MAYBE);
    assert_true(client.report.clock_learned);
    tear_down(&peer);
}

/* Over a resumed session no chain is seen: what the session has kept of its chain counts. */
static void a_resumed_session_teaches_inside_what_it_has_kept(void **state)
{
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct peer peer = {.identity = "good-ec-inter", .version = versions[i / 2]};
        unit_row("round %d", (int)i);
        set_up_repair(&peer, &qcc_clock_repair, CLOSING, REFUSAL("115", DATE));
        replies[2] = CLOSING;
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(client.session.not_before_s, 1704067200); /* 2024-01-01 */
        assert_int_equal(client.session.not_after_s, 2524607999);  /* 2049-12-31 23:59:59 */
        if (i % 2 == 1) {
            client.session.not_after_s = PEER_NOW + GOOD_S - 1;
        }
        assert_int_equal(ask(), i % 2 == 0 ? QCC_OK : QCC_ERROR_STATUS);
        assert_true(client.report.resumed);
        assert_int_equal(client.clock_offset_s, i % 2 == 0 ? GOOD_S : 0);
        tear_down(&peer);
    }
}

static void a_resumed_session_teaches_no_time_before_its_chain(void **state)
{
    struct peer peer = {.identity = "good-ec-inter", .unix_time_s = PEER_NOW + 2 * GOOD_S};
    (void)state;
    set_up_repair(&peer, &qcc_clock_repair, CLOSING, REFUSAL("115", DATE));
    assert_int_equal(ask(), QCC_OK);
    client.session.not_before_s = PEER_NOW + GOOD_S + 1;
    assert_int_equal(ask(), QCC_ERROR_STATUS);
    assert_true(client.report.resumed);
    assert_false(client.report.clock_learned);
    tear_down(&peer);
}

static void the_chain_is_judged_by_the_offset_too(void **state)
{
    static const struct {
        int64_t offset_s;
        enum qcc_error error;
    } rows[] = {
        {0, QCC_OK},
        {2240611199 - PEER_NOW, QCC_OK}, /* the leaf's last second */
        {2240611200 - PEER_NOW, QCC_ERROR_TLS_DATES},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct peer peer = {.identity = "good-ends-first", .reply = REPLY};
        unit_row("round %d", (int)i);
        set_up(&peer);
        assert_int_equal(qcc_clock_set_offset(&client, rows[i].offset_s), QCC_OK);
        assert_int_equal(ask(), rows[i].error);
        assert_int_equal(client.report.now_s, PEER_NOW + rows[i].offset_s);
        tear_down(&peer);
    }
}

static enum qcc_error drop(void *context, uint32_t offset, struct qcc_span piece)
{
    (void)context;
    (void)offset;
    (void)piece;
    return QCC_OK;
}

static void a_picture_is_fetched_by_the_same_time(void **state)
{
    struct peer peer = {.identity = "good-ends-first", .reply = REPLY};
    const struct qcc_picture_sink sink = {.write = drop};
    (void)state;
    set_up(&peer);
    assert_int_equal(qcc_clock_set_offset(&client, 2240611200 - PEER_NOW), QCC_OK);
    assert_int_equal(qcc_picture_get(&client, "https://localhost/a.png", &sink),
                     QCC_ERROR_TLS_DATES);
    assert_int_equal(client.report.now_s, 2240611200);
    assert_int_equal(client.report.clock_offset_s, 2240611200 - PEER_NOW);
    assert_int_equal(qcc_clock_set_offset(&client, -PEER_NOW), QCC_OK);
    assert_int_equal(qcc_picture_get(&client, "https://localhost/a.png", &sink), QCC_ERROR_CLOCK);
    assert_int_equal(client.report.now_s, 0);
    tear_down(&peer);
}

static void a_chain_that_fails_for_its_dates_alone_is_dates(void **state)
{
    static const char *const identities[] = {"bad-expired", "bad-not-yet", "bad-expired-inter",
                                             "bad-expired-root"};
    (void)state;
    for (size_t i = 0; i < sizeof identities / sizeof identities[0]; i++) {
        struct peer peer = {.identity = identities[i], .reply = REPLY};
        unit_row("%s", identities[i]);
        set_up(&peer);
        if (ask() != QCC_ERROR_TLS_DATES) {
            fail_msg("%s: %s", identities[i], qcc_error_name(client.report.error));
        }
        assert_int_equal(client.report.now_s, PEER_NOW);
        tear_down(&peer);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_37_a_date_that_proves_nothing_teaches_nothing),
        cmocka_unit_test(a_date_of_the_build_itself_is_too_early),
        cmocka_unit_test(an_exchange_that_was_slow_blames_no_clock),
        cmocka_unit_test(a_clock_that_reads_nonsense_is_put_right),
        cmocka_unit_test(a_refused_request_is_signed_again_by_the_time_of_the_reply),
        cmocka_unit_test(it_is_sent_once_more_and_never_twice),
        cmocka_unit_test(nothing_is_sent_again_where_nothing_was_learned),
        cmocka_unit_test(a_date_of_any_kind_costs_no_answer),
        cmocka_unit_test(a_minute_and_a_second_are_learned),
        cmocka_unit_test(a_reply_that_is_damaged_after_its_status_teaches_nothing),
        cmocka_unit_test(a_second_try_that_fails_keeps_nothing_of_the_first_reply),
        cmocka_unit_test(a_resumed_session_teaches_inside_what_it_has_kept),
        cmocka_unit_test(a_resumed_session_teaches_no_time_before_its_chain),
        cmocka_unit_test(the_chain_is_judged_by_the_offset_too),
        cmocka_unit_test(a_picture_is_fetched_by_the_same_time),
        cmocka_unit_test(a_chain_that_fails_for_its_dates_alone_is_dates),
    };
    return unit_run(tests, argc, argv);
}
