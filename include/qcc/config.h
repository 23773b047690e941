/* config.h - every size and cap of the library, as arithmetic that can be read.
 *
 * To change one, write a header of your own with the #defines that you want and give its path to
 * CMake, -DQCC_CONFIG_FILE=/path/my_qcc_config.h, which passes it on to whoever links qcc::qcc; or
 * name it yourself wherever the library and your program are compiled, with
 * -DQCC_CONFIG_FILE='"my_qcc_config.h"'. Struct sizes depend on these values, so the library and
 * its users must see the same file. Sizes are in bytes unless the name says otherwise.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_CONFIG_H
#define QCC_CONFIG_H

#ifdef QCC_CONFIG_FILE
#include QCC_CONFIG_FILE
#endif

/* Two sizes depend on mbedTLS's configuration. CMake writes them, as plain numbers, to qcc/sizes.h
 * in the build directory and installs it beside this file; whoever builds otherwise writes a
 * qcc/sizes.h with these two #defines:
 *
 * QCC_SESSION_SIZE: room for a TLS session: its secret, its ticket and, where mbedTLS is configured
 * to keep it, the leaf certificate. 256 .. 65535; 512, or 3072 with the certificate. A session that
 * does not fit is not kept: the next handshake is a full one.
 *
 * QCC_ARENA_SIZE: what the arena has to hold for one client: mbedTLS's two record buffers and,
 * beside them, the peak of a handshake: 16 KB, or 32 KB with TLS 1.3. It sizes no struct. */
#include "qcc/sizes.h"

/* Longest host name with its NUL. 16 .. 254. Smaller: a base URL with a longer host is
 * QCC_ERROR_URL. */
#ifndef QCC_HOST_SIZE
#define QCC_HOST_SIZE 128
#endif

/* Longest keyword in bytes of UTF-8. 2 .. 1000. 300 are 100 Chinese characters. Each byte costs
 * three in QCC_REQUEST_SIZE, because `%XX` is three characters. */
#ifndef QCC_KEYWORD_MAX
#define QCC_KEYWORD_MAX 300
#endif

/* Parameters beside the key that one call can have. 1 .. 255. Each costs two spans of memory. */
#ifndef QCC_PARAMETERS_MAX
#define QCC_PARAMETERS_MAX 2
#endif

/* What one read of the stream may bring. 64 .. 16384. Smaller: more calls for a reply. */
#ifndef QCC_RECEIVE_SIZE
#define QCC_RECEIVE_SIZE 512
#endif

/* Longest body of a reply: the JSON envelope. 256 .. 65536. A longer one is
 * QCC_ERROR_BODY_TOO_LARGE, with Status, Message and OrderNumber where they came before that. A
 * Message may be long. */
#ifndef QCC_BODY_SIZE
#define QCC_BODY_SIZE 2048
#endif

/* Longest request. It shares its memory with the two buffers above (the reply is read when the
 * request is gone), so up to their sum it costs nothing. Smaller: a long key, host or path is
 * QCC_ERROR_REQUEST_TOO_LONG when the client is set up. One TLS record has to hold it. */
#ifndef QCC_REQUEST_SIZE
#define QCC_REQUEST_SIZE (3 * QCC_KEYWORD_MAX + 636)
#endif

/* Message with its NUL. 4 .. 1024. A longer one is cut at a character and flagged. */
#ifndef QCC_MESSAGE_SIZE
#define QCC_MESSAGE_SIZE 192
#endif

/* OrderNumber with its NUL. 48 .. 256; 25 to 47 characters have been seen. A longer one is an
 * error. */
#ifndef QCC_ORDER_NUMBER_SIZE
#define QCC_ORDER_NUMBER_SIZE 65
#endif

/* Result with its NUL: the snapshot's URL. 129 .. 65535; the document says at most 128 characters,
 * signed links of object storage are longer. A longer one is QCC_ERROR_RESULT_TOO_LONG. */
#ifndef QCC_RESULT_SIZE
#define QCC_RESULT_SIZE 513
#endif

/* Cap on the heads of all responses to one request, interim ones too, and the trailers. 16384 or
 * more. It is a count and costs no memory. */
#ifndef QCC_HEAD_MAX
#define QCC_HEAD_MAX 16384
#endif

/* Interim (1xx) responses that are skipped. 8 .. 255. */
#ifndef QCC_INTERIM_MAX
#define QCC_INTERIM_MAX 16
#endif

/* Bytes of chunk extensions that are skipped in one body. 0 .. 65535. */
#ifndef QCC_CHUNK_EXTENSION_MAX
#define QCC_CHUNK_EXTENSION_MAX 1024
#endif

/* What one read of a picture may bring; the request for it is written here, too. QCC_RESULT_SIZE +
 * 192 .. 65536. It shares its memory with the buffers of a call. Smaller: more calls for a picture.
 */
#ifndef QCC_PICTURE_RECEIVE_SIZE
#define QCC_PICTURE_RECEIVE_SIZE (QCC_RESULT_SIZE + 512)
#endif

/* Largest picture unless the caller says otherwise. 1 .. 268435455. It is a count and costs no
 * memory. */
#ifndef QCC_PICTURE_BYTES_MAX
#define QCC_PICTURE_BYTES_MAX 16777216
#endif

/* Longest entity-tag of a picture, quotes included. 8 .. 255. A picture with a longer one is not
 * resumed but fetched anew when the connection breaks. */
#ifndef QCC_ETAG_MAX
#define QCC_ETAG_MAX 64
#endif

/* Redirects that a picture is followed through. 0 .. 20. */
#ifndef QCC_REDIRECTS_MAX
#define QCC_REDIRECTS_MAX 3
#endif

/* Times that a picture whose connection breaks is asked for again, within its deadline. 0 .. 255.
 */
#ifndef QCC_PICTURE_RETRIES_MAX
#define QCC_PICTURE_RETRIES_MAX 5
#endif

/* Deepest nesting of the envelope's JSON, the root being 1. 8 .. 32. */
#ifndef QCC_JSON_DEPTH_MAX
#define QCC_JSON_DEPTH_MAX 32
#endif

/* How the CRC of a PNG is computed. 0: with a table of 64 bytes. 1: with tables of 8 KB, about ten
 * times as fast; without them the CRC of a large picture takes longer than all else on a desktop.
 */
#ifndef QCC_CRC32_TABLES
#define QCC_CRC32_TABLES 0
#endif

/* The wall clock is taken as not set before this Unix time in seconds: no clock that runs can be
 * behind the day on which the firmware was built. The build defines it; 2026-11-01 else. */
#ifndef QCC_CLOCK_MIN_S
#define QCC_CLOCK_MIN_S 1793491200
#endif

#endif
