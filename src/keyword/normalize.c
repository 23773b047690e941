/* normalize.c - what a person typed, made into what is sent.
 * SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "base/utf8.h"
#include "base/writer.h"
#include "keyword/characters.h"
#include "keyword/code.h"

#define CODE_MAX (QCC_KEYWORD_CODE_SIZE - 1u)

/* U+FF01 .. U+FF5E are ASCII's visible characters once more, as wide as a Chinese one. */
static uint32_t fold_width(uint32_t code_point)
{
    return code_point >= 0xFF01 && code_point <= 0xFF5E ? code_point - 0xFEE0 : code_point;
}

/* Hyphens and dashes, and the minus sign. */
static bool is_hyphen(uint32_t code_point)
{
    return code_point == '-' || (code_point >= 0x2010 && code_point <= 0x2015) ||
           code_point == 0x2212;
}

/* Returns the length, 18 or 15, of the code that `typed` is; 0 when it is none. */
static size_t read_code(uint8_t code[CODE_MAX], struct qcc_span typed)
{
    size_t len = 0;

    while (typed.len > 0) {
        uint32_t code_point;
        const size_t bytes = qcc_utf8_decode(typed, &code_point);

        if (bytes == 0) {
            return 0;
        }
        typed.ptr += bytes;
        typed.len -= bytes;
        code_point = fold_width(code_point);
        if (qcc_keyword_is_blank(code_point) || qcc_keyword_is_invisible(code_point) ||
            is_hyphen(code_point)) {
            continue;
        }
        if (len == CODE_MAX || code_point >= 0x80) {
            return 0;
        }
        code[len++] = qcc_upper((uint8_t)code_point);
    }
    return qcc_keyword_judge_code(qcc_span_make(code, len)) != QCC_CHECK_DIGIT_NONE ? len : 0;
}

/* Writes `typed` without invisible characters and without the blanks around it, or as it is when it
 * is not UTF-8: nobody knows what its bytes mean. Returns the length, which may be above the cap;
 * blanks at the end are written, too, and do not count. */
static size_t write_name(struct qcc_writer *writer, struct qcc_span typed)
{
    struct qcc_span rest = typed;
    size_t end = 0;

    while (rest.len > 0) {
        uint32_t code_point;
        const size_t bytes = qcc_utf8_decode(rest, &code_point);
        const bool blank = bytes > 0 && qcc_keyword_is_blank(code_point);

        if (bytes == 0) {
            writer->len = 0;
            qcc_writer_put(writer, typed);
            return writer->len;
        }
        if (!qcc_keyword_is_invisible(code_point) && !(blank && end == 0)) {
            qcc_writer_put_bytes(writer, rest.ptr, bytes);
            end = blank ? end : writer->len;
        }
        rest.ptr += bytes;
        rest.len -= bytes;
    }
    return end;
}

enum qcc_error qcc_keyword_normalize(char *out, size_t size, struct qcc_span typed)
{
    struct qcc_writer writer = {(uint8_t *)out, size, 0};
    uint8_t code[CODE_MAX];
    size_t len = read_code(code, typed);

    if (len > 0) {
        qcc_writer_put_bytes(&writer, code, len);
    } else {
        len = write_name(&writer, typed);
    }
    if (len >= size) {
        return QCC_ERROR_TOO_SMALL;
    }
    out[len] = '\0';
    return QCC_OK;
}
