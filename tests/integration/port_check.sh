#!/usr/bin/env bash
# port_check.sh - qcc-port-check against the simulator: every row holds for the POSIX port, a row
# fails when the peer is not there, and wrong usage is exit 2.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
program=$QCC_BIN_DIR/qcc-port-check
# A label of 64 characters: no resolver asks anybody for it.
no_name=$(printf 'a%.0s' {1..64}).invalid

# expect_end EXIT SUM: how the last run of the program ended.
expect_end() {
    check
    [ "$rc" -eq "$1" ] || flunk "exit $rc, expected $1"
    check
    [ "$(tail -n 1 "$work/out")" = "$2" ] || flunk "expected the last line \"$2\""
}

start_peer() {
    mkfifo "$work/lines"
    "$QCC_BIN_DIR/qcc-simulator" --port-check 0 --lifetime-s 120 >"$work/lines" &
    peer=$!
    pids+=("$peer")
    while read -r word rest; do
        [ "$word" = port-check ] && place=$rest
        [ "$word" = ready ] && break
    done <"$work/lines"
}

place=
start_peer

case_ "every row holds"
rc=0
# shellcheck disable=SC2086 # address and port
"$program" --name localhost --no-name "$no_name" $place >"$work/out" 2>"$work/err" || rc=$?
rows=$(($(wc -l <"$work/out") - 1))
expect_end 0 "$rows rows: $rows hold, 0 fail, 0 skipped"
check
[ "$rows" -ge 25 ] && [ "$(grep -c '^ok   ' "$work/out")" -eq "$rows" ] || flunk "not $rows lines of ok"

case_ "without names what needs them is skipped"
rc=0
# shellcheck disable=SC2086
"$program" $place >"$work/out" 2>"$work/err" || rc=$?
expect_end 0 "$rows rows: $((rows - 3)) hold, 0 fail, 3 skipped"

case_ "rows fail when the peer is gone"
kill "$peer"
wait "$peer" 2>/dev/null
rc=0
# shellcheck disable=SC2086
"$program" $place >"$work/out" 2>"$work/err" || rc=$?
check
[ "$rc" -eq 1 ] || flunk "exit $rc, expected 1"
check
grep -q '^FAIL connect reaches an address: it returned FAILED$' "$work/out" || flunk "no row says so"

case_ "wrong usage is exit 2"
for arguments in "" "127.0.0.1" "127.0.0.1 0" "127.0.0.1 65534" "127.0.0.1 1x" "--name" \
    "--nothing x 127.0.0.1 1" "127.0.0.1 1 2"; do
    rc=0
    # shellcheck disable=SC2086
    "$program" $arguments >"$work/out" 2>"$work/err" || rc=$?
    check
    [ "$rc" -eq 2 ] || flunk "\"$arguments\": exit $rc, expected 2"
done

finish
