/* device.c - qcc-device: asks for a snapshot without knowing the SecretKey.
 *
 *     qcc-device GATEWAY-ADDRESS GATEWAY-PORT BASE-URL CA-FILE KEYWORD
 *
 * The key comes from QCC_KEY; the Tokens come from the gateway (gateway.c). Prints the snapshot's
 * URL. Exit 0: it got it.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "gateway_signer.h"
#include "qcc/qcc.h"
#include "qcc_posix.h"
#include "qcc_posix_roots.h"

static uint8_t arena[QCC_ARENA_SIZE];
static struct qcc_posix posix;
static struct qcc_posix_store store;
static struct qcc_client client;
static struct gateway_signer gateway;

static enum qcc_error ask(const struct qcc_config *config, const char *keyword)
{
    enum qcc_error error = qcc_memory_install(arena, sizeof arena, config->port);
    if (error == QCC_OK) {
        error = qcc_client_init(&client, config);
    }
    return error == QCC_OK ? qcc_snapshot_get(&client, keyword) : error;
}

int main(int argc, char **argv)
{
    struct qcc_signer signer;
    if (argc != 6 || getenv("QCC_KEY") == NULL ||
        !gateway_signer_make(&signer, &gateway, argv[1], (uint16_t)atoi(argv[2]))) {
        fputs(
            "usage: QCC_KEY=... qcc-device GATEWAY-ADDRESS GATEWAY-PORT BASE-URL CA-FILE KEYWORD\n",
            stderr);
        return 2;
    }
    const struct qcc_port port = qcc_posix_port(&posix);
    const struct qcc_roots roots = qcc_posix_roots(&store, argv[4]);
    const struct qcc_config config = {
        .base_url = argv[3],
        .key = getenv("QCC_KEY"),
        .signer = signer,
        .port = &port,
        .roots = &roots,
        .timeout_ms = 10000,
    };
    const enum qcc_error error = ask(&config, argv[5]);
    if (error == QCC_OK) {
        puts(client.reply.result);
    } else {
        fprintf(stderr, "qcc-device: %s [%s, in phase %s, Status %u]\n", qcc_error_text(error),
                qcc_error_name(error), qcc_phase_name(client.report.phase),
                (unsigned)client.reply.status);
    }
    qcc_client_close(&client);
    qcc_memory_remove();
    return error != QCC_OK;
}
