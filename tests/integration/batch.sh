#!/usr/bin/env bash
# batch.sh - many keywords over one client: a JSON object a line, in order, until no further line can be answered.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
simulator

# batch FORMAT [OPTION...]: a file that printf makes of FORMAT.
batch() {
    printf '%b' "$1" >"$work/lines"
    shift
    : >"$work/log"
    run --base-url "$base" --ca-file "$roots" --credentials "$credentials" --batch "$work/lines" "$@"
}

# expect_lines EXPRESSION...: for each line of stdout, in order, one that holds for its object; and no more lines.
expect_lines() {
    check
    "$python" "$lib/check_json.py" --lines "$work/out" "$@" >"$work/json" 2>&1 || flunk "$(cat "$work/json")"
}
requests() {
    check
    [ "$(wc -l <"$work/log")" -eq "$1" ] || flunk "not $1 requests: $(cat "$work/log")"
}

case_ "each line's object, in order, over one connection"
batch "$company\n小米科技有限责任公司\n某某某𠮷祥饭店\n"
expect_exit 0
expect_stderr_empty
expect_lines "o['line'] == 1 and o['keyword'] == '$company' and o['url'].endswith('1.png')" \
    "o['line'] == 2 and o['keyword'] == '小米科技有限责任公司' and o['url']" \
    "o['line'] == 3 and o['charge'] == 'yes' and o['status'] == 200"
requests 3
check
[ "$(sed 's/.*\(connection=[0-9]*\).*/\1/' "$work/log" | sort -u | wc -l)" -eq 1 ] ||
    flunk "more than one connection: $(cat "$work/log")"

case_ "a picture for each line that has one, by its number"
mkdir "$work/pictures"
batch "$company\nstatus-201\n子虚乌有贸易有限公司\npicture-crc\n" --output "$work/pictures"
expect_exit 1
expect_lines "o['file'].endswith('/000001.png') and o['width'] == 900 and o['charge'] == 'yes'" \
    "o['status'] == 201 and 'file' not in o" \
    "o['file'].endswith('/000003.jpg') and o['type'] == 'jpeg' and o['bytes'] > 1000" \
    "o['picture_error'] == 'QCC_ERROR_PICTURE_CRC' and o['url']"
check
[ "$(ls -A "$work/pictures" | tr '\n' ' ')" = "000001.png 000003.jpg " ] || flunk "not two files: $(ls -A "$work/pictures")"

case_ "a folder that is none stops it before anything is paid"
batch "$company\n" --output "$work/nowhere"
expect_exit 2
requests 0
batch "$company\n" --output -
expect_exit 2
requests 0

case_ "stdin"
printf '%s\n%s\n' "$company" 990000000000015 >"$work/lines"
timeout 60 "$snapshot" --base-url "$base" --ca-file "$roots" --credentials "$credentials" --batch - \
    <"$work/lines" >"$work/out" 2>"$work/err"
rc=$?
expect_exit 0
expect_lines "o['line'] == 1" "o['keyword'] == '990000000000015'"

case_ "a line is answered before the next one comes"
mkfifo "$work/pipe"
timeout 60 "$snapshot" --base-url "$base" --ca-file "$roots" --credentials "$credentials" --batch - \
    <"$work/pipe" >"$work/out" 2>"$work/err" &
pids+=($!)
exec 9>"$work/pipe"
echo "$company" >&9
check
await 20 test -s "$work/out" || flunk "no answer while the pipe is open"
echo "$company" >&9
exec 9>&-
wait "$!"
rc=$?
expect_exit 0
expect_lines "o['line'] == 1" "o['line'] == 2"

case_ "what a file can have: a byte-order mark, CRLF, blank lines, no line end at its end"
batch "\xef\xbb\xbf$company\r\n\r\n\u3000\n \n9199 0000 MA00 0001 5Q"
expect_exit 0
expect_lines "o['line'] == 1 and o['keyword'] == '$company'" "o['line'] == 5 and o['keyword'] == '91990000MA0000015Q'"
check
[ "$(wc -l <"$work/err")" -eq 1 ] || flunk "stderr is not one line"
expect_stderr_match '^qcc-snapshot: line 5: the keyword is sent as'

case_ "the same with --as-typed"
batch "\xef\xbb\xbf$company\r\n $company\r\n" --as-typed
expect_exit 1
expect_lines "o['keyword'] == '$company' and o['status'] == 200" "o['keyword'] == ' $company' and o['status'] == 201"

case_ "nothing in it"
batch ''
expect_exit 0
expect_stdout_empty
batch '\n\r\n'
expect_exit 0
expect_stdout_empty
requests 0

case_ "a line that fails does not end it; the exit code is the first failure's"
batch "$company\n没有这一家有限公司\nredirect\nx\nab\x01c\n\xd0\xe9\xb9\xb9\n$company\n"
expect_exit 1
expect_lines "o['url']" "o['status'] == 201 and o['error'] == 'QCC_ERROR_STATUS'" "o['error'] == 'QCC_ERROR_REDIRECT'" \
    "o['error'] == 'QCC_ERROR_KEYWORD_SHORT' and o['charge'] == 'no'" "o['error'] == 'QCC_ERROR_KEYWORD_CONTROL'" \
    "o['error'] == 'QCC_ERROR_KEYWORD_GBK' and 'status' not in o" "o['line'] == 7 and o['url']"
expect_stderr_match '^qcc-snapshot: line 2: the service answered Status 201'
expect_stderr_match '^qcc-snapshot: line 3: localhost:'
expect_stderr_match '^qcc-snapshot: line 4: The keyword'
requests 4
batch "x\n没有这一家有限公司\n$company\n"
expect_exit 2

case_ "a wrong check character is warned of, and nobody is asked"
batch "91990000MA0000015X\n$company\n"
expect_exit 1
expect_lines "o['status'] == 201" "o['status'] == 200"
expect_stderr_match '^qcc-snapshot: line 1: warning: .*check character'

case_ "NULs and lines that are too long are errors of their lines"
batch "a\0bc\n$(printf '企%.0s' {1..2720})\n$(printf 'x%.0s' {1..9000})91990000MA0000015Q\n$company\n"
expect_exit 2
expect_lines "o['error'] == 'QCC_ERROR_KEYWORD_CONTROL'" "o['error'] == 'QCC_ERROR_KEYWORD_LONG'" \
    "o['error'] == 'QCC_ERROR_KEYWORD_LONG'" "o['url']"
requests 1

for status in 101 102 103 105 107 109 111 112 115 116 119 121 123 214; do
    case_ "Status $status ends it"
    batch "$company\nstatus-$status\n$company\n"
    expect_exit 1
    expect_lines "o['url']" "o['status'] == $status"
    expect_stderr_match '^qcc-snapshot: line 2: the batch ends here'
    requests 2
done

for status in 110 120 122 124 125 199 201 203 205 213 215 223; do
    case_ "Status $status does not"
    batch "status-$status\n$company\n"
    expect_exit 1
    expect_lines "o['status'] == $status" "o['url']"
    requests 2
done

case_ "the exit code is that of what ended it, whatever failed before"
batch "x\nredirect\nstatus-101\n$company\n"
expect_exit 1
expect_lines "o['error']" "o['error']" "o['status'] == 101"

case_ "roots that the server does not hang from end it, exit 4"
printf '%s\n%s\n' "$company" "$company" >"$work/lines"
run --base-url "$base" --credentials "$credentials" --ca-file "$pki/root-unknown.pem" --batch "$work/lines"
expect_exit 4
expect_lines "o['error'] == 'QCC_ERROR_TLS_UNTRUSTED' and o['line'] == 1"

case_ "a configuration that is refused: exit 2, before any line"
run --base-url ftp://x --credentials "$credentials" --batch "$work/lines" --json
expect_exit 2
expect_json "o['error'] == 'QCC_ERROR_URL'" "'line' not in o" "'keyword' not in o"

case_ "a network that fails does not end it"
run --base-url "http://localhost:$(free_ports 1)/" --allow-plain-http --credentials "$credentials" --batch "$work/lines"
expect_exit 3
expect_lines "o['error'] == 'QCC_ERROR_CONNECT'" "o['error'] == 'QCC_ERROR_CONNECT'"

case_ "a full stdout ends it, and the link is on stderr"
timeout 60 "$snapshot" --base-url "$base" --ca-file "$roots" --credentials "$credentials" --batch "$work/lines" \
    >/dev/full 2>"$work/err" </dev/null
rc=$?
: >"$work/out"
expect_exit 7
expect_stderr_match 'the link is https://'
check
[ "$(grep -c 'the link is' "$work/err")" -eq 1 ] || flunk "it went on"

# True when the second request waits for its answer.
waits_again() {
    sed '1,/ received /d' "$work/err" | grep -q '^  head at'
}

case_ "a signal while it waits for a line, or for an answer"
for second in '' slow-20000; do
    rm -f "$work/out" "$work/err"
    "$snapshot" --base-url "$base" --ca-file "$roots" --credentials "$credentials" --batch - --verbose \
        <"$work/pipe" >"$work/out" 2>"$work/err" &
    batch_pid=$!
    pids+=("$batch_pid")
    exec 9>"$work/pipe"
    echo "$company" >&9
    check
    await 20 test -s "$work/out" || flunk "no answer"
    if [ -n "$second" ]; then
        printf '%s\n%s\n' "$second" "$company" >&9
        check
        await 20 waits_again || flunk "no second request"
    else
        printf '%s' "$company" >&9 # no line yet: what was read of it must not be asked for
        sleep 0.5
    fi
    kill -TERM "$batch_pid"
    wait "$batch_pid"
    rc=$?
    exec 9>&-
    expect_exit 143
    if [ -n "$second" ]; then
        expect_lines "o['url']" "o['error'] == 'QCC_ERROR_CANCELED'"
    else
        expect_lines "o['url']"
    fi
done

finish
