/* chunked.c - the chunked transfer coding (RFC 9112 section 7.1), up to the trailer section.
 * SPDX-License-Identifier: MIT */
#include "http/chunked.h"
#include "base/ascii.h"

#define DIGITS_MAX 16 /* of a size: what 64 bits can hold, leading zeros included */

/* A state above COMPLETE waits for more; COMPLETE and below it, the errors, are outcomes. Those
 * from STATE_DATA_CR to STATE_SIZE, and the digits behind it, follow each other in this order. */
enum {
    COMPLETE = QCC_OK,
    STATE_DATA,    /* in a chunk's data */
    STATE_SIZE_LF, /* behind the CR of a size's line */
    STATE_DATA_CR, /* behind the data */
    STATE_DATA_LF, /* behind their CR */
    STATE_SIZE,    /* before a size; STATE_SIZE + n is behind n digits of it */
    STATE_BLANK = STATE_SIZE + DIGITS_MAX + 1, /* in the white space before an extension */
    STATE_EXTENSION                            /* behind the first `;` of a line */
};

void qcc_chunked_begin(struct qcc_chunked *chunked, uint32_t body_max)
{
    chunked->state = STATE_SIZE;
    chunked->extensions = 0;
    chunked->left = 0;
    chunked->room = body_max < QCC_BODY_MAX_LIMIT ? body_max : QCC_BODY_MAX_LIMIT;
}

/* chunk-size = 1*HEXDIG (RFC 9112 section 7.1), with at most DIGITS_MAX of them. `left` is no more
 * than `room` and so than QCC_BODY_MAX_LIMIT: 16 * left + 15 fits in 32 bits. */
static int take_digit(struct qcc_chunked *chunked, int state, uint32_t digit)
{
    chunked->left = chunked->left * 16 + digit;
    return chunked->left <= chunked->room ? state + 1 : QCC_ERROR_BODY_TOO_LARGE;
}

/* chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
 *
 * (RFC 9112 section 7.1.1.) One byte behind the size. All that an extension may hold is visible,
 * SP, HTAB or obs-text, inside quotes and outside, and none of it matters here. It counts against
 * the cap, white space too; the first byte above the cap ends the body, so `extensions` does not
 * overflow. White space without a `;` behind it is refused. */
static int take_extension(struct qcc_chunked *chunked, int state, uint32_t byte)
{
    bool blank = byte == ' ' || byte == '\t';

    if (byte == '\r' && state != STATE_BLANK) {
        return STATE_SIZE_LF;
    }
    if (byte == ';') {
        state = STATE_EXTENSION;
    } else if (state != STATE_EXTENSION) {
        if (!blank) {
            return QCC_ERROR_CHUNK;
        }
        state = STATE_BLANK;
    } else if (!blank && (byte < ' ' || byte == 0x7f)) {
        return QCC_ERROR_CHUNK;
    }
    return chunked->extensions++ == QCC_CHUNK_EXTENSION_MAX ? QCC_ERROR_CHUNK_EXTENSIONS : state;
}

/* chunk      = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
 * last-chunk = 1*"0" [ chunk-ext ] CRLF
 *
 * (RFC 9112 section 7.1.) One byte of it, but for the data: the state that follows. The size 0 is
 * the body's end. Nothing else can stand for one of the CRs and LFs. Behind DIGITS_MAX digits
 * another one is as wrong as any byte that is none. */
static int take(struct qcc_chunked *chunked, int state, uint32_t byte)
{
    uint32_t digit;

    if (state < STATE_SIZE) {
        if (byte != (state == STATE_DATA_CR ? '\r' : '\n')) {
            return QCC_ERROR_CHUNK;
        }
        return state != STATE_SIZE_LF ? state + 1 : chunked->left != 0 ? STATE_DATA : COMPLETE;
    }
    if (state < STATE_SIZE + DIGITS_MAX) {
        digit = qcc_hex_value((uint8_t)byte);
        if (digit < 16) {
            return take_digit(chunked, state, digit);
        }
    }
    return state == STATE_SIZE ? QCC_ERROR_CHUNK : take_extension(chunked, state, byte);
}

enum qcc_error qcc_chunked_read(struct qcc_chunked *chunked, struct qcc_span *in,
                                struct qcc_span *data)
{
    const uint8_t *p = in->ptr;
    const uint8_t *const end = p + in->len;
    int state = chunked->state;
    size_t len = 0;

    while (p != end && state > STATE_DATA) {
        state = take(chunked, state, *p++);
    }
    if (state == STATE_DATA) { /* `left` is 0 when they end: the next size begins with it */
        len = (size_t)(end - p) < chunked->left ? (size_t)(end - p) : chunked->left;
        chunked->left -= (uint32_t)len;
        chunked->room -= (uint32_t)len;
        if (chunked->left == 0) {
            state = STATE_DATA_CR;
        }
    }
    data->ptr = p;
    data->len = len;
    in->ptr = p + len;
    in->len = (size_t)(end - in->ptr);
    chunked->state = state;
    return state > COMPLETE ? QCC_PENDING : (enum qcc_error)state;
}
