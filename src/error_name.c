/* error_name.c - the symbols of the errors; apart from the sentences, as few programs print both.
 * SPDX-License-Identifier: MIT */
#include "qcc/error.h"

#include <stddef.h>

struct row {
    enum qcc_error error;
    const char *name;
};

#define ROW(symbol)                                                                                \
    {                                                                                              \
        symbol, #symbol                                                                            \
    }

static const struct row rows[] = {
    ROW(QCC_PENDING),
    ROW(QCC_OK),
    ROW(QCC_ERROR_CONFIG),
    ROW(QCC_ERROR_URL),
    ROW(QCC_ERROR_PLAIN_HTTP),
    ROW(QCC_ERROR_KEY),
    ROW(QCC_ERROR_REQUEST_TOO_LONG),
    ROW(QCC_ERROR_SIGNER),
    ROW(QCC_ERROR_ROOTS),
    ROW(QCC_ERROR_STATE),
    ROW(QCC_ERROR_KEYWORD_SHORT),
    ROW(QCC_ERROR_KEYWORD_LONG),
    ROW(QCC_ERROR_KEYWORD_BLANK),
    ROW(QCC_ERROR_KEYWORD_CONTROL),
    ROW(QCC_ERROR_KEYWORD_UTF8),
    ROW(QCC_ERROR_SESSION),
    ROW(QCC_ERROR_ARENA),
    ROW(QCC_ERROR_ENTROPY),
    ROW(QCC_ERROR_CLOCK),
    ROW(QCC_ERROR_TLS_SETUP),
    ROW(QCC_ERROR_LOOKUP),
    ROW(QCC_ERROR_CONNECT),
    ROW(QCC_ERROR_RESET),
    ROW(QCC_ERROR_CLOSED),
    ROW(QCC_ERROR_INCOMPLETE),
    ROW(QCC_ERROR_TLS_UNTRUSTED),
    ROW(QCC_ERROR_TLS_NAME),
    ROW(QCC_ERROR_TLS_DATES),
    ROW(QCC_ERROR_TLS_CERTIFICATE),
    ROW(QCC_ERROR_TLS_VERSION),
    ROW(QCC_ERROR_TLS_HANDSHAKE),
    ROW(QCC_ERROR_TLS_ALERT),
    ROW(QCC_ERROR_TLS_RECORD),
    ROW(QCC_ERROR_STATUS_LINE),
    ROW(QCC_ERROR_FIELD),
    ROW(QCC_ERROR_HEAD_TOO_LARGE),
    ROW(QCC_ERROR_FIELD_TOO_LONG),
    ROW(QCC_ERROR_CONTENT_LENGTH),
    ROW(QCC_ERROR_TRANSFER_ENCODING),
    ROW(QCC_ERROR_CONTENT_ENCODING),
    ROW(QCC_ERROR_CHUNK),
    ROW(QCC_ERROR_CHUNK_EXTENSIONS),
    ROW(QCC_ERROR_BODY_TOO_LARGE),
    ROW(QCC_ERROR_INTERIM),
    ROW(QCC_ERROR_REDIRECT),
    ROW(QCC_ERROR_HTTP_STATUS),
    ROW(QCC_ERROR_JSON),
    ROW(QCC_ERROR_JSON_DEPTH),
    ROW(QCC_ERROR_ENVELOPE),
    ROW(QCC_ERROR_RESULT),
    ROW(QCC_ERROR_RESULT_TOO_LONG),
    ROW(QCC_ERROR_ORDER_NUMBER_TOO_LONG),
    ROW(QCC_ERROR_STATUS),
    ROW(QCC_ERROR_DEADLINE),
    ROW(QCC_ERROR_CANCELED),
};

const char *qcc_error_name(enum qcc_error error)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].error == error) {
            return rows[i].name;
        }
    }
    return "QCC_ERROR_?";
}
