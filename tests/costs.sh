#!/usr/bin/env bash
# costs.sh - what a faster handshake, or a newer TLS, costs a firmware: README's table of options, measured under QEMU.
#
#   costs.sh [NAME...]     all rows, or those named; a line a row on stdout, the table's
#
# For each row libqcc is built for the M3 with the words of its QCC_MBEDTLS_OPTIONS (port/mbedtls/qcc_mbedtls_firmware.h),
# and the firmware over it, with more stack and arena than the tests' image has, so that each option runs. Then, with a
# chain of RSA-2048 and one of P-256, leaf and intermediate, it asks twice, the second time by a resumed session:
#
#   flash      of the image, without link-time optimization; bytes, as the next two
#   arena      the smallest, to 64 bytes, with which both requests pass: found by bisection; RSA / P-256
#   stack      the deepest that it was
#   full, resumed
#              instructions of all steps of a request by such a handshake, in millions
#   longest    the same of the longest step() in the full one
#
# Flash, arena and stack are differences to the row `base` where that is measured in the same run.
#
# Keys are drawn anew each time: instructions differ by a percent or two from run to run. CMAKE_ARGS is given to every run of
# cmake (-DMBEDTLS_SOURCE_DIR=...). It takes ten minutes or more, and is no part of the tests.
# SPDX-License-Identifier: MIT
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A row's name, how it is called in the table, its words, and the largest version of TLS that the server speaks.
rows='base|none: TLS 1.2, window 2||1.2
ECP_WINDOW=3|`ECP_WINDOW=3`|ECP_WINDOW=3|1.2
ECP_WINDOW=4|`ECP_WINDOW=4`|ECP_WINDOW=4|1.2
ECP_WINDOW=5|`ECP_WINDOW=5`|ECP_WINDOW=5|1.2
ECP_WINDOW=6|`ECP_WINDOW=6`|ECP_WINDOW=6|1.2
ECP_FIXED_POINT|`ECP_FIXED_POINT`|ECP_FIXED_POINT|1.2
FAST|`FAST`: window 5 and fixed point|FAST|1.2
ECP_RESTARTABLE|`ECP_RESTARTABLE`: it gains nothing|ECP_RESTARTABLE|1.2
ECP_SMALL|`ECP_SMALL`: no NIST reduction|ECP_SMALL|1.2
SHA256_FAST|`SHA256_FAST`|SHA256_FAST|1.2
AES_TABLES|`AES_TABLES`: it gains nothing|AES_TABLES|1.2
P384|`P384`: and SHA-384, SHA-512|P384|1.2
MFL|`MFL`: records of 4 KB at most|MFL|1.2
TLS13,1.2|`TLS13`, the server has 1.2|TLS13|1.2
TLS13,1.3|`TLS13`, the server has 1.3|TLS13|1.3
TLS13+FAST,1.3|`TLS13;FAST`, the server has 1.3|TLS13;FAST|1.3'
arena_size=43008
stack_size=4096
read -ra cmake_args <<<"${CMAKE_ARGS-}"
work=$(mktemp -d)
pids=()
outcome="costs.sh: FAILED"
at_exit() {
    local pid
    for pid in "${pids[@]+"${pids[@]}"}"; do
        kill "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
    say "$outcome"
}
trap at_exit EXIT
trap 'exit 1' INT TERM

say() {
    echo "$*" >&2
}

fail() {
    say "costs.sh: $*"
    exit 1
}

# build WORDS: sets image.
build() {
    local dir=$PWD/build/costs/${1//;/+}
    image=$dir/snapshot.elf
    {
        cmake --preset m3 -B "$dir/m3" -DQCC_MBEDTLS_OPTIONS="$1" "${cmake_args[@]}" &&
            cmake --build "$dir/m3" --parallel 2 &&
            cmake -S examples/firmware -B "$dir" -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/toolchains/cortex-m3.cmake" \
                -Dqcc_DIR="$dir/m3" -DQCC_SOURCES_DIR="$PWD/build/_sources" -DFIRMWARE_LTO=OFF -DFIRMWARE_ARENA_SIZE=$arena_size \
                -DFIRMWARE_STACK_SIZE=$stack_size -DFIRMWARE_ROOTS="$pki/root-rsa.pem;$pki/root-ec.pem" "${cmake_args[@]}" &&
            cmake --build "$dir" --parallel 2
    } >"$work/build.log" 2>&1 || { tail -n 20 "$work/build.log" >&2; fail "it does not build with $1"; }
}

# serve CHAIN TLS: sets port.
serve() {
    local tries=0
    : >"$work/port"
    python3 tests/sizes/server.py "$pki/good-$1-inter.pem" tests/sizes/reply-length.http --tls "$2" >"$work/port" &
    pids+=($!)
    until [ -s "$work/port" ]; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || fail "server.py does not start"
        sleep 0.05
    done
    port=$(cat "$work/port")
}

# ask ARENA: two requests, the second by a resumed session; what the firmware printed is in $work/log.
ask() {
    local word words=
    for word in "url=https://10.0.2.2:$port/api/yj" key=0123456789abcdef0123456789abcdef \
        secret=0123456789ABCDEF0123456789ABCDEF keyword=小米科技有限责任公司 repeat=2 close=1 "arena=$1"; do
        words+=",arg=$word"
    done
    timeout 120 qemu-system-arm -M lm3s6965evb -kernel "$image" -display none -monitor none -serial stdio -no-reboot \
        -icount shift=0 -semihosting-config "enable=on,target=native,arg=fw$words" -netdev user,id=n0 \
        -net nic,netdev=n0,model=stellaris </dev/null >"$work/log" 2>"$work/qemu.err" &&
        [ "$(grep -c '^snapshot http' "$work/log")" -eq 2 ] && [ "$(grep -c '^resumed 1$' "$work/log")" -eq 1 ]
}

# printed LABEL [N]: the number after LABEL in the log, the N-th time.
printed() {
    awk -v label="$1 " -v nth="${2:-1}" 'index($0, label) == 1 && ++seen == nth { print substr($0, length(label) + 1) }' \
        "$work/log"
}

# millions CYCLES: of instructions; the board's clock has 50 MHz, and QEMU takes a nanosecond for each.
millions() {
    awk -v cycles="$1" 'BEGIN { printf "%.2f", cycles * 20 / 1e6 }'
}

# measure CHAIN TLS: sets floor, full, resumed, longest; stack is the larger of all.
measure() {
    local least middle
    serve "$1" "$2"
    ask "$arena_size" || { cat "$work/log" "$work/qemu.err" >&2; fail "no two snapshots over $1"; }
    full=$(millions "$(printed 'step cycles' 1)")
    resumed=$(millions "$(printed 'step cycles' 2)")
    longest=$(millions "$(printed 'longest handshake step cycles')")
    [ "$(printed stack)" -le "$stack" ] || stack=$(printed stack)
    # No smaller arena than the peak can do.
    least=$(($(printed 'arena peak') / 64 * 64 - 64))
    floor=$((least + 4096))
    ask "$floor" || floor=$arena_size
    while [ $((floor - least)) -gt 64 ]; do
        middle=$(((least + floor) / 128 * 64))
        if ask "$middle"; then
            floor=$middle
        else
            least=$middle
        fi
    done
    kill "${pids[-1]}"
    wait "${pids[-1]}" 2>/dev/null || true
    unset 'pids[-1]'
}

# thousands and signs, base: what awk needs to print a row.
table='
    function thousands(n, text) {
        for (; n >= 1000; n = int(n / 1000)) text = sprintf(",%03d", n % 1000) text
        return n text
    }
    function number(value, base) {
        if (base == "") return thousands(value)
        return (value < base ? "−" : "+") thousands(value < base ? base - value : value - base)
    }
    BEGIN { FS = "|" }
    {
        printf "| %s | %s | %s / %s | %s | %.1f / %.1f | %s | %.1f / %.1f |\n", $2, number($3, base[3]), number($4, base[4]),
            number($5, base[5]), number($6, base[6]), $7, $8, $9 < 2 ? sprintf("%.2f", $9) : sprintf("%.1f", $9), $10, $11
        if ($1 == "base") for (i = 3; i <= 6; i++) base[i] = $i
    }'

# row NAME TITLE WORDS TLS: measures, and adds a line to $work/rows.
row() {
    local rsa_floor rsa_full rsa_longest stack=0 image port floor full resumed longest flash
    say "costs.sh: $1"
    build "$3"
    measure rsa "$4"
    rsa_floor=$floor rsa_full=$full rsa_longest=$longest
    measure ec "$4"
    flash=$((0x$(arm-none-eabi-nm "$image" | awk '$3 == "board_flash_used" { print $1 }')))
    echo "$1|$2|$flash|$rsa_floor|$floor|$stack|$rsa_full|$full|$resumed|$rsa_longest|$longest" >>"$work/rows"
    awk "$table" "$work/rows" | tail -n 1
}

pki=$PWD/build/pki
bash tests/pki/make.sh "$pki"
echo "| option | flash | arena | stack | full handshake | resumed | longest step |"
echo "|---|---|---|---|---|---|---|"
count=0
while IFS='|' read -r name title words tls; do
    if [ $# -eq 0 ] || [[ " $* " = *" $name "* ]]; then
        row "$name" "$title" "$words" "$tls"
        count=$((count + 1))
    fi
done <<<"$rows"
[ $count -gt 0 ] || fail "no such row: $*"
outcome="costs.sh: $count rows measured"
