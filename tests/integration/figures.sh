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
case_ "a store of many roots costs no more memory than one of five"
cat /etc/ssl/certs/ca-certificates.crt "$roots" >"$work/store.pem"
count=$(grep -c 'BEGIN CERTIFICATE' "$work/store.pem")
check
[ "$count" -gt 100 ] || flunk "the store has but $count roots"
simulator --tls 1.2 --cert "$pki/good-rsa-inter.pem"
for file in "$roots" "$work/store.pem"; do
    run --base-url "$base" --ca-file "$file" --credentials "$credentials" --verbose -- "$company"
    expect_exit 0
    sed -n 's/.*arena: at most \([0-9]*\) of .*/\1/p' "$work/err" >>"$work/peaks"
done
check
[ "$(sort -u "$work/peaks" | wc -l)" -eq 1 ] || flunk "the peaks differ: $(tr '\n' ' ' <"$work/peaks")"
printf 'arena_peak.store_of_%s_roots\t%s\tbytes\n' "$count" "$(tail -n 1 "$work/peaks")" >>"$work/figures"

# README's are of the desktop preset. A signature's length varies with the certificates, which are new in each build tree.
if [ -n "${QCC_HEAP_COUNTED:-}" ]; then
    case_ "README says the same"
    check
    rows=0
    while IFS='|' read -r _ name value _; do
        name=$(tr -d ' `' <<<"$name")
        value=$(tr -d ' ,' <<<"$value")
        here=$(awk -v name="$name" '$1 == name { print $2 }' "$work/figures")
        slack=0
        [[ $name == arena_peak.* ]] && slack=256
        [ -n "$here" ] && [ $((here - value)) -le $slack ] && [ $((value - here)) -le $slack ] ||
            flunk "$name is ${here:-unknown}, README says $value"
        rows=$((rows + 1))
    done < <(grep -E '^\| `(ram|arena_peak)\.' "$QCC_SOURCE_DIR/README.md")
    check
    [ "$rows" -ge 10 ] || flunk "README has $rows figures"
fi

cat "$work/figures"
finish
