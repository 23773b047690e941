/* pins.c - a set of pinned keys, and a pin as text.
 * SPDX-License-Identifier: MIT */
#include "qcc/trust.h"

#include <string.h>

static const struct qcc_pin *find(const struct qcc_pins *pins, const uint8_t sha256[QCC_PIN_LEN])
{
    for (size_t i = 0; i < pins->count; i++) {
        if (memcmp(pins->list[i].sha256, sha256, QCC_PIN_LEN) == 0) {
            return &pins->list[i];
        }
    }
    return NULL;
}

/* Zeros are the mark of a session that was made without pins, and of a list that nobody has
 * written. */
enum qcc_error qcc_pins_set(struct qcc_pins *pins, const struct qcc_pin *list, size_t count)
{
    static const struct qcc_pin none;
    bool differ = false;
    pins->list = list;
    pins->count = count;
    for (size_t i = 1; i < count; i++) {
        differ = differ || memcmp(&list[i], &list[0], sizeof list[0]) != 0;
    }
    const bool is_usable = differ && find(pins, none.sha256) == NULL;
    pins->find = is_usable ? find : NULL;
    return is_usable ? QCC_OK : QCC_ERROR_PINS;
}

/* ---- Text. */

static const char prefix[] = "sha256//";

enum { PREFIX_LEN = sizeof prefix - 1, DIGITS = 43 }; /* of 6 bits; a `=` follows them */

/* RFC 4648 section 4, table 1; 64 for another byte. */
static uint32_t digit_value(uint8_t byte)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t value = 0;
    while (value < 64 && alphabet[value] != (char)byte) {
        value++;
    }
    return value;
}

/* 43 digits are 258 bits: the last two must be 0 (RFC 4648 section 3.5), or one pin had several
 * spellings. */
static bool decode(struct qcc_pin *pin, const uint8_t *digits)
{
    uint32_t bits = 0, count = 0, value;
    size_t len = 0;
    for (size_t i = 0; i < DIGITS; i++) {
        value = digit_value(digits[i]);
        if (value > 63) {
            return false;
        }
        bits = bits << 6 | value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            pin->sha256[len++] = (uint8_t)(bits >> count);
        }
    }
    return (bits & 3) == 0;
}

enum qcc_error qcc_pin_parse(struct qcc_pin *pin, struct qcc_span text)
{
    if (text.len != PREFIX_LEN + DIGITS + 1 || memcmp(text.ptr, prefix, PREFIX_LEN) != 0 ||
        text.ptr[PREFIX_LEN + DIGITS] != '=') {
        return QCC_ERROR_PINS;
    }
    return decode(pin, text.ptr + PREFIX_LEN) ? QCC_OK : QCC_ERROR_PINS;
}
