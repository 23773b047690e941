#!/usr/bin/env bash
# run.sh - the whole suite on a bare Debian: installs what is missing, builds every preset, runs the tests of each, then
# the firmware's, breaks the library in many places, and compares coverage and sizes with what they should be.
#
#   run.sh [ctest arguments...]
#
# With arguments, only those tests of the presets. The line before the last is the sum: `N passed, N failed`.
# SPDX-License-Identifier: MIT
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."

outcome="run.sh: FAILED before the tests ran"
trap 'echo "$outcome"' EXIT

sh cmake/need-packages.sh test

presets=(desktop asan tsan i386 mips m0plus m3 m3-mfl m4f m33 rv32imac)
for preset in "${presets[@]}"; do
    echo "run.sh: building $preset"
    outcome="run.sh: FAILED: $preset did not build"
    cmake --preset "$preset"
    cmake --build --preset "$preset" --parallel "$(nproc)"
done

passed=0
failed=0
count() {
    echo "run.sh: $1: $2 passed, $3 failed"
    passed=$((passed + $2))
    failed=$((failed + $3))
}

# A run of ctest for each build tree: tests of one name in two trees would share their properties, the last one's.
for preset in "${presets[@]}"; do
    echo "run.sh: testing $preset"
    log=build/$preset/run.log
    ctest --test-dir "build/$preset" --output-on-failure --parallel "$(nproc)" "$@" 2>&1 | tee "$log" || true
    # "98% tests passed, 1 tests failed out of 32"
    if read -r bad all < <(sed -n 's/^[0-9]*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\)$/\1 \2/p' "$log"); then
        count "$preset" $((all - bad)) "$bad"
    elif [ $# -eq 0 ] || ! grep -q '^No tests were found' "$log"; then
        outcome="run.sh: FAILED: ctest did not finish in $preset"
        exit 1
    fi
done

# script NAME COMMAND...: one whose last line, or the line before it, is `N passed, N failed`.
script() {
    local name=$1 log=build/$1.log ended=0 good bad
    shift
    echo "run.sh: testing $name"
    outcome="run.sh: FAILED: the tests of $name did not finish"
    "$@" 2>&1 | tee "$log" || ended=$?
    read -r good bad < <(tail -n 2 "$log" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p') || exit 1
    count "$name" "$good" "$bad"
    [ "$ended" -eq 0 ] || [ "$bad" -ne 0 ] || exit 1
}
# yes_or_no NAME COMMAND...: one that counts as one test.
yes_or_no() {
    local name=$1
    shift
    echo "run.sh: testing $name"
    if "$@"; then count "$name" 1 0; else count "$name" 0 1; fi
}
if [ $# -eq 0 ]; then
    yes_or_no coverage bash tests/coverage.sh
    script mutants /usr/bin/python3 tests/mutants.py . build/desktop
    script firmware bash tests/firmware.sh
    script sizes bash tests/sizes.sh --check
fi
echo "run.sh: everything together:"
echo "$passed passed, $failed failed"
outcome="run.sh: all passed"
if [ "$failed" -ne 0 ] || [ "$passed" -eq 0 ]; then
    outcome="run.sh: FAILED"
    exit 1
fi
