#!/usr/bin/env bash
# network.sh - peers and networks that fail, each with its exit code, its error and what it says
# of the charge; and the one deadline.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
cert=$pki/good-ec.pem

# fails EXIT ERROR PHASE CHARGED: what the last request came to, on one connection and with one
# request at most.
fails() {
    expect_exit "$1"
    expect_error "$2" "$3" "$4"
    expect_stderr_match '[a-z]+ [a-z]+'
    check
    [ "$(grep -c '^request' "$seen")" -le 1 ] || flunk "the request was repeated: $(cat "$seen")"
}

# peer MODE SECURE EXIT ERROR PHASE CHARGED [OPTION...]: SECURE is `tls`, `plain` or `both`.
peer() {
    local mode=$1 secure=$2 exit=$3 error=$4 phase=$5 charged=$6 how
    shift 6
    for how in plain tls; do
        if [ "$secure" != both ] && [ "$secure" != $how ]; then
            continue
        fi
        case_ "$mode, $how: exit $exit, $error"
        if [ $how = tls ]; then
            serve "$mode" --cert "$cert"
            ask "https://localhost:$port/api/yj" "$company" --json "$@"
        else
            serve "$mode"
            ask "http://localhost:$port/api/yj" "$company" --json "$@"
        fi
        fails "$exit" "$error" "$phase" "$charged"
        stop "$server_pid"
    done
}

case_ "a connection that is refused: exit 3"
seen=/dev/null
read -r port <<<"$(free_ports 1)"
for scheme in http https; do
    ask "$scheme://localhost:$port/api/yj" "$company" --json
    fails 3 QCC_ERROR_CONNECT connect no
    ask "$scheme://127.0.0.1:$port/api/yj" "$company"
    expect_exit 3
    expect_sentence
done

case_ "a name that does not exist: exit 3"
ask "https://no-such-host.invalid/api/yj" "$company" --json --timeout-ms 60000
fails 3 QCC_ERROR_LOOKUP '(lookup|connect)' no

case_ "a TLS client at a plain server: exit 4 or 3, nothing sent"
serve close
ask "https://localhost:$port/api/yj" "$company" --json --timeout-ms 3000
check
{ [ "$rc" -eq 4 ] || [ "$rc" -eq 3 ] || [ "$rc" -eq 6 ]; } || flunk "exit code $rc"
expect_json "o['charge'] == 'no'" "o['phase'] == 'handshake'"
stop "$server_pid"

case_ "a plain client at a TLS server: exit 3 or 5"
simulator
ask "${base/https/http}" "$company" --json
check
{ [ "$rc" -eq 3 ] || [ "$rc" -eq 5 ]; } || flunk "exit code $rc"
expect_json "o['charge'] == 'maybe'"

case_ "a body until close that a close_notify ends stands"
serve until-close --cert "$cert"
ask "https://localhost:$port/api/yj" "$company"
expect_exit 0
stop "$server_pid"

# Row 7 and 8, and the server's early ends.
peer cut-fin tls 3 QCC_ERROR_INCOMPLETE body maybe
peer cut-length both 3 QCC_ERROR_INCOMPLETE body maybe
peer cut-chunk both 3 QCC_ERROR_INCOMPLETE body maybe
peer cut-head both 3 'QCC_ERROR_(INCOMPLETE|RESET)' head maybe
peer close both 3 'QCC_ERROR_(CLOSED|RESET)' head maybe
peer close-at-once plain 3 'QCC_ERROR_(CLOSED|RESET)' '(send|head)' 'no|maybe'
peer reset both 3 QCC_ERROR_RESET head maybe
peer reset-body both 3 QCC_ERROR_RESET body maybe

case_ "a server that closes in the handshake: exit 3 or 4, nothing sent"
serve close-at-once
ask "https://localhost:$port/api/yj" "$company" --json
check
{ [ "$rc" -eq 3 ] || [ "$rc" -eq 4 ]; } || flunk "exit code $rc"
expect_json "o['phase'] == 'handshake'" "o['charge'] == 'no'"
stop "$server_pid"

case_ "a redirect: exit 5, not followed"
: >"$work/log"
ask "$base" redirect --json
expect_exit 5
expect_error QCC_ERROR_REDIRECT '.*' maybe
check
[ "$(wc -l <"$work/log")" -eq 1 ] || flunk "$(cat "$work/log")"

# Row 21: one deadline over everything.
deadline=1000
late=5000
for row in "stall-connect plain connect no" "stall-head both head maybe" \
    "stall-mid-head both head maybe" "stall-body both body maybe" \
    "drip-head both head maybe" "drip-body both body maybe"; do
    read -r mode secure phase charged <<<"$row"
    peer "$mode" "$secure" 6 QCC_ERROR_DEADLINE "$phase" "$charged" --timeout-ms $deadline
    expect_ms $((deadline - 50)) $late
done

for mode in stall-handshake drip-handshake; do
    case_ "$mode, a server that is none: exit 6"
    serve $mode
    ask "https://localhost:$port/api/yj" "$company" --json --timeout-ms $deadline
    fails 6 QCC_ERROR_DEADLINE handshake no
    expect_ms $((deadline - 50)) $late
    stop "$server_pid"
done

case_ "a reply that comes slowly but in time is no failure"
ask "$base" drip-5 --timeout-ms 10000
expect_exit 0
expect_ms 500 9900

# A connection that was to be used again (rows 20 and 30).
for how in plain tls; do
    options=()
    scheme=http
    if [ $how = tls ]; then
        options=(--cert "$cert")
        scheme=https
    fi
    case_ "the end came with the reply, $how: the next request is on a new connection"
    serve end-idle "${options[@]+"${options[@]}"}"
    ask "$scheme://localhost:$port/api/yj" "$company" --repeat 3
    expect_exit 0
    check
    [ "$(grep -c '^connection' "$seen"),$(grep -c '^request' "$seen")" = 3,3 ] || flunk "$(cat "$seen")"
    stop "$server_pid"

    for mode in reset-reused close-reused; do
        case_ "$mode, $how: exit 3, maybe charged, not repeated"
        serve $mode "${options[@]+"${options[@]}"}"
        ask "$scheme://localhost:$port/api/yj" "$company" --repeat 3 --json
        expect_exit 3
        check
        [ "$(wc -l <"$work/out")" -eq 2 ] || flunk "not two objects"
        tail -n 1 "$work/out" >"$work/last" && mv "$work/last" "$work/out"
        expect_error 'QCC_ERROR_(RESET|CLOSED)' '(send|head)' maybe
        check
        [ "$(grep -c '^connection' "$seen"),$(grep -c '^request' "$seen")" = 1,2 ] ||
            flunk "connections, requests: $(cat "$seen")"
        stop "$server_pid"
    done

    case_ "bytes after the end of the reply, $how: it stands, the connection is not used again"
    serve excess "${options[@]+"${options[@]}"}"
    ask "$scheme://localhost:$port/api/yj" "$company" --repeat 2
    expect_exit 0
    check
    [ "$(grep -c '^connection' "$seen"),$(grep -c '^request' "$seen")" = 2,2 ] ||
        flunk "$(cat "$seen")"
    stop "$server_pid"
done

case_ "SIGPIPE: stdout that is closed does not hang the program"
timeout 20 "$snapshot" --base-url "$base" --ca-file "$roots" --credentials "$credentials" \
    "$company" 2>/dev/null | true
check
[ "${PIPESTATUS[0]}" -ne 124 ] || flunk "it hung"

finish
