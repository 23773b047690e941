/* response.c - the response reader: status line, fields and framing (RFC 9112).
 *
 * Each state has one function, which step() calls: it is given the next byte and returns the state
 * after it. Only the characters of names, words and texts come many at a time. All that it has to
 * remember is in the struct, so the outcome cannot depend on how the network cut the bytes.
 * SPDX-License-Identifier: MIT */
#include "http/response.h"
#include "base/ascii.h"
#include "http/chunked.h"

#if QCC_INTERIM_MAX > 255
#error "QCC_INTERIM_MAX is counted in eight bits"
#endif

/* A state above COMPLETE waits for more. COMPLETE and the errors below it are outcomes. */
enum {
    COMPLETE = QCC_OK,
    IN_CHUNKED_BODY,
    IN_SIZED_BODY,       /* in a body with Content-Length */
    IN_BODY_UNTIL_CLOSE, /* the last state that is not of a head or a trailer section */

    IN_VERSION,     /* in the HTTP version of a status line, and the SP after it */
    IN_STATUS_CODE, /* in the status code, and the SP after it */
    IN_NAME,        /* at the beginning of a field line, or in its name */
    IN_TEXT,        /* in a reason phrase, or in a value that does not frame the message */
    IN_LENGTH,      /* in the value of Content-Length */
    IN_CODING,      /* in the value of Content-Encoding or Transfer-Encoding */
    IN_CONNECTION,  /* in the value of Connection */
    AT_LF,          /* after the CR of a line */
    AT_LAST_LF      /* after the CR of the empty line */
};

/* tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" /
 *         DIGIT / ALPHA (RFC 9110 section 5.6.2) */
static const struct qcc_ascii_set tchars = {{0, 0x03FF6CFA, 0xC7FFFFFE, 0x57FFFFFF}};

/* What a head has said so far, a bit each. */
enum {
    HTTP_1_0 = 1,
    KEEP_ALIVE = 2,    /* HTTP/1.1, or Connection: keep-alive */
    CLOSE = 4,         /* Connection: close, or another reason to close the connection */
    LENGTH = 8,        /* Content-Length: at least one digit */
    IDENTITY = 16,     /* Content-Encoding: identity */
    CHUNKED = 32,      /* Transfer-Encoding: chunked */
    ENCODED = 64,      /* Content-Encoding: anything else */
    LENGTH_ENDED = 128 /* Content-Length: white space after the digits */
};

/* The fields that frame the message. Content-Length and Transfer-Encoding may come once (RFC 9112
 * section 6.3), the latter never in HTTP/1.0 (section 6.1). */
struct qcc_framing_field {
    const char *name;   /* in small letters, as `coding` is */
    const char *coding; /* for IN_CODING: the only one that is accepted */
    uint8_t name_len, coding_len;
    uint8_t state;     /* in its value */
    uint8_t says;      /* the bit that `coding` sets */
    uint8_t otherwise; /* the bit that any other value sets; 0: it is an error */
    uint8_t not_after; /* the field is an error once one of these bits is set */
    int8_t error;      /* for a field and a value that are errors */
};

/* A word and its length: most words are told apart by that alone. */
#define NAME(text) .name = "" text, .name_len = sizeof(text) - 1
#define CODING(text) .coding = "" text, .coding_len = sizeof(text) - 1

static const struct qcc_framing_field framing_fields[] = {
    {NAME("connection"), .state = IN_CONNECTION, .otherwise = CLOSE},
    {NAME("content-length"), .state = IN_LENGTH, .not_after = LENGTH,
     .error = QCC_ERROR_CONTENT_LENGTH},
    {NAME("content-encoding"), CODING("identity"), .state = IN_CODING, .says = IDENTITY,
     .otherwise = ENCODED},
    {NAME("transfer-encoding"), CODING("chunked"), .state = IN_CODING, .says = CHUNKED,
     .not_after = CHUNKED | HTTP_1_0, .error = QCC_ERROR_TRANSFER_ENCODING},
};
#define FRAMING_FIELDS (sizeof framing_fields / sizeof framing_fields[0])

/* ---- Beginning and ending. */

/* What a head has said is forgotten when the next one begins: the framing and the wanted fields. */
static int begin_head(struct qcc_response *response)
{
    response->said = 0;
    response->content_length = 0;
    response->error = QCC_ERROR_STATUS_LINE;
    response->place = 0;
    for (size_t i = 0; i < response->field_count; i++) {
        response->fields[i].len = 0;
        response->fields[i].present = false;
        response->fields[i].repeated = false;
    }
    return IN_VERSION;
}

void qcc_response_begin(struct qcc_response *response, const struct qcc_expected *expected,
                        struct qcc_field *fields, size_t field_count, uint32_t body_max)
{
    response->http_status = 0;
    response->reusable = false;
    response->in_body = false;
    response->interim = 0;
    response->token_len = 0;
    response->head_len = 0;
    response->wanted = NULL;
    response->expected = expected;
    response->fields = fields;
    response->field_count = field_count;
    response->body_max = body_max < QCC_BODY_MAX_LIMIT ? body_max : QCC_BODY_MAX_LIMIT;
    response->state = begin_head(response);
}

static bool says(const struct qcc_response *response, uint32_t bit)
{
    return (response->said & bit) != 0;
}

static void say(struct qcc_response *response, uint32_t bit)
{
    response->said |= (uint8_t)bit;
}

/* RFC 9112 section 9.3: HTTP/1.1 keeps a connection unless `close` is said, HTTP/1.0 only when
 * `keep-alive` is. */
static int complete(struct qcc_response *response)
{
    response->in_body = true;
    response->reusable = says(response, KEEP_ALIVE) && !says(response, CLOSE);
    return COMPLETE;
}

static enum qcc_error outcome_of(const struct qcc_response *response)
{
    return response->state > COMPLETE ? QCC_PENDING : (enum qcc_error)response->state;
}

static bool is_in_head(const struct qcc_response *response)
{
    return response->state > IN_BODY_UNTIL_CLOSE;
}

/* RFC 9110 section 9.3.6: any 2xx to CONNECT opens the tunnel. */
static bool opens_tunnel(const struct qcc_response *response)
{
    return response->expected->kind == QCC_RESPONSE_TO_CONNECT && response->http_status / 100 == 2;
}

/* ---- The status line.
 *
 * status-line  = HTTP-version SP status-code SP [ reason-phrase ]
 * HTTP-version = "HTTP/" DIGIT "." DIGIT
 * status-code  = 3DIGIT
 *
 * (RFC 9112 sections 2.3 and 4.) */

static int read_version(struct qcc_response *response, uint8_t byte)
{
    static const char version[] = "HTTP/1.1 ";
    static const uint8_t minor = sizeof "HTTP/1." - 1; /* the place of the minor version */

    if (response->place == minor && byte == '0') {
        say(response, HTTP_1_0);
    } else if (byte != (uint8_t)version[response->place]) {
        return QCC_ERROR_STATUS_LINE;
    }
    response->place++;
    if (response->place < sizeof version - 1) {
        return IN_VERSION;
    }
    if (!says(response, HTTP_1_0)) {
        say(response, KEEP_ALIVE);
    }
    response->place = 0;
    response->status_code = 0;
    return IN_STATUS_CODE;
}

/* An interim response leaves http_status 0: the final one is still to come. */
static int end_status_code(struct qcc_response *response)
{
    const uint16_t status = response->status_code;

    if (status < 100 || status > 599) {
        return QCC_ERROR_STATUS_LINE;
    }
    if (status >= 200) {
        response->http_status = status;
    } else if (status == 101 || response->interim == QCC_INTERIM_MAX) {
        return QCC_ERROR_INTERIM;
    } else {
        response->interim++;
    }
    return IN_TEXT;
}

static int read_status_code(struct qcc_response *response, uint8_t byte)
{
    if (response->place == 3) {
        return byte == ' ' ? end_status_code(response) : QCC_ERROR_STATUS_LINE;
    }
    if (!qcc_is_digit(byte)) {
        return QCC_ERROR_STATUS_LINE;
    }
    response->status_code = (uint16_t)(response->status_code * 10 + (byte - '0'));
    response->place++;
    return IN_STATUS_CODE;
}

/* ---- Text.
 *
 * reason-phrase = 1*( HTAB / SP / VCHAR / obs-text )
 * field-value   = *field-content */

/* Stores one byte; false when it does not fit. White space before the value is left out. So is
 * white space that does not fit: either the line ends and it is no part of the value, or another
 * byte follows, and that one does not fit. */
static bool store(struct qcc_field *field, uint8_t byte)
{
    if (qcc_is_blank(byte) && (field->len == 0 || field->len == field->cap)) {
        return true;
    }
    if (field->len == field->cap) {
        return false;
    }
    field->value[field->len++] = byte;
    return true;
}

/* White space at the end of the line is no part of the value. */
static void trim(struct qcc_field *field)
{
    while (field->len != 0 && qcc_is_blank(field->value[field->len - 1])) {
        field->len--;
    }
}

/* Text that nobody wants. */
static const uint8_t *skip_text(const uint8_t *p, const uint8_t *end)
{
    while (p != end && qcc_is_text(*p)) {
        p++;
    }
    return p;
}

/* The value of the wanted field does not fit. */
static int overflow(struct qcc_response *response)
{
    struct qcc_field *const wanted = response->wanted;

    if (!wanted->optional) {
        return QCC_ERROR_FIELD_TOO_LONG;
    }
    wanted->present = false;
    wanted->repeated = true; /* as good as two, should another come */
    response->wanted = NULL;
    return IN_TEXT;
}

static int read_text(struct qcc_response *response, uint8_t byte)
{
    struct qcc_field *const wanted = response->wanted;

    if (qcc_is_text(byte)) {
        return wanted == NULL || store(wanted, byte) ? IN_TEXT : overflow(response);
    }
    if (byte != '\r') {
        return response->error;
    }
    if (wanted != NULL) {
        trim(wanted);
        response->wanted = NULL;
    }
    return AT_LF;
}

/* ---- Names. */

/* token = 1*tchar (RFC 9110 section 5.6.2), or what there is of one, or none. Nothing that is
 * looked for is longer than QCC_FIELD_NAME_MAX. */
static const uint8_t *read_token(struct qcc_response *response, const uint8_t *p,
                                 const uint8_t *end)
{
    size_t len = response->token_len;

    for (; p != end && qcc_ascii_has(&tchars, *p); p++) {
        if (len <= QCC_FIELD_NAME_MAX) {
            response->token[len++] = *p;
        }
    }
    response->token_len = (uint8_t)len;
    return p;
}

static bool token_is(const struct qcc_response *response, const char *word, size_t len)
{
    return response->token_len == len && qcc_is_word(response->token, len, word);
}

static const struct qcc_framing_field *find_framing(const struct qcc_response *response)
{
    for (size_t i = 0; i < FRAMING_FIELDS; i++) {
        if (token_is(response, framing_fields[i].name, framing_fields[i].name_len)) {
            return &framing_fields[i];
        }
    }
    return NULL;
}

static struct qcc_field *find_wanted(const struct qcc_response *response)
{
    for (size_t i = 0; i < response->field_count; i++) {
        if (qcc_is_word(response->token, response->token_len, response->fields[i].name)) {
            return &response->fields[i];
        }
    }
    return NULL;
}

static int begin_wanted(struct qcc_response *response)
{
    struct qcc_field *field = find_wanted(response);

    if (field != NULL) {
        field->repeated = field->repeated || field->present;
        field->present = true;
        field->len = 0;
    }
    response->wanted = field;
    return IN_TEXT;
}

static int begin_framing(struct qcc_response *response)
{
    const struct qcc_framing_field *field = find_framing(response);

    if (field == NULL) {
        return begin_wanted(response);
    }
    response->framing = field;
    return says(response, field->not_after) ? field->error : field->state;
}

/* The colon after a name has been read. In trailers no field counts; in the head that opens a
 * tunnel, no framing. */
static int begin_value(struct qcc_response *response)
{
    int state = IN_TEXT;

    if (!response->in_body) {
        state = opens_tunnel(response) ? begin_wanted(response) : begin_framing(response);
    }
    response->token_len = 0;
    return state;
}

/* field-line = field-name ":" OWS field-value OWS
 * field-name = token
 *
 * (RFC 9112 section 5.) A line that begins with CR ends the section. Only a name may begin a line,
 * and only the colon may end a name: a fold (section 5.2), white space, an empty name and a line
 * without a colon are malformed. */
static int end_name(struct qcc_response *response, uint8_t byte)
{
    if (response->token_len == 0) {
        return byte == '\r' ? AT_LAST_LF : QCC_ERROR_FIELD;
    }
    return byte == ':' ? begin_value(response) : QCC_ERROR_FIELD;
}

/* ---- Values that frame the message. */

/* The value is not what the field should have. Misconfigured servers name content codings that are
 * none, or have not been applied: the body tells. A connection whose options are malformed is not
 * trusted with another request. */
static int read_other(struct qcc_response *response, uint8_t byte)
{
    const struct qcc_framing_field *field = response->framing;

    if (field->otherwise == 0) {
        return field->error;
    }
    say(response, field->otherwise);
    response->token_len = 0;
    return read_text(response, byte);
}

/* Content-Length = 1*DIGIT (RFC 9110 section 8.6). A number above the cap stays above it, whatever
 * follows; one up to the cap has room for another digit (QCC_BODY_MAX_LIMIT). */
static int read_length(struct qcc_response *response, uint8_t byte)
{
    if (qcc_is_digit(byte) && !says(response, LENGTH_ENDED)) {
        say(response, LENGTH);
        if (response->content_length <= response->body_max) {
            response->content_length = response->content_length * 10 + (uint32_t)(byte - '0');
        }
        return IN_LENGTH;
    }
    if (qcc_is_blank(byte)) {
        say(response, says(response, LENGTH) ? LENGTH_ENDED : 0);
        return IN_LENGTH;
    }
    return byte == '\r' && says(response, LENGTH) ? AT_LF : QCC_ERROR_CONTENT_LENGTH;
}

/* Content-Encoding  = #content-coding (RFC 9110 section 8.4)
 * Transfer-Encoding = #transfer-coding (RFC 9112 section 6.1)
 *
 * Both are lists; only one coding is taken, alone, in one field line with a value. So a comma or a
 * parameter is malformed, too. */
static int end_coding(struct qcc_response *response, uint8_t byte)
{
    const struct qcc_framing_field *field = response->framing;

    if (response->token_len != 0) {
        if (says(response, field->says) || !token_is(response, field->coding, field->coding_len)) {
            return read_other(response, byte);
        }
        say(response, field->says);
        response->token_len = 0;
    }
    if (byte == '\r' && says(response, field->says)) {
        return AT_LF;
    }
    return qcc_is_blank(byte) ? IN_CODING : read_other(response, byte);
}

/* Connection = #connection-option (RFC 9110 section 7.6.1)
 *
 * A blank separates as a comma does. A value with anything else in it is not read any further. */
static int end_option(struct qcc_response *response, uint8_t byte)
{
    if (token_is(response, "close", sizeof "close" - 1)) {
        say(response, CLOSE);
    } else if (token_is(response, "keep-alive", sizeof "keep-alive" - 1)) {
        say(response, KEEP_ALIVE);
    }
    response->token_len = 0;
    if (byte == '\r') {
        return AT_LF;
    }
    return qcc_is_blank(byte) || byte == ',' ? IN_CONNECTION : read_other(response, byte);
}

/* ---- The end of a line, of a head, of a trailer section. */

/* Whether a response with a body may have this one, by its status and its length. */
static enum qcc_error judge_body(const struct qcc_response *response)
{
    const struct qcc_expected *expected = response->expected;

    if (response->content_length > response->body_max) {
        return QCC_ERROR_BODY_TOO_LARGE;
    }
    if (expected->kind == QCC_RESPONSE_TO_RANGE) {
        return expected->range->judge(expected->range, response->http_status,
                                      says(response, LENGTH), response->content_length);
    }
    return response->http_status == 206 ? QCC_ERROR_CONTENT_RANGE : QCC_OK;
}

/* RFC 9112 section 6.3, rules 4 to 8. Where the close ends the body, there is no next response. */
static int begin_body(struct qcc_response *response)
{
    const enum qcc_error error = judge_body(response);

    if (error != QCC_OK) {
        return error;
    }
    response->in_body = true;
    if (says(response, CHUNKED)) {
        qcc_chunked_begin(&response->chunked, response->body_max);
        return IN_CHUNKED_BODY;
    }
    if (!says(response, LENGTH)) {
        response->body_left = response->body_max;
        say(response, CLOSE);
        return IN_BODY_UNTIL_CLOSE;
    }
    response->body_left = response->content_length;
    return IN_SIZED_BODY; /* also one of no bytes, which ends at once */
}

/* The head of the final response has been read. RFC 9112 section 6.3: what has no body ends here,
 * with a connection that is the tunnel's (rule 2), or that may bring a body all the same where one
 * is announced (rule 1): it must not be taken for the next response. */
static int end_head(struct qcc_response *response)
{
    const uint16_t status = response->http_status;

    if (opens_tunnel(response)) {
        say(response, CLOSE);
        return complete(response);
    }
    if (says(response, LENGTH) && says(response, CHUNKED)) {
        return QCC_ERROR_CONTENT_LENGTH;
    }
    if (status != 204 && status != 304) {
        return begin_body(response);
    }
    if (says(response, CHUNKED) || response->content_length != 0) {
        say(response, CLOSE);
    }
    return complete(response);
}

/* CRLF (RFC 9112 section 2.2): neither the LF nor the CR alone ends a line here. */
static int read_lf(struct qcc_response *response, uint8_t byte)
{
    if (byte != '\n') {
        return response->error;
    }
    if (response->state == AT_LF) {
        response->error = QCC_ERROR_FIELD;
        return IN_NAME;
    }
    if (response->in_body) {
        return complete(response);
    }
    return response->http_status == 0 ? begin_head(response) : end_head(response);
}

/* ---- All of it. */

/* Reads the characters that the state takes many of. */
static const uint8_t *read_run(struct qcc_response *response, const uint8_t *p, const uint8_t *end)
{
    switch (response->state) {
    case IN_NAME:
    case IN_CODING:
    case IN_CONNECTION:
        return read_token(response, p, end);
    case IN_TEXT:
        return response->wanted == NULL ? skip_text(p, end) : p;
    default:
        return p;
    }
}

static int step(struct qcc_response *response, uint8_t byte)
{
    switch (response->state) {
    case IN_VERSION:
        return read_version(response, byte);
    case IN_STATUS_CODE:
        return read_status_code(response, byte);
    case IN_NAME:
        return end_name(response, byte);
    case IN_TEXT:
        return read_text(response, byte);
    case IN_LENGTH:
        return read_length(response, byte);
    case IN_CODING:
        return end_coding(response, byte);
    case IN_CONNECTION:
        return end_option(response, byte);
    default: /* AT_LF, AT_LAST_LF */
        return read_lf(response, byte);
    }
}

/* Heads and trailers. `head_len` stops at the cap: it does not overflow. */
static void read_head(struct qcc_response *response, struct qcc_span *in)
{
    const size_t room = QCC_HEAD_MAX - response->head_len;
    const uint8_t *const end = in->ptr + (in->len < room ? in->len : room);
    const uint8_t *p = in->ptr;

    while (p != end && is_in_head(response)) {
        p = read_run(response, p, end);
        if (p != end) {
            response->state = step(response, *p);
            if (response->state < COMPLETE) {
                break; /* a byte that is refused is not read */
            }
            p++;
        }
    }
    response->head_len += (uint32_t)(p - in->ptr);
    in->len -= (size_t)(p - in->ptr);
    in->ptr = p;
    if (is_in_head(response) && in->len != 0) {
        response->state = QCC_ERROR_HEAD_TOO_LARGE;
    }
}

/* A body that is a number of bytes, or whatever comes up to the cap. */
static void read_plain(struct qcc_response *response, struct qcc_span *in, struct qcc_span *body)
{
    body->ptr = in->ptr;
    body->len = in->len < response->body_left ? in->len : response->body_left;
    in->ptr += body->len;
    in->len -= body->len;
    response->body_left -= (uint32_t)body->len;
    if (response->state == IN_SIZED_BODY) {
        if (response->body_left == 0) {
            response->state = complete(response);
        }
    } else if (in->len != 0) {
        response->state = QCC_ERROR_BODY_TOO_LARGE;
    }
}

/* The trailer section follows the last chunk (RFC 9112 section 7.1.2): field lines like any others,
 * but no field counts. */
static void read_chunked(struct qcc_response *response, struct qcc_span *in, struct qcc_span *body)
{
    enum qcc_error outcome = qcc_chunked_read(&response->chunked, in, body);

    if (outcome == QCC_OK) {
        response->state = IN_NAME;
    } else if (outcome != QCC_PENDING) {
        response->state = outcome;
    }
}

enum qcc_error qcc_response_read(struct qcc_response *response, struct qcc_span *in,
                                 struct qcc_span *body)
{
    body->ptr = in->ptr;
    body->len = 0;
    if (in->len == 0) {
        return outcome_of(response); /* in->ptr may be NULL */
    }
    read_head(response, in);
    if (response->state == IN_CHUNKED_BODY) {
        read_chunked(response, in, body);
    } else if (response->state == IN_SIZED_BODY || response->state == IN_BODY_UNTIL_CLOSE) {
        read_plain(response, in, body);
    }
    return outcome_of(response);
}

enum qcc_error qcc_response_end(struct qcc_response *response)
{
    if (response->state == IN_BODY_UNTIL_CLOSE) {
        response->state = complete(response);
    } else if (response->state > COMPLETE) {
        response->state = response->head_len == 0 ? QCC_ERROR_CLOSED : QCC_ERROR_INCOMPLETE;
    }
    return outcome_of(response);
}

bool qcc_response_in_body(const struct qcc_response *response)
{
    return response->in_body;
}

bool qcc_response_is_encoded(const struct qcc_response *response)
{
    return says(response, ENCODED);
}
