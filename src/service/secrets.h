/* secrets.h - what a client holds that nobody may read later, and when it is overwritten.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_SECRETS_H
#define QCC_SECRETS_H

#include "qcc/client.h"

/* The written request holds the key and the Token. Overwritten as soon as the port has all of it,
 * or when the job ends before that. */
void qcc_secrets_forget_request(struct qcc_client *client);

/* All of the client: reply, TLS session, whatever is left in its buffers. */
void qcc_secrets_forget_all(struct qcc_client *client);

#endif
