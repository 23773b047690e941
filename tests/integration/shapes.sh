#!/usr/bin/env bash
# shapes.sh - each shape of the envelope, framed in four ways.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
simulator
picture=$(sed 's,/api/yj$,/ReportImage/00000000000000000000000000000001.png,' <<<"$base")
framings=("" +chunked+close +chunked-1 +until-close)

# What each of them is: a Status, or the error. The rest of the line is a Python expression for
# the object `o`.
cat >"$work/shapes" <<'END'
document 200 o['message'] == '查询成功'
undated 201 o['message'] == '查询无结果' and not o['order_number']
2019-20 200 o['message'] == '查询成功'
2019-20-array QCC_ERROR_RESULT
2019 200 o['order_number'].startswith('ECIIMAGE')
2019-object QCC_ERROR_RESULT
2020 200 not o['order_number']
2020-object QCC_ERROR_RESULT
2021-24 200 o['message'] == '【有效请求】查询成功'
error 112 o['order_number'] == 'ECICERTIFICATION2024010212345612345678'
nested-status 201 o['message'] == '查询无结果' and not o['order_number']
number-status 200
number-status-error 201
lower-case 200 o['message'] == '查询成功' and o['order_number'].startswith('ECIIMAGE')
null-order-number 200 not o['order_number']
no-order-number 200 not o['order_number']
long-order-number 200 o['order_number'] == 'ECICERTIFICATIONANDMORE123420240102123456123456'
null-message 200 not o['message']
no-message 200 not o['message']
status-only 201
more-members 200 o['message'] == '查询成功'
bom 200 o['message'] == '查询成功'
pretty 200 o['message'] == '查询成功'
escapes 200 o['message'] == '查询成功'
escaped-slashes 200
surrogate-pair 200 o['message'] == '\U00020bb7\U0001f600 查询成功'
quotes 200 o['message'] == '"查询\\成功"'
nested-8 200
object-message 200 not o['message']
long-order-number-200 200 len(o['order_number']) == 64
null-result QCC_ERROR_RESULT
no-result QCC_ERROR_RESULT
number-result QCC_ERROR_RESULT
no-status QCC_ERROR_ENVELOPE
null-status QCC_ERROR_ENVELOPE
status-0200 QCC_ERROR_ENVELOPE
status-200.0 QCC_ERROR_ENVELOPE
status-2e2 QCC_ERROR_ENVELOPE
two-statuses QCC_ERROR_ENVELOPE
two-results QCC_ERROR_ENVELOPE
two-roots QCC_ERROR_JSON
array QCC_ERROR_JSON
string QCC_ERROR_JSON
empty QCC_ERROR_JSON
blank QCC_ERROR_JSON
html QCC_ERROR_JSON
cut QCC_ERROR_JSON
trailing-comma QCC_ERROR_JSON
no-colon QCC_ERROR_JSON
nul-after QCC_ERROR_JSON
u0000 QCC_ERROR_JSON
raw-control QCC_ERROR_JSON
lone-surrogate QCC_ERROR_JSON
gbk QCC_ERROR_JSON
over-long-utf8 QCC_ERROR_JSON
nested-100 QCC_ERROR_JSON_DEPTH
END

case_ "the list here and the simulator's are one"
check
"$QCC_BIN_DIR/qcc-simulator" --help | sed -n 's/^  shape-\([^ :]*\)  *\(Status\|to be\).*/\1/p' \
    | sort >"$work/theirs"
cut -d' ' -f1 "$work/shapes" | sort >"$work/ours"
cmp -s "$work/ours" "$work/theirs" || flunk "$(diff "$work/ours" "$work/theirs")"

while read -r shape verdict more; do
    for framing in "${framings[@]}"; do
        case_ "shape-$shape$framing"
        ask "$plain" "shape-$shape$framing" --json
        case $verdict in
        200)
            expect_exit 0
            expect_json "int(o['status']) == 200" "o['url'] == '$picture'" "${more:-True}"
            ;;
        [0-9]*)
            expect_exit 1
            expect_json "int(o['status']) == $verdict" "not o.get('url')" "${more:-True}"
            ;;
        *)
            expect_exit 5
            expect_error "$verdict" '(body|envelope)' 'maybe|yes'
            ;;
        esac
    done
done <"$work/shapes"

case_ "one over TLS, on stdout as it is"
ask "$base" shape-escaped-slashes
expect_exit 0
expect_stdout "$picture"

finish
