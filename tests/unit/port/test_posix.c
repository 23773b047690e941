/* test_posix.c - the POSIX port over real sockets on loopback, with a name server of the test's
 * own.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "qcc_posix.h"
#include "unit.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 20000 /* a test that takes longer has failed; none comes near it */

/* ---- A name server: these two stand in for the system's, because a program's own come first. */

#define ANSWERS_MAX 16

/* Set before a lookup begins, and not touched until it has ended. */
static struct {
    const char *addresses[ANSWERS_MAX]; /* until a NULL; none: the name is unknown. "unix": an
                                           address that is not ours */
    bool holds;                         /* answers wait for `go` */
    sem_t asked, go;
    char host[256]; /* the last name asked for */
} names;

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;
static int under_way; /* lookups that still use `names` and `entries` */

static int count_under_way(int more)
{
    int count;

    pthread_mutex_lock(&counting);
    under_way += more;
    count = under_way;
    pthread_mutex_unlock(&counting);
    return count;
}

static struct entry {
    struct addrinfo info;
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
} entries[2][ANSWERS_MAX];

static void fill_entry(struct entry *entry, const char *text)
{
    memset(entry, 0, sizeof *entry);
    if (inet_pton(AF_INET, text, &entry->address.v4.sin_addr) == 1) {
        entry->info.ai_family = AF_INET;
    } else if (inet_pton(AF_INET6, text, &entry->address.v6.sin6_addr) == 1) {
        entry->info.ai_family = AF_INET6;
    } else {
        entry->info.ai_family = AF_UNIX;
    }
    entry->address.any.sa_family = (sa_family_t)entry->info.ai_family;
    entry->info.ai_addr = &entry->address.any;
}

int getaddrinfo(const char *restrict host, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict list)
{
    /* Two lists, as one test has two lookups under way. */
    struct entry *own = entries[strcmp(host, "second.test") == 0];

    (void)service;
    (void)hints;
    count_under_way(1);
    strncpy(names.host, host, sizeof names.host - 1);
    sem_post(&names.asked);
    if (names.holds && strcmp(host, "second.test") != 0) {
        sem_wait(&names.go);
    }
    *list = NULL;
    for (size_t i = 0; i < ANSWERS_MAX && names.addresses[i] != NULL; i++) {
        fill_entry(&own[i], names.addresses[i]);
        if (i > 0) {
            own[i - 1].info.ai_next = &own[i].info;
        }
        *list = &own[0].info;
    }
    if (*list == NULL) {
        count_under_way(-1);
        return EAI_NONAME;
    }
    return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
    (void)list;
    count_under_way(-1);
}

static void set_names(const char *first, const char *second, bool holds)
{
    memset(names.addresses, 0, sizeof names.addresses);
    names.addresses[0] = first;
    names.addresses[1] = second;
    names.holds = holds;
    names.host[0] = '\0';
    while (sem_trywait(&names.asked) == 0) {
    }
}

static int lookups(void)
{
    int count = 0;

    assert_int_equal(sem_getvalue(&names.asked, &count), 0);
    return count;
}

/* ---- And a system that has no buffers for what is sent. */

static bool no_buffers; /* under `counting`: a lookup's thread sends, too */

static void set_no_buffers(bool none)
{
    pthread_mutex_lock(&counting);
    no_buffers = none;
    pthread_mutex_unlock(&counting);
}

static bool are_no_buffers(void)
{
    bool none;

    pthread_mutex_lock(&counting);
    none = no_buffers;
    pthread_mutex_unlock(&counting);
    return none;
}

ssize_t send(int descriptor, const void *data, size_t len, int flags)
{
    if (are_no_buffers()) {
        errno = ENOBUFS;
        return -1;
    }
    return sendto(descriptor, data, len, flags, NULL, 0);
}

/* ---- What the tests share. */

static struct qcc_posix posix;
static struct qcc_port port;

static unsigned open_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    unsigned count = 0;

    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

static unsigned descriptors_before;

static int begin(void **state)
{
    (void)state;
    port = qcc_posix_port(&posix);
    set_names("127.0.0.1", NULL, false);
    descriptors_before = open_descriptors();
    return 0;
}

static uint32_t since(uint32_t start_ms)
{
    return port.now_ms(port.context) - start_ms;
}

static void sleep_ms(long ms)
{
    const struct timespec pause = {0, ms * 1000000};

    nanosleep(&pause, NULL);
}

/* A lookup's thread ends when it likes; its descriptor says when. */
static int end(void **state)
{
    const uint32_t start_ms = port.now_ms(port.context);

    (void)state;
    port.close(port.context);
    while (open_descriptors() != descriptors_before && since(start_ms) < PATIENCE_MS) {
        sleep_ms(1);
    }
    return open_descriptors() == descriptors_before && count_under_way(0) == 0 ? 0 : -1;
}

/* A socket bound to `host` and *tcp_port (0: any, which is put there), that listens when `backlog`
 * is not negative. -1 when the machine does not have that address. */
static int bind_to(const char *host, uint16_t *tcp_port, int backlog)
{
    struct entry entry;
    const int on = 1;
    int made;
    socklen_t len;

    fill_entry(&entry, host);
    len = entry.info.ai_family == AF_INET ? sizeof entry.address.v4 : sizeof entry.address.v6;
    /* The port is at the same place in both kinds. */
    entry.address.v4.sin_port = htons(*tcp_port);
    made = socket(entry.info.ai_family, SOCK_STREAM, 0);
    if (made < 0) {
        return -1;
    }
    setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(made, &entry.address.any, len) != 0) {
        close(made);
        return -1;
    }
    assert_true(backlog < 0 || listen(made, backlog) == 0);
    assert_int_equal(getsockname(made, &entry.address.any, &len), 0);
    *tcp_port = ntohs(entry.address.v4.sin_port);
    return made;
}

static enum qcc_io connect_whole(const char *host, uint16_t tcp_port)
{
    const uint32_t start_ms = port.now_ms(port.context);
    enum qcc_io io;

    do {
        io = port.connect(port.context, &(struct qcc_target){host, tcp_port, 10000, false});
        if (io == QCC_IO_LOOKUP) {
            port.wait(port.context, QCC_WAIT_LOOKUP, 1000);
        } else if (io == QCC_IO_WOULD_BLOCK) {
            port.wait(port.context, QCC_WAIT_WRITABLE, 1000);
        }
    } while ((io == QCC_IO_LOOKUP || io == QCC_IO_WOULD_BLOCK) && since(start_ms) < PATIENCE_MS);
    return io;
}

/* Connects the port to a socket of the test's, which is returned. */
static int open_peer(void)
{
    uint16_t tcp_port = 0;
    const int listener = bind_to("127.0.0.1", &tcp_port, 4);
    int peer;

    assert_true(listener >= 0);
    assert_int_equal(connect_whole("127.0.0.1", tcp_port), QCC_IO_DONE);
    peer = accept(listener, NULL, NULL);
    assert_true(peer >= 0);
    close(listener);
    return peer;
}

/* receive, with the waiting that it may need. */
static enum qcc_io receive_whole(uint8_t *data, size_t len, size_t *moved)
{
    const uint32_t start_ms = port.now_ms(port.context);
    enum qcc_io io = port.receive(port.context, data, len, moved);

    while (io == QCC_IO_WOULD_BLOCK && since(start_ms) < PATIENCE_MS) {
        port.wait(port.context, QCC_WAIT_READABLE, 1000);
        io = port.receive(port.context, data, len, moved);
    }
    return io;
}

/* Byte `at` of what is sent in tests: no two places near each other look alike. */
static uint8_t pattern(size_t at)
{
    return (uint8_t)(at ^ at >> 8 ^ at >> 16);
}

/* ---- Connecting. */

static void an_address_connects_without_a_lookup(void **state)
{
    static const char *const hosts[] = {"127.0.0.1", "::1"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        uint16_t tcp_port = 0;
        const int listener = bind_to(hosts[i], &tcp_port, 4);

        if (listener < 0) {
            print_message("no %s on this machine\n", hosts[i]);
            continue;
        }
        assert_int_equal(connect_whole(hosts[i], tcp_port), QCC_IO_DONE);
        port.close(port.context);
        close(listener);
    }
    assert_int_equal(lookups(), 0);
}

static void a_port_that_refuses_is_a_failure_and_connect_may_follow(void **state)
{
    uint16_t tcp_port = 0;
    const int bound = bind_to("127.0.0.1", &tcp_port, -1);
    (void)state;
    assert_int_equal(connect_whole("127.0.0.1", tcp_port), QCC_IO_FAILED);
    assert_int_equal(connect_whole("127.0.0.1", tcp_port), QCC_IO_FAILED);
    port.close(port.context);
    assert_int_equal(listen(bound, 4), 0);
    assert_int_equal(connect_whole("127.0.0.1", tcp_port), QCC_IO_DONE);
    close(bound);
}

static void a_name_is_looked_up_first(void **state)
{
    uint16_t tcp_port = 0;
    const int listener = bind_to("127.0.0.1", &tcp_port, 4);
    (void)state;
    assert_int_equal(
        port.connect(port.context, &(struct qcc_target){"service.test", tcp_port, 10000, false}),
        QCC_IO_LOOKUP);
    assert_int_equal(connect_whole("service.test", tcp_port), QCC_IO_DONE);
    assert_string_equal(names.host, "service.test");
    assert_int_equal(lookups(), 1);
    close(listener);
}

static void a_name_without_an_address_is_told_apart_from_a_failure(void **state)
{
    (void)state;
    set_names(NULL, NULL, false);
    assert_int_equal(connect_whole("nowhere.test", 443), QCC_IO_NO_NAME);
    port.close(port.context);
    set_names("unix", NULL, false);
    assert_int_equal(connect_whole("nowhere.test", 443), QCC_IO_NO_NAME);
}

static void the_longest_name_reaches_the_lookup_whole(void **state)
{
    char host[300];
    (void)state;
    set_names(NULL, NULL, false);
    memset(host, 'a', sizeof host);
    host[255] = '\0';
    assert_int_equal(connect_whole(host, 443), QCC_IO_NO_NAME);
    assert_string_equal(names.host, host);
    port.close(port.context);
    memset(host, 'a', sizeof host);
    host[256] = '\0';
    assert_int_equal(port.connect(port.context, &(struct qcc_target){host, 443, 10000, false}),
                     QCC_IO_FAILED);
}

/* Addresses of 127/8 that nobody listens on refuse at once. */
static void all_addresses_are_tried_in_their_order(void **state)
{
    uint16_t tcp_port = 0;
    const int first = bind_to("127.0.0.1", &tcp_port, 4);
    const int second = bind_to("127.0.0.2", &tcp_port, 4);
    struct pollfd waiting[] = {{first, POLLIN, 0}, {second, POLLIN, 0}};
    (void)state;
    if (second < 0) {
        close(first);
        skip(); /* not every system has all of 127/8 */
    }
    set_names("127.0.0.3", "127.0.0.2", false);
    names.addresses[2] = "127.0.0.1";
    assert_int_equal(connect_whole("service.test", tcp_port), QCC_IO_DONE);
    assert_int_equal(poll(waiting, 2, PATIENCE_MS), 1);
    assert_int_equal(waiting[0].revents, 0);
    port.close(port.context);
    close(first);
    close(second);
}

static void addresses_of_both_families_and_of_none_of_ours_are_tried(void **state)
{
    uint16_t tcp_port = 0;
    const int listener = bind_to("127.0.0.1", &tcp_port, 4);
    (void)state;
    set_names("::1", "unix", false);
    names.addresses[2] = "127.0.0.1";
    assert_int_equal(connect_whole("service.test", tcp_port), QCC_IO_DONE);
    close(listener);
}

static void when_no_address_accepts_it_is_a_failure(void **state)
{
    uint16_t tcp_port = 0;
    const int bound = bind_to("127.0.0.1", &tcp_port, -1);
    (void)state;
    set_names("::1", "127.0.0.1", false);
    assert_int_equal(connect_whole("service.test", tcp_port), QCC_IO_FAILED);
    close(bound);
}

static void addresses_beyond_the_places_are_left_out(void **state)
{
    uint16_t tcp_port = 0;
    const int listener = bind_to("127.0.0.1", &tcp_port, 4);
    (void)state;
    for (size_t at = QCC_BSD_ADDRESSES_MAX - 1; at <= QCC_BSD_ADDRESSES_MAX; at++) {
        unit_row("the address at %zu", at);
        for (size_t i = 0; i < ANSWERS_MAX - 1; i++) {
            names.addresses[i] = i == at ? "127.0.0.1" : "127.0.0.3";
        }
        assert_int_equal(connect_whole("service.test", tcp_port),
                         at < QCC_BSD_ADDRESSES_MAX ? QCC_IO_DONE : QCC_IO_FAILED);
        /* Asked once more, it must not go on behind the last place. */
        assert_int_equal(connect_whole("service.test", tcp_port),
                         at < QCC_BSD_ADDRESSES_MAX ? QCC_IO_DONE : QCC_IO_FAILED);
        port.close(port.context);
    }
    close(listener);
}

/* The lookup alone: none of these is to be connected to. */
static void the_families_of_a_names_addresses_alternate(void **state)
{
    static const struct {
        const char *name;
        const char *answers[ANSWERS_MAX]; /* the system's; 192.0.2.x, 2001:db8::x, or "unix" */
        const char *order; /* a digit is the last byte of an IPv4 address, a letter that of IPv6 */
    } rows[] = {
        {"one family", {"192.0.2.1", "192.0.2.2", "192.0.2.3"}, "123"},
        {"both, IPv6 first",
         {"2001:db8::a", "2001:db8::b", "2001:db8::c", "192.0.2.1", "192.0.2.2"},
         "a1b2c"},
        {"both, IPv4 first", {"192.0.2.1", "192.0.2.2", "2001:db8::a"}, "1a2"},
        {"nine of one before the other",
         {"2001:db8::a", "2001:db8::b", "2001:db8::c", "2001:db8::d", "2001:db8::e", "2001:db8::f",
          "2001:db8::a", "2001:db8::b", "2001:db8::c", "192.0.2.1"},
         "a1bcdefa"},
        {"more of both than there is room for",
         {"2001:db8::a", "2001:db8::b", "2001:db8::c", "2001:db8::d", "2001:db8::e", "192.0.2.1",
          "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"},
         "a1b2c3d4"},
        {"one that is not ours", {"unix", "2001:db8::a", "192.0.2.1", "192.0.2.2"}, "a12"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char order[QCC_BSD_ADDRESSES_MAX + 1] = "";
        struct qcc_bsd_address addresses[QCC_BSD_ADDRESSES_MAX];
        uint8_t count = 0;
        int handle = -1;

        unit_row("%s", rows[i].name);
        set_names(NULL, NULL, false);
        memcpy(names.addresses, rows[i].answers, sizeof rows[i].answers);
        assert_int_equal(qcc_bsd_lookup_start("service.test", &handle), QCC_IO_LOOKUP);
        qcc_bsd_lookup_wait(handle, PATIENCE_MS);
        assert_int_equal(qcc_bsd_lookup_read(handle, addresses, &count), QCC_IO_DONE);
        qcc_bsd_lookup_stop(handle);
        for (size_t j = 0; j < count; j++) {
            const uint8_t last = addresses[j].bytes[addresses[j].len - 1];

            order[j] = (char)(addresses[j].len == 4 ? '0' + last : 'a' - 0xa + last);
        }
        assert_string_equal(order, rows[i].order);
    }
}

static uint32_t fake_ms;

static uint32_t fake_now_ms(void *context)
{
    (void)context;
    return fake_ms;
}

/* Makes a listener on 127.0.0.2 whose queue is full: Linux then drops what knocks. Returns whether
 * it does. */
static bool open_silent(uint16_t tcp_port, int *listener, int knockers[4])
{
    struct sockaddr_in address;
    struct pollfd last;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(tcp_port);
    inet_pton(AF_INET, "127.0.0.2", &address.sin_addr);
    *listener = bind_to("127.0.0.2", &tcp_port, 0);
    for (size_t i = 0; i < 4; i++) {
        union {
            struct sockaddr any;
            struct sockaddr_in v4;
        } any = {.v4 = address};

        knockers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(knockers[i], &any.any, sizeof any.v4);
        sleep_ms(1);
    }
    last.fd = knockers[3];
    last.events = POLLOUT;
    return *listener >= 0 && poll(&last, 1, 50) == 0;
}

static void close_silent(int listener, const int knockers[4])
{
    for (size_t i = 0; i < 4; i++) {
        close(knockers[i]);
    }
    if (listener >= 0) {
        close(listener);
    }
}

/* By a clock that the test moves, over its wrap. The port connects to 127.0.0.2, which keeps
 * silent, and has 127.0.0.1 to try after it. */
static struct qcc_port slow_port(void)
{
    static struct qcc_bsd stream;
    static struct qcc_platform platform;

    platform.context = port.context;
    platform.now_ms = fake_now_ms;
    platform.unix_time_s = port.unix_time_s;
    platform.entropy = port.entropy;
    fake_ms = UINT32_MAX - 1000;
    return qcc_bsd_port(&stream, &platform);
}

/* The first call of connect that does not wait for the lookup any more. */
static enum qcc_io connect_after_lookup(const struct qcc_port *slow,
                                        const struct qcc_target *target)
{
    enum qcc_io io;

    while ((io = slow->connect(slow->context, target)) == QCC_IO_LOOKUP) {
        slow->wait(slow->context, QCC_WAIT_LOOKUP, 1000);
    }
    return io;
}

static enum qcc_io connect_to_the_last(const struct qcc_port *slow, const struct qcc_target *target)
{
    const uint32_t start_ms = port.now_ms(port.context);
    enum qcc_io io;

    do {
        io = slow->connect(slow->context, target);
        slow->wait(slow->context, QCC_WAIT_WRITABLE, 1000);
    } while (io == QCC_IO_WOULD_BLOCK && since(start_ms) < PATIENCE_MS);
    return io;
}

static void an_address_that_keeps_silent_gets_its_share_of_the_time(void **state)
{
    static const struct {
        const char *name;
        uint32_t time_left_ms; /* when the lookup's answer comes */
        uint32_t share_ms;     /* of the first of two addresses */
    } rows[] = {
        {"more time than a port waits for an address", 100000, QCC_BSD_ADDRESS_LIMIT_MS},
        {"the longest time", INT32_MAX, QCC_BSD_ADDRESS_LIMIT_MS},
        {"twice the limit", 2 * QCC_BSD_ADDRESS_LIMIT_MS, QCC_BSD_ADDRESS_LIMIT_MS},
        {"a short deadline", 3000, 1500},
        {"hardly any time", 3, 1},
    };
    uint16_t tcp_port = 0;
    const int good = bind_to("127.0.0.1", &tcp_port, 4);
    int silent, knockers[4];
    const bool is_silent = open_silent(tcp_port, &silent, knockers);
    (void)state;
    for (size_t i = 0; is_silent && i < sizeof rows / sizeof rows[0]; i++) {
        const struct qcc_port slow = slow_port();
        struct qcc_target target = {"service.test", tcp_port, rows[i].time_left_ms, false};
        uint32_t start_ms;

        unit_row("%s", rows[i].name);
        set_names("127.0.0.2", "127.0.0.1", false);
        assert_int_equal(connect_after_lookup(&slow, &target), QCC_IO_WOULD_BLOCK);
        fake_ms += rows[i].share_ms - 1;
        target.time_left_ms -= rows[i].share_ms - 1;
        assert_int_equal(slow.connect(slow.context, &target), QCC_IO_WOULD_BLOCK);

        /* The wait ends with the address's time, not the caller's. */
        start_ms = port.now_ms(port.context);
        slow.wait(slow.context, QCC_WAIT_WRITABLE, PATIENCE_MS);
        assert_true(since(start_ms) < PATIENCE_MS / 2);
        fake_ms += 1;
        slow.wait(slow.context, QCC_WAIT_WRITABLE, PATIENCE_MS);
        assert_true(since(start_ms) < PATIENCE_MS / 2);

        /* The clock stands still now: the other address has all the time that it needs. */
        assert_int_equal(connect_to_the_last(&slow, &target), QCC_IO_DONE);
        slow.close(slow.context);
    }
    close_silent(silent, knockers);
    close(good);
    if (!is_silent) {
        skip();
    }
}

static void the_last_address_may_keep_silent_until_the_deadline(void **state)
{
    struct qcc_target target = {"127.0.0.2", 0, 10000, false};
    int silent, knockers[4];
    const struct qcc_port slow = slow_port();
    const int good = bind_to("127.0.0.1", &target.tcp_port, 4);
    const bool is_silent = open_silent(target.tcp_port, &silent, knockers);
    enum qcc_io before = QCC_IO_FAILED, after = QCC_IO_FAILED;
    (void)state;
    if (is_silent) {
        before = slow.connect(slow.context, &target);
        fake_ms += 100 * QCC_BSD_ADDRESS_LIMIT_MS;
        target.time_left_ms = 0;
        after = slow.connect(slow.context, &target);
    }
    slow.close(slow.context);
    close_silent(silent, knockers);
    close(good);
    if (!is_silent) {
        skip();
    }
    assert_int_equal(before, QCC_IO_WOULD_BLOCK);
    assert_int_equal(after, QCC_IO_WOULD_BLOCK);
}

/* test_bsd.c has which addresses are used. */
static void row_24_a_target_for_public_addresses_only_is_refused(void **state)
{
    static const char *const hosts[] = {"127.0.0.1", "::1", "::ffff:127.0.0.1", "service.test"};
    uint16_t tcp_port = 0;
    const int listener = bind_to("127.0.0.1", &tcp_port, 4);
    struct pollfd knock = {listener, POLLIN, 0};
    (void)state;
    set_names("127.0.0.1", "::1", false);
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        const struct qcc_target target = {hosts[i], tcp_port, 10000, true};
        enum qcc_io io;

        unit_row("%s", hosts[i]);
        while ((io = port.connect(port.context, &target)) == QCC_IO_LOOKUP) {
            port.wait(port.context, QCC_WAIT_LOOKUP, 100);
        }
        assert_int_equal(io, QCC_IO_REFUSED);
        assert_int_equal(qcc_posix_descriptor(&posix), -1);
        port.close(port.context);
    }
    assert_int_equal(lookups(), 1);
    assert_int_equal(poll(&knock, 1, 50), 0);
    assert_int_equal(connect_whole("127.0.0.1", tcp_port), QCC_IO_DONE);
    close(listener);
}

static void a_connection_has_the_options_it_should_have(void **state)
{
    const int peer = open_peer();
    const int descriptor = qcc_posix_descriptor(&posix);
    int on = 0;
    socklen_t len = sizeof on;
    (void)state;
    assert_true(fcntl(descriptor, F_GETFL) & O_NONBLOCK);
    assert_true(fcntl(descriptor, F_GETFD) & FD_CLOEXEC);
    assert_int_equal(getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, &len), 0);
    assert_int_not_equal(on, 0);
    close(peer);
}

/* Closes those of 0, 1 and 2 whose bit is set in `closed`; `kept` holds them meanwhile. */
static void close_stdio(unsigned closed, int kept[3])
{
    fflush(stdout);
    for (int i = 0; i < 3; i++) {
        kept[i] = fcntl(i, F_DUPFD_CLOEXEC, 10);
        if (closed >> i & 1) {
            close(i);
        }
    }
}

static void restore_stdio(const int kept[3])
{
    for (int i = 0; i < 3; i++) {
        if (kept[i] >= 0) {
            dup2(kept[i], i);
            close(kept[i]);
        }
    }
}

/* Which of 0, 1 and 2 are sockets, as bits. */
static unsigned sockets_in_stdio(void)
{
    unsigned sockets = 0;

    for (int i = 0; i < 3; i++) {
        int kind;
        socklen_t len = sizeof kind;

        if (getsockopt(i, SOL_SOCKET, SO_TYPE, &kind, &len) == 0) {
            sockets |= 1u << i;
        }
    }
    return sockets;
}

static void no_socket_takes_the_place_of_a_standard_stream(void **state)
{
    uint16_t tcp_port = 0;
    const int listener = bind_to("127.0.0.1", &tcp_port, 64);
    (void)state;
    for (unsigned closed = 0; closed < 8; closed++) {
        const struct qcc_target target = {"service.test", tcp_port, 10000, false};
        unsigned looking_up, connected;
        enum qcc_io begun, done;
        int kept[3];

        set_names("127.0.0.1", NULL, true);
        close_stdio(closed, kept);
        begun = port.connect(port.context, &target);
        sem_wait(&names.asked);
        looking_up = sockets_in_stdio();
        sem_post(&names.go);
        done = connect_whole("service.test", tcp_port);
        connected = sockets_in_stdio();
        port.close(port.context);
        restore_stdio(kept);
        while (count_under_way(0) != 0) { /* the lookup's thread is done with `names` */
            sleep_ms(1);
        }

        unit_row("closed: %u", closed);
        assert_int_equal(begun, QCC_IO_LOOKUP);
        assert_int_equal(done, QCC_IO_DONE);
        assert_int_equal(looking_up & closed, 0);
        assert_int_equal(connected & closed, 0);
    }
    close(listener);
}

static void without_descriptors_it_says_so(void **state)
{
    struct rlimit before, none;
    enum qcc_io by_name, by_address;
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = before;
    none.rlim_cur = 0;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    by_name = port.connect(port.context, &(struct qcc_target){"service.test", 443, 10000, false});
    port.close(port.context);
    by_address = port.connect(port.context, &(struct qcc_target){"127.0.0.1", 443, 10000, false});
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(by_name, QCC_IO_NO_SOCKET);
    assert_int_equal(by_address, QCC_IO_NO_SOCKET);
}

/* The limit falls while the lookup is under way, and getaddrinfo then knows no name. */
static void a_lookup_that_ends_without_descriptors_says_so(void **state)
{
    const struct qcc_target target = {"service.test", 443, 10000, false};
    const uint32_t start_ms = port.now_ms(port.context);
    struct rlimit before, none;
    enum qcc_io begun, done;
    (void)state;
    set_names(NULL, NULL, true);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = before;
    none.rlim_cur = 0;
    begun = port.connect(port.context, &target);
    sem_wait(&names.asked);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    sem_post(&names.go);
    while ((done = port.connect(port.context, &target)) == QCC_IO_LOOKUP &&
           since(start_ms) < PATIENCE_MS) {
        sleep_ms(1); /* poll takes no descriptor at that limit */
    }
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(begun, QCC_IO_LOOKUP);
    assert_int_equal(done, QCC_IO_NO_SOCKET);
}

/* ---- Lookups that take their time. */

static void row_21_a_lookup_that_stalls_holds_up_neither_a_step_nor_a_close(void **state)
{
    (void)state;
    set_names("127.0.0.1", NULL, true);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(
            port.connect(port.context, &(struct qcc_target){"service.test", 443, 10000, false}),
            QCC_IO_LOOKUP);
    }
    port.wait(port.context, QCC_WAIT_LOOKUP, 20);
    assert_int_equal(
        port.connect(port.context, &(struct qcc_target){"service.test", 443, 10000, false}),
        QCC_IO_LOOKUP);
    sem_wait(&names.asked);
    assert_int_equal(lookups(), 0); /* one, however often it was asked for */
    port.close(port.context);
    sem_post(&names.go); /* the answer finds nobody, and `end` sees its descriptor go */
}

static void a_late_answer_is_not_taken_for_that_of_the_next_lookup(void **state)
{
    uint16_t tcp_port = 0;
    const int listener = bind_to("127.0.0.1", &tcp_port, 4);
    (void)state;
    set_names("127.0.0.1", NULL, true);
    assert_int_equal(
        port.connect(port.context, &(struct qcc_target){"first.test", tcp_port, 10000, false}),
        QCC_IO_LOOKUP);
    sem_wait(&names.asked);
    port.close(port.context);
    assert_int_equal(connect_whole("second.test", tcp_port), QCC_IO_DONE);
    sem_post(&names.go);
    close(listener);
}

static void a_lookup_can_be_watched_from_outside(void **state)
{
    uint16_t tcp_port = 0;
    const int listener = bind_to("127.0.0.1", &tcp_port, 4);
    struct pollfd watched = {-1, POLLIN, 0};
    (void)state;
    assert_int_equal(qcc_posix_descriptor(&posix), -1);
    assert_int_equal(
        port.connect(port.context, &(struct qcc_target){"service.test", tcp_port, 10000, false}),
        QCC_IO_LOOKUP);
    watched.fd = qcc_posix_descriptor(&posix);
    assert_int_equal(poll(&watched, 1, PATIENCE_MS), 1);
    assert_int_not_equal(
        port.connect(port.context, &(struct qcc_target){"service.test", tcp_port, 10000, false}),
        QCC_IO_LOOKUP);
    assert_int_equal(connect_whole("service.test", tcp_port), QCC_IO_DONE);
    assert_true(qcc_posix_descriptor(&posix) >= 0);
    port.close(port.context);
    port.close(port.context);
    assert_int_equal(qcc_posix_descriptor(&posix), -1);
    close(listener);
}

/* ---- Bytes. */

static void without_a_connection_nothing_moves(void **state)
{
    uint8_t byte = 0;
    size_t moved;
    (void)state;
    assert_int_equal(port.send(port.context, &byte, 1, &moved), QCC_IO_FAILED);
    assert_int_equal(port.receive(port.context, &byte, 1, &moved), QCC_IO_FAILED);
}

static void the_stream_ends_after_its_last_byte_and_stays_ended(void **state)
{
    static uint8_t sent[10000], seen[10000];
    static const size_t pieces[] = {5, 1, 4095, 4096, 300, 8192};
    const int peer = open_peer();
    size_t len = 0, moved = 0;
    enum qcc_io io;
    (void)state;
    for (size_t i = 0; i < sizeof sent; i++) {
        sent[i] = pattern(i);
    }
    assert_int_equal(write(peer, sent, sizeof sent), sizeof sent);
    close(peer);
    for (size_t i = 0; len < sizeof seen; i++) {
        const size_t piece = pieces[i % (sizeof pieces / sizeof pieces[0])];
        const size_t room = sizeof seen - len;

        io = receive_whole(seen + len, piece < room ? piece : room, &moved);
        assert_int_equal(io, QCC_IO_DONE);
        assert_in_range(moved, 1, piece);
        len += moved;
    }
    assert_memory_equal(seen, sent, sizeof sent);
    assert_int_equal(receive_whole(seen, 1, &moved), QCC_IO_END);
    assert_int_equal(port.receive(port.context, seen, sizeof seen, &moved), QCC_IO_END);
}

static void a_reset_is_a_failure_and_no_end(void **state)
{
    const struct linger abort_it = {1, 0};
    const int peer = open_peer();
    uint8_t byte;
    size_t moved;
    (void)state;
    assert_int_equal(setsockopt(peer, SOL_SOCKET, SO_LINGER, &abort_it, sizeof abort_it), 0);
    close(peer);
    assert_int_equal(receive_whole(&byte, 1, &moved), QCC_IO_FAILED);
}

static void bytes_that_are_there_already_need_no_second_call_of_the_system(void **state)
{
    const int peer = open_peer();
    const uint32_t start_ms = port.now_ms(port.context);
    uint8_t bytes[100] = {0};
    size_t moved;
    int left = -1;
    (void)state;
    assert_int_equal(write(peer, bytes, sizeof bytes), sizeof bytes);
    assert_int_equal(receive_whole(bytes, 5, &moved), QCC_IO_DONE);
    assert_int_equal(moved, 5);
    assert_int_equal(ioctl(qcc_posix_descriptor(&posix), FIONREAD, &left), 0);
    assert_int_equal(left, 0);
    port.wait(port.context, QCC_WAIT_READABLE, PATIENCE_MS);
    assert_true(since(start_ms) < PATIENCE_MS / 2);
    assert_int_equal(port.receive(port.context, bytes, sizeof bytes, &moved), QCC_IO_DONE);
    assert_int_equal(moved, 95);
    assert_int_equal(port.receive(port.context, bytes, sizeof bytes, &moved), QCC_IO_WOULD_BLOCK);
    close(peer);
}

static void a_connection_begins_without_the_bytes_of_the_one_before(void **state)
{
    int peer = open_peer();
    uint8_t bytes[8];
    size_t moved;
    (void)state;
    assert_int_equal(write(peer, "12345678", strlen("12345678")), strlen("12345678"));
    assert_int_equal(receive_whole(bytes, 1, &moved), QCC_IO_DONE);
    port.close(port.context);
    close(peer);
    peer = open_peer();
    assert_int_equal(port.receive(port.context, bytes, sizeof bytes, &moved), QCC_IO_WOULD_BLOCK);
    close(peer);
}

static uint8_t outgoing[1024 * 1024];

/* Sends from `outgoing`, `at` bytes of which have gone, until the system takes no more. */
static size_t send_until_full(size_t at)
{
    for (int i = 0; i < 100000; i++) {
        const size_t from = at % sizeof outgoing;
        size_t moved = 0;
        const enum qcc_io io =
            port.send(port.context, outgoing + from, sizeof outgoing - from, &moved);

        if (io == QCC_IO_WOULD_BLOCK) {
            break;
        }
        assert_int_equal(io, QCC_IO_DONE);
        assert_in_range(moved, 1, sizeof outgoing - from);
        at += moved;
    }
    return at;
}

/* Reads what there is and compares it; *at bytes have been read. */
static void drain(int peer, size_t *at)
{
    static uint8_t bytes[65536];
    ssize_t got;

    while ((got = recv(peer, bytes, sizeof bytes, MSG_DONTWAIT)) > 0) {
        for (size_t i = 0; i < (size_t)got; i++) {
            if (bytes[i] != outgoing[(*at + i) % sizeof outgoing]) {
                fail_msg("byte %zu differs", *at + i);
            }
        }
        *at += (size_t)got;
    }
}

static void drain_to(int peer, size_t *at, size_t len)
{
    const uint32_t start_ms = port.now_ms(port.context);

    while (*at < len && since(start_ms) < PATIENCE_MS) {
        struct pollfd watched = {peer, POLLIN, 0};

        (void)poll(&watched, 1, 100);
        drain(peer, at);
    }
    assert_int_equal(*at, len);
}

static void what_the_system_has_no_room_for_is_sent_when_it_has(void **state)
{
    const int peer = open_peer();
    size_t sent, seen = 0, again;
    (void)state;
    for (size_t i = 0; i < sizeof outgoing; i++) {
        outgoing[i] = pattern(i);
    }
    sent = send_until_full(0);
    assert_true(sent > 0);
    drain_to(peer, &seen, sent);
    port.wait(port.context, QCC_WAIT_WRITABLE, PATIENCE_MS);
    again = send_until_full(sent);
    assert_true(again > sent);
    drain_to(peer, &seen, again);
    close(peer);
}

static void a_system_without_buffers_is_asked_again(void **state)
{
    const int peer = open_peer();
    size_t moved = 0;
    uint8_t byte = 0;
    (void)state;
    set_no_buffers(true);
    assert_int_equal(port.send(port.context, (const uint8_t *)"x", 1, &moved), QCC_IO_WOULD_BLOCK);
    set_no_buffers(false);
    assert_int_equal(port.send(port.context, (const uint8_t *)"x", 1, &moved), QCC_IO_DONE);
    assert_int_equal(moved, 1);
    assert_int_equal(recv(peer, &byte, 1, 0), 1);
    assert_int_equal(byte, 'x');
    close(peer);
}

static void sending_to_a_peer_that_is_gone_fails_without_a_signal(void **state)
{
    const int peer = open_peer();
    const uint32_t start_ms = port.now_ms(port.context);
    enum qcc_io io;
    (void)state;
    signal(SIGPIPE, SIG_DFL);
    close(peer);
    do {
        size_t moved;

        io = port.send(port.context, (const uint8_t *)"x", 1, &moved);
        sleep_ms(1);
    } while (io == QCC_IO_DONE && since(start_ms) < PATIENCE_MS);
    assert_int_equal(io, QCC_IO_FAILED);
    /* The reset has been told by the first failure: now the system would raise the signal. */
    for (int i = 0; i < 3; i++) {
        size_t moved;

        assert_int_equal(port.send(port.context, (const uint8_t *)"x", 1, &moved), QCC_IO_FAILED);
    }
}

/* ---- Signals and waits. */

static volatile sig_atomic_t ticks;

static void tick(int number)
{
    (void)number;
    ticks = ticks + 1;
}

static void set_storm(bool on)
{
    const struct itimerval storm = {{0, on ? 500 : 0}, {0, on ? 500 : 0}};
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = tick; /* no SA_RESTART */
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &storm, NULL), 0);
}

static void a_storm_of_signals_changes_nothing(void **state)
{
    const uint32_t start_ms = port.now_ms(port.context);
    uint16_t tcp_port = 0;
    const int listener = bind_to("127.0.0.1", &tcp_port, 4);
    int rounds = 0;
    (void)state;
    ticks = 0;
    set_storm(true);
    while ((ticks < 50 || rounds < 5) && since(start_ms) < PATIENCE_MS) {
        uint8_t answer[3], random[64];
        size_t moved = 0, sent, seen = 0;
        int peer;

        assert_int_equal(connect_whole("service.test", tcp_port), QCC_IO_DONE);
        do {
            peer = accept(listener, NULL, NULL);
        } while (peer < 0 && errno == EINTR);
        sent = send_until_full(0);
        drain_to(peer, &seen, sent);
        port.wait(port.context, QCC_WAIT_READABLE, 5);
        assert_int_equal(send(peer, "abc", 3, 0), 3);
        assert_int_equal(receive_whole(answer, 3, &moved), QCC_IO_DONE);
        close(peer);
        assert_int_equal(receive_whole(answer, 3, &moved), QCC_IO_END);
        assert_true(port.entropy(port.context, random, sizeof random));
        port.close(port.context);
        rounds++;
    }
    set_storm(false);
    assert_true(ticks >= 50 && rounds >= 5);
    close(listener);
}

static void the_lookups_thread_takes_no_signal_of_the_programs(void **state)
{
    sigset_t alarm, before;
    (void)state;
    set_names("127.0.0.1", NULL, true);
    assert_int_equal(
        port.connect(port.context, &(struct qcc_target){"service.test", 443, 10000, false}),
        QCC_IO_LOOKUP);
    sem_wait(&names.asked);
    ticks = 0;
    set_storm(false);
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &alarm, &before);
    kill(getpid(), SIGALRM);
    sleep_ms(20);
    assert_int_equal(ticks, 0);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    assert_false(sigismember(&before, SIGALRM)); /* our own mask is what it was before the lookup */
    sem_post(&names.go);
}

static void a_wait_lasts_as_long_as_it_is_told_and_no_longer_than_it_has_to(void **state)
{
    const int peer = open_peer();
    uint32_t start_ms = port.now_ms(port.context);
    (void)state;
    port.wait(port.context, QCC_WAIT_READABLE, 50);
    assert_true(since(start_ms) >= 49);
    start_ms = port.now_ms(port.context);
    port.wait(port.context, QCC_WAIT_NONE, PATIENCE_MS);
    port.wait(port.context, QCC_WAIT_SIGNER, PATIENCE_MS);
    port.wait(port.context, QCC_WAIT_WRITABLE, UINT32_MAX);
    assert_int_equal(write(peer, "x", 1), 1);
    port.wait(port.context, QCC_WAIT_READABLE, UINT32_MAX);
    port.close(port.context);
    port.wait(port.context, QCC_WAIT_READABLE, PATIENCE_MS);
    assert_true(since(start_ms) < PATIENCE_MS);
    close(peer);
}

/* ---- Clocks and entropy. */

static void the_clocks_are_the_systems(void **state)
{
    const int64_t before_s = (int64_t)time(NULL);
    const int64_t now_s = port.unix_time_s(port.context);
    const uint32_t start_ms = port.now_ms(port.context);
    (void)state;
    assert_true(now_s >= before_s - 1 && now_s <= (int64_t)time(NULL) + 1);
    sleep_ms(20);
    assert_true(since(start_ms) >= 19);
    assert_true(since(start_ms) < PATIENCE_MS);
}

static void entropy_fills_what_it_is_given_and_no_more(void **state)
{
    static uint8_t first[1000], second[1000];
    size_t same = 0;
    (void)state;
    first[999] = second[999] = 0xa5;
    assert_true(port.entropy(port.context, first, 999));
    assert_true(port.entropy(port.context, second, 999));
    for (size_t i = 0; i < 999; i++) {
        same += first[i] == second[i];
    }
    assert_true(same < 100); /* 4 are to be expected */
    assert_int_equal(first[999], 0xa5);
    assert_int_equal(second[999], 0xa5);
    assert_true(port.entropy(port.context, first, 0));
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ROW(an_address_connects_without_a_lookup),
        ROW(a_port_that_refuses_is_a_failure_and_connect_may_follow),
        ROW(a_name_is_looked_up_first),
        ROW(a_name_without_an_address_is_told_apart_from_a_failure),
        ROW(the_longest_name_reaches_the_lookup_whole),
        ROW(all_addresses_are_tried_in_their_order),
        ROW(addresses_of_both_families_and_of_none_of_ours_are_tried),
        ROW(when_no_address_accepts_it_is_a_failure),
        ROW(addresses_beyond_the_places_are_left_out),
        ROW(the_families_of_a_names_addresses_alternate),
        ROW(an_address_that_keeps_silent_gets_its_share_of_the_time),
        ROW(the_last_address_may_keep_silent_until_the_deadline),
        ROW(row_24_a_target_for_public_addresses_only_is_refused),
        ROW(a_connection_has_the_options_it_should_have),
        ROW(no_socket_takes_the_place_of_a_standard_stream),
        ROW(without_descriptors_it_says_so),
        ROW(a_lookup_that_ends_without_descriptors_says_so),
        ROW(row_21_a_lookup_that_stalls_holds_up_neither_a_step_nor_a_close),
        ROW(a_late_answer_is_not_taken_for_that_of_the_next_lookup),
        ROW(a_lookup_can_be_watched_from_outside),
        ROW(without_a_connection_nothing_moves),
        ROW(the_stream_ends_after_its_last_byte_and_stays_ended),
        ROW(a_reset_is_a_failure_and_no_end),
        ROW(bytes_that_are_there_already_need_no_second_call_of_the_system),
        ROW(a_connection_begins_without_the_bytes_of_the_one_before),
        ROW(what_the_system_has_no_room_for_is_sent_when_it_has),
        ROW(a_system_without_buffers_is_asked_again),
        ROW(sending_to_a_peer_that_is_gone_fails_without_a_signal),
        ROW(a_storm_of_signals_changes_nothing),
        ROW(the_lookups_thread_takes_no_signal_of_the_programs),
        ROW(a_wait_lasts_as_long_as_it_is_told_and_no_longer_than_it_has_to),
        ROW(the_clocks_are_the_systems),
        ROW(entropy_fills_what_it_is_given_and_no_more),
    };

    sem_init(&names.asked, 0, 0);
    sem_init(&names.go, 0, 0);
    return unit_run(tests, argc, argv);
}
