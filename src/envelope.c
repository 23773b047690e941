/* envelope.c - the service's envelope out of a reply's body: check, tokens, the four members.
 * SPDX-License-Identifier: MIT */
#include "qcc/envelope.h"

#include <limits.h>
#include <string.h>

#include "qcc/json.h"

#define JSMN_STATIC
#include <jsmn.h>

/* With all of jsmn in one function its position and its one token are in registers, not in memory,
 * and what it does for a second is left out. */
#if defined(__GNUC__)
#define ALL_INLINE __attribute__((flatten))
#else
#define ALL_INLINE
#endif

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
static unsigned find_name(const uint8_t *name, size_t len)
{
    unsigned which = STATUS;
    for (; which < OTHER; which++) {
        const uint8_t *text = (const uint8_t *)names[which].text;
        size_t at = 0, last = names[which].len - 4u;
        if (len != last + 4) {
            continue;
        }
        while ((get_word(name + at) | 0x20202020u) == get_word(text + at)) {
            if (at == last) {
                return which;
            }
            at = at + 4 < last ? at + 4 : last;
        }
    }
    return which;
}

/* The same for a name as it stands in the text. One that has escapes is what they mean, lest a
 * second Status pass for something else; one that has no place here has no member's length. */
static unsigned find_raw_name(const uint8_t *raw, size_t len)
{
    uint8_t decoded[sizeof names[0].text];
    size_t written;
    unsigned which = find_name(raw, len);
    if (which == OTHER) {
        len = qcc_json_decode(raw, len, decoded, sizeof decoded, &written);
        which = find_name(decoded, len);
    }
    return which;
}

/* A number or a string of exactly three digits, 100 .. 999; 0 when it is not. */
static uint16_t read_status(const uint8_t *raw, size_t len)
{
    uint8_t digits[3];
    size_t written;
    unsigned status = 0;
    if (qcc_json_decode(raw, len, digits, sizeof digits, &written) != sizeof digits) {
        return 0;
    }
    for (size_t i = 0; i < sizeof digits; i++) {
        unsigned digit = digits[i] - (unsigned)'0';
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
    whole = qcc_json_decode(raw, raw_len, (uint8_t *)out, cap, &written);
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

/* The value that stands between `at` and `end`. */
static enum qcc_error take_value(struct qcc_envelope *envelope, unsigned which, const uint8_t *at,
                                 const uint8_t *end)
{
    size_t quote = *at == '"';
    const uint8_t *raw = at + quote; /* what is between the quotes, if it has some */
    size_t raw_len = (size_t)(end - raw) - quote;
    uint8_t kind = quote != 0 ? QCC_RESULT_STRING : *at == 'n' ? QCC_RESULT_NONE : QCC_RESULT_OTHER;
    if (which == STATUS) {
        envelope->status = read_status(raw, raw_len);
        return envelope->status == 0 ? QCC_ERROR_ENVELOPE : QCC_OK;
    }
    if (which == RESULT) {
        envelope->raw.ptr = at;
        envelope->raw.len = (size_t)(end - at);
        envelope->result_kind = kind;
    } else if (kind == QCC_RESULT_OTHER) {
        return QCC_ERROR_ENVELOPE;
    }
    return kind == QCC_RESULT_STRING ? take_text(envelope, which, raw, raw_len) : QCC_OK;
}

/* The token of the name that a member begins with. There is one place for tokens: jsmn stops for
 * want of another where the value begins. Returns that place. */
ALL_INLINE static size_t find_name_token(const uint8_t *member, size_t len, jsmntok_t *name)
{
    jsmn_parser parser;
    jsmn_init(&parser);
    (void)jsmn_parse(&parser, (const char *)member, len, name, 1);
    return parser.pos;
}

struct reading {
    struct qcc_envelope *envelope;
    const uint8_t *where; /* the value that was read last, or is refused */
    unsigned seen;        /* a bit for each member */
    enum qcc_error error;
};

/* Takes a member of the reply: the name as jsmn found it, and the value, which ends where its
 * member does. */
static void take_member(void *context, const uint8_t *member, size_t len)
{
    struct reading *reading = context;
    jsmntok_t name = {JSMN_UNDEFINED, 0, 0, 0};
    const uint8_t *value = member + find_name_token(member, len, &name);
    unsigned which = find_raw_name(member + name.start, (size_t)(name.end - name.start));
    unsigned bit = 1u << which;
    if (which == OTHER || reading->error != QCC_OK) {
        return;
    }
    reading->where = value + (*value == '"');
    reading->error = (reading->seen & bit) != 0
                         ? QCC_ERROR_ENVELOPE
                         : take_value(reading->envelope, which, value, member + len);
    reading->seen |= bit;
}

enum qcc_error qcc_envelope_parse(struct qcc_envelope *envelope, struct qcc_span body,
                                  size_t *offset)
{
    struct qcc_span text = body;
    struct reading reading = {envelope, NULL, 0, QCC_OK};
    enum qcc_error error = QCC_ERROR_JSON;
    size_t where = 0;
    if (text.len > 3 && text.ptr[0] == 0xEF && text.ptr[1] == 0xBB && text.ptr[2] == 0xBF) {
        text.ptr += 3; /* a byte-order mark */
        text.len -= 3;
    }
    /* Not all of it, to spare the clearing of what the members will overwrite. */
    envelope->status = 0;
    envelope->message_cut = false;
    envelope->result_kind = QCC_RESULT_NONE;
    envelope->message_len = envelope->order_number_len = envelope->result_len = 0;
    envelope->message[0] = envelope->order_number[0] = envelope->result[0] = '\0';
    envelope->raw = (struct qcc_span){NULL, 0};
    if (text.len <= INT_MAX) { /* jsmn counts in int */
        error = qcc_json_check(text, take_member, &reading, &where);
    }
    if (error == QCC_OK && reading.error != QCC_OK) {
        error = reading.error;
        where = (size_t)(reading.where - text.ptr);
    } else if (error == QCC_OK && envelope->status == 0) {
        error = QCC_ERROR_ENVELOPE;
    }
    if (error != QCC_OK) {
        memset(envelope, 0, sizeof *envelope);
        if (offset != NULL) {
            *offset = where + (body.len - text.len);
        }
    }
    return error;
}
