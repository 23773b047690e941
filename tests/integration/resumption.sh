#!/usr/bin/env bash
# resumption.sh - connections used again and sessions resumed, as the logs of nginx, OpenSSL and
# GnuTLS show them.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
need nginx

: >"$work/servers"
: >"$work/cases"
read -ra ports <<<"$(free_ports 40)"
next=0
# peer CHAIN REUSED SENTENCE DIRECTIVES: REUSED is what nginx should say of the handshakes one
# after another.
peer() {
    nginx_server "${ports[$next]}" "$1" "$4"
    printf '%s\t%s\t%s\n' "${ports[$next]}" "$2" "$3" >>"$work/cases"
    next=$((next + 1))
}
once="keepalive_timeout 0;"
for chain in good-rsa-inter good-ec-inter; do
    peer $chain ".rrr" "TLS 1.2 by ticket, $chain" \
        "ssl_protocols TLSv1.2; ssl_session_cache off; $once"
    peer $chain ".rrr" "TLS 1.2 by session id, $chain" \
        "ssl_protocols TLSv1.2; ssl_session_tickets off; ssl_session_cache builtin:100; $once"
    peer $chain ".rrr" "TLS 1.3 by ticket, $chain" \
        "ssl_protocols TLSv1.3; ssl_session_cache off; $once"
    peer $chain ".rrr" "TLS 1.3 by a ticket that is but an id, $chain" \
        "ssl_protocols TLSv1.3; ssl_session_tickets off; ssl_session_cache builtin:100; $once"
    peer $chain ".rrr" "TLS 1.2 or 1.3, $chain" "ssl_protocols TLSv1.2 TLSv1.3; $once"
    peer $chain "...." "TLS 1.2 without sessions: each handshake is full, $chain" \
        "ssl_protocols TLSv1.2; ssl_session_tickets off; ssl_session_cache off; $once"
    peer $chain "...." "TLS 1.3 without sessions: each handshake is full, $chain" \
        "ssl_protocols TLSv1.3; ssl_session_tickets off; ssl_session_cache off; $once"
done
for version in 1.2 1.3; do
    peer good-ec ".r" "TLS $version, two requests a connection" \
        "ssl_protocols TLSv$version; keepalive_requests 2;"
    peer good-ec "." "TLS $version, all on one connection" \
        "ssl_protocols TLSv$version; keepalive_requests 100;"
done
nginx_start

while IFS=$'\t' read -r port expected sentence; do
    case_ "nginx, $sentence"
    ask "https://localhost:$port/api/yj" "$company" --repeat 4 --verbose
    expect_exit 0
    check
    [ "$(grep -cFx "$url" "$work/out")" -eq 4 ] || flunk "not four URLs"
    grep "^port=$port " "$work/nginx.log" >"$work/mine"
    check
    [ "$(wc -l <"$work/mine")" -eq 4 ] || flunk "not four requests: $(cat "$work/mine")"
    # One character a connection, in order.
    reused=$(awk '{ if ($2 != last) printf "%s", substr($6, 8, 1); last = $2 }' "$work/mine")
    check
    [ "$reused" = "$expected" ] ||
        flunk "the handshakes were $reused, expected $expected (r: resumed)"
    check
    if [[ $expected == *r* ]]; then
        grep -qi 'resum' "$work/err" || flunk "--verbose does not speak of resumption"
    fi
done <"$work/cases"

case_ "nginx, keep-alive: the requests on one connection are numbered 1 to 4"
check
port=$(tail -n 1 "$work/cases" | cut -f1)
numbers=$(sed -n "s/^port=$port .*request=\([0-9]*\) .*/\1/p" "$work/nginx.log" | tr -d '\n')
[ "$numbers" = 1234 ] || flunk "they are $numbers"

case_ "nginx, two requests a connection: numbered 1 2 1 2"
check
port=$(grep 'TLS 1.3, two requests' "$work/cases" | cut -f1)
numbers=$(sed -n "s/^port=$port .*request=\([0-9]*\) .*/\1/p" "$work/nginx.log" | tr -d '\n')
[ "$numbers" = 1212 ] || flunk "they are $numbers"

case_ "a session is of its process: the next run begins with a full handshake"
port=$(head -n 1 "$work/cases" | cut -f1)
: >"$work/nginx.log"
ask "https://localhost:$port/api/yj" "$company"
expect_exit 0
check
grep -q 'reused=\. ' "$work/nginx.log" || flunk "$(cat "$work/nginx.log")"

# OpenSSL's own word for it.
while IFS=$'\t' read -r options sentence; do
    case_ "OpenSSL s_server, $sentence"
    # shellcheck disable=SC2086
    serve s-server --cert "$pki/good-ec-inter.pem" $options
    ask "https://localhost:$port/api/yj" "$company" --repeat 3
    expect_exit 0
    check
    [ "$(grep -cFx https://localhost/ReportImage/picture.png "$work/out")" -eq 3 ] ||
        flunk "not three URLs"
    expected=2
    [[ $sentence != *full* ]] || expected=0
    check
    [ "$(grep -ac '^Reused session-id' "$seen")" -eq $expected ] ||
        flunk "not $expected times Reused session-id: $(grep -aiE 'reused|error' "$seen")"
    stop "$server_pid"
done <<'END'
-tls1_2	TLS 1.2 by ticket
-tls1_2 -no_ticket	TLS 1.2 by session id
-tls1_3	TLS 1.3 by ticket
-tls1_3 -no_ticket	TLS 1.3 by a ticket that is but an id
-tls1_2 -no_ticket -no_cache	TLS 1.2 without sessions: each handshake is full
-tls1_3 -num_tickets 0	TLS 1.3 without tickets: each handshake is full
END

for version in 1.2 1.3; do
    case_ "GnuTLS, TLS $version by ticket"
    simulator --tls "$version"
    ask "$base" close --repeat 3
    expect_exit 0
    check
    [ "$(sed 's/.*resumed=\([a-z]*\) .*/\1/' "$work/log" | tr '\n' ' ')" = "no yes yes " ] ||
        flunk "$(cat "$work/log")"
    stop "$simulator_pid"

    case_ "GnuTLS, TLS $version without tickets"
    simulator --tls "$version" --no-tickets
    ask "$base" close --repeat 3
    expect_exit 0
    check
    [ "$(sed 's/.*resumed=\([a-z]*\) .*/\1/' "$work/log" | tr '\n' ' ')" = "no no no " ] ||
        flunk "$(cat "$work/log")"
    stop "$simulator_pid"

    case_ "GnuTLS, TLS $version, each framing leaves the connection as it should be"
    simulator --tls "$version"
    while read -r keyword connections; do
        : >"$work/log"
        ask "$base" "$keyword" --repeat 3
        expect_exit 0
        check
        seen=$(sed 's/.*connection=\([0-9]*\) .*/\1/' "$work/log" | sort -u | wc -l)
        [ "$seen" -eq "$connections" ] || flunk "$keyword: $seen connections, expected $connections"
    done <<'END'
length 1
chunked 1
chunked-1 1
trailer 1
slow-100 1
close 3
chunked+close 3
until-close 3
END
    stop "$simulator_pid"
done

finish
