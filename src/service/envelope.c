/* envelope.c - the service's envelope out of a reply's body: the four members that are read.
 * SPDX-License-Identifier: MIT */
#include "service/envelope.h"

#include "base/ascii.h"
#include "base/json.h"
#include "service/tokens.h"

/* The members that are read, in the order of `names`. */
enum member_name { STATUS, MESSAGE, ORDER_NUMBER, RESULT, OTHER };

static const char *const names[] = {"status", "message", "ordernumber", "result"};

#define NAME_SIZE sizeof "ordernumber" /* of the longest */

/* A member, as jsmn finds it. */
struct member {
    struct qcc_span name; /* the inside of a string */
    struct qcc_span text; /* a string without its quotes; any other value whole */
    jsmntype_t type;
};

/* What one body comes to. */
struct reading {
    struct qcc_envelope *envelope;
    unsigned seen; /* a bit for each member that was read */
    enum qcc_error refusal;
    const uint8_t *refused; /* the value that was refused first */
};

/* There are two tokens, for the name and the value. What is nested in the value finds no token;
 * then jsmn gives up, which does no harm: the check has found where the value ends. */
static void split(struct qcc_span text, struct member *member)
{
    jsmn_parser parser;
    jsmntok_t tokens[2];
    size_t start, quote;
    jsmn_init(&parser);
    (void)jsmn_parse(&parser, (const char *)text.ptr, text.len, tokens, 2);
    member->name =
        qcc_span_make(text.ptr + tokens[0].start, (size_t)(tokens[0].end - tokens[0].start));
    member->type = tokens[1].type;
    start = (size_t)tokens[1].start;
    quote = member->type == JSMN_STRING;
    member->text = qcc_span_make(text.ptr + start, text.len - quote - start);
}

/* Names are compared without case, and after their escapes are decoded: a second Status must not
 * pass for another member. A name that does not fit here is longer than any of ours. */
static enum member_name find_name(struct qcc_span raw)
{
    char name[NAME_SIZE];
    const size_t len = qcc_json_decode(&raw, name, sizeof name);
    unsigned which = STATUS;
    if (raw.len > 0) {
        return OTHER;
    }
    while (which < OTHER && !qcc_is_word((const uint8_t *)name, len, names[which])) {
        which++;
    }
    return (enum member_name)which;
}

/* A number or a string of three digits, 100 .. 999: more do not fit, fewer are less than 100. */
static enum qcc_error read_status(struct qcc_envelope *envelope, struct member *member)
{
    char digits[4];
    const size_t len = qcc_json_decode(&member->text, digits, sizeof digits);
    unsigned status = 0;
    for (size_t i = 0; i < len; i++) {
        if (!qcc_is_digit((uint8_t)digits[i])) {
            return QCC_ERROR_ENVELOPE;
        }
        status = status * 10 + (unsigned)(digits[i] - '0');
    }
    if (member->text.len > 0 || status < 100) {
        return QCC_ERROR_ENVELOPE;
    }
    envelope->status = (uint16_t)status;
    return QCC_OK;
}

/* The text goes to `out`, which has `size` bytes, as far as there is room. Returns whether it is
 * cut. */
static bool read_text(struct member *member, char *out, size_t size, uint16_t *len)
{
    *len = (uint16_t)qcc_json_decode(&member->text, out, size);
    return member->text.len > 0;
}

static void read_message(struct qcc_envelope *envelope, struct member *member)
{
    if (member->type == JSMN_STRING) {
        envelope->message_cut =
            read_text(member, envelope->message, sizeof envelope->message, &envelope->message_len);
    }
}

static bool is_number(const struct member *member)
{
    const uint8_t first = member->text.ptr[0];
    return member->type == JSMN_PRIMITIVE && (first == '-' || qcc_is_digit(first));
}

/* A number is taken as its digits. */
static void read_order_number(struct qcc_envelope *envelope, struct member *member)
{
    if (member->type == JSMN_STRING || is_number(member)) {
        envelope->order_number_cut =
            read_text(member, envelope->order_number, sizeof envelope->order_number,
                      &envelope->order_number_len);
    }
}

static enum qcc_error read_result(struct qcc_envelope *envelope, struct member *member)
{
    envelope->raw = member->text;
    if (member->type != JSMN_STRING) {
        envelope->result_kind = member->text.ptr[0] == 'n' ? QCC_RESULT_NONE : QCC_RESULT_OTHER;
        return QCC_OK;
    }
    envelope->raw = qcc_span_make(member->text.ptr - 1, member->text.len + 2); /* the quotes */
    envelope->result_kind = QCC_RESULT_STRING;
    return read_text(member, envelope->result, sizeof envelope->result, &envelope->result_len)
               ? QCC_ERROR_RESULT_TOO_LONG
               : QCC_OK;
}

static enum qcc_error read_value(struct qcc_envelope *envelope, enum member_name which,
                                 struct member *member)
{
    switch (which) {
    case STATUS:
        return read_status(envelope, member);
    case MESSAGE:
        read_message(envelope, member);
        return QCC_OK;
    case ORDER_NUMBER:
        read_order_number(envelope, member);
        return QCC_OK;
    case RESULT:
        return read_result(envelope, member);
    default:
        return QCC_OK;
    }
}

/* Reads the member whose text is `text`. One that comes again is not read: the first stays. */
static void read_member(struct reading *reading, struct qcc_span text)
{
    struct member member;
    const uint8_t *value;
    enum qcc_error error = QCC_ERROR_ENVELOPE;
    split(text, &member);
    value = member.text.ptr;
    const enum member_name which = find_name(member.name);
    const unsigned bit = which == OTHER ? 0 : 1u << which;
    if ((reading->seen & bit) == 0) {
        error = read_value(reading->envelope, which, &member);
    } else if (which == STATUS) {
        reading->envelope->status = 0; /* which of the two? */
    }
    reading->seen |= bit;
    if (error != QCC_OK && reading->refusal == QCC_OK) {
        reading->refusal = error;
        reading->refused = value;
    }
}

/* Not all of it: most of an envelope is overwritten by the members. */
static void clear(struct qcc_envelope *envelope)
{
    envelope->status = 0;
    envelope->message_cut = envelope->order_number_cut = false;
    envelope->result_kind = QCC_RESULT_NONE;
    envelope->message_len = envelope->order_number_len = envelope->result_len = 0;
    envelope->message[0] = envelope->order_number[0] = envelope->result[0] = '\0';
    envelope->raw = qcc_span_make(NULL, 0);
}

/* Whether the members are what they should be. Without a Status nothing counts, and with another
 * one than 200 nothing else does: it must not be masked. */
static enum qcc_error judge(const struct reading *reading)
{
    switch (reading->envelope->status) {
    case 0:
        return QCC_ERROR_ENVELOPE;
    case 200:
        return reading->refusal;
    default:
        return QCC_OK;
    }
}

/* Checks all of the text and reads its members: what is not JSON is reported as that, wherever it
 * stands, and what was read before it stays. */
static enum qcc_error read_body(struct reading *reading, struct qcc_json_check *check,
                                struct qcc_span text)
{
    struct qcc_span member;
    enum qcc_error error = qcc_json_check_begin(check, text);
    while (error == QCC_OK) {
        error = qcc_json_check_next(check, &member);
        if (member.len == 0) {
            break;
        }
        read_member(reading, member);
    }
    if (error != QCC_OK) {
        return error;
    }
    error = judge(reading);
    if (error != QCC_OK && reading->refused != NULL) {
        check->in.at = reading->refused;
    }
    return error;
}

/* Returns `body` without a byte-order mark. */
static struct qcc_span skip_mark(struct qcc_span body)
{
    const bool marked =
        body.len >= 3 && body.ptr[0] == 0xEF && body.ptr[1] == 0xBB && body.ptr[2] == 0xBF;
    return marked ? qcc_span_make(body.ptr + 3, body.len - 3) : body;
}

enum qcc_error qcc_envelope_parse(struct qcc_envelope *envelope, struct qcc_span body,
                                  size_t *offset)
{
    struct reading reading = {envelope, 0, QCC_OK, NULL};
    struct qcc_json_check check;
    const struct qcc_span text = skip_mark(body);
    enum qcc_error error;
    clear(envelope);
    error = read_body(&reading, &check, text);
    if (error != QCC_OK && offset != NULL) {
        *offset = (size_t)(check.in.at - body.ptr);
    }
    return error;
}
