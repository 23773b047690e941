/* picture_answers.c - what the simulator says to a GET of a picture: in good order, Range and
 * entity-tag included, or in one of the ways in which pictures go wrong.
 * SPDX-License-Identifier: MIT */
#include "simulator.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PICTURE "00000000000000000000000000000001"
#define FOLDER "/ReportImage/"

/* One request, and what is being made of it. */
struct asked {
    struct answer *answer;
    const struct picture_request *request;
    const char *name; /* of the picture, with its ending */
    unsigned number;  /* after the behaviour's name */
    bool jpeg;
    bool answered; /* as it stands: Range has had its say, or has none */
};

/* ---- Entity-tags and ranges (RFC 9110 sections 8.8.3, 13.1.5 and 14). */

/* FNV-1a of the picture. */
static void set_etag(struct answer *answer)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < answer->body.len; i++) {
        hash = (hash ^ (unsigned char)answer->body.ptr[i]) * 16777619u;
    }
    snprintf(answer->etag, sizeof answer->etag, "\"%08x\"", (unsigned)hash);
}

static bool range_number(const char **at, uint64_t *value)
{
    size_t digits = strspn(*at, "0123456789");

    *value = digits > 0 && digits < 16 ? strtoull(*at, NULL, 10) : 0;
    *at += digits;
    return digits > 0 && digits < 16;
}

enum range { RANGE_NONE, RANGE_PART, RANGE_BEYOND };

/* One `bytes=A-`, `bytes=A-B` or `bytes=-N`; anything else is as good as none. */
static enum range parse_range(const char *text, uint64_t total, uint64_t *first, uint64_t *end)
{
    bool has_first;
    bool has_last;

    if (text == NULL || strncmp(text, "bytes=", 6) != 0) {
        return RANGE_NONE;
    }
    text += 6;
    has_first = range_number(&text, first);
    if (*text++ != '-') {
        return RANGE_NONE;
    }
    has_last = range_number(&text, end);
    if (*text != '\0' || (!has_first && !has_last) || (has_first && has_last && *end < *first)) {
        return RANGE_NONE;
    }
    if (!has_first) {
        *first = *end < total ? total - *end : 0;
        *end = total;
    } else if (!has_last || *end >= total) {
        *end = total;
    } else {
        *end += 1;
    }
    return *first < *end ? RANGE_PART : RANGE_BEYOND;
}

/* True when the part may be sent: If-Range is missing, or is our strong tag. */
static bool range_holds(const struct asked *asked)
{
    const char *condition = asked->request->if_range;

    return condition == NULL ||
           (asked->answer->etag[0] == '"' && strcmp(condition, asked->answer->etag) == 0);
}

static void answer_beyond(struct answer *answer, uint64_t total)
{
    answer_html(answer, 416, "no such range");
    answer->repeat_more = 0;
    snprintf(answer->content_range, sizeof answer->content_range, "bytes */%llu",
             (unsigned long long)total);
}

/* Answers by the part that Range asks for; false when it is to be the whole. */
static bool answer_part(struct asked *asked)
{
    struct answer *answer = asked->answer;
    uint64_t total = answer_total(answer);
    uint64_t first = 0;
    uint64_t end = 0;
    enum range range = parse_range(asked->request->range, total, &first, &end);

    asked->answered = true;
    if (range == RANGE_NONE || !range_holds(asked)) {
        return false;
    }
    if (range == RANGE_BEYOND) {
        answer_beyond(answer, total);
        return true;
    }
    answer->http_status = 206;
    answer->first = first;
    answer->end = end;
    snprintf(answer->content_range, sizeof answer->content_range, "bytes %llu-%llu/%llu",
             (unsigned long long)first, (unsigned long long)end - 1, (unsigned long long)total);
    return true;
}

/* ---- In good order, more or less. */

static bool act_ok(struct asked *asked)
{
    (void)asked;
    return true;
}

static bool act_slow(struct asked *asked)
{
    answer_part(asked);
    asked->answer->piece = (size_t)(answer_length(asked->answer) / 8 + 1);
    asked->answer->piece_ms = asked->number != 0 ? asked->number : 100;
    return true;
}

static bool act_chunked(struct asked *asked)
{
    asked->answer->framing = FRAMING_CHUNKED;
    return true;
}

static bool act_wrong_type(struct asked *asked)
{
    asked->answer->content_type = "text/html; charset=utf-8";
    return true;
}

static bool act_gzip(struct asked *asked)
{
    asked->answer->content_encoding = "gzip";
    return true;
}

static bool act_trailing(struct asked *asked)
{
    for (int i = 0; i < 100; i++) {
        text_put(&asked->answer->body, "x", 1);
    }
    return true;
}

/* ---- No picture. */

static bool answer_page(struct asked *asked, unsigned http_status, const char *title)
{
    answer_html(asked->answer, http_status, title);
    asked->answer->etag[0] = '\0';
    asked->answer->ranges = false;
    asked->answered = true;
    return true;
}

static bool act_http(struct asked *asked)
{
    if (asked->number < 200 || asked->number > 599) {
        return false;
    }
    return answer_page(asked, asked->number, "simulated");
}

static void set_body(struct asked *asked, const char *type, const void *bytes, size_t len)
{
    struct answer *answer = asked->answer;

    answer->content_type = type;
    answer->body.len = 0;
    text_put(&answer->body, bytes, len);
    set_etag(answer);
}

static bool act_html(struct asked *asked)
{
    static const char page[] = "<!DOCTYPE html>\n<html><body>not found</body></html>\n";

    set_body(asked, "text/html; charset=utf-8", page, strlen(page));
    return true;
}

static bool act_gif(struct asked *asked)
{
    static const uint8_t gif[] = {'G', 'I', 'F', '8', '9', 'a', 1,   0,    1, 0, 0x80, 0,
                                  0,   0,   0,   0,   255, 255, 255, 0x2C, 0, 0, 0,    0,
                                  1,   0,   1,   0,   0,   2,   2,   0x44, 1, 0, 0x3B};

    set_body(asked, "image/gif", gif, sizeof gif);
    return true;
}

static bool act_svg(struct asked *asked)
{
    static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" "
                              "height=\"1\"><rect width=\"1\" height=\"1\"/></svg>\n";

    set_body(asked, "image/svg+xml", svg, strlen(svg));
    return true;
}

static bool act_empty(struct asked *asked)
{
    asked->answer->body.len = 0;
    return true;
}

static bool act_signature(struct asked *asked)
{
    asked->answer->body.len = asked->jpeg ? 2 : 8;
    return true;
}

static bool act_jpeg_as_png(struct asked *asked)
{
    const char *type = asked->answer->content_type;

    asked->answer->body.len = 0;
    picture_draw(&asked->answer->body, asked->jpeg ? PICTURE ".png" : PICTURE ".jpg");
    asked->answer->content_type = type;
    set_etag(asked->answer);
    return true;
}

enum { PNG_END = 12, JPEG_END = 2 }; /* lengths of IEND and EOI */

/* The checksum of the last IDAT, which IEND follows. */
static bool act_crc(struct asked *asked)
{
    struct text *body = &asked->answer->body;

    body->ptr[body->len - PNG_END - 1] ^= 1;
    return !asked->jpeg;
}

static bool act_truncated(struct asked *asked)
{
    asked->answer->body.len -= asked->jpeg ? JPEG_END : PNG_END;
    return true;
}

/* ---- Sizes. */

static bool act_big(struct asked *asked)
{
    picture_big(asked->answer, asked->number);
    return asked->number > 0 && asked->number <= 1000 && !asked->jpeg;
}

static bool act_huge(struct asked *asked)
{
    asked->number = 100;
    return act_big(asked);
}

static bool act_huge_chunked(struct asked *asked)
{
    asked->answer->framing = FRAMING_CHUNKED;
    return act_huge(asked);
}

/* ---- Broken off. */

static bool cut_at_half(struct asked *asked)
{
    asked->answered = true;
    asked->answer->cut_at = answer_length(asked->answer) / 2;
    return true;
}

static bool act_cut(struct asked *asked)
{
    return answer_part(asked) || cut_at_half(asked);
}

static bool act_cut_chunked(struct asked *asked)
{
    asked->answer->framing = FRAMING_CHUNKED;
    return act_cut(asked);
}

/* Without a tag to resume by, a client begins anew: to come to an end, every other one comes
 * whole. */
static bool cut_every_other(struct asked *asked)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static bool whole = true;
    bool mine;

    pthread_mutex_lock(&lock);
    mine = whole = !whole;
    pthread_mutex_unlock(&lock);
    return answer_part(asked) || mine || cut_at_half(asked);
}

static bool act_cut_weak(struct asked *asked)
{
    char strong[sizeof asked->answer->etag];

    memcpy(strong, asked->answer->etag, sizeof strong);
    snprintf(asked->answer->etag, sizeof asked->answer->etag, "W/%.24s", strong);
    return cut_every_other(asked);
}

static bool act_cut_no_etag(struct asked *asked)
{
    asked->answer->etag[0] = '\0';
    return cut_every_other(asked);
}

static bool act_cut_always(struct asked *asked)
{
    answer_part(asked);
    asked->answer->cut_at = 1000;
    return true;
}

/* The others look at whether there is a Range, which is that of the second request. */
static bool act_cut_whole(struct asked *asked)
{
    asked->answered = true;
    return asked->request->range != NULL || cut_at_half(asked);
}

static bool act_cut_changed(struct asked *asked)
{
    struct answer *answer = asked->answer;

    if (asked->request->range == NULL) {
        return cut_at_half(asked);
    }
    asked->answered = true;
    answer->body.len = 0;
    picture_draw(&answer->body, asked->jpeg ? "00000000000000000000000000000004.jpg"
                                            : "00000000000000000000000000000003.png");
    set_etag(answer);
    return true;
}

/* A part, but from the beginning. */
static bool act_cut_other_206(struct asked *asked)
{
    static const char from_0[] = "bytes=0-99";
    struct picture_request other = *asked->request;
    struct asked again = *asked;

    if (asked->request->range == NULL) {
        return cut_at_half(asked);
    }
    asked->answered = true;
    other.range = from_0;
    again.request = &other;
    return answer_part(&again);
}

static bool act_cut_416(struct asked *asked)
{
    if (asked->request->range == NULL) {
        return cut_at_half(asked);
    }
    asked->answered = true;
    answer_beyond(asked->answer, answer_total(asked->answer));
    return true;
}

/* ---- Elsewhere. */

static bool act_redirect(struct asked *asked)
{
    static const unsigned statuses[] = {302, 301, 307, 308, 303};
    struct answer *answer = asked->answer;

    if (asked->number == 0) {
        return true;
    }
    snprintf(answer->location, sizeof answer->location, "../redirect-%u/%s", asked->number - 1,
             asked->name);
    return answer_page(asked, statuses[asked->number % 5], "moved");
}

static bool act_redirect_loop(struct asked *asked)
{
    snprintf(asked->answer->location, sizeof asked->answer->location, "%s", asked->name);
    return answer_page(asked, 302, "moved");
}

static bool act_redirect_none(struct asked *asked)
{
    return answer_page(asked, 302, "moved");
}

/* Redirects to the picture in good order, at `before`HOST:`port`. */
static bool redirect_to(struct asked *asked, const char *before, unsigned port)
{
    snprintf(asked->answer->location, sizeof asked->answer->location, "%s%s:%u" FOLDER "ok/%s",
             before, asked->request->place->host, port, asked->name);
    return answer_page(asked, 302, "moved");
}

static bool act_redirect_host(struct asked *asked)
{
    const struct place *place = asked->request->place;

    return redirect_to(asked, "//", asked->request->https ? place->https_port : place->http_port);
}

static bool act_redirect_plain(struct asked *asked)
{
    return redirect_to(asked, "http://", asked->request->place->http_port);
}

static bool act_redirect_secure(struct asked *asked)
{
    return redirect_to(asked, "https://", asked->request->place->https_port);
}

static bool act_redirect_user(struct asked *asked)
{
    return redirect_to(asked, "https://user@", asked->request->place->https_port);
}

static bool act_redirect_port(struct asked *asked)
{
    return redirect_to(asked, "https://", 65536);
}

static bool redirect_as_is(struct asked *asked, const char *location)
{
    snprintf(asked->answer->location, sizeof asked->answer->location, "%s", location);
    return answer_page(asked, 302, "moved");
}

static bool act_redirect_file(struct asked *asked)
{
    return redirect_as_is(asked, "file:///etc/hostname");
}

static bool act_redirect_ftp(struct asked *asked)
{
    return redirect_as_is(asked, "ftp://localhost/picture.png");
}

static bool act_redirect_private(struct asked *asked)
{
    return redirect_as_is(asked, "https://10.0.0.1/picture.png");
}

/* ---- The table. */

/* A name that ends with `-` wants a number; longer names come before those that they begin with. */
static const struct behaviour {
    const char *name;
    bool (*act)(struct asked *asked); /* false: not with this number, or not with a JPEG */
    const char *help;
} behaviours[] = {
    {"ok", act_ok, "in good order"},
    {"http-", act_http, "NNN: that HTTP status and HTML"},
    {"slow-", act_slow, "N: 8 pieces, a pause of N ms before each"},
    {"slow", act_slow, "the same with N = 100"},
    {"chunked", act_chunked, "in good order, chunked"},
    {"wrong-type", act_wrong_type, "in good order, and named text/html"},
    {"gzip", act_gzip, "the plain picture, and Content-Encoding: gzip (a lie)"},
    {"trailing", act_trailing, "100 bytes after the picture's end"},
    {"html", act_html, "a page of HTML with status 200"},
    {"gif", act_gif, "a GIF"},
    {"svg", act_svg, "an SVG"},
    {"empty", act_empty, "no bytes"},
    {"signature", act_signature, "the first bytes of a picture and no more"},
    {"jpeg-as-png", act_jpeg_as_png, "a JPEG that is named a PNG"},
    {"crc", act_crc, "a PNG with a wrong checksum"},
    {"truncated", act_truncated, "without its end marker, in good order otherwise"},
    {"big-", act_big, "N: a PNG of N MB"},
    {"huge-chunked", act_huge_chunked, "the same, chunked"},
    {"huge", act_huge, "a PNG of 100 MB, announced"},
    {"cut-weak", act_cut_weak, "as cut-no-etag, with a weak entity-tag"},
    {"cut-no-etag", act_cut_no_etag, "the connection breaks at half, every other time"},
    {"cut-always", act_cut_always, "breaks after 1,000 bytes, of each part too"},
    {"cut-whole", act_cut_whole, "breaks at half; a Range is answered by 200 and the whole"},
    {"cut-changed", act_cut_changed, "the same by 200 and another picture"},
    {"cut-other-206", act_cut_other_206, "the same by 206 and a part that was not asked for"},
    {"cut-416", act_cut_416, "the same by 416"},
    {"cut-chunked", act_cut_chunked, "as cut, chunked"},
    {"cut", act_cut, "breaks at half, without Range; the rest can be had by Range"},
    {"redirect-loop", act_redirect_loop, "to itself"},
    {"redirect-none", act_redirect_none, "302 without a Location"},
    {"redirect-host", act_redirect_host, "to //HOST:PORT/..."},
    {"redirect-plain", act_redirect_plain, "to http"},
    {"redirect-secure", act_redirect_secure, "to https"},
    {"redirect-user", act_redirect_user, "to https://user@HOST:PORT/..."},
    {"redirect-port", act_redirect_port, "to port 65536"},
    {"redirect-file", act_redirect_file, "to file:"},
    {"redirect-ftp", act_redirect_ftp, "to ftp:"},
    {"redirect-private", act_redirect_private, "to https://10.0.0.1/"},
    {"redirect-", act_redirect, "N: N relative redirects, then the picture"},
};

enum { BEHAVIOURS = sizeof behaviours / sizeof behaviours[0] };

/* True when `text`, of `len` bytes, is the behaviour's name and, where it wants one, a number. */
static bool behaviour_is(const struct behaviour *behaviour, const char *text, size_t len,
                         unsigned *number)
{
    size_t name_len = strlen(behaviour->name);
    bool wants_number = behaviour->name[name_len - 1] == '-';
    size_t digits = len > name_len ? len - name_len : 0;

    if (len < name_len || memcmp(text, behaviour->name, name_len) != 0 ||
        wants_number != (digits > 0) || digits > 6 ||
        strspn(text + name_len, "0123456789") < digits) {
        return false;
    }
    *number = wants_number ? (unsigned)strtoul(text + name_len, NULL, 10) : 0;
    return true;
}

static const struct behaviour *behaviour_find(const char *text, size_t len, unsigned *number)
{
    for (size_t i = 0; i < BEHAVIOURS; i++) {
        if (behaviour_is(&behaviours[i], text, len, number)) {
            return &behaviours[i];
        }
    }
    return NULL;
}

void picture_list(void)
{
    for (size_t i = 0; i < BEHAVIOURS; i++) {
        bool wants_number = behaviours[i].name[strlen(behaviours[i].name) - 1] == '-';

        printf("  picture-%s%s%s\n", behaviours[i].name, wants_number ? "" : ": ",
               behaviours[i].help);
    }
}

/* ---- Links and requests. */

/* Takes `suffix` off the end of text[0..*len). */
static bool take_suffix(const char *text, size_t *len, const char *suffix)
{
    size_t suffix_len = strlen(suffix);

    if (*len <= suffix_len || memcmp(text + *len - suffix_len, suffix, suffix_len) != 0) {
        return false;
    }
    *len -= suffix_len;
    return true;
}

bool picture_url(struct text *url, const char *keyword, const struct place *place)
{
    const char *text = keyword + strlen("picture-");
    char name[128];
    unsigned number;
    bool plain = false;
    bool jpeg = false;
    size_t len;

    if (strncmp(keyword, "picture-", strlen("picture-")) != 0) {
        return false;
    }
    len = strcspn(text, "+");
    if (behaviour_find(text, len, &number) == NULL) { /* redirect-plain ends in no suffix */
        plain = take_suffix(text, &len, "-plain");
        jpeg = take_suffix(text, &len, "-jpg");
    }
    if (behaviour_find(text, len, &number) == NULL) {
        return false;
    }
    snprintf(name, sizeof name, "%.*s/" PICTURE ".%s", (int)len, text, jpeg ? "jpg" : "png");
    answer_url(url, place, name, !plain);
    return true;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);

    return len >= strlen(end) && strcmp(text + len - strlen(end), end) == 0;
}

void picture_answer(struct answer *answer, const struct picture_request *request)
{
    const char *slash = strchr(request->path, '/');
    const char *behaviour_name = slash != NULL ? request->path : "ok";
    size_t len = slash != NULL ? (size_t)(slash - request->path) : strlen("ok");
    struct asked asked = {answer, request, slash != NULL ? slash + 1 : request->path,
                          0,      false,   false};
    const struct behaviour *behaviour = behaviour_find(behaviour_name, len, &asked.number);

    if (behaviour == NULL || !picture_draw(&answer->body, asked.name)) {
        answer_html(answer, 404, "no such picture");
        return;
    }
    asked.jpeg = ends_with(asked.name, ".jpg");
    answer->content_type = asked.jpeg ? "image/jpeg" : "image/png";
    answer->ranges = true;
    set_etag(answer);
    if (!behaviour->act(&asked)) {
        answer_page(&asked, 404, "no such picture");
    } else if (!asked.answered) {
        answer_part(&asked);
    }
}
