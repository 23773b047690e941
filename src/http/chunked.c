/* chunked.c - the chunked transfer coding (RFC 9112 section 7.1), up to the trailer section.
 * SPDX-License-Identifier: MIT */
#include "http/chunked.h"
#include "base/ascii.h"

#define DIGITS_MAX 16 /* of a size: as many as 64 bits need, leading zeros included */

/* A state above COMPLETE waits for more. COMPLETE and the errors below it are outcomes. */
enum {
    COMPLETE = QCC_OK,
    IN_SIZE,      /* before a size, or in its digits */
    IN_BLANK,     /* in the white space between a size and its first extension */
    IN_EXTENSION, /* after the first `;` of a line */
    AT_SIZE_LF,   /* after the CR of a size's line */
    IN_DATA,      /* in the data of a chunk */
    AT_DATA_CR,   /* after the data */
    AT_DATA_LF    /* after the CR that follows the data */
};

static void begin_size(struct qcc_chunked *chunked)
{
    chunked->size = 0;
    chunked->size_digits = 0;
}

void qcc_chunked_begin(struct qcc_chunked *chunked, uint32_t body_max)
{
    chunked->state = IN_SIZE;
    chunked->extensions = 0;
    chunked->data_left = 0;
    chunked->body_left = body_max < QCC_BODY_MAX_LIMIT ? body_max : QCC_BODY_MAX_LIMIT;
    begin_size(chunked);
}

/* What follows reads one byte each and returns the state after it. */

/* chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
 *
 * (RFC 9112 section 7.1.1.) The rest of the line after a size. White space is allowed before a `;`
 * only; after one there is text, quoted or not, and none of it matters here. The first byte that is
 * one too many ends the body, so the count does not overflow. */
static int read_extension(struct qcc_chunked *chunked, uint8_t byte)
{
    const bool begun = chunked->state == IN_EXTENSION || byte == ';';

    if (byte == '\r' && chunked->state != IN_BLANK) {
        return AT_SIZE_LF;
    }
    if (begun ? !qcc_is_text(byte) : !qcc_is_blank(byte)) {
        return QCC_ERROR_CHUNK;
    }
    chunked->extensions++;
    if (chunked->extensions > QCC_CHUNK_EXTENSION_MAX) {
        return QCC_ERROR_CHUNK_EXTENSIONS;
    }
    return begun ? IN_EXTENSION : IN_BLANK;
}

/* chunk-size = 1*HEXDIG, at most DIGITS_MAX of them here
 *
 * `size` is at most `body_left`, and so QCC_BODY_MAX_LIMIT: another digit does not overflow it. */
static int read_size(struct qcc_chunked *chunked, uint8_t byte)
{
    const uint32_t digit = qcc_hex_value(byte);

    if (digit < 16 && chunked->size_digits < DIGITS_MAX) {
        chunked->size_digits++;
        chunked->size = chunked->size * 16 + digit;
        return chunked->size <= chunked->body_left ? IN_SIZE : QCC_ERROR_BODY_TOO_LARGE;
    }
    return chunked->size_digits > 0 ? read_extension(chunked, byte) : QCC_ERROR_CHUNK;
}

/* The line of a size has ended; the size 0 ends the body. */
static int end_size(struct qcc_chunked *chunked)
{
    chunked->data_left = chunked->size;
    begin_size(chunked);
    return chunked->data_left > 0 ? IN_DATA : COMPLETE;
}

/* chunk      = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
 * last-chunk = 1*"0" [ chunk-ext ] CRLF
 *
 * (RFC 9112 section 7.1.) One byte of all but the data. */
static int read_framing(struct qcc_chunked *chunked, uint8_t byte)
{
    switch (chunked->state) {
    case IN_SIZE:
        return read_size(chunked, byte);
    case IN_BLANK:
    case IN_EXTENSION:
        return read_extension(chunked, byte);
    case AT_SIZE_LF:
        return byte == '\n' ? end_size(chunked) : QCC_ERROR_CHUNK;
    case AT_DATA_CR:
        return byte == '\r' ? AT_DATA_LF : QCC_ERROR_CHUNK;
    default: /* AT_DATA_LF */
        return byte == '\n' ? IN_SIZE : QCC_ERROR_CHUNK;
    }
}

/* The data of a chunk, or as much of it as there is in `len` bytes. */
static size_t read_data(struct qcc_chunked *chunked, size_t len)
{
    if (len > chunked->data_left) {
        len = chunked->data_left;
    }
    chunked->data_left -= (uint32_t)len;
    chunked->body_left -= (uint32_t)len;
    if (chunked->data_left == 0) {
        chunked->state = AT_DATA_CR;
    }
    return len;
}

enum qcc_error qcc_chunked_read(struct qcc_chunked *chunked, struct qcc_span *in,
                                struct qcc_span *data)
{
    const uint8_t *p = in->ptr;
    const uint8_t *const end = p + in->len;

    while (p != end && chunked->state > COMPLETE && chunked->state != IN_DATA) {
        chunked->state = read_framing(chunked, *p++);
    }
    data->ptr = p;
    data->len = chunked->state == IN_DATA ? read_data(chunked, (size_t)(end - p)) : 0;
    in->ptr = p + data->len;
    in->len = (size_t)(end - in->ptr);
    return chunked->state > COMPLETE ? QCC_PENDING : (enum qcc_error)chunked->state;
}
