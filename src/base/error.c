/* error.c - the kind of an error.
 * SPDX-License-Identifier: MIT */
#include "qcc/error.h"

#include <stddef.h>
#include <stdint.h>

enum qcc_kind qcc_error_kind(enum qcc_error error)
{
    /* Entry n is the kind of -10 * n .. -10 * n - 9: the blocks as the enum's comments have them.
     */
    static const uint8_t kinds[] = {
        QCC_KIND_SETUP,    QCC_KIND_SETUP, QCC_KIND_SETUP, /* -1 .. -29 */
        QCC_KIND_PLATFORM,                                 /* -30 .. */
        QCC_KIND_NETWORK,                                  /* -40 .. */
        QCC_KIND_TLS,      QCC_KIND_TLS,                   /* -50 .. */
        QCC_KIND_REPLY,    QCC_KIND_REPLY, QCC_KIND_REPLY, /* -70 .. -99 */
        QCC_KIND_STATUS,                                   /* -100 .. */
        QCC_KIND_LIMIT,                                    /* -110 .. */
        QCC_KIND_PICTURE,                                  /* -120 .. */
    };
    const unsigned ten = (0u - (unsigned)error) / 10;

    if (error == QCC_OK || error == QCC_PENDING) {
        return QCC_KIND_NONE;
    }
    return ten < sizeof kinds ? (enum qcc_kind)kinds[ten] : QCC_KIND_PLATFORM;
}
