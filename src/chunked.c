/* chunked.c - the chunked transfer coding (RFC 9112 section 7.1), up to the trailer section.
 * SPDX-License-Identifier: MIT */
#include "qcc/chunked.h"

#define DIGITS_MAX 16 /* of a size: what 64 bits can hold, leading zeros included */

/* A state above COMPLETE waits for more; COMPLETE and below it, the errors, are outcomes. */
enum {
    COMPLETE = QCC_OK,
    STATE_DATA,      /* in a chunk's data */
    STATE_SIZE,      /* in the digits of a size */
    STATE_BLANK,     /* in the white space before an extension */
    STATE_EXTENSION, /* behind the first `;` of a line */
    STATE_SIZE_LF,   /* behind that line's CR */
    STATE_DATA_CR,   /* behind the data */
    STATE_DATA_LF    /* behind their CR */
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
static int take_digit(struct qcc_chunked *chunked, uint32_t digit)
{
    if (chunked->digits == DIGITS_MAX) {
        return QCC_ERROR_CHUNK;
    }
    chunked->digits++;
    chunked->left = chunked->left * 16 + digit;
    return chunked->left <= chunked->room ? STATE_SIZE : QCC_ERROR_BODY_TOO_LARGE;
}

/* chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
 *
 * (RFC 9112 section 7.1.1.) One byte behind the size. All that an extension may hold is visible,
 * SP, HTAB or obs-text, inside quotes and outside, and none of it matters here. It counts against
 * the cap, white space too; `extensions` stops there, so it does not overflow. */
static int take_extension(struct qcc_chunked *chunked, uint32_t byte)
{
    int state = chunked->state;

    if (byte == '\r' && state != STATE_BLANK) {
        return STATE_SIZE_LF;
    }
    if (byte == ';') {
        state = STATE_EXTENSION;
    } else if (byte == ' ' || byte == '\t') {
        state = state == STATE_EXTENSION ? STATE_EXTENSION : STATE_BLANK;
    } else if (state != STATE_EXTENSION || byte < ' ' || byte == 0x7f) {
        return QCC_ERROR_CHUNK;
    }
    if (chunked->extensions == QCC_CHUNK_EXTENSION_MAX) {
        return QCC_ERROR_CHUNK_EXTENSIONS;
    }
    chunked->extensions++;
    return state;
}

/* chunk      = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
 * last-chunk = 1*"0" [ chunk-ext ] CRLF
 *
 * (RFC 9112 section 7.1.) One byte of it, but for the data: the state that follows. The size 0 is
 * the body's end. Nothing else can stand for one of the CRs and LFs. */
static int take(struct qcc_chunked *chunked, uint32_t byte)
{
    uint32_t digit;

    switch (chunked->state) {
    case STATE_SIZE:
        digit = hex_value(byte);
        if (digit < 16) {
            return take_digit(chunked, digit);
        }
        if (chunked->digits == 0) {
            return QCC_ERROR_CHUNK;
        }
        /* fall through */
    case STATE_BLANK:
    case STATE_EXTENSION:
        return take_extension(chunked, byte);
    case STATE_DATA_CR:
        return byte == '\r' ? STATE_DATA_LF : QCC_ERROR_CHUNK;
    default:
        break;
    }
    if (byte != '\n') {
        return QCC_ERROR_CHUNK;
    }
    if (chunked->state == STATE_SIZE_LF) {
        return chunked->left != 0 ? STATE_DATA : COMPLETE;
    }
    chunked->digits = 0;
    return STATE_SIZE;
}

/* As much of the chunk's data as there is of it at `p`. `left` is 0 when they end: the next size
 * begins with it. */
static size_t take_data(struct qcc_chunked *chunked, size_t len)
{
    if (len >= chunked->left) {
        len = chunked->left;
        chunked->state = STATE_DATA_CR;
    }
    chunked->left -= (uint32_t)len;
    chunked->room -= (uint32_t)len;
    return len;
}

enum qcc_error qcc_chunked_read(struct qcc_chunked *chunked, struct qcc_span *in,
                                struct qcc_span *data)
{
    const uint8_t *p = in->ptr;
    const uint8_t *const end = p + in->len;

    while (p != end && chunked->state > STATE_DATA) {
        chunked->state = (int8_t)take(chunked, *p++);
    }
    data->ptr = p;
    data->len = 0;
    if (chunked->state == STATE_DATA) {
        data->len = take_data(chunked, (size_t)(end - p));
        p += data->len;
    }
    in->ptr = p;
    in->len = (size_t)(end - p);
    return chunked->state > COMPLETE ? QCC_PENDING : (enum qcc_error)chunked->state;
}
