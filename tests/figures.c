/* figures.c - what the library's structs and buffers take in this build, a tab-separated line each.
 * SPDX-License-Identifier: MIT */
#include "qcc/qcc.h"
#include "qcc_posix.h"
#include "qcc_posix_roots.h"

#include <stdio.h>

static void tell(const char *name, size_t bytes)
{
    printf("%s\t%lu\tbytes\n", name, (unsigned long)bytes);
}

int main(void)
{
    tell("ram.client", sizeof(struct qcc_client));
    tell("ram.client.connection", sizeof(struct qcc_connection));
    tell("ram.client.session", sizeof(struct qcc_tls_session));
    tell("ram.client.reply", sizeof(struct qcc_envelope));
    tell("ram.client.buffer", sizeof(((struct qcc_client *)0)->buffer));
    tell("ram.posix", sizeof(struct qcc_posix));
    tell("ram.posix_roots", sizeof(struct qcc_posix_store));
    tell("ram.arena", QCC_ARENA_SIZE);
    tell("size.request", QCC_REQUEST_SIZE);
    tell("size.body", QCC_BODY_SIZE);
    return 0;
}
