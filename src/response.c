/* response.c - the response reader: status line, fields and framing (RFC 9112), a byte at a time.
 *
 * No state looks ahead and none keeps bytes for later, so the outcome cannot depend on how the
 * network cut them. A name is compared, as its bytes pass, with the names that are looked for: of
 * the reader's own, `word` is the one that still fits; of the caller's, `alive` has a bit for each
 * that does. The words in the values of framing fields go the same way.
 * SPDX-License-Identifier: MIT */
#include "qcc/response.h"

#include <string.h>

#if QCC_INTERIM_MAX > 255
#error "QCC_INTERIM_MAX is counted in eight bits"
#endif

#define STATUS_LINE_LEN 13 /* of a status line, up to the reason */

enum {
    STATE_STATUS, /* in the status line, before the reason */
    STATE_NAME,   /* at the beginning of a field line, or in its name */
    STATE_SKIP,   /* in a reason, or in a value that nobody wants */
    STATE_KEEP,   /* in a value that the caller wants */
    STATE_LENGTH, /* in the value of Content-Length */
    STATE_WORDS,  /* in the value of another framing field */
    STATE_LF,     /* behind the CR of a line */
    STATE_END_LF, /* behind the CR of the empty line */

    STATE_SIZED, /* in a body with Content-Length: the first state that is not of a head or trailer
                    section */
    STATE_CHUNKED,
    STATE_UNTIL_CLOSE,
    STATE_COMPLETE /* and above it, the failures: an error as eight bits */
};

/* The bits of `seen`. */
enum {
    CONNECTION = 1 << 0,
    CONTENT_ENCODING = 1 << 1,
    CONTENT_LENGTH = 1 << 2,
    TRANSFER_ENCODING = 1 << 3,
    CLOSE = 1 << 4,
    KEEP_ALIVE = 1 << 5,
    IDENTITY = 1 << 6,
    CHUNKED = 1 << 7
};

/* Ends the text of a word. No byte that a name may hold is '@', and none becomes one when it is
 * folded. */
#define END_OF_WORD '@'
#define END "@"

#define LAST_WORD 255

/* What the reader looks for: the names of the framing fields, then the words that matter in their
 * values. */
struct qcc_word {
    uint8_t bit;
    uint8_t shared;   /* how it begins the next one does too: the one place to change to it.
                         LAST_WORD: there is none */
    uint8_t values;   /* of a name: the index of the first word that its value may have */
    int8_t error;     /* of a name: what is wrong when the value is not as it should be */
    uint8_t text[19]; /* lower case */
};

static const struct qcc_word words[] = {
    {TRANSFER_ENCODING, 0, 7, QCC_ERROR_TRANSFER_ENCODING, "transfer-encoding" END},
    {CONNECTION, 3, 4, QCC_ERROR_FIELD, "connection" END},
    {CONTENT_ENCODING, 8, 6, QCC_ERROR_CONTENT_ENCODING, "content-encoding" END},
    {CONTENT_LENGTH, LAST_WORD, 0, QCC_ERROR_CONTENT_LENGTH, "content-length" END},
    {CLOSE, 0, 0, 0, "close" END},
    {KEEP_ALIVE, LAST_WORD, 0, 0, "keep-alive" END},
    {IDENTITY, LAST_WORD, 0, 0, "identity" END},
    {CHUNKED, LAST_WORD, 0, 0, "chunked" END},
};

/* tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" /
 * DIGIT / ALPHA (RFC 9110 section 5.6.2), a bit for each byte. */
static const uint32_t tchars[8] = {0, 0x03ff6cfau, 0xc7fffffeu, 0x57ffffffu, 0, 0, 0, 0};

static bool is_tchar(uint32_t byte)
{
    return (byte | 0x20) - 'a' < 26 || (tchars[byte >> 5] >> (byte & 31) & 1) != 0;
}

/* field-vchar, obs-text, SP and HTAB: all that a value or a reason may hold (RFC 9110 section 5.5,
 * RFC 9112 section 4). */
static bool is_text(uint32_t byte)
{
    return byte - ' ' < 0x7f - ' ' || byte >= 0x80 || byte == '\t';
}

/* The lower case of a letter; of any other byte something that is no letter, the same for no other
 * token character. */
static uint32_t fold(uint32_t byte)
{
    return byte | (byte >> 1 & 0x20);
}

static bool is_blank(uint32_t byte)
{
    return byte == ' ' || byte == '\t';
}

static const uint8_t *fail(struct qcc_response *response, const uint8_t *p, enum qcc_error error)
{
    response->state = (uint8_t)error;
    return p;
}

/* RFC 9112 section 9.3, in its order. */
static void complete(struct qcc_response *response)
{
    response->state = STATE_COMPLETE;
    response->reusable = (response->seen & CLOSE) == 0 &&
                         (response->minor != 0 || (response->seen & KEEP_ALIVE) != 0);
}

/* What a head says is forgotten when the next one begins, be it framing or a field that the caller
 * wants. */
static void begin_head(struct qcc_response *response)
{
    size_t i;

    response->state = STATE_STATUS;
    response->seen = 0;
    response->status = 0;
    response->position = 0;
    response->left = 0;
    for (i = 0; i < response->field_count; i++) {
        response->fields[i].present = false;
        response->fields[i].len = 0;
    }
}

void qcc_response_begin(struct qcc_response *response, struct qcc_field *fields, size_t field_count,
                        uint32_t body_max)
{
    response->http_status = 0;
    response->reusable = false;
    response->in_body = false;
    response->interim = 0;
    response->field_count = (uint8_t)field_count;
    response->names = words;
    response->wanted_names = (uint8_t)((1u << field_count) - 1);
    response->head = 0;
    response->body_max = body_max < QCC_BODY_MAX_LIMIT ? body_max : QCC_BODY_MAX_LIMIT;
    response->fields = fields;
    begin_head(response);
}

static void begin_line(struct qcc_response *response)
{
    response->state = STATE_NAME;
    response->position = 0;
    response->word = response->names;
    response->alive = response->wanted_names;
}

/* The status line has passed but for its reason. */
static void end_status(struct qcc_response *response)
{
    uint32_t status = response->status;

    response->state = STATE_SKIP;
    if (status - 100 >= 500) {
        fail(response, NULL, QCC_ERROR_STATUS_LINE);
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
 * (RFC 9112 sections 2.3 and 4.) At each place stands the byte of `least`, or one of the `more`
 * that follow it. */
static const uint8_t *read_status(struct qcc_response *response, const uint8_t *p,
                                  const uint8_t *end)
{
    static const uint8_t least[] = "HTTP/1.0 000 ";
    uint32_t place = response->position;

    while (p != end) {
        uint32_t more = place - 9 < 3 ? 9 : place == 7;
        uint32_t value = *p - (uint32_t)least[place];

        if (value > more) {
            return fail(response, p, QCC_ERROR_STATUS_LINE);
        }
        p++;
        if (more == 9) {
            response->status = (uint16_t)(response->status * 10 + value);
        } else if (more == 1) {
            response->minor = (uint8_t)value;
        }
        if (++place == STATUS_LINE_LEN) {
            end_status(response);
            break;
        }
    }
    response->position = place;
    return p;
}

/* Passes the bytes that go on with `word`; where one does not, the next word takes its place if it
 * begins with the same ones. No word is the beginning of another, so there is nothing to go to from
 * the end of one: `position` stops there. */
static const uint8_t *match_word(struct qcc_response *response, const uint8_t *p,
                                 const uint8_t *end)
{
    const struct qcc_word *word = response->word;
    size_t position = response->position;

    while (p != end) {
        uint32_t wanted = word->text[position];

        if (*p == wanted || fold(*p) == wanted) {
            position++;
            p++;
        } else if (wanted == END_OF_WORD) {
            break;
        } else if (word->shared == position) {
            word++;
        } else {
            word = NULL;
            break;
        }
    }
    response->word = word;
    return p;
}

/* True when the `len` bytes at `run`, behind those of the name that have passed, go on with the
 * name of `field`; when the name is `whole`, they also have to end it. */
static bool goes_on(const struct qcc_field *field, size_t passed, struct qcc_span run, bool whole)
{
    const uint8_t *name = field->name.ptr + passed;
    size_t left = field->name.len - passed;
    size_t i;

    if (whole ? left != run.len : left < run.len) {
        return false;
    }
    for (i = 0; i < run.len; i++) {
        if (fold(name[i]) != fold(run.ptr[i])) {
            return false;
        }
    }
    return true;
}

/* Drops from `alive` the caller's names that do not go on with `run`. Those that are left have
 * `position` bytes or more. */
static void match_wanted(struct qcc_response *response, struct qcc_span run, bool whole)
{
    const struct qcc_field *field = response->fields;
    uint32_t bit;

    for (bit = 1; bit <= response->alive; bit <<= 1, field++) {
        if ((response->alive & bit) != 0 && !goes_on(field, response->position, run, whole)) {
            response->alive &= (uint8_t)~bit;
        }
    }
}

/* token = 1*tchar (RFC 9110 section 5.6.2), or a piece of one. Where it ends before `end`, `word`
 * is left only if it is what has passed as a whole: a piece of it would have had to go on with the
 * byte at which the token ends. */
static const uint8_t *read_token(struct qcc_response *response, const uint8_t *p,
                                 const uint8_t *end)
{
    struct qcc_span run = {p, 0};
    const uint8_t *matched = p;

    if (response->word != NULL) {
        p = matched = match_word(response, p, end);
    }
    while (p != end && is_tchar(*p)) {
        p++;
    }
    if (p != matched) {
        response->word = NULL;
    }
    run.len = (size_t)(p - run.ptr);
    if (response->alive != 0) {
        match_wanted(response, run, p != end);
    }
    response->position += (uint32_t)run.len;
    return p;
}

static void begin_wanted(struct qcc_response *response)
{
    struct qcc_field *wanted = response->fields;
    uint32_t alive = response->alive;

    while ((alive & 1) == 0) {
        alive >>= 1;
        wanted++;
    }
    wanted->present = false;
    wanted->len = 0;
    response->wanted = wanted;
    response->space = 0;
    response->state = STATE_KEEP;
}

static void begin_word(struct qcc_response *response)
{
    response->position = 0;
    response->word = words + response->field->values;
}

/* Behind the colon of a name that was compared whole. Length and coding can be said once (RFC 9112
 * section 6.3), the coding not at all in HTTP/1.0 (section 6.1). */
static const uint8_t *begin_value(struct qcc_response *response, const uint8_t *p)
{
    const struct qcc_word *field = response->word;

    response->position = 0;
    response->state = STATE_SKIP;
    if (field != NULL) {
        if ((field->bit & response->seen & (CONTENT_LENGTH | TRANSFER_ENCODING)) != 0 ||
            (field->bit == TRANSFER_ENCODING && response->minor == 0)) {
            return fail(response, p, (enum qcc_error)field->error);
        }
        response->seen |= field->bit;
        response->field = field;
        response->alive = 0;
        response->state = field->bit == CONTENT_LENGTH ? STATE_LENGTH : STATE_WORDS;
        begin_word(response);
    } else if (response->alive != 0) {
        begin_wanted(response);
    }
    return p;
}

/* field-line = field-name ":" OWS field-value OWS
 * field-name = token
 *
 * (RFC 9112 section 5.) A line that begins with CR ends the section. Nothing else may stand where a
 * name begins, and nothing but the colon where it ends: a fold (section 5.2), white space, an empty
 * name, a line without a colon. */
static const uint8_t *read_name(struct qcc_response *response, const uint8_t *p, const uint8_t *end)
{
    p = read_token(response, p, end);
    if (p == end) {
        return p;
    }
    if (*p == ':' && response->position != 0) {
        return begin_value(response, p + 1);
    }
    if (*p == '\r' && response->position == 0) {
        response->state = STATE_END_LF;
        return p + 1;
    }
    return fail(response, p, QCC_ERROR_FIELD);
}

/* What does not belong in a line: `position` tells the reason, where it still is that of the status
 * line, from a value. */
static const uint8_t *fail_line(struct qcc_response *response, const uint8_t *p)
{
    return fail(response, p,
                response->position == STATUS_LINE_LEN ? QCC_ERROR_STATUS_LINE : QCC_ERROR_FIELD);
}

/* False when one of the four bytes in `word` is a control character; it may also be false when none
 * is. A byte below SP borrows when SP is subtracted, and DEL is the only one up to it to which 0x7f
 * makes 0. */
static bool is_plain(uint32_t word)
{
    return (((word - 0x20202020u) | ((word ^ 0x7f7f7f7fu) - 0x01010101u)) & ~word & 0x80808080u) ==
           0;
}

/* reason-phrase = 1*( HTAB / SP / VCHAR / obs-text )
 * field-value   = *field-content */
static const uint8_t *skip_text(struct qcc_response *response, const uint8_t *p, const uint8_t *end)
{
    size_t words_left;
    uint32_t word;

    for (words_left = (size_t)(end - p) / 4; words_left != 0; words_left--) {
        memcpy(&word, p, 4);
        if (!is_plain(word)) {
            break;
        }
        p += 4;
    }
    while (p != end && is_text(*p)) {
        p++;
    }
    if (p == end) {
        return p;
    }
    if (*p != '\r') {
        return fail_line(response, p);
    }
    response->state = STATE_LF;
    return p + 1;
}

/* OWS field-value OWS: white space is stored as it comes, but counts only when something follows
 * that is none. White space that does not fit is dropped: the place is full then, and too small for
 * whatever else follows. */
static const uint8_t *keep_text(struct qcc_response *response, const uint8_t *p, const uint8_t *end)
{
    struct qcc_field *wanted = response->wanted;
    uint8_t *value = wanted->value;
    uint32_t cap = wanted->cap;
    uint32_t len = wanted->len;
    uint32_t stored = len + response->space;

    for (; p != end && is_text(*p); p++) {
        if (!is_blank(*p)) {
            if (stored == cap) {
                return fail(response, p, QCC_ERROR_FIELD_TOO_LONG);
            }
            value[stored++] = *p;
            len = stored;
        } else if (len != 0 && stored != cap) {
            value[stored++] = *p;
        }
    }
    wanted->len = (uint16_t)len;
    response->space = (uint16_t)(stored - len);
    if (p == end) {
        return p;
    }
    wanted->present = true;
    return skip_text(response, p, end);
}

/* Content-Length = 1*DIGIT (RFC 9110 section 8.6). `position` is 0 before the number, 1 in it and 2
 * behind it. A number above the cap is left as it is, above it, whatever follows; one up to the cap
 * has room for a digit (QCC_BODY_MAX_LIMIT). */
static const uint8_t *read_length(struct qcc_response *response, const uint8_t *p,
                                  const uint8_t *end)
{
    for (; p != end; p++) {
        uint32_t digit = *p - (uint32_t)'0';

        if (digit <= 9 && response->position < 2) {
            response->position = 1;
            if (response->left <= response->body_max) {
                response->left = response->left * 10 + digit;
            }
        } else if (is_blank(*p)) {
            response->position += response->position == 1;
        } else if (*p == '\r' && response->position != 0) {
            response->state = STATE_LF;
            return p + 1;
        } else {
            return fail(response, p, QCC_ERROR_CONTENT_LENGTH);
        }
    }
    return p;
}

/* True when the word that ends here, if there is one, is one that the field may have. Connection
 * may have any, and any number of them; the codings have one. */
static bool take_word(struct qcc_response *response)
{
    const struct qcc_word *word = response->word;

    if (response->position != 0 && response->field->bit != CONNECTION &&
        (word == NULL || (word->bit & response->seen) != 0)) {
        return false;
    }
    if (word != NULL) {
        response->seen |= word->bit;
    }
    begin_word(response);
    return true;
}

/* Connection        = #connection-option (RFC 9110 section 7.6.1)
 * Content-Encoding  = #content-coding (RFC 9110 section 8.4)
 * Transfer-Encoding = #transfer-coding (RFC 9112 section 6.1)
 *
 * All three are lists of tokens. Of the codings only a list of one is taken, so a comma is as wrong
 * as a parameter. A Connection that is no such list is passed over, and the connection is not
 * trusted with another request. */
static const uint8_t *read_words(struct qcc_response *response, const uint8_t *p,
                                 const uint8_t *end)
{
    const struct qcc_word *field = response->field;

    p = read_token(response, p, end);
    if (p == end) {
        return p;
    }
    if (!take_word(response)) {
        return fail(response, p, (enum qcc_error)field->error);
    }
    if (is_blank(*p) || (*p == ',' && field->bit == CONNECTION)) {
        return p + 1;
    }
    if (*p == '\r') {
        response->state = STATE_LF;
        p++;
    } else {
        response->state = STATE_SKIP;
        response->seen |= CLOSE;
    }
    if (field->bit != CONNECTION &&
        (response->state != STATE_LF || (response->seen & words[field->values].bit) == 0)) {
        return fail(response, p, (enum qcc_error)field->error);
    }
    return p;
}

/* The length of the body, RFC 9112 section 6.3, for a GET. Where a response that has none announces
 * one, it had better not be taken for the next response; where only the close ends it, there is no
 * next one. */
static const uint8_t *begin_body(struct qcc_response *response, const uint8_t *p)
{
    uint32_t framing = response->seen & (CONTENT_LENGTH | TRANSFER_ENCODING);

    if (framing == (CONTENT_LENGTH | TRANSFER_ENCODING)) {
        return fail(response, p, QCC_ERROR_CONTENT_LENGTH);
    }
    if (response->status == 204 || response->status == 304) {
        if (framing == TRANSFER_ENCODING || response->left != 0) {
            response->seen |= CLOSE;
        }
        complete(response);
    } else if (framing == TRANSFER_ENCODING) {
        response->state = STATE_CHUNKED;
        qcc_chunked_begin(&response->chunked, response->body_max);
    } else if (framing == 0) {
        response->state = STATE_UNTIL_CLOSE;
        response->seen |= CLOSE;
        response->left = response->body_max;
    } else if (response->left > response->body_max) {
        return fail(response, p, QCC_ERROR_BODY_TOO_LARGE);
    } else if (response->left != 0) {
        response->state = STATE_SIZED;
    } else {
        complete(response);
    }
    response->in_body = true; /* not when the head itself was refused */
    return p;
}

/* CRLF (RFC 9112 section 2.2): the LF alone ends no line here, nor does the CR. */
static const uint8_t *read_lf(struct qcc_response *response, const uint8_t *p)
{
    if (*p != '\n') {
        return fail_line(response, p);
    }
    p++;
    if (response->state == STATE_LF) {
        begin_line(response);
    } else if (response->names == NULL) {
        complete(response);
    } else if (response->status < 200) {
        begin_head(response);
    } else {
        return begin_body(response, p);
    }
    return p;
}

/* One state's share of the bytes from `p` to `end`, of which there is at least one. Each takes one
 * byte or more, or goes to another state that does. */
static const uint8_t *step(struct qcc_response *response, const uint8_t *p, const uint8_t *end)
{
    switch (response->state) {
    case STATE_STATUS:
        return read_status(response, p, end);
    case STATE_NAME:
        return read_name(response, p, end);
    case STATE_SKIP:
        return skip_text(response, p, end);
    case STATE_KEEP:
        return keep_text(response, p, end);
    case STATE_LENGTH:
        return read_length(response, p, end);
    case STATE_WORDS:
        return read_words(response, p, end);
    default:
        return read_lf(response, p);
    }
}

/* Heads and trailers. `head` counts their bytes and stops at the cap: it does not overflow, nor
 * does `position`, which counts some of the same bytes. */
static void read_head(struct qcc_response *response, struct qcc_span *in)
{
    size_t room = QCC_HEAD_MAX - response->head;
    const uint8_t *p = in->ptr;
    const uint8_t *end = p + (in->len < room ? in->len : room);

    while (p != end && response->state < STATE_SIZED) {
        p = step(response, p, end);
    }
    room = (size_t)(p - in->ptr);
    response->head += (uint32_t)room;
    in->ptr = p;
    in->len -= room;
    if (response->state < STATE_SIZED && in->len != 0) {
        fail(response, p, QCC_ERROR_HEAD_TOO_LARGE);
    }
}

/* A body that is a number of bytes, or whatever comes up to the cap. */
static void read_plain(struct qcc_response *response, struct qcc_span *in, struct qcc_span *body)
{
    body->ptr = in->ptr;
    body->len = in->len < response->left ? in->len : response->left;
    in->ptr += body->len;
    in->len -= body->len;
    response->left -= (uint32_t)body->len;
    if (response->state == STATE_SIZED) {
        if (response->left == 0) {
            complete(response);
        }
    } else if (body->len == 0) {
        fail(response, NULL, QCC_ERROR_BODY_TOO_LARGE);
    }
}

/* The trailer section follows the last chunk (RFC 9112 section 7.1.2): field lines like any others,
 * of which none counts. */
static void read_chunked(struct qcc_response *response, struct qcc_span *in, struct qcc_span *body)
{
    enum qcc_error outcome = qcc_chunked_read(&response->chunked, in, body);

    if (outcome == QCC_OK) {
        response->names = NULL;
        response->wanted_names = 0;
        begin_line(response);
    } else if (outcome != QCC_PENDING) {
        fail(response, NULL, outcome);
    }
}

static enum qcc_error outcome_of(const struct qcc_response *response)
{
    return response->state < STATE_COMPLETE    ? QCC_PENDING
           : response->state == STATE_COMPLETE ? QCC_OK
                                               : (enum qcc_error)(int8_t)response->state;
}

enum qcc_error qcc_response_read(struct qcc_response *response, struct qcc_span *in,
                                 struct qcc_span *body)
{
    body->ptr = in->ptr;
    body->len = 0;
    while (response->state < STATE_COMPLETE && in->len != 0 && body->len == 0) {
        if (response->state < STATE_SIZED) {
            read_head(response, in);
        } else if (response->state == STATE_CHUNKED) {
            read_chunked(response, in, body);
        } else {
            read_plain(response, in, body);
        }
    }
    return outcome_of(response);
}

enum qcc_error qcc_response_end(struct qcc_response *response)
{
    if (response->state < STATE_COMPLETE) {
        if (response->state == STATE_UNTIL_CLOSE) {
            complete(response);
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
