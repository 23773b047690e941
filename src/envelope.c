/* envelope.c - the service's envelope out of a reply's body: check, tokens, the four members.
 * SPDX-License-Identifier: MIT */
#include "qcc/envelope.h"

#include <limits.h>
#include <string.h>

#include "qcc/json.h"

#define JSMN_STATIC
#include <jsmn.h>

/* A name and a value for each member that the service's document has. A reply with more of them, or
 * with a container among them, takes another round; no reply can use them up. */
#define TOKENS 8

/* The members that are read, in the order of `names`. */
enum { STATUS, MESSAGE, ORDER_NUMBER, RESULT, OTHER };

static const struct {
    uint8_t len;
    char text[11]; /* in lower case, no NUL */
} names[] = {{6, "status"}, {7, "message"}, {11, "ordernumber"}, {6, "result"}};

/* Four letters at once: one load where the processor takes it from any address. */
static uint32_t get_word(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Which member is called `name`, ASCII letters compared without case: 0x20 is all that tells them
 * apart. The last word of a name may overlap the one before it. */
static unsigned find_name(struct qcc_span name)
{
    unsigned which = STATUS;
    for (; which < OTHER; which++) {
        const uint8_t *text = (const uint8_t *)names[which].text;
        size_t at = 0, last = names[which].len - 4u;
        if (name.len != last + 4) {
            continue;
        }
        while ((get_word(name.ptr + at) | 0x20202020u) == get_word(text + at)) {
            if (at == last) {
                return which;
            }
            at = at + 4 < last ? at + 4 : last;
        }
    }
    return which;
}

/* The same for a name as it stands in the text. One that has escapes is what they mean, lest a
 * second Status pass for something else. */
static unsigned find_raw_name(struct qcc_span raw)
{
    uint8_t decoded[sizeof names[0].text];
    struct qcc_span name = {decoded, 0};
    unsigned which = find_name(raw);
    if (which == OTHER &&
        qcc_json_decode(raw, decoded, sizeof decoded, &name.len) <= sizeof decoded) {
        which = find_name(name);
    }
    return which;
}

/* A number or a string of exactly three digits, 100 .. 999; 0 when it is not. What is longer may be
 * three digits written as escapes. */
static uint16_t read_status(struct qcc_span raw)
{
    uint8_t decoded[3];
    size_t len = raw.len;
    unsigned status = 0;
    if (len != 3) {
        len = qcc_json_decode(raw, decoded, sizeof decoded, &raw.len);
        raw.ptr = decoded;
    }
    if (len != 3) {
        return 0;
    }
    for (size_t i = 0; i < 3; i++) {
        unsigned digit = raw.ptr[i] - (unsigned)'0';
        if (digit > 9) {
            return 0;
        }
        status = status * 10 + digit;
    }
    return status < 100 ? 0 : (uint16_t)status;
}

/* A string into the place that its member has, with a NUL after it. */
static enum qcc_error take_text(struct qcc_envelope *envelope, unsigned which, struct qcc_span raw)
{
    char *out = envelope->message;
    uint16_t *len = &envelope->message_len;
    size_t cap = sizeof envelope->message - 1, whole, written;
    if (which == ORDER_NUMBER) {
        out = envelope->order_number;
        len = &envelope->order_number_len;
        cap = sizeof envelope->order_number - 1;
    } else if (which == RESULT) {
        out = envelope->result;
        len = &envelope->result_len;
        cap = sizeof envelope->result - 1;
    }
    whole = qcc_json_decode(raw, (uint8_t *)out, cap, &written);
    out[written] = '\0';
    *len = (uint16_t)written;
    if (whole == written) {
        return QCC_OK;
    }
    envelope->message_cut = true; /* of the other two nothing is left */
    return which == MESSAGE  ? QCC_OK
           : which == RESULT ? QCC_ERROR_RESULT_TOO_LONG
                             : QCC_ERROR_ORDER_NUMBER_TOO_LONG;
}

/* `raw` is what stands between a string's quotes, else the whole value. */
static enum qcc_error take_value(struct qcc_envelope *envelope, unsigned which, jsmntype_t type,
                                 struct qcc_span raw)
{
    bool text = type == JSMN_STRING;
    bool null = type == JSMN_PRIMITIVE && raw.ptr[0] == 'n';
    if (which == STATUS) {
        envelope->status = read_status(raw);
        return envelope->status == 0 ? QCC_ERROR_ENVELOPE : QCC_OK;
    }
    if (which == RESULT) {
        envelope->raw.ptr = raw.ptr - text;
        envelope->raw.len = raw.len + 2u * text;
        envelope->result_kind = text   ? QCC_RESULT_STRING
                                : null ? QCC_RESULT_NONE
                                       : QCC_RESULT_OTHER;
    } else if (!text && !null) {
        return QCC_ERROR_ENVELOPE;
    }
    return text ? take_text(envelope, which, raw) : QCC_OK;
}

/* The byte after the object or array that begins at `at`. The text was checked: brackets match. */
static size_t skip_container(struct qcc_span text, size_t at)
{
    size_t depth = 0;
    bool quoted = false;
    while (at < text.len) {
        uint8_t c = text.ptr[at++];
        if (c == '"') {
            quoted = !quoted;
        } else if (quoted) {
            at += c == '\\'; /* a quote after it does not end the string */
        } else if ((c | 0x20) == '{') {
            depth++;
        } else if ((c | 0x20) == '}' && --depth == 0) {
            break;
        }
    }
    return at;
}

/* Takes the member that two tokens tell of. Of a container jsmn may have found no more than the
 * beginning. *at is then after the value; after a failure *offset is where it was decided. */
static enum qcc_error take_pair(struct qcc_envelope *envelope, struct qcc_span text,
                                const jsmntok_t tokens[2], unsigned *seen, size_t *at,
                                size_t *offset)
{
    struct qcc_span name = {text.ptr + tokens[0].start, (size_t)(tokens[0].end - tokens[0].start)};
    size_t start = (size_t)tokens[1].start, end = (size_t)tokens[1].end;
    unsigned which = find_raw_name(name);
    if (tokens[1].type < JSMN_STRING) {
        end = skip_container(text, start);
    }
    *at = end + (tokens[1].type == JSMN_STRING);
    if (which == OTHER) {
        return QCC_OK;
    }
    *offset = (size_t)tokens[0].start;
    if ((*seen & 1u << which) != 0) {
        return QCC_ERROR_ENVELOPE;
    }
    *seen |= 1u << which;
    *offset = start;
    return take_value(envelope, which, tokens[1].type,
                      (struct qcc_span){text.ptr + start, end - start});
}

/* Round by round: jsmn stops by itself for want of a token, or at the brace that ends the object;
 * what it says of either is no news. A container ends its round, because the tokens after it are
 * those of its inside. */
static enum qcc_error take_members(struct qcc_envelope *envelope, struct qcc_span text,
                                   size_t *offset)
{
    jsmntok_t tokens[TOKENS];
    jsmn_parser parser;
    unsigned seen = 0;
    size_t at = 0;
    while (text.ptr[at] != '{') {
        at++;
    }
    at++;
    do {
        jsmn_init(&parser);
        parser.pos = (unsigned)at;
        (void)jsmn_parse(&parser, (const char *)text.ptr, text.len, tokens, TOKENS);
        for (unsigned i = 0; i < parser.toknext; i += 2) {
            enum qcc_error error = take_pair(envelope, text, &tokens[i], &seen, &at, offset);
            if (error != QCC_OK) {
                return error;
            }
            if (tokens[i + 1].type < JSMN_STRING) {
                break;
            }
        }
    } while (parser.toknext > 0);
    *offset = text.len;
    return envelope->status == 0 ? QCC_ERROR_ENVELOPE : QCC_OK;
}

enum qcc_error qcc_envelope_parse(struct qcc_envelope *envelope, struct qcc_span body,
                                  size_t *offset)
{
    static const uint8_t mark[3] = {0xEF, 0xBB, 0xBF};
    struct qcc_span text = body;
    enum qcc_error error = QCC_ERROR_JSON;
    size_t where = 0;
    if (text.len >= sizeof mark && memcmp(text.ptr, mark, sizeof mark) == 0) {
        text.ptr += sizeof mark;
        text.len -= sizeof mark;
    }
    /* Not all of it, to spare the clearing of what the members will overwrite. */
    envelope->status = 0;
    envelope->message_cut = false;
    envelope->result_kind = QCC_RESULT_NONE;
    envelope->message_len = envelope->order_number_len = envelope->result_len = 0;
    envelope->message[0] = envelope->order_number[0] = envelope->result[0] = '\0';
    envelope->raw = (struct qcc_span){NULL, 0};
    if (text.len <= INT_MAX) { /* jsmn counts in int */
        error = qcc_json_check(text, &where);
    }
    if (error == QCC_OK) {
        error = take_members(envelope, text, &where);
    }
    if (error != QCC_OK) {
        memset(envelope, 0, sizeof *envelope);
        if (offset != NULL) {
            *offset = where + (body.len - text.len);
        }
    }
    return error;
}
