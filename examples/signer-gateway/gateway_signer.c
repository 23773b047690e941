/* gateway_signer.c - a Token from a gateway, without ever waiting.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "gateway_signer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Forgets the question, and the Token if there was one. */
static void abandon(void *context)
{
    struct gateway_signer *gateway = context;
    if (gateway->socket >= 0) {
        (void)close(gateway->socket);
    }
    gateway->socket = -1;
    qcc_wipe(gateway->answer, sizeof gateway->answer);
}

static enum qcc_error give_up(struct gateway_signer *gateway)
{
    abandon(gateway);
    return QCC_ERROR_SIGNER;
}

/* What a call that would have blocked, or has failed, comes to. */
static enum qcc_error not_yet(struct gateway_signer *gateway)
{
    const bool would_block = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ||
                             errno == EINPROGRESS || errno == ENOTCONN;
    return would_block ? QCC_PENDING : give_up(gateway);
}

static enum qcc_error begin(struct gateway_signer *gateway, struct qcc_span key,
                            struct qcc_span timespan)
{
    const int len =
        snprintf(gateway->question, sizeof gateway->question, "%.*s %.*s\n", (int)key.len,
                 (const char *)key.ptr, (int)timespan.len, (const char *)timespan.ptr);
    if (len < 0 || (size_t)len >= sizeof gateway->question) {
        return QCC_ERROR_SIGNER;
    }
    gateway->question_len = (size_t)len;
    gateway->sent = gateway->received = 0;
    gateway->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (gateway->socket < 0 || fcntl(gateway->socket, F_SETFL, O_NONBLOCK) != 0) {
        return give_up(gateway);
    }
    if (connect(gateway->socket, (const struct sockaddr *)&gateway->address,
                sizeof gateway->address) != 0) {
        return not_yet(gateway);
    }
    return QCC_PENDING;
}

static enum qcc_error send_question(struct gateway_signer *gateway)
{
    const ssize_t took = send(gateway->socket, gateway->question + gateway->sent,
                              gateway->question_len - gateway->sent, MSG_NOSIGNAL);
    if (took < 0) {
        return not_yet(gateway);
    }
    gateway->sent += (size_t)took;
    return QCC_PENDING;
}

/* The client looks at the Token itself: 32 upper-case hex digits, or QCC_ERROR_SIGNER. */
static enum qcc_error receive_answer(struct gateway_signer *gateway, uint8_t token[QCC_TOKEN_LEN])
{
    const ssize_t got = recv(gateway->socket, gateway->answer + gateway->received,
                             sizeof gateway->answer - gateway->received, 0);
    if (got < 0) {
        return not_yet(gateway);
    }
    gateway->received += (size_t)got;
    if (got != 0 && gateway->received < sizeof gateway->answer) {
        return QCC_PENDING;
    }
    if (gateway->received < sizeof gateway->answer || gateway->answer[QCC_TOKEN_LEN] != '\n') {
        return give_up(gateway); /* it has refused */
    }
    memcpy(token, gateway->answer, QCC_TOKEN_LEN);
    abandon(gateway);
    return QCC_OK;
}

/* Called with the same key and Timespan until it has answered, or is abandoned. */
static enum qcc_error sign(void *context, struct qcc_span key, struct qcc_span timespan,
                           uint8_t token[QCC_TOKEN_LEN])
{
    struct gateway_signer *gateway = context;
    if (gateway->socket < 0) {
        return begin(gateway, key, timespan);
    }
    if (gateway->sent < gateway->question_len) {
        return send_question(gateway);
    }
    return receive_answer(gateway, token);
}

bool gateway_signer_make(struct qcc_signer *signer, struct gateway_signer *gateway,
                         const char *host, uint16_t tcp_port)
{
    memset(gateway, 0, sizeof *gateway);
    gateway->socket = -1;
    gateway->address.sin_family = AF_INET;
    gateway->address.sin_port = htons(tcp_port);
    *signer = (struct qcc_signer){sign, abandon, gateway};
    return inet_pton(AF_INET, host, &gateway->address.sin_addr) == 1;
}
