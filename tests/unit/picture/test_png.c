/* test_png.c - PNG pictures, whole and broken, in every cut.
 * SPDX-License-Identifier: MIT */
#include "pictures.h"

/* Two by three pixels. */
#define SIZE "\0\0\0\2\0\0\0\3"
#define GRAY_8 "\10\0"
#define COLORS_8 "\10\2"
#define INDEXED_1 "\1\3"
#define INDEXED_2 "\2\3"
#define INDEXED_8 "\10\3"
#define RGBA_16 "\20\6"

#define CHUNK(type, data)                                                                          \
    {                                                                                              \
        type, QCC_SPAN(data)                                                                       \
    }
#define HEADER(depth_and_color) CHUNK("IHDR", SIZE depth_and_color "\0\0\0")
#define PALETTE CHUNK("PLTE", "\1\2\3\4\5\6")
/* What zlib makes of nine zeros, three lines of a filter and two samples. */
#define PIXELS CHUNK("IDAT", "\x78\x9c\x63\x60\x80\x02\x00\x00\x09\x00\x01")
#define END CHUNK("IEND", "")
#define TIMES_4(x) x x x x
#define TIMES_16(x) TIMES_4(x) TIMES_4(x) TIMES_4(x) TIMES_4(x)
#define TIMES_64(x) TIMES_16(x) TIMES_16(x) TIMES_16(x) TIMES_16(x)
#define TIMES_256(x) TIMES_64(x) TIMES_64(x) TIMES_64(x) TIMES_64(x)

struct row {
    struct picture_row is;
    struct png_chunk chunks[8];
};

#define TAKEN(name, left)                                                                          \
    {                                                                                              \
        name, QCC_OK, 2, 3, left                                                                   \
    }
#define REFUSED(name, error)                                                                       \
    {                                                                                              \
        name, QCC_ERROR_PICTURE_##error, 2, 3, 0                                                   \
    }

static void check(const struct row *rows, size_t count)
{
    static struct picture picture;

    for (size_t i = 0; i < count; i++) {
        picture_make_png(&picture, rows[i].chunks);
        picture_check(&rows[i].is, qcc_span_make(picture.bytes, picture.len));
    }
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

static const struct row whole[] = {
    {TAKEN("gray", 0), {HEADER(GRAY_8), PIXELS, END}},
    {TAKEN("colours", 0), {HEADER(COLORS_8), PIXELS, END}},
    {TAKEN("colours with alpha, 16 bits", 0), {HEADER(RGBA_16), PIXELS, END}},
    {TAKEN("indexed", 0), {HEADER(INDEXED_8), PALETTE, PIXELS, END}},
    {TAKEN("indexed, a full palette", 0), {HEADER(INDEXED_1), PALETTE, PIXELS, END}},
    {TAKEN("indexed, a palette with room", 0),
     {HEADER(INDEXED_2), CHUNK("PLTE", "\1\2\3"), PIXELS, END}},
    {TAKEN("colours with a palette to suggest", 0), {HEADER(COLORS_8), PALETTE, PIXELS, END}},
    {TAKEN("16 bits with a palette of 256 entries", 0),
     {HEADER(RGBA_16), CHUNK("PLTE", TIMES_256("abc")), PIXELS, END}},
    {TAKEN("interlaced", 0), {CHUNK("IHDR", SIZE GRAY_8 "\0\0\1"), PIXELS, END}},
    {TAKEN("pixels in three chunks", 0), {HEADER(GRAY_8), PIXELS, PIXELS, PIXELS, END}},
    {TAKEN("an empty chunk of pixels between two", 0),
     {HEADER(GRAY_8), PIXELS, CHUNK("IDAT", ""), PIXELS, END}},
    {TAKEN("ancillary chunks everywhere", 0),
     {HEADER(INDEXED_8), CHUNK("gAMA", "\0\0\xb1\x8f"), PALETTE, CHUNK("tRNS", "\0"), PIXELS,
      CHUNK("tIME", "\x07\xea\x0b\x1c\x0a\x00\x00"), END}},
    {TAKEN("an ancillary chunk that is empty", 0),
     {HEADER(GRAY_8), CHUNK("teSt", ""), PIXELS, END}},
    {TAKEN("a private ancillary chunk", 0), {HEADER(GRAY_8), CHUNK("qcCz", "x"), PIXELS, END}},
    {TAKEN("an animation's chunks", 0),
     {HEADER(GRAY_8), CHUNK("acTL", "\0\0\0\1\0\0\0\0"), PIXELS, CHUNK("fdAT", "\0\0\0\2x"), END}},
};

static void pictures_that_the_format_allows_are_followed_to_their_end(void **state)
{
    (void)state;
    CHECK(whole);
}

static void row_32_an_end_in_a_text_is_no_end_and_what_follows_the_end_is_left(void **state)
{
    static const struct row rows[] = {
        {TAKEN("an end chunk within a text", 0),
         {HEADER(GRAY_8), CHUNK("tEXt", "a\0\0\0\0\0IEND\xae\x42\x60\x82"), PIXELS, END}},
        {TAKEN("an end chunk within the pixels", 0),
         {HEADER(GRAY_8), CHUNK("IDAT", "\0\0\0\0IEND\xae\x42\x60\x82"), END}},
        {TAKEN("a chunk after the end", sizeof "....IDAT...." - 1),
         {HEADER(GRAY_8), PIXELS, END, CHUNK("IDAT", "")}},
        {TAKEN("a second end", sizeof "....IEND...." - 1), {HEADER(GRAY_8), PIXELS, END, END}},
    };

    (void)state;
    CHECK(rows);
}

static void row_32_chunks_that_may_not_stand_where_they_do_are_refused(void **state)
{
    static const struct row rows[] = {
        {{"nothing but the end", QCC_ERROR_PICTURE_FORMAT, 0, 0, 0}, {END}},
        {{"pixels first", QCC_ERROR_PICTURE_FORMAT, 0, 0, 0}, {PIXELS, HEADER(GRAY_8), END}},
        {{"a text before the header", QCC_ERROR_PICTURE_FORMAT, 0, 0, 0},
         {CHUNK("tEXt", "a"), HEADER(GRAY_8), PIXELS, END}},
        {{"an unknown chunk before the header", QCC_ERROR_PICTURE_FORMAT, 0, 0, 0},
         {CHUNK("CgBI", "abcd"), HEADER(GRAY_8), PIXELS, END}},
        {REFUSED("a second header", FORMAT), {HEADER(GRAY_8), HEADER(GRAY_8), PIXELS, END}},
        {REFUSED("a header after the pixels", FORMAT),
         {HEADER(GRAY_8), PIXELS, HEADER(GRAY_8), END}},
        {REFUSED("no pixels", FORMAT), {HEADER(GRAY_8), END}},
        {REFUSED("a text and no pixels", FORMAT), {HEADER(GRAY_8), CHUNK("tEXt", "a"), END}},
        {REFUSED("pixels, a text, pixels", FORMAT),
         {HEADER(GRAY_8), PIXELS, CHUNK("tEXt", "a"), PIXELS, END}},
        {REFUSED("a palette for gray", FORMAT), {HEADER(GRAY_8), PALETTE, PIXELS, END}},
        {REFUSED("a palette for gray with alpha", FORMAT), {HEADER("\10\4"), PALETTE, PIXELS, END}},
        {REFUSED("no palette for indexed pixels", FORMAT), {HEADER(INDEXED_8), PIXELS, END}},
        {REFUSED("a palette after the pixels", FORMAT), {HEADER(COLORS_8), PIXELS, PALETTE, END}},
        {REFUSED("a palette after indexed pixels", FORMAT),
         {HEADER(INDEXED_8), PIXELS, PALETTE, END}},
        {REFUSED("two palettes", FORMAT), {HEADER(INDEXED_8), PALETTE, PALETTE, PIXELS, END}},
        {REFUSED("two palettes for colours", FORMAT),
         {HEADER(COLORS_8), PALETTE, PALETTE, PIXELS, END}},
        {REFUSED("an end with data", FORMAT), {HEADER(GRAY_8), PIXELS, CHUNK("IEND", "x")}},
    };

    (void)state;
    CHECK(rows);
}

static void row_32_a_palette_that_is_no_whole_number_of_entries_or_too_long_is_refused(void **state)
{
    static const struct row rows[] = {
        {REFUSED("no entries", FORMAT), {HEADER(COLORS_8), CHUNK("PLTE", ""), PIXELS, END}},
        {REFUSED("one byte", FORMAT), {HEADER(COLORS_8), CHUNK("PLTE", "a"), PIXELS, END}},
        {REFUSED("two bytes", FORMAT), {HEADER(COLORS_8), CHUNK("PLTE", "ab"), PIXELS, END}},
        {REFUSED("four bytes", FORMAT), {HEADER(INDEXED_8), CHUNK("PLTE", "abcd"), PIXELS, END}},
        {REFUSED("3 entries for one bit", FORMAT),
         {HEADER(INDEXED_1), CHUNK("PLTE", "abcabcabc"), PIXELS, END}},
        {REFUSED("5 entries for two bits", FORMAT),
         {HEADER(INDEXED_2), CHUNK("PLTE", "abcabcabcabcabc"), PIXELS, END}},
        {REFUSED("257 entries for 8 bits", FORMAT),
         {HEADER(INDEXED_8), CHUNK("PLTE", TIMES_256("abc") "abc"), PIXELS, END}},
        {REFUSED("257 entries for 16 bits", FORMAT),
         {HEADER(RGBA_16), CHUNK("PLTE", TIMES_256("abc") "abc"), PIXELS, END}},
    };

    (void)state;
    CHECK(rows);
}

static void an_unknown_chunk_that_is_critical_is_unsupported(void **state)
{
    static const struct row rows[] = {
        {REFUSED("before the pixels", UNSUPPORTED),
         {HEADER(GRAY_8), CHUNK("TEST", "x"), PIXELS, END}},
        {REFUSED("after the pixels", UNSUPPORTED),
         {HEADER(GRAY_8), PIXELS, CHUNK("TEST", ""), END}},
        {REFUSED("private", UNSUPPORTED), {HEADER(GRAY_8), CHUNK("QccZ", "x"), PIXELS, END}},
        {REFUSED("of a JNG", UNSUPPORTED), {HEADER(GRAY_8), CHUNK("JDAT", "x"), PIXELS, END}},
    };

    (void)state;
    CHECK(rows);
}

static void row_32_a_chunk_type_of_other_bytes_than_letters_is_refused(void **state)
{
    static const char *const types[] = {"\x40"
                                        "DAT",
                                        "I\x5b"
                                        "AT",
                                        "ID\x60T",
                                        "IDA\x7b",
                                        "1DAT",
                                        "id t",
                                        "tEX\xf4",
                                        "\x80\x81\x82\x83"};
    static struct picture picture;

    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const struct png_chunk chunks[] = {HEADER(GRAY_8), {types[i], QCC_SPAN("x")}, END, {0}};
        const struct picture_row row = {types[i], QCC_ERROR_PICTURE_FORMAT, 2, 3, 0};

        picture_make_png(&picture, chunks);
        picture_check(&row, qcc_span_make(picture.bytes, picture.len));
    }
}

static void row_32_a_chunk_of_2_gb_or_more_is_refused_when_it_is_announced(void **state)
{
    static const struct {
        const char *name;
        struct qcc_span length;
        int outcome;
    } rows[] = {
        {"2^31 - 1", QCC_SPAN("\x7f\xff\xff\xff"), QCC_PENDING},
        {"2^31", QCC_SPAN("\x80\x00\x00\x00"), QCC_ERROR_PICTURE_FORMAT},
        {"2^32 - 1", QCC_SPAN("\xff\xff\xff\xff"), QCC_ERROR_PICTURE_FORMAT},
    };
    static const struct png_chunk header[] = {HEADER(GRAY_8), {0}};
    static struct picture picture;
    struct qcc_image image;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct qcc_span in = {picture.bytes, 0};

        unit_row("%s", rows[i].name);
        picture_make_png(&picture, header);
        picture_add(&picture, rows[i].length);
        in.len = picture.len;
        qcc_image_begin(&image);
        assert_int_equal(qcc_image_read(&image, &in), rows[i].outcome);
    }
}

static void row_32_a_header_of_another_length_is_refused(void **state)
{
    static const struct row rows[] = {
        {{"12 bytes", QCC_ERROR_PICTURE_FORMAT, 0, 0, 0},
         {CHUNK("IHDR", SIZE GRAY_8 "\0\0"), PIXELS, END}},
        {{"14 bytes", QCC_ERROR_PICTURE_FORMAT, 0, 0, 0},
         {CHUNK("IHDR", SIZE GRAY_8 "\0\0\0\0"), PIXELS, END}},
        {{"none", QCC_ERROR_PICTURE_FORMAT, 0, 0, 0}, {CHUNK("IHDR", ""), PIXELS, END}},
    };

    (void)state;
    CHECK(rows);
}

static void row_32_a_width_or_height_of_0_or_from_2_31_on_is_refused(void **state)
{
    static const struct row rows[] = {
        {{"width 0", QCC_ERROR_PICTURE_DIMENSIONS, 0, 0, 0},
         {CHUNK("IHDR", "\0\0\0\0\0\0\0\3" GRAY_8 "\0\0\0"), PIXELS, END}},
        {{"height 0", QCC_ERROR_PICTURE_DIMENSIONS, 2, 0, 0},
         {CHUNK("IHDR", "\0\0\0\2\0\0\0\0" GRAY_8 "\0\0\0"), PIXELS, END}},
        {{"width 2^31", QCC_ERROR_PICTURE_DIMENSIONS, 0x80000000u, 0, 0},
         {CHUNK("IHDR", "\x80\0\0\0\0\0\0\3" GRAY_8 "\0\0\0"), PIXELS, END}},
        {{"height 2^32 - 1", QCC_ERROR_PICTURE_DIMENSIONS, 2, 0xffffffffu, 0},
         {CHUNK("IHDR", "\0\0\0\2\xff\xff\xff\xff" GRAY_8 "\0\0\0"), PIXELS, END}},
        {{"both 2^31 - 1", QCC_OK, 0x7fffffff, 0x7fffffff, 0},
         {CHUNK("IHDR", "\x7f\xff\xff\xff\x7f\xff\xff\xff" GRAY_8 "\0\0\0"), PIXELS, END}},
        {{"both 1", QCC_OK, 1, 1, 0},
         {CHUNK("IHDR", "\0\0\0\1\0\0\0\1" GRAY_8 "\0\0\0"), PIXELS, END}},
    };

    (void)state;
    CHECK(rows);
}

/* Section 11.2.1, table 12. */
static bool is_allowed(unsigned depth, unsigned color)
{
    static const struct {
        unsigned color, depths[5];
    } rows[] = {
        {0, {1, 2, 4, 8, 16}}, {2, {8, 16}}, {3, {1, 2, 4, 8}}, {4, {8, 16}}, {6, {8, 16}},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t k = 0; k < 5; k++) {
            if (rows[i].color == color && rows[i].depths[k] == depth && depth != 0) {
                return true;
            }
        }
    }
    return false;
}

/* A header of these values, up to its last byte: what becomes of it? */
static int outcome_of_header(unsigned depth, unsigned color, unsigned compression, unsigned filter,
                             unsigned interlace)
{
    const uint8_t data[] = {0,
                            0,
                            0,
                            2,
                            0,
                            0,
                            0,
                            3,
                            (uint8_t)depth,
                            (uint8_t)color,
                            (uint8_t)compression,
                            (uint8_t)filter,
                            (uint8_t)interlace};
    const struct png_chunk chunks[] = {{"IHDR", {data, sizeof data}}, {0}};
    static struct picture picture;
    struct qcc_image image;

    picture_make_png(&picture, chunks);
    return picture_follow_twice(qcc_span_make(picture.bytes, picture.len), &image).outcome;
}

static void row_32_a_bit_depth_that_its_colour_type_does_not_allow_is_refused(void **state)
{
    (void)state;
    for (unsigned color = 0; color < 256; color++) {
        for (unsigned depth = 0; depth < 256; depth++) {
            const int wanted =
                is_allowed(depth, color) ? QCC_ERROR_PICTURE_INCOMPLETE : QCC_ERROR_PICTURE_FORMAT;

            unit_row("bit depth %u with colour type %u", depth, color);
            assert_int_equal(outcome_of_header(depth, color, 0, 0, 0), wanted);
        }
    }
}

static void row_32_unknown_methods_in_the_header_are_refused(void **state)
{
    (void)state;
    assert_int_equal(outcome_of_header(8, 0, 0, 0, 1), QCC_ERROR_PICTURE_INCOMPLETE);
    for (unsigned method = 1; method < 256; method++) {
        unit_row("method %u", method);
        assert_int_equal(outcome_of_header(8, 0, method, 0, 0), QCC_ERROR_PICTURE_FORMAT);
        assert_int_equal(outcome_of_header(8, 0, 0, method, 0), QCC_ERROR_PICTURE_FORMAT);
        if (method > 1) {
            assert_int_equal(outcome_of_header(8, 0, 0, 0, method), QCC_ERROR_PICTURE_FORMAT);
        }
    }
}

static void row_32_a_wrong_crc_is_refused_in_each_chunk(void **state)
{
    static const struct png_chunk chunks[] = {
        HEADER(INDEXED_8), PALETTE, CHUNK("tEXt", "abc"), CHUNK("teSt", ""), PIXELS, END, {0}};
    static struct picture picture;
    struct qcc_image image;
    size_t end = sizeof PNG_SIGNATURE - 1;

    (void)state;
    for (const struct png_chunk *chunk = chunks; chunk->type != NULL; chunk++) {
        end += sizeof "....type...." - 1 + chunk->data.len;
        for (size_t at = end - 4; at < end; at++) {
            struct cuts_verdict verdict;

            unit_row("the CRC of %s, its byte at %zu", chunk->type, at);
            picture_make_png(&picture, chunks);
            picture.bytes[at] ^= 0x10;
            verdict = picture_follow(qcc_span_make(picture.bytes, picture.len), &image);
            assert_int_equal(verdict.outcome, QCC_ERROR_PICTURE_CRC);
            assert_int_equal(verdict.left, picture.len - end);
        }
    }
}

static void row_32_a_beginning_of_a_picture_is_incomplete(void **state)
{
    static struct picture picture;

    (void)state;
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        picture_make_png(&picture, whole[i].chunks);
        picture_check_beginnings(whole[i].is.name, qcc_span_make(picture.bytes, picture.len));
    }
}

static void a_picture_with_any_one_bit_turned_is_refused(void **state)
{
    static struct picture picture;
    struct qcc_image image;

    (void)state;
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        picture_make_png(&picture, whole[i].chunks);
        for (size_t bit = 0; bit < 8 * picture.len; bit++) {
            const uint8_t mask = (uint8_t)(1u << bit % 8);
            struct cuts_verdict verdict;

            unit_row("%s, bit %zu of byte %zu", whole[i].is.name, bit % 8, bit / 8);
            picture.bytes[bit / 8] ^= mask;
            verdict = picture_follow_twice(qcc_span_make(picture.bytes, picture.len), &image);
            picture.bytes[bit / 8] ^= mask;
            assert_true(verdict.outcome < QCC_OK);
        }
    }
}

static void width_and_height_are_known_with_their_last_bytes(void **state)
{
    static const struct png_chunk header[] = {HEADER(GRAY_8), {0}};
    const size_t at_width = sizeof PNG_SIGNATURE - 1 + sizeof "....IHDR" - 1;
    static struct picture picture;
    struct qcc_image image;

    (void)state;
    picture_make_png(&picture, header);
    qcc_image_begin(&image);
    for (size_t i = 0; i < picture.len; i++) {
        struct qcc_span in = {picture.bytes + i, 1};

        unit_row("byte %zu", i);
        assert_int_equal(image.width, i < at_width + 4 ? 0 : 2);
        assert_int_equal(image.height, i < at_width + 8 ? 0 : 3);
        assert_int_equal(qcc_image_read(&image, &in), QCC_PENDING);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_that_the_format_allows_are_followed_to_their_end),
        cmocka_unit_test(row_32_an_end_in_a_text_is_no_end_and_what_follows_the_end_is_left),
        cmocka_unit_test(row_32_chunks_that_may_not_stand_where_they_do_are_refused),
        cmocka_unit_test(
            row_32_a_palette_that_is_no_whole_number_of_entries_or_too_long_is_refused),
        cmocka_unit_test(an_unknown_chunk_that_is_critical_is_unsupported),
        cmocka_unit_test(row_32_a_chunk_type_of_other_bytes_than_letters_is_refused),
        cmocka_unit_test(row_32_a_chunk_of_2_gb_or_more_is_refused_when_it_is_announced),
        cmocka_unit_test(row_32_a_header_of_another_length_is_refused),
        cmocka_unit_test(row_32_a_width_or_height_of_0_or_from_2_31_on_is_refused),
        cmocka_unit_test(row_32_a_bit_depth_that_its_colour_type_does_not_allow_is_refused),
        cmocka_unit_test(row_32_unknown_methods_in_the_header_are_refused),
        cmocka_unit_test(row_32_a_wrong_crc_is_refused_in_each_chunk),
        cmocka_unit_test(row_32_a_beginning_of_a_picture_is_incomplete),
        cmocka_unit_test(a_picture_with_any_one_bit_turned_is_refused),
        cmocka_unit_test(width_and_height_are_known_with_their_last_bytes),
    };

    return unit_run(tests, argc, argv);
}
