/* gateway_signer.h - a signer that has no SecretKey: it asks a gateway for each Token.
 *
 * The gateway has the SecretKey and listens on a TCP port. The signer sends one line, "KEY
 * TIMESPAN", and gets one line, the Token. Whoever can ask the gateway can sign: outside of an
 * example the way to it is a VPN, TLS with a certificate of the device, or a wire within the
 * housing. SPDX-License-Identifier: MIT */
#ifndef GATEWAY_SIGNER_H
#define GATEWAY_SIGNER_H

#include <netinet/in.h>

#include "qcc/signer.h"

#define GATEWAY_LINE_MAX 300 /* of a question, with its line end */

/* One question at a time, as a client has one call at a time. Private. */
struct gateway_signer {
    struct sockaddr_in address;
    int socket; /* -1: no question is under way */
    char question[GATEWAY_LINE_MAX];
    size_t question_len, sent;
    char answer[QCC_TOKEN_LEN + 1]; /* with its line end */
    size_t received;
};

/* The signer that asks the gateway at `tcp_port` of the IPv4 address `host`. `*gateway` stays the
 * caller's and must outlive the client. False when `host` is no IPv4 address. */
bool gateway_signer_make(struct qcc_signer *signer, struct gateway_signer *gateway,
                         const char *host, uint16_t tcp_port);

#endif
