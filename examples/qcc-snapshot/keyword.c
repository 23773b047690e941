/* keyword.c - what a person typed or scanned, on its way to the service.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "keyword.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "input.h"
#include "qcc/qcc.h"
#include "report.h"
#include "text.h"

/* ---- What is sent. */

static enum qcc_keyword_kind kind_of(const char *text)
{
    return qcc_keyword_classify(qcc_span_of(text)).kind;
}

static const char *name_kind(const char *text)
{
    switch (kind_of(text)) {
    case QCC_KEYWORD_CREDIT_CODE:
        return "统一社会信用代码 ";
    case QCC_KEYWORD_REGISTRATION_NUMBER:
        return "注册号 ";
    default:
        return "";
    }
}

static void tell(const struct options *options, const char *sent, const char *how)
{
    report_begin(options);
    fprintf(stderr, "the keyword is sent as %s", name_kind(sent));
    text_put(stderr, sent, false);
    fprintf(stderr, ", %s (--as-typed sends what was typed)\n", how);
}

const char *keyword_prepare(const struct options *options)
{
    static char sent[QCC_KEYWORD_MAX + QCC_KEYWORD_CODE_SIZE];
    const char *typed = options->keyword;
    const struct qcc_span text = qcc_span_of(typed);
    bool fits;
    if (options->as_typed || qcc_keyword_check(text) == QCC_ERROR_KEYWORD_BLANK) {
        return typed;
    }
    fits = qcc_keyword_normalize(sent, sizeof sent, text) == QCC_OK;
    if (!fits || kind_of(sent) == QCC_KEYWORD_NAME) {
        if (qcc_keyword_from_qr(sent, text)) {
            tell(options, sent, "which stands in that text, a QR code's perhaps");
            return sent;
        }
    }
    if (!fits || strcmp(sent, typed) == 0) {
        return typed;
    }
    tell(options, sent,
         kind_of(sent) == QCC_KEYWORD_NAME ? "without blanks around it or invisible characters"
                                           : "without blanks and hyphens, in plain capitals");
    return sent;
}

/* ---- What is odd about it. */

/* Returns what a call would most likely be wasted for; NULL: nothing. */
static const char *find_doubt(const char *keyword)
{
    if (qcc_keyword_classify(qcc_span_of(keyword)).check_digit == QCC_CHECK_DIGIT_WRONG) {
        return "the keyword's own check characters are wrong: a typing error, perhaps";
    }
    if (strncasecmp(keyword, "http://", 7) == 0 || strncasecmp(keyword, "https://", 8) == 0) {
        return "the keyword is a URL, and there is no company's code in it";
    }
    return NULL;
}

static void warn_of_invisible(const struct options *options)
{
    const uint32_t invisible = text_invisible(options->keyword);
    if (invisible != 0) {
        report_begin(options);
        fprintf(stderr,
                "warning: the keyword has a character that nobody can see (U+%04X); it is sent as "
                "it stands\n",
                (unsigned)invisible);
    }
}

static bool is_attended(const struct options *options)
{
    return !options->yes && options->batch == NULL && isatty(STDIN_FILENO) != 0 &&
           isatty(STDERR_FILENO) != 0;
}

/* A line that begins with y is a yes. */
static bool read_yes(const volatile sig_atomic_t *caught)
{
    char line[4096]; /* a terminal gives no longer one; what is not read goes to the shell */
    if (input_read(STDIN_FILENO, line, sizeof line, caught) <= 0) {
        fputc('\n', stderr);
        return false;
    }
    return line[0] == 'y' || line[0] == 'Y';
}

bool keyword_confirm(const struct options *options, const volatile sig_atomic_t *caught)
{
    const char *doubt;
    if (qcc_keyword_check(qcc_span_of(options->keyword)) != QCC_OK) {
        return true; /* nothing will be sent */
    }
    warn_of_invisible(options);
    doubt = find_doubt(options->keyword);
    if (doubt == NULL) {
        return true;
    }
    report_begin(options);
    if (!is_attended(options)) {
        fprintf(stderr, "warning: %s\n", doubt);
        return true;
    }
    fprintf(stderr, "%s. Send it all the same? The call may be charged. [y/N] ", doubt);
    return read_yes(caught);
}
