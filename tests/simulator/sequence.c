/* sequence.c - keywords that get another answer each time: `205,205,200`.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "simulator.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct asked {
    struct asked *next;
    unsigned count;
    char keyword[];
};

/* How often this keyword was asked for before. */
static unsigned count_up(const char *keyword)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static struct asked *all;
    struct asked *asked;
    unsigned before = 0;

    pthread_mutex_lock(&lock);
    for (asked = all; asked != NULL && strcmp(asked->keyword, keyword) != 0; asked = asked->next) {
    }
    if (asked == NULL && (asked = calloc(1, sizeof *asked + strlen(keyword) + 1)) != NULL) {
        strcpy(asked->keyword, keyword);
        asked->next = all;
        all = asked;
    }
    if (asked != NULL) {
        before = asked->count++;
    }
    pthread_mutex_unlock(&lock);
    return before;
}

bool sequence_step(const char *keyword, char *part, size_t size)
{
    unsigned left;
    size_t len;

    if (strchr(keyword, ',') == NULL) {
        return false;
    }
    left = count_up(keyword);
    len = strcspn(keyword, ",");
    for (; left > 0 && keyword[len] == ','; left--) {
        keyword += len + 1;
        len = strcspn(keyword, ",");
    }
    if (len >= size) {
        return false;
    }
    memcpy(part, keyword, len);
    part[len] = '\0';
    return true;
}
