#!/usr/bin/env bash
# interrupts.sh - Ctrl-C and other signals: what may have been charged is said, and the exit code
# names the signal. And the manner of errors: they name the host, or the option.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"

# interrupted SIGNAL URL: a request that is sent SIGNAL once the server has seen it come. env lets the
# signal through, which a shell's background job has ignored from its start.
interrupted() {
    local number=$1 url=$2 seen_first=$3
    env --default-signal="$number" timeout --foreground 60 "$snapshot" --base-url "$url" --allow-plain-http \
        --ca-file "$roots" --credentials "$credentials" --json "$company" >"$work/out" 2>"$work/err" \
        </dev/null &
    local pid=$!
    await 10 grep -q "$seen_first" "$seen" || flunk "the request does not come"
    sleep 0.3
    # timeout passes the signal on
    kill -s "$number" "$pid"
    rc=0
    wait "$pid" || rc=$?
}

for signal in INT:130 TERM:143 HUP:129; do
    case_ "${signal%:*} while the reply is waited for: it may have been charged"
    serve stall-head
    interrupted "${signal%:*}" "http://localhost:$port/api/yj" '^request'
    expect_exit "${signal#*:}"
    expect_error QCC_ERROR_CANCELED head maybe
    stop "$server_pid"
done

case_ "INT in the handshake: it was not charged"
serve stall-handshake
interrupted INT "https://localhost:$port/api/yj" '^connection'
expect_exit 130
expect_error QCC_ERROR_CANCELED handshake no
expect_stderr_match 'not charged'
stop "$server_pid"

case_ "a signal that is ignored stays ignored"
serve stall-head
(trap '' INT; exec "$snapshot" --base-url "http://localhost:$port/api/yj" --allow-plain-http \
    --credentials "$credentials" --timeout-ms 2000 --json "$company" >"$work/out" 2>"$work/err" </dev/null) &
pid=$!
await 10 grep -q '^request' "$seen" || flunk "the request does not come"
kill -INT "$pid"
rc=0
wait "$pid" || rc=$?
expect_exit 6
stop "$server_pid"

case_ "errors name the host"
read -r port <<<"$(free_ports 1)"
ask "http://localhost:$port/api/yj" "$company"
expect_exit 3
expect_sentence
expect_stderr_match "^qcc-snapshot: localhost:$port: "
ask "https://no-such-host.invalid/api/yj" "$company"
expect_stderr_match '^qcc-snapshot: no-such-host\.invalid: '

case_ "-h works, and a wrong option is named, without what follows it"
run -h
expect_exit 0
expect_stdout_match '^usage: '
run --kye=ABCDEF "$company"
expect_exit 2
expect_sentence
expect_stderr_match '^qcc-snapshot: --kye is not an option'
check
! grep -q ABCDEF "$work/err" || flunk "what follows a wrong option is printed"
run -x "$company"
expect_exit 2
expect_stderr_match '^qcc-snapshot: -x is not an option'
run "$company" --ca-file
expect_exit 2
expect_stderr_match '^qcc-snapshot: --ca-file needs a value'

case_ "a character that nobody can see is warned of where it is sent"
simulator
for character in '\u200b' '\ufeff' '\u202a'; do
    ask "$plain" "$(printf "虚构%b科技" "$character")" --as-typed
    expect_stderr_match 'warning: the keyword has a character that nobody can see \(U\+'
done

finish
