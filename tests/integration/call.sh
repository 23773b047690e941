#!/usr/bin/env bash
# call.sh - qcc-call: any method of the family, its Result as JSON, as text, and where it does not
# fit.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
snapshot=$QCC_BIN_DIR/qcc-call
simulator
details=ECIV4/GetBasicDetailsByName
summary=AR/GetAnnualReportSummary

# call PATH [ARGUMENT...]
call() {
    run --base-url "$base" --ca-file "$roots" --credentials "$credentials" "$@"
}

# expect_result EXPRESSION...: stdout is a line of JSON, `o`, for which each holds.
expect_result() {
    check
    "$python" - "$work/out" "$@" 2>"$work/json" <<'END' || flunk "$(tail -n 1 "$work/json")"
import json, sys
text = open(sys.argv[1], encoding="utf-8").read()
assert text.count("\n") == 1, "not one line"
o = json.loads(text)
for expression in sys.argv[2:]:
    assert eval(expression), expression
END
}

case_ "an object: printed as JSON, with nothing else"
call "$details" "keyword=$company"
expect_exit 0
expect_stderr_empty
expect_result "o['Name'] == '$company'" "o['OperName'] == '张三'" "o['Imported'] is None" \
    'o["Note"] == "a\\b\"c\u009bd"'
call "/$details" "keyword=91990000MA0000015Q" --json
expect_exit 0
expect_json "o['status'] == 200" "o['message'] == '查询成功'" "o['order_number'].startswith('ECI')" \
    "o['result']['Name'] == '$company'" "o['charge'] == 'yes'"

case_ "an array: on one line, whatever white space is between its values"
call "$summary" keyNo=00000000000000000000000000000001
expect_exit 0
expect_stdout '[ {"No":1,"Year":"2025年度报告","PublishDate":"2026-03-02"}, {"No":2,"Year":"2024年度报告","PublishDate":null} ]'

case_ "a string: the snapshot's method, with no judge"
call ECIImage/GetEciImage "keyWord=$company"
expect_exit 0
expect_stdout_match '^"https://localhost:.*"$'

case_ "--text, for a method that is known and for one that is not"
call "$details" "keyword=$company" --text
expect_exit 0
expect_stdout_match '^企业名称: 虚构科技有限公司$'
expect_stdout_match '^法定代表人: 张三$'
call "$summary" keyNo=00000000000000000000000000000001 --text
expect_exit 0
expect_stdout $'年报: 2025年度报告\n发布日期: 2026-03-02\n年报: 2024年度报告'
call ECIImage/GetEciImage "keyWord=$company" --text
expect_exit 2

case_ "a Result of another kind than the method's: it was paid for, and is printed"
call --json "$summary" keyNo=shape-document
expect_exit 0
expect_stderr_empty
expect_json "o['status'] == 200" "o['result'].startswith('https://')" "o['charge'] == 'yes'"
call "$details" keyword=status-200+length
expect_exit 0
expect_stderr_empty
expect_stdout_match '^"https://localhost:.*"$'

case_ "a Result of another kind, with --text: as it came, and this is said"
call --text "$summary" keyNo=shape-document
expect_exit 5
expect_stdout_match '^"https://localhost:.*"$'
expect_stderr_match '^qcc-call: the Result is not what --text is made for.*; OrderNumber: ECIIMAGE[0-9]+; charged: yes$'

case_ "another Status, exit 1"
call "$details" "keyword=没有这家公司"
expect_exit 1
expect_sentence
expect_stderr_match 'Status 201; Message: .*Charged: yes'
call "$details" keyword=status-112 --json
expect_exit 1
expect_json "o['status'] == 112" "o['charge'] == 'no'" "'result' not in o"

case_ "a body up to the buffer; beyond it Status and OrderNumber are there"
call "$details" keyword=large-65000
expect_exit 0
expect_result "len(o['Large']) == 65000"
call "$details" keyword=large-66000 --json
expect_exit 5
expect_json "o['error'] == 'QCC_ERROR_BODY_TOO_LARGE'" "o['status'] == 200" \
    "o['order_number'].startswith('ECI')" "o['charge'] == 'yes'" "'result' not in o"
call "$details" keyword=large-1000000
expect_exit 5
expect_sentence
expect_stderr_match 'QCC_ERROR_BODY_TOO_LARGE.*OrderNumber: ECI[0-9]+\. Charged: yes'

case_ "another path, no path, what is no parameter"
call No/Method a=b
expect_exit 5
expect_stderr_match 'QCC_ERROR_HTTP_STATUS, .*HTTP status 404'
for arguments in '' 'A/B?c' 'A/B c' 'A/%42' '/' 'A novalue' 'A =v' 'A b?=v' 'A key=v' 'A a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9' \
    'A Key=v' 'A KEY=v' "A --no-such" "A --timeout-ms 0" "A --text --json"; do
    # shellcheck disable=SC2086
    call $arguments
    expect_exit 2
    expect_sentence
done

case_ "a wrong option is named, without what follows it"
call --kye=ABCDEF "$details"
expect_exit 2
expect_sentence
expect_stderr_match '^qcc-call: --kye is not an option'
check
! grep -q ABCDEF "$work/err" || flunk "what follows a wrong option is printed"
call -x "$details"
expect_exit 2
expect_stderr_match '^qcc-call: -x is not an option'
call --json=ABCDEF "$details"
expect_exit 2
expect_stderr_match '^qcc-call: --json takes no value'
call "$details" --ca-file
expect_exit 2
expect_stderr_match '^qcc-call: --ca-file needs a value'

# expect_unsent SENTENCE VALUE: refused before anything is sent.
expect_unsent() {
    local asked
    asked=$(wc -l <"$work/log")
    call "$details" "keyword=$2"
    expect_exit 2
    expect_sentence
    expect_stderr_match "^qcc-call: keyword has a value $1"
    check
    [ "$(wc -l <"$work/log")" -eq "$asked" ] || flunk "it was sent"
}

case_ "values that cannot be right are not sent; short, blank and long ones are the method's business"
expect_unsent 'in GBK' "$(printf '\xd0\xe9\xb9\xb9\xbf\xc6\xbc\xbc')" # 虚构科技
expect_unsent 'that is not valid UTF-8' "$(printf '\xe8\x99')"
expect_unsent 'with a control character' $'a\tb'
expect_unsent 'with a control character' "$(printf 'a\xc2\x9bb')"
for value in '' ' ' a "$(printf '%0300d' 0)"; do
    call "$details" "keyword=$value" --json
    check
    [ "$rc" -ne 2 ] || flunk "'$value' is refused"
    expect_json "'status' in o"
done

case_ "--help and --version"
run --help
expect_exit 0
expect_stdout_match '^  AR/GetAnnualReportSummary keyNo='
run --version
expect_exit 0

case_ "stdout full: what was paid for is said to be lost"
check
"$snapshot" --base-url "$base" --ca-file "$roots" --credentials "$credentials" "$details" "keyword=$company" \
    >/dev/full 2>"$work/err"
[ $? -eq 7 ] || flunk "exit code is not 7"
expect_stderr_match 'cannot be written; OrderNumber: ECI[0-9]+; charged: yes'

# The simulator's OrderNumbers are plain; this server's would turn a terminal's text red. And its
# array has more values than --text has room for.
cat >"$work/answer.py" <<'END'
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        result = b"[" + b"1," * 9000 + b"1]"
        body = br'{"Status":"200","Message":"m","OrderNumber":"E\u001b[31mX","Result":' + result + b"}"
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *arguments):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print("port", server.server_port, flush=True)
server.serve_forever()
END
start answer "$python" "$work/answer.py"
await 10 grep -q '^port ' "$work/answer.out" || give_up "the server does not start"
port=$(sed -n 's/^port //p' "$work/answer.out")

case_ "stdout full: the OrderNumber has no raw control character"
rc=0
"$snapshot" --base-url "http://localhost:$port/api/yj" --allow-plain-http --credentials "$credentials" \
    "$summary" keyNo=1 >/dev/full 2>"$work/err" || rc=$?
expect_exit 7
expect_stderr_match 'cannot be written; OrderNumber: E\\u001b\[31mX; charged: yes'

case_ "a Result with more values than --text has room for: as it came, and this is said"
run --base-url "http://localhost:$port/api/yj" --allow-plain-http --credentials "$credentials" \
    --text "$summary" keyNo=1
expect_exit 5
expect_result "len(o) == 9001"
expect_stderr_match 'not what --text is made for.*OrderNumber: E\\u001b\[31mX; charged: yes'
stop "$server_pid"

# interrupted SIGNAL URL SEEN: a call that is sent SIGNAL once the server has SEEN it come. env lets
# the signal through, which a shell's background job has ignored from its start.
interrupted() {
    env --default-signal="$1" timeout --foreground 60 "$snapshot" --base-url "$2" --allow-plain-http \
        --ca-file "$roots" --credentials "$credentials" --json "$details" "keyword=$company" \
        >"$work/out" 2>"$work/err" </dev/null &
    local pid=$!
    await 10 grep -q "$3" "$seen" || flunk "the request does not come"
    sleep 0.3
    kill -s "$1" "$pid" # timeout passes the signal on
    rc=0
    wait "$pid" || rc=$?
}

for signal in INT:130 TERM:143; do
    case_ "${signal%:*} while the reply is waited for: it may have been charged"
    serve stall-head
    interrupted "${signal%:*}" "http://localhost:$port/api/yj" '^request'
    expect_exit "${signal#*:}"
    expect_error QCC_ERROR_CANCELED head maybe
    expect_stderr_match 'QCC_ERROR_CANCELED, .*Charged: maybe'
    stop "$server_pid"
done

case_ "INT in the handshake: it was not charged"
serve stall-handshake
interrupted INT "https://localhost:$port/api/yj" '^connection'
expect_exit 130
expect_error QCC_ERROR_CANCELED handshake no
stop "$server_pid"

case_ "errors name the host"
read -r port <<<"$(free_ports 1)"
run --base-url "https://localhost:$port/api/yj" --ca-file "$roots" --credentials "$credentials" "$details"
expect_exit 3
expect_sentence
expect_stderr_match "^qcc-call: localhost:$port: "

case_ "no descriptor is left for a lookup: this device's fault, and not the name server's"
rc=0
(ulimit -n 5 && exec "$snapshot" --base-url https://no-such-host.invalid/api/yj --ca-file "$roots" \
    --credentials "$credentials" "$details") >"$work/out" 2>"$work/err" </dev/null || rc=$?
expect_exit 7
expect_stderr_match QCC_ERROR_NO_SOCKET

for shift in 7200 -7200; do
    direction=slow
    [ $shift -gt 0 ] || direction=fast
    stop "$simulator_pid"
    simulator --clock-offset-s $shift
    case_ "the service's clock is $shift s off this device's: learned, signed again, answered"
    call "$details" "keyword=$company" --json
    expect_exit 0
    expect_json "abs(o['clock_offset_s'] - ($shift)) <= 1" "o['charge'] == 'yes'"
    expect_stderr_match "^qcc-call: this device's clock is (7199|7200|7201) seconds $direction"
done

case_ "the dates alone are wrong: the sentence says what the clock reads"
stop "$simulator_pid"
simulator --cert "$pki/bad-expired.pem"
call "$details" "keyword=$company"
expect_exit 4
expect_sentence
expect_stderr_match "QCC_ERROR_TLS_DATES.*This device's clock reads $(date -u +%Y)-[0-9-]{5} [0-9:]{8} UTC"

finish
