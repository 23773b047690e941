#!/usr/bin/env bash
# demo.sh - a company's snapshot, its URL and its picture, fetched over verified TLS from the service's stand-in on this machine.
#
# Installs what is missing, builds, starts the simulator, asks it with qcc-snapshot, stops it.
# SPDX-License-Identifier: MIT
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."
company=小米科技有限责任公司
bin=build/desktop/bin

scratch=$(mktemp -d)
simulator=
finish() {
    status=$?
    if [ -n "$simulator" ]; then
        kill "$simulator" 2>/dev/null || true
        wait "$simulator" 2>/dev/null || true
    fi
    rm -rf "$scratch"
    if [ $status -eq 0 ]; then
        echo "demo.sh: OK"
    else
        echo "demo.sh: FAILED"
    fi
    exit $status
}
trap finish EXIT
trap 'exit 1' INT TERM

sh cmake/need-packages.sh demo

echo "demo.sh: building (build/desktop; what it says goes to build/demo.log)"
mkdir -p build
if ! { cmake --preset desktop && cmake --build --preset desktop --parallel "$(nproc)" --target qcc-snapshot qcc-simulator test-pki; } >build/demo.log 2>&1; then
    tail -n 40 build/demo.log
    exit 1
fi

echo "demo.sh: starting the simulator"
"$bin/qcc-simulator" >"$scratch/says" &
simulator=$!
for ((tries = 0; tries < 100; tries++)); do
    ! grep -q '^ready' "$scratch/says" || break
    kill -0 "$simulator"
    sleep 0.1
done
value() {
    sed -n "s/^$1 //p" "$scratch/says"
}

asks=("$bin/qcc-snapshot" --base-url "$(value base-url)" --ca-file "$(value ca-file)" \
    --credentials "$(value credentials)" "$company")
echo "demo.sh: asking it"
echo "  \$ ${asks[*]}"
url=$("${asks[@]}")
echo "  $url"
[[ $url == http?(s)://* ]]

# The number of pixels is the picture's own: a PNG says its width and height from byte 16 on.
picture=build/demo.png
asks=("${asks[@]:0:7}" --output "$picture" "$company")
echo "demo.sh: asking it for the picture"
echo "  \$ ${asks[*]}"
"${asks[@]}" >/dev/null
pixels() {
    od -An -tu1 -j "$1" -N 4 "$picture" | awk '{ print (($1 * 256 + $2) * 256 + $3) * 256 + $4 }'
}
echo "  $picture: $(pixels 16) x $(pixels 20) pixels, $(wc -c <"$picture") bytes"
