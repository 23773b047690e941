#!/usr/bin/env bash
# build.sh - builds the two firmware images that are tested and measured: build/firmware/snapshot.elf, and
# snapshot-mfl.elf with TLS records of 4 KB at most. They link build/m3/libqcc.a and build/m3-mfl/libqcc.a. Beside them
# snapshot-plain.elf: the first without link-time optimization, so that its map tells what each part takes; and readme.elf,
# README's program for a board.
#
#   build.sh [ARGUMENT...]      each goes to every run of cmake: -DMBEDTLS_SOURCE_DIR=... -DLWIP_SOURCE_DIR=...
#
# Does again only what has changed.
# SPDX-License-Identifier: MIT
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

outcome="build.sh: FAILED"
trap 'echo "$outcome"' EXIT

pki=$PWD/build/pki
bash tests/pki/make.sh "$pki"

# image PRESET NAME DIR ARENA: NAME.elf, over what PRESET has built.
image() {
    local preset=$1 name=$2 dir=$3 arena=$4
    shift 4
    echo "build.sh: $preset"
    cmake --preset "$preset" --no-warn-unused-cli "$@" >/dev/null
    cmake --build --preset "$preset" --parallel 2 >/dev/null
    echo "build.sh: $name.elf"
    cmake -S examples/firmware -B "$dir" -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/toolchains/cortex-m3.cmake" \
        -Dqcc_DIR="$PWD/build/$preset" -DQCC_SOURCES_DIR="$PWD/build/_sources" -DFIRMWARE_NAME="$name" \
        -DFIRMWARE_ROOTS="$pki/root-rsa.pem;$pki/root-ec.pem" -DFIRMWARE_ARENA_SIZE="$arena" \
        -DCMAKE_RUNTIME_OUTPUT_DIRECTORY="$PWD/build/firmware" --no-warn-unused-cli "$@" >/dev/null
    cmake --build "$dir" --parallel 2 >/dev/null
}

image m3 snapshot build/firmware "" "$@"
image m3 snapshot-plain build/firmware/plain "" "$@" -DFIRMWARE_LTO=OFF
image m3-mfl snapshot-mfl build/firmware/mfl 18432 "$@"

# README's program for a board, as it stands there.
readme=$PWD/build/firmware/readme_program.c
sed -n '/^   ```c$/,/^   ```$/{/^   ```/!{s/^   //;p;};}' README.md >"$readme"
image m3 readme build/firmware/readme "" "$@" \
    "-DFIRMWARE_APPLICATION=$readme;$PWD/tests/firmware/readme/my_board.c" -DFIRMWARE_INCLUDE="$PWD/tests/firmware/readme"
arm-none-eabi-size build/firmware/snapshot.elf build/firmware/snapshot-mfl.elf
outcome="build.sh: done"
