#!/usr/bin/env bash
# descriptors.sh - row 39: standard descriptors that are closed, and an output that takes nothing. No
# output ever enters the connection, and what cannot be delivered is said before it is paid for
# where that can be known.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
simulator

# asked: how many requests the simulator has seen.
asked() { wc -l <"$work/log"; }

# bare [REDIRECTION]: an ordinary request with these descriptors.
bare() {
    : >"$work/out"
    : >"$work/err"
    : >"$work/log"
    rc=0
    eval 'timeout 60 "$snapshot" --base-url "$url" --allow-plain-http --ca-file "$roots" \
        --credentials "$credentials" "$company" '"$1" || rc=$?
}

for url in "$base" "$plain"; do
    for stdin in '</dev/null' '<&-'; do
        for stderr in '2>"$work/err"' '2>&-'; do
            case_ "stdout is open: $stdin $stderr ${url%%:*}"
            bare "$stdin >\"\$work/out\" $stderr"
            expect_exit 0
            expect_stdout_match '^https://localhost:[0-9]+/ReportImage/[0-9a-z]+\.png$'
            expect_stderr_empty
            check
            [ "$(asked)" -eq 1 ] || flunk "$(asked) requests"

            case_ "stdout is closed: $stdin $stderr ${url%%:*}"
            bare "$stdin >&- $stderr"
            expect_exit 2
            check
            [ "$(asked)" -eq 0 ] || flunk "it asked all the same"
            [ "$stderr" = '2>&-' ] || expect_stderr_match 'stdout is closed'
        done
    done
done

case_ "stdout is open for reading only"
bare '1</dev/null 2>"$work/err"'
expect_exit 2
expect_stderr_match 'stdout is closed'
check
[ "$(asked)" -eq 0 ] || flunk "it asked all the same"

case_ "stdout is full: the link, which was paid for, is on stderr"
bare '>/dev/full 2>"$work/err"'
expect_exit 7
expect_stderr_match 'cannot be written; the link is https://localhost:[0-9]+/ReportImage/[0-9a-z]+\.png; The call was charged'

case_ "the reader of stdout has gone away"
{ sleep 1; bare '2>"$work/err"'; echo "$rc" >"$work/rc"; } | true
rc=$(cat "$work/rc")
expect_exit 7
expect_stderr_match 'the link is https://'

finish
