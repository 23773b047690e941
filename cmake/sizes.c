/* sizes.c - the two sizes of qcc/config.h that depend on mbedTLS's configuration. sizes.cmake reads
 * the digits out of the archive, so that nothing has to run and a cross compiler will do.
 * SPDX-License-Identifier: MIT */
#include <mbedtls/ssl.h>

#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
#define HANDSHAKE_PEAK (32 * 1024)
#else
#define HANDSHAKE_PEAK (16 * 1024)
#endif

#if defined(MBEDTLS_SSL_KEEP_PEER_CERTIFICATE)
#define SESSION 3072
#else
#define SESSION 512
#endif

#define ARENA (MBEDTLS_SSL_IN_CONTENT_LEN + MBEDTLS_SSL_OUT_CONTENT_LEN + HANDSHAKE_PEAK)

#define DIGIT(n, unit) (char)('0' + (n) / (unit) % 10)
#define DIGITS(n)                                                                                  \
    DIGIT(n, 100000), DIGIT(n, 10000), DIGIT(n, 1000), DIGIT(n, 100), DIGIT(n, 10), DIGIT(n, 1)

extern const char qcc_sizes_session[];
extern const char qcc_sizes_arena[];
const char qcc_sizes_session[] = {
    'Q', 'C', 'C', '_', 'S', 'E', 'S', 'S', 'I', 'O', 'N', '=', DIGITS(SESSION), ';', '\0'};
const char qcc_sizes_arena[] = {'Q', 'C', 'C', '_',           'A', 'R', 'E',
                                'N', 'A', '=', DIGITS(ARENA), ';', '\0'};
