/* error.c - the kind of an error.
 * SPDX-License-Identifier: MIT */
#include "qcc/error.h"

#include <stddef.h>
#include <stdint.h>

enum qcc_error_kind qcc_error_kind(enum qcc_error error)
{
    /* The last, lowest number of each block, as the enum's comments have them. */
    static const struct {
        int8_t last;
        uint8_t kind;
    } blocks[] = {{QCC_OK, QCC_KIND_NONE}, {-19, QCC_KIND_SETUP}, {-29, QCC_KIND_PLATFORM},
                  {-39, QCC_KIND_NETWORK}, {-59, QCC_KIND_TLS},   {-89, QCC_KIND_REPLY},
                  {-99, QCC_KIND_STATUS},  {-109, QCC_KIND_LIMIT}};
    const int number = error;

    if (number > QCC_PENDING) {
        return QCC_KIND_PLATFORM;
    }
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        if (number >= blocks[i].last) {
            return (enum qcc_error_kind)blocks[i].kind;
        }
    }
    return QCC_KIND_PLATFORM;
}
