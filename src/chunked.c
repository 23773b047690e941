/* chunked.c - the chunked transfer coding (RFC 9112 section 7.1), up to the trailer section.
 * SPDX-License-Identifier: MIT */
#include "qcc/chunked.h"

#define DIGITS_MAX 16 /* of a size: what 64 bits can hold, leading zeros included */

enum {
    STATE_SIZE,      /* in the digits of a size */
    STATE_BLANK,     /* in the white space before an extension */
    STATE_EXTENSION, /* behind the first `;` of a line */
    STATE_SIZE_LF,   /* behind that line's CR */
    STATE_DATA,      /* in a chunk's data */
    STATE_DATA_CR,   /* behind them */
    STATE_DATA_LF,   /* behind their CR */
    STATE_COMPLETE   /* and above it, the failures: an error as eight bits */
};

void qcc_chunked_begin(struct qcc_chunked *chunked, uint32_t body_max)
{
    chunked->state = STATE_SIZE;
    chunked->digits = 0;
    chunked->extensions = 0;
    chunked->left = 0;
    chunked->room = body_max < QCC_BODY_MAX_LIMIT ? body_max : QCC_BODY_MAX_LIMIT;
}

/* The value of a hexadecimal digit; 16 or more for any other byte. */
static uint32_t hex_value(uint32_t byte)
{
    uint32_t digit = byte - '0';

    return digit <= 9 ? digit : (byte | 0x20) - 'a' <= 5 ? (byte | 0x20) - 'a' + 10 : 16;
}

/* chunk-size = 1*HEXDIG (RFC 9112 section 7.1), with at most DIGITS_MAX of them, `digits` being no
 * more than that. `left` is no more than `room` and so than QCC_BODY_MAX_LIMIT: 16 * left + 15 fits
 * in 32 bits. */
static enum qcc_error take_digit(struct qcc_chunked *chunked, uint32_t digit)
{
    if (chunked->digits == DIGITS_MAX) {
        return QCC_ERROR_CHUNK;
    }
    chunked->digits++;
    chunked->left = chunked->left * 16 + digit;
    return chunked->left <= chunked->room ? QCC_PENDING : QCC_ERROR_BODY_TOO_LARGE;
}

/* chunk     = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
 * chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
 *
 * (RFC 9112 sections 7.1 and 7.1.1.) One byte of the first line, its LF aside. All that an
 * extension may hold is visible, SP, HTAB or obs-text, inside quotes and outside, and none of it
 * matters here. What is not the size counts against the cap, white space too; `extensions` stops
 * there, so it does not overflow. */
static enum qcc_error take_size(struct qcc_chunked *chunked, uint32_t byte)
{
    if (chunked->state == STATE_SIZE) {
        uint32_t digit = hex_value(byte);

        if (digit < 16) {
            return take_digit(chunked, digit);
        }
        if (chunked->digits == 0) {
            return QCC_ERROR_CHUNK;
        }
    }
    if (byte == '\r' && chunked->state != STATE_BLANK) {
        chunked->state = STATE_SIZE_LF;
        return QCC_PENDING;
    }
    if (byte == ';') {
        chunked->state = STATE_EXTENSION;
    } else if (byte == ' ' || byte == '\t') {
        chunked->state = chunked->state == STATE_EXTENSION ? STATE_EXTENSION : STATE_BLANK;
    } else if (chunked->state != STATE_EXTENSION || byte < ' ' || byte == 0x7f) {
        return QCC_ERROR_CHUNK;
    }
    if (chunked->extensions == QCC_CHUNK_EXTENSION_MAX) {
        return QCC_ERROR_CHUNK_EXTENSIONS;
    }
    chunked->extensions++;
    return QCC_PENDING;
}

/* last-chunk = 1*"0" [ chunk-ext ] CRLF (RFC 9112 section 7.1): the size 0 is the body's end. The
 * byte is one of the CRs and LFs that nothing else can stand for. */
static enum qcc_error take_line_end(struct qcc_chunked *chunked, uint32_t byte)
{
    if (byte != (chunked->state == STATE_DATA_CR ? '\r' : '\n')) {
        return QCC_ERROR_CHUNK;
    }
    if (chunked->state == STATE_SIZE_LF) {
        chunked->state = chunked->left != 0 ? STATE_DATA : STATE_COMPLETE;
        return QCC_PENDING;
    }
    if (chunked->state == STATE_DATA_CR) {
        chunked->state = STATE_DATA_LF;
        return QCC_PENDING;
    }
    chunked->state = STATE_SIZE;
    chunked->digits = 0;
    return QCC_PENDING;
}

/* As much of the chunk's data as *in has. `left` is 0 when they end: the next size begins with
 * it. */
static void take_data(struct qcc_chunked *chunked, struct qcc_span *in, struct qcc_span *data)
{
    data->len = in->len < chunked->left ? in->len : chunked->left;
    in->ptr += data->len;
    in->len -= data->len;
    chunked->left -= (uint32_t)data->len;
    chunked->room -= (uint32_t)data->len;
    if (chunked->left == 0) {
        chunked->state = STATE_DATA_CR;
    }
}

static enum qcc_error take(struct qcc_chunked *chunked, uint32_t byte)
{
    return chunked->state < STATE_SIZE_LF ? take_size(chunked, byte) : take_line_end(chunked, byte);
}

enum qcc_error qcc_chunked_read(struct qcc_chunked *chunked, struct qcc_span *in,
                                struct qcc_span *data)
{
    data->ptr = in->ptr;
    data->len = 0;
    while (chunked->state < STATE_COMPLETE) {
        enum qcc_error outcome;

        if (in->len == 0) {
            return QCC_PENDING;
        }
        if (chunked->state == STATE_DATA) {
            data->ptr = in->ptr;
            take_data(chunked, in, data);
            return QCC_PENDING;
        }
        in->len--;
        outcome = take(chunked, *in->ptr++);
        if (outcome < 0) {
            chunked->state = (uint8_t)outcome;
        }
    }
    return chunked->state == STATE_COMPLETE ? QCC_OK : (enum qcc_error)(int8_t)chunked->state;
}
