/* charge.h - whether the service may have charged a call, and whether it is sent again.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CHARGE_H
#define QCC_CHARGE_H

#include "qcc/client.h"

/* True when the call may have been charged: in one of its tries the whole request was handed to the
 * port. */
bool qcc_charge_is_possible(const struct qcc_client *client);

/* True when the exchange that ended with `error` may be done again: the peer had given up the
 * connection that was reused, before the first byte of a response, and nothing can have been
 * charged that the caller did not agree to pay twice. The second try makes a new connection, so
 * there is never a third. */
bool qcc_charge_allows_retry(const struct qcc_client *client, enum qcc_error error);

#endif
