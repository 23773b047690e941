#!/usr/bin/env bash
# pins.sh - --pin, with pins that openssl computes: any key of the chain, on top of its verification.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"

# pin FILE: of the first certificate in it, as the header's manual says.
pin() {
    printf 'sha256//'
    openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary |
        openssl base64
}

sed '1,/END CERT/d' "$pki/good-ec-inter.pem" >"$work/inter.pem"
leaf=$(pin "$pki/good-ec-inter.pem")
inter=$(pin "$work/inter.pem")
root=$(pin "$pki/root-ec.pem")
reserve=$(pin "$pki/good-rsa.pem")
other=$(pin "$pki/root-rsa.pem")

for version in 1.2 1.3; do
    simulator --tls $version
    for name in leaf inter root; do
        case_ "TLS $version: the key of the $name and a reserve, in either order"
        ask "$base" "$company" --pin "${!name}" --pin "$reserve" --repeat 2
        expect_exit 0
        expect_stderr_empty
        ask "$base" "$company" --pin "$reserve" --pin "${!name}"
        expect_exit 0
    done

    case_ "TLS $version: two keys that the chain does not have, one of them of a root that is trusted"
    before=$(grep -c . "$work/log")
    ask "$base" "$company" --pin "$reserve" --pin "$other" --json
    expect_exit 4
    expect_error QCC_ERROR_TLS_PIN handshake no
    ask "$base" "$company" --pin "$reserve" --pin "$other"
    expect_exit 4
    expect_sentence
    expect_stderr_match 'pinned key'
    check
    [ "$(grep -c . "$work/log")" -eq "$before" ] || flunk "a request was sent"
    kill "$simulator_pid"
    wait "$simulator_pid" 2>/dev/null
done

simulator
case_ "one pin alone, or the same twice: refused, with the reason"
for again in 1 2; do
    pins=(--pin "$leaf")
    [ $again -eq 1 ] || pins+=(--pin "$leaf")
    ask "$base" "$company" "${pins[@]}"
    expect_exit 2
    expect_sentence
    expect_stderr_match 'QCC_ERROR_PINS'
    expect_stderr_match 'changes its key'
done

case_ "a pin that is none"
for value in '' "${leaf#sha256//}" "${leaf%=}" "$leaf=" "$leaf;$inter" "sha1//$leaf" "sha256//!${leaf#sha256//?}"; do
    ask "$base" "$company" --pin "$value" --pin "$reserve"
    expect_exit 2
    expect_sentence
    expect_stderr_match '--pin takes'
done

case_ "more pins than there is room for"
pins=()
for _ in {1..17}; do pins+=(--pin "$leaf"); done
ask "$base" "$company" "${pins[@]}"
expect_exit 2
expect_sentence

case_ "pins over plain http promise what cannot be kept: the member is named"
ask "$plain" "$company" --pin "$leaf" --pin "$reserve"
expect_exit 2
expect_stderr_match 'QCC_ERROR_CONFIG.*member pins'

case_ "a pinned key does not excuse a chain that nobody trusts"
kill "$simulator_pid"
wait "$simulator_pid" 2>/dev/null
simulator --cert "$pki/bad-unknown-root.pem"
ask "$base" "$company" --pin "$(pin "$pki/bad-unknown-root.pem")" --pin "$other" --json
expect_exit 4
expect_error QCC_ERROR_TLS_UNTRUSTED handshake no

finish
