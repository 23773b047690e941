/* consumer.c - a user's program in small: the headers are found, the library links with its
 * mbedTLS, and one request is done, by the public headers and the POSIX port.
 *
 *     consumer BASE-URL CA-FILE KEY SECRET-KEY KEYWORD
 *
 * Prints the link and the version of TLS. SPDX-License-Identifier: MIT */
#include <qcc/qcc.h>

#include <qcc_posix.h>
#include <qcc_posix_roots.h>

#include <stdio.h>

#if defined(EXPECTED_BODY_SIZE) && QCC_BODY_SIZE != EXPECTED_BODY_SIZE
#error "QCC_CONFIG_FILE did not reach the consumer"
#endif

static uint8_t arena[QCC_ARENA_SIZE];
static struct qcc_posix posix;
static struct qcc_posix_store store;
static struct qcc_client client;

/* What is wrong, or NULL: the call is good, and it was charged. */
static const char *ask(const struct qcc_config *config, const char *keyword)
{
    enum qcc_error error = qcc_memory_install(arena, sizeof arena, config->port);

    if (error == QCC_OK) {
        /* QCC_ERROR_BUILD when the library saw other sizes. */
        error = qcc_client_init(&client, config);
    }
    if (error == QCC_OK) {
        error = qcc_snapshot_get(&client, keyword);
    }
    if (error != QCC_OK) {
        return qcc_error_name(error);
    }
    return client.report.charge == QCC_CHARGE_YES ? NULL : "not charged";
}

int main(int argc, char **argv)
{
    const char *problem;

    if (argc != 6) {
        return 2;
    }
    struct qcc_span secret = qcc_span_of(argv[4]);
    struct qcc_port port = qcc_posix_port(&posix);
    struct qcc_roots roots = qcc_posix_roots(&store, argv[2]);
    const struct qcc_config config = {
        .base_url = argv[1],
        .key = argv[3],
        .signer = qcc_signer_md5(&secret),
        .port = &port,
        .roots = &roots,
        .timeout_ms = 30000,
    };

    problem = ask(&config, argv[5]);
    if (problem == NULL) {
        printf("%s %s\n", client.reply.result, client.report.tls_version);
    } else {
        fprintf(stderr, "%s\n", problem);
    }
    qcc_client_close(&client);
    qcc_memory_remove();
    return problem != NULL;
}
