/* proxy.h - which proxy, if any: the command line, the credentials, the environment.
 * SPDX-License-Identifier: MIT */
#ifndef PROXY_H
#define PROXY_H

#include <stdbool.h>

#include "qcc/proxy.h"

#define PROXY_TEXT_SIZE 1024

/* What was chosen. */
struct proxy {
    struct qcc_proxy proxy;
    char text[PROXY_TEXT_SIZE]; /* user and password lie in it */
};

/* Chooses as curl does: `option` (of --proxy) before `credential` (of the credentials' file), each
 * NULL when there is none, before https_proxy and HTTPS_PROXY in the environment, which are only
 * for a `base_url` of https; an empty text is "none". no_proxy and NO_PROXY name the hosts that do
 * without: names, which stand for all names below them too, addresses, or `*` for all.
 *
 * Returns true, *chosen being NULL for no proxy; false when the text is no proxy: that has been
 * said, and the text has not. */
bool proxy_choose(struct proxy *proxy, const char *option, const char *credential,
                  const char *base_url, const struct qcc_proxy **chosen);

/* True when the host of `base_url` is reached through `proxy`, which may be NULL. */
bool proxy_is_for(const struct qcc_proxy *proxy, const char *base_url);

#endif
