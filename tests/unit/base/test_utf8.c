/* test_utf8.c - strict UTF-8, all of it.
 * SPDX-License-Identifier: MIT */
#include "base/utf8.h"
#include "unit.h"

/* RFC 3629 section 4, the rows of its grammar: ranges of the first and second byte; the rest is
 * 80..BF. */
static const struct {
    uint8_t first_low, first_high, second_low, second_high, len;
} grammar[] = {
    {0x00, 0x7F, 0x00, 0xFF, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

static size_t expected_len(const uint8_t text[4])
{
    for (size_t i = 0; i < sizeof grammar / sizeof grammar[0]; i++) {
        if (text[0] >= grammar[i].first_low && text[0] <= grammar[i].first_high &&
            text[1] >= grammar[i].second_low && text[1] <= grammar[i].second_high) {
            for (size_t k = 2; k < grammar[i].len; k++) {
                if (text[k] < 0x80 || text[k] > 0xBF) {
                    return 0;
                }
            }
            return grammar[i].len;
        }
    }
    return 0;
}

static void exactly_what_the_grammar_has_is_decoded(void **state)
{
    static const uint8_t tails[] = {0x00, 0x41, 0x7F, 0x80, 0xBF, 0xC0, 0xFF};
    uint8_t text[4];
    uint32_t code_point;

    (void)state;
    for (unsigned pair = 0; pair < 65536; pair++) {
        unit_row("pair 0x%04x", pair);
        text[0] = (uint8_t)(pair >> 8);
        text[1] = (uint8_t)pair;
        for (size_t i = 0; i < sizeof tails; i++) {
            for (size_t k = 0; k < sizeof tails; k++) {
                text[2] = tails[i];
                text[3] = tails[k];
                assert_int_equal(qcc_utf8_decode(qcc_span_make(text, 4), &code_point),
                                 expected_len(text));
            }
        }
    }
}

static void every_character_survives_encoding_and_decoding(void **state)
{
    (void)state;
    for (uint32_t character = 0; character <= 0x10FFFF; character++) {
        uint8_t text[4];
        uint32_t code_point = 0;
        size_t len;

        if (character >= 0xD800 && character <= 0xDFFF) {
            continue;
        }
        len = qcc_utf8_encode(character, text);
        if (len != 1u + (character > 0x7F) + (character > 0x7FF) + (character > 0xFFFF) ||
            qcc_utf8_decode(qcc_span_make(text, len), &code_point) != len ||
            code_point != character) {
            fail_msg("U+%04lX", (unsigned long)character);
        }
    }
}

static void characters_have_their_known_bytes(void **state)
{
    static const struct {
        uint32_t code_point;
        const char *bytes;
    } rows[] = {
        {0x41, "A"},
        {0x7F, "\x7F"},
        {0x80, "\xC2\x80"},
        {0xE9, "\xC3\xA9"},
        {0x7FF, "\xDF\xBF"},
        {0x800, "\xE0\xA0\x80"},
        {0x4F01, "\xE4\xBC\x81"},
        {0xD7FF, "\xED\x9F\xBF"},
        {0xE000, "\xEE\x80\x80"},
        {0xFEFF, "\xEF\xBB\xBF"},
        {0xFFFF, "\xEF\xBF\xBF"},
        {0x10000, "\xF0\x90\x80\x80"},
        {0x20BB7, "\xF0\xA0\xAE\xB7"},
        {0x10FFFF, "\xF4\x8F\xBF\xBF"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("U+%04lX", (unsigned long)rows[i].code_point);
        const size_t len = strlen(rows[i].bytes);
        uint8_t text[4];
        uint32_t code_point = 0;

        assert_int_equal(qcc_utf8_encode(rows[i].code_point, text), len);
        assert_memory_equal(text, rows[i].bytes, len);
        assert_int_equal(qcc_utf8_decode(qcc_span_of(rows[i].bytes), &code_point), len);
        assert_int_equal(code_point, rows[i].code_point);
    }
}

static void a_character_that_is_cut_is_refused(void **state)
{
    static const char *const texts[] = {"\xC3\xA9", "\xE4\xBC\x81", "\xF0\xA0\xAE\xB7"};
    uint32_t code_point = 7;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (size_t len = 0; len < strlen(texts[i]); len++) {
            unit_row("%zu bytes of %s", len, texts[i]);
            assert_int_equal(qcc_utf8_decode(qcc_span_make(texts[i], len), &code_point), 0);
        }
    }
    assert_int_equal(qcc_utf8_decode(qcc_span_make(NULL, 0), &code_point), 0);
    assert_int_equal(code_point, 7);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exactly_what_the_grammar_has_is_decoded),
        cmocka_unit_test(every_character_survives_encoding_and_decoding),
        cmocka_unit_test(characters_have_their_known_bytes),
        cmocka_unit_test(a_character_that_is_cut_is_refused),
    };

    return unit_run(tests, argc, argv);
}
