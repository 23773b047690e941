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

# One run of ctest over all build trees, so that its closing line is for the whole.
for preset in "${presets[@]}"; do
    echo "subdirs(\"$preset\")"
done >build/CTestTestfile.cmake
echo "run.sh: testing ${presets[*]}, in this order"
if ctest --test-dir build --output-on-failure --no-tests=error "$@"; then
    outcome="run.sh: all passed"
else
    outcome="run.sh: FAILED"
    exit 1
fi
