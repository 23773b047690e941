/* simulator.h - what the parts of qcc-simulator share. A test program: it allocates, and knows
 * nothing of libqcc.
 * SPDX-License-Identifier: MIT */
#ifndef SIMULATOR_H
#define SIMULATOR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that grow. A failed allocation ends the program: there is nobody to tell. */
struct text {
    char *ptr; /* NUL-terminated once something was put */
    size_t len;
    size_t size;
};

void text_put(struct text *text, const void *bytes, size_t len);
void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_free(struct text *text);

/* The service's Status codes, a table of the simulator's own: NULL for a code that is in no
 * list. */
const char *status_text(unsigned code);

/* 223 has had two texts; this is the newer one. */
const char *status_text_223_newer(void);

/* The n-th listed code, 0 after the last. */
unsigned status_listed(size_t n);

/* Where the simulator is to be found, as the client that asks sees it. */
struct place {
    char host[256]; /* brackets included */
    unsigned https_port;
    unsigned http_port; /* 0: there is no plain listener */
};

enum framing { FRAMING_LENGTH, FRAMING_CHUNKED, FRAMING_UNTIL_CLOSE };

/* One HTTP reply, and how it is to be sent. */
struct answer {
    unsigned http_status;
    unsigned status; /* of the envelope, for the log; 0: there is none */
    enum framing framing;
    bool close;             /* Connection: close */
    bool trailer;           /* with FRAMING_CHUNKED */
    size_t piece;           /* largest piece of the body that is sent at a time; 0: all */
    unsigned piece_ms;      /* pause before each piece */
    unsigned delay_ms;      /* pause before the head */
    unsigned half_delay_ms; /* pause in the middle of the body */
    size_t header_bytes;    /* of fields that nobody needs, 0: none */
    size_t header_line;     /* length of each of them */
    const char *content_type;
    const char *content_encoding;
    const char *location;
    struct text body;
};

/* Fills `answer` (zeros before) with what the service says to `keyword`. */
void answer_keyword(struct answer *answer, const char *keyword, const struct place *place);

/* The same of a method whose Result is an object or an array: of the company that `keyword` names,
 * or with `large-N` one with a text of N bytes in it. Any other keyword does as above. */
void answer_details(struct answer *answer, const char *keyword, const struct place *place,
                    bool is_array);

/* The envelope of an error, as the service gives it. */
void answer_status(struct answer *answer, unsigned status, const char *message);

/* A page that is no envelope. */
void answer_html(struct answer *answer, unsigned http_status, const char *title);

/* Puts the URL of a company's snapshot. */
void answer_url(struct text *text, const struct place *place, const char *name, bool https);

/* Builds the envelope of the shape `name`; false when there is none of that name. */
bool shape_answer(struct answer *answer, const char *name, const char *url);

/* "ECIIMAGE", the time, and eight digits that go up. */
void order_number(char number[48], const char *controller);

/* Prints the shapes and the fictional companies, for --help. */
void shape_list(void);
void company_list(void);

/* Prints what special keywords there are. */
void keyword_list(void);

/* A picture of its own for each name, made on the spot. */
void picture_png(struct text *out, const char *name);
void picture_jpeg(struct text *out, const char *name);

#endif
