/* test_bsd.c - port/bsd over sockets that are not unix's: the headers in stubs/ have what was found
 * odd on RT-Thread and ESP-IDF, and the functions here behave so.
 * SPDX-License-Identifier: MIT */
#include "qcc_bsd.h"
#include "unit.h"

#define STUB_FUNCTIONS
#include "stub.h"

#include <errno.h>

/* What the sockets do, and what was done to them; zero before each test. */
static struct {
    bool down;  /* the interface: each call fails and leaves errno as it was */
    int number; /* of the next descriptor */
    unsigned calls;
    int flags; /* that F_SETFL set */
    int closed;
    unsigned connects;
    struct sockaddr_in connected; /* to this one last */
    const char *addresses;        /* that a lookup brings, of IPv4, 4 bytes each */
    uint8_t count;
} stack;

int stub_socket(int family, int type, int protocol)
{
    (void)family;
    (void)protocol;
    return type == SOCK_STREAM ? stack.number : -1;
}

int stub_connect(int descriptor, const struct sockaddr *address, socklen_t len)
{
    (void)descriptor;
    assert_int_equal(len, sizeof stack.connected);
    memcpy(&stack.connected, address, sizeof stack.connected);
    stack.connects++;
    return stack.down ? -1 : 0;
}

/* After many calls the test has failed: an end to a loop that would not end. */
static ssize_t fail_silently(void)
{
    if (++stack.calls > 100) {
        errno = EIO;
    }
    return -1;
}

ssize_t stub_send(int descriptor, const void *data, size_t len, int flags)
{
    (void)descriptor;
    (void)data;
    (void)flags;
    return stack.down ? fail_silently() : (ssize_t)len;
}

ssize_t stub_recv(int descriptor, void *data, size_t len, int flags)
{
    (void)descriptor;
    (void)flags;
    memset(data, 'x', len);
    return stack.down ? fail_silently() : (ssize_t)len;
}

int stub_setsockopt(int descriptor, int level, int name, const void *value, socklen_t len)
{
    (void)descriptor;
    (void)level;
    (void)name;
    (void)value;
    (void)len;
    return 0;
}

int stub_getsockopt(int descriptor, int level, int name, void *value, socklen_t *len)
{
    (void)descriptor;
    (void)level;
    (void)name;
    memset(value, 0, *len);
    return 0;
}

int stub_fcntl(int descriptor, int command, ...)
{
    va_list arguments;

    (void)descriptor;
    if (command == F_SETFL) {
        va_start(arguments, command);
        stack.flags = va_arg(arguments, int);
        va_end(arguments);
    }
    return command == F_GETFL || command == F_SETFL ? 0 : -1;
}

int stub_poll(struct pollfd *watched, unsigned long count, int timeout_ms)
{
    (void)watched;
    (void)timeout_ms;
    return (int)count;
}

int stub_close(int descriptor)
{
    stack.closed = descriptor;
    return 0;
}

int stub_inet_pton(int family, const char *text, void *address)
{
    if (family != AF_INET || (strcmp(text, "192.0.2.1") != 0 && strcmp(text, "1.1.1.1") != 0)) {
        return 0;
    }
    memcpy(address, strcmp(text, "1.1.1.1") == 0 ? "\1\1\1\1" : "\xc0\0\2\1", 4);
    return 1;
}

uint16_t stub_htons(uint16_t number)
{
    return number;
}

/* ---- Lookups: what `stack` says, at the second call. */

enum qcc_io qcc_bsd_lookup_start(const char *host, int *handle)
{
    (void)host;
    *handle = 3;
    return QCC_IO_LOOKUP;
}

enum qcc_io qcc_bsd_lookup_read(int handle, struct qcc_bsd_address addresses[QCC_BSD_ADDRESSES_MAX],
                                uint8_t *count)
{
    assert_int_equal(handle, 3);
    for (uint8_t i = 0; i < stack.count; i++) {
        memset(&addresses[i], 0, sizeof addresses[i]);
        addresses[i].len = 4;
        memcpy(addresses[i].bytes, stack.addresses + 4 * i, 4);
    }
    *count = stack.count;
    return QCC_IO_DONE;
}

void qcc_bsd_lookup_wait(int handle, uint32_t timeout_ms)
{
    (void)handle;
    (void)timeout_ms;
}

void qcc_bsd_lookup_stop(int handle)
{
    (void)handle;
}

/* ---- The tests. */

static uint32_t now_ms(void *context)
{
    return *(uint32_t *)context;
}

static int64_t unix_time_s(void *context)
{
    return 1000 + *(uint32_t *)context;
}

static bool entropy(void *context, uint8_t *data, size_t len)
{
    memset(data, (int)*(uint32_t *)context, len);
    return true;
}

static const struct qcc_target target = {"192.0.2.1", 443, 10000, false};

static struct qcc_port new_port(void)
{
    static struct qcc_bsd stream;
    static uint32_t number = 7;
    const struct qcc_platform platform = {&number, now_ms, unix_time_s, entropy};

    memset(&stack, 0, sizeof stack);
    stack.number = 5;
    stack.closed = -1;
    return qcc_bsd_port(&stream, &platform);
}

static void the_platforms_functions_get_their_own_context(void **state)
{
    const struct qcc_port port = new_port();
    uint8_t byte = 0;
    (void)state;
    assert_int_equal(port.now_ms(port.context), 7);
    assert_int_equal(port.unix_time_s(port.context), 1007);
    assert_true(port.entropy(port.context, &byte, 1));
    assert_int_equal(byte, 7);
}

static void sockets_that_refuse_flags_are_set_by_fcntl(void **state)
{
    const struct qcc_port port = new_port();
    (void)state;
    assert_int_equal(port.connect(port.context, &target), QCC_IO_DONE);
    assert_int_equal(stack.flags, O_NONBLOCK);
    port.close(port.context);
    assert_int_equal(stack.closed, 5);
}

static void a_descriptor_zero_is_one_like_any_other(void **state)
{
    const struct qcc_port port = new_port();
    (void)state;
    stack.number = 0;
    assert_int_equal(port.connect(port.context, &target), QCC_IO_DONE);
    assert_int_equal(stack.closed, -1);
    port.close(port.context);
    assert_int_equal(stack.closed, 0);
}

static void an_interface_that_is_down_is_a_failure_whatever_errno_was_before(void **state)
{
    static const int before[] = {0, EAGAIN, EWOULDBLOCK, EINTR, ENOBUFS, EINPROGRESS};
    (void)state;
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        const struct qcc_port port = new_port();
        uint8_t byte = 0;
        size_t moved = 0;

        unit_row("errno %d", before[i]);
        assert_int_equal(port.connect(port.context, &target), QCC_IO_DONE);
        stack.down = true;
        errno = before[i];
        assert_int_equal(port.send(port.context, &byte, 1, &moved), QCC_IO_FAILED);
        errno = before[i];
        assert_int_equal(port.receive(port.context, &byte, 1, &moved), QCC_IO_FAILED);
        assert_int_equal(stack.calls, 2);
        port.close(port.context);
        errno = before[i];
        assert_int_equal(port.connect(port.context, &target), QCC_IO_FAILED);
    }
}

static void a_literal_that_is_not_public_is_refused_where_only_public_ones_will_do(void **state)
{
    struct qcc_target guarded = target;
    const struct qcc_port port = new_port();

    (void)state;
    guarded.public_only = true;
    assert_int_equal(port.connect(port.context, &guarded), QCC_IO_REFUSED);
    assert_int_equal(port.connect(port.context, &guarded), QCC_IO_FAILED); /* until it is closed */
    assert_int_equal(stack.connects, 0);
    port.close(port.context);
    guarded.host = "1.1.1.1";
    assert_int_equal(port.connect(port.context, &guarded), QCC_IO_DONE);
    assert_int_equal(stack.connects, 1);
    port.close(port.context);
}

/* Judged after the lookup, on the address that is used: no name leads inside. */
static void row_24_of_a_name_s_addresses_only_the_public_ones_are_used(void **state)
{
    static const struct {
        const char *addresses;
        uint8_t count;
        const char *used; /* NULL: none */
    } rows[] = {
        {"\x0a\0\0\1", 1, NULL},
        {"\x7f\0\0\1\xa9\xfe\xa9\xfe", 2, NULL},
        {"\1\1\1\1", 1, "\1\1\1\1"},
        {"\xc0\xa8\1\1\1\1\1\2", 2, "\1\1\1\2"},
        {"\1\1\1\3\xc0\xa8\1\1", 2, "\1\1\1\3"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct qcc_target guarded = {"service.test", 443, 10000, true};
        const struct qcc_port port = new_port();

        unit_row("row %zu", i);
        stack.addresses = rows[i].addresses;
        stack.count = rows[i].count;
        assert_int_equal(port.connect(port.context, &guarded), QCC_IO_LOOKUP);
        if (rows[i].used == NULL) {
            assert_int_equal(port.connect(port.context, &guarded), QCC_IO_REFUSED);
            assert_int_equal(stack.connects, 0);
        } else {
            assert_int_equal(port.connect(port.context, &guarded), QCC_IO_DONE);
            assert_memory_equal(&stack.connected.sin_addr, rows[i].used, 4);
            assert_int_equal(stack.connects, 1);
        }
        port.close(port.context);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_platforms_functions_get_their_own_context),
        cmocka_unit_test(sockets_that_refuse_flags_are_set_by_fcntl),
        cmocka_unit_test(a_descriptor_zero_is_one_like_any_other),
        cmocka_unit_test(a_literal_that_is_not_public_is_refused_where_only_public_ones_will_do),
        cmocka_unit_test(row_24_of_a_name_s_addresses_only_the_public_ones_are_used),
        cmocka_unit_test(an_interface_that_is_down_is_a_failure_whatever_errno_was_before),
    };
    return unit_run(tests, argc, argv);
}
