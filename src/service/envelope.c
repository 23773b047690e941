/* envelope.c - the service's envelope out of a reply's body: the four members that are read.
 * SPDX-License-Identifier: MIT */
#include "service/envelope.h"

#include <limits.h>
#include <string.h>

#include "base/ascii.h"
#include "base/json.h"
#include "service/tokens.h"

/* The members that are read, in the order of `names`. */
enum member_name { STATUS, MESSAGE, ORDER_NUMBER, RESULT, OTHER };

static const struct qcc_span names[] = {QCC_SPAN("Status"), QCC_SPAN("Message"),
                                        QCC_SPAN("OrderNumber"), QCC_SPAN("Result")};

#define LONGEST_NAME (sizeof "OrderNumber" - 1)

/* A member, as jsmn finds it. */
struct member {
    struct qcc_span name;   /* the inside of a string */
    struct qcc_span value;  /* as it stands in the body, with its quotes */
    struct qcc_span inside; /* a string without its quotes; any other value whole */
    jsmntype_t type;
};

/* What one body comes to. */
struct reading {
    struct qcc_envelope *envelope;
    unsigned seen; /* a bit for each member that was read */
    enum qcc_error refusal;
    const uint8_t *refused; /* the value that was refused */
};

/* There are two tokens, for the name and the value. What is nested in the value finds no token;
 * then jsmn gives up, which does no harm: the check has found where the value ends. */
static void split(struct qcc_span text, struct member *member)
{
    jsmntok_t tokens[2];
    size_t start, quote;
    (void)qcc_tokens_find(text, tokens, 2);
    member->name =
        qcc_span_make(text.ptr + tokens[0].start, (size_t)(tokens[0].end - tokens[0].start));
    member->type = tokens[1].type;
    start = (size_t)tokens[1].start;
    quote = member->type == JSMN_STRING;
    member->inside = qcc_span_make(text.ptr + start, text.len - quote - start);
    member->value = qcc_span_make(member->inside.ptr - quote, member->inside.len + 2 * quote);
}

/* Names are compared without case, and after their escapes are decoded: a second Status must not
 * pass for another member. A name that does not fit here is longer than any of ours. */
static enum member_name find_name(struct qcc_span raw)
{
    char text[LONGEST_NAME + 1];
    struct qcc_span name = {(const uint8_t *)text, 0};
    unsigned which = STATUS;
    if (!qcc_json_decode(raw, text, sizeof text, &name.len)) {
        return OTHER;
    }
    while (which < OTHER && !qcc_equal_nocase(name, names[which])) {
        which++;
    }
    return (enum member_name)which;
}

/* A number or a string of exactly three digits, 100 .. 999. */
static enum qcc_error read_status(struct qcc_envelope *envelope, const struct member *member)
{
    char digits[4];
    size_t len;
    uint16_t status = 0;
    if (!qcc_json_decode(member->inside, digits, sizeof digits, &len) || len != 3) {
        return QCC_ERROR_ENVELOPE;
    }
    for (size_t i = 0; i < len; i++) {
        if (!qcc_is_digit((uint8_t)digits[i])) {
            return QCC_ERROR_ENVELOPE;
        }
        status = (uint16_t)(status * 10 + (digits[i] - '0'));
    }
    if (status < 100) {
        return QCC_ERROR_ENVELOPE;
    }
    envelope->status = status;
    return QCC_OK;
}

static bool is_null(const struct member *member)
{
    return member->type == JSMN_PRIMITIVE && member->value.ptr[0] == 'n';
}

/* A string goes to `out`, which has `size` bytes; null leaves it empty. */
static enum qcc_error read_text(const struct member *member, char *out, size_t size, uint16_t *len,
                                enum qcc_error too_long)
{
    size_t written;
    bool is_whole;
    if (member->type != JSMN_STRING) {
        return is_null(member) ? QCC_OK : QCC_ERROR_ENVELOPE;
    }
    is_whole = qcc_json_decode(member->inside, out, size, &written);
    *len = (uint16_t)written;
    return is_whole ? QCC_OK : too_long;
}

/* A message that is too long is cut: it is for people. */
static enum qcc_error read_message(struct qcc_envelope *envelope, const struct member *member)
{
    enum qcc_error error = read_text(member, envelope->message, sizeof envelope->message,
                                     &envelope->message_len, QCC_ERROR_TOO_SMALL);
    envelope->message_cut = error == QCC_ERROR_TOO_SMALL;
    return envelope->message_cut ? QCC_OK : error;
}

static enum qcc_error read_result(struct qcc_envelope *envelope, const struct member *member)
{
    envelope->raw = member->value;
    if (member->type != JSMN_STRING) {
        envelope->result_kind = is_null(member) ? QCC_RESULT_NONE : QCC_RESULT_OTHER;
        return QCC_OK;
    }
    envelope->result_kind = QCC_RESULT_STRING;
    return read_text(member, envelope->result, sizeof envelope->result, &envelope->result_len,
                     QCC_ERROR_RESULT_TOO_LONG);
}

static enum qcc_error read_value(struct qcc_envelope *envelope, enum member_name which,
                                 const struct member *member)
{
    switch (which) {
    case STATUS:
        return read_status(envelope, member);
    case MESSAGE:
        return read_message(envelope, member);
    case ORDER_NUMBER:
        return read_text(member, envelope->order_number, sizeof envelope->order_number,
                         &envelope->order_number_len, QCC_ERROR_ORDER_NUMBER_TOO_LONG);
    case RESULT:
        return read_result(envelope, member);
    default:
        return QCC_OK;
    }
}

/* Reads the member whose text is `text`. */
static void read_member(struct reading *reading, struct qcc_span text)
{
    struct member member;
    enum member_name which;
    unsigned bit;
    split(text, &member);
    which = find_name(member.name);
    bit = which == OTHER ? 0 : 1u << which;
    reading->refused = member.inside.ptr;
    reading->refusal = (reading->seen & bit) != 0 ? QCC_ERROR_ENVELOPE
                                                  : read_value(reading->envelope, which, &member);
    reading->seen |= bit;
}

/* Not all of it: most of an envelope is overwritten by the members. */
static void clear(struct qcc_envelope *envelope)
{
    envelope->status = 0;
    envelope->message_cut = false;
    envelope->result_kind = QCC_RESULT_NONE;
    envelope->message_len = envelope->order_number_len = envelope->result_len = 0;
    envelope->message[0] = envelope->order_number[0] = envelope->result[0] = '\0';
    envelope->raw = qcc_span_make(NULL, 0);
}

/* Checks all of the text, and reads its members up to the first that is refused: what is not JSON
 * is reported as that, wherever it stands. */
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
        if (reading->refusal == QCC_OK) {
            read_member(reading, member);
        }
    }
    if (error == QCC_OK && reading->refusal != QCC_OK) {
        check->at = (size_t)(reading->refused - text.ptr);
        return reading->refusal;
    }
    if (error == QCC_OK && reading->envelope->status == 0) {
        return QCC_ERROR_ENVELOPE;
    }
    return error;
}

/* Returns `body` without a byte-order mark. */
static struct qcc_span skip_mark(struct qcc_span body)
{
    static const struct qcc_span mark = QCC_SPAN("\xEF\xBB\xBF");
    if (body.len < mark.len || !qcc_span_equal(qcc_span_make(body.ptr, mark.len), mark)) {
        return body;
    }
    return qcc_span_make(body.ptr + mark.len, body.len - mark.len);
}

enum qcc_error qcc_envelope_parse(struct qcc_envelope *envelope, struct qcc_span body,
                                  size_t *offset)
{
    struct reading reading = {envelope, 0, QCC_OK, NULL};
    struct qcc_json_check check = {0};
    const struct qcc_span text = skip_mark(body);
    enum qcc_error error = QCC_ERROR_JSON;
    clear(envelope);
    if (text.len <= INT_MAX) { /* jsmn counts in int */
        error = read_body(&reading, &check, text);
    }
    if (error != QCC_OK) {
        memset(envelope, 0, sizeof *envelope);
        if (offset != NULL) {
            *offset = body.len - text.len + check.at;
        }
    }
    return error;
}
