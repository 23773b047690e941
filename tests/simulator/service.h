/* service.h - one HTTP request to the simulated service: its signature checked, its keyword
 * answered, its line in the log.
 * SPDX-License-Identifier: MIT */
#ifndef SERVICE_H
#define SERVICE_H

#include "simulator.h"

#include <microhttpd.h>
#include <stdio.h>

/* What the requests need to know. Constant once the listeners run. */
struct service {
    char key[256];
    char secret[256];
    long long skew_s;         /* tolerated between Timespan and the service's clock */
    long long clock_offset_s; /* of the service's clock to the machine's */
    struct place place;
    bool host_given; /* place.host was asked for: URLs name it whatever the client's Host is */
    FILE *log;       /* NULL: none */
};

/* Answers a request; `per_connection` is what service_connection made. */
enum MHD_Result service_answer(struct service *service, struct MHD_Connection *connection,
                               const char *method, const char *path, void *per_connection);

/* A connection's numbers, for the log; service_connection_end releases them. */
void *service_connection(void);
void service_connection_end(void *per_connection);

/* Pauses for `ms`, or until service_stop. */
void service_pause(unsigned ms);
void service_stop(void);

#endif
