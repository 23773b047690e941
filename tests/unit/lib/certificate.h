/* certificate.h - what tests of chains begin with: a certificate in mbedTLS's form, and a date.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TESTS_CERTIFICATE_H
#define QCC_TESTS_CERTIFICATE_H

#include <mbedtls/x509_crt.h>

#define NOW 1800000000 /* 2027-01-15 08:00:00 */

/* A certificate without anything but dates far apart. */
static inline mbedtls_x509_crt make_certificate(void)
{
    static uint8_t raw[] = "a certificate";
    mbedtls_x509_crt certificate;
    mbedtls_x509_crt_init(&certificate);
    certificate.valid_from = (mbedtls_x509_time){1970, 1, 1, 0, 0, 0};
    certificate.valid_to = (mbedtls_x509_time){9999, 12, 31, 23, 59, 59};
    certificate.version = 3;
    certificate.raw.p = raw;
    certificate.raw.len = sizeof raw;
    return certificate;
}

#endif
