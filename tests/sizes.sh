#!/usr/bin/env bash
# sizes.sh - what libqcc takes on Cortex-M: flash, RAM and instructions, a tab-separated line each on stdout: name,
# value, unit. Whatever else there is to say goes to stderr.
#
#   sizes.sh --quick     flash of libqcc on the M3 and instructions of its codecs: seconds, no image
#
# A name begins with its target. On every target:
#
#   codec_flash          text and data of a program that builds the canonical request and parses the canonical reply in
#                        both framings, less those of the same program that sends a byte and receives once
#                        (tests/sizes/codec.c). Start-up code, transport, buffers and the application's own data are in
#                        both; Token and reply are given, so neither MD5 nor any text is in it; the few lines that call
#                        the codecs are.
#   client_flash         all of src/, jsmn in it: every object of libqcc.a, whether or not a program needs it, but for
#                        error_text.c, and with the table of Status codes as QCC_STATUS_TEXTS=0 leaves it
#   module_flash.*       each object of it, with all its texts
#
# On the M3, run by QEMU with an instruction a nanosecond, so that they are the same in each run:
#
#   build_instructions, parse_length_instructions, parse_chunked_instructions
#                        the canonical work once: the difference between one round and 1,001, less the same with the
#                        transport only
#
# SPDX-License-Identifier: MIT
set -euo pipefail
trap 'echo "sizes.sh: FAILED" >&2' ERR
set -E
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() {
    echo "sizes.sh: $*" >&2
}

# emit NAME VALUE UNIT
emit() {
    printf '%s\t%s\t%s\n' "$@"
}

# build TARGET: libqcc as its preset has it, and the programs of tests/sizes over it.
build() {
    local log=build/sizes/$1.log
    mkdir -p build/sizes
    say "building for $1"
    {
        cmake --preset "$1"
        cmake --build --preset "$1" --parallel "$(nproc)"
        cmake -S tests/sizes -B "build/sizes/$1" -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/toolchains/cortex-$1.cmake" \
            -DCMAKE_BUILD_TYPE=MinSizeRel -Dqcc_DIR="$PWD/build/$1"
        cmake --build "build/sizes/$1" --parallel "$(nproc)"
    } >"$log" 2>&1 || { cat "$log" >&2; say "FAILED: $1 does not build"; exit 1; }
}

# flash FILE: the sum of its text and data, read-only data being text.
flash() {
    arm-none-eabi-size "$@" | awk 'NR > 1 { sum += $1 + $2 } END { print sum }'
}

# library_flash TARGET: each object of libqcc.a, and all of them.
library_flash() {
    local text data file name all=0 numbers
    while read -r text data _ _ _ file _; do
        name=${file%.c.*}
        emit "$1.module_flash.$name" $((text + data)) bytes
        [ "$name" = error_text ] || [ "$name" = status ] || all=$((all + text + data))
    done < <(arm-none-eabi-size "build/$1/libqcc.a" | tail -n +2)
    numbers=$(flash "build/sizes/$1/libstatus_numbers.a")
    emit "$1.client_flash" $((all + numbers)) bytes
}

codec_flash() {
    local with without
    with=$(flash "build/sizes/$1/codec.elf")
    without=$(flash "build/sizes/$1/nothing.elf")
    emit "$1.codec_flash" $((with - without)) bytes
}

# On the M3 only.
codec_instructions() {
    local name count
    local -A of
    while read -r name count; do
        of[$name]=$count
    done < <(timeout 120 qemu-system-arm -M lm3s6965evb -kernel build/sizes/m3/count.elf -display none -monitor none \
        -serial stdio -no-reboot -icount shift=0 -semihosting-config enable=on,target=native </dev/null 2>/dev/null)
    [ -n "${of[parse_chunked]-}" ] || { say "FAILED: the canonical work was not done: ${!of[*]} ${of[*]}"; exit 1; }
    emit m3.build_instructions $((of[build] - of[loop])) instructions
    emit m3.parse_length_instructions $((of[parse_length] - of[receive_length])) instructions
    emit m3.parse_chunked_instructions $((of[parse_chunked] - of[receive_chunked])) instructions
}

case ${1-} in
--quick)
    build m3
    codec_flash m3
    library_flash m3
    codec_instructions ;;
*)
    echo "usage: $0 --quick" >&2
    exit 2 ;;
esac
say "done"
