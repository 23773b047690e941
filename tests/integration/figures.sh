#!/usr/bin/env bash
# figures.sh - prints what README says of sizes: name, value, unit, tab-separated. Fails when the arena is not enough, or README says
# something else.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
need size

case_ "structs and buffers of this build"
check
"$QCC_BIN_DIR/qcc-figures" >"$work/figures" || flunk "qcc-figures fails"
total=0
while read -r text data _ _ _ file; do
    case $text in text) continue ;; esac
    name=${file%.c.o}
    printf 'flash.%s\t%s\tbytes\n' "${name%.o}" "$((text + data))" >>"$work/figures"
    total=$((total + text + data))
done < <(size "${QCC_BIN_DIR%/bin}/libqcc.a" | sed 's/ (ex .*//')
printf 'flash.all\t%s\tbytes\n' "$total" >>"$work/figures"

case_ "the arena at its peak, by version and chain"
arena=$(sed -n 's/^ram.arena\t\([0-9]*\)\t.*/\1/p' "$work/figures")
for version in 1.2 1.3; do
    for chain in good-rsa-inter good-ec-inter good-rsa4096; do
        simulator --tls $version --cert "$pki/$chain.pem"
        ask "$base" "$company" --repeat 2 --verbose
        expect_exit 0
        peak=$(sed -n 's/.*arena: at most \([0-9]*\) of .*/\1/p' "$work/err" | tail -n 1)
        printf 'arena_peak.tls%s.%s\t%s\tbytes\n' "$version" "${chain#good-}" "$peak" >>"$work/figures"
        check
        [ "${peak:-$arena}" -lt "$arena" ] || flunk "the arena's peak is ${peak:-unknown} of $arena bytes"
        stop "$simulator_pid"
    done
done
cat "$work/figures"
finish
