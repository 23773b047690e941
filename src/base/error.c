/* error.c - the kind of an error.
 * SPDX-License-Identifier: MIT */
#include "qcc/error.h"

#include <stddef.h>
#include <stdint.h>

enum qcc_error_kind qcc_error_kind(enum qcc_error error)
{
    /* Entry n is the kind of -10 * n .. -10 * n - 9: the blocks as the enum's comments have them.
     */
    static const uint8_t kinds[] = {QCC_KIND_SETUP,   QCC_KIND_SETUP, QCC_KIND_PLATFORM,
                                    QCC_KIND_NETWORK, QCC_KIND_TLS,   QCC_KIND_TLS,
                                    QCC_KIND_REPLY,   QCC_KIND_REPLY, QCC_KIND_REPLY,
                                    QCC_KIND_STATUS,  QCC_KIND_LIMIT};
    const unsigned ten = (0u - (unsigned)error) / 10;

    if (error == QCC_OK || error == QCC_PENDING) {
        return QCC_KIND_NONE;
    }
    return ten < sizeof kinds ? (enum qcc_error_kind)kinds[ten] : QCC_KIND_PLATFORM;
}
