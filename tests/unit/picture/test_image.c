/* test_image.c - what a picture is by its first bytes, and what the two formats share.
 * SPDX-License-Identifier: MIT */
#include "pictures.h"

static void row_32_what_is_neither_png_nor_jpeg_is_refused_by_its_first_bytes(void **state)
{
    static const struct {
        const char *name;
        struct qcc_span bytes;
    } rows[] = {
        {"a page of HTML", QCC_SPAN("<!DOCTYPE html><html></html>")},
        {"an envelope in JSON", QCC_SPAN("{\"Status\":\"200\"}")},
        {"a GIF", QCC_SPAN("GIF89a\1\0\1\0\0\0\0;")},
        {"an SVG", QCC_SPAN("<?xml version=\"1.0\"?><svg/>")},
        {"a WebP", QCC_SPAN("RIFF\0\0\0\0WEBPVP8 ")},
        {"a BMP", QCC_SPAN("BM\0\0\0\0")},
        {"a PDF", QCC_SPAN("%PDF-1.4")},
        {"an end of line first", QCC_SPAN("\n" PNG_SIGNATURE)},
        {"a PNG whose line ends were changed", QCC_SPAN("\x89PNG\n\x1a\n")},
        {"a PNG whose high bits were cut off", QCC_SPAN("\x09PNG\r\n\x1a\n")},
        {"an MNG", QCC_SPAN("\x8aMNG\r\n\x1a\n")},
        {"FF and something", QCC_SPAN("\xff\xfb\x90")},
        {"an SOI with no marker after it", QCC_SPAN("\xff\xd8\xd8")},
        {"FF twice", QCC_SPAN("\xff\xff\xd8\xff")},
        {"a PNG that goes on as a JPEG", QCC_SPAN("\x89\xd8\xff")},
        {"a JPEG that goes on as a PNG", QCC_SPAN("\xffPNG")},
    };
    struct qcc_image image;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s", rows[i].name);
        assert_int_equal(picture_follow(rows[i].bytes, &image).outcome, QCC_ERROR_PICTURE_TYPE);
        assert_int_equal(image.type, QCC_IMAGE_NONE);
    }
}

static void the_type_is_known_after_the_signature_and_not_before(void **state)
{
    static const struct {
        struct qcc_span signature;
        enum qcc_image_type type;
    } rows[] = {
        {QCC_SPAN(PNG_SIGNATURE), QCC_IMAGE_PNG},
        {QCC_SPAN("\xff\xd8\xff"), QCC_IMAGE_JPEG},
    };
    struct qcc_image image;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        qcc_image_begin(&image);
        for (size_t at = 0; at < rows[i].signature.len; at++) {
            struct qcc_span in = {rows[i].signature.ptr + at, 1};

            unit_row("type %d, byte %zu", (int)rows[i].type, at);
            assert_int_equal(image.type, QCC_IMAGE_NONE);
            assert_int_equal(qcc_image_read(&image, &in), QCC_PENDING);
            assert_int_equal(in.len, 0);
        }
        assert_int_equal(image.type, rows[i].type);
        assert_int_equal(image.width, 0);
        assert_int_equal(image.height, 0);
    }
}

static void row_32_nothing_is_incomplete(void **state)
{
    struct qcc_image image;
    struct qcc_span in = QCC_SPAN("");

    (void)state;
    memset(&image, 0xa5, sizeof image);
    qcc_image_begin(&image);
    assert_int_equal(qcc_image_read(&image, &in), QCC_PENDING);
    assert_int_equal(qcc_image_end(&image), QCC_ERROR_PICTURE_INCOMPLETE);
    assert_int_equal(image.type, QCC_IMAGE_NONE);
}

static void after_the_end_of_the_stream_nothing_more_is_read(void **state)
{
    struct qcc_image image;
    struct qcc_span in = QCC_SPAN(PNG_SIGNATURE);

    (void)state;
    qcc_image_begin(&image);
    assert_int_equal(qcc_image_end(&image), QCC_ERROR_PICTURE_INCOMPLETE);
    assert_int_equal(qcc_image_read(&image, &in), QCC_ERROR_PICTURE_INCOMPLETE);
    assert_int_equal(in.len, sizeof PNG_SIGNATURE - 1);
}

static void a_follower_is_small(void **state)
{
    (void)state;
    assert_true(sizeof(struct qcc_image) <= 64);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_32_what_is_neither_png_nor_jpeg_is_refused_by_its_first_bytes),
        cmocka_unit_test(the_type_is_known_after_the_signature_and_not_before),
        cmocka_unit_test(row_32_nothing_is_incomplete),
        cmocka_unit_test(after_the_end_of_the_stream_nothing_more_is_read),
        cmocka_unit_test(a_follower_is_small),
    };

    return unit_run(tests, argc, argv);
}
