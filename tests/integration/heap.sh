#!/usr/bin/env bash
# heap.sh - a whole exchange makes no heap call, as a program that counts them shows.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"

if [ -z "${QCC_HEAP_COUNTED:-}" ]; then
    echo "not in this build: a sanitizer has an allocator of its own to count with"
    exit 0
fi
for version in 1.2 1.3; do
    simulator --tls $version
    case_ "TLS $version: two requests, from setup to teardown, without malloc, calloc, realloc or free"
    check
    address=${base/localhost/127.0.0.1}
    QCC_KEY=$key QCC_SECRET_KEY=$secret "$QCC_BIN_DIR/qcc-heap" "$address" "$roots" "$company" >"$work/out" 2>"$work/err" ||
        flunk "see above"
    cat "$work/out"
    check
    grep -qx 'exchange: malloc 0 calloc 0 realloc 0 free 0' "$work/out" || flunk "the exchange was not counted as none"
    check
    grep -qx 'control: malloc 1 calloc 1 realloc 1 free 2' "$work/out" || flunk "the control was not counted"
    stop "$simulator_pid"
done
finish
