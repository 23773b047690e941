/* test_jpeg.c - JPEG pictures, whole and broken, in every cut.
 * SPDX-License-Identifier: MIT */
#include "pictures.h"

/* clang-format off */
/* 24 by 16 pixels of gray, a progressive frame: six scans, no restart markers (libjpeg,
 * "optimize"). */
static const uint8_t progressive[] = {
    0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01, 0x01, 0x00, 0x00, 0x01,
    0x00, 0x01, 0x00, 0x00, 0xff, 0xdb, 0x00, 0x43, 0x00, 0x50, 0x37, 0x3c, 0x46, 0x3c, 0x32, 0x50,
    0x46, 0x41, 0x46, 0x5a, 0x55, 0x50, 0x5f, 0x78, 0xc8, 0x82, 0x78, 0x6e, 0x6e, 0x78, 0xf5, 0xaf,
    0xb9, 0x91, 0xc8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc2, 0x00, 0x0b, 0x08, 0x00, 0x10,
    0x00, 0x18, 0x01, 0x01, 0x11, 0x00, 0xff, 0xc4, 0x00, 0x15, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0xff, 0xda, 0x00,
    0x08, 0x01, 0x01, 0x00, 0x00, 0x00, 0x01, 0x8a, 0x4f, 0xff, 0xc4, 0x00, 0x14, 0x10, 0x01, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x20, 0xff,
    0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x01, 0x05, 0x02, 0x5f, 0xff, 0xc4, 0x00, 0x16, 0x10, 0x01,
    0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x41,
    0x00, 0x10, 0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x06, 0x3f, 0x02, 0x8c, 0x70, 0xbf, 0xff,
    0xc4, 0x00, 0x1e, 0x10, 0x00, 0x01, 0x04, 0x01, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x11, 0x21, 0x31, 0xa1, 0x41, 0x51, 0x61, 0x71, 0x81, 0xff,
    0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x01, 0x3f, 0x21, 0x84, 0xd9, 0xfa, 0x2c, 0x79, 0x92, 0x84,
    0xad, 0xbb, 0x72, 0x83, 0xa6, 0x98, 0x1f, 0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x00,
    0x10, 0xdf, 0xff, 0xc4, 0x00, 0x1e, 0x10, 0x01, 0x00, 0x02, 0x01, 0x05, 0x01, 0x01, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x11, 0x21, 0x31, 0x51, 0x61, 0xb1, 0xd1,
    0x41, 0x91, 0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x01, 0x3f, 0x10, 0xd6, 0x14, 0x0f, 0x8d,
    0x65, 0x0a, 0xdf, 0xc2, 0x9d, 0x4d, 0xc2, 0xbc, 0x9e, 0xd9, 0x9a, 0x5e, 0xad, 0x91, 0xe8, 0x8d,
    0x0d, 0xa8, 0xce, 0xad, 0x4c, 0x99, 0x33, 0x9a, 0x7b, 0x3f, 0xff, 0xd9,
};

/* The same pixels, baseline, a restart marker after each block: cjpeg -grayscale -restart 1B
 * -optimize -quality 10. */
static const uint8_t restarting[] = {
    0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01, 0x01, 0x00, 0x00, 0x01,
    0x00, 0x01, 0x00, 0x00, 0xff, 0xdb, 0x00, 0x83, 0x10, 0x00, 0x50, 0x00, 0x37, 0x00, 0x3c, 0x00,
    0x46, 0x00, 0x3c, 0x00, 0x32, 0x00, 0x50, 0x00, 0x46, 0x00, 0x41, 0x00, 0x46, 0x00, 0x5a, 0x00,
    0x55, 0x00, 0x50, 0x00, 0x5f, 0x00, 0x78, 0x00, 0xc8, 0x00, 0x82, 0x00, 0x78, 0x00, 0x6e, 0x00,
    0x6e, 0x00, 0x78, 0x00, 0xf5, 0x00, 0xaf, 0x00, 0xb9, 0x00, 0x91, 0x00, 0xc8, 0x01, 0x22, 0x00,
    0xff, 0x01, 0x31, 0x01, 0x2c, 0x01, 0x1d, 0x00, 0xff, 0x01, 0x18, 0x01, 0x13, 0x01, 0x40, 0x01,
    0x68, 0x01, 0xcc, 0x01, 0x86, 0x01, 0x40, 0x01, 0x54, 0x01, 0xb3, 0x01, 0x59, 0x01, 0x13, 0x01,
    0x18, 0x01, 0x90, 0x02, 0x21, 0x01, 0x95, 0x01, 0xb3, 0x01, 0xdb, 0x01, 0xea, 0x02, 0x03, 0x02,
    0x08, 0x02, 0x03, 0x01, 0x36, 0x01, 0x81, 0x02, 0x35, 0x02, 0x5d, 0x02, 0x30, 0x01, 0xf4, 0x02,
    0x58, 0x01, 0xcc, 0x01, 0xf9, 0x02, 0x03, 0x01, 0xef, 0xff, 0xc1, 0x00, 0x0b, 0x08, 0x00, 0x10,
    0x00, 0x18, 0x01, 0x01, 0x11, 0x00, 0xff, 0xc4, 0x00, 0x15, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0xff, 0xc4, 0x00,
    0x22, 0x10, 0x00, 0x01, 0x03, 0x02, 0x06, 0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x02, 0x11, 0x12, 0x21, 0x13, 0x22, 0x51, 0x61, 0xb1, 0xd1, 0x03, 0x41,
    0x81, 0xff, 0xdd, 0x00, 0x04, 0x00, 0x01, 0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f,
    0x00, 0x32, 0x36, 0x41, 0x2d, 0x0e, 0x1e, 0x8b, 0x21, 0x7f, 0xff, 0xd0, 0x20, 0x38, 0xc9, 0xc3,
    0xf8, 0x48, 0xe1, 0x7f, 0xff, 0xd1, 0xb5, 0x01, 0x91, 0xb8, 0x7f, 0x65, 0x7f, 0xff, 0xd2, 0x6e,
    0xd8, 0x9c, 0x4b, 0xe8, 0x41, 0xe0, 0x2f, 0xff, 0xd3, 0x4d, 0x4e, 0x06, 0xa2, 0xea, 0x45, 0xf3,
    0x32, 0x61, 0x7f, 0xff, 0xd4, 0x2a, 0x6c, 0xe5, 0x3e, 0x22, 0x37, 0x6c, 0x76, 0xbf, 0xff, 0xd9,
};
/* clang-format on */

#define SOI "\xff\xd8"
#define APP0 "\xff\xe0\0\4ab"
#define TABLE "\xff\xdb\0\3x"
/* Three lines of two samples. */
#define FRAME_AS(marker) "\xff" marker "\0\13\10\0\3\0\2\1\1\21\0"
#define FRAME FRAME_AS("\xc0")
#define SCAN "\xff\xda\0\10\1\1\0\0\77\0"
#define DATA "\x12\x34"
#define EOI "\xff\xd9"

struct row {
    struct picture_row is;
    struct qcc_span bytes;
};

#define TAKEN(name, text)                                                                          \
    {                                                                                              \
        {name, QCC_OK, 2, 3, 0}, QCC_SPAN(text)                                                    \
    }
#define REFUSED(name, error, text)                                                                 \
    {                                                                                              \
        {name, QCC_ERROR_PICTURE_##error, 2, 3, 0}, QCC_SPAN(text)                                 \
    }
/* Before width and height are known. */
#define REFUSED_EARLY(name, error, text)                                                           \
    {                                                                                              \
        {name, QCC_ERROR_PICTURE_##error, 0, 0, 0}, QCC_SPAN(text)                                 \
    }

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        picture_check(&rows[i].is, rows[i].bytes);
    }
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

static const struct row whole[] = {
    TAKEN("the least there is", SOI FRAME SCAN DATA EOI),
    TAKEN("tables, application data, a comment",
          SOI APP0 "\xff\xe1\0\3x" TABLE "\xff\xc4\0\3x\xff\xfe\0\5abc" FRAME
                   "\xff\xdd\0\4\0\1" SCAN DATA EOI),
    TAKEN("the last of the application segments", SOI "\xff\xef\0\3x" FRAME SCAN DATA EOI),
    TAKEN("empty segments", SOI "\xff\xfe\0\2\xff\xe0\0\2" FRAME SCAN DATA EOI),
    TAKEN("an extended frame", SOI FRAME_AS("\xc1") SCAN DATA EOI),
    TAKEN("a progressive frame of three scans",
          SOI FRAME_AS("\xc2") SCAN DATA TABLE SCAN DATA SCAN DATA EOI),
    TAKEN("a frame of four components", SOI "\xff\xc0\0\24\10\0\3\0\2\4\1\21\0\2\21\0\3\21\0\4\21\0"
                                            "\xff\xda\0\16\4\1\0\2\0\3\0\4\0\0\77\0" DATA EOI),
    TAKEN("stuffed bytes", SOI FRAME SCAN "\xff\0\xff\0\x01\xff\0" EOI),
    TAKEN("fill bytes before markers",
          SOI "\xff\xff\xff" TABLE "\xff" FRAME "\xff\xff" SCAN DATA "\xff\xff" EOI),
    TAKEN("restart markers that count to 7 and begin anew",
          SOI FRAME SCAN "a\xff\xd0z\xff\xd1z\xff\xd2z\xff\xd3z\xff\xd4z\xff\xd5z\xff\xd6z\xff\xd7"
                         "z\xff\xd0z\xff\xff\xd1z" EOI),
    TAKEN("restart markers that begin anew in each scan",
          SOI FRAME SCAN "z\xff\xd0z\xff\xd1z" SCAN "z\xff\xd0z" EOI),
    TAKEN("an FF at the end of a scan's header, and one at once in its data",
          SOI FRAME "\xff\xda\0\10\1\1\0\0\77\xff" DATA "\xff\xda\0\10\1\1\0\0\77\0"
                    "\xff\xd0z\xff\xd1z" EOI),
    TAKEN("a comment and application data after the scan",
          SOI FRAME SCAN DATA "\xff\xfe\0\3x" APP0 EOI),
};

static void pictures_that_the_format_allows_are_followed_to_their_end(void **state)
{
    (void)state;
    CHECK(whole);
}

static void pictures_made_by_an_encoder_are_followed_to_their_end(void **state)
{
    static const struct row rows[] = {
        {{"progressive", QCC_OK, 24, 16, 0}, {progressive, sizeof progressive}},
        {{"with restart markers", QCC_OK, 24, 16, 0}, {restarting, sizeof restarting}},
    };

    (void)state;
    CHECK(rows);
    picture_check_beginnings(rows[0].is.name, rows[0].bytes);
    picture_check_beginnings(rows[1].is.name, rows[1].bytes);
}

static void row_32_a_thumbnail_is_no_picture_and_its_end_is_none(void **state)
{
    static const struct picture_row row = {"a thumbnail", QCC_OK, 2, 3, 3};
    static const uint8_t exif[] = "Exif\0\0";
    static struct picture picture;
    const uint8_t length[] = {(2 + sizeof exif - 1 + sizeof restarting) >> 8,
                              (2 + sizeof exif - 1 + sizeof restarting) & 0xff};

    (void)state;
    picture.len = 0;
    picture_add(&picture, (struct qcc_span)QCC_SPAN(SOI "\xff\xe1"));
    picture_add(&picture, qcc_span_make(length, sizeof length));
    picture_add(&picture, qcc_span_make(exif, sizeof exif - 1));
    picture_add(&picture, qcc_span_make(restarting, sizeof restarting));
    picture_check_beginnings(row.name, qcc_span_make(picture.bytes, picture.len));
    picture_add(&picture, (struct qcc_span)QCC_SPAN(TABLE FRAME SCAN DATA EOI "xyz"));
    picture_check(&row, qcc_span_make(picture.bytes, picture.len));
}

static void row_32_what_follows_the_end_is_left(void **state)
{
    static const struct row rows[] = {
        {{"a byte", QCC_OK, 2, 3, 1}, QCC_SPAN(SOI FRAME SCAN DATA EOI "\0")},
        {{"another picture", QCC_OK, 2, 3, sizeof SOI FRAME - 1},
         QCC_SPAN(SOI FRAME SCAN DATA EOI SOI FRAME)},
    };

    (void)state;
    CHECK(rows);
}

static void row_32_markers_that_may_not_stand_where_they_do_are_refused(void **state)
{
    static const struct row rows[] = {
        REFUSED_EARLY("the end at once", FORMAT, SOI EOI),
        REFUSED_EARLY("the end before a frame", FORMAT, SOI TABLE EOI),
        REFUSED("the end before a scan", FORMAT, SOI FRAME EOI),
        REFUSED_EARLY("a scan before a frame", FORMAT, SOI SCAN DATA EOI),
        REFUSED("a second frame before a scan", FORMAT, SOI FRAME FRAME SCAN DATA EOI),
        REFUSED("a second frame after a scan", FORMAT, SOI FRAME SCAN DATA FRAME_AS("\xc2") EOI),
        REFUSED_EARLY("a second start", FORMAT, SOI SOI FRAME SCAN DATA EOI),
        REFUSED("a start within a scan", FORMAT, SOI FRAME SCAN DATA SOI EOI),
        REFUSED_EARLY("a restart before a scan", FORMAT, SOI "\xff\xd0" FRAME SCAN DATA EOI),
        REFUSED_EARLY("the last restart before a scan", FORMAT, SOI "\xff\xd7" FRAME SCAN DATA EOI),
        REFUSED("a restart between scans", FORMAT,
                SOI FRAME SCAN DATA TABLE "\xff\xd0" SCAN DATA EOI),
        REFUSED("a first restart that is not 0", FORMAT, SOI FRAME SCAN "z\xff\xd1z" EOI),
        REFUSED("a restart that is missing", FORMAT, SOI FRAME SCAN "z\xff\xd0z\xff\xd2z" EOI),
        REFUSED("a restart twice", FORMAT, SOI FRAME SCAN "z\xff\xd0z\xff\xd0z" EOI),
        REFUSED_EARLY("a temporary marker", FORMAT, SOI "\xff\x01" FRAME SCAN DATA EOI),
        REFUSED_EARLY("a reserved marker", FORMAT, SOI "\xff\x02\0\2" FRAME SCAN DATA EOI),
        REFUSED_EARLY("the last reserved marker", FORMAT, SOI "\xff\xbf\0\2" FRAME SCAN DATA EOI),
        REFUSED("a reserved marker within a scan", FORMAT, SOI FRAME SCAN DATA "\xff\x01" EOI),
        REFUSED_EARLY("a stuffed byte outside of a scan", FORMAT, SOI "\xff\0" FRAME SCAN DATA EOI),
        REFUSED_EARLY("a byte between segments", FORMAT, SOI TABLE "\0" FRAME SCAN DATA EOI),
        REFUSED("a byte after a frame", FORMAT, SOI FRAME "x" SCAN DATA EOI),
    };

    (void)state;
    CHECK(rows);
}

static void row_32_segments_of_a_length_that_cannot_be_are_refused(void **state)
{
    static const struct row rows[] = {
        REFUSED_EARLY("a segment of 0 bytes", FORMAT, SOI "\xff\xe0\0\0" FRAME SCAN DATA EOI),
        REFUSED_EARLY("a segment of 1 byte", FORMAT, SOI "\xff\xe0\0\1" FRAME SCAN DATA EOI),
        REFUSED_EARLY("a frame of 1 byte", FORMAT, SOI "\xff\xc0\0\1" FRAME SCAN DATA EOI),
        REFUSED("a scan of 1 byte", FORMAT, SOI FRAME "\xff\xda\0\1" DATA EOI),
        REFUSED("a frame that is too short", FORMAT,
                SOI "\xff\xc0\0\12\10\0\3\0\2\1\1\21" SCAN DATA EOI),
        REFUSED("a frame that is too long", FORMAT,
                SOI "\xff\xc0\0\14\10\0\3\0\2\1\1\21\0\0" SCAN DATA EOI),
        REFUSED("a frame of no bytes", FORMAT, SOI "\xff\xc0\0\2\10\0\3\0\2\1" SCAN DATA EOI),
        REFUSED("a scan that is too short", FORMAT, SOI FRAME "\xff\xda\0\7\1\1\0\0\77" DATA EOI),
        REFUSED("a scan that is too long", FORMAT,
                SOI FRAME "\xff\xda\0\11\1\1\0\0\77\0\0" DATA EOI),
        REFUSED("a scan of no bytes", FORMAT, SOI FRAME "\xff\xda\0\2\1\1\0\0\77\0" DATA EOI),
        REFUSED("a frame without components", FORMAT,
                SOI "\xff\xc0\0\10\10\0\3\0\2\0" SCAN DATA EOI),
        REFUSED("a frame of five components", FORMAT,
                SOI "\xff\xc0\0\27\10\0\3\0\2\5\1\21\0\2\21\0\3\21\0\4\21\0\5\21\0" SCAN DATA EOI),
        REFUSED("a scan without components", FORMAT, SOI FRAME "\xff\xda\0\6\0\0\77\0" DATA EOI),
        REFUSED("a scan of five components", FORMAT,
                SOI FRAME "\xff\xda\0\20\5\1\0\2\0\3\0\4\0\5\0\0\77\0" DATA EOI),
    };

    (void)state;
    CHECK(rows);
}

static void a_segment_of_65535_bytes_is_passed_over(void **state)
{
    static const struct qcc_span begin = QCC_SPAN(SOI "\xff\xfe\xff\xff");
    static const struct qcc_span end = QCC_SPAN(FRAME SCAN DATA EOI);
    static uint8_t comment[0xffff - 2]; /* the length counts itself */
    struct qcc_image image;
    struct qcc_span in = begin;

    (void)state;
    memset(comment, 0xff, sizeof comment);
    qcc_image_begin(&image);
    assert_int_equal(qcc_image_read(&image, &in), QCC_PENDING);
    in = qcc_span_make(comment, sizeof comment);
    assert_int_equal(qcc_image_read(&image, &in), QCC_PENDING);
    in = end;
    assert_int_equal(qcc_image_read(&image, &in), QCC_OK);
    assert_int_equal(in.len, 0);
}

static void row_32_kinds_that_few_programs_show_are_unsupported(void **state)
{
    static const struct row rows[] = {
        {{"12 bits a sample", QCC_ERROR_PICTURE_UNSUPPORTED, 0, 3, 0},
         QCC_SPAN(SOI "\xff\xc1\0\13\14\0\3\0\2\1\1\21\0" SCAN DATA EOI)},
        REFUSED_EARLY("a height that comes after the first scan", UNSUPPORTED,
                      SOI "\xff\xc0\0\13\10\0\0\0\2\1\1\21\0" SCAN DATA "\xff\xdc\0\4\0\3" EOI),
        REFUSED("a height that comes once more", UNSUPPORTED,
                SOI FRAME SCAN DATA "\xff\xdc\0\4\0\5" EOI),
        REFUSED_EARLY("arithmetic conditioning", UNSUPPORTED,
                      SOI "\xff\xcc\0\4\0\0" FRAME SCAN DATA EOI),
        REFUSED_EARLY("a hierarchy", UNSUPPORTED,
                      SOI "\xff\xde\0\13\10\0\3\0\2\1\1\21\0" FRAME SCAN DATA EOI),
        REFUSED_EARLY("an expansion", UNSUPPORTED, SOI "\xff\xdf\0\3\21" FRAME SCAN DATA EOI),
        REFUSED_EARLY("JPEG-LS", UNSUPPORTED, SOI FRAME_AS("\xf7") SCAN DATA EOI),
        REFUSED_EARLY("the first extension", UNSUPPORTED, SOI "\xff\xf0\0\2" FRAME SCAN DATA EOI),
        REFUSED_EARLY("the last extension", UNSUPPORTED, SOI "\xff\xfd\0\2" FRAME SCAN DATA EOI),
    };
    /* Lossless, differential, reserved, arithmetic. */
    static const uint8_t frames[] = {0xc3, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9,
                                     0xca, 0xcb, 0xcd, 0xce, 0xcf};

    (void)state;
    CHECK(rows);
    for (size_t i = 0; i < sizeof frames; i++) {
        uint8_t text[] = SOI FRAME SCAN DATA EOI;
        char name[] = "a frame of marker FF..";
        const struct picture_row row = {name, QCC_ERROR_PICTURE_UNSUPPORTED, 0, 0, 0};

        snprintf(name, sizeof name, "a frame of marker FF%02x", (unsigned)frames[i]);
        text[sizeof SOI] = frames[i];
        picture_check(&row, qcc_span_make(text, sizeof text - 1));
    }
}

static void row_32_a_width_of_0_is_refused(void **state)
{
    static const struct row rows[] = {
        {{"width 0", QCC_ERROR_PICTURE_DIMENSIONS, 0, 3, 0},
         QCC_SPAN(SOI "\xff\xc0\0\13\10\0\3\0\0\1\1\21\0" SCAN DATA EOI)},
        {{"both 1", QCC_OK, 1, 1, 0},
         QCC_SPAN(SOI "\xff\xc0\0\13\10\0\1\0\1\1\1\21\0" SCAN DATA EOI)},
        {{"both 65535", QCC_OK, 65535, 65535, 0},
         QCC_SPAN(SOI "\xff\xc0\0\13\10\xff\xff\xff\xff\1\1\21\0" SCAN DATA EOI)},
    };

    (void)state;
    CHECK(rows);
}

static void row_32_a_beginning_of_a_picture_is_incomplete(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        picture_check_beginnings(whole[i].is.name, whole[i].bytes);
    }
}

static void width_and_height_are_known_with_their_last_bytes(void **state)
{
    static const struct qcc_span bytes = QCC_SPAN(SOI FRAME);
    const size_t at_height = sizeof SOI "\xff\xc0\0\13\10" - 1;
    struct qcc_image image;

    (void)state;
    qcc_image_begin(&image);
    for (size_t i = 0; i < bytes.len; i++) {
        struct qcc_span in = {bytes.ptr + i, 1};

        unit_row("byte %zu", i);
        assert_int_equal(image.height, i < at_height + 2 ? 0 : 3);
        assert_int_equal(image.width, i < at_height + 4 ? 0 : 2);
        assert_int_equal(qcc_image_read(&image, &in), QCC_PENDING);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_that_the_format_allows_are_followed_to_their_end),
        cmocka_unit_test(pictures_made_by_an_encoder_are_followed_to_their_end),
        cmocka_unit_test(row_32_a_thumbnail_is_no_picture_and_its_end_is_none),
        cmocka_unit_test(row_32_what_follows_the_end_is_left),
        cmocka_unit_test(row_32_markers_that_may_not_stand_where_they_do_are_refused),
        cmocka_unit_test(row_32_segments_of_a_length_that_cannot_be_are_refused),
        cmocka_unit_test(a_segment_of_65535_bytes_is_passed_over),
        cmocka_unit_test(row_32_kinds_that_few_programs_show_are_unsupported),
        cmocka_unit_test(row_32_a_width_of_0_is_refused),
        cmocka_unit_test(row_32_a_beginning_of_a_picture_is_incomplete),
        cmocka_unit_test(width_and_height_are_known_with_their_last_bytes),
    };

    return unit_run(tests, argc, argv);
}
