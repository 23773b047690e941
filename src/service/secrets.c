/* secrets.c - what a client holds that nobody may read later, and when it is overwritten.
 * SPDX-License-Identifier: MIT */
#include "service/secrets.h"

void qcc_secrets_forget_request(struct qcc_client *client)
{
    qcc_wipe(client->buffer.request, client->call.request_len);
    client->call.request_len = 0;
}

void qcc_secrets_forget_all(struct qcc_client *client)
{
    qcc_wipe(client, sizeof *client);
}
