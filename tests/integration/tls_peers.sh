#!/usr/bin/env bash
# tls_peers.sh - TLS 1.2 and 1.3 against three implementations that are not mbedTLS: GnuTLS,
# OpenSSL and nginx; RSA and ECDSA, with an intermediate, up to an RSA-4096 root; each cipher of
# ours; and servers that offer only what we refuse.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
need nginx
chains="good-rsa good-ec good-rsa-inter good-ec-inter good-ec384 good-rsa4096 good-no-cn"

# ---- GnuTLS: the simulator.

gnutls_says() {
    check
    grep -q "$1" "$work/log" || flunk "GnuTLS does not say $1: $(cat "$work/log")"
}

for version in 1.2 1.3; do
    for chain in $chains; do
        case_ "GnuTLS, TLS $version, $chain"
        simulator --tls "$version" --cert "$pki/$chain.pem"
        ask "$base" "$company"
        expect_exit 0
        expect_stdout_match '^https://localhost:'
        gnutls_says "tls=TLS$version"
        stop "$simulator_pid"
    done
    for cipher in AES-128-GCM AES-256-GCM CHACHA20-POLY1305; do
        for chain in good-rsa good-ec; do
            case_ "GnuTLS, TLS $version, $cipher, $chain"
            simulator --cert "$pki/$chain.pem" --priority \
                "NORMAL:-VERS-ALL:+VERS-TLS$version:-CIPHER-ALL:+$cipher"
            ask "$base" "$company"
            expect_exit 0
            gnutls_says "tls=TLS$version"
            stop "$simulator_pid"
        done
    done
    for group in SECP256R1 SECP384R1; do
        case_ "GnuTLS, TLS $version, $group"
        simulator --priority "NORMAL:-VERS-ALL:+VERS-TLS$version:-GROUP-ALL:+GROUP-$group"
        ask "$base" "$company"
        expect_exit 0
        stop "$simulator_pid"
    done
done

refused_by_gnutls() {
    case_ "GnuTLS, $1: exit 4, or 3 (libmicrohttpd hangs up without an alert)"
    simulator --cert "$pki/$2.pem" --priority "$3"
    ask "$base" "$company" --json
    check
    { [ "$rc" -eq 4 ] || [ "$rc" -eq 3 ]; } || flunk "exit code $rc, expected 4 or 3"
    expect_error 'QCC_ERROR_(TLS_ALERT|TLS_HANDSHAKE|TLS_VERSION|CLOSED|INCOMPLETE|RESET)' handshake \
        no
    check
    [ ! -s "$work/log" ] || flunk "a request got through: $(cat "$work/log")"
    stop "$simulator_pid"
}
refused_by_gnutls "static RSA" good-rsa "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA"
refused_by_gnutls "DHE" good-rsa "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA"
refused_by_gnutls "CBC" good-ec \
    "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC:+AES-256-CBC"
refused_by_gnutls "TLS 1.1" good-rsa \
    "NORMAL:-VERS-ALL:+VERS-TLS1.1:+SIGN-ALL:+SHA1:%VERIFY_ALLOW_SIGN_WITH_SHA1"

# ---- nginx: a server block, and so a port, for each case.

: >"$work/servers"
: >"$work/cases"
# peer PORT EXPECTED-IN-LOG CHAIN SENTENCE DIRECTIVES: EXPECTED-IN-LOG `refused` is exit 4 with no
# request.
peer() {
    nginx_server "$1" "$3" "$5"
    printf '%s\t%s\t%s\n' "$1" "$2" "$4" >>"$work/cases"
}
read -ra ports <<<"$(free_ports 60)"
next=0
port() {
    port=${ports[$next]}
    next=$((next + 1))
}

for version in 1.2 1.3; do
    for chain in $chains; do
        port
        peer "$port" "tls=TLSv$version " "$chain" "nginx, TLS $version, $chain" \
            "ssl_protocols TLSv$version;"
    done
    for group in prime256v1 secp384r1; do
        port
        peer "$port" "tls=TLSv$version " good-ec "nginx, TLS $version, $group" \
            "ssl_protocols TLSv$version; ssl_ecdh_curve $group;"
    done
done
for cipher in AES128-GCM-SHA256 AES256-GCM-SHA384 CHACHA20-POLY1305; do
    for kind in RSA ECDSA; do
        port
        chain=good-rsa-inter
        [ $kind = RSA ] || chain=good-ec-inter
        peer "$port" "tls=TLSv1.2 cipher=ECDHE-$kind-$cipher " $chain \
            "nginx, TLS 1.2, ECDHE-$kind-$cipher" \
            "ssl_protocols TLSv1.2; ssl_ciphers ECDHE-$kind-$cipher;"
    done
done
for cipher in TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256; do
    port
    peer "$port" "tls=TLSv1.3 cipher=$cipher " good-ec "nginx, TLS 1.3, $cipher" \
        "ssl_protocols TLSv1.3; ssl_conf_command Ciphersuites $cipher;"
done
# RSA-PSS and PKCS#1 v1.5 signatures in TLS 1.2.
for algorithm in rsa_pss_rsae_sha256 RSA+SHA256 RSA+SHA384 RSA+SHA512 rsa_pss_rsae_sha512; do
    port
    peer "$port" "tls=TLSv1.2 " good-rsa "nginx, TLS 1.2, signs with $algorithm" \
        "ssl_protocols TLSv1.2; ssl_conf_command SignatureAlgorithms $algorithm;"
done

refused() {
    port
    peer "$port" refused "$1" "nginx, $2: exit 4" "$3"
}
refused good-rsa "static RSA" \
    "ssl_protocols TLSv1.2; ssl_ciphers AES128-GCM-SHA256:AES256-GCM-SHA384;"
refused good-rsa "ECDHE-RSA with CBC and SHA-256" \
    "ssl_protocols TLSv1.2; ssl_ciphers ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384;"
refused good-rsa "ECDHE-RSA with CBC and SHA-1" \
    "ssl_protocols TLSv1.2; ssl_ciphers ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA;"
refused good-ec "ECDHE-ECDSA with CBC" \
    "ssl_protocols TLSv1.2; ssl_ciphers ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA;"
refused good-rsa "static RSA with CBC" "ssl_protocols TLSv1.2; ssl_ciphers AES128-SHA:AES256-SHA;"
refused good-rsa "TLS 1.1" "ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;"
refused good-rsa "TLS 1.0" "ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0;"
refused good-ec "TLS 1.0 and 1.1, ECDSA" "ssl_protocols TLSv1 TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;"
refused good-rsa "signs with SHA-1" \
    "ssl_protocols TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0;
    ssl_conf_command SignatureAlgorithms RSA+SHA1;"

# A default host that is reached by address.
port
nginx_server "$port" good-rsa "ssl_protocols TLSv1.2 TLSv1.3;"
by_address=$port
nginx_start

while IFS=$'\t' read -r port expected sentence; do
    case_ "$sentence"
    ask "https://localhost:$port/api/yj" "$company" --json
    seen=$(grep "^port=$port " "$work/nginx.log")
    check
    if [ "$expected" = refused ]; then
        expect_exit 4
        expect_error 'QCC_ERROR_TLS_(ALERT|HANDSHAKE|VERSION)' handshake no
        [ -z "$seen" ] || flunk "a request got through: $seen"
    else
        expect_exit 0
        expect_json "o['url'] == '$url'"
        case $seen in
        *"$expected"*) ;;
        *) flunk "nginx does not say $expected: $seen" ;;
        esac
        check
        [[ $seen == *" sni=localhost "* ]] || flunk "no server name: $seen"
    fi
done <"$work/cases"

case_ "an IPv4 literal: an iPAddress SAN matches, and no server name is sent"
ask "https://127.0.0.1:$by_address/api/yj" "$company"
expect_exit 0
check
grep "^port=$by_address " "$work/nginx.log" | grep -q " sni=- " ||
    flunk "a server name was sent: $(tail -n 1 "$work/nginx.log")"

if grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6 2>/dev/null; then
    case_ "an IPv6 literal: an iPAddress SAN matches"
    simulator --bind ::1
    ask "$base" "$company"
    expect_exit 0
    check
    [[ $base == "https://[::1]:"* ]] || flunk "the base URL is $base"
    stop "$simulator_pid"
else
    echo "- an IPv6 literal: not tried, this machine has no ::1"
fi

# ---- OpenSSL: s_server, which answers with the file that the request names.

case_ "the file that s_server is to find"
serve record
ask "http://127.0.0.1:$port/api/yj" "$company"
expect_exit 0
target=$(sed -n 's/^bytes //p' "$seen" | "$python" -c 'import sys
print(bytes.fromhex(sys.stdin.read()).split(b" ")[1].decode()[1:])')
stop "$server_pid"
mkdir -p "$work/www/$(dirname "$target")"
body='{"Status":"200","Message":"查询成功","OrderNumber":null,"Result":"'$url'"}'
printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "$(printf %s "$body" | wc -c)" "$body" >"$work/www/$target"

for version in 2 3; do
    for chain in good-rsa-inter good-ec-inter good-rsa4096 good-ec384; do
        case_ "OpenSSL s_server, TLS 1.$version, $chain"
        read -r port <<<"$(free_ports 1)"
        cd "$work/www" || exit 1
        start s_server timeout 600 openssl s_server -accept "127.0.0.1:$port" -cert "$pki/$chain.pem" \
            -cert_chain "$pki/$chain.pem" \
            -key "$pki/$chain.key" -HTTP "-tls1_$version"
        cd "$OLDPWD" || exit 1
        await 10 grep -q ACCEPT "$work/s_server.out" ||
            give_up "s_server does not start: $(cat "$work/s_server.err")"
        ask "https://localhost:$port/api/yj" "$company"
        expect_exit 0
        expect_stdout "$url"
        stop "$server_pid"
    done
done

finish
