#!/usr/bin/env python3
"""Takes each check out of the library in turn, and sees a test fail for it.

  mutants.py SOURCE-DIR BUILD-DIR [WORD...]     with words, only the mutants whose row or file has one of them

A mutant is a row of what must be survived (the numbers that stand in the tests' names), the check as it stands in the source, what
takes its place, and the unit test that is to fail. The build tree has to be the desktop preset's, built.
SPDX-License-Identifier: MIT
"""
import os
import shutil
import subprocess
import sys
import tempfile

MUTANTS = [
    ("01", "client.c", "if (roots == NULL || roots->next == NULL)", "if (false)", "tls"),
    ("01", "client.c", "roots->next(roots->context, &cursor, &der) == QCC_OK ? QCC_OK : QCC_ERROR_ROOTS", "QCC_OK", "tls"),
    ("setup", "client.c", "if (size != sizeof *client)", "if (false)", "client"),
    ("02", "tls.c", "tls->address_len == 0 && matches_name(", "matches_name(", "tls"),
    ("03", "tls.c", "memcmp(value->p, tls->address, value->len) == 0", "true", "tls"),
    ("02", "tls.c", "tls->address_len == 0 && matches_name(value, tls->host)", "tls->address_len == 0", "tls"),
    ("02", "tls.c", "tls->address_len == 0 ? host : NULL", "host", "tls"),
    ("03", "tls.c", "mbedtls_x509_crt_get_ca_istrue(leaf) == 1", "false", "tls"),
    ("03", "tls.c", "flags |= MBEDTLS_X509_BADCERT_FUTURE;", "", "tls"),
    ("03", "tls.c", "flags |= MBEDTLS_X509_BADCERT_EXPIRED;", "", "tls"),
    ("03", "tls.c", "mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED)",
     "mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_OPTIONAL)", "tls"),
    ("03", "tls.c", "    2048,\n};", "    512,\n};", "tls"),
    ("04", "port.c", "*now_s < (int64_t)QCC_CLOCK_MIN_S ? QCC_ERROR_CLOCK : QCC_OK", "QCC_OK", "client"),
    ("05", "tls.c", "if (tls->port->entropy(tls->port->context, out, len))", "if (tls->port->entropy(tls->port->context, out, len) || true)", "tls"),
    ("06", "tls.c", "if (root == NULL) {\n        return QCC_ERROR_ARENA;\n    }", "", "tls"),
    ("06", "tls.c", "    mbedtls_ssl_free(&tls->ssl);", "", "tls"),
    ("07", "tls.c", "return QCC_ERROR_INCOMPLETE;", "return QCC_ERROR_CLOSED;", "tls"),
    ("08", "response.c", "if (response->state == STATE_UNTIL_CLOSE)", "if (true)", "response"),
    ("09", "response.c", "{LENGTH, LENGTH,", "{LENGTH, 0,", "response"),
    ("09", "response.c", "*p == '\\r' && (response->seen & response->allowed) != 0", "*p == '\\r'", "response"),
    ("09", "response.c", "if (response->left <= response->body_max)", "if (true)", "response"),
    ("09", "response.c", "} else if (response->left > response->body_max) {", "} else if (false) {", "response"),
    ("10", "response.c", "(response->seen & framing_fields[place].after) != 0", "false", "response"),
    ("11", "response.c", "if (framing == (LENGTH | CHUNKED))", "if (false)", "response"),
    ("12", "response.c", "CHUNKED | HTTP_1_0, QCC_ERROR_TRANSFER_ENCODING", "CHUNKED, QCC_ERROR_TRANSFER_ENCODING", "response"),
    ("12", "response.c", "(word & ~(uint32_t)response->seen) != 0", "word != 0", "response"),
    ("12", "response.c", "(list || (word &", "(true || (word &", "response"),
    ("13", "chunked.c", "#define DIGITS_MAX 16", "#define DIGITS_MAX 17", "chunked"),
    ("13", "chunked.c", "state == STATE_SIZE ? QCC_ERROR_CHUNK : take_extension", "take_extension", "chunked"),
    ("13", "chunked.c", "chunked->left <= chunked->room ? state + 1 : QCC_ERROR_BODY_TOO_LARGE", "state + 1", "chunked"),
    ("14", "chunked.c", "byte != (state == STATE_DATA_CR ? '\\r' : '\\n')", "byte != '\\n' && state != STATE_DATA_CR", "chunked"),
    ("14", "chunked.c", "byte != (state == STATE_DATA_CR ? '\\r' : '\\n')", "byte != '\\r' && state == STATE_DATA_CR", "chunked"),
    ("14", "response.c", "if (*p != '\\n') {\n        return refuse(response, p);\n    }", "", "response"),
    ("15", "chunked.c", "chunked->extensions++ == QCC_CHUNK_EXTENSION_MAX", "false", "chunked"),
    ("16", "response.c", "if (response->state > STATE_UNTIL_CLOSE && in->len != 0)", "if (false)", "response"),
    ("17", "response.c", "response->interim++ == QCC_INTERIM_MAX", "false", "response"),
    ("17", "response.c", "status == 101 ||", "", "response"),
    ("18", "response.c", "*p != (name.len != 0 ? ':' : '\\r')", "*p != ':' && *p != '\\r'", "response"),
    ("18", "response.c", "byte >= ' ' || byte == '\\t'", "byte != '\\r'", "response"),
    ("18", "response.c", "    return (((word - 0x20202020u)", "    return true || (((word - 0x20202020u)", "response"),
    ("18", "response.c", "len <= QCC_FIELD_NAME_MAX", "len < QCC_FIELD_NAME_MAX", "response"),
    ("19", "response.c", "if (status - 100 >= 500)", "if (false)", "response"),
    ("19", "response.c", "if (most > 9 ? *p != most : digit > most)", "if (false)", "response"),
    ("20", "exchange.c", "exchange->response.reusable && in.len == 0", "exchange->response.reusable", "client"),
    ("20", "response.c", "if (framing == CHUNKED || response->left != 0)", "if (false)", "response"),
    ("21", "port.c", "(int32_t)(port->now_ms(port->context) - deadline_ms) >= 0", "port->now_ms(port->context) > deadline_ms", "client"),
    ("21", "exchange.c", "if (qcc_port_is_past(exchange->connection->tls.port, exchange->plan.deadline_ms))", "if (false)", "client"),
    ("21", "client.c", "qcc_port_is_past(client->config->port, client->exchange.plan.deadline_ms)", "sign_waits_for_ever", "client"),
    ("22", "request.c", "return key.len > 0 && measure.len == key.len ?", "return key.len > 0 ?", "request"),
    ("22", "request.c", "if (is_unreserved(byte)) {", "if (byte < 0x80) {", "request"),
    ("22", "client.c", "if (!base->https && !config->allow_plain_http)", "if (false)", "client"),
    ("23", "client.c", "const bool redirects = http_status / 100 == 3;", "const bool redirects = false;", "client"),
    ("25", "response.c", "*p == '\\r' && (response->seen & response->allowed) != 0", "(response->seen & response->allowed) != 0", "response"),
    ("26", "json.c", "return json->open == 0 ? QCC_OK : QCC_ERROR_JSON;", "return QCC_OK;", "json"),
    ("26", "json.c", "return json->open == 1 ? QCC_PENDING : QCC_ERROR_JSON;", "return QCC_PENDING;", "json"),
    ("26", "json.c", "if (skip_space(json) != '{') {", "if (false) {", "json"),
    ("26", "json.c", "if (json->open >> (QCC_JSON_DEPTH_MAX - 1) != 0)", "if (false)", "json"),
    ("26", "json.c", "if (unit >= 0xDC00 || low >> 10 != 0xDC00 >> 10)", "if (low >> 10 != 0xDC00 >> 10)", "json"),
    ("26", "json.c", "if (unit >= 0xDC00 || low >> 10 != 0xDC00 >> 10)", "if (unit >= 0xDC00)", "json"),
    ("26", "json.c", "!skip_separator(json, next, ',')", "!skip_separator(json, next, next)", "json"),
    ("26", "json.c", "!skip_separator(json, skip_space(json), ':')", "!skip_separator(json, ':', ':')", "json"),
    ("26", "json.c", ": *at >= 0x20;", ": 1;", "json"),
    ("26", "envelope.c", "if ((*seen & bit) != 0)", "if (false)", "envelope"),
    ("27", "envelope.c", "return status < 100 ? 0 : (uint16_t)status;", "return (uint16_t)status;", "envelope"),
    ("27", "envelope.c", "if (digit > 9) {\n            return 0;\n        }", "", "envelope"),
    ("28", "envelope.c", "which == RESULT ? QCC_ERROR_RESULT_TOO_LONG", "which == RESULT ? QCC_OK", "envelope"),
    ("28", "json.c", "while ((out[end] & 0xC0) == 0x80 && end > 0)", "while (false)", "json"),
    ("29", "json.c", "json->open > 1 && json->at != json->end", "false", "envelope"),
    ("29", "json.c", "if (json->open == 1) {\n        json->name", "{\n        json->name", "envelope"),
    ("30", "client.c", "(!failure->maybe_charged || client->config->retry_maybe_charged)", "true", "client"),
    ("30", "client.c", "exchange->reused && exchange->received == 0 &&", "exchange->received == 0 &&", "client"),
    ("30", "client.c", "exchange->reused && exchange->received == 0 &&", "exchange->reused &&", "client"),
    ("30", "exchange.c", "plan->failure->maybe_charged = true;", "", "client"),
    ("30a", "snapshot.c", "reply->result_kind == QCC_RESULT_STRING && qcc_url_is_absolute(result)", "reply->result_kind == QCC_RESULT_STRING", "client"),
    ("31", "tls.c", "case MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET:\n        tls->session_is_new = true;\n        return QCC_PENDING;", "", "tls"),
    ("secrets", "exchange.c", "        plan->failure->maybe_charged = true;\n        forget_request(exchange);", "        plan->failure->maybe_charged = true;", "client"),
    ("resumption", "tls.c", "tls->now_s > kept->not_after_s ||", "", "tls"),
    ("resumption", "tls.c", "qcc_tls_find_anchor(tls->roots, kept->anchor) != QCC_OK", "false", "tls"),
    ("21", "tls.c", "if (tls->budget == 0)", "if (false)", "tls"),
    ("22", "client.c", "error == QCC_OK && is_token(token)", "error == QCC_OK", "client"),
    ("resumption", "tls.c", "tls->not_after_s = unix_time(&certificate->valid_to)", "tls->not_after_s = INT64_MAX", "tls"),
    ("resumption", "session.c", "has_digest(all, saved.ptr + all.len, CHECK_LEN)", "true", "tls"),
    ("resumption", "session.c", "error = qcc_tls_find_anchor(client->config->roots, saved.ptr + ANCHOR);", "", "tls"),
]


def run(command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)


def main():
    source, build = (os.path.abspath(path) for path in sys.argv[1:3])
    words = sys.argv[3:]
    work = tempfile.mkdtemp(prefix="qcc-mutants-")
    environment = dict(os.environ, QCC_TEST_PKI=os.path.join(build, "test-pki"))
    mbedtls = os.environ.get("QCC_MBEDTLS_SOURCE") or os.path.join(source, "build", "_sources", "mbedtls")
    compile_ = ["cc", "-std=c99", "-O0", "-w", "-I" + source + "/include", "-I" + source + "/tests/unit",
                "-I" + source + "/tests/scripted", "-I" + source + "/port/posix",
                "-I" + source + "/port/bsd", "-I" + mbedtls + "/include", "-I" + build + "/jsmn",
                '-DMBEDTLS_CONFIG_FILE="qcc_mbedtls_desktop.h"', "-Dsign_waits_for_ever=false", "-c", "-o"]
    objects, tests, failures, done = {}, {}, 0, 0

    def build_object(path, name):
        target = os.path.join(work, name + ".o")
        result = run(compile_ + [target, path])
        if result.returncode != 0:
            print(result.stdout.decode("utf-8", "replace"))
            return None
        return target

    def outcome(test, replaced=None, mutant=None):
        """The exit code of unit test `test`, with one object in another's place."""
        if test not in tests:
            tests[test] = build_object(f"{source}/tests/unit/test_{test}.c", "test_" + test)
        parts = [mutant if name == replaced else path for name, path in objects.items()]
        program = os.path.join(work, "program")
        link = run(["cc", "-o", program, tests[test]] + shared + parts +
                   [build + "/libqcc_mbedtls.a", "-lcmocka", "-lssl", "-lcrypto", "-lpthread"])
        if link.returncode != 0:
            print(link.stdout.decode("utf-8", "replace"))
            return None
        try:
            return run([program], env=environment, timeout=30).returncode
        except subprocess.TimeoutExpired:
            return 124  # an endless loop is a failure of the test, too

    try:
        for name in sorted(os.listdir(source + "/src")):
            objects[name] = build_object(f"{source}/src/{name}", name)
        shared = [build_object(f"{source}/{path}", os.path.basename(path)) for path in
                  ("tests/unit/peer.c", "tests/scripted/qcc_scripted.c")]
        if None in objects.values() or None in shared:
            return 1
        chosen = [m for m in MUTANTS if (not words or any(w in (m[0], m[1]) for w in words))]
        for test in sorted({m[4] for m in chosen}):
            if outcome(test) != 0:
                print(f"unit test {test} fails as it is")
                return 1
        for row, name, check, instead, test in chosen:
            with open(f"{source}/src/{name}", encoding="utf-8") as file:
                text = file.read()
            label = f"row {row}, {name}: {check.splitlines()[0].strip()}"
            if text.count(check) != 1:
                print(f"NOT FOUND {label}")
                failures += 1
                continue
            path = os.path.join(work, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace(check, instead))
            mutant = build_object(path, "mutant")
            code = outcome(test, name, mutant) if mutant else None
            done += 1
            if code is None or code == 0:
                print(f"SURVIVED  {label} (unit.{test})")
                failures += 1
            else:
                print(f"killed    {label} (unit.{test})")
    finally:
        shutil.rmtree(work)
    print(f"{done} checks taken out, {failures} not missed by any test")
    return 1 if failures or not done else 0


if __name__ == "__main__":
    sys.exit(main())
