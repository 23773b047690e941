#!/usr/bin/env bash
# proxy.sh - a proxy between the command and the service: tinyproxy, which is not ours; a proxy of
# servers.py, which answers as it is told and notes what it sees; which proxy is chosen.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
need tinyproxy
simulator
port_of() { sed 's,.*:\([0-9]*\)/api/yj$,\1,' <<<"$1"; }
service=$(port_of "$base")
password=p-ss.w0rd # tinyproxy takes no other characters
escaped=p%2Dss%2ew0rd

# tinyproxy_start LINE...: sets proxy, host:port. tinyproxy_pid is to be stopped.
tinyproxy_start() {
    local number
    number=$(free_ports 1)
    printf '%s\n' "Port $number" "Listen 127.0.0.1" "Timeout 60" "MaxClients 20" "LogLevel Connect" "$@" \
        >"$work/tinyproxy.conf"
    start tinyproxy tinyproxy -d -c "$work/tinyproxy.conf"
    tinyproxy_pid=$server_pid
    await 10 bash -c "exec 3<>/dev/tcp/127.0.0.1/$number" 2>/dev/null ||
        give_up "tinyproxy does not start: $(cat "$work/tinyproxy.out" "$work/tinyproxy.err")"
    proxy=127.0.0.1:$number
}

# Nothing of the proxy's credentials in what the command says either.
no_password() {
    check
    if grep -qFe "$password" -e "$escaped" "$work/out" "$work/err"; then
        flunk "the proxy's password is in the output"
    fi
}

tunnels() {
    grep -c "Established connection to host" "$work/tinyproxy.out" || true
}

expect_tunnels() {
    check
    [ "$(tunnels)" -eq "$1" ] || flunk "tinyproxy made $(tunnels) tunnels, expected $1"
}

case_ "tinyproxy: the picture's URL comes through the tunnel, and a connection is used again"
tinyproxy_start "ConnectPort $service"
ask "$base" "$company" --proxy "http://$proxy"
expect_exit 0
expect_stdout_match '^https://localhost:'
expect_stderr_empty
ask "$base" "$company" --proxy "$proxy/" --repeat 3
expect_exit 0
expect_tunnels 2

case_ "tinyproxy refuses another port: exit 3, and the status is named"
ask "${base/$service/1}" "$company" --proxy "http://$proxy"
expect_exit 3
expect_sentence
expect_stderr_match "^qcc-snapshot: proxy $proxy: .*QCC_ERROR_PROXY_STATUS, in phase proxy, HTTP status 403"
expect_stderr_match 'not charged'
ask "${base/$service/1}" "$company" --proxy "http://$proxy" --json
expect_error QCC_ERROR_PROXY_STATUS proxy no
stop "$tinyproxy_pid"

case_ "tinyproxy wants credentials: without, with others, with the right ones"
tinyproxy_start "ConnectPort $service" "BasicAuth user $password"
ask "$base" "$company" --proxy "http://$proxy"
expect_exit 3
expect_stderr_match 'QCC_ERROR_PROXY_AUTH, in phase proxy, HTTP status 407'
printf '%s\n' "$company" "$company" >"$work/lines"
run --base-url "$base" --ca-file "$roots" --credentials "$credentials" --proxy "http://$proxy" --batch "$work/lines"
expect_exit 3
expect_json "o['line'] == 1" # no further line could change that
ask "$base" "$company" --proxy "http://user:other$escaped@$proxy"
expect_exit 3
expect_stderr_match 'QCC_ERROR_PROXY_(AUTH|STATUS), in phase proxy, HTTP status 40[17]' # tinyproxy says 401
no_password
ask "$base" "$company" --proxy "http://user:$escaped@$proxy" --verbose
expect_exit 0
expect_stderr_match '  proxy at [0-9]+ ms'
no_password

case_ "a batch ends at a proxy that wants credentials, and goes through one that has them"
printf '%s\n' "$company" "$company" >"$work/batch"
run --base-url "$base" --ca-file "$roots" --credentials "$credentials" --proxy "http://$proxy" --batch "$work/batch"
expect_exit 3
check
[ "$(wc -l <"$work/out")" -eq 1 ] || flunk "it went on"

case_ "the picture comes through the tunnel, too"
ask "$base" "$company" --proxy "http://user:$escaped@$proxy" --output "$work/picture.png"
expect_exit 0
check
[ "$(head -c 4 "$work/picture.png" | tail -c 3)" = PNG ] || flunk "it is no PNG"
ask "$base" close --proxy "http://user:$escaped@$proxy" --output "$work/picture.png" # over a tunnel of its own
expect_exit 0
ask "$base" picture-http-404 --proxy "http://user:$escaped@$proxy" --output "$work/picture.png"
expect_exit 8
expect_stderr_match 'PICTURE_STATUS, in phase body, HTTP status 404'

case_ "the time can be asked for through the tunnel"
ask "$base" "$company" --proxy "http://user:$escaped@$proxy" --bootstrap-clock --clock-offset -$(($(date +%s) - 100))
expect_exit 0
before=$(tunnels)

case_ "the credentials' file names the proxy, the environment does, and --proxy comes first"
(umask 077; { cat "$credentials"; echo "proxy = http://user:$escaped@$proxy"; } >"$work/with")
run --base-url "$base" --ca-file "$roots" --credentials "$work/with" "$company"
expect_exit 0
expect_tunnels $((before + 1))
https_proxy=http://user:$escaped@$proxy ask "$base" "$company"
expect_exit 0
expect_tunnels $((before + 2))
HTTPS_PROXY=user:$escaped@$proxy ask "$base" "$company"
expect_exit 0
expect_tunnels $((before + 3))
https_proxy=http://user:$escaped@$proxy HTTPS_PROXY=http://127.0.0.1:1 ask "$base" "$company"
expect_exit 0
expect_tunnels $((before + 4))
https_proxy=http://127.0.0.1:1 run --base-url "$base" --ca-file "$roots" --credentials "$work/with" "$company"
expect_exit 0
expect_tunnels $((before + 5))
run --base-url "$base" --ca-file "$roots" --credentials "$work/with" --proxy http://127.0.0.1:1 "$company"
expect_exit 3
expect_stderr_match '^qcc-snapshot: proxy 127.0.0.1:1: .*QCC_ERROR_CONNECT'
https_proxy=http://127.0.0.1:1 ask "$base" "$company" --proxy ""
expect_exit 0
expect_tunnels $((before + 5))

case_ "no_proxy: names, those below them, addresses, all"
for list in localhost LOCALHOST .localhost 'a.test, localhost' 'a.test localhost' '*' localhost.; do
    no_proxy=$list https_proxy=http://127.0.0.1:1 ask "$base" "$company"
    expect_exit 0
done
NO_PROXY=localhost ask "$base" "$company" --proxy http://127.0.0.1:1
expect_exit 0
for list in host ocalhost localhos a.localhost 'localhostx' '*,a' 127.0.0.1 ' '; do
    no_proxy=$list https_proxy=http://127.0.0.1:1 ask "$base" "$company"
    expect_exit 3
    expect_stderr_match "^qcc-snapshot: proxy "
done
expect_tunnels $((before + 5))
stop "$tinyproxy_pid"

case_ "http does not go through a proxy: refused when it was asked for, left alone otherwise"
ask "$plain" "$company" --proxy http://127.0.0.1:1
expect_exit 2
expect_stderr_match 'QCC_ERROR_PROXY_PLAIN_HTTP'
https_proxy=http://127.0.0.1:1 ask "$plain" "$company"
expect_exit 0

case_ "what is no proxy is refused, and not repeated on stderr"
for text in "https://user:$escaped@proxy.test" "socks5://user:$escaped@h" "http://user:$escaped%0a@h:1" \
    "http://user:$escaped@h:0" "http://user:$escaped@"; do
    ask "$base" "$company" --proxy "$text"
    expect_exit 2
    expect_stderr_match QCC_ERROR_PROXY_URL
    no_password
done

password='p@ss:w%rd/'
escaped='p%40ss:w%25rd%2F'

# with ANSWER [OPTION...]: a request through a proxy that answers so.
with() {
    local answer=$1
    shift
    serve connect --answer "$answer" "$@"
    connect_pid=$server_pid
    ask "$base" "$company" --proxy "http://user:$escaped@127.0.0.1:$port" --json --timeout-ms 10000
    stop "$connect_pid"
    no_password
}

case_ "row 36: nothing but host, port and the proxy's own credentials goes to the proxy"
with 'HTTP/1.1 200 OK\r\n\r\n'
expect_exit 0
check
"$python" - "$seen" "$key" "$secret" "$service" <<'END' || flunk "the proxy has seen other bytes than it should"
import base64, sys
seen, key, secret, port = sys.argv[1:]
lines = [line.split() for line in open(seen)]
heads = [bytes.fromhex(line[1]) for line in lines if line[0] == "head"]
sent = b"".join(bytes.fromhex(line[1]) for line in lines if line[0] == "bytes")
expected = "CONNECT localhost:%s HTTP/1.1\r\nHost: localhost:%s\r\nProxy-Authorization: Basic %s\r\n\r\n" % (
    port, port, base64.b64encode(b"user:p@ss:w%rd/").decode())
assert heads == [expected.encode()], heads
assert len(sent) > 500 and sent[:2] == b"\x16\x03"
for word in (key.encode(), secret.encode(), b"Token", b"GetEciImage", b"GET "):
    assert word not in sent and word not in heads[0], word
END

case_ "row 36: what else a proxy may answer"
for answer in 'HTTP/1.0 200 OK\r\n\r\n' 'HTTP/1.1 299 x\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n' \
    'HTTP/1.1 100 x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n'; do
    with "$answer"
    expect_exit 0
    with "$answer" --drip
    expect_exit 0
done
with 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 900000\r\n\r\n' --drip
expect_exit 3
expect_error QCC_ERROR_PROXY_STATUS proxy no
with 'SSH-2.0-OpenSSH_9\r\n'
expect_exit 5
expect_error QCC_ERROR_STATUS_LINE proxy no
with 'HTTP/1.1 200 ' --padding 200000
expect_exit 5
expect_error QCC_ERROR_HEAD_TOO_LARGE proxy no
with 'HTTP/1.1 200 OK\r\n\r\nx' --end
expect_exit 3
expect_error QCC_ERROR_PROXY_SURPLUS proxy no
with '' --end
expect_exit 3
expect_error QCC_ERROR_CLOSED proxy no
with 'HTTP/1.1 200 OK\r\n' --end
expect_exit 3
expect_error QCC_ERROR_INCOMPLETE proxy no

case_ "a proxy that says nothing: the deadline"
serve stall-handshake
ask "$base" "$company" --proxy "http://127.0.0.1:$port" --json --timeout-ms 700
expect_exit 6
expect_error QCC_ERROR_DEADLINE proxy no
expect_ms 600 3000

finish
