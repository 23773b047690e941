#!/usr/bin/env bash
# picture_cost.sh - the user CPU of a 10 MB picture over TLS: qcc-snapshot beside curl, in turn, from one simulator.
#
#   picture_cost.sh [PAIRS]
#
# Wants curl and what `cmake --build --preset desktop` makes. Prints both sums and their ratio. Nothing fails by them: they are
# of this machine, and of how busy it is.
# SPDX-License-Identifier: MIT
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."
pairs=${1:-10}
bin=build/desktop/bin
command -v curl >/dev/null || { echo "picture_cost.sh: no curl here" >&2; exit 2; }

work=$(mktemp -d)
simulator=
trap '[ -z "$simulator" ] || kill "$simulator" 2>/dev/null; rm -rf "$work"' EXIT
"$bin/qcc-simulator" --lifetime-s 300 >"$work/says" &
simulator=$!
for ((i = 0; i < 100; i++)); do
    ! grep -q '^ready' "$work/says" || break
    sleep 0.1
done
value() { sed -n "s/^$1 //p" "$work/says"; }
ask=("$bin/qcc-snapshot" --base-url "$(value base-url)" --ca-file "$(value ca-file)" --credentials "$(value credentials)")
link=$("${ask[@]}" picture-big-10)

# user_ms COMMAND...: of one run.
user_ms() {
    local TIMEFORMAT=%U
    { time "$@" >/dev/null 2>"$work/err"; } 2>"$work/time"
    awk '{ print int($1 * 1000) }' "$work/time"
}
ours=0
theirs=0
for ((i = 0; i < pairs; i++)); do
    ours=$((ours + $(user_ms "${ask[@]}" --output "$work/ours.png" picture-big-10)))
    theirs=$((theirs + $(user_ms curl -s --cacert "$(value ca-file)" -o "$work/theirs.png" "$link")))
done
cmp "$work/ours.png" "$work/theirs.png"
echo "picture_cost.sh: $pairs pictures of $(wc -c <"$work/ours.png") bytes, user CPU: qcc-snapshot $ours ms, curl $theirs ms," \
    "ratio $(awk -v a="$ours" -v b="$theirs" 'BEGIN { if (b == 0) b = 1; printf "%.1f", a / b }')"
