/* codec.c - the canonical work of the codecs, as a program without a system: one request is built,
 * one reply is parsed in each framing.
 *
 * It is built in three ways, by WORK, over the start-up code of examples/firmware. Their transport,
 * buffers, key, keyword, Token and address are the same.
 *
 *     NOTHING  sends one byte and receives once: what the others are measured against
 *     CODEC    builds, sends, and parses both replies
 *     COUNT    the same again and again, and prints how long it took
 *
 * SPDX-License-Identifier: MIT */
#include "board.h"
#include "interrupts.h"
#include "lm3s6965.h"
#include "log.h"

#include "http/request.h"
#include "http/response.h"
#include "service/envelope.h"

#include <string.h>

#define NOTHING 0
#define CODEC 1
#define COUNT 2

/* ---- The application: what it has whichever codecs it uses. */

static const char host[] = "pro.qcc.com";
static const char path[] = "/api/yj";
static const char method[] = "/ECIImage/GetEciImage";
static const char key[] = "0123456789abcdef0123456789abcdef";
static const char keyword[] = "小米科技有限责任公司";
static const char token[] = "0123456789ABCDEF0123456789ABCDEF";
static const char timespan[] = "1536143959";
/* Keeps them in the program that does not ask for anything. */
static const char *const volatile application[] = {host,    path,  method,  key,
                                                   keyword, token, timespan};

static uint8_t buffer[512]; /* the request, then what was received */
static uint8_t body[1024];

/* ---- A transport in memory: two replies, in turn. */

extern const uint8_t reply_length[], reply_length_end[];
extern const uint8_t reply_chunked[], reply_chunked_end[];
static const uint8_t *const replies[2][2] = {{reply_length, reply_length_end},
                                             {reply_chunked, reply_chunked_end}};
static volatile uint8_t next_reply;
static uint8_t wire[512];

static void transport_send(const uint8_t *data, size_t len)
{
    memcpy(wire, data, len);
}

static size_t transport_receive(uint8_t *data, size_t cap)
{
    const uint8_t *const *reply = replies[next_reply];
    size_t len = (size_t)(reply[1] - reply[0]);
    len = len < cap ? len : cap;
    memcpy(data, reply[0], len);
    return len;
}

/* ---- The work. */

#if WORK != NOTHING

#define TEXT(array)                                                                                \
    {                                                                                              \
        (const uint8_t *)(array), sizeof(array) - 1                                                \
    }

static const struct qcc_url base = {TEXT(host), TEXT(host), TEXT(path), 443, true};
static const struct qcc_parameter parameter = {QCC_SPAN("keyWord"), TEXT(keyword)};
static const struct qcc_request request = {&base, TEXT(method), TEXT(key),     &parameter,
                                           1,     TEXT(token),  TEXT(timespan)};
static struct qcc_response response;
static struct qcc_envelope reply;

static size_t build(void)
{
    struct qcc_writer writer = {buffer, sizeof buffer, 0};
    qcc_request_write(&writer, &request);
    return writer.len;
}

static enum qcc_error parse(void)
{
    struct qcc_span in = {buffer, transport_receive(buffer, sizeof buffer)};
    struct qcc_span text = {body, 0};
    struct qcc_span piece;
    enum qcc_error outcome;
    static const struct qcc_expected expected = {QCC_RESPONSE_TO_GET, NULL};
    qcc_response_begin(&response, &expected, NULL, 0, sizeof body);
    do {
        outcome = qcc_response_read(&response, &in, &piece);
        memcpy(body + text.len, piece.ptr, piece.len);
        text.len += piece.len;
    } while (outcome == QCC_PENDING && in.len != 0);
    return outcome == QCC_OK ? qcc_envelope_parse(&reply, text, NULL) : outcome;
}
#endif

#if WORK == COUNT

#define ROUNDS 1000
#define REQUEST_LEN 316

static void nothing(void)
{
}

static void only_receive(void)
{
    (void)transport_receive(buffer, sizeof buffer);
}

static void only_build(void)
{
    (void)build();
}

static void only_parse(void)
{
    (void)parse();
}

/* Whether the last round did its work. */
static void check(bool done)
{
    if (!done) {
        board_panic("the work was not done");
    }
}

static void check_reply(void)
{
    check(response.http_status == 200 && reply.status == 200);
    check(strcmp(reply.message, "查询成功") == 0);
    check(strcmp(reply.order_number, "ECIIMAGE2018090518391954785846") == 0);
    check(strcmp(reply.result, "http://qccdata.qichacha.com/ReportImage/xxxx.png") == 0);
    memset(&reply, 0, sizeof reply);
}

/* SysTick counts down by one in 20 ns; by `-icount shift=0` an instruction takes one. */
#define INSTRUCTIONS_PER_TICK 20

static uint32_t ticks_of(void (*volatile work)(void), uint32_t rounds)
{
    STCURRENT = 0;
    uint32_t start = STCURRENT;
    for (uint32_t i = 0; i < rounds; i++) {
        work();
    }
    return (start - STCURRENT) & 0xffffff;
}

/* Of one round, rounded: the difference between one round and many. */
static void count(const char *name, void (*work)(void))
{
    uint32_t one = ticks_of(work, 1);
    uint32_t many = ticks_of(work, 1 + ROUNDS);
    uint32_t instructions = ((many - one) * INSTRUCTIONS_PER_TICK + ROUNDS / 2) / ROUNDS;
    log_number(name, (int32_t)instructions);
}

int main(void)
{
    (void)application[0];
    STRELOAD = 0xffffff; /* 335 million instructions */
    STCTRL = 5;          /* without interrupts */
    count("loop ", nothing);
    count("build ", only_build);
    check(build() == REQUEST_LEN && memcmp(buffer + REQUEST_LEN - 4, "\r\n\r\n", 4) == 0);
    transport_send(buffer, REQUEST_LEN);
    for (next_reply = 0; next_reply < 2; next_reply++) {
        count(next_reply == 0 ? "receive_length " : "receive_chunked ", only_receive);
        count(next_reply == 0 ? "parse_length " : "parse_chunked ", only_parse);
        check_reply();
    }
    log_number("stack ", (int32_t)board_stack_peak());
    return 0;
}

#elif WORK == CODEC

int main(void)
{
    (void)application[0];
    transport_send(buffer, build());
    enum qcc_error outcome = parse();
    next_reply = 1;
    return outcome == QCC_OK ? (int)parse() : (int)outcome;
}

#else

int main(void)
{
    (void)application[0];
    transport_send(buffer, 1);
    return (int)transport_receive(buffer, sizeof buffer) + body[0];
}
#endif

/* The board has no network here. */
void board_ethernet_interrupt(void)
{
}
