/* proxy.c - which proxy, if any: the command line, the credentials, the environment.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "proxy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "qcc/qcc.h"
#include "text.h"

static const char separators[] = ", \t";

/* The variable's value; NULL when it is empty, too. The small letters come first. */
static const char *environment(const char *small, const char *large)
{
    const char *value = getenv(small);
    if (value == NULL || *value == '\0') {
        value = getenv(large);
    }
    return value != NULL && *value != '\0' ? value : NULL;
}

/* True when `host` is the name of the entry or one below it: "example.com" and ".example.com" both
 * stand for example.com and www.example.com. An address has to be the same. */
static bool is_entry(const char *host, size_t host_len, const char *entry, size_t len)
{
    if (len > 1 && entry[0] == '[' && entry[len - 1] == ']') {
        entry++;
        len -= 2;
    }
    if (len > 0 && entry[0] == '.') {
        entry++;
        len--;
    }
    if (len > 0 && entry[len - 1] == '.') {
        len--;
    }
    return len > 0 && host_len >= len && strncasecmp(host + host_len - len, entry, len) == 0 &&
           (host_len == len ||
            (host[host_len - len - 1] == '.' && strspn(entry, "0123456789.") < len));
}

/* The entries stand apart by commas or blanks; `*` counts when it stands alone. */
static bool is_listed(const char *list, const char *host, size_t host_len)
{
    if (strcmp(list, "*") == 0) {
        return true;
    }
    list += strspn(list, separators);
    while (*list != '\0') {
        const size_t len = strcspn(list, separators);
        if (is_entry(host, host_len, list, len)) {
            return true;
        }
        list += len;
        list += strspn(list, separators);
    }
    return false;
}

/* `context` is the list. */
static bool bypass(void *context, struct qcc_span host)
{
    return is_listed(context, (const char *)host.ptr, host.len);
}

/* The host of a URL that may be malformed: the library judges that later. */
static struct qcc_span host_of(const char *url)
{
    const char *host = strstr(url, "://");
    host = host != NULL ? host + 3 : url;
    if (*host == '[') {
        return qcc_span_make(host + 1, strcspn(host + 1, "]/"));
    }
    return qcc_span_make(host, strcspn(host, ":/?#"));
}

bool proxy_is_for(const struct qcc_proxy *proxy, const char *base_url)
{
    return proxy != NULL &&
           (proxy->bypass == NULL || !proxy->bypass(proxy->context, host_of(base_url)));
}

static bool read_text(struct proxy *proxy, const char *text)
{
    static char list[PROXY_TEXT_SIZE];
    const char *no_proxy = environment("no_proxy", "NO_PROXY");
    enum qcc_error error = QCC_ERROR_PROXY_URL;
    if (strlen(text) < sizeof proxy->text) {
        memcpy(proxy->text, text, strlen(text) + 1);
        error = qcc_proxy_parse(&proxy->proxy, proxy->text);
    }
    if (error != QCC_OK) {
        fprintf(stderr, PROGRAM ": %s [%s]\n", qcc_error_text(error), qcc_error_name(error));
        return false;
    }
    if (no_proxy != NULL && strlen(no_proxy) >= sizeof list) {
        fputs(PROGRAM ": no_proxy in the environment is too long\n", stderr);
        return false;
    }
    if (no_proxy != NULL) {
        memcpy(list, no_proxy, strlen(no_proxy) + 1);
        proxy->proxy.bypass = bypass;
        proxy->proxy.context = list;
    }
    return true;
}

bool proxy_choose(struct proxy *proxy, const char *option, const char *credential,
                  const char *base_url, const struct qcc_proxy **chosen)
{
    const char *text = option != NULL ? option : credential;
    *chosen = NULL;
    if (text == NULL && (base_url == NULL || strncasecmp(base_url, "http://", 7) != 0)) {
        text = environment("https_proxy", "HTTPS_PROXY");
    }
    if (text == NULL || *text == '\0') {
        return true;
    }
    if (!read_text(proxy, text)) {
        return false;
    }
    *chosen = &proxy->proxy;
    return true;
}
