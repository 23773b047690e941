#!/usr/bin/env bash
# many.sh - many clients in one thread, over TLS 1.2 and 1.3 and without; and what is said where mbedTLS
# has slots for the keys of a few only. Prints the figures of 100 clients.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
many=$QCC_BIN_DIR/qcc-many
export QCC_KEY=$key QCC_SECRET_KEY=$secret
requests=5

# many CLIENTS URL: all their requests.
many() {
    rc=0
    timeout 120 "$many" "$1" $requests "$2" "$roots" "$company" >"$work/out" 2>"$work/err" || rc=$?
}

expect_requests() {
    expect_exit 0
    expect_stdout_match "^requests	$1	requests$"
    check
    [ "$(wc -l <"$work/log")" -eq "$1" ] || flunk "the simulator saw $(wc -l <"$work/log") requests"
    sed 's/^/  /' "$work/out"
}

case_ "100 clients without TLS"
simulator
many 100 "$plain"
expect_requests $((100 * requests))

if [[ $QCC_MBEDTLS_OPTIONS != *FIXED_KEY_SLOTS* ]]; then
    for version in 1.2 1.3; do
        case_ "100 clients over TLS $version"
        simulator --tls $version
        many 100 "$base"
        expect_requests $((100 * requests))
        check
        [ "$(awk '$1 == "arena" { print $2 }' "$work/out")" -lt 40000 ] ||
            flunk "a client takes more than 40,000 bytes of the arena"
    done
else
    case_ "few clients over TLS 1.3, with 32 slots for keys"
    simulator --tls 1.3
    many 10 "$base"
    expect_requests $((10 * requests))
    case_ "more clients over TLS 1.3 than there are slots: that is said"
    many 100 "$base"
    expect_exit 1
    expect_stderr_match QCC_ERROR_KEY_SLOTS
fi

finish
