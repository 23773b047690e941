/* structs.c - for each struct that a caller has memory for, an array of its size; never linked, its
 * symbol table is read.
 * SPDX-License-Identifier: MIT */
#include "qcc/arena.h"
#include "qcc/qcc.h"

#define TELL(name)                                                                                 \
    extern char qcc_##name##_size[];                                                               \
    char qcc_##name##_size[sizeof(struct qcc_##name)]

TELL(client);
TELL(config);
TELL(connection);
TELL(exchange);
TELL(response);
TELL(chunked);
TELL(envelope);
TELL(tls);
TELL(tls_session);
TELL(failure);
TELL(url);
TELL(request);
TELL(parameter);
TELL(field);
TELL(port);
TELL(roots);
TELL(signer);
TELL(arena);

extern char qcc_client_buffer_size[];
char qcc_client_buffer_size[sizeof(((struct qcc_client *)0)->buffer)];
