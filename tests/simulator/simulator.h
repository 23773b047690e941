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
    unsigned http_port;       /* 0: there is no plain listener */
    const char *picture_base; /* what the links of pictures begin with; NULL: this place */
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
    char location[512]; /* "": none */
    char etag[32];      /* the same */
    char content_range[64];
    bool ranges;          /* Accept-Ranges: bytes */
    uint64_t first;       /* of the body, what is sent: from here */
    uint64_t end;         /* to here; 0: to its end */
    uint64_t cut_at;      /* so much of that is sent, then the connection is broken; 0: all */
    char retry_after[64]; /* "": none */
    struct text body;
    size_t repeat_from; /* these bytes of `body` come some more times: a body of any size */
    size_t repeat_len;
    uint64_t repeat_more;
};

/* Bytes of the body, and those that are sent of it. */
uint64_t answer_total(const struct answer *answer);
uint64_t answer_length(const struct answer *answer);

/* Copies up to `size` bytes of what is sent, from `at` on. Returns how many; 0 at the end. */
size_t answer_copy(const struct answer *answer, uint64_t at, char *out, size_t size);

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

/* Prints the shapes, for --help. */
void shape_list(void);

/* A company of the service's: by what it is found, and what its snapshot says; NULL: nothing. */
struct company {
    const char *name;
    const char *key_no;
    const char *credit_code;
    const char *registration;
    const char *ending; /* of the picture */
    bool https;         /* where the picture is */
    const char *kind;
    const char *person;
    const char *capital;
    const char *founded;
    const char *address;
    const char *authority;
    const char *scope;
    const char *drawn_name; /* where the font lacks a character of the name */
};

/* The n-th, NULL after the last. */
const struct company *company_at(size_t n);

/* By name, KeyNo, credit code or registration number; NULL when there is none. */
const struct company *company_find(const char *keyword);

/* Prints them, for --help. */
void company_list(void);

/* Copies into `part` the one of the parts of `keyword`, which are separated by commas, whose turn
 * it is: each time the next, in the end the last again and again. False when `keyword` has no
 * comma. */
bool sequence_step(const char *keyword, char *part, size_t size);

/* Prints what special keywords there are. */
void keyword_list(void);

/* Puts the picture KEYNO.png or KEYNO.jpg; false when there is none of that name. */
bool picture_draw(struct text *out, const char *name);

/* Makes `answer` a PNG of `megabytes`. */
void picture_big(struct answer *answer, unsigned megabytes);

/* A GET of /ReportImage/`path`. */
struct picture_request {
    const char *path;
    const char *range; /* fields; NULL: there is none */
    const char *if_range;
    bool https;
    const struct place *place;
};
void picture_answer(struct answer *answer, const struct picture_request *request);

/* Puts the link that the keyword picture-XXX gets; false when it is none. */
bool picture_url(struct text *url, const char *keyword, const struct place *place);

/* Prints what pictures there are. */
void picture_list(void);

#endif
