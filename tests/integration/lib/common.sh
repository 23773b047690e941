# common.sh - what the integration tests share; sourced by each of them.
# SPDX-License-Identifier: MIT
#
# A test prints a line for each case, goes on after a failure, and ends with `finish`. Servers run
# on loopback, on free ports, and are ended with the test.

set -u
PATH=$PATH:/usr/sbin:/sbin
: "${QCC_BIN_DIR:?the folder of qcc-snapshot and qcc-simulator}"
: "${QCC_TEST_PKI:?the folder that tests/pki/make.sh has filled}"
: "${QCC_SOURCE_DIR:?the root of the source tree}"
# What the caller's environment says must not matter.
unset QCC_KEY QCC_SECRET_KEY http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy no_proxy NO_PROXY
export LC_ALL=C.UTF-8

work=$(mktemp -d)
lib=$QCC_SOURCE_DIR/tests/integration/lib
pki=$QCC_TEST_PKI
credentials=$pki/credentials
roots=$pki/roots.pem
snapshot=$QCC_BIN_DIR/qcc-snapshot
company=虚构科技有限公司
pids=()
checks=0
failures=0
what=

at_exit() {
    local pid
    for pid in "${pids[@]+"${pids[@]}"}"; do
        kill "$pid" 2>/dev/null
    done
    for pid in "${pids[@]+"${pids[@]}"}"; do
        wait "$pid" 2>/dev/null
    done
    rm -rf "$work"
}
trap at_exit EXIT
trap 'exit 1' INT TERM

need() {
    local tool
    for tool; do
        command -v "$tool" >/dev/null ||
            { echo "FAIL: this test needs $tool, which is not installed"; exit 1; }
    done
}

need python3 openssl
python=$(python3 -c 'import sys; print(sys.executable)') # without the wrapper that python3 may be
for file in "$snapshot" "$QCC_BIN_DIR/qcc-simulator" "$credentials" "$roots" "$pki/index.txt"; do
    [ -e "$file" ] || { echo "FAIL: $file is missing"; exit 1; }
done
key=$(sed -n 's/^key=//p' "$credentials")
secret=$(sed -n 's/^secret_key=//p' "$credentials")

# case_ SENTENCE: what the checks that follow are about.
case_() {
    what=$*
    printf '%s\n' "- $what"
}

flunk() {
    failures=$((failures + 1))
    echo "  FAIL: $what: $*"
    if [ -s "$work/err" ]; then
        sed 's/^/    stderr: /' "$work/err" | head -n 12
    fi
    if [ -s "$work/out" ]; then
        sed 's/^/    stdout: /' "$work/out" | head -n 4 | cut -c1-300
    fi
}

check() {
    checks=$((checks + 1))
}

# run ARGUMENT...: qcc-snapshot, with the test's roots and credentials unless they are among the
# arguments. Sets rc and ms. Whatever it says, there is nothing of the credentials in it.
run() {
    local start
    start=$(date +%s%N)
    timeout 120 "$snapshot" "$@" >"$work/out" 2>"$work/err" </dev/null
    rc=$?
    ms=$((($(date +%s%N) - start) / 1000000))
    check
    if grep -qFe "$key" -e "$secret" "$work/out" "$work/err"; then
        flunk "the key or the secret is in the output"
    fi
    if cat "$work/out" "$work/err" | grep -owE '[0-9A-F]{32}' | grep -q '[A-F]'; then
        flunk "something like a Token is in the output"
    fi
    if LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$work/out" "$work/err"; then
        flunk "a raw control character is in the output"
    fi
}

# ask BASE-URL KEYWORD [OPTION...]: an ordinary request.
ask() {
    local url=$1 keyword=$2
    shift 2
    run --base-url "$url" --allow-plain-http --ca-file "$roots" --credentials "$credentials" \
        "$@" -- "$keyword"
}

expect_exit() {
    check
    [ "$rc" -eq "$1" ] || flunk "exit code $rc, expected $1"
}

# The whole of stdout, without its line end.
expect_stdout() {
    check
    printf '%s\n' "$1" | cmp -s - "$work/out" || flunk "stdout is not: $1"
}

expect_stdout_match() {
    check
    grep -qE -e "$1" "$work/out" || flunk "nothing in stdout matches: $1"
}

expect_stdout_empty() {
    check
    [ ! -s "$work/out" ] || flunk "stdout is not empty"
}

expect_stderr_match() {
    check
    grep -qE -e "$1" "$work/err" || flunk "nothing in stderr matches: $1"
}

expect_stderr_empty() {
    check
    [ ! -s "$work/err" ] || flunk "stderr is not empty"
}

# A failure's manner: stdout empty, one line on stderr.
expect_sentence() {
    expect_stdout_empty
    check
    [ "$(wc -l <"$work/err")" -eq 1 ] || flunk "stderr is not one line"
}

# expect_json EXPRESSION...: stdout is one JSON object `o`, with no member twice, for which each
# Python expression holds.
expect_json() {
    check
    "$python" "$lib/check_json.py" "$work/out" "$@" >"$work/json" 2>&1 ||
        flunk "$(cat "$work/json")"
}

# A failure by --json: its error matches $1 whole, its phase $2 (optional), charge matches $3
# (optional; of no, maybe, yes).
expect_error() {
    expect_json "re.fullmatch(r'''$1''', o.get('error', ''))" \
        "re.fullmatch(r'''${2:-.*}''', o.get('phase', ''))" \
        "len(o.get('sentence', '')) > 10" "re.fullmatch(r'''${3:-no|maybe|yes}''', o.get('charge', ''))"
}

expect_ms() {
    check
    { [ "$ms" -ge "$1" ] && [ "$ms" -le "$2" ]; } || flunk "took $ms ms, expected $1 to $2"
}

# await SECONDS COMMAND...: until the command succeeds.
await() {
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$until" ] || return 1
        sleep 0.05
    done
}

# start NAME COMMAND...: a server; its output goes to $work/NAME.out. Sets server_pid.
start() {
    local name=$1
    shift
    : >"$work/$name.out"
    "$@" >"$work/$name.out" 2>"$work/$name.err" </dev/null &
    server_pid=$!
    pids+=("$server_pid")
}

stop() {
    local pid=$1 i
    kill "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    for i in "${!pids[@]}"; do
        [ "${pids[$i]}" != "$pid" ] || unset "pids[$i]"
    done
}

give_up() {
    echo "FAIL: $*"
    exit 1
}

# simulator OPTION...: sets base, plain and simulator_pid; the log is $work/log.
simulator() {
    : >"$work/log"
    start simulator "$QCC_BIN_DIR/qcc-simulator" --pki "$pki" --log "$work/log" --lifetime-s 600 \
        "$@"
    simulator_pid=$server_pid
    await 10 grep -q '^ready' "$work/simulator.out" ||
        give_up "the simulator does not start: $(cat "$work/simulator.err")"
    base=$(sed -n 's/^base-url //p' "$work/simulator.out")
    plain=$(sed -n 's/^plain-base-url //p' "$work/simulator.out")
}

# serve MODE [OPTION...]: a server of servers.py; sets port, server_pid and seen, the file of what
# it saw.
serve() {
    seen=$work/seen.$1
    : >"$seen"
    start "serve.$1" "$python" "$lib/servers.py" --seen "$seen" "$@"
    await 10 grep -q '^port ' "$work/serve.$1.out" ||
        give_up "servers.py $1 does not start: $(cat "$work/serve.$1.err")"
    port=$(sed -n 's/^port //p' "$work/serve.$1.out")
}

free_ports() {
    "$python" "$lib/servers.py" free-ports "$1"
}

# nginx_start: $work/servers holds `server` blocks. The log is $work/nginx.log, a line a request.
nginx_start() {
    need nginx
    mkdir -p "$work/tmp"
    cat >"$work/nginx.conf" <<END
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/nginx.err notice;
events { worker_connections 256; }
http {
    client_body_temp_path $work/tmp; proxy_temp_path $work/tmp; fastcgi_temp_path $work/tmp;
    uwsgi_temp_path $work/tmp; scgi_temp_path $work/tmp;
    default_type application/json;
    log_format seen 'port=\$server_port connection=\$connection request=\$connection_requests '
                    'tls=\$ssl_protocol cipher=\$ssl_cipher reused=\$ssl_session_reused '
                    'sni=\$ssl_server_name status=\$status';
    access_log $work/nginx.log seen;
    include $work/servers;
}
END
    : >"$work/nginx.log"
    start nginx timeout 900 nginx -e "$work/nginx.err" -p "$work" -c "$work/nginx.conf"
    nginx_pid=$server_pid
    await 10 test -s "$work/nginx.pid" ||
        give_up "nginx does not start: $(cat "$work/nginx.err" "$work/nginx.err" "$work/nginx.out")"
}

# nginx_server PORT CHAIN [DIRECTIVE...]: adds a block that answers with $url.
url=https://localhost/ReportImage/picture.png
nginx_server() {
    local port=$1 chain=$2
    shift 2
    cat >>"$work/servers" <<END
server {
    listen 127.0.0.1:$port ssl; server_name localhost;
    ssl_certificate $pki/$chain.pem; ssl_certificate_key $pki/$chain.key;
    $*
    location / {
        return 200 '{"Status":"200","Message":"查询成功","OrderNumber":null,"Result":"$url"}';
    }
}
END
}

finish() {
    echo "$checks checks, $failures failures"
    if [ "$checks" -eq 0 ] || [ "$failures" -ne 0 ]; then
        exit 1
    fi
    exit 0
}
