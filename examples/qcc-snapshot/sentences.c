/* sentences.c - parts of sentences about a call, on stderr.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "sentences.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "proxy.h"
#include "text.h"

void sentence_put_host(const char *url)
{
    const char *host = strstr(url, "://");
    char text[256];
    host = host != NULL ? host + 3 : url;
    snprintf(text, sizeof text, "%.*s", (int)strcspn(host, "/?#"), host);
    text_put(stderr, text, false);
}

void sentence_put_peer(const struct qcc_proxy *via, const char *url, enum qcc_phase phase)
{
    if (phase < QCC_PHASE_LOOKUP || phase > QCC_PHASE_PROXY || !proxy_is_for(via, url)) {
        sentence_put_host(url);
        return;
    }
    fputs("proxy ", stderr);
    text_put(stderr, via->host, false);
    fprintf(stderr, ":%u", (unsigned)via->tcp_port);
}

void sentence_put_clock(const struct qcc_report *failed)
{
    const time_t now = (time_t)failed->now_s;
    struct tm parts;
    char text[32];
    if (gmtime_r(&now, &parts) != NULL &&
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts) != 0) {
        fprintf(stderr, " This device's clock%s reads %s UTC.",
                failed->clock_offset_s != 0 ? ", with its offset," : "", text);
    }
}

bool sentence_is_of_host(enum qcc_error error)
{
    const enum qcc_kind kind = qcc_error_kind(error);
    return kind == QCC_KIND_NETWORK || kind == QCC_KIND_TLS || kind == QCC_KIND_REPLY ||
           error == QCC_ERROR_DEADLINE;
}
