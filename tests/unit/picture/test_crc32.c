/* test_crc32.c - both ways to compute the CRC, against its definition.
 * SPDX-License-Identifier: MIT */
#include "picture/crc32.h"
#include "pictures.h"

/* The library has one of the two; the other is compiled here. */
#if QCC_CRC32_TABLES
#undef QCC_CRC32_TABLES
#define QCC_CRC32_TABLES 0
#else
#undef QCC_CRC32_TABLES
#define QCC_CRC32_TABLES 1
#endif
#define qcc_crc32_add other_crc32_add
#include "picture/crc32.c"
#undef qcc_crc32_add

static uint32_t (*const ways[])(uint32_t crc, const uint8_t *bytes, size_t len) = {qcc_crc32_add,
                                                                                   other_crc32_add};
#define WAYS (sizeof ways / sizeof ways[0])

static void the_crc_of_known_bytes_is_the_known_one(void **state)
{
    static const struct {
        const char *name;
        struct qcc_span bytes;
        uint32_t crc;
    } rows[] = {
        {"nothing", QCC_SPAN(""), 0},
        {"the check value of catalogues", QCC_SPAN("123456789"), 0xcbf43926},
        {"the type of an end chunk", QCC_SPAN("IEND"), 0xae426082},
        {"zeros", QCC_SPAN("\0\0\0\0"), 0x2144df1c},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t way = 0; way < WAYS; way++) {
            unit_row("%s, way %zu", rows[i].name, way);
            assert_int_equal(ways[way](0, rows[i].bytes.ptr, rows[i].bytes.len), rows[i].crc);
        }
    }
}

static void each_byte_value_at_each_place_of_a_block_counts_as_defined(void **state)
{
    uint8_t block[16] = {0};

    (void)state;
    for (size_t place = 0; place < sizeof block; place++) {
        for (unsigned value = 0; value < 256; value++) {
            uint32_t crc;

            block[place] = (uint8_t)value;
            crc = picture_crc(qcc_span_make(block, sizeof block));
            for (size_t way = 0; way < WAYS; way++) {
                unit_row("value %u at place %zu, way %zu", value, place, way);
                assert_int_equal(ways[way](0, block, sizeof block), crc);
            }
        }
        block[place] = (uint8_t)(place * 37);
    }
}

static void the_crc_does_not_depend_on_the_cut(void **state)
{
    uint8_t bytes[64];

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * i + 11);
    }
    for (size_t first = 0; first <= sizeof bytes; first++) {
        for (size_t second = first; second <= sizeof bytes; second++) {
            for (size_t way = 0; way < WAYS; way++) {
                uint32_t crc = ways[way](0, bytes, first);

                unit_row("cut after %zu and %zu bytes, way %zu", first, second, way);
                crc = ways[way](crc, bytes + first, second - first);
                crc = ways[way](crc, bytes + second, sizeof bytes - second);
                assert_int_equal(crc, picture_crc(qcc_span_make(bytes, sizeof bytes)));
            }
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_crc_of_known_bytes_is_the_known_one),
        cmocka_unit_test(each_byte_value_at_each_place_of_a_block_counts_as_defined),
        cmocka_unit_test(the_crc_does_not_depend_on_the_cut),
    };

    return unit_run(tests, argc, argv);
}
