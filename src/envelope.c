/* envelope.c - the service's envelope out of a reply's body: the four members that are read.
 * SPDX-License-Identifier: MIT */
#include "qcc/envelope.h"

#include <string.h>

#include "qcc/json.h"

/* The members that are read, in the order of `names`. */
enum { STATUS, MESSAGE, ORDER_NUMBER, RESULT, OTHER };

static const char names[][12] = {"status", "message", "ordernumber", "result"};

/* Which member is called so, ASCII letters compared without case: 0x20 is all that tells them
 * apart. A name that has escapes is what they mean, lest a second Status pass for something else;
 * one that has no place here is longer than any of these. */
static unsigned find_name(struct qcc_span raw)
{
    char name[sizeof names[0]];
    size_t len = qcc_json_decode(raw.ptr, raw.len, name, sizeof name);
    unsigned which = STATUS;
    for (; which < OTHER; which++) {
        const char *text = names[which];
        size_t at = 0;
        while ((name[at] | 0x20) == text[at]) {
            at++;
        }
        if (at == len && text[at] == '\0') {
            break;
        }
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
    do { /* the cut is at the last character that is whole */
        size--;
    } while (out[size] != '\0');
    *len = (uint16_t)size;
    envelope->message_cut = true;
    return QCC_OK;
}

/* The value that stands between `at` and `end`. */
static enum qcc_error take_value(struct qcc_envelope *envelope, unsigned which, const uint8_t *at,
                                 const uint8_t *end)
{
    size_t quote = *at == '"';
    const uint8_t *raw = at + quote; /* what is between the quotes, if it has some */
    size_t raw_len = (size_t)(end - at) - 2 * quote;
    if (which == STATUS) {
        envelope->status = read_status(raw, raw_len);
        return envelope->status == 0 ? QCC_ERROR_ENVELOPE : QCC_OK;
    }
    if (which == RESULT) {
        envelope->raw.ptr = at;
        envelope->raw.len = (size_t)(end - at);
    }
    if (quote != 0) {
        return take_text(envelope, which, raw, raw_len);
    }
    if (*at != 'n') {
        if (which != RESULT) {
            return QCC_ERROR_ENVELOPE;
        }
        envelope->result_kind = QCC_RESULT_OTHER;
    }
    return QCC_OK;
}

/* Takes the member that was checked last. `seen` has a bit for each member that is read; *where is
 * the value, behind its quote. */
static enum qcc_error take_member(struct qcc_envelope *envelope, const struct qcc_json *json,
                                  unsigned *seen, const uint8_t **where)
{
    unsigned which = find_name(qcc_json_name(json));
    unsigned bit = 1u << which;
    if (which == OTHER) {
        return QCC_OK;
    }
    *where = json->value + (*json->value == '"');
    if ((*seen & bit) != 0) {
        return QCC_ERROR_ENVELOPE;
    }
    *seen |= bit;
    return take_value(envelope, which, json->value, json->at);
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
