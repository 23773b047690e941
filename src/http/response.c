/* response.c - the response reader: status line, fields and framing (RFC 9112), a byte at a time.
 *
 * A byte is judged as it passes, so the outcome cannot depend on how the network cut them. A token
 * is compared where it lies, as a whole, when the byte behind it has come; the one that a cut goes
 * through is put together in `token`, which is as long as the longest that is looked for.
 * SPDX-License-Identifier: MIT */
#include "http/response.h"
#include "http/chunked.h"

#include <string.h>

#if QCC_INTERIM_MAX > 255
#error "QCC_INTERIM_MAX is counted in eight bits"
#endif

/* A state above COMPLETE waits for more; COMPLETE and below it, the errors, are outcomes. */
enum {
    COMPLETE = QCC_OK,
    STATE_CHUNKED,
    STATE_SIZED,       /* in a body with Content-Length */
    STATE_UNTIL_CLOSE, /* the last state that is not of a head or trailer section */

    STATE_STATUS, /* in the status line, before the reason */
    STATE_NAME,   /* at the beginning of a field line, or in its name */
    STATE_TEXT,   /* in a reason, or in the value of a field that does not frame */
    STATE_WORDS,  /* in the value of one that does */
    STATE_LF,     /* behind the CR of a line */
    STATE_END_LF  /* behind the CR of the empty line */
};

#define NOWHERE 4 /* the place of what is not in a list: behind the last */

/* The bits of `seen` and `allowed`; the first four in the order of `words`. */
enum {
    CLOSE = 1 << 0,
    CHUNKED = 1 << 1,
    IDENTITY = 1 << 2,
    KEEP_ALIVE = 1 << 3,
    LENGTH = 1 << NOWHERE, /* a number, which is none of these words */
    HTTP_1_0 = 1 << 5
};

/* The words that matter in the values of framing fields, and the names of these fields: each behind
 * its length in octal, the shortest first; a 0 ends the list. */
static const uint8_t words[] = "\005close"
                               "\007chunked"
                               "\010identity"
                               "\012keep-alive";
static const uint8_t names[] = "\012connection"
                               "\016content-length"
                               "\020content-encoding"
                               "\021transfer-encoding";

/* What the fields of `names` may say, in the same order. Length and codings can be said once (RFC
 * 9112 section 6.3), the transfer coding not at all in HTTP/1.0 (section 6.1). A value is an
 * error when none of its bits has been seen where it ends; a Connection may be empty, as HTTP_1_0
 * and KEEP_ALIVE are among its bits, and the status line has set one of them. */
static const struct {
    uint8_t allowed; /* bits that the value may set, or has */
    uint8_t after;   /* what must not have been seen before */
    int8_t error;    /* what is wrong when it is not so */
} framing_fields[] = {
    {CLOSE | KEEP_ALIVE | HTTP_1_0, 0, QCC_ERROR_FIELD},
    {LENGTH, LENGTH, QCC_ERROR_CONTENT_LENGTH},
    {IDENTITY, 0, QCC_ERROR_CONTENT_ENCODING},
    {CHUNKED, CHUNKED | HTTP_1_0, QCC_ERROR_TRANSFER_ENCODING},
};

/* field-vchar, obs-text, SP and HTAB: all that a value or a reason may hold (RFC 9110 section 5.5,
 * RFC 9112 section 4). */
static bool is_text(uint32_t byte)
{
    return byte != 0x7f && (byte >= ' ' || byte == '\t');
}

static bool is_blank(uint32_t byte)
{
    return byte == ' ' || byte == '\t';
}

static const uint8_t *fail(struct qcc_response *response, const uint8_t *p, enum qcc_error error)
{
    response->state = (int8_t)error;
    return p;
}

/* The byte at `p` has no place in its line. */
static const uint8_t *refuse(struct qcc_response *response, const uint8_t *p)
{
    response->state = response->error;
    return p;
}

/* What a head says is forgotten when the next one begins, be it framing or a field that the caller
 * wants. */
static void begin_head(struct qcc_response *response)
{
    struct qcc_field *field;

    response->state = STATE_STATUS;
    response->error = QCC_ERROR_STATUS_LINE;
    response->left = 0;
    for (field = response->fields; field != response->fields_end; field++) {
        field->present = false;
        field->len = 0;
    }
}

void qcc_response_begin(struct qcc_response *response, struct qcc_field *fields, size_t field_count,
                        uint32_t body_max)
{
    response->http_status = 0;
    response->reusable = false;
    response->in_body = false;
    response->interim = 0;
    response->len = 0;
    response->head = 0;
    response->wanted = NULL;
    response->body_max = body_max < QCC_BODY_MAX_LIMIT ? body_max : QCC_BODY_MAX_LIMIT;
    response->fields = fields;
    response->fields_end = field_count != 0 ? fields + field_count : fields; /* which may be NULL */
    begin_head(response);
}

/* The status line has passed but for its reason. Its digits, the minor version's first, are in
 * `left`. */
static void end_status(struct qcc_response *response)
{
    uint32_t status = response->left;

    response->len = 0;
    response->left = 0;
    response->state = STATE_TEXT;
    if (status < 1000) {
        response->seen = HTTP_1_0;
    } else {
        response->seen = KEEP_ALIVE;
        status -= 1000;
    }
    if (status - 100 >= 500) {
        refuse(response, NULL);
    } else if (status >= 200) {
        response->http_status = (uint16_t)status;
    } else if (status == 101 || response->interim++ == QCC_INTERIM_MAX) {
        fail(response, NULL, QCC_ERROR_INTERIM);
    }
}

/* status-line  = HTTP-version SP status-code SP [ reason-phrase ]
 * HTTP-version = "HTTP/" DIGIT "." DIGIT
 * status-code  = 3DIGIT
 *
 * (RFC 9112 sections 2.3 and 4.) At each place stands the byte of `pattern`, or where that is 9 or
 * less a digit up to it, of the number in `left`. */
static const uint8_t *read_status(struct qcc_response *response, const uint8_t *p,
                                  const uint8_t *end)
{
    static const uint8_t pattern[13] = "HTTP/1.\001 \011\011\011 ";
    uint32_t place = response->len;

    for (; p != end; p++) {
        uint32_t most = pattern[place];
        uint32_t digit = *p - (uint32_t)'0';

        if (most > 9 ? *p != most : digit > most) {
            return refuse(response, p);
        }
        if (most <= 9) {
            response->left = response->left * 10 + digit;
        }
        if (++place == sizeof(pattern)) {
            end_status(response);
            return p + 1;
        }
    }
    response->len = (uint8_t)place;
    return p;
}

/* tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" /
 *         DIGIT / ALPHA (RFC 9110 section 5.6.2), a bit for each from SP on. */
static bool is_tchar(uint32_t byte)
{
    static const uint32_t tchars[3] = {0x03ff6cfau, 0xc7fffffeu, 0x57ffffffu};

    return (byte | 0x20) - 'a' < 26 ||
           (byte - 0x20 < 0x60 && (tchars[(byte - 0x20) / 32] >> (byte % 32) & 1) != 0);
}

/* Puts `piece` behind the pieces of the token that came before, and makes it the whole so far. */
static void join(struct qcc_response *response, struct qcc_span *piece)
{
    size_t i, len = response->len;

    for (i = 0; i < piece->len; i++) {
        response->token[len] = piece->ptr[i];
        len += len <= QCC_FIELD_NAME_MAX;
    }
    piece->ptr = response->token;
    piece->len = len;
}

/* token = 1*tchar (RFC 9110 section 5.6.2), or what there is of one, or none. It stays where it
 * lies, but for one that a cut goes through. */
static const uint8_t *read_token(struct qcc_response *response, const uint8_t *p,
                                 const uint8_t *end, struct qcc_span *token)
{
    token->ptr = p;
    while (p != end && is_tchar(*p)) {
        p++;
    }
    token->len = (size_t)(p - token->ptr);
    if (p == end || response->len != 0) {
        join(response, token);
        response->len = p == end ? (uint8_t)token->len : 0;
    }
    return p;
}

/* True when `token` is `name`, which is as long, without the bit 0x20, which is the case of a
 * letter: no two other bytes of a name differ in that alone. */
static bool is_name(const struct qcc_span *token, const uint8_t *name)
{
    const uint8_t *p = token->ptr;
    const uint8_t *end = p + token->len;

    while (p != end) {
        if (((*p++ ^ *name++) & ~0x20) != 0) {
            return false;
        }
    }
    return true;
}

/* The place that `token` has in `list`, or NOWHERE. Behind `*list - 1u < token->len` the rest of
 * the list is too long, or at its end, where 0 becomes the largest number. */
static uint32_t find(const struct qcc_span *token, const uint8_t *list)
{
    uint32_t place;

    for (place = 0; *list - 1u < token->len; place++) {
        if (*list == token->len && is_name(token, list + 1)) {
            return place;
        }
        list += 1 + *list;
    }
    return NOWHERE;
}

static void begin_wanted(struct qcc_response *response, const struct qcc_span *name)
{
    struct qcc_field *field;

    for (field = response->fields; field != response->fields_end; field++) {
        if (field->name.len == name->len && is_name(name, field->name.ptr)) {
            field->present = true;
            field->len = 0;
            response->wanted = field;
            return;
        }
    }
}

/* Behind the colon of a name. In trailers, none counts. */
static void begin_value(struct qcc_response *response, const struct qcc_span *name)
{
    uint32_t place;

    response->state = STATE_TEXT;
    if (response->in_body) {
        return;
    }
    place = find(name, names);
    if (place == NOWHERE) {
        begin_wanted(response, name);
        return;
    }
    response->allowed = framing_fields[place].allowed;
    response->error = framing_fields[place].error;
    response->state = STATE_WORDS;
    if ((response->seen & framing_fields[place].after) != 0) {
        refuse(response, NULL);
    }
}

/* field-line = field-name ":" OWS field-value OWS
 * field-name = token
 *
 * (RFC 9112 section 5.) A line that begins with CR ends the section. Nothing else may stand where a
 * name begins, and nothing but the colon where it ends: a fold (section 5.2), white space, an empty
 * name, a line without a colon. */
static const uint8_t *read_name(struct qcc_response *response, const uint8_t *p, const uint8_t *end)
{
    struct qcc_span name;

    p = read_token(response, p, end, &name);
    if (p == end) {
        return p;
    }
    if (*p != (name.len != 0 ? ':' : '\r')) {
        return refuse(response, p);
    }
    if (name.len != 0) {
        begin_value(response, &name);
    } else {
        response->state = STATE_END_LF;
    }
    return p + 1;
}

/* Four bytes at once: false when one of them is no visible ASCII and no SP. Those that are flagged
 * for what the byte below them borrows or carries do not count: that one is flagged, too. */
static bool is_plain(uint32_t word)
{
    return (((word - 0x20202020u) | (word + 0x01010101u)) & 0x80808080u) == 0;
}

/* Stores a piece of a value that the caller wants; returns `end`, or the first byte that does not
 * fit. White space before the value is passed over. So is what does not fit: either the line ends,
 * and it is no part of the value, or another byte follows, and that does not fit. */
static const uint8_t *keep(struct qcc_field *field, const uint8_t *p, const uint8_t *end)
{
    for (; p != end; p++) {
        if (is_blank(*p) && (field->len == 0 || field->len == field->cap)) {
            continue;
        }
        if (field->len == field->cap) {
            break;
        }
        field->value[field->len++] = *p;
    }
    return p;
}

/* The line has ended, so white space at the end of what is stored is no part of the value. */
static void end_wanted(struct qcc_response *response)
{
    struct qcc_field *field = response->wanted;

    if (field != NULL) {
        while (field->len != 0 && is_blank(field->value[field->len - 1])) {
            field->len--;
        }
        response->wanted = NULL;
    }
}

/* reason-phrase = 1*( HTAB / SP / VCHAR / obs-text )
 * field-value   = *field-content */
static const uint8_t *read_text(struct qcc_response *response, const uint8_t *p, const uint8_t *end)
{
    const uint8_t *begin = p;
    uint32_t word;

    for (; end - p >= 4; p += 4) {
        memcpy(&word, p, 4);
        if (!is_plain(word)) {
            break;
        }
    }
    while (p != end && *p != '\r' && is_text(*p)) { /* nearly always it is the CR that ends it */
        p++;
    }
    if (response->wanted != NULL) {
        begin = keep(response->wanted, begin, p);
        if (begin != p) {
            return fail(response, begin, QCC_ERROR_FIELD_TOO_LONG);
        }
    }
    if (p == end) {
        return p;
    }
    if (*p != '\r') {
        return refuse(response, p);
    }
    response->state = STATE_LF;
    end_wanted(response);
    return p + 1;
}

/* Content-Length = 1*DIGIT (RFC 9110 section 8.6), or a piece of it, whose value goes into `left`.
 * As a token it has a length of 1 if there was a digit, else of 0, and no text. A number above the
 * cap is left as it is, above it, whatever follows; one up to the cap has room for a digit
 * (QCC_BODY_MAX_LIMIT). */
static const uint8_t *read_number(struct qcc_response *response, const uint8_t *p,
                                  const uint8_t *end, struct qcc_span *token)
{
    token->ptr = p;
    for (; p != end && *p - (uint32_t)'0' <= 9; p++) {
        response->len = 1;
        if (response->left <= response->body_max) {
            response->left = response->left * 10 + (*p - (uint32_t)'0');
        }
    }
    token->len = response->len;
    return p;
}

/* The value has been judged: the rest of the line is read as text. */
static const uint8_t *end_words(struct qcc_response *response, const uint8_t *p)
{
    response->error = QCC_ERROR_FIELD;
    response->state = STATE_TEXT;
    return p;
}

/* Connection        = #connection-option (RFC 9110 section 7.6.1)
 * Content-Encoding  = #content-coding (RFC 9110 section 8.4)
 * Transfer-Encoding = #transfer-coding (RFC 9112 section 6.1)
 *
 * All three are lists of tokens. Of the codings only a list of one is taken, so a comma is as wrong
 * as a parameter; a length is one number. In a Connection a blank separates as a comma does; one
 * that has anything else is passed over, and the connection is not trusted with another request.
 * Behind a token it goes on where the next one might begin. A word that is unknown has the bit
 * 1 << NOWHERE, which no list of words allows; so has a number, where it is allowed. */
static const uint8_t *read_words(struct qcc_response *response, const uint8_t *p,
                                 const uint8_t *end)
{
    bool list = (response->allowed & CLOSE) != 0;
    struct qcc_span token;
    uint32_t word;

    if (response->len == 0) {
        if (is_blank(*p) || (*p == ',' && list)) {
            return p + 1;
        }
        if (*p == '\r' && (response->seen & response->allowed) != 0) {
            return end_words(response, p);
        }
    }
    if (response->allowed == LENGTH) {
        p = read_number(response, p, end, &token);
    } else {
        p = read_token(response, p, end, &token);
    }
    if (p == end) {
        return p;
    }
    response->len = 0;
    word = (1u << find(&token, words)) & response->allowed;
    if (token.len != 0 && (list || (word & ~(uint32_t)response->seen) != 0)) {
        response->seen |= (uint8_t)word;
        return p;
    }
    if (!list) {
        return refuse(response, p);
    }
    response->seen |= CLOSE;
    return end_words(response, p);
}

/* The length of the body, RFC 9112 section 6.3, for a GET. Where a response that has none announces
 * one, it had better not be taken for the next response; where only the close ends it, there is no
 * next one. One of no bytes is STATE_SIZED with nothing left: read_plain ends it in the same call.
 */
static void begin_body(struct qcc_response *response)
{
    uint32_t framing = response->seen & (LENGTH | CHUNKED);

    if (framing == (LENGTH | CHUNKED)) {
        fail(response, NULL, QCC_ERROR_CONTENT_LENGTH);
        return;
    }
    response->state = STATE_SIZED;
    if (response->http_status == 204 || response->http_status == 304) {
        if (framing == CHUNKED || response->left != 0) {
            response->seen |= CLOSE;
        }
        response->left = 0;
    } else if (framing == CHUNKED) {
        response->state = STATE_CHUNKED;
        qcc_chunked_begin(&response->chunked, response->body_max);
    } else if (framing == 0) {
        response->state = STATE_UNTIL_CLOSE;
        response->seen |= CLOSE;
        response->left = response->body_max;
    } else if (response->left > response->body_max) {
        fail(response, NULL, QCC_ERROR_BODY_TOO_LARGE);
        return;
    }
    response->in_body = true; /* not when the head itself was refused */
}

/* CRLF (RFC 9112 section 2.2): the LF alone ends no line here, nor does the CR. */
static const uint8_t *read_lf(struct qcc_response *response, const uint8_t *p)
{
    if (*p != '\n') {
        return refuse(response, p);
    }
    if (response->state == STATE_LF) {
        response->state = STATE_NAME;
        response->error = QCC_ERROR_FIELD;
    } else if (response->in_body) {
        response->state = COMPLETE;
    } else if (response->http_status == 0) {
        begin_head(response);
    } else {
        begin_body(response);
    }
    return p + 1;
}

/* One state's share of the bytes from `p` to `end`, of which there is at least one. Each takes one
 * or more, or ends what a cut had left open, or goes to another state that does. */
static const uint8_t *step(struct qcc_response *response, const uint8_t *p, const uint8_t *end)
{
    switch (response->state) {
    case STATE_STATUS:
        return read_status(response, p, end);
    case STATE_NAME:
        return read_name(response, p, end);
    case STATE_TEXT:
        return read_text(response, p, end);
    case STATE_WORDS:
        return read_words(response, p, end);
    default:
        return read_lf(response, p);
    }
}

/* Heads and trailers. `head` counts their bytes and stops at the cap: it does not overflow. */
static void read_head(struct qcc_response *response, struct qcc_span *in)
{
    size_t room = QCC_HEAD_MAX - response->head;
    const uint8_t *p = in->ptr;
    const uint8_t *end = p + (in->len < room ? in->len : room);

    while (p != end && response->state > STATE_UNTIL_CLOSE) {
        p = step(response, p, end);
    }
    response->head += (uint32_t)(p - in->ptr);
    in->len -= (size_t)(p - in->ptr);
    in->ptr = p;
    if (response->state > STATE_UNTIL_CLOSE && in->len != 0) {
        fail(response, p, QCC_ERROR_HEAD_TOO_LARGE);
    }
}

/* A body that is a number of bytes, or whatever comes up to the cap. */
static void read_plain(struct qcc_response *response, struct qcc_span *in, struct qcc_span *body)
{
    size_t len = in->len < response->left ? in->len : response->left;

    body->ptr = in->ptr;
    body->len = len;
    in->ptr += len;
    in->len -= len;
    response->left -= (uint32_t)len;
    if (response->state == STATE_SIZED) {
        if (response->left == 0) {
            response->state = COMPLETE;
        }
    } else if (in->len != 0) {
        fail(response, NULL, QCC_ERROR_BODY_TOO_LARGE);
    }
}

/* The trailer section follows the last chunk (RFC 9112 section 7.1.2): field lines like any others,
 * of which none counts. */
static void read_chunked(struct qcc_response *response, struct qcc_span *in, struct qcc_span *body)
{
    enum qcc_error outcome = qcc_chunked_read(&response->chunked, in, body);

    if (outcome == QCC_OK) {
        response->state = STATE_NAME;
    } else if (outcome != QCC_PENDING) {
        fail(response, NULL, outcome);
    }
}

/* RFC 9112 section 9.3: what was not closed is kept alive, in HTTP/1.0 when that is said. */
static enum qcc_error outcome_of(struct qcc_response *response)
{
    if (response->state == COMPLETE) {
        response->reusable = (response->seen & (CLOSE | KEEP_ALIVE)) == KEEP_ALIVE;
    }
    return response->state > COMPLETE ? QCC_PENDING : (enum qcc_error)response->state;
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
    if (response->state == STATE_CHUNKED) {
        read_chunked(response, in, body);
    } else if (response->state > COMPLETE && response->state <= STATE_UNTIL_CLOSE) {
        read_plain(response, in, body);
    }
    return outcome_of(response);
}

enum qcc_error qcc_response_end(struct qcc_response *response)
{
    if (response->state > COMPLETE) {
        if (response->state == STATE_UNTIL_CLOSE) {
            response->state = COMPLETE;
        } else {
            fail(response, NULL, response->head == 0 ? QCC_ERROR_CLOSED : QCC_ERROR_INCOMPLETE);
        }
    }
    return outcome_of(response);
}

bool qcc_response_in_body(const struct qcc_response *response)
{
    return response->in_body;
}
