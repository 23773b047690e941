/* test_pins.c - pinned keys: the set, a pin as text, chains and sessions.
 * SPDX-License-Identifier: MIT */
#include "over_tls.h"

#include <mbedtls/sha256.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

/* Fails the call that is so many calls away; 0: none. */
static unsigned sha256_fails_in;

int __real_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224);
int __wrap_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224);
int __wrap_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224)
{
    bool fails = sha256_fails_in == 1;
    sha256_fails_in -= sha256_fails_in != 0;
    return fails ? -1 : __real_mbedtls_sha256(in, len, out, is224);
}

static const struct qcc_pin one = {{1}}, two = {{2}}, three = {{3}}, zeros;

/* ---- The set. */

static void a_set_has_two_different_pins_at_least(void **state)
{
    static const struct {
        const char *name;
        const struct qcc_pin *pins[3];
        size_t count;
        bool is_usable;
    } rows[] = {
        {"none", {NULL}, 0, false},
        {"one alone", {&one}, 1, false},
        {"one, twice", {&one, &one}, 2, false},
        {"one, three times", {&one, &one, &one}, 3, false},
        {"two", {&one, &two}, 2, true},
        {"two, the last one twice", {&one, &two, &two}, 3, true},
        {"two, the first one twice", {&one, &one, &two}, 3, true},
        {"three", {&one, &two, &three}, 3, true},
        {"zeros first", {&zeros, &one, &two}, 3, false},
        {"zeros last", {&one, &two, &zeros}, 3, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct qcc_pin list[3];
        struct qcc_pins pins;
        unit_row("%s", rows[i].name);
        for (size_t n = 0; n < rows[i].count; n++) {
            list[n] = *rows[i].pins[n];
        }
        if (qcc_pins_set(&pins, list, rows[i].count) !=
                (rows[i].is_usable ? QCC_OK : QCC_ERROR_PINS) ||
            (pins.find != NULL) != rows[i].is_usable) {
            fail_msg("%s", rows[i].name);
        }
    }
}

static void a_set_that_cannot_be_used_is_refused_at_setup(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    struct qcc_pins pins;
    (void)state;
    set_up(&peer);
    assert_int_equal(qcc_pins_set(&pins, &one, 1), QCC_ERROR_PINS);
    config.pins = &pins;
    assert_int_equal(qcc_client_init(&client, &config), QCC_ERROR_PINS);
    assert_null(client.report.member);
    assert_int_equal(ask(), QCC_ERROR_STATE);
    tear_down(&peer);
}

/* ---- Text. */

/* 32 bytes 00 01 02 .. 1f: printf | openssl base64 */
#define TEXT "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static void a_pin_is_read_from_its_base64(void **state)
{
    struct qcc_pin pin;
    (void)state;
    assert_int_equal(qcc_pin_parse(&pin, qcc_span_of("sha256//" TEXT)), QCC_OK);
    for (unsigned i = 0; i < QCC_PIN_LEN; i++) {
        unit_row("round %d", (int)i);
        assert_int_equal(pin.sha256[i], i);
    }
    assert_int_equal(
        qcc_pin_parse(&pin, qcc_span_of("sha256//++++////zzzzZZZZ0000999999999999+/+/+/+/+/8=")),
        QCC_OK);
    assert_memory_equal(pin.sha256, "\xfb\xef\xbe\xff\xff\xff\xcf\x3c\xf3\x65\x96\x59\xd3\x4d\x34",
                        15);
    assert_int_equal(pin.sha256[31], 0xff);
}

static void text_that_is_no_pin_is_refused(void **state)
{
    static const struct {
        const char *name, *text;
    } rows[] = {
        {"empty", ""},
        {"the prefix alone", "sha256//"},
        {"no prefix", TEXT},
        {"another digest", "sha512//" TEXT},
        {"capitals", "SHA256//" TEXT},
        {"one slash", "sha256/" TEXT},
        {"too short", "sha256//AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"},
        {"too long", "sha256//" TEXT "="},
        {"a line end", "sha256//" TEXT "\n"},
        {"a blank before", " sha256//" TEXT},
        {"no padding", "sha256//AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8A"},
        {"padding in the middle", "sha256//AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh=="},
        {"base64url", "sha256//--ECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="},
        {"bits beyond the last byte", "sha256//AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9="},
        {"hexadecimal", "sha256//000102030405060708090a0b0c0d0e0f10111213141:"},
        {"two", "sha256//AAECAwQFBgcICQoLDA0ODxAR;sha256//SExQVFhc="},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct qcc_pin pin;
        unit_row("%s", rows[i].text);
        if (qcc_pin_parse(&pin, qcc_span_of(rows[i].text)) != QCC_ERROR_PINS) {
            fail_msg("%s", rows[i].name);
        }
    }
}

static void each_byte_is_a_digit_of_base64_or_refused(void **state)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        char text[] = "sha256//" TEXT;
        struct qcc_pin pin;
        const char *digit = byte != 0 ? strchr(alphabet, (int)byte) : NULL;
        unit_row("round %d", (int)byte);
        text[8] = (char)byte;
        enum qcc_error error = qcc_pin_parse(&pin, qcc_span_make(text, sizeof text - 1));
        assert_int_equal(error, digit != NULL ? QCC_OK : QCC_ERROR_PINS);
        if (digit != NULL) {
            assert_int_equal(pin.sha256[0] >> 2, digit - alphabet);
        }
    }
}

/* ---- Chains. */

/* The pin of the n-th certificate in `name`.pem, by OpenSSL. */
static struct qcc_pin pin_of(const char *name, unsigned n)
{
    struct qcc_pin pin;
    unsigned char *der = NULL;
    X509 *certificate = NULL;
    FILE *file = fopen(peer_path(name, ".pem"), "r");
    assert_non_null(file);
    do {
        X509_free(certificate);
        certificate = PEM_read_X509(file, NULL, NULL, NULL);
        assert_non_null(certificate);
    } while (n-- != 0);
    (void)fclose(file);
    int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    assert_true(len > 0);
    SHA256(der, (size_t)len, pin.sha256);
    OPENSSL_free(der);
    X509_free(certificate);
    return pin;
}

static struct qcc_pin list[2];
static struct qcc_pins pins;

static void set_up_pins(struct peer *peer, const struct qcc_pin *pin)
{
    set_up(peer);
    list[0] = one;
    list[1] = *pin;
    assert_int_equal(qcc_pins_set(&pins, list, 2), QCC_OK);
    config.pins = &pins;
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
}

static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

static void any_certificate_of_the_chain_may_have_the_key(void **state)
{
    static const struct {
        const char *name, *identity, *pem;
        unsigned n;
    } rows[] = {
        {"the leaf", "good-ec-inter", "good-ec-inter", 0},
        {"the intermediate", "good-ec-inter", "good-ec-inter", 1},
        {"the root, which is not sent", "good-ec-inter", "root-ec", 0},
        {"the leaf under a root", "good-rsa", "good-rsa", 0},
        {"a root with RSA", "good-rsa-inter", "root-rsa", 0},
    };
    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        struct peer peer = {
            .identity = rows[i / 2].identity, .version = versions[i % 2], .reply = REPLY};
        const struct qcc_pin pin = pin_of(rows[i / 2].pem, rows[i / 2].n);
        unit_row("%s", rows[i / 2].identity);
        set_up_pins(&peer, &pin);
        if (ask() != QCC_OK) {
            fail_msg("%s: %s", rows[i / 2].name, qcc_error_name(client.report.error));
        }
        assert_memory_equal(client.session.pin, pin.sha256, sizeof pin.sha256);
        assert_int_equal(ask(), QCC_OK); /* over the same connection */
        assert_int_equal(peer.connects, 1);
        tear_down(&peer);
    }
}

static void a_good_chain_without_a_pinned_key_is_refused_in_the_handshake(void **state)
{
    static const struct {
        const char *name, *pem;
        unsigned n;
    } rows[] = {
        {"of another leaf", "good-rsa", 0},
        {"of a root that is trusted, too", "root-rsa", 0},
        {"of an intermediate that is sent elsewhere", "good-rsa-inter", 1},
    };
    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        struct peer peer = {
            .identity = "good-ec-inter", .version = versions[i % 2], .reply = REPLY};
        const struct qcc_pin pin = pin_of(rows[i / 2].pem, rows[i / 2].n);
        unit_row("%s", rows[i / 2].name);
        set_up_pins(&peer, &pin);
        if (ask() != QCC_ERROR_TLS_PIN || peer.requests != 0) {
            fail_msg("%s: %s", rows[i / 2].name, qcc_error_name(client.report.error));
        }
        assert_int_equal(client.report.phase, QCC_PHASE_HANDSHAKE);
        assert_int_equal(client.report.certificate_flags, 0);
        assert_int_equal(client.report.charge, QCC_CHARGE_NO);
        assert_int_equal(client.session.len, 0);
        tear_down(&peer);
    }
}

/* On top of verification, never instead of it: the leaf's own key is pinned in each row. */
static void a_pinned_key_excuses_nothing(void **state)
{
    static const struct {
        const char *identity;
        enum qcc_error error;
    } rows[] = {
        {"bad-unknown-root", QCC_ERROR_TLS_UNTRUSTED},
        {"bad-self-signed", QCC_ERROR_TLS_UNTRUSTED},
        {"bad-host", QCC_ERROR_TLS_NAME},
        {"bad-expired", QCC_ERROR_TLS_DATES},
        {"bad-ca-leaf", QCC_ERROR_TLS_CERTIFICATE},
        {"bad-sha1", QCC_ERROR_TLS_CERTIFICATE},
    };
    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        struct peer peer = {.identity = rows[i / 2].identity, .reply = REPLY};
        const struct qcc_pin pin = i % 2 == 0 ? pin_of(rows[i / 2].identity, 0) : two;
        unit_row("%s", rows[i / 2].identity);
        set_up_pins(&peer, &pin);
        if (ask() != rows[i / 2].error || peer.requests != 0) {
            fail_msg("%s: %s", rows[i / 2].identity, qcc_error_name(client.report.error));
        }
        tear_down(&peer);
    }
}

static void a_digest_that_fails_pins_nothing(void **state)
{
    struct peer peer = {.identity = "good-ec", .reply = REPLY};
    const struct qcc_pin pin = pin_of("good-ec", 0);
    (void)state;
    for (unsigned call = 2; call <= 3; call++) { /* the root's key, the leaf's */
        unit_row("digest %u", call);
        set_up_pins(&peer, &pin);
        assert_int_equal(qcc_snapshot_start(&client, "91440300708461136T"), QCC_OK);
        sha256_fails_in = call;
        assert_int_equal(qcc_client_run(&client), QCC_ERROR_TLS_SETUP);
        assert_int_equal(peer.requests, 0);
        tear_down(&peer);
    }
}

/* ---- Sessions. */

/* Makes a session under `first` (NULL: without pins), saves it, and gives it to a client under
 * `second`. */
static void carry_over(struct peer *peer, const struct qcc_pin *first, const struct qcc_pin *second)
{
    uint8_t saved[QCC_SESSION_SAVED_MAX];
    size_t len;
    set_up_pins(peer, first != NULL ? first : &two);
    if (first == NULL) {
        config.pins = NULL;
        assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    }
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
    qcc_client_close(&client);
    config.pins = second != NULL ? &pins : NULL;
    list[1] = second != NULL ? *second : two;
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, len)), QCC_OK);
}

static void a_session_is_resumed_under_the_pin_that_it_was_made_under_only(void **state)
{
    const struct qcc_pin leaf = pin_of("good-ec-inter", 0), root = pin_of("root-ec", 0);
    const struct {
        const char *name;
        const struct qcc_pin *first, *second;
        enum qcc_error error;
        unsigned resumptions;
    } rows[] = {
        {"the same pin", &leaf, &leaf, QCC_OK, 1},
        {"no pins any more", &leaf, NULL, QCC_OK, 1},
        {"another pin, which fits as well", &leaf, &root, QCC_OK, 0},
        {"another pin, which does not fit", &leaf, &two, QCC_ERROR_TLS_PIN, 0},
        {"made without pins, and they fit", NULL, &leaf, QCC_OK, 0},
        {"made without pins, and they do not fit", NULL, &two, QCC_ERROR_TLS_PIN, 0},
    };
    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        struct peer peer = {
            .identity = "good-ec-inter", .version = versions[i % 2], .reply = CLOSING};
        unit_row("%s", rows[i / 2].name);
        carry_over(&peer, rows[i / 2].first, rows[i / 2].second);
        if (ask() != rows[i / 2].error || peer.resumptions != rows[i / 2].resumptions) {
            fail_msg("%s: %s", rows[i / 2].name, qcc_error_name(client.report.error));
        }
        if (rows[i / 2].error == QCC_OK) { /* and what comes of it */
            assert_int_equal(ask(), QCC_OK);
            assert_int_equal(peer.resumptions, rows[i / 2].resumptions + 1);
        }
        tear_down(&peer);
    }
}

/* What was pinned in an earlier session means nothing for the chain of a full handshake. */
static void a_full_handshake_without_pins_leaves_no_pin_in_the_session(void **state)
{
    static const struct qcc_pin none;
    const struct qcc_pin leaf = pin_of("good-ec-inter", 0);
    struct peer peer = {.identity = "good-ec-inter", .reply = CLOSING};
    (void)state;
    carry_over(&peer, &leaf, NULL);
    assert_memory_equal(client.session.pin, leaf.sha256, sizeof leaf.sha256);
    peer_stop(&peer);
    peer_start(&peer); /* it knows no session any more */
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(peer.resumptions, 0);
    assert_memory_equal(client.session.pin, none.sha256, sizeof none.sha256);
    tear_down(&peer);
}

static void the_time_is_asked_for_under_the_pins_too(void **state)
{
    struct peer peer = {.identity = "good-ec",
                        .unix_time_s = 1,
                        .reply = "HTTP/1.1 200 OK\r\nDate: Fri, 15 Jan 2027 08:00:00 GMT\r\n\r\n"};
    (void)state;
    set_up_pins(&peer, &two);
    config.clock = &qcc_clock_bootstrap;
    assert_int_equal(ask(), QCC_ERROR_TLS_PIN);
    assert_int_equal(peer.requests, 0);
    tear_down(&peer);
}

static enum qcc_error drop(void *context, uint32_t offset, struct qcc_span piece)
{
    (void)context;
    (void)offset;
    (void)piece;
    return QCC_OK;
}

/* A picture may lie anywhere. Where it lies with the API, a connection is shared, and so are pins.
 */
static void a_picture_is_under_the_pins_at_the_api_itself_only(void **state)
{
    static const struct {
        const char *link;
        enum qcc_error error;
    } rows[] = {
        {"https://localhost/a.png", QCC_ERROR_TLS_PIN},
        {"https://LOCALHOST:443/a.png", QCC_ERROR_TLS_PIN},
        {"https://localhost:444/a.png", QCC_ERROR_PICTURE_STATUS},
        {"https://127.0.0.1/a.png", QCC_ERROR_PICTURE_STATUS},
    };
    const struct qcc_picture_sink sink = {.write = drop};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct peer peer = {.identity = "good-ec",
                            .reply = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"};
        unit_row("%s", rows[i].link);
        set_up_pins(&peer, &two);
        assert_int_equal(qcc_picture_get(&client, rows[i].link, &sink), rows[i].error);
        assert_int_equal(peer.requests, rows[i].error == QCC_ERROR_TLS_PIN ? 0 : 1);
        tear_down(&peer);
    }
}

static void a_call_does_not_take_over_a_connection_that_no_pin_was_asked_of(void **state)
{
    struct peer peer = {.identity = "good-ec", .reply = REPLY};
    const struct qcc_pin pin = pin_of("good-ec", 0);
    (void)state;
    set_up_pins(&peer, &pin);
    assert_int_equal(ask(), QCC_OK);
    client.connection.tls.pins = NULL;
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(peer.connects, 2);
    tear_down(&peer);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_has_two_different_pins_at_least),
        cmocka_unit_test(a_set_that_cannot_be_used_is_refused_at_setup),
        cmocka_unit_test(a_pin_is_read_from_its_base64),
        cmocka_unit_test(text_that_is_no_pin_is_refused),
        cmocka_unit_test(each_byte_is_a_digit_of_base64_or_refused),
        cmocka_unit_test(any_certificate_of_the_chain_may_have_the_key),
        cmocka_unit_test(a_good_chain_without_a_pinned_key_is_refused_in_the_handshake),
        cmocka_unit_test(a_pinned_key_excuses_nothing),
        cmocka_unit_test(a_digest_that_fails_pins_nothing),
        cmocka_unit_test(a_session_is_resumed_under_the_pin_that_it_was_made_under_only),
        cmocka_unit_test(a_full_handshake_without_pins_leaves_no_pin_in_the_session),
        cmocka_unit_test(the_time_is_asked_for_under_the_pins_too),
        cmocka_unit_test(a_picture_is_under_the_pins_at_the_api_itself_only),
        cmocka_unit_test(a_call_does_not_take_over_a_connection_that_no_pin_was_asked_of),
    };
    return unit_run(tests, argc, argv);
}
