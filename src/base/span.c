/* span.c - spans of text, compared, and wiping.
 * SPDX-License-Identifier: MIT */
#include "qcc/span.h"

#include <string.h>

struct qcc_span qcc_span_of(const char *text)
{
    return qcc_span_make(text, text == NULL ? 0 : strlen(text));
}

/* A loop rather than memcmp, which must not be given NULL, and which small images do without. */
bool qcc_span_equal(struct qcc_span a, struct qcc_span b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (a.ptr[i] != b.ptr[i]) {
            return false;
        }
    }
    return true;
}

/* A call through a volatile pointer cannot be left out: the compiler may not assume whom it
 * reaches. */
void qcc_wipe(void *ptr, size_t len)
{
    void *(*volatile fill)(void *, int, size_t) = memset;

    if (len > 0) {
        fill(ptr, 0, len);
    }
}
