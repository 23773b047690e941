/* request.h - the request writer: one GET with its head, by RFC 9112 section 3.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_REQUEST_H
#define QCC_REQUEST_H

#include "base/writer.h"
#include "qcc/internal/state.h"

/* All that a request says. Everything is checked before it comes here: authority and path by
 * qcc_url_parse, the key by qcc_request_check_key, token and timespan by their makers. */
struct qcc_request {
    const struct qcc_url *base;
    struct qcc_span method_path;            /* "/ECIImage/GetEciImage" */
    struct qcc_span key;                    /* written as it stands */
    const struct qcc_parameter *parameters; /* what follows the key in the query, in this order */
    size_t parameter_count;
    struct qcc_span token;    /* 32 hex digits */
    struct qcc_span timespan; /* decimal digits */
};

/* The most that GetEciImage's request has beside host, path, key and the encoded keyword: the text
 * that is always there, brackets around an IPv6 address, a port of five digits, the Token, a
 * Timespan of 20 digits. */
#define QCC_REQUEST_REST 194

/* Writes the whole request: request line, Host, Token, Timespan, Accept, Accept-Encoding, empty
 * line. The same code measures when the writer has no storage. */
void qcc_request_write(struct qcc_writer *writer, const struct qcc_request *request);

/* The most that the request for a picture has beside the link that it is written from and the
 * entity-tag: the text that is always there, and a Range with ten digits. */
#define QCC_REQUEST_GET_REST 128

/* Writes a request for a picture: request line, Host, Accept, Accept-Encoding and, when `first` is
 * not 0, Range from that byte on, with If-Range and the strong entity-tag `etag` (RFC 9110 sections
 * 13.1.5 and 14.2). The target is `path` of *url as qcc_link_parse has it. */
void qcc_request_write_get(struct qcc_writer *writer, const struct qcc_url *url, uint32_t first,
                           struct qcc_span etag);

/* QCC_OK when `key` is 1 or more RFC 3986 unreserved characters, otherwise QCC_ERROR_KEY. */
enum qcc_error qcc_request_check_key(struct qcc_span key);

#endif
