/* crc32.c - the CRC of PNG's chunks, small or fast: QCC_CRC32_TABLES says which.
 * SPDX-License-Identifier: MIT */
#include "picture/crc32.h"
#include "qcc/config.h"

#if QCC_CRC32_TABLES

/* Eight bytes at a time: row n is for the byte that n more of the eight follow. For 10 MB it costs
 * 6 ms; the first row alone, a byte at a time, costs 28 and half a byte at a time 52, which is as
 * much as all the rest of a download, or twice that.
 *
 * The CRC of a byte is the sum of those of its bits: a row is written as eight numbers. */
#define BIT(byte, bit, crc) ((byte) >> (bit)&1u ? crc##u : 0u)
#define BYTE(byte, a, b, c, d, e, f, g, h)                                                         \
    (BIT(byte, 0, a) ^ BIT(byte, 1, b) ^ BIT(byte, 2, c) ^ BIT(byte, 3, d) ^ BIT(byte, 4, e) ^     \
     BIT(byte, 5, f) ^ BIT(byte, 6, g) ^ BIT(byte, 7, h))
#define BYTES_4(from, ...)                                                                         \
    BYTE(from, __VA_ARGS__), BYTE((from) + 1, __VA_ARGS__), BYTE((from) + 2, __VA_ARGS__),         \
        BYTE((from) + 3, __VA_ARGS__)
#define BYTES_16(from, ...)                                                                        \
    BYTES_4(from, __VA_ARGS__), BYTES_4((from) + 4, __VA_ARGS__),                                  \
        BYTES_4((from) + 8, __VA_ARGS__), BYTES_4((from) + 12, __VA_ARGS__)
#define BYTES_64(from, ...)                                                                        \
    BYTES_16(from, __VA_ARGS__), BYTES_16((from) + 16, __VA_ARGS__),                               \
        BYTES_16((from) + 32, __VA_ARGS__), BYTES_16((from) + 48, __VA_ARGS__)
#define ROW(...)                                                                                   \
    {                                                                                              \
        BYTES_64(0u, __VA_ARGS__), BYTES_64(64u, __VA_ARGS__), BYTES_64(128u, __VA_ARGS__),        \
            BYTES_64(192u, __VA_ARGS__)                                                            \
    }

/* clang-format off */
static const uint32_t crc_rows[8][256] = {
    ROW(0x77073096, 0xee0e612c, 0x076dc419, 0x0edb8832, 0x1db71064, 0x3b6e20c8, 0x76dc4190, 0xedb88320),
    ROW(0x191b3141, 0x32366282, 0x646cc504, 0xc8d98a08, 0x4ac21251, 0x958424a2, 0xf0794f05, 0x3b83984b),
    ROW(0x01c26a37, 0x0384d46e, 0x0709a8dc, 0x0e1351b8, 0x1c26a370, 0x384d46e0, 0x709a8dc0, 0xe1351b80),
    ROW(0xb8bc6765, 0xaa09c88b, 0x8f629757, 0xc5b428ef, 0x5019579f, 0xa032af3e, 0x9b14583d, 0xed59b63b),
    ROW(0x3d6029b0, 0x7ac05360, 0xf580a6c0, 0x30704bc1, 0x60e09782, 0xc1c12f04, 0x58f35849, 0xb1e6b092),
    ROW(0xcb5cd3a5, 0x4dc8a10b, 0x9b914216, 0xec53826d, 0x03d6029b, 0x07ac0536, 0x0f580a6c, 0x1eb014d8),
    ROW(0xa6770bb4, 0x979f1129, 0xf44f2413, 0x33ef4e67, 0x67de9cce, 0xcfbd399c, 0x440b7579, 0x8816eaf2),
    ROW(0xccaa009e, 0x4225077d, 0x844a0efa, 0xd3e51bb5, 0x7cbb312b, 0xf9766256, 0x299dc2ed, 0x533b85da),
};
/* clang-format on */

/* Eight bytes. */
static uint32_t add_block(uint32_t crc, const uint8_t *bytes)
{
    return crc_rows[7][(crc ^ bytes[0]) & 0xff] ^ crc_rows[6][(crc >> 8 ^ bytes[1]) & 0xff] ^
           crc_rows[5][(crc >> 16 ^ bytes[2]) & 0xff] ^ crc_rows[4][crc >> 24 ^ bytes[3]] ^
           crc_rows[3][bytes[4]] ^ crc_rows[2][bytes[5]] ^ crc_rows[1][bytes[6]] ^
           crc_rows[0][bytes[7]];
}

uint32_t qcc_crc32_add(uint32_t crc, const uint8_t *bytes, size_t len)
{
    crc = ~crc;
    for (; len >= 8; len -= 8) {
        crc = add_block(crc, bytes);
        bytes += 8;
    }
    for (size_t i = 0; i < len; i++) {
        crc = crc >> 8 ^ crc_rows[0][(crc ^ bytes[i]) & 0xff];
    }
    return ~crc;
}

#else

uint32_t qcc_crc32_add(uint32_t crc, const uint8_t *bytes, size_t len)
{
    /* Of half a byte each. */
    static const uint32_t halves[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
        0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
        0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
    };

    crc = ~crc;
    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        crc = crc >> 4 ^ halves[crc & 15];
        crc = crc >> 4 ^ halves[crc & 15];
    }
    return ~crc;
}

#endif
