/* error_name.c - the symbols of the errors; apart from the sentences, as few programs print both.
 * SPDX-License-Identifier: MIT */
#include "qcc/error.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ERRORS(X)                                                                                  \
    X(QCC_PENDING)                                                                                 \
    X(QCC_OK)                                                                                      \
    X(QCC_ERROR_CONFIG)                                                                            \
    X(QCC_ERROR_BUILD)                                                                             \
    X(QCC_ERROR_STATE)                                                                             \
    X(QCC_ERROR_NO_WAIT)                                                                           \
    X(QCC_ERROR_TOO_SMALL)                                                                         \
    X(QCC_ERROR_URL)                                                                               \
    X(QCC_ERROR_PLAIN_HTTP)                                                                        \
    X(QCC_ERROR_KEY)                                                                               \
    X(QCC_ERROR_REQUEST_TOO_LONG)                                                                  \
    X(QCC_ERROR_SECRET_KEY)                                                                        \
    X(QCC_ERROR_LINK)                                                                              \
    X(QCC_ERROR_SIGNER)                                                                            \
    X(QCC_ERROR_ROOTS)                                                                             \
    X(QCC_ERROR_SESSION)                                                                           \
    X(QCC_ERROR_PROXY_URL)                                                                         \
    X(QCC_ERROR_PROXY_PLAIN_HTTP)                                                                  \
    X(QCC_ERROR_PINS)                                                                              \
    X(QCC_ERROR_KEYWORD_SHORT)                                                                     \
    X(QCC_ERROR_KEYWORD_LONG)                                                                      \
    X(QCC_ERROR_KEYWORD_BLANK)                                                                     \
    X(QCC_ERROR_KEYWORD_CONTROL)                                                                   \
    X(QCC_ERROR_KEYWORD_UTF8)                                                                      \
    X(QCC_ERROR_KEYWORD_GBK)                                                                       \
    X(QCC_ERROR_ARENA)                                                                             \
    X(QCC_ERROR_ALLOCATOR)                                                                         \
    X(QCC_ERROR_ENTROPY)                                                                           \
    X(QCC_ERROR_CLOCK)                                                                             \
    X(QCC_ERROR_TLS_SETUP)                                                                         \
    X(QCC_ERROR_NO_SOCKET)                                                                         \
    X(QCC_ERROR_KEY_SLOTS)                                                                         \
    X(QCC_ERROR_SINK)                                                                              \
    X(QCC_ERROR_LOOKUP)                                                                            \
    X(QCC_ERROR_CONNECT)                                                                           \
    X(QCC_ERROR_NOT_PUBLIC)                                                                        \
    X(QCC_ERROR_RESET)                                                                             \
    X(QCC_ERROR_CLOSED)                                                                            \
    X(QCC_ERROR_INCOMPLETE)                                                                        \
    X(QCC_ERROR_PROXY_AUTH)                                                                        \
    X(QCC_ERROR_PROXY_STATUS)                                                                      \
    X(QCC_ERROR_PROXY_SURPLUS)                                                                     \
    X(QCC_ERROR_TLS_UNTRUSTED)                                                                     \
    X(QCC_ERROR_TLS_NAME)                                                                          \
    X(QCC_ERROR_TLS_DATES)                                                                         \
    X(QCC_ERROR_TLS_CERTIFICATE)                                                                   \
    X(QCC_ERROR_TLS_VERSION)                                                                       \
    X(QCC_ERROR_TLS_HANDSHAKE)                                                                     \
    X(QCC_ERROR_TLS_ALERT)                                                                         \
    X(QCC_ERROR_TLS_TOO_LARGE)                                                                     \
    X(QCC_ERROR_TLS_PIN)                                                                           \
    X(QCC_ERROR_TLS_RECORD)                                                                        \
    X(QCC_ERROR_STATUS_LINE)                                                                       \
    X(QCC_ERROR_FIELD)                                                                             \
    X(QCC_ERROR_HEAD_TOO_LARGE)                                                                    \
    X(QCC_ERROR_FIELD_TOO_LONG)                                                                    \
    X(QCC_ERROR_CONTENT_LENGTH)                                                                    \
    X(QCC_ERROR_TRANSFER_ENCODING)                                                                 \
    X(QCC_ERROR_CONTENT_ENCODING)                                                                  \
    X(QCC_ERROR_CONTENT_RANGE)                                                                     \
    X(QCC_ERROR_CHUNK)                                                                             \
    X(QCC_ERROR_CHUNK_EXTENSIONS)                                                                  \
    X(QCC_ERROR_BODY_TOO_LARGE)                                                                    \
    X(QCC_ERROR_INTERIM)                                                                           \
    X(QCC_ERROR_REDIRECT)                                                                          \
    X(QCC_ERROR_HTTP_STATUS)                                                                       \
    X(QCC_ERROR_JSON)                                                                              \
    X(QCC_ERROR_JSON_DEPTH)                                                                        \
    X(QCC_ERROR_JSON_TOKENS)                                                                       \
    X(QCC_ERROR_ENVELOPE)                                                                          \
    X(QCC_ERROR_RESULT)                                                                            \
    X(QCC_ERROR_RESULT_TOO_LONG)                                                                   \
    X(QCC_ERROR_STATUS)                                                                            \
    X(QCC_ERROR_DEADLINE)                                                                          \
    X(QCC_ERROR_CANCELED)                                                                          \
    X(QCC_ERROR_PICTURE_TYPE)                                                                      \
    X(QCC_ERROR_PICTURE_DIMENSIONS)                                                                \
    X(QCC_ERROR_PICTURE_FORMAT)                                                                    \
    X(QCC_ERROR_PICTURE_CRC)                                                                       \
    X(QCC_ERROR_PICTURE_UNSUPPORTED)                                                               \
    X(QCC_ERROR_PICTURE_INCOMPLETE)                                                                \
    X(QCC_ERROR_PICTURE_STATUS)                                                                    \
    X(QCC_ERROR_PICTURE_REDIRECT)

/* One text with a NUL after each symbol, and the numbers in the same order: a table of pointers
 * would take a third as much again. The last symbol, which has no number, is for all others. */
#define NUMBER(symbol) symbol,
#define TEXT(symbol) #symbol "\0"
static const int8_t numbers[] = {ERRORS(NUMBER)};
static const char symbols[] = ERRORS(TEXT) "QCC_ERROR_?";

const char *qcc_error_name(enum qcc_error error)
{
    const char *symbol = symbols;
    for (size_t i = 0; i < sizeof numbers && numbers[i] != (int)error; i++) {
        symbol += strlen(symbol) + 1;
    }
    return symbol;
}
