/* main.c - qcc-simulator: the service as its document describes it, on this machine, over HTTPS
 * and HTTP.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "port_peer.h"
#include "service.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <gnutls/gnutls.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct options {
    const char *bind;
    const char *host;
    const char *pki;
    const char *cert;
    const char *cert_key;
    const char *credentials;
    const char *priority;
    const char *log;
    unsigned port;
    unsigned plain_port;
    unsigned check_port; /* of the peer of qcc-port-check */
    bool checks_ports;
    unsigned lifetime_s;
    unsigned idle_s;
    long long skew_s;
    long long clock_offset_s;
    bool tickets;
};

static struct service service;
static bool tickets;
static bool ready;
static gnutls_datum_t ticket_key;

static void fail(const char *what, const char *more)
{
    fprintf(stderr, "qcc-simulator: %s%s%s\n", what, more != NULL ? ": " : "",
            more != NULL ? more : "");
    exit(1);
}

static void print_help(void)
{
    puts("qcc-simulator - the snapshot service, simulated, to test and to develop against.\n"
         "\n"
         "It listens on loopback, prints where, and serves until it gets SIGTERM or SIGINT:\n"
         "\n"
         "  base-url https://localhost:PORT/api/yj\n"
         "  plain-base-url http://localhost:PORT/api/yj\n"
         "  ca-file FILE         the test roots that its certificate hangs from\n"
         "  credentials FILE     a made-up key and secret_key that it accepts\n"
         "  port-check ADDRESS PORT   with --port-check only\n"
         "  ready\n"
         "\n"
         "  --port N             for https; default: a free one\n"
         "  --plain-port N       for http; default: a free one\n"
         "  --port-check N       be the peer of qcc-port-check, too, on ports N, N + 1 and N + 2;\n"
         "                       0: on free ones\n"
         "  --bind ADDRESS       listen on this IPv4 or IPv6 address; default 127.0.0.1\n"
         "  --host NAME          name the simulator so in the URLs that it prints and gives;\n"
         "                       default: localhost, and in a snapshot's URL what the client\n"
         "                       itself put into Host\n"
         "  --pki DIR            what tests/pki/make.sh has made; default: $QCC_TEST_PKI, or\n"
         "                       where the build put it\n"
         "  --cert FILE          another chain, PEM, leaf first; default good-ec-inter.pem\n"
         "  --cert-key FILE      its key; default: FILE's name with .key\n"
         "  --credentials FILE   other lines key=... and secret_key=...\n"
         "  --skew-s N           how far Timespan may be off, default 300. What the real\n"
         "                       service tolerates is not known\n"
         "  --clock-offset-s N   run the service's clock N seconds ahead (or behind: -N)\n"
         "  --tls 1.2|1.3        only this version; default both\n"
         "  --priority STRING    a GnuTLS priority string instead\n"
         "  --no-tickets         no session tickets\n"
         "  --idle-s N           close a connection that was idle so long, default 30; 0: never\n"
         "  --log FILE           a line a request: method, path, number of the connection and of\n"
         "                       the request on it, TLS version, resumed or not, HTTP status,\n"
         "                       Status, Range. Never a query, a Token, a key or a secret\n"
         "  --picture-base URL   begin the links of pictures with URL instead of\n"
         "                       https://HOST:PORT/ReportImage\n"
         "  --draw DIR           write all pictures into DIR, and exit\n"
         "  --lifetime-s N       exit after so long; default: never\n"
         "  --list-statuses      print all Status codes and their texts, and exit\n"
         "  --help               this text\n"
         "\n"
         "Token = UPPER(hex(MD5(key + Timespan + SecretKey))) is checked as the service does it:\n"
         "101 unknown key, 107 wrong or missing Token, 115 Timespan too far off. The method is\n"
         "at /api/yj/ECIImage/GetEciImage and, as newer hosts have it, at /ECIImage/GetEciImage;\n"
         "EciImage is taken too, and ECIV4/GetBasicDetailsByName?keyword= and\n"
         "AR/GetAnnualReportSummary?keyNo=, whose Result is an object and an array (large-N: with\n"
         "a text of N bytes in it).\n"
         "\n"
         "Companies that it knows, by name, KeyNo, credit code and registration number (Status\n"
         "200, and the URL of a PNG or JPEG that it serves); any other keyword gets 201:\n");
    company_list();
    puts("\n"
         "Keywords that get what they ask for; several can be joined by +, as in\n"
         "status-205+chunked+slow-500. With commas each request gets the next, the last one again\n"
         "and again, as in 205,205,200 or 120+retry-after-1,200; a number is a Status:\n");
    keyword_list();
    puts("\n"
         "The pictures:\n");
    picture_list();
    puts("\n"
         "The shapes:\n");
    shape_list();
    puts("\n"
         "To develop firmware against it: give the firmware the base URL, the key and secret of\n"
         "the credentials file, and as trust anchor the root that the chain hangs from\n"
         "(root-ec.der beside ca-file; root-rsa.der with --cert good-rsa.pem). The\n"
         "certificates are for localhost, 127.0.0.1, ::1, 10.0.2.2, simulator.qcc.test,\n"
         "pro.qcc.com and api.qichacha.com.\n"
         "  under QEMU with user networking: the host's loopback is 10.0.2.2. Fixed ports help:\n"
         "      qcc-simulator --port 18443 --plain-port 18080\n"
         "      base URL https://10.0.2.2:18443/api/yj\n"
         "  on a board: let it listen where the board can reach it, and only in a network that\n"
         "  you trust; let the board's name server (or its hosts table) point the name here:\n"
         "      qcc-simulator --bind 192.0.2.1 --host simulator.qcc.test --port 18443\n"
         "The firmware's clock must be set: the certificates are valid from 2024 to 2049, and\n"
         "Timespan is checked; --skew-s 999999999 lets any Timespan pass.\n"
         "\n"
         "exit: 0 asked to end, or lifetime over; 1 cannot run; 2 usage");
}

static unsigned number_option(const char *text, unsigned long max)
{
    char *end = NULL;
    unsigned long number = strtoul(text, &end, 10);

    if (*text < '0' || *text > '9' || *end != '\0' || number > max) {
        fprintf(stderr, "qcc-simulator: not a number that fits: %s; see --help\n", text);
        exit(2);
    }
    return (unsigned)number;
}

static long long signed_option(const char *text)
{
    bool negative = *text == '-';
    long long number = number_option(text + negative, 4000000000ul);

    return negative ? -number : number;
}

static const char *tls_priority(const char *version)
{
    if (strcmp(version, "1.2") == 0) {
        return "NORMAL:-VERS-ALL:+VERS-TLS1.2";
    }
    if (strcmp(version, "1.3") == 0) {
        return "NORMAL:-VERS-ALL:+VERS-TLS1.3";
    }
    fputs("qcc-simulator: --tls takes 1.2 or 1.3\n", stderr);
    exit(2);
}

static void list_statuses(void)
{
    for (size_t i = 0; status_listed(i) != 0; i++) {
        printf("%u\t%s\n", status_listed(i), status_text(status_listed(i)));
    }
}

/* Writes one picture into its file. */
static void draw(const char *dir, const char *key_no, const char *ending)
{
    struct text path = {NULL, 0, 0};
    struct text picture = {NULL, 0, 0};
    FILE *file;

    text_print(&path, "%s/%s.%s", dir, key_no, ending);
    file = fopen(path.ptr, "wb");
    if (file == NULL || !picture_draw(&picture, strrchr(path.ptr, '/') + 1) ||
        fwrite(picture.ptr, 1, picture.len, file) != picture.len || fclose(file) != 0) {
        fail("cannot write", path.ptr);
    }
    text_free(&picture);
    text_free(&path);
}

static void draw_all(const char *dir)
{
    for (size_t i = 0; company_at(i) != NULL; i++) {
        draw(dir, company_at(i)->key_no, "png");
        draw(dir, company_at(i)->key_no, "jpg");
    }
}

static void parse_options(struct options *options, int argc, char **argv)
{
    static const struct option table[] = {
        {"port", required_argument, NULL, 'p'},
        {"plain-port", required_argument, NULL, 'q'},
        {"port-check", required_argument, NULL, 'g'},
        {"bind", required_argument, NULL, 'b'},
        {"host", required_argument, NULL, 'n'},
        {"pki", required_argument, NULL, 'd'},
        {"cert", required_argument, NULL, 'c'},
        {"cert-key", required_argument, NULL, 'k'},
        {"credentials", required_argument, NULL, 'r'},
        {"skew-s", required_argument, NULL, 's'},
        {"clock-offset-s", required_argument, NULL, 'o'},
        {"tls", required_argument, NULL, 't'},
        {"priority", required_argument, NULL, 'y'},
        {"no-tickets", no_argument, NULL, 'x'},
        {"idle-s", required_argument, NULL, 'i'},
        {"log", required_argument, NULL, 'l'},
        {"lifetime-s", required_argument, NULL, 'e'},
        {"picture-base", required_argument, NULL, 'u'},
        {"draw", required_argument, NULL, 'w'},
        {"list-statuses", no_argument, NULL, 'z'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "", table, NULL)) != -1) {
        switch (option) {
        case 'p':
            options->port = number_option(optarg, 65535);
            break;
        case 'q':
            options->plain_port = number_option(optarg, 65535);
            break;
        case 'g':
            options->check_port = number_option(optarg, 65533);
            options->checks_ports = true;
            break;
        case 'b':
            options->bind = optarg;
            break;
        case 'n':
            options->host = optarg;
            break;
        case 'd':
            options->pki = optarg;
            break;
        case 'c':
            options->cert = optarg;
            break;
        case 'k':
            options->cert_key = optarg;
            break;
        case 'r':
            options->credentials = optarg;
            break;
        case 's':
            options->skew_s = number_option(optarg, 4000000000ul);
            break;
        case 'o':
            options->clock_offset_s = signed_option(optarg);
            break;
        case 't':
            options->priority = tls_priority(optarg);
            break;
        case 'y':
            options->priority = optarg;
            break;
        case 'x':
            options->tickets = false;
            break;
        case 'i':
            options->idle_s = number_option(optarg, 86400);
            break;
        case 'l':
            options->log = optarg;
            break;
        case 'e':
            options->lifetime_s = number_option(optarg, 10000000);
            break;
        case 'u':
            service.place.picture_base = optarg;
            break;
        case 'w':
            draw_all(optarg);
            exit(0);
        case 'z':
            list_statuses();
            exit(0);
        case 'h':
            print_help();
            exit(0);
        default:
            fputs("qcc-simulator: see --help\n", stderr);
            exit(2);
        }
    }
    if (optind != argc) {
        fputs("qcc-simulator: takes options only; see --help\n", stderr);
        exit(2);
    }
}

/* DIR/NAME, or `given` as it stands. */
static char *file_name(const char *given, const char *dir, const char *name)
{
    struct text path = {NULL, 0, 0};

    if (given != NULL) {
        text_print(&path, "%s", given);
    } else {
        text_print(&path, "%s/%s", dir, name);
    }
    return path.ptr;
}

/* cert's name with .key in place of .pem. */
static char *key_name(const char *cert)
{
    struct text path = {NULL, 0, 0};
    size_t len = strlen(cert);

    len -= len > 4 && strcmp(cert + len - 4, ".pem") == 0 ? 4 : 0;
    text_put(&path, cert, len);
    text_put(&path, ".key", 4);
    return path.ptr;
}

static char *read_file(const char *path)
{
    struct text text = {NULL, 0, 0};
    char piece[4096];
    size_t got;
    FILE *file = fopen(path, "r");

    if (file == NULL) {
        fprintf(stderr,
                "qcc-simulator: cannot open %s: %s. Test certificates are made by "
                "tests/pki/make.sh; name their folder with --pki\n",
                path, strerror(errno));
        exit(1);
    }
    text_put(&text, "", 0);
    while ((got = fread(piece, 1, sizeof piece, file)) > 0) {
        text_put(&text, piece, got);
    }
    fclose(file);
    return text.ptr;
}

/* Lines key=... and secret_key=... */
static void read_credentials(const char *path)
{
    char *text = read_file(path);
    char *rest = NULL;

    for (char *line = strtok_r(text, "\r\n", &rest); line != NULL;
         line = strtok_r(NULL, "\r\n", &rest)) {
        if (strncmp(line, "key=", 4) == 0) {
            snprintf(service.key, sizeof service.key, "%s", line + 4);
        } else if (strncmp(line, "secret_key=", 11) == 0) {
            snprintf(service.secret, sizeof service.secret, "%s", line + 11);
        }
    }
    free(text);
    if (service.key[0] == '\0' || service.secret[0] == '\0') {
        fail("no key= and secret_key= in the credentials file", path);
    }
}

/* What goes wrong before the simulator is ready is worth a line; clients that break off later
 * are not. */
static void on_log(void *context, const char *format, va_list arguments)
{
    const bool *quiet = context;

    if (!*quiet) {
        vfprintf(stderr, format, arguments);
    }
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_len, void **request)
{
    const union MHD_ConnectionInfo *info;
    static int begun;

    (void)context;
    (void)version;
    (void)upload;
    if (*request == NULL) { /* the head alone has been read */
        *request = &begun;
        return MHD_YES;
    }
    if (*upload_len != 0) {
        *upload_len = 0; /* no request of this service has a body */
        return MHD_YES;
    }
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return service_answer(&service, connection, method, url,
                          info != NULL ? info->socket_context : NULL);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **per_connection,
                          enum MHD_ConnectionNotificationCode what)
{
    const union MHD_ConnectionInfo *info;

    (void)context;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        service_connection_end(*per_connection);
        *per_connection = NULL;
        return;
    }
    *per_connection = service_connection();
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (tickets && info != NULL && info->tls_session != NULL) {
        gnutls_session_ticket_enable_server((gnutls_session_t)info->tls_session, &ticket_key);
    }
}

/* `address` is 127.0.0.1 or what --bind says. */
static socklen_t parse_address(struct sockaddr_storage *storage, const char *address, unsigned port)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)storage;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)storage;

    memset(storage, 0, sizeof *storage);
    if (inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        return sizeof *v4;
    }
    if (inet_pton(AF_INET6, address, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
        return sizeof *v6;
    }
    fail("--bind takes an IPv4 or IPv6 address", address);
    return 0;
}

/* Starts a listener; `cert` is NULL for plain HTTP. */
static struct MHD_Daemon *listen_on(const struct options *options, unsigned port, const char *cert,
                                    const char *cert_key)
{
    struct sockaddr_storage address;
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
                     MHD_USE_POLL | MHD_USE_SUPPRESS_DATE_NO_CLOCK | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, NULL},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, NULL},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_Daemon *daemon;
    char *copies[3] = {NULL, NULL, NULL};

    parse_address(&address, options->bind, port);
    if (address.ss_family == AF_INET6) {
        flags |= MHD_USE_IPv6;
    }
    if (cert != NULL) {
        flags |= MHD_USE_TLS;
        tls[0].ptr_value = copies[0] = strdup(cert);
        tls[1].ptr_value = copies[1] = strdup(cert_key);
        tls[2].ptr_value = copies[2] = strdup(options->priority);
    } else {
        tls[0].option = MHD_OPTION_END;
    }
    daemon = MHD_start_daemon(
        flags, (uint16_t)port, NULL, NULL, on_request, NULL, MHD_OPTION_EXTERNAL_LOGGER, on_log,
        &ready, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_NOTIFY_CONNECTION, on_connection, NULL,
        MHD_OPTION_CONNECTION_TIMEOUT, options->idle_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)262144, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
    if (daemon == NULL) {
        fail("cannot listen: the port is taken, or the certificate is no good", options->bind);
    }
    for (int i = 0; i < 3; i++) {
        free(copies[i]);
    }
    return daemon;
}

static unsigned bound_port(struct MHD_Daemon *daemon)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);

    return info != NULL ? info->port : 0;
}

static void set_host(const struct options *options)
{
    const char *host = options->host;

    service.host_given = host != NULL;
    if (host == NULL) {
        host = strncmp(options->bind, "127.", 4) == 0 ? "localhost" : options->bind;
    }
    snprintf(service.place.host, sizeof service.place.host,
             strchr(host, ':') != NULL && *host != '[' ? "[%s]" : "%s", host);
}

/* Waits for a signal to end, or for the end of the lifetime. */
static void wait_for_end(const sigset_t *signals, unsigned lifetime_s)
{
    struct timespec lifetime = {(time_t)lifetime_s, 0};
    int rc;

    do {
        rc = lifetime_s != 0 ? sigtimedwait(signals, NULL, &lifetime) : sigwaitinfo(signals, NULL);
    } while (rc < 0 && errno == EINTR);
}

/* The peer of qcc-port-check, where it was asked for. */
static void start_port_peer(const struct options *options)
{
    unsigned port;

    if (!options->checks_ports) {
        return;
    }
    port = port_peer_start(options->bind, options->check_port);
    if (port == 0) {
        fail("cannot listen for qcc-port-check", options->bind);
    }
    printf("port-check %s %u\n", options->bind, port);
}

/* The test certificates: BUILD/test-pki for BUILD/bin/qcc-simulator. */
static const char *built_pki(void)
{
    static char path[4096];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - sizeof "/test-pki");

    path[len > 0 ? len : 0] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(path, '/');

        if (slash != NULL) {
            *slash = '\0';
        }
    }
    strcat(path, "/test-pki");
    return path;
}

static void prepare(struct options *options)
{
    const char *pki = getenv("QCC_TEST_PKI");

    if (options->pki == NULL) {
        options->pki = pki != NULL && *pki != '\0' ? pki : built_pki();
    }
    options->credentials = file_name(options->credentials, options->pki, "credentials");
    options->cert = file_name(options->cert, options->pki, "good-ec-inter.pem");
    if (options->cert_key == NULL) {
        options->cert_key = key_name(options->cert);
    }
    read_credentials(options->credentials);
    service.skew_s = options->skew_s;
    service.clock_offset_s = options->clock_offset_s;
    tickets = options->tickets;
    if (tickets && gnutls_session_ticket_key_generate(&ticket_key) != 0) {
        fail("GnuTLS makes no ticket key", NULL);
    }
    if (options->log != NULL) {
        service.log = fopen(options->log, "a");
        if (service.log == NULL) {
            fail("cannot open the log", options->log);
        }
        setvbuf(service.log, NULL, _IOLBF, 0);
    }
}

int main(int argc, char **argv)
{
    static struct options options = {.bind = "127.0.0.1",
                                     .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2",
                                     .idle_s = 30,
                                     .skew_s = 300,
                                     .tickets = true};
    static char *cert;
    static char *cert_key;
    struct MHD_Daemon *https;
    struct MHD_Daemon *http;
    sigset_t signals;

    setvbuf(stdout, NULL, _IOLBF, 0);
    parse_options(&options, argc, argv);
    prepare(&options);
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL); /* before there are threads: they inherit it */
    set_host(&options);
    cert = read_file(options.cert);
    cert_key = read_file(options.cert_key);
    https = listen_on(&options, options.port, cert, cert_key);
    http = listen_on(&options, options.plain_port, NULL, NULL);
    service.place.https_port = bound_port(https);
    service.place.http_port = bound_port(http);
    ready = true;
    printf("base-url https://%s:%u/api/yj\n", service.place.host, service.place.https_port);
    printf("plain-base-url http://%s:%u/api/yj\n", service.place.host, service.place.http_port);
    start_port_peer(&options);
    printf("ca-file %s/roots.pem\ncredentials %s\nready\n", options.pki, options.credentials);
    wait_for_end(&signals, options.lifetime_s);
    service_stop();
    MHD_stop_daemon(http);
    MHD_stop_daemon(https);
    gnutls_free(ticket_key.data);
    if (service.log != NULL) {
        fclose(service.log);
    }
    return 0;
}
