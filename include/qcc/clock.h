/* clock.h - a device's clock that is wrong, or that nobody has set.
 *
 * The service refuses a request whose Timespan is too far from its own time (Status 107 or 115),
 * and a certificate is good between two dates only. Both are judged by the port's wall clock and an
 * offset, which is 0 at first: clock + offset is what the client takes the time for. The clock
 * itself is never touched.
 *
 * With `clock` of struct qcc_config at &qcc_clock_repair, the client learns the offset from the
 * service. A reply with Status 107 or 115 has to come over TLS that was verified in full, dates
 * included; a resumed session counts as the handshake that it came from. Its Date has to be a
 * single well-formed one, more than 60 seconds from what the client takes the time for, later than
 * QCC_CLOCK_MIN_S, and inside the validity of every certificate of the chain, the root's included.
 * Then the request is signed again and sent once more inside the same deadline. This costs nothing,
 * because neither Status is charged, and it happens once a call: a second 107 is the call's end.
 * Over plain http nothing is ever learned.
 *
 * What a program may keep: read qcc_clock_offset() before qcc_client_close, and give it back after
 * the next qcc_client_init. It is worth as much as the clock that it corrects: when that clock is
 * set, or stops, give it 0. Only an offset that was learned without any clock is left out by itself
 * once there is one.
 *
 * &qcc_clock_bootstrap does all this, and more for a device that has no clock at all (its port
 * reads less than QCC_CLOCK_MIN_S: the seconds since it started, best of all): where the others end
 * in QCC_ERROR_CLOCK, it first asks the same host for the time, in a connection of its own. There
 * the dates of certificates are not judged; all else is: chain, name, key usage, pins. The request
 * has neither key nor Token. Of the reply the Date is read, inside the bounds above, and nothing
 * else; the connection is closed, no session of it is kept, and the call begins anew with that time
 * and under full verification. A Date that cannot be used is QCC_ERROR_CLOCK.
 *
 * What that does not protect from: whoever holds the key of a certificate for this host that was
 * good at any time since the library was built (a stolen one that has expired meanwhile, say) and
 * stands in the network can give the device a time at which it is good still, and the call is then
 * verified by that time. Without such a key nobody can move the clock by more than the timeout, for
 * which a reply can be held back; and with a clock that has been set the door is never opened. Pins
 * whose keys change with the certificates close it. SPDX-License-Identifier: MIT */
#ifndef QCC_CLOCK_H
#define QCC_CLOCK_H

#include "qcc/client.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For `clock` of struct qcc_config. */
extern const struct qcc_clock_policy qcc_clock_repair;
extern const struct qcc_clock_policy qcc_clock_bootstrap;

/* The offset in seconds that is added to the port's wall clock: positive, the device's clock is
 * slow; negative, fast. 0 after qcc_client_init. */
int64_t qcc_clock_offset(const struct qcc_client *client);

/* Gives back an offset that was kept, with or without a policy. Returns QCC_OK; QCC_ERROR_STATE
 * while a job is under way and before qcc_client_init. */
enum qcc_error qcc_clock_set_offset(struct qcc_client *client, int64_t offset_s);

#ifdef __cplusplus
}
#endif

#endif
