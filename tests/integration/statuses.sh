#!/usr/bin/env bash
# statuses.sh - each Status of the document, of the newer lists, and of none, through qcc-snapshot.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
simulator
"$QCC_BIN_DIR/qcc-simulator" --list-statuses >"$work/statuses"

case_ "the simulator knows 42"
check
[ "$(sort -u "$work/statuses" | wc -l)" -eq 42 ] || flunk "$(wc -l <"$work/statuses") of them"

while IFS=$'\t' read -r status text; do
    bare=${text#*】}
    if [ "$status" = 200 ]; then
        continue
    fi
    charge=no
    [[ $text != 【有效请求】* ]] || charge=yes
    case_ "Status $status: exit 1, its number, Chinese and English text"
    ask "$plain" "status-$status"
    expect_exit 1
    expect_sentence
    expect_stderr_match "$status"
    expect_stderr_match "$bare"
    expect_stderr_match '[a-z]+ [a-z]+ [a-z]+'
    if [ "$charge" = yes ]; then expect_stderr_match 'was charged'; else expect_stderr_match 'was not charged'; fi

    case_ "Status $status: the object"
    ask "$plain" "status-$status" --json
    expect_exit 1
    expect_json "int(o['status']) == $status" "o['message'] == '$text'" "not o.get('url')" \
        "o['charge'] == '$charge'" \
        "o['order_number'].startswith('ECIIMAGE')"

    # 223 has two texts.
    if [ "$status" = 223 ]; then
        bare="$bare|查询参数模糊，无法获取结果"
    fi
    # With another Message, so that the text can only be the library's own.
    case_ "Status $status: the documented text does not come from the Message"
    ask "$plain" "status-$status-invalid"
    expect_exit 1
    expect_stderr_match "$bare|$(sed 's/ //g' <<<"$bare")"
done <"$work/statuses"

case_ "223 with its newer text"
ask "$plain" status-223-newer --json
expect_exit 1
expect_json "int(o['status']) == 223" "'查询参数模糊' in o['message']"

case_ "Status 200 in the document's own words"
ask "$plain" status-200 --json
expect_exit 0
expect_json "int(o['status']) == 200" "o['message'] == '【有效请求】查询成功'" \
    "o['url'].startswith('https://localhost:')"

for status in 100 204 299 300 404 500 999; do
    for kind in "" -valid -invalid; do
        case $kind in -valid) charge=yes ;; -invalid) charge=no ;; *) charge=maybe ;; esac
        case_ "Status $status$kind, in no list, comes through with its number and Message"
        ask "$plain" "status-$status$kind" --json
        expect_exit 1
        expect_json "int(o['status']) == $status" "'没有公布的状态' in o['message']" \
            "o['charge'] == '$charge'"
        ask "$plain" "status-$status$kind"
        expect_exit 1
        expect_sentence
        expect_stderr_match "$status"
        expect_stderr_match 没有公布的状态
    done
done

case_ "one over TLS"
ask "$base" status-112
expect_exit 1
expect_stderr_match 112

finish
