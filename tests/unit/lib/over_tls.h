/* over_tls.h - a client over TLS against the peer of peer.h: what tests of tls/ and of sessions
 * begin with. SPDX-License-Identifier: MIT */
#ifndef QCC_TESTS_OVER_TLS_H
#define QCC_TESTS_OVER_TLS_H

#include "peer.h"
#include "unit.h"

#define BODY                                                                                       \
    "{\"Status\":\"200\",\"Message\":\"ok\",\"OrderNumber\":\"N1\",\"Result\":\"http://"           \
    "example.test/a.png\"}"
#define HEAD "HTTP/1.1 200 OK\r\nContent-Length: 87\r\n\r\n"
#define REPLY HEAD BODY
#define CLOSING "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 87\r\n\r\n" BODY

static uint8_t arena[QCC_ARENA_SIZE];
static struct qcc_client client;
static struct qcc_config config;
static struct qcc_roots roots;
static const struct qcc_span secret = QCC_SPAN("not-a-real-secret");

static void set_up_for(struct peer *peer, const char *base_url)
{
    peer_start(peer);
    roots = peer_roots();
    memset(&config, 0, sizeof config);
    config.base_url = base_url;
    config.key = "not-a-real-key";
    config.signer = qcc_signer_md5(&secret);
    config.port = &peer->port;
    config.roots = &roots;
    config.timeout_ms = 20000;
    assert_int_equal(qcc_memory_install(arena, sizeof arena, &peer->port), QCC_OK);
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
}

#define set_up(peer) set_up_for(peer, "https://localhost/api/yj")

static void tear_down(struct peer *peer)
{
    qcc_client_close(&client);
    qcc_memory_remove();
    peer_stop(peer);
    assert_int_equal(peer->connects, peer->closes);
}

/* One request, to its end. */
static inline enum qcc_error ask(void)
{
    return qcc_snapshot_get(&client, "91440300708461136T");
}

#endif
