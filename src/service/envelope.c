/* envelope.c - the service's envelope out of a reply's body: the four members that are read.
 * SPDX-License-Identifier: MIT */
#include "service/envelope.h"

#include <string.h>

#include "base/json.h"

#define JSMN_STATIC
#include <jsmn.h>

/* With all of jsmn in one function its position and its one token are in registers, not in memory,
 * and what it would do with more tokens is left out. */
#if defined(__GNUC__)
#define ALL_INLINE __attribute__((flatten, noinline))
#else
#define ALL_INLINE
#endif

/* The members that are read, in the order of `names`. */
enum { STATUS, MESSAGE, ORDER_NUMBER, RESULT, OTHER };

static const struct {
    uint8_t len;
    char text[11]; /* in lower case, no NUL */
} names[] = {{6, "status"}, {7, "message"}, {11, "ordernumber"}, {6, "result"}};

/* The kind of the token that `text` begins with, a name or a value; *inside is a string without its
 * quotes, and whatever else whole. There is a place for one token: in an object or array jsmn gives
 * up at the second, having noted where it begins; it ends where `text` does. */
ALL_INLINE static jsmntype_t find_token(struct qcc_span text, struct qcc_span *inside)
{
    jsmn_parser parser;
    jsmntok_t token = {JSMN_UNDEFINED, 0, 0, 0};
    jsmn_init(&parser);
    (void)jsmn_parse(&parser, (const char *)text.ptr, text.len, &token, 1);
    inside->ptr = text.ptr + token.start;
    inside->len = token.end < 0 ? text.len : (size_t)(token.end - token.start);
    return token.type;
}

/* Which member is called `name`, ASCII letters compared without case: 0x20 is all that tells them
 * apart. The last word of a name may overlap the one before it. */
static unsigned find_name(const uint8_t *name, size_t len)
{
    unsigned which = STATUS;
    for (; which < OTHER; which++) {
        const uint8_t *text = (const uint8_t *)names[which].text;
        size_t at = 0, last = names[which].len - 4u;
        if (len != last + 4) {
            continue;
        }
        while ((qcc_load_word(name + at) | 0x20202020u) == qcc_load_word(text + at)) {
            if (at == last) {
                return which;
            }
            at = at + 4 < last ? at + 4 : last;
        }
    }
    return which;
}

/* The same for a name as it stands in the text. Its escapes are decoded, lest a second Status pass
 * for something else; one that has no place here is longer than any of these. */
static unsigned find_raw_name(const struct qcc_span *raw)
{
    char name[sizeof names[0].text + 1];
    unsigned which = find_name(raw->ptr, raw->len);
    if (which == OTHER) {
        size_t len = qcc_json_decode(raw->ptr, raw->len, name, sizeof name);
        which = find_name((const uint8_t *)name, len);
    }
    return which;
}

/* A number or a string of exactly three digits, 100 .. 999; 0 when it is not. */
static uint16_t read_status(const uint8_t *raw, size_t len)
{
    char digits[4];
    unsigned status = 0;
    if (qcc_json_decode(raw, len, digits, sizeof digits) != 3) {
        return 0;
    }
    for (const char *at = digits; *at != '\0'; at++) {
        unsigned digit = (uint8_t)*at - (unsigned)'0';
        if (digit > 9) {
            return 0;
        }
        status = status * 10 + digit;
    }
    return status < 100 ? 0 : (uint16_t)status;
}

/* A string into the place that its member has, with a NUL after it. */
static enum qcc_error take_text(struct qcc_envelope *envelope, unsigned which, const uint8_t *raw,
                                size_t raw_len)
{
    char *out = envelope->message;
    uint16_t *len = &envelope->message_len;
    size_t size = sizeof envelope->message, whole;
    if (which == ORDER_NUMBER) {
        out = envelope->order_number;
        len = &envelope->order_number_len;
        size = sizeof envelope->order_number;
    } else if (which == RESULT) {
        out = envelope->result;
        len = &envelope->result_len;
        size = sizeof envelope->result;
        envelope->result_kind = QCC_RESULT_STRING;
    }
    whole = qcc_json_decode(raw, raw_len, out, size);
    if (whole < size) {
        *len = (uint16_t)whole;
        return QCC_OK;
    }
    if (which != MESSAGE) {
        return which == RESULT ? QCC_ERROR_RESULT_TOO_LONG : QCC_ERROR_ORDER_NUMBER_TOO_LONG;
    }
    do { /* the NUL is the last one, as it was cut */
        size--;
    } while (out[size] != '\0');
    *len = (uint16_t)size;
    envelope->message_cut = true;
    return QCC_OK;
}

static enum qcc_error take_value(struct qcc_envelope *envelope, unsigned which, jsmntype_t type,
                                 const struct qcc_span *inside)
{
    if (which == STATUS) {
        envelope->status = read_status(inside->ptr, inside->len);
        return envelope->status == 0 ? QCC_ERROR_ENVELOPE : QCC_OK;
    }
    if (type == JSMN_STRING) {
        return take_text(envelope, which, inside->ptr, inside->len);
    }
    if (*inside->ptr != 'n') {
        if (which != RESULT) {
            return QCC_ERROR_ENVELOPE;
        }
        envelope->result_kind = QCC_RESULT_OTHER;
    }
    return QCC_OK;
}

/* Takes the member that was checked last. `seen` has a bit for each member that is read; of one
 * that is, *where is the value, behind its quote. */
static enum qcc_error take_member(struct qcc_envelope *envelope, const struct qcc_json *json,
                                  unsigned *seen, const uint8_t **where)
{
    const struct qcc_span name = {json->name, (size_t)(json->value - json->name)};
    const struct qcc_span value = {json->value, (size_t)(json->at - json->value)};
    struct qcc_span inside;
    (void)find_token(name, &inside);
    unsigned which = find_raw_name(&inside);
    unsigned bit = 1u << which;
    if (which == OTHER) {
        return QCC_OK;
    }
    jsmntype_t type = find_token(value, &inside);
    *where = inside.ptr;
    if ((*seen & bit) != 0) {
        return QCC_ERROR_ENVELOPE;
    }
    *seen |= bit;
    if (which == RESULT) {
        envelope->raw = value;
    }
    return take_value(envelope, which, type, &inside);
}

enum qcc_error qcc_envelope_parse(struct qcc_envelope *envelope, struct qcc_span body,
                                  size_t *offset)
{
    struct qcc_json json;
    const uint8_t *start = body.ptr;
    enum qcc_error error, refusal = QCC_OK;
    unsigned seen = 0;
    const uint8_t *where = NULL;
    if (body.len > 3 && body.ptr[0] == 0xEF && body.ptr[1] == 0xBB && body.ptr[2] == 0xBF) {
        body.ptr += 3; /* a byte-order mark */
        body.len -= 3;
    }
    /* Not all of it, to spare the clearing of what the members will overwrite. */
    envelope->status = 0;
    envelope->message_cut = false;
    envelope->result_kind = QCC_RESULT_NONE;
    envelope->message_len = envelope->order_number_len = envelope->result_len = 0;
    envelope->message[0] = envelope->order_number[0] = envelope->result[0] = '\0';
    envelope->raw = (struct qcc_span){NULL, 0};
    for (error = qcc_json_first(&json, body); error == QCC_PENDING; error = qcc_json_next(&json)) {
        if (refusal == QCC_OK) {
            refusal = take_member(envelope, &json, &seen, &where);
        }
    }
    if (error == QCC_OK && refusal != QCC_OK) {
        error = refusal;
        json.at = where;
    } else if (error == QCC_OK && envelope->status == 0) {
        error = QCC_ERROR_ENVELOPE;
    }
    if (error != QCC_OK) {
        memset(envelope, 0, sizeof *envelope);
        if (offset != NULL) {
            *offset = (size_t)(json.at - start);
        }
    }
    return error;
}
