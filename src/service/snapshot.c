/* snapshot.c - GetEciImage as a constant description over the client.
 * SPDX-License-Identifier: MIT */
#include "qcc/snapshot.h"
#include "http/url.h"
#include "service/client.h"

/* Document of the service, section 7.1: Status 200 is 查询成功; section 6.3.1: Result is then the
 * snapshot's URL. */
static enum qcc_error judge(struct qcc_envelope *reply)
{
    size_t len = reply->result_len; /* 0 when Result is no string */
    const enum qcc_error error =
        qcc_url_clean((uint8_t *)reply->result, &len, sizeof reply->result - 1);
    reply->result_len = (uint16_t)len;
    reply->result[len] = '\0';
    return error;
}

static const struct qcc_method get_eci_image = {QCC_SPAN("/ECIImage/GetEciImage"), judge};

enum qcc_error qcc_snapshot_start(struct qcc_client *client, const char *keyword)
{
    struct qcc_parameter parameter = {QCC_SPAN("keyWord"), qcc_span_of(keyword)};
    enum qcc_error error = qcc_keyword_check(parameter.value);
    if (error != QCC_OK) {
        return qcc_client_refuse(client, error);
    }
    return qcc_call_start(client, &get_eci_image, &parameter, 1);
}

enum qcc_error qcc_snapshot_get(struct qcc_client *client, const char *keyword)
{
    if (qcc_client_is_idle(client) && client->config->port->wait == NULL) {
        return qcc_client_refuse(client, QCC_ERROR_NO_WAIT); /* before anything is started */
    }
    enum qcc_error error = qcc_snapshot_start(client, keyword);
    return error == QCC_OK ? qcc_client_run(client) : error;
}
