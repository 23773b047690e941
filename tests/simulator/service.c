/* service.c - one HTTP request to the simulated service.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "service.h"

#include <errno.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

struct connection_numbers {
    unsigned number;
    unsigned requests;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t stopping = PTHREAD_COND_INITIALIZER;
static bool stopped;

void service_pause(unsigned ms)
{
    struct timespec until;
    int rc = 0;

    if (ms == 0) {
        return;
    }
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += (long)(ms % 1000) * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    pthread_mutex_lock(&lock);
    while (!stopped && rc != ETIMEDOUT) {
        rc = pthread_cond_timedwait(&stopping, &lock, &until);
    }
    pthread_mutex_unlock(&lock);
}

void service_stop(void)
{
    pthread_mutex_lock(&lock);
    stopped = true;
    pthread_cond_broadcast(&stopping);
    pthread_mutex_unlock(&lock);
}

void *service_connection(void)
{
    static unsigned count;
    struct connection_numbers *numbers = calloc(1, sizeof *numbers);

    if (numbers != NULL) {
        pthread_mutex_lock(&lock);
        numbers->number = ++count;
        pthread_mutex_unlock(&lock);
    }
    return numbers;
}

void service_connection_end(void *per_connection)
{
    free(per_connection);
}

/* A field or parameter that has to be there once. */
struct once {
    const char *name;
    const char *value;
    unsigned count;
};

static enum MHD_Result once_look(void *context, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    struct once *once = context;

    (void)kind;
    if (strcasecmp(name, once->name) == 0) {
        once->value = value;
        once->count++;
    }
    return MHD_YES;
}

/* Its value; NULL when it is missing or came twice. */
static const char *once_value(struct MHD_Connection *connection, enum MHD_ValueKind kind,
                              const char *name)
{
    struct once once = {name, NULL, 0};

    MHD_get_connection_values(connection, kind, once_look, &once);
    return once.count == 1 ? once.value : NULL;
}

/* Token = UPPER(hex(MD5(key + Timespan + SecretKey))), document section 6.1. */
static void make_token(char token[33], const struct service *service, const char *timespan)
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned char digest[16];
    struct text input = {NULL, 0, 0};

    text_print(&input, "%s%s%s", service->key, timespan, service->secret);
    if (gnutls_hash_fast(GNUTLS_DIG_MD5, input.ptr, input.len, digest) != 0) {
        fputs("qcc-simulator: this GnuTLS has no MD5\n", stderr);
        exit(1);
    }
    for (size_t i = 0; i < sizeof digest; i++) {
        token[2 * i] = digits[digest[i] >> 4];
        token[2 * i + 1] = digits[digest[i] & 15];
    }
    token[32] = '\0';
    text_free(&input);
}

/* The Status that the signature deserves: 0 when it is right. The document does not say in
 * which order the service looks. */
static unsigned judge_signature(const struct service *service, struct MHD_Connection *connection)
{
    const char *key = once_value(connection, MHD_GET_ARGUMENT_KIND, "key");
    const char *token = once_value(connection, MHD_HEADER_KIND, "Token");
    const char *timespan = once_value(connection, MHD_HEADER_KIND, "Timespan");
    char expected[33];
    long long apart;
    size_t len;

    if (key == NULL || strcmp(key, service->key) != 0) {
        return 101;
    }
    len = timespan != NULL ? strlen(timespan) : 0;
    if (token == NULL || len == 0 || len > 18 || strspn(timespan, "0123456789") != len) {
        return 107;
    }
    make_token(expected, service, timespan);
    if (strcmp(token, expected) != 0) {
        return 107;
    }
    apart = strtoll(timespan, NULL, 10) - ((long long)time(NULL) + service->clock_offset_s);
    return apart > service->skew_s || apart < -service->skew_s ? 115 : 0;
}

/* The host that the client knows this simulator by: from under QEMU, say, it is another than
 * from here. */
static void find_place(struct place *place, const struct service *service,
                       struct MHD_Connection *connection)
{
    static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    const char *host = once_value(connection, MHD_HEADER_KIND, "Host");
    size_t len;

    *place = service->place;
    if (service->host_given || host == NULL) {
        return;
    }
    len = *host == '[' ? 1 + strspn(host + 1, "0123456789abcdefABCDEF:") : strspn(host, name);
    len += *host == '[' && host[len] == ']';
    if (len > 0 && len < sizeof place->host && (host[len] == ':' || host[len] == '\0')) {
        memcpy(place->host, host, len);
        place->host[len] = '\0';
    }
}

/* A body that is sent in pieces and with pauses. */
struct reading {
    struct answer answer;
    bool halved;
};

static ssize_t reading_next(void *context, uint64_t at, char *out, size_t size)
{
    struct reading *reading = context;
    const struct answer *answer = &reading->answer;
    uint64_t half = answer_length(answer) / 2;
    uint64_t end = answer_length(answer);

    if (at >= end) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    if (answer->cut_at != 0 && at >= answer->cut_at) {
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    if (answer->cut_at != 0 && answer->cut_at < end) {
        end = answer->cut_at;
    }
    if (answer->half_delay_ms != 0 && at < half) {
        end = half;
    } else if (answer->half_delay_ms != 0 && !reading->halved) {
        reading->halved = true;
        service_pause(answer->half_delay_ms);
    }
    if (answer->piece != 0 && size > answer->piece) {
        size = answer->piece;
    }
    if (size > end - at) {
        size = (size_t)(end - at);
    }
    service_pause(answer->piece_ms);
    return (ssize_t)answer_copy(answer, at, out, size);
}

static void reading_free(void *context)
{
    struct reading *reading = context;

    text_free(&reading->answer.body);
    free(reading);
}

static struct MHD_Response *response_in_pieces(struct answer *answer)
{
    struct reading *reading = calloc(1, sizeof *reading);
    uint64_t size = answer->framing == FRAMING_LENGTH ? answer_length(answer) : MHD_SIZE_UNKNOWN;
    struct MHD_Response *response;

    if (reading == NULL) {
        return NULL;
    }
    reading->answer = *answer;
    memset(&answer->body, 0, sizeof answer->body);
    response = MHD_create_response_from_callback(size, 32768, reading_next, reading, reading_free);
    if (response == NULL) {
        reading_free(reading);
    }
    return response;
}

/* Fields that a client has to skip. */
static void add_padding(struct MHD_Response *response, const struct answer *answer)
{
    char *line;
    size_t left = answer->header_bytes;

    if (left == 0 || (line = malloc(answer->header_line + 1)) == NULL) {
        return;
    }
    memset(line, 'p', answer->header_line);
    for (; left > 16; left -= left < answer->header_line ? left : answer->header_line) {
        size_t len = left < answer->header_line ? left : answer->header_line;

        line[len - strlen("X-Padding: \r\n")] = '\0';
        MHD_add_response_header(response, "X-Padding", line);
    }
    free(line);
}

static void add_date(struct MHD_Response *response, const struct service *service)
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t now = time(NULL) + (time_t)service->clock_offset_s;
    struct tm utc;
    char date[64];

    gmtime_r(&now, &utc);
    snprintf(date, sizeof date, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[utc.tm_wday],
             utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
             utc.tm_sec);
    MHD_add_response_header(response, "Date", date);
}

static void add_field(struct MHD_Response *response, const char *name, const char *value)
{
    if (value != NULL && *value != '\0') {
        MHD_add_response_header(response, name, value);
    }
}

static void add_fields(struct MHD_Response *response, const struct answer *answer)
{
    add_field(response, "Server", "qcc-simulator");
    add_field(response, "Content-Type", answer->content_type);
    add_field(response, "Content-Encoding", answer->content_encoding);
    add_field(response, "Location", answer->location);
    add_field(response, "ETag", answer->etag);
    add_field(response, "Content-Range", answer->content_range);
    add_field(response, "Accept-Ranges", answer->ranges ? "bytes" : NULL);
    add_field(response, "Retry-After", answer->retry_after);
    add_field(response, "Connection", answer->close ? "close" : NULL);
}

static enum MHD_Result send_answer(const struct service *service, struct MHD_Connection *connection,
                                   struct answer *answer)
{
    bool pieces = answer->framing != FRAMING_LENGTH || answer->piece != 0 ||
                  answer->half_delay_ms != 0 || answer->cut_at != 0 || answer->repeat_more != 0;
    struct MHD_Response *response;
    enum MHD_Result result;

    service_pause(answer->delay_ms);
    response = pieces ? response_in_pieces(answer)
                      : MHD_create_response_from_buffer((size_t)answer_length(answer),
                                                        answer->body.ptr + answer->first,
                                                        MHD_RESPMEM_MUST_COPY);
    if (response == NULL) {
        return MHD_NO;
    }
    if (answer->framing == FRAMING_UNTIL_CLOSE) {
        MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    }
    add_date(response, service);
    add_fields(response, answer);
    if (answer->trailer) {
        MHD_add_response_footer(response, "X-Trailer", "that nobody needs");
    }
    add_padding(response, answer);
    result = MHD_queue_response(connection, answer->http_status, response);
    MHD_destroy_response(response);
    return result;
}

static bool is_over_tls(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);

    return info != NULL && info->tls_session != NULL;
}

/* The snapshot itself. Whoever fetches it must not show the service's credentials to it: it may
 * be anybody's. */
static void answer_picture(struct answer *answer, const struct service *service,
                           struct MHD_Connection *connection, const char *path)
{
    struct place place;
    const struct picture_request request = {path, once_value(connection, MHD_HEADER_KIND, "Range"),
                                            once_value(connection, MHD_HEADER_KIND, "If-Range"),
                                            is_over_tls(connection), &place};

    if (once_value(connection, MHD_HEADER_KIND, "Token") != NULL ||
        once_value(connection, MHD_HEADER_KIND, "Timespan") != NULL ||
        once_value(connection, MHD_GET_ARGUMENT_KIND, "key") != NULL) {
        answer_html(answer, 400, "credentials shown to the picture's host");
        return;
    }
    find_place(&place, service, connection);
    picture_answer(answer, &request);
}

/* The methods that there are, with the parameter of each that names a company. */
static const struct method {
    const char *path, *parameter;
    enum { SNAPSHOT, DETAILS, YEARS } result;
} methods[] = {
    {"/ECIImage/GetEciImage", "keyWord", SNAPSHOT},
    {"/EciImage/GetEciImage", "keyWord", SNAPSHOT},
    {"/ECIV4/GetBasicDetailsByName", "keyword", DETAILS},
    {"/AR/GetAnnualReportSummary", "keyNo", YEARS},
};

static const struct method *find_method(const char *path)
{
    if (strncmp(path, "/api/yj/", 8) == 0) {
        path += 7;
    }
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (strcmp(path, methods[i].path) == 0) {
            return &methods[i];
        }
    }
    return NULL;
}

static void answer_method(struct answer *answer, const struct service *service,
                          struct MHD_Connection *connection, const struct method *method)
{
    unsigned status = judge_signature(service, connection);
    const char *keyword = once_value(connection, MHD_GET_ARGUMENT_KIND, method->parameter);
    struct place place;

    if (status == 0 && keyword == NULL) {
        status = 202;
    }
    if (status != 0) {
        answer_status(answer, status, status_text(status));
        return;
    }
    find_place(&place, service, connection);
    if (method->result == SNAPSHOT) {
        answer_keyword(answer, keyword, &place);
    } else {
        answer_details(answer, keyword, &place, method->result == YEARS);
    }
}

/* Visible ASCII, as much of it as there is room for. */
static void show(char *out, size_t size, const char *text)
{
    size_t len = 0;

    for (; text[len] != '\0' && len + 1 < size; len++) {
        out[len] = '?';
        if (text[len] > ' ' && text[len] < 0x7F) {
            out[len] = text[len];
        }
    }
    out[len] = '\0';
}

/* Never a query, a Token, a key or a secret. */
static void write_log(const struct service *service, struct MHD_Connection *connection,
                      const char *method, const char *path, struct connection_numbers *numbers,
                      const struct answer *answer)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    gnutls_session_t session = info != NULL ? (gnutls_session_t)info->tls_session : NULL;
    const char *range = once_value(connection, MHD_HEADER_KIND, "Range");
    char shown[128];
    char range_shown[64];

    if (service->log == NULL) {
        return;
    }
    show(shown, sizeof shown, path);
    show(range_shown, sizeof range_shown, range != NULL ? range : "no");
    fprintf(service->log,
            "%s %s connection=%u request=%u tls=%s resumed=%s http=%u status=%u range=%s\n", method,
            shown, numbers->number, numbers->requests,
            session != NULL ? gnutls_protocol_get_name(gnutls_protocol_get_version(session)) : "no",
            session != NULL && gnutls_session_is_resumed(session) ? "yes" : "no",
            answer->http_status, answer->status, range_shown);
}

enum MHD_Result service_answer(struct service *service, struct MHD_Connection *connection,
                               const char *method, const char *path, void *per_connection)
{
    struct connection_numbers none = {0, 0};
    struct connection_numbers *numbers = per_connection != NULL ? per_connection : &none;
    struct answer answer;
    enum MHD_Result result;

    memset(&answer, 0, sizeof answer);
    answer.http_status = 200;
    answer.content_type = "application/json; charset=utf-8";
    numbers->requests++;
    if (strcmp(method, "GET") != 0) {
        answer_html(&answer, 405, "only GET");
    } else if (find_method(path) != NULL) {
        answer_method(&answer, service, connection, find_method(path));
    } else if (strncmp(path, "/ReportImage/", 13) == 0) {
        answer_picture(&answer, service, connection, path + 13);
    } else {
        answer_html(&answer, 404, "no such method");
    }
    write_log(service, connection, method, path, numbers, &answer);
    result = send_answer(service, connection, &answer);
    text_free(&answer.body);
    return result;
}
