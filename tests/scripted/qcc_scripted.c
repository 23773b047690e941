/* qcc_scripted.c - plays the script.
 * SPDX-License-Identifier: MIT */
#include "qcc_scripted.h"

#include <string.h>

static const struct qcc_scripted_connection *current(const struct qcc_scripted *scripted)
{
    static const struct qcc_scripted_connection none = {.connect = QCC_IO_FAILED};
    size_t index = scripted->connects - 1u;
    return index < scripted->count ? &scripted->script[index] : &none;
}

static void begin(struct qcc_scripted *scripted, const struct qcc_target *target)
{
    size_t len = strlen(target->host);

    scripted->open = true;
    scripted->connects++;
    scripted->calls = scripted->stalled = scripted->send_stalled = 0;
    scripted->out = scripted->in = 0;
    scripted->tcp_port = target->tcp_port;
    len = len < sizeof scripted->host ? len : sizeof scripted->host - 1;
    memcpy(scripted->host, target->host, len);
    scripted->host[len] = '\0';
}

static enum qcc_io scripted_connect(void *context, const struct qcc_target *target)
{
    struct qcc_scripted *scripted = context;
    scripted->now_ms += scripted->call_ms;
    scripted->time_left_ms = target->time_left_ms;
    if (target->public_only) {
        scripted->refusals++;
        return QCC_IO_REFUSED;
    }
    if (!scripted->open) {
        begin(scripted, target);
    }
    const struct qcc_scripted_connection *plan = current(scripted);
    unsigned call = scripted->calls++;
    if (call < plan->lookups) {
        return QCC_IO_LOOKUP;
    }
    return call < plan->lookups + plan->connecting ? QCC_IO_WOULD_BLOCK : plan->connect;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static enum qcc_io scripted_send(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    struct qcc_scripted *scripted = context;
    const struct qcc_scripted_connection *plan = current(scripted);
    scripted->now_ms += scripted->call_ms;
    if (scripted->send_stalled < plan->send_stalls) {
        scripted->send_stalled++;
        return QCC_IO_WOULD_BLOCK;
    }
    scripted->send_stalled = 0;
    if (plan->send_piece != 0) {
        len = least(len, plan->send_piece);
    }
    if (plan->send_limit != 0) {
        len = least(len, plan->send_limit - scripted->out);
        if (len == 0) {
            return plan->send_then;
        }
    }
    if (scripted->sent != NULL && scripted->sent_len + len <= scripted->sent_cap) {
        memcpy(scripted->sent + scripted->sent_len, data, len);
    }
    scripted->sent_len += len;
    scripted->out += len;
    *moved = len;
    return QCC_IO_DONE;
}

static enum qcc_io scripted_receive(void *context, uint8_t *data, size_t len, size_t *moved)
{
    struct qcc_scripted *scripted = context;
    const struct qcc_scripted_connection *plan = current(scripted);
    bool asked = scripted->out >= (plan->request_len != 0 ? plan->request_len : 1);
    size_t left = (asked ? plan->receive.len : plan->hold) - scripted->in;
    scripted->now_ms += scripted->call_ms;
    if (left == 0) {
        return !asked || plan->then == QCC_IO_DONE ? QCC_IO_WOULD_BLOCK : plan->then;
    }
    if (scripted->stalled < plan->receive_stalls) {
        scripted->stalled++;
        return QCC_IO_WOULD_BLOCK;
    }
    scripted->stalled = 0;
    len = least(len, left);
    if (plan->piece != 0) {
        len = least(len, plan->piece);
    }
    if (plan->cut > scripted->in) {
        len = least(len, plan->cut - scripted->in);
    }
    memcpy(data, plan->receive.ptr + scripted->in, len);
    scripted->in += len;
    *moved = len;
    return QCC_IO_DONE;
}

static void scripted_close(void *context)
{
    struct qcc_scripted *scripted = context;
    scripted->closes += scripted->open ? 1u : 0u;
    scripted->open = false;
}

static uint32_t scripted_now_ms(void *context)
{
    return ((struct qcc_scripted *)context)->now_ms;
}

static int64_t scripted_unix_time_s(void *context)
{
    struct qcc_scripted *scripted = context;
    scripted->clock_reads++;
    return scripted->unix_time_s;
}

static bool scripted_entropy(void *context, uint8_t *data, size_t len)
{
    struct qcc_scripted *scripted = context;
    for (size_t i = 0; i < len; i++) {
        scripted->random = (uint8_t)(scripted->random + 97);
        data[i] = scripted->random;
    }
    return !scripted->no_entropy;
}

static void scripted_wait(void *context, enum qcc_wait what, uint32_t timeout_ms)
{
    struct qcc_scripted *scripted = context;
    (void)what;
    (void)timeout_ms;
    scripted->waits++;
    scripted->now_ms += scripted->wait_ms;
}

struct qcc_port qcc_scripted_port(struct qcc_scripted *scripted)
{
    const struct qcc_port port = {
        .context = scripted,
        .connect = scripted_connect,
        .send = scripted_send,
        .receive = scripted_receive,
        .close = scripted_close,
        .now_ms = scripted_now_ms,
        .unix_time_s = scripted_unix_time_s,
        .entropy = scripted_entropy,
        .wait = scripted_wait,
    };
    return port;
}
