/* err.h, dns.h, sys.h, priv/tcpip_priv.h - what qcc_bsd_lookup_lwip.c uses of lwIP 2.0.3, whose
 * dns.h needs err.h and does not include it.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TESTS_STUB_ERR_H
#define QCC_TESTS_STUB_ERR_H

typedef signed char err_t;

enum { ERR_OK = 0, ERR_MEM = -1, ERR_INPROGRESS = -5 };

#endif
