/* charge.h - whether the service has charged a call, and whether it is sent again.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CHARGE_H
#define QCC_CHARGE_H

#include "qcc/client.h"

/* Whether the call has been charged, as far as is known now. */
enum qcc_charge qcc_charge_of(const struct qcc_client *client);

/* True when the exchange that ended with `error` may be done again, because it took up something
 * that the peer had given up: a connection, before the first byte of a response, if nothing can
 * have been charged that the caller did not agree to pay twice; or a TLS session, when the
 * handshake failed. The next try has neither any more, so it ends. */
bool qcc_charge_allows_retry(const struct qcc_client *client, enum qcc_error error);

#endif
