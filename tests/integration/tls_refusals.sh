#!/usr/bin/env bash
# tls_refusals.sh - rows 2 and 3 of the bad inputs: each certificate of tests/pki, in TLS 1.2 and
# 1.3. The bad ones are refused in the handshake, by the right name, with no request sent; the
# good ones, on the same server, are not.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
need nginx

count=$(wc -l <"$pki/index.txt")
read -ra ports <<<"$(free_ports $((2 * count)))"
has_ipv6=false
if grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6 2>/dev/null; then
    has_ipv6=true
fi
: >"$work/servers"
next=0
while IFS=$'\t' read -r name _; do
    for version in 1.2 1.3; do
        # Level 0, so that OpenSSL serves what nobody should.
        nginx_server "${ports[$next]}" "$name" \
            "ssl_protocols TLSv$version; ssl_ciphers ALL:@SECLEVEL=0;"
        next=$((next + 1))
    done
done <"$pki/index.txt"
if $has_ipv6; then
    sed -i 's/^\( *\)listen 127\.0\.0\.1:\([0-9]*\) ssl;/&\n\1listen [::1]:\2 ssl;/' "$work/servers"
fi
nginx_start

next=0
bad=0
while IFS=$'\t' read -r name _ _ host verdict sentence; do
    for version in 1.2 1.3; do
        port=${ports[$next]}
        next=$((next + 1))
        if [[ $host == *:* ]]; then
            $has_ipv6 || continue
            host="[${host//[\[\]]/}]"
        fi
        case_ "TLS $version, $name ($sentence): $verdict"
        ask "https://$host:$port/api/yj" "$company" --json
        if [ "$verdict" = ok ]; then
            expect_exit 0
            expect_json "o['url'] == '$url'"
        else
            bad=$((bad + 1))
            expect_exit 4
            expect_error "$verdict" handshake no
            expect_stderr_match '[a-z]+ [a-z]+'
            check
            if grep -q "^port=$port " "$work/nginx.log"; then flunk "a request was sent"; fi
        fi
    done
done <"$pki/index.txt"

check
[ "$bad" -ge 40 ] || flunk "only $bad refusals were tried"

case_ "no roots of the machine's own are trusted beside --ca-file"
run --base-url "https://localhost:${ports[0]}/api/yj" --credentials "$credentials" --ca-file \
    "$pki/root-unknown.pem" --json "$company"
expect_exit 4
expect_error QCC_ERROR_TLS_UNTRUSTED handshake no

finish
