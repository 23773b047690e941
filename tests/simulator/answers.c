/* answers.c - what the simulated service says to a keyword.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "simulator.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void order_number(char number[48], const char *controller)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static unsigned count;
    time_t now = time(NULL);
    char date[16];
    unsigned mine;
    struct tm utc;

    pthread_mutex_lock(&lock);
    mine = ++count % 100000000u;
    pthread_mutex_unlock(&lock);
    gmtime_r(&now, &utc);
    strftime(date, sizeof date, "%Y%m%d%H%M%S", &utc);
    snprintf(number, 48, "%s%s%08u", controller, date, mine);
}

void answer_url(struct text *text, const struct place *place, const char *name, bool https)
{
    bool secure = https || place->http_port == 0;

    if (place->picture_base != NULL) {
        text_print(text, "%s/%s", place->picture_base, name);
        return;
    }
    text_print(text, "%s://%s:%u/ReportImage/%s", secure ? "https" : "http", place->host,
               secure ? place->https_port : place->http_port, name);
}

uint64_t answer_total(const struct answer *answer)
{
    return answer->body.len + answer->repeat_more * answer->repeat_len;
}

uint64_t answer_length(const struct answer *answer)
{
    return (answer->end != 0 ? answer->end : answer_total(answer)) - answer->first;
}

size_t answer_copy(const struct answer *answer, uint64_t at, char *out, size_t size)
{
    uint64_t length = answer_length(answer);
    uint64_t more = answer->repeat_more * answer->repeat_len;
    size_t place = (size_t)(at + answer->first);
    size_t end = answer->body.len;

    if (at >= length) {
        return 0;
    }
    if (more != 0 && at + answer->first >= answer->repeat_from) {
        uint64_t behind = at + answer->first - answer->repeat_from;

        if (behind < more) {
            place = answer->repeat_from + (size_t)(behind % answer->repeat_len);
            end = answer->repeat_from + answer->repeat_len;
        } else {
            place = answer->repeat_from + (size_t)(behind - more);
        }
    } else if (more != 0) {
        end = answer->repeat_from;
    }
    size = size < end - place ? size : end - place;
    size = size < length - at ? size : (size_t)(length - at);
    memcpy(out, answer->body.ptr + place, size);
    return size;
}

void answer_status(struct answer *answer, unsigned status, const char *message)
{
    char number[48];

    order_number(number, "ECIIMAGE");
    answer->status = status;
    answer->body.len = 0;
    text_print(&answer->body,
               "{\"Status\":\"%u\",\"Message\":\"%s\",\"OrderNumber\":\"%s\",\"Paging\":null,"
               "\"Result\":null}",
               status, message, number);
}

void answer_html(struct answer *answer, unsigned http_status, const char *title)
{
    answer->status = 0;
    answer->http_status = http_status;
    answer->content_type = "text/html; charset=utf-8";
    answer->body.len = 0;
    if (http_status == 204 || http_status == 304) {
        text_put(&answer->body, "", 0);
        return;
    }
    text_print(&answer->body,
               "<html>\r\n<head><title>%u %s</title></head>\r\n<body>%u %s</body>\r\n</html>\r\n",
               http_status, title, http_status, title);
}

/* The reply of the document's example. */
static void answer_success(struct answer *answer, const char *message, const char *url)
{
    char number[48];

    order_number(number, "ECIIMAGE");
    answer->status = 200;
    answer->body.len = 0;
    text_print(&answer->body, "{\"Status\":\"200\",\"Message\":\"");
    text_put(&answer->body, message, strlen(message));
    text_print(&answer->body, "\",\"OrderNumber\":\"%s\",\"Result\":\"", number);
    text_put(&answer->body, url, strlen(url));
    text_put(&answer->body, "\"}", 2);
}

static void company_url(struct text *url, const struct company *company, const struct place *place)
{
    char name[64];

    snprintf(name, sizeof name, "%s.%s", company->key_no, company->ending);
    answer_url(url, place, name, company->https);
}

/* The number that `tail` is, up to `max`; false when it is none. */
static bool tail_number(const char *tail, unsigned long max, unsigned *value)
{
    char *end = NULL;
    unsigned long number;

    if (*tail < '0' || *tail > '9' || strlen(tail) > 9) {
        return false;
    }
    number = strtoul(tail, &end, 10);
    *value = (unsigned)number;
    return *end == '\0' && number <= max;
}

/* A special keyword: what follows its name is `tail`. Each returns false when it is none of its
 * kind after all. */
struct special {
    const char *name;
    bool (*answer)(struct answer *answer, const char *tail, const char *url);
    const char *help;
};

static bool special_status(struct answer *answer, const char *tail, const char *url)
{
    char digits[4] = "";
    unsigned status;
    const char *listed;
    struct text message = {NULL, 0, 0};

    memcpy(digits, tail, strnlen(tail, 3));
    if (!tail_number(digits, 999, &status) || status < 100) {
        return false;
    }
    tail += 3;
    listed = status_text(status);
    if (strcmp(tail, "-valid") == 0 || strcmp(tail, "-invalid") == 0) {
        text_print(&message, "%s没有公布的状态", tail[1] == 'v' ? "【有效请求】" : "【无效请求】");
    } else if (strcmp(tail, "-newer") == 0 && status == 223) {
        text_print(&message, "%s", status_text_223_newer());
    } else if (*tail == '\0') {
        text_print(&message, "%s", listed != NULL ? listed : "没有公布的状态");
    } else {
        return false;
    }
    if (status == 200) {
        answer_success(answer, message.ptr, url);
    } else {
        answer_status(answer, status, message.ptr);
    }
    text_free(&message);
    return true;
}

static bool special_shape(struct answer *answer, const char *tail, const char *url)
{
    return shape_answer(answer, tail, url);
}

static bool special_length(struct answer *answer, const char *tail, const char *url)
{
    (void)url;
    answer->framing = FRAMING_LENGTH;
    return *tail == '\0';
}

static bool special_chunked(struct answer *answer, const char *tail, const char *url)
{
    unsigned piece = 0;

    (void)url;
    if (*tail != '\0' && (*tail != '-' || !tail_number(tail + 1, 60000, &piece) || piece == 0)) {
        return false;
    }
    answer->framing = FRAMING_CHUNKED;
    answer->piece = piece;
    return true;
}

static bool special_trailer(struct answer *answer, const char *tail, const char *url)
{
    (void)url;
    answer->framing = FRAMING_CHUNKED;
    answer->trailer = true;
    return *tail == '\0';
}

static bool special_close(struct answer *answer, const char *tail, const char *url)
{
    (void)url;
    answer->close = true;
    return *tail == '\0';
}

static bool special_until_close(struct answer *answer, const char *tail, const char *url)
{
    (void)url;
    answer->framing = FRAMING_UNTIL_CLOSE;
    return *tail == '\0';
}

static bool special_slow(struct answer *answer, const char *tail, const char *url)
{
    (void)url;
    return tail_number(tail, 600000, &answer->delay_ms);
}

static bool special_slow_body(struct answer *answer, const char *tail, const char *url)
{
    (void)url;
    return tail_number(tail, 600000, &answer->half_delay_ms);
}

static bool special_drip(struct answer *answer, const char *tail, const char *url)
{
    (void)url;
    answer->piece = 1;
    return tail_number(tail, 600000, &answer->piece_ms);
}

static bool special_http(struct answer *answer, const char *tail, const char *url)
{
    char digits[4] = "";
    unsigned http_status;
    unsigned status = 199;

    memcpy(digits, tail, strnlen(tail, 3));
    if (!tail_number(digits, 599, &http_status) || http_status < 200) {
        return false;
    }
    tail += 3;
    if (*tail == '\0') {
        answer_html(answer, http_status, "simulated");
        return true;
    }
    if (strncmp(tail, "-envelope", 9) != 0) {
        return false;
    }
    tail += 9;
    if (*tail != '\0' && (*tail != '-' || !tail_number(tail + 1, 999, &status) || status < 100)) {
        return false;
    }
    answer->http_status = http_status;
    if (status == 200) {
        answer_success(answer, "查询成功", url);
    } else {
        answer_status(answer, status, status_text(status) != NULL ? status_text(status) : "");
    }
    return true;
}

static bool special_redirect(struct answer *answer, const char *tail, const char *url)
{
    unsigned http_status = 302;

    (void)url;
    if (*tail != '\0' && (*tail != '-' || !tail_number(tail + 1, 399, &http_status))) {
        return false;
    }
    if (http_status < 300) {
        return false;
    }
    answer_html(answer, http_status, "moved");
    snprintf(answer->location, sizeof answer->location,
             "https://elsewhere.qcc.test/api/yj/ECIImage/GetEciImage");
    return true;
}

static bool special_long_message(struct answer *answer, const char *tail, const char *url)
{
    unsigned count = 100;
    struct text message = {NULL, 0, 0};

    if (*tail != '\0' && (*tail != '-' || !tail_number(tail + 1, 20000, &count))) {
        return false;
    }
    text_put(&message, "", 0);
    for (unsigned i = 0; i < count; i++) {
        text_print(&message, "长");
    }
    answer_success(answer, message.ptr, url);
    text_free(&message);
    return true;
}

static bool special_long_result(struct answer *answer, const char *tail, const char *url)
{
    unsigned count = 600;
    struct text long_url = {NULL, 0, 0};

    if (*tail != '\0' && (*tail != '-' || !tail_number(tail + 1, 60000, &count))) {
        return false;
    }
    text_print(&long_url, "%s?", url);
    while (long_url.len < count) {
        text_put(&long_url, "x", 1);
    }
    answer_success(answer, "查询成功", long_url.ptr);
    text_free(&long_url);
    return true;
}

static bool special_bad_url(struct answer *answer, const char *tail, const char *url)
{
    static const char *const bad[][2] = {
        {"", "/ReportImage/relative.png"},
        {"-scheme", "ftp://localhost/picture.png"},
        {"-file", "file:///etc/hostname"},
        {"-script", "javascript:alert(1)"},
        {"-space", "https://localhost/a b.png"},
        {"-control", "https://localhost/\\u001b[31m.png"},
        {"-newline", "https://localhost/\\r\\nX.png"},
        {"-utf8", "https://localhost/图.png"},
        {"-no-host", "https:///picture.png"},
        {"-empty", ""},
    };

    (void)url;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (strcmp(tail, bad[i][0]) == 0) {
            answer_success(answer, "查询成功", bad[i][1]);
            return true;
        }
    }
    return false;
}

static bool special_too_large(struct answer *answer, const char *tail, const char *url)
{
    struct text padding = {NULL, 0, 0};

    if (strcmp(tail, "") != 0) {
        return false;
    }
    for (int i = 0; i < 100000; i++) {
        text_put(&padding, "x", 1);
    }
    answer_success(answer, padding.ptr, url);
    text_free(&padding);
    return true;
}

static bool special_control_message(struct answer *answer, const char *tail, const char *url)
{
    static const char message[] = "\\u001b[31m红\\u001b[0m\\u0007\\r\\n\\tOK\\u007f\\u009b2J";

    if (strcmp(tail, "-200") == 0) {
        answer_success(answer, message, url);
    } else {
        answer_status(answer, 201, message);
    }
    return *tail == '\0' || strcmp(tail, "-200") == 0;
}

static bool special_encoded(struct answer *answer, const char *tail, const char *url)
{
    (void)url;
    answer->content_encoding = "gzip";
    if (strcmp(tail, "-identity") == 0) {
        answer->content_encoding = "identity";
        return true;
    }
    return *tail == '\0';
}

static bool special_retry_after(struct answer *answer, const char *tail, const char *url)
{
    (void)url;
    snprintf(answer->retry_after, sizeof answer->retry_after, "%s", tail);
    return *tail != '\0';
}

static bool special_headers(struct answer *answer, const char *tail, const char *url)
{
    unsigned bytes;

    (void)url;
    if (!tail_number(tail, 60000, &bytes)) {
        return false;
    }
    answer->header_bytes = bytes;
    answer->header_line = 100;
    return true;
}

static bool special_header_line(struct answer *answer, const char *tail, const char *url)
{
    unsigned bytes;

    (void)url;
    if (!tail_number(tail, 60000, &bytes)) {
        return false;
    }
    answer->header_bytes = bytes;
    answer->header_line = bytes;
    return true;
}

/* The link has been made already. */
static bool special_picture(struct answer *answer, const char *tail, const char *url)
{
    static const struct place nowhere;
    struct text ignored = {NULL, 0, 0};
    bool known = picture_url(&ignored, tail - strlen("picture-"), &nowhere);

    (void)answer;
    (void)url;
    text_free(&ignored);
    return known;
}

/* Longer names come before those that they begin with. */
static const struct special specials[] = {
    {"status-", special_status,
     "NNN: that Status with its text; also NNN-valid and NNN-invalid (a prefix and an unknown "
     "text), 223-newer"},
    {"shape-", special_shape, "NAME: an envelope of that shape; the names are below"},
    {"picture-", special_picture,
     "XXX: the link of a picture that behaves so; they are listed below. XXX-jpg: of a JPEG; "
     "XXX-plain, XXX-jpg-plain: over http"},
    {"length", special_length, ": framed by Content-Length (the default)"},
    {"chunked", special_chunked, " or chunked-N: chunked, N bytes a chunk"},
    {"trailer", special_trailer, ": chunked, and a trailer"},
    {"close", special_close, ": Connection: close"},
    {"until-close", special_until_close, ": framed by the connection's end"},
    {"slow-body-", special_slow_body, "N: a pause of N ms in the middle of the body"},
    {"slow-", special_slow, "N: a pause of N ms before the head"},
    {"drip-", special_drip, "N: a pause of N ms before each byte of the body"},
    {"http-", special_http,
     "NNN: that HTTP status and HTML; NNN-envelope: with Status 199; NNN-envelope-SSS: with SSS"},
    {"redirect", special_redirect, " or redirect-NNN: 302 or NNN to another host"},
    {"retry-after-", special_retry_after, "VALUE: the field Retry-After: VALUE"},
    {"long-message", special_long_message, " or long-message-N: a Message of N characters (100)"},
    {"long-result", special_long_result, " or long-result-N: a URL of N characters (600)"},
    {"bad-url", special_bad_url,
     ", also -scheme -file -script -space -control -newline -utf8 -no-host -empty: no URL to use"},
    {"too-large", special_too_large, ": a body of 100,000 bytes"},
    {"control-message", special_control_message,
     " or control-message-200: a Message with control characters"},
    {"encoded", special_encoded, " or encoded-identity: Content-Encoding gzip (a lie) or identity"},
    {"header-line-", special_header_line, "N: a header line of N bytes that nobody needs"},
    {"headers-", special_headers, "N: N bytes of header lines that nobody needs"},
};

/* One part of a keyword of parts. A number alone is a Status. */
static bool answer_special(struct answer *answer, const char *part, const char *url)
{
    if (strlen(part) == 3 && strspn(part, "0123456789") == 3) {
        return special_status(answer, part, url);
    }
    for (size_t i = 0; i < sizeof specials / sizeof specials[0]; i++) {
        size_t len = strlen(specials[i].name);

        if (strncmp(part, specials[i].name, len) == 0) {
            return specials[i].answer(answer, part + len, url);
        }
    }
    return false;
}

/* `a+b+c`: each part has its say, in that order. */
static bool answer_specials(struct answer *answer, const char *keyword, const char *url)
{
    char parts[1024];
    char *rest = NULL;

    if (strlen(keyword) >= sizeof parts) {
        return false;
    }
    strcpy(parts, keyword);
    answer_success(answer, "查询成功", url);
    for (char *part = strtok_r(parts, "+", &rest); part != NULL;
         part = strtok_r(NULL, "+", &rest)) {
        if (!answer_special(answer, part, url)) {
            return false;
        }
    }
    return true;
}

/* Characters, as long as it is UTF-8. */
static size_t characters(const char *keyword)
{
    size_t count = 0;

    for (; *keyword != '\0'; keyword++) {
        count += ((unsigned char)*keyword & 0xC0u) != 0x80u;
    }
    return count;
}

static void answer_reset(struct answer *answer)
{
    struct text body = answer->body;

    memset(answer, 0, sizeof *answer);
    answer->body = body;
    answer->http_status = 200;
    answer->content_type = "application/json; charset=utf-8";
}

void answer_keyword(struct answer *answer, const char *keyword, const struct place *place)
{
    const struct company *company = company_find(keyword);
    const char *picture = strstr(keyword, "picture-");
    struct text url = {NULL, 0, 0};
    char part[1024];

    answer_reset(answer);
    if (picture == NULL || !picture_url(&url, picture, place)) {
        company_url(&url, company != NULL ? company : company_at(0), place);
    }
    if (characters(keyword) < 2) {
        answer_status(answer, 213, status_text(213));
    } else if (company != NULL) {
        answer_success(answer, "查询成功", url.ptr);
    } else if (!answer_specials(answer, sequence_step(keyword, part, sizeof part) ? part : keyword,
                                url.ptr)) {
        answer_reset(answer);
        answer_status(answer, 201, status_text(201));
    }
    text_free(&url);
}

static void put_details(struct text *out, const struct company *company)
{
    text_print(
        out,
        "{\"KeyNo\":\"%s\",\"Name\":\"%s\",\"No\":\"%s\",\"OperName\":\"\\u5f20\\u4e09\","
        "\"CreditCode\":\"%s\",\"Status\":\"存续\",\"Imported\":null,\"Note\":\"a\\\\b\\\"c\302\233d\"}",
        company->key_no, company->name, company->registration, company->credit_code);
}

static void put_years(struct text *out)
{
    text_print(out, "[ {\"No\":1,\"Year\":\"2025年度报告\",\"PublishDate\":\"2026-03-02\"},\r\n\t"
                    "{\"No\":2,\"Year\":\"2024年度报告\",\"PublishDate\":null} ]");
}

static void put_large(struct text *out, unsigned len)
{
    text_print(out, "{\"Large\":\"");
    for (unsigned i = 0; i < len; i++) {
        text_put(out, "x", 1);
    }
    text_print(out, "\"}");
}

void answer_details(struct answer *answer, const char *keyword, const struct place *place,
                    bool is_array)
{
    const struct company *company = company_find(keyword);
    const bool is_large = strncmp(keyword, "large-", 6) == 0;
    char number[48];
    unsigned len = 0;

    if (company == NULL && !(is_large && tail_number(keyword + 6, 1000000, &len))) {
        answer_keyword(answer, keyword, place);
        return;
    }
    answer_reset(answer);
    order_number(number, is_array ? "AR" : "ECI");
    answer->status = 200;
    text_print(
        &answer->body,
        "{\"Status\":\"200\",\"Message\":\"查询成功\",\"OrderNumber\":\"%s\",\"Paging\":null,"
        "\"Result\":",
        number);
    if (is_large) {
        put_large(&answer->body, len);
    } else if (is_array) {
        put_years(&answer->body);
    } else {
        put_details(&answer->body, company);
    }
    text_put(&answer->body, "}", 1);
}

void keyword_list(void)
{
    for (size_t i = 0; i < sizeof specials / sizeof specials[0]; i++) {
        printf("  %s%s\n", specials[i].name, specials[i].help);
    }
}
