#!/usr/bin/env bash
# retries.sh - what qcc-snapshot asks again, what it says of it, and how long it waits.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
simulator
quick=(--retry-base-ms 20)

# The requests that the simulator has seen, since the last call of asked_none.
asked_none() { : >"$work/log"; }
expect_asked() {
    check
    [ "$(grep -c '^GET' "$work/log")" -eq "$1" ] || flunk "$(grep -c '^GET' "$work/log") requests, expected $1"
}
# The line of each retry is one line.
expect_lines() {
    check
    [ "$(wc -l <"$work/err")" -eq "$1" ] || flunk "$(wc -l <"$work/err") lines on stderr, expected $1"
}

case_ "without --retries nothing is asked again"
asked_none
ask "$plain" 120,200
expect_exit 1
expect_asked 1
expect_sentence

case_ "a service that is busy twice is asked three times, and the URL is all of stdout"
asked_none
ask "$plain" 120,203,200 --retries 3 "${quick[@]}"
expect_exit 0
expect_asked 3
expect_stdout_match '^https://localhost:[0-9]+/ReportImage/[0-9]+\.png$'
expect_lines 2
expect_stderr_match '^qcc-snapshot: Status 120: .* Retry 1 of 3 follows (at once|in 0\.[0-9] s)\.$'
expect_stderr_match '^qcc-snapshot: Status 203: .* Retry 2 of 3 follows '

case_ "over TLS, as an object"
asked_none
ask "$base" 124,200 --retries 1 "${quick[@]}" --json
expect_exit 0
expect_asked 2
expect_json "o['status'] == 200" "o['charge'] == 'yes'"

case_ "no more retries than were asked for: the last failure is the answer"
asked_none
ask "$plain" 120,120,120,200 --retries 2 "${quick[@]}" --json
expect_exit 1
expect_asked 3
expect_json "o['status'] == 120" "o['charge'] == 'no'"

case_ "--retries 0 is none"
asked_none
ask "$plain" 122,122,200 --retries 0
expect_exit 1
expect_asked 1

for status in 101 102 107 112 115 121 201 213 214 223 299; do
    case_ "Status $status is never asked again"
    asked_none
    ask "$plain" "$status,$status+close,200" --retries 9 "${quick[@]}" --retry-maybe-charged
    expect_exit 1
    expect_asked 1
    expect_sentence
done

case_ "205 counts as charged: it is not asked again without permission, and the option is named"
asked_none
ask "$plain" 205,205,200 --retries 5 "${quick[@]}"
expect_exit 1
expect_asked 1
expect_lines 2
expect_stderr_match 'no retry, since the call may have been charged: --retry-maybe-charged allows it$'

case_ "with permission it is polled slowly, and a signal ends the wait at once"
asked_none
start=$(date +%s%N)
env --default-signal=INT timeout --foreground 60 "$snapshot" --base-url "$plain" --allow-plain-http \
    --credentials "$credentials" --retries 5 --retry-maybe-charged --json 205,200 \
    >"$work/out" 2>"$work/err" </dev/null &
pid=$!
await 10 grep -q 'Retry 1 of 5 follows in 3[0-9] s\.$' "$work/err" || flunk "no wait is announced"
sleep 0.3
kill -INT "$pid"
rc=0
wait "$pid" || rc=$?
ms=$((($(date +%s%N) - start) / 1000000))
expect_exit 130
expect_ms 0 10000
expect_asked 1
expect_json "o['status'] == 205" "o['charge'] == 'yes'"

case_ "Retry-After is waited for"
asked_none
ask "$plain" 120+retry-after-1,200 --retries 1 "${quick[@]}"
expect_exit 0
expect_asked 2
expect_ms 1000 5000
expect_stderr_match 'Retry 1 of 1 follows in 1\.0 s, since the service asks for a pause\.$'

case_ "a Retry-After that is a date or a lie is as good as none"
for value in 'Fri, 31 Dec 2049 23:59:59 GMT' -1 1e9 99999999999999999999; do
    asked_none
    ask "$plain" "$(sed 's/,//' <<<"120+retry-after-$value"),200" --retries 1 "${quick[@]}"
    expect_exit 0
    expect_asked 2
    expect_ms 0 3000
done

case_ "a page of 503 may have been charged: not without permission"
asked_none
ask "$plain" http-503+retry-after-1,200 --retries 2 "${quick[@]}" --json
expect_exit 5
expect_asked 1
expect_error QCC_ERROR_HTTP_STATUS '.*' maybe
asked_none
ask "$plain" http-503,http-502,200 --retries 2 "${quick[@]}" --retry-maybe-charged
expect_exit 0
expect_asked 3
expect_stderr_match 'QCC_ERROR_HTTP_STATUS: .* Retry 2 of 2 follows'

case_ "a page of 404 is not asked again"
asked_none
ask "$plain" http-404,200 --retries 2 "${quick[@]}" --retry-maybe-charged
expect_exit 5
expect_asked 1

case_ "a host that refuses connections is asked again: nothing was sent"
read -r port <<<"$(free_ports 1)"
ask "http://localhost:$port/api/yj" "$company" --retries 3 "${quick[@]}"
expect_exit 3
expect_lines 4
expect_stderr_match 'QCC_ERROR_CONNECT: .* Retry 3 of 3 follows'

case_ "a peer that breaks off the handshake is asked again: nothing was sent"
serve close-at-once
ask "https://localhost:$port/api/yj" "$company" --retries 2 "${quick[@]}" --json
expect_exit 3
expect_error 'QCC_ERROR_(CLOSED|RESET)' handshake no
check
[ "$(grep -c '^connection' "$seen")" -eq 3 ] || flunk "$(grep -c '^connection' "$seen") connections, expected 3"
stop "$server_pid"

case_ "a certificate that is refused is not asked for again"
asked_none
run --base-url "$base" --ca-file "$pki/root-unknown.pem" --credentials "$credentials" --retries 5 "${quick[@]}" "$company"
expect_exit 4
expect_sentence

case_ "--retries counts for each keyword of a batch, and each line is named"
asked_none
printf '120,120,200+close\n203,203,200+trailer\n' >"$work/keywords"
run --base-url "$plain" --allow-plain-http --credentials "$credentials" --retries 2 "${quick[@]}" --batch "$work/keywords"
expect_exit 0
expect_asked 6
expect_stderr_match '^qcc-snapshot: line 1: Status 120: .* Retry 2 of 2 follows'
expect_stderr_match '^qcc-snapshot: line 2: Status 203: .* Retry 2 of 2 follows'
check
[ "$(grep -c '"status":200' "$work/out")" -eq 2 ] || flunk "not one object with Status 200 a line"

case_ "with --output the picture is fetched once the call has succeeded"
ask "$plain" 120,200 --retries 1 "${quick[@]}" --output "$work/picture"
expect_exit 0
check
[ -s "$work/picture" ] || flunk "there is no picture"

case_ "a request that was cut off is asked again with permission only"
serve reset
ask "http://localhost:$port/api/yj" "$company" --retries 2 "${quick[@]}" --json
expect_exit 3
expect_error QCC_ERROR_RESET head maybe
check
[ "$(grep -c '^request' "$seen")" -eq 1 ] || flunk "it was asked again"
ask "http://localhost:$port/api/yj" "$company" --retries 2 "${quick[@]}" --retry-maybe-charged --json
expect_exit 3
check
[ "$(grep -c '^request' "$seen")" -eq 4 ] || flunk "$(grep -c '^request' "$seen") requests, expected 1 and 3"
stop "$server_pid"

case_ "the deadline is each request's own: what may have been charged is not asked again"
serve stall-head
ask "http://localhost:$port/api/yj" "$company" --retries 5 "${quick[@]}" --timeout-ms 300 --json
expect_exit 6
expect_error QCC_ERROR_DEADLINE head maybe
expect_ms 300 3000
stop "$server_pid"
asked_none
ask "$plain" 120+retry-after-1,200 --retries 1 "${quick[@]}" --timeout-ms 500
expect_exit 0

case_ "110 is announced as two hours, 116 as the next midnight in China, some time later"
for row in '110:2 h 0 min' '116:([0-9]+ h [0-9]+ min|[0-9]+ s)'; do
    env --default-signal=TERM timeout --foreground 60 "$snapshot" --base-url "$plain" --allow-plain-http \
        --credentials "$credentials" --retries 1 "${row%%:*},200" >"$work/out" 2>"$work/err" </dev/null &
    pid=$!
    await 10 grep -qE "Status ${row%%:*}: .* Retry 1 of 1 follows in ${row#*:}\.$" "$work/err" ||
        flunk "no wait is announced"
    kill -TERM "$pid"
    rc=0
    wait "$pid" || rc=$?
    expect_exit 143
done

case_ "numbers that do not fit are usage errors"
for wrong in --retries=-1 --retries=1001 --retries=x --retry-base-ms=0 --retry-base-ms=3600001; do
    run "$wrong" "$company"
    expect_exit 2
    expect_sentence
done

finish
