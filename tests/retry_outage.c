/* retry_outage.c - 100,000 kiosks through an outage of an hour, by four ways of repeating.
 *
 *   qcc-retry-outage                 prints the figures
 *   qcc-retry-outage --write FILE    and writes the plot, an SVG
 *   qcc-retry-outage --check FILE    and says whether FILE is that plot
 *
 * Exit 0: the careful default keeps to the goal, and the file is as it should be; 1: it does not.
 *
 * Time is virtual, and there is no socket. A kiosk asks, and when it was answered it asks again
 * after 0 to 20 minutes, evenly drawn. The service answers at once; in the outage it stalls for 30
 * seconds, whose requests then fail all together, and refuses connections after that. What is not
 * answered is repeated as the way says, until it is answered. All numbers are integers, so the
 * figures and the plot are the same on every machine.
 * SPDX-License-Identifier: MIT */
#include "qcc/retry.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    KIOSKS = 100000,
    IDLE_MS = 1200000, /* the longest time between an answer and the next request */
    WARM_UP_S = 3600,  /* until requests come evenly */
    OUTAGE_S = 3600,
    STALL_S = 30,
    AFTER_S = 7200,
    BEGIN_S = WARM_UP_S,
    END_S = BEGIN_S + OUTAGE_S,
    ALL_S = END_S + AFTER_S,
    FIXED_MS = 10000,
    STEADY = KIOSKS / (IDLE_MS / 2000), /* requests a second: 166 */
    NOBODY = KIOSKS                     /* ends a list of kiosks */
};

#define GIVES_UP UINT32_MAX

struct kiosk {
    uint32_t due_ms;  /* when it asks */
    uint32_t attempt; /* failures in a row */
    uint32_t next;    /* kiosk that asks in the same second */
};

static struct kiosk kiosks[KIOSKS];
static uint32_t in_second[ALL_S]; /* the first kiosk that asks in it */
static uint64_t random_state;

/* 32 bits of Marsaglia's xorshift64*. */
static uint32_t draw(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (uint32_t)((random_state * UINT64_C(2685821657736338717)) >> 32);
}

static uint32_t draw_below(uint32_t end)
{
    return (uint32_t)(((uint64_t)draw() * end) >> 32);
}

/* ---- The ways. Each returns how long to wait after the n-th failure in a row, n from 0. */

static uint32_t by_policy(uint32_t attempt, uint32_t random)
{
    static const struct qcc_retry_policy careful; /* all zeros: the default */
    static const struct qcc_retry_outcome refused = {
        QCC_ERROR_CONNECT, QCC_CHARGE_NO, 0, 0, 0, false};
    const struct qcc_retry retry = qcc_retry_decide(&careful, attempt, &refused, 0, random);
    return retry.when == QCC_RETRY_NEVER ? GIVES_UP : retry.wait_ms;
}

static uint32_t wait_fixed(uint32_t attempt)
{
    (void)attempt;
    return FIXED_MS;
}

/* The same policy, always given the highest number: every wait is the longest. */
static uint32_t wait_without_jitter(uint32_t attempt)
{
    return by_policy(attempt, UINT32_MAX);
}

static uint32_t wait_careful(uint32_t attempt)
{
    return by_policy(attempt, draw());
}

static uint32_t wait_never(uint32_t attempt)
{
    (void)attempt;
    return GIVES_UP;
}

enum { FIXED, WITHOUT_JITTER, CAREFUL, FLOOR, WAYS };

static struct way {
    const char *name, *color;
    uint32_t (*wait)(uint32_t attempt);
    uint32_t requests[ALL_S]; /* in each second */
    uint32_t during, after;   /* the most of a second */
    uint32_t late_s;          /* after the outage, until 99 in 100 of the waiting were answered */
} ways[WAYS] = {
    {.name = "fixed: again after 10 s", .color = "#c0392b", .wait = wait_fixed},
    {.name = "the default's backoff, without jitter",
     .color = "#d68910",
     .wait = wait_without_jitter},
    {.name = "the careful default", .color = "#1e8449", .wait = wait_careful},
    {.name = "floor: nothing is repeated", .color = "#566573", .wait = wait_never},
};

/* ---- The simulation. */

static void plan(uint32_t index, uint32_t due_ms)
{
    struct kiosk *kiosk = &kiosks[index];
    const uint32_t second = due_ms / 1000;
    kiosk->due_ms = due_ms;
    if (second < ALL_S) {
        kiosk->next = in_second[second];
        in_second[second] = index;
    }
}

/* When a request of now fails; 0: it is answered. */
static uint32_t fails_at_ms(uint32_t now_ms)
{
    if (now_ms < BEGIN_S * 1000u || now_ms >= END_S * 1000u) {
        return 0;
    }
    return now_ms < (BEGIN_S + STALL_S) * 1000u ? (BEGIN_S + STALL_S) * 1000u : now_ms;
}

static void ask(const struct way *way, uint32_t index, uint32_t *late)
{
    struct kiosk *kiosk = &kiosks[index];
    const uint32_t now_ms = kiosk->due_ms;
    const uint32_t failed_ms = fails_at_ms(now_ms);
    const uint32_t wait_ms = failed_ms != 0 ? way->wait(kiosk->attempt) : GIVES_UP;
    if (wait_ms != GIVES_UP) {
        kiosk->attempt++;
        plan(index, failed_ms + wait_ms);
        return;
    }
    if (kiosk->attempt != 0 && failed_ms == 0) {
        late[now_ms / 1000 - END_S]++;
    }
    kiosk->attempt = 0;
    plan(index, (failed_ms != 0 ? failed_ms : now_ms) + draw_below(IDLE_MS));
}

static uint32_t peak(const uint32_t *requests, uint32_t from_s, uint32_t to_s)
{
    uint32_t most = 0;
    for (uint32_t s = from_s; s < to_s; s++) {
        most = requests[s] > most ? requests[s] : most;
    }
    return most;
}

static uint32_t find_late(const uint32_t late[AFTER_S])
{
    uint32_t all = 0, answered = 0, s = 0;
    for (uint32_t i = 0; i < AFTER_S; i++) {
        all += late[i];
    }
    while (s < AFTER_S && answered < all - all / 100) {
        answered += late[s++];
    }
    return s;
}

static void simulate(struct way *way)
{
    static uint32_t late[AFTER_S]; /* answered in that second of those who had waited */
    memset(late, 0, sizeof late);
    random_state = UINT64_C(20180905);
    for (uint32_t s = 0; s < ALL_S; s++) {
        in_second[s] = NOBODY;
    }
    for (uint32_t i = 0; i < KIOSKS; i++) {
        kiosks[i].attempt = 0;
        plan(i, draw_below(IDLE_MS));
    }
    for (uint32_t s = 0; s < ALL_S; s++) {
        while (in_second[s] != NOBODY) {
            const uint32_t index = in_second[s];
            in_second[s] = kiosks[index].next;
            way->requests[s]++;
            ask(way, index, late);
        }
    }
    way->during = peak(way->requests, BEGIN_S, END_S);
    way->after = peak(way->requests, END_S, ALL_S);
    way->late_s = find_late(late);
}

/* ---- The plot: the highest second of each minute, on a logarithmic scale. */

enum {
    LEFT = 60,
    TOP = 96,
    WIDTH = 640,
    HEIGHT = 340,
    RIGHT = LEFT + WIDTH,
    BOTTOM = TOP + HEIGHT,
    FROM_S = BEGIN_S - 1800, /* what is shown */
    LOWEST = 10,
    DECADES = 4
};

struct text {
    char bytes[32768];
    size_t len;
};

#define PUT(text, ...)                                                                             \
    ((text)->len += (size_t)snprintf((text)->bytes + (text)->len,                                  \
                                     sizeof(text)->bytes - (text)->len, __VA_ARGS__))

/* The binary logarithm of value / 1, in 1/65536. */
static uint32_t log2_of(uint32_t value)
{
    uint32_t log = 0;
    uint64_t rest = (uint64_t)value << 31;
    while (rest >= UINT64_C(1) << 32) {
        rest >>= 1;
        log += 65536;
    }
    for (uint32_t bit = 32768; bit != 0; bit /= 2) {
        rest = (rest * rest) >> 31;
        if (rest >= UINT64_C(1) << 32) {
            rest >>= 1;
            log += bit;
        }
    }
    return log;
}

/* In tenths of a pixel. */
static uint32_t y_of(uint32_t requests)
{
    const uint32_t least = log2_of(LOWEST), most = least + DECADES * log2_of(10);
    uint32_t log = log2_of(requests > LOWEST ? requests : LOWEST);
    log = log < most ? log : most;
    return BOTTOM * 10 - (uint32_t)((uint64_t)(log - least) * HEIGHT * 10 / (most - least));
}

static uint32_t x_of(uint32_t second)
{
    return LEFT * 10 + (second - FROM_S) * WIDTH * 10 / (ALL_S - FROM_S);
}

static void put_line(struct text *svg, uint32_t x1, uint32_t y1, uint32_t x2, uint32_t y2,
                     const char *style)
{
    PUT(svg, "<path d=\"M%u.%u %u.%uL%u.%u %u.%u\" %s/>\n", x1 / 10, x1 % 10, y1 / 10, y1 % 10,
        x2 / 10, x2 % 10, y2 / 10, y2 % 10, style);
}

static void put_frame(struct text *svg)
{
    uint32_t requests = LOWEST;
    PUT(svg, "<rect x=\"%u.%u\" y=\"%d\" width=\"%u\" height=\"%d\" fill=\"#f2dede\"/>\n",
        x_of(BEGIN_S) / 10, x_of(BEGIN_S) % 10, TOP, (x_of(END_S) - x_of(BEGIN_S)) / 10, HEIGHT);
    PUT(svg, "<text x=\"%u\" y=\"%d\" text-anchor=\"middle\">outage</text>\n",
        (x_of(BEGIN_S) + x_of(END_S)) / 20, TOP + 16);
    for (int i = 0; i <= DECADES; i++, requests *= 10) {
        const uint32_t y = y_of(requests);
        put_line(svg, LEFT * 10, y, RIGHT * 10, y, "stroke=\"#ddd\"");
        PUT(svg, "<text x=\"%d\" y=\"%u\" text-anchor=\"end\">%u</text>\n", LEFT - 6, y / 10 + 4,
            requests);
    }
    for (uint32_t s = FROM_S; s <= ALL_S; s += 1800) {
        const int minutes = ((int)s - END_S) / 60;
        put_line(svg, x_of(s), BOTTOM * 10, x_of(s), BOTTOM * 10 + 50, "stroke=\"#888\"");
        PUT(svg, "<text x=\"%u\" y=\"%d\" text-anchor=\"middle\">%s%d min</text>\n", x_of(s) / 10,
            BOTTOM + 20, minutes > 0 ? "+" : "", minutes);
    }
}

static void put_way(struct text *svg, const struct way *way)
{
    PUT(svg, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"", way->color);
    for (uint32_t s = FROM_S; s < ALL_S; s += 60) {
        const uint32_t y = y_of(peak(way->requests, s, s + 60)), x = x_of(s + 30);
        PUT(svg, "%u.%u,%u.%u ", x / 10, x % 10, y / 10, y % 10);
    }
    PUT(svg, "\"/>\n");
}

static void draw_plot(struct text *svg)
{
    PUT(svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
        "font-size=\"12\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
        "<text x=\"%d\" y=\"20\" font-size=\"14\">%d kiosks through an outage of an hour: requests "
        "a second, the highest of each minute</text>\n",
        RIGHT + 30, BOTTOM + 34, LEFT, KIOSKS);
    put_frame(svg);
    put_line(svg, LEFT * 10, y_of(2 * STEADY), RIGHT * 10, y_of(2 * STEADY),
             "stroke=\"#000\" stroke-dasharray=\"5 4\"");
    PUT(svg, "<text x=\"%d\" y=\"%u\" text-anchor=\"end\">2 x the steady rate</text>\n", RIGHT - 4,
        y_of(2 * STEADY) / 10 - 5);
    for (int i = 0; i < WAYS; i++) {
        const int x = LEFT + i % 2 * 330, y = 46 + i / 2 * 20;
        PUT(svg, "<rect x=\"%d\" y=\"%d\" width=\"18\" height=\"3\" fill=\"%s\"/>\n", x, y - 5,
            ways[i].color);
        PUT(svg, "<text x=\"%d\" y=\"%d\">%s</text>\n", x + 24, y, ways[i].name);
        put_way(svg, &ways[i]);
    }
    PUT(svg, "</svg>\n");
}

/* ---- The command. */

static bool write_plot(const struct text *svg, const char *path)
{
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        perror(path);
        return false;
    }
    const bool written = fwrite(svg->bytes, 1, svg->len, file) == svg->len;
    return fclose(file) == 0 && written;
}

static bool is_plot(const struct text *svg, const char *path)
{
    static char bytes[sizeof svg->bytes];
    FILE *file = fopen(path, "r");
    const size_t len = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    if (len == svg->len && memcmp(bytes, svg->bytes, len) == 0) {
        return true;
    }
    printf("%s is not the plot of these figures: write it by qcc-retry-outage --write\n", path);
    return false;
}

/* "1.33": against the steady rate. */
static void print_times(uint32_t requests)
{
    const uint32_t hundredths = (requests * 100 + STEADY / 2) / STEADY;
    printf(" %6u %3u.%02u", requests, hundredths / 100, hundredths % 100);
}

static void print_figures(void)
{
    printf("%d kiosks, %d requests a second; the highest second, and as a multiple of these\n",
           KIOSKS, STEADY);
    printf("%-38s %13s %13s  99 in 100 answered\n", "", "in the outage", "after it");
    for (int i = 0; i < WAYS; i++) {
        printf("%-38s", ways[i].name);
        print_times(ways[i].during);
        print_times(ways[i].after);
        if (i == FLOOR) {
            puts("  -");
        } else {
            printf("  after %u.%u min\n", ways[i].late_s / 60, ways[i].late_s % 60 / 6);
        }
    }
}

int main(int argc, char **argv)
{
    static struct text svg;
    bool good;
    if (argc != 1 &&
        (argc != 3 || (strcmp(argv[1], "--write") != 0 && strcmp(argv[1], "--check") != 0))) {
        fputs("usage: qcc-retry-outage [--write FILE | --check FILE]\n", stderr);
        return 2;
    }
    for (int i = 0; i < WAYS; i++) {
        simulate(&ways[i]);
    }
    print_figures();
    draw_plot(&svg);
    good = ways[CAREFUL].after <= 2 * STEADY;
    printf("goal: after it at most 2 x the steady rate with the careful default: %s\n",
           good ? "met" : "FAILED");
    if (argc == 3) {
        good = (strcmp(argv[1], "--write") == 0 ? write_plot : is_plot)(&svg, argv[2]) && good;
    }
    return good ? 0 : 1;
}
