/* qr.c - the code in the text of a business licence's QR code.
 *
 * The text is a URL of one of many forms, or a list of names and values. Where the code stands
 * differs; what it looks like does not. So the text is percent-decoded once, and each run of
 * letters and digits in it is judged by itself.
 * SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "keyword/code.h"

#include <string.h>

#define CODE_MAX (QCC_KEYWORD_CODE_SIZE - 1u)

/* One run of letters and digits. */
struct token {
    uint8_t text[CODE_MAX]; /* its beginning, in capitals */
    size_t len;             /* the whole of it; may be larger than that */
    bool is_uniscid;        /* "uniscid=" stands before it */
};

/* RFC 3986 section 2.1: "%" HEXDIG HEXDIG is one byte; any other "%" is itself. */
static uint8_t take_byte(struct qcc_span *rest)
{
    const uint8_t *at = rest->ptr;
    size_t len = 1;
    uint8_t byte = at[0];

    if (byte == '%' && rest->len > 2) {
        const uint32_t high = qcc_hex_value(at[1]);
        const uint32_t low = qcc_hex_value(at[2]);

        if (high < 16 && low < 16) {
            byte = (uint8_t)(high << 4 | low);
            len = 3;
        }
    }
    rest->ptr += len;
    rest->len -= len;
    return byte;
}

/* True when the token is the code that was looked for. Issued codes with a wrong check exist, so
 * one that the URL calls a code is taken whatever it holds. */
static bool is_code(const struct token *token)
{
    if (token->len > CODE_MAX) {
        return false;
    }
    return (token->is_uniscid && token->len == CODE_MAX) ||
           qcc_keyword_judge_code(qcc_span_make(token->text, token->len)) == QCC_CHECK_DIGIT_RIGHT;
}

static void add_byte(struct token *token, uint8_t byte)
{
    if (token->len < CODE_MAX) {
        token->text[token->len] = qcc_upper(byte);
    }
    token->len++;
}

bool qcc_keyword_from_qr(char code[QCC_KEYWORD_CODE_SIZE], struct qcc_span text)
{
    struct token token = {{0}, 0, false};
    bool more = true, found = false;

    while (more && !(found && code[CODE_MAX - 1] != '\0')) {
        more = text.len > 0;
        const uint8_t byte = more ? take_byte(&text) : 0;

        if (qcc_is_digit(byte) || qcc_is_letter(byte)) {
            add_byte(&token, byte);
            continue;
        }
        /* The first 注册号 stays until a 统一社会信用代码 comes. */
        if (is_code(&token) && (!found || token.len == CODE_MAX)) {
            memset(code, 0, QCC_KEYWORD_CODE_SIZE);
            memcpy(code, token.text, token.len);
            found = true;
        }
        token.is_uniscid = byte == '=' && qcc_is_word(token.text, token.len, "uniscid");
        token.len = 0;
    }
    return found;
}
