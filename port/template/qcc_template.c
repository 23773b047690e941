/* qcc_template.c - the functions of a port, each with what is to be written in it.
 * SPDX-License-Identifier: MIT */
#include "qcc_template.h"

/* Start to look `host` up, then to connect, then say how far it is each time that you are asked;
 * wait for nothing. Also take an address as the host, and try each address that a name has, so that
 * each gets its share of time_left_ms. Judge the address that is really used where only public ones
 * will do; until you can, keep the refusal. */
static enum qcc_io template_connect(void *context, const struct qcc_target *target)
{
    struct qcc_template *stream = context;
    if (target->public_only) {
        return QCC_IO_REFUSED;
    }
    stream->open = false;
    return QCC_IO_FAILED;
}

/* Hand over what the stack takes now, be it less than `len`. No room at all is
 * QCC_IO_WOULD_BLOCK. */
static enum qcc_io template_send(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    (void)context;
    (void)data;
    (void)len;
    (void)moved;
    return QCC_IO_FAILED;
}

/* Give what has come, up to `len`. Nothing yet is QCC_IO_WOULD_BLOCK; the peer's FIN, after all its
 * bytes, is QCC_IO_END; a reset is QCC_IO_FAILED. Never let one stand for another. */
static enum qcc_io template_receive(void *context, uint8_t *data, size_t len, size_t *moved)
{
    (void)context;
    (void)data;
    (void)len;
    (void)moved;
    return QCC_IO_FAILED;
}

/* Let go of everything, in whatever state it is, a lookup under way too: its answer must find
 * nobody. */
static void template_close(void *context)
{
    struct qcc_template *stream = context;
    stream->open = false;
}

/* A tick in milliseconds that is never set back. It may wrap at 2^32. While it stands still no
 * deadline ever comes. */
static uint32_t template_now_ms(void *context)
{
    const struct qcc_template *stream = context;
    return stream->platform.now_ms(stream->platform.context);
}

/* Seconds since 1970 from a real-time clock, SNTP or the network; 0 while nobody has set it. Not
 * the time since the start. */
static int64_t template_unix_time_s(void *context)
{
    const struct qcc_template *stream = context;
    return stream->platform.unix_time_s(stream->platform.context);
}

/* Bytes of a hardware generator. NOT rand(), NOT the tick, NOT a serial number: TLS is as strong as
 * this is. */
static bool template_entropy(void *context, uint8_t *data, size_t len)
{
    const struct qcc_template *stream = context;
    return stream->platform.entropy(stream->platform.context, data, len);
}

struct qcc_port qcc_template_port(struct qcc_template *stream, const struct qcc_platform *platform)
{
    const struct qcc_port port = {
        .context = stream,
        .connect = template_connect,
        .send = template_send,
        .receive = template_receive,
        .close = template_close,
        .now_ms = template_now_ms,
        .unix_time_s = template_unix_time_s,
        .entropy = template_entropy,
        .wait = NULL, /* optional: sleep until the stack has something, for the blocking calls */
    };
    stream->platform = *platform;
    stream->open = false;
    return port;
}
