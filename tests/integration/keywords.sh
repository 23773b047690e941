#!/usr/bin/env bash
# keywords.sh - what qcc-snapshot makes of keywords as people type and scan them, and when it asks before a call is spent.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
simulator
code=91990000MA0000015Q   # the company's
wrong=91990000MA0000015X  # with a wrong check character
number=990000000000015

# requests N: so many requests have come since the last time.
requests() {
    check
    [ "$(wc -l <"$work/log")" -eq "$1" ] || flunk "not $1 requests: $(cat "$work/log")"
    : >"$work/log"
}

# Typed through printf, it is sent as the keyword and gets a snapshot; stderr tells it in one line.
while IFS=$'\t' read -r keyword typed; do
    case_ "typed: $typed"
    ask "$plain" "$(printf '%b' "$typed")" --json
    expect_exit 0
    expect_json "o['keyword'] == '$keyword'" "o['status'] == 200"
    expect_stderr_match "^qcc-snapshot: the keyword is sent as .*$keyword, .*--as-typed"
    check
    [ "$(wc -l <"$work/err")" -eq 1 ] || flunk "stderr is not one line"
done <<END
$company	 $company 
$company	\u3000$company\u3000
$company	$company\r
$company	\ufeff$company
$company	虚构\u200b科技\u200b有限公司
$code	91990000ma0000015q
$code	9199 0000 MA00 0001 5Q
$code	919900-00MA000001-5Q
$code	９１９９００００ＭＡ０００００１５Ｑ
$code	\u202a$code\u202c
$number	9900 0000 0000 015
$number	９９００－００００－００００－０１５
$code	http://www.gsxt.gov.cn/index.html?uniscid=$code
$code	http://gsxt.gdgs.gov.cn/aiccips/viewBusinessLicence?uniscid=$code&regno=$number
$number	http://gsxt.gdgs.gov.cn/aiccips/viewBusinessLicence?uniscid=&regno=$number
$number	https://www.szcredit.org.cn/web/gspt/qr.aspx?rid=$number&cid=77
$number	http://gsxt.jxaic.gov.cn/ztgs/entInfo.do?zch=$number
$code	信用代码：$code；注册号：$number
$code	http://x.gov.cn/?q=%E4%BF%A1%EF%BC%9A$code%EF%BC%9B
END

for keyword in "$company" "$code" "$number" 00000000000000000000000000000001 h0000000000000000000000000000005; do
    case_ "nothing is to be made of it, and nothing is said: $keyword"
    ask "$plain" "$keyword" --json
    expect_exit 0
    expect_json "o['keyword'] == '$keyword'"
    expect_stderr_empty
done

case_ "a code in GBK text is found"
ask "$plain" "$(printf '\xd7\xa2\xb2\xe1\xba\xc5\xa3\xba%s' "$number")" --json
expect_exit 0
expect_json "o['keyword'] == '$number'"

case_ "a QR code's text may be longer than a keyword"
ask "$plain" "http://x.gov.cn/?$(printf 'a=%.0s' {1..500})&uniscid=$code" --json
expect_exit 0
expect_json "o['keyword'] == '$code'"

while IFS= read -r typed; do
    case_ "as typed: $typed"
    : >"$work/log"
    ask "$plain" "$typed" --json --as-typed
    expect_exit 1
    expect_json "o['keyword'] == '$typed'" "o['status'] == 201"
    expect_stderr_match 'Status 201'
    requests 1
done <<END
 $company
91990000ma0000015q
信用代码：$code；注册号：$number
END

case_ "what cannot be sent is in the JSON object all the same, as JSON"
ask "$plain" "$(printf 'a"\\\xd0\xe9\xb9\xb9')" --json
expect_exit 2
expect_error QCC_ERROR_KEYWORD_GBK setup no
expect_json "o['keyword'] == 'a\"' + chr(92) + '\\ufffd鹹'" # by chance the rest is UTF-8
expect_stderr_match 'GBK'
ask "$plain" ' x ' --json
expect_exit 2
expect_json "o['keyword'] == 'x'" "o['error'] == 'QCC_ERROR_KEYWORD_SHORT'"
ask "$plain" "$(printf 'ab\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xff')" --json
expect_exit 2
expect_json "o['keyword'] == 'ab' + 10 * '\\ufffd'"

case_ "a configuration that fails has the keyword in its JSON object, too"
run --base-url ftp://x --credentials "$credentials" --json " $company"
expect_exit 2
expect_json "o['keyword'] == '$company'" "o['error'] == 'QCC_ERROR_URL'"

: >"$work/log"
case_ "a wrong check character is warned of where nobody can be asked"
ask "$plain" "$wrong"
expect_exit 1
expect_stderr_match '^qcc-snapshot: warning: .*check character'
requests 1

case_ "a URL without a code is warned of"
ask "$plain" 'HTTP://x.gov.cn/q?uuid=3f2504e0-4f89-11d3-9a0c-0305e82c3301'
expect_exit 1
expect_stderr_match '^qcc-snapshot: warning: .*URL'
ask "$plain" 'https://x.gov.cn/q?id=20180905'
expect_stderr_match '^qcc-snapshot: warning: .*URL'
requests 2

# at_terminal ANSWER KEYWORD [OPTION...]: a person answers.
at_terminal() {
    local answer=$1 keyword=$2
    shift 2
    timeout 90 "$python" "$lib/terminal.py" "$answer" "$work/err" "$snapshot" --base-url "$plain" --allow-plain-http \
        --credentials "$credentials" "$@" -- "$keyword" >"$work/out"
    rc=$?
}
expect_question() {
    expect_stderr_match 'check character.*\[y/N\]'
}

for answer in y Y yes; do
    case_ "asked, and $answer: it is sent"
    at_terminal "$answer" "$wrong"
    expect_exit 1
    expect_question
    expect_stderr_match 'Status 201'
    requests 1
done

for answer in n '' no x EOF; do
    case_ "asked, and '$answer': nothing is sent, exit 2"
    at_terminal "$answer" "$wrong" --json
    expect_exit 2
    expect_question
    expect_error QCC_ERROR_CANCELED setup no
    expect_json "o['keyword'] == '$wrong'"
    requests 0
done

case_ "asked, and Ctrl-C: nothing is sent, exit 130"
at_terminal INT "$wrong"
expect_exit 130
expect_question
expect_stdout_empty
requests 0

case_ "asked once, whatever --repeat says, and of what is sent"
at_terminal n " ${wrong,,}" --repeat 3
expect_exit 2
expect_stderr_match "sent as .*$wrong"
expect_question
requests 0

case_ "a URL without a code is asked about, too"
at_terminal n http://x.gov.cn/
expect_exit 2
expect_stderr_match 'URL.*\[y/N\]'
requests 0

case_ "--yes skips the question, and warns"
at_terminal n "$wrong" --yes
expect_exit 1
expect_stderr_match 'warning: .*check character'
check
! grep -qF '[y/N]' "$work/err" || flunk "it asks"
requests 1

case_ "nobody is asked about a right check character, or about what cannot be sent"
at_terminal n "$code"
expect_exit 0
expect_stderr_empty
at_terminal n "$(printf 'http://x.gov.cn/\xff')"
expect_exit 2
check
! grep -qF '[y/N]' "$work/err" || flunk "it asks"

finish
