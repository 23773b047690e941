/* gateway.c - qcc-gateway: has the SecretKey, and signs for devices that do not.
 *
 *     qcc-gateway PORT [DELAY-MS]
 *
 * Listens on 127.0.0.1; port 0 is a free one. SecretKey and the one key that it signs for come from
 * QCC_SECRET_KEY and QCC_KEY. Prints its port and "ready", and answers each connection's line, "KEY
 * TIMESPAN", with the Token, DELAY-MS later. A question that is none, for another key, or for a
 * time that is not about now gets no answer. One device at a time: it is an example.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "gateway_signer.h"
#include "qcc/memory.h"

#define SKEW_S 300 /* a Token for tomorrow would be worth stealing */

static struct qcc_span secret;
static const char *key;

static int listen_on(uint16_t tcp_port)
{
    struct sockaddr_in address;
    socklen_t len = sizeof address;
    const int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(tcp_port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(listener, (const struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 8) != 0 || getsockname(listener, (struct sockaddr *)&address, &len) != 0) {
        perror("qcc-gateway");
        exit(1);
    }
    printf("port %u\nready\n", (unsigned)ntohs(address.sin_port));
    (void)fflush(stdout);
    return listener;
}

/* Reads up to the line end, which becomes a NUL. */
static bool read_line(int device, char *line, size_t size)
{
    size_t len = 0;
    char *end = NULL;
    while (end == NULL && len < size) {
        const ssize_t got = recv(device, line + len, size - len, 0);
        if (got <= 0) {
            return false;
        }
        end = memchr(line + len, '\n', (size_t)got);
        len += (size_t)got;
    }
    if (end != NULL) {
        *end = '\0';
    }
    return end != NULL;
}

static bool is_about_now(const char *timespan)
{
    char *end;
    const long long apart_s = strtoll(timespan, &end, 10) - (long long)time(NULL);
    return end != timespan && *end == '\0' && apart_s <= SKEW_S && apart_s >= -SKEW_S;
}

/* Makes the Token and its line end, when the question is one that may be answered. */
static bool sign_line(char *line, uint8_t token[QCC_TOKEN_LEN + 1])
{
    const struct qcc_signer signer = qcc_signer_md5(&secret);
    char *timespan = strchr(line, ' ');
    if (timespan == NULL) {
        return false;
    }
    *timespan++ = '\0';
    token[QCC_TOKEN_LEN] = '\n';
    return strcmp(line, key) == 0 && is_about_now(timespan) &&
           signer.sign(signer.context, qcc_span_of(key), qcc_span_of(timespan), token) == QCC_OK;
}

static void serve(int device, unsigned delay_ms)
{
    static const struct timeval patience = {5, 0}; /* with a device that says nothing */
    char line[GATEWAY_LINE_MAX];
    uint8_t token[QCC_TOKEN_LEN + 1];
    (void)setsockopt(device, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (read_line(device, line, sizeof line)) {
        const struct timespec delay = {(time_t)(delay_ms / 1000),
                                       (long)(delay_ms % 1000) * 1000000};
        (void)nanosleep(&delay, NULL);
        if (sign_line(line, token)) {
            (void)send(device, token, sizeof token, MSG_NOSIGNAL);
        }
        qcc_wipe(token, sizeof token);
    }
    (void)close(device);
}

int main(int argc, char **argv)
{
    key = getenv("QCC_KEY");
    secret = qcc_span_of(getenv("QCC_SECRET_KEY"));
    if (argc < 2 || argc > 3 || key == NULL || secret.len == 0) {
        fputs("usage: QCC_KEY=... QCC_SECRET_KEY=... qcc-gateway PORT [DELAY-MS]\n", stderr);
        return 2;
    }
    qcc_memory_remove(); /* nothing to remove; mbedTLS's TLS 1.3 is linked only with that module */
    const int listener = listen_on((uint16_t)atoi(argv[1]));
    for (;;) {
        const int device = accept(listener, NULL, NULL);
        if (device >= 0) {
            serve(device, argc == 3 ? (unsigned)atoi(argv[2]) : 0);
        }
    }
}
