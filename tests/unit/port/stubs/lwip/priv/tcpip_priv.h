/* SPDX-License-Identifier: MIT */
#ifndef QCC_TESTS_STUB_TCPIP_PRIV_H
#define QCC_TESTS_STUB_TCPIP_PRIV_H

#include "lwip/err.h"

struct tcpip_api_call_data {
    err_t err;
};

err_t tcpip_api_call(err_t (*function)(struct tcpip_api_call_data *call),
                     struct tcpip_api_call_data *call);

#endif
