/* deadline.h - the gate that each step of a job passes: the deadline and the caller's cancel.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_DEADLINE_H
#define QCC_DEADLINE_H

#include "qcc/client.h"

/* The deadline of the job that begins now. */
void qcc_deadline_set(struct qcc_client *client);

/* The time that the job has left in milliseconds, 0 when the deadline has passed. */
uint32_t qcc_deadline_left_ms(const struct qcc_client *client);

/* QCC_OK, with the time that is left in *time_left_ms; QCC_ERROR_CANCELED; QCC_ERROR_DEADLINE. */
enum qcc_error qcc_deadline_pass(const struct qcc_client *client, uint32_t *time_left_ms);

#endif
