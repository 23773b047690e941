/* classify.c - what a keyword most likely is.
 * SPDX-License-Identifier: MIT */
#include "qcc/keyword.h"

/* The value of a character that is not of an alphabet; five less is more than any value, too. */
#define NO_VALUE 99u

/* 0 .. 9 and A .. Z as 0 .. 35, either case; NO_VALUE for anything else. */
static unsigned alphanumeric_value(uint8_t byte)
{
    const uint8_t letter = (uint8_t)((byte | 0x20) - 'a');

    if ((uint8_t)(byte - '0') < 10) {
        return (unsigned)(byte - '0');
    }
    return letter < 26 ? letter + 10u : NO_VALUE;
}

/* GB 32100-2015, table 1: the alphabet without I, O, S, V and Z; 0 .. 30 is the index. A small
 * letter counts as its capital: it is the same code typed without shift, and calling it a name
 * would hide a slip. */
static unsigned credit_value(uint8_t byte)
{
    const unsigned value = alphanumeric_value(byte);
    unsigned below = 0;

    for (const char *skipped = "IOSVZ"; *skipped != '\0'; skipped++) {
        const unsigned hole = (unsigned)(*skipped - 'A') + 10;

        if (value == hole) {
            return NO_VALUE;
        }
        below += value > hole;
    }
    return value - below;
}

/* GB 32100-2015 section 4: the sum of value * 3^(i-1) over the first 17, which is less than 2^31,
 * and the check's own value, is 0 modulo 31. */
static bool credit_check_holds(const uint8_t code[18])
{
    uint32_t sum = 0;

    for (size_t i = 17; i-- > 0;) {
        sum = sum * 3 + credit_value(code[i]);
    }
    return (sum + credit_value(code[17])) % 31 == 0;
}

/* GB 11714-1997: 8 characters, weights 3 7 9 10 5 8 4 2, which are 2^8 .. 2 modulo 11, check = 11 -
 * sum mod 11, of which 10 is written X and 11 is written 0. So sum and check together are 0 modulo
 * 11. */
static bool organization_check_holds(const uint8_t code[9])
{
    const bool ten = (code[8] | 0x20) == 'x';
    const unsigned check = ten ? 10 : alphanumeric_value(code[8]);
    unsigned sum = 0;

    for (size_t i = 0; i < 8; i++) {
        sum = (sum + alphanumeric_value(code[i])) * 2;
    }
    return (ten || check < 10) && (sum + check) % 11 == 0;
}

/* GS 15-2006, by ISO 7064 MOD 11,10: p = 10; for each of 14 digits s = (p + digit) mod 10, 0
 * counting as 10, p = 2s mod 11; check = (11 - p) mod 10. */
static bool registration_check_holds(const uint8_t number[15])
{
    unsigned product = 10;

    for (size_t i = 0; i < 14; i++) {
        const unsigned sum = (product + number[i] - '0') % 10;

        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (product + number[14] - '0') % 10 == 1;
}

static enum qcc_check_digit check_of(bool holds)
{
    return holds ? QCC_CHECK_DIGIT_RIGHT : QCC_CHECK_DIGIT_WRONG;
}

struct qcc_keyword_class qcc_keyword_classify(struct qcc_span keyword)
{
    struct qcc_keyword_class found = {QCC_KEYWORD_NAME, QCC_CHECK_DIGIT_NONE};
    const uint8_t *text = keyword.ptr;
    unsigned most = 0; /* the largest value of a character, and the same by GB 32100 */
    unsigned most_credit = 0;

    for (size_t i = 0; i < keyword.len; i++) {
        const unsigned value = alphanumeric_value(text[i]);
        const unsigned credit = credit_value(text[i]);
        most = value > most ? value : most;
        most_credit = credit > most_credit ? credit : most_credit;
    }
    if (keyword.len == 32 && most < 36) {
        found.kind = QCC_KEYWORD_KEYNO;
    } else if (keyword.len == 18 && most_credit < 31) {
        found.kind = QCC_KEYWORD_CREDIT_CODE;
        found.check_digit =
            check_of(credit_check_holds(text) && organization_check_holds(text + 8));
    } else if (keyword.len == 15 && most < 10) {
        found.kind = QCC_KEYWORD_REGISTRATION_NUMBER;
        found.check_digit = check_of(registration_check_holds(text));
    } else if (keyword.len == 13 && most < 10) {
        found.kind = QCC_KEYWORD_REGISTRATION_NUMBER; /* older ones have no check digit */
    }
    return found;
}
