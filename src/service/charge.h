/* charge.h - whether the service has charged a call, and whether it is sent again.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CHARGE_H
#define QCC_CHARGE_H

#include "qcc/client.h"

/* Whether the call has been charged, as far as is known now. */
enum qcc_charge qcc_charge_of(const struct qcc_client *client);

/* True when the exchange that ended with `error` may be done again: the peer had given up the
 * connection that was reused, before the first byte of a response, and nothing can have been
 * charged that the caller did not agree to pay twice. The second try makes a new connection, so
 * there is never a third. */
bool qcc_charge_allows_retry(const struct qcc_client *client, enum qcc_error error);

#endif
