/* consumer.c - a user's program in small: the headers are found, and the library links with its
 * mbedTLS. SPDX-License-Identifier: MIT */
#include <qcc/client.h>
#include <qcc/error.h>
#include <qcc/memory.h>

#include <stdio.h>

#if defined(EXPECTED_BODY_SIZE) && QCC_BODY_SIZE != EXPECTED_BODY_SIZE
#error "QCC_CONFIG_FILE did not reach the consumer"
#endif

static uint8_t arena[QCC_ARENA_SIZE];
static struct qcc_client client;

int main(void)
{
    if (qcc_memory_install(arena, sizeof arena, NULL) != QCC_ERROR_CONFIG) {
        return 1;
    }
    /* The library saw the same sizes, or it would have left the client alone. */
    if (qcc_client_init(&client, NULL) != QCC_ERROR_CONFIG ||
        client.report.error != QCC_ERROR_CONFIG) {
        return 2;
    }
    return puts(qcc_error_name(QCC_ERROR_CONFIG)) < 0;
}
