#!/usr/bin/env bash
# cli.sh - the contract of qcc-snapshot, against the simulator: options, exit codes, what goes
# where, no secrets.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
simulator
port_of() { sed 's,.*:\([0-9]*\)/api/yj$,\1,' <<<"$1"; }
picture=https://localhost:$(port_of "$base")/ReportImage/00000000000000000000000000000001.png
bare=(--allow-plain-http --ca-file "$roots")

# No character of U+0000 to U+001F or U+007F to U+009F but the line ends.
expect_no_controls() {
    check
    "$python" - "$1" <<'END' || flunk "a raw control character in ${1##*/}"
import sys
text = open(sys.argv[1], encoding="utf-8").read()
sys.exit(any(c != "\n" and (ord(c) < 0x20 or 0x7F <= ord(c) <= 0x9F) for c in text))
END
}

case_ "the URL and nothing else over verified TLS, exit 0"
ask "$base" "$company"
expect_exit 0
expect_stdout "$picture"
expect_stderr_empty

case_ "the same over plain HTTP, which was allowed"
ask "$plain" "$company"
expect_exit 0
expect_stdout "$picture"
expect_stderr_empty

case_ "a trailing slash on the base URL changes nothing"
ask "$base/" "$company"
expect_exit 0
expect_stdout "$picture"

case_ "a base URL without a path prefix"
ask "${base%/api/yj}" "$company"
expect_exit 0
expect_stdout "$picture"

case_ "a base URL with another prefix gets an HTTP error, exit 5"
ask "${base%/yj}" "$company" --json
expect_exit 5
expect_error QCC_ERROR_HTTP_STATUS '(body|envelope)' 'maybe|yes'

for keyword in 00000000000000000000000000000001 91990000MA0000015Q 990000000000015; do
    case_ "a company by $keyword"
    ask "$base" "$keyword"
    expect_exit 0
    expect_stdout "$picture"
done

for keyword in 小米科技有限责任公司 '不存在的茶叶（杭州）有限公司' 某某某𠮷祥饭店 h0000000000000000000000000000005; do
    case_ "a URL for $keyword"
    ask "$base" "$keyword"
    expect_exit 0
    expect_stdout_match '^https?://localhost:[0-9]+/ReportImage/[0-9a-z]+\.(png|jpg)$'
done

case_ "an http URL as Result is handed on"
ask "$base" 不存在的茶叶（杭州）有限公司
expect_exit 0
expect_stdout_match '^http://localhost:'

case_ "an unknown company is Status 201, exit 1, one sentence"
ask "$base" 没有这一家有限公司
expect_exit 1
expect_sentence
expect_stderr_match 201
expect_stderr_match 查询无结果
expect_stderr_match '[a-z]+ [a-z]+'
expect_stderr_match charged

case_ "--json on success"
ask "$base" "$company" --json
expect_exit 0
expect_stderr_empty
expect_json "int(o['status']) == 200" "o['url'] == '$picture'" "o['message'] == '查询成功'" \
    "re.fullmatch('ECIIMAGE[0-9]{22}', o['order_number'])" "o['charge'] == 'yes'" \
    "'error' not in o" "o['keyword'] == '$company'"

case_ "--json on another Status"
ask "$base" 没有这一家有限公司 --json
expect_exit 1
expect_json "int(o['status']) == 201" "o['message'] == '【有效请求】查询无结果'" "not o.get('url')" \
    "o['charge'] == 'yes'" "o['keyword'] == '没有这一家有限公司'"

case_ "--json on a failure that sends nothing"
ask "$base" x --json
expect_exit 2
expect_error QCC_ERROR_KEYWORD_SHORT '.*' no

case_ "--json escapes what a terminal would obey"
ask "$base" control-message --json
expect_exit 1
expect_json "o['message'] == '\\x1b[31m红\\x1b[0m\\x07\\r\\n\\tOK\\x7f\\x9b2J'" \
    "int(o['status']) == 201"
expect_no_controls "$work/out"

case_ "a Message with control characters reaches stderr escaped"
ask "$base" control-message
expect_exit 1
expect_sentence
expect_stderr_match 红
expect_no_controls "$work/err"

case_ "the same with Status 200, and --verbose"
ask "$base" control-message-200 --verbose
expect_exit 0
expect_stdout "$picture"

case_ "a long Message is cut, the reply stands"
ask "$base" long-message --json
expect_exit 0
expect_json "o['url'] == '$picture'" "len(o['message']) >= 40" \
    "set(o['message'].rstrip('.…')) == {'长'}"

for keyword in length chunked chunked-1 chunked-7 trailer close until-close drip-1 slow-100 \
    slow-body-100 headers-12000 header-line-12000 \
    encoded-identity long-result-400; do
    case_ "framing and head: $keyword"
    ask "$base" "$keyword"
    expect_exit 0
    if [ "$keyword" != long-result-400 ]; then expect_stdout "$picture"; fi
done

case_ "framing and head over plain HTTP: until-close"
ask "$plain" until-close
expect_exit 0
expect_stdout "$picture"

# keyword, error
while read -r keyword error; do
    case_ "refused with exit 5: $keyword"
    ask "$base" "$keyword" --json
    expect_exit 5
    expect_error "$error" '(head|body|envelope)' 'maybe|yes'
    expect_stderr_match '[a-z]+ [a-z]+'
done <<'END'
redirect QCC_ERROR_REDIRECT
redirect-301 QCC_ERROR_REDIRECT
redirect-307 QCC_ERROR_REDIRECT
redirect-308 QCC_ERROR_REDIRECT
http-300 QCC_ERROR_REDIRECT
http-304 QCC_ERROR_REDIRECT
http-302-envelope QCC_ERROR_REDIRECT
http-400 QCC_ERROR_HTTP_STATUS
http-404 QCC_ERROR_HTTP_STATUS
http-500 QCC_ERROR_HTTP_STATUS
http-503 QCC_ERROR_HTTP_STATUS
http-500+until-close QCC_ERROR_HTTP_STATUS
http-200 QCC_ERROR_JSON
http-204 QCC_ERROR_(JSON|HTTP_STATUS)
http-500-envelope-200 QCC_ERROR_(ENVELOPE|HTTP_STATUS|RESULT)
too-large QCC_ERROR_BODY_TOO_LARGE
too-large+chunked QCC_ERROR_BODY_TOO_LARGE
too-large+chunked-100 QCC_ERROR_BODY_TOO_LARGE
too-large+until-close QCC_ERROR_BODY_TOO_LARGE
long-result-5000 QCC_ERROR_RESULT_TOO_LONG
headers-20000 QCC_ERROR_HEAD_TOO_LARGE
header-line-20000 QCC_ERROR_HEAD_TOO_LARGE
bad-url QCC_ERROR_RESULT
bad-url-scheme QCC_ERROR_RESULT
bad-url-file QCC_ERROR_RESULT
bad-url-script QCC_ERROR_RESULT
bad-url-control QCC_ERROR_RESULT
bad-url-newline QCC_ERROR_RESULT
bad-url-no-host QCC_ERROR_RESULT
bad-url-empty QCC_ERROR_RESULT
END

case_ "a content coding that is none: the body is plain JSON, and stands"
ask "$base" encoded
expect_exit 0
expect_stdout "$picture"

for keyword in bad-url-space bad-url-utf8; do
    case_ "a link that has to be percent-encoded comes out so: $keyword"
    ask "$base" "$keyword"
    expect_exit 0
    expect_stdout_match '^https?://[!-~]*%[0-9A-F]{2}[!-~]*$'
done

for http in 400 401 403 404 429 500 502 503; do
    case_ "an envelope under HTTP $http counts"
    ask "$base" "http-$http-envelope" --json
    expect_exit 1
    expect_json "int(o['status']) == 199"
done

case_ "a failure without --json: nothing on stdout, one sentence, and what it may have cost"
ask "$base" redirect
expect_exit 5
expect_sentence
expect_stderr_match charged

case_ "--repeat asks N times over one connection, a URL a line"
: >"$work/log"
ask "$base" "$company" --repeat 5
expect_exit 0
expect_stderr_empty
check
[ "$(sort "$work/out" | uniq -c | tr -s ' ')" = " 5 $picture" ] || flunk "not five URLs"
check
[ "$(sed 's/.*\(connection=[0-9]*\).*/\1/' "$work/log" | sort -u | wc -l)" -eq 1 ] ||
    flunk "more than one connection: $(cat "$work/log")"
check
[ "$(wc -l <"$work/log")" -eq 5 ] || flunk "not five requests: $(cat "$work/log")"

case_ "--repeat --json is an object a line"
ask "$base" "$company" --repeat 3 --json
expect_exit 0
check
[ "$(grep -cF "\"url\":\"$picture\"" <(tr -d ' ' <"$work/out"))" -eq 3 ] ||
    flunk "not three objects"

case_ "--repeat stops at the first failure"
: >"$work/log"
ask "$base" status-201 --repeat 3
expect_exit 1
check
[ "$(wc -l <"$work/log")" -eq 1 ] || flunk "not one request: $(cat "$work/log")"

case_ "--verbose tells phases and TLS version on stderr, and keeps stdout as it is"
ask "$base" "$company" --repeat 2 --verbose
expect_exit 0
check
[ "$(grep -c . "$work/out")" -eq 2 ] || flunk "not two lines on stdout"
expect_stderr_match 'TLS ?v?1\.[23]'
expect_stderr_match '[Rr]eus'
for phase in connect handshake; do expect_stderr_match "$phase"; done
check
if grep -qE 'keyWord|key=|Token|GetEciImage\?' "$work/err"; then
    flunk "--verbose shows a URL or a Token"
fi

case_ "credentials from the environment"
QCC_KEY=$key QCC_SECRET_KEY=$secret run "${bare[@]}" --base-url "$base" "$company"
expect_exit 0
expect_stdout "$picture"

case_ "no credentials: exit 2"
run "${bare[@]}" --base-url "$base" "$company"
expect_exit 2
expect_sentence
QCC_KEY=$key run "${bare[@]}" --base-url "$base" "$company"
expect_exit 2
QCC_SECRET_KEY=$secret run "${bare[@]}" --base-url "$base" "$company"
expect_exit 2

case_ "a credentials file that cannot be read, or lacks a line: exit 2"
run "${bare[@]}" --base-url "$base" --credentials "$work/none" "$company"
expect_exit 2
expect_sentence
printf 'key=%s\n' "$key" >"$work/half"
run "${bare[@]}" --base-url "$base" --credentials "$work/half" "$company"
expect_exit 2

case_ "a credentials file without its last line end, with CRLF, in another order"
printf 'secret_key=%s\r\nkey=%s' "$secret" "$key" >"$work/crlf"
run "${bare[@]}" --base-url "$base" --credentials "$work/crlf" "$company"
expect_exit 0

case_ "the file goes before the environment"
QCC_KEY=nobody QCC_SECRET_KEY=nothing run "${bare[@]}" --base-url "$base" --credentials \
    "$credentials" "$company"
expect_exit 0

case_ "an unknown key is Status 101, a wrong secret 107"
QCC_KEY=nobody QCC_SECRET_KEY=$secret run "${bare[@]}" --base-url "$base" "$company"
expect_exit 1
expect_stderr_match 101
QCC_KEY=$key QCC_SECRET_KEY=nothing-of-value run "${bare[@]}" --base-url "$base" "$company"
expect_exit 1
expect_stderr_match 107

for bad in 'a b' 'a&b' 'a=b' 'a%20b' 'a/b' '公司' "$(printf 'a\tb')" ''; do
    case_ "a key that is not of unreserved characters is refused: '$bad'"
    QCC_KEY=$bad QCC_SECRET_KEY=$secret run "${bare[@]}" --base-url "$base" "$company"
    expect_exit 2
    expect_stdout_empty
done

# Nothing may be sent by what follows.
: >"$work/log"
case_ "keywords that are refused, exit 2"
while IFS=$'\t' read -r error bytes; do
    ask "$base" "$(printf '%b' "$bytes")" --json
    expect_exit 2
    expect_error "$error" '.*' no
done <<'END'
QCC_ERROR_KEYWORD_SHORT	x
QCC_ERROR_KEYWORD_SHORT	企
QCC_ERROR_KEYWORD_SHORT	\U0020bb7
QCC_ERROR_KEYWORD_(SHORT|BLANK)	
QCC_ERROR_KEYWORD_BLANK	   
QCC_ERROR_KEYWORD_BLANK	\u3000\u3000
QCC_ERROR_KEYWORD_CONTROL	ab\ncd
QCC_ERROR_KEYWORD_CONTROL	ab\rHost: x
QCC_ERROR_KEYWORD_CONTROL	ab\x1b[31m
QCC_ERROR_KEYWORD_CONTROL	ab\x7f
QCC_ERROR_KEYWORD_CONTROL	ab\xc2\x9bcd
QCC_ERROR_KEYWORD_GBK	\xd0\xe9\xb9\xb9
QCC_ERROR_KEYWORD_UTF8	ab\xe0\x80\xaf
QCC_ERROR_KEYWORD_UTF8	ab\xed\xa0\x80
QCC_ERROR_KEYWORD_UTF8	ab\xe4\xbc
END

case_ "a keyword that is too long, exit 2"
ask "$base" "$(printf '%.0s企' {1..400})" --json
expect_exit 2
expect_error QCC_ERROR_KEYWORD_LONG '.*' no

while read -r url; do
    case_ "a base URL that is refused, exit 2: $url"
    ask "$url" "$company"
    expect_exit 2
    expect_sentence
done <<'END'
localhost
ftp://localhost/api/yj
https://
https://user@localhost/api/yj
https://user:word@localhost/api/yj
https://localhost/api/yj?x=1
https://localhost/api/yj#x
https://localhost:0/api/yj
https://localhost:65536/api/yj
https://localhost:x/api/yj
https://local host/api/yj
https://localhost\api
https://公司.example/api/yj
https://0x7f.1/api/yj
https://2130706433/api/yj
https://[::1/api/yj
https://[fe80::1%25eth0]/api/yj
END

case_ "plain HTTP that was not allowed, exit 2"
run --base-url "$plain" --credentials "$credentials" --json "$company"
expect_exit 2
expect_error QCC_ERROR_PLAIN_HTTP '.*' no

case_ "usage errors, exit 2"
for arguments in "" "--no-such-option $company" "$company $company" "--timeout-ms" \
    "--timeout-ms x $company" "--timeout-ms -1 $company" "--timeout-ms 0 $company" \
    "--timeout-ms 99999999999999999999 $company" "--repeat 0 $company" "--repeat x $company" \
    "--batch" "--batch $work/none" "--batch $work" "--batch - $company" "--batch - --repeat 1" \
    "--batch - --output -"; do
    # shellcheck disable=SC2086
    run --base-url "$base" --ca-file "$roots" --credentials "$credentials" $arguments
    expect_exit 2
    expect_stdout_empty
    expect_stderr_match .
done

case_ "roots that cannot be read, or are none, exit 2"
run --base-url "$base" --credentials "$credentials" --ca-file "$work/none" "$company"
expect_exit 2
expect_sentence
: >"$work/empty.pem"
run --base-url "$base" --credentials "$credentials" --ca-file "$work/empty.pem" "$company"
expect_exit 2

check
[ ! -s "$work/log" ] || flunk "a request was sent: $(cat "$work/log")"

case_ "the roots are not opened for plain HTTP"
run --base-url "$plain" --allow-plain-http --credentials "$credentials" --ca-file "$work/none" \
    "$company"
expect_exit 0

case_ "roots that this server does not hang from, exit 4"
run --base-url "$base" --credentials "$credentials" --ca-file "$pki/root-unknown.pem" --json \
    "$company"
expect_exit 4
expect_error QCC_ERROR_TLS_UNTRUSTED handshake no

case_ "the one root that the server hangs from, alone"
run --base-url "$base" --credentials "$credentials" --ca-file "$pki/root-ec.pem" "$company"
expect_exit 0

case_ "the service's clock is an hour off, and plain http: Status 115"
kept=$base kept_plain=$plain
simulator --clock-offset-s 3600
ask "$plain" "$company"
expect_exit 1
expect_stderr_match 115
base=$kept plain=$kept_plain

case_ "--timeout-ms, exit 6"
ask "$base" slow-20000 --timeout-ms 700 --json
expect_exit 6
expect_error QCC_ERROR_DEADLINE head 'maybe|yes'
expect_ms 650 4000
ask "$base" slow-20000 --timeout-ms 700
expect_exit 6
expect_sentence

case_ "--help and --version on stdout, exit 0"
run --help
expect_exit 0
expect_stderr_empty
for option in --pin --clock-offset --bootstrap-clock --base-url --allow-plain-http --ca-file --credentials --timeout-ms --repeat --json \
    --batch --as-typed --yes --verbose --help --version; do
    expect_stdout_match "$option"
done
expect_stdout_match 'https://pro\.qcc\.com/api/yj'
run --version
expect_exit 0
expect_stderr_empty
expect_stdout_match '[0-9]+\.[0-9]+'

# The request on the wire, computed independently.
while IFS=$'\t' read -r prefix keyword; do
    case_ "the request, byte for byte, in one segment: $keyword at $prefix"
    serve record
    ask "http://127.0.0.1:$port$prefix" "$keyword"
    expect_exit 0
    check
    "$python" "$lib/servers.py" check-record "$seen" "$key" "$secret" "127.0.0.1:$port" \
        "${prefix%/}" "$keyword" 2>"$work/err" || flunk request
    stop "$server_pid"
done <<'END'
/api/yj	小米科技有限责任公司
/api/yj/	某某某𠮷祥饭店
/a/b-c_d.e~f/%41	A&B=C+D #1?/%20"<>`'()*!;:@,[]{}|\^~-._
/	0123456789abcdef0123456789abcdef
/api/yj	不存在的茶叶（杭州）有限公司不存在的茶叶（杭州）有限公司不存在的茶叶（杭州）有限公司不存在的茶叶（杭州）有限公司不存在的茶叶（杭州）有限公司不存在的茶叶（杭州）有限公司不存在
END

case_ "the request over TLS, byte for byte, in one record"
serve record --cert "$pki/good-ec.pem"
ask "https://localhost:$port/api/yj" "$company"
expect_exit 0
check
"$python" "$lib/servers.py" check-record "$seen" "$key" "$secret" "localhost:$port" /api/yj \
    "$company" 2>"$work/err" || flunk request

finish
