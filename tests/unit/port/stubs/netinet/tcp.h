/* ESP-IDF's brings lwIP's states along.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TESTS_STUB_TCP_H
#define QCC_TESTS_STUB_TCP_H

#include "stub.h"

enum tcp_state { CLOSED, LISTEN, SYN_SENT, SYN_RCVD, ESTABLISHED };

#endif
