#!/usr/bin/env bash
# run.sh - the whole suite on a bare Debian: installs what is missing, builds the presets desktop, asan and tsan,
# and runs every test of each.
#
#   run.sh [ctest arguments...]
# SPDX-License-Identifier: MIT
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."

outcome="run.sh: FAILED before the tests ran"
trap 'echo "$outcome"' EXIT

sh cmake/need-packages.sh test

presets=(desktop asan tsan)
for preset in "${presets[@]}"; do
    echo "run.sh: building $preset"
    cmake --preset "$preset"
    cmake --build --preset "$preset" --parallel "$(nproc)"
done

# A run of ctest for each build tree: tests of one name in two trees would share their properties, the last one's.
passed=0
failed=0
for preset in "${presets[@]}"; do
    echo "run.sh: testing $preset"
    log=build/$preset/run.log
    ctest --test-dir "build/$preset" --output-on-failure --no-tests=error "$@" 2>&1 | tee "$log" || true
    # "98% tests passed, 1 tests failed out of 32"
    read -r bad all < <(sed -n 's/^[0-9]*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\)$/\1 \2/p' "$log") ||
        { outcome="run.sh: FAILED: ctest did not finish in $preset"; exit 1; }
    passed=$((passed + all - bad))
    failed=$((failed + bad))
done
echo "run.sh: ${presets[*]} together:"
echo "$passed passed, $failed failed"
outcome="run.sh: all passed"
if [ "$failed" -ne 0 ] || [ "$passed" -eq 0 ]; then
    outcome="run.sh: FAILED"
    exit 1
fi
