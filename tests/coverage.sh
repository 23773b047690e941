#!/usr/bin/env bash
# coverage.sh - how much of src/ the unit tests run, by lines and by branches, assertions aside. Fails below 100 % of either.
#
#   coverage.sh [ctest arguments...]
#
# Prints each line and branch that no test takes, as FILE:LINE, and last `lines N % branches N %`. The build tree is
# build/coverage.
# SPDX-License-Identifier: MIT
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=build/coverage

cmake --preset coverage >/dev/null
units=()
for source in tests/unit/*/test_*.c; do
    units+=("$(basename "$source" .c)")
done
{ cmake --build --preset coverage --parallel "$(nproc)" --target "${units[@]}" test-pki >"$build/build.log" 2>&1; } ||
    { tail -n 30 "$build/build.log"; exit 1; }
find "$build" -name '*.gcda' -delete
# What drives a port only takes no line of src/.
ctest --test-dir "$build" -R '^unit\.' -E 'port_check' --output-on-failure --parallel "$(nproc)" "$@" >"$build/ctest.log" 2>&1 ||
    { grep -v '   Passed  ' "$build/ctest.log" | grep -v '^ *Start ' | tail -n 60; exit 1; }

# By gcovr, Debian's: the python3 that is found first may be another one, without it.
gcovr=(/usr/bin/python3 -m gcovr)
(cd "$build" && "${gcovr[@]}" -r ../.. --filter '../../src/' --branches --exclude-throw-branches \
    --exclude-lines-by-pattern '^\s*assert\(' --json coverage.json CMakeFiles/qcc.dir >gcovr.log 2>&1) || { tail -n 5 "$build/gcovr.log"; exit 1; }
python3 - "$build/coverage.json" <<'END'
import json
import sys

lines = branches = lines_hit = branches_hit = 0
for file in json.load(open(sys.argv[1], encoding="utf-8"))["files"]:
    for line in file["lines"]:
        if line.get("gcovr/noncode") or line.get("gcovr/excluded"):
            continue
        lines += 1
        lines_hit += line["count"] > 0
        taken = [branch["count"] > 0 for branch in line["branches"]]
        branches += len(taken)
        branches_hit += sum(taken)
        if line["count"] == 0 or not all(taken):
            print("%s:%d: %s" % (file["file"], line["line_number"],
                                 "never run" if line["count"] == 0 else "%d of %d branches" % (sum(taken), len(taken))))


def percent(hit, of):
    # Never rounded up to 100.
    return "100" if hit == of else "%.1f" % min(99.9, 100 * hit / of)


print("lines %s %% branches %s %%" % (percent(lines_hit, lines), percent(branches_hit, branches)))
sys.exit(lines_hit != lines or branches_hit != branches or lines < 1000)
END
