/* structs.c - for each struct that a caller has memory for, an array of its size; never linked, its
 * symbol table is read.
 * SPDX-License-Identifier: MIT */
#include "http/request.h"
#include "http/url.h"
#include "qcc/qcc.h"
#include "service/envelope.h"
#include "tls/arena.h"

#define TELL(name, type)                                                                           \
    extern char size_of_##name[];                                                                  \
    char size_of_##name[sizeof(type)]

TELL(client, struct qcc_client);
TELL(config, struct qcc_config);
TELL(connection, struct qcc_connection);
TELL(exchange, struct qcc_exchange);
TELL(response, struct qcc_response);
TELL(chunked, struct qcc_chunked);
TELL(envelope, struct qcc_envelope);
TELL(tls, struct qcc_tls);
TELL(tls_session, struct qcc_tls_session);
TELL(report, struct qcc_report);
TELL(url, struct qcc_url);
TELL(request, struct qcc_request);
TELL(parameter, struct qcc_parameter);
TELL(field, struct qcc_field);
TELL(port, struct qcc_port);
TELL(roots, struct qcc_roots);
TELL(signer, struct qcc_signer);
TELL(arena, struct qcc_arena);
TELL(client__buffer, ((struct qcc_client *)0)->buffer);
