/* client.h - what the service's modules ask of a client beside its public face.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_SERVICE_CLIENT_H
#define QCC_SERVICE_CLIENT_H

#include "qcc/client.h"

/* A kind of job. A client has one at a time; the first is the call. */
struct qcc_job {
    /* Does what can be done without waiting. QCC_PENDING, or how the job ends. */
    enum qcc_error (*step)(struct qcc_client *client, uint32_t time_left_ms);

    /* The phase that it is in. */
    enum qcc_phase (*phase)(const struct qcc_client *client);

    /* The job ends with `error`, by itself or from outside (a cancel, the deadline): releases what
     * it holds and completes client->report. */
    void (*end)(struct qcc_client *client, enum qcc_error error);
};

/* Begins `job`: forgets the last one's report, and sets the deadline. The client is
 * idle. */
void qcc_client_begin(struct qcc_client *client, const struct qcc_job *job);

/* Ends the job that is under way with `error`, and returns that. */
enum qcc_error qcc_client_end(struct qcc_client *client, enum qcc_error error);

/* Records `error` as the end of a job that never began. Returns `error`, or QCC_ERROR_STATE while a
 * job is under way and before qcc_client_init. */
enum qcc_error qcc_client_refuse(struct qcc_client *client, enum qcc_error error);

#endif
