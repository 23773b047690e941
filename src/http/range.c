/* range.c - Content-Range, read and compared with what was asked for.
 * SPDX-License-Identifier: MIT */
#include "http/range.h"
#include "base/scan.h"

void qcc_range_begin(struct qcc_range *range, struct qcc_field *field,
                     uint8_t place[QCC_CONTENT_RANGE_SIZE], uint32_t first, uint32_t complete)
{
    field->name = "content-range";
    field->value = place;
    field->cap = QCC_CONTENT_RANGE_SIZE;
    field->optional = false;
    field->len = 0;
    field->present = false;
    field->repeated = false;
    range->first = first;
    range->last = 0;
    range->complete = complete;
    range->whole = false;
    range->field = field;
    range->judge = qcc_range_judge;
}

static bool read_number(struct qcc_span *in, uint32_t *value)
{
    return qcc_scan_digits(in, 10, QCC_RANGE_DIGITS_MAX, value) > 0;
}

/* complete-length / "*"; 0 for the latter. A length of 0 has no range. */
static bool read_complete(struct qcc_span *in, uint32_t *complete)
{
    *complete = 0;
    return qcc_scan_byte(in, '*') || (read_number(in, complete) && *complete > 0);
}

/* Content-Range = range-unit SP ( range-resp / unsatisfied-range )
 * range-resp    = first-pos "-" last-pos "/" ( complete-length / "*" )
 *
 * (RFC 9110 section 14.4.) The unit is `bytes`; no 206 has an unsatisfied-range. */
static bool read_content_range(struct qcc_span in, uint32_t *first, uint32_t *last,
                               uint32_t *complete)
{
    static const struct qcc_span unit = QCC_SPAN("bytes ");

    return qcc_scan_word(&in, unit) && read_number(&in, first) && qcc_scan_byte(&in, '-') &&
           read_number(&in, last) && qcc_scan_byte(&in, '/') && read_complete(&in, complete) &&
           in.len == 0;
}

/* RFC 9110 section 14.4: what ends before it begins, or after the whole, is invalid. */
static enum qcc_error judge_part(struct qcc_range *range, bool has_length, uint32_t length)
{
    const struct qcc_field *field = range->field;
    uint32_t first, last, complete;

    if (!field->present || field->repeated ||
        !read_content_range(qcc_span_make(field->value, field->len), &first, &last, &complete)) {
        return QCC_ERROR_CONTENT_RANGE;
    }
    if (first != range->first || last < first || (complete != 0 && last >= complete)) {
        return QCC_ERROR_CONTENT_RANGE;
    }
    if ((has_length && length != last - first + 1) ||
        (range->complete != 0 && complete != range->complete)) {
        return QCC_ERROR_CONTENT_RANGE;
    }
    range->last = last;
    range->complete = complete;
    return QCC_OK;
}

enum qcc_error qcc_range_judge(struct qcc_range *range, uint16_t http_status, bool has_length,
                               uint32_t length)
{
    range->whole = http_status == 200;
    if (http_status == 206) {
        return judge_part(range, has_length, length);
    }
    return http_status == 416 ? QCC_ERROR_CONTENT_RANGE : QCC_OK;
}
