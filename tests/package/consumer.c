/* consumer.c - a user's program in small: the headers are found, and the library links with its
 * mbedTLS. SPDX-License-Identifier: MIT */
#include <qcc/error.h>
#include <qcc/hooks.h>
#include <qcc/tls.h>

#include <stdio.h>

static uint8_t arena[QCC_ARENA_SIZE];

int main(void)
{
    mbedtls_ssl_context ssl;

    mbedtls_ssl_init(&ssl);
    mbedtls_ssl_free(&ssl);
    if (qcc_hooks_install(arena, sizeof arena, NULL) != QCC_ERROR_CONFIG) {
        return 1;
    }
    return puts(qcc_error_name(QCC_ERROR_CONFIG)) < 0;
}
