/* client.c - a client's life: setup, one job at a time by steps, the blocking run, the end.
 * SPDX-License-Identifier: MIT */
#include "service/client.h"
#include "http/request.h"
#include "http/url.h"
#include "net/connection.h"
#include "qcc/clock.h"
#include "qcc/proxy.h"
#include "service/deadline.h"
#include "service/secrets.h"

#include <string.h>

enum state {
    UNSET, /* qcc_client_init has not succeeded */
    IDLE,  /* no job was started yet */
    ENDED, /* the last job's end is `report.error` */
    BUSY   /* `job` is under way */
};

/* ---- Setup. */

/* What a request has beside host, path and key, with the longest keyword: checked at setup, so that
 * no keyword that is accepted later can fail to fit. */
#define REST (QCC_REQUEST_REST + 3 * (size_t)QCC_KEYWORD_MAX)

/* At least one root that can be read: better told now than in the middle of a handshake. */
static enum qcc_error check_roots(const struct qcc_roots *roots)
{
    size_t cursor = 0;
    struct qcc_span der;
    enum qcc_error error = roots->next(roots->context, &cursor, &der);
    return error == QCC_OK && der.len != 0 ? QCC_OK : QCC_ERROR_ROOTS;
}

/* None, or one that was made by a function of qcc/proxy.h. */
static bool is_proxy(const struct qcc_proxy *proxy)
{
    return proxy == NULL || (proxy->open_tunnel != NULL && proxy->host != NULL);
}

/* The name of the first member that is missing or out of range; NULL when none is. */
static const char *find_fault(const struct qcc_config *config)
{
    if (config == NULL) {
        return "config";
    }
    if (config->port == NULL) {
        return "port";
    }
    if (config->key == NULL) {
        return "key";
    }
    if (config->signer.sign == NULL) {
        return "signer";
    }
    if (!is_proxy(config->proxy)) {
        return "proxy";
    }
    return config->timeout_ms == 0 || config->timeout_ms > QCC_TIMEOUT_MAX_MS ? "timeout_ms" : NULL;
}

/* What TLS is to trust. Without TLS, a pin would not keep what it promises. */
static enum qcc_error check_trust(const struct qcc_config *config, bool https, const char **member)
{
    if (!https) {
        *member = config->pins != NULL ? "pins" : NULL;
        return *member != NULL ? QCC_ERROR_CONFIG : QCC_OK;
    }
    if (config->roots == NULL || config->roots->next == NULL) {
        *member = "roots";
        return QCC_ERROR_CONFIG;
    }
    if (config->pins != NULL && config->pins->find == NULL) {
        return QCC_ERROR_PINS;
    }
    return check_roots(config->roots);
}

static enum qcc_error check_config(const struct qcc_config *config, struct qcc_url *base,
                                   const char **member)
{
    *member = find_fault(config);
    if (*member != NULL) {
        return QCC_ERROR_CONFIG;
    }
    const char *text = config->base_url != NULL ? config->base_url : QCC_BASE_URL;
    enum qcc_error error = qcc_url_parse(base, qcc_span_of(text));
    if (error != QCC_OK) {
        return error;
    }
    if (!base->https && !config->allow_plain_http) {
        return QCC_ERROR_PLAIN_HTTP;
    }
    if (!base->https && qcc_connection_uses(config->proxy, base)) {
        return QCC_ERROR_PROXY_PLAIN_HTTP;
    }
    const struct qcc_span key = qcc_span_of(config->key);
    error = qcc_request_check_key(key);
    if (error != QCC_OK) {
        return error;
    }
    if (base->host.len + base->path.len + key.len + REST > QCC_REQUEST_SIZE) {
        return QCC_ERROR_REQUEST_TOO_LONG;
    }
    return check_trust(config, base->https, member);
}

enum qcc_error qcc_client_init_sized(struct qcc_client *client, size_t size,
                                     const struct qcc_config *config)
{
    if (size != sizeof *client) {
        return QCC_ERROR_BUILD;
    }
    memset(client, 0, sizeof *client);
    client->report.tls_version = "";
    client->report.error = check_config(config, &client->base, &client->report.member);
    if (client->report.error == QCC_OK) {
        client->config = config;
        qcc_connection_init(&client->connection, config->port, config->roots, config->proxy);
        client->state = IDLE;
    }
    return client->report.error;
}

/* ---- A job's beginning and end. */

static void forget_report(struct qcc_client *client)
{
    memset(&client->report, 0, sizeof client->report);
    client->report.tls_version = "";
}

void qcc_client_begin(struct qcc_client *client, const struct qcc_job *job)
{
    forget_report(client);
    qcc_deadline_set(client);
    client->canceled = false;
    client->job = job;
    client->state = BUSY;
}

/* What the job took the time for, and how far that is from the device's clock. */
static void explain_clock(struct qcc_client *client)
{
    client->report.now_s = client->exchange.plan.terms.now_s;
    client->report.clock_offset_s = qcc_clock_offset(client);
}

enum qcc_error qcc_client_end(struct qcc_client *client, enum qcc_error error)
{
    client->report.phase = client->job->phase(client);
    client->job->end(client, error);
    explain_clock(client);
    client->report.error = error;
    client->state = ENDED;
    return error;
}

enum qcc_error qcc_client_refuse(struct qcc_client *client, enum qcc_error error)
{
    if (!qcc_client_is_idle(client)) {
        return QCC_ERROR_STATE;
    }
    forget_report(client);
    if (error == QCC_ERROR_CLOCK) {
        explain_clock(client);
    }
    client->report.error = error;
    client->state = ENDED;
    return error;
}

/* ---- The steps. */

enum qcc_error qcc_client_step(struct qcc_client *client)
{
    uint32_t time_left_ms;
    if (client->state != BUSY) {
        return client->state == ENDED ? client->report.error : QCC_ERROR_STATE;
    }
    enum qcc_error error = qcc_deadline_pass(client, &time_left_ms);
    if (error == QCC_OK) {
        error = client->job->step(client, time_left_ms);
    }
    return error == QCC_PENDING ? error : qcc_client_end(client, error);
}

enum qcc_wait qcc_client_wait(const struct qcc_client *client, uint32_t *timeout_ms)
{
    if (client->state != BUSY) {
        *timeout_ms = 0;
        return QCC_WAIT_NONE;
    }
    *timeout_ms = qcc_deadline_left_ms(client);
    return client->job->phase(client) == QCC_PHASE_SIGN ? QCC_WAIT_SIGNER : client->connection.wait;
}

enum qcc_error qcc_client_run(struct qcc_client *client)
{
    enum qcc_error error;
    if (client->state == UNSET) {
        return QCC_ERROR_STATE;
    }
    const struct qcc_port *port = client->config->port;
    if (port->wait == NULL) {
        return QCC_ERROR_NO_WAIT;
    }
    while ((error = qcc_client_step(client)) == QCC_PENDING) {
        uint32_t timeout_ms;
        enum qcc_wait what = qcc_client_wait(client, &timeout_ms);
        if (what != QCC_WAIT_NONE) {
            port->wait(port->context, what, timeout_ms);
        }
    }
    return error;
}

void qcc_client_cancel(struct qcc_client *client)
{
    client->canceled = true;
}

bool qcc_client_is_idle(const struct qcc_client *client)
{
    return client->state == IDLE || client->state == ENDED;
}

enum qcc_phase qcc_client_phase(const struct qcc_client *client)
{
    return client->state == BUSY ? client->job->phase(client) : client->report.phase;
}

/* ---- The end. */

void qcc_client_disconnect(struct qcc_client *client)
{
    if (qcc_client_is_idle(client)) {
        qcc_connection_finish(&client->connection, false);
    }
}

void qcc_client_close(struct qcc_client *client)
{
    if (client->state == BUSY) {
        (void)qcc_client_end(client, QCC_ERROR_CANCELED);
    }
    qcc_client_disconnect(client);
    qcc_secrets_forget_all(client);
}
