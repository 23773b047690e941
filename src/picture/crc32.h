/* crc32.h - the CRC of PNG's chunks (ISO/IEC 15948 section 5.5 and annex D), which is that of
 * Ethernet and zip.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CRC32_H
#define QCC_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* Returns the CRC of all bytes so far: `crc` is that of those before the `len` at `bytes`, 0 when
 * there are none. */
uint32_t qcc_crc32_add(uint32_t crc, const uint8_t *bytes, size_t len);

#endif
