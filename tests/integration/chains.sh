#!/usr/bin/env bash
# chains.sh - chains as they are in the field, from OpenSSL's server over TLS 1.2 and 1.3: roots signed with
# what is no longer trusted, sent along or not; certificates out of order, or in two editions; a
# gateway's own certificate; very many names.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
need openssl
mkdir "$work/chains" "$work/chains/db"
cd "$work/chains" || exit 1
serial=4096

ca='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n'
leaf='basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost\n'

day() { date -u -d "$1 days" +%Y%m%d%H%M%SZ; }

# key NAME [BITS]: P-256, or RSA of so many bits.
key() {
    if [ $# -eq 1 ]; then
        openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
    else
        openssl genrsa -out "$1.key" "$2" 2>/dev/null
    fi
}

# certificate NAME KEY SUBJECT ISSUER ISSUER-KEY EXTENSIONS [DIGEST [FROM TO]]: `self` as issuer signs itself;
# FROM and TO are days from now.
certificate() {
    serial=$((serial + 1))
    : >db/index
    echo 'unique_subject = no' >db/index.attr
    printf '%04x' $serial >db/serial
    {
        printf '[ca]\ndefault_ca=d\n[d]\ndatabase=db/index\nnew_certs_dir=db\nserial=db/serial\npolicy=p\n'
        printf 'default_md=%s\nx509_extensions=e\n[p]\ncommonName=optional\n[e]\n%b' "${7:-sha256}" "$6"
    } >ca.cnf
    openssl req -new -key "$2.key" -subj "/CN=$3" -out request 2>/dev/null
    local issuer=(-cert "$4.crt")
    [ "$4" != self ] || issuer=(-selfsign)
    openssl ca -batch -notext -config ca.cnf "${issuer[@]}" -keyfile "$5.key" -in request -out "$1.crt" \
        -startdate "$(day "${8:--10}")" -enddate "$(day "${9:-100}")" 2>/dev/null ||
        give_up "openssl makes no $1"
}

# chain KEY ROOTS CERTIFICATE...: what the server sends, and what the client trusts.
chain() {
    local key=$1 trusted=$2 name
    shift 2
    cp "$1.crt" sent.pem
    : >rest.pem
    : >roots.pem
    for name in "${@:2}"; do cat "$name.crt" >>rest.pem; done
    for name in $trusted; do cat "$name.crt" >>roots.pem; done
    cp "$key.key" sent.key
}

# comes VERSION [OPTION...]: a request to that server.
comes() {
    local version=$1 rest=rest
    shift
    [ -s rest.pem ] || rest=sent # s_server wants one; the leaf comes twice then, as some servers send it
    serve s-server --cert "$work/chains/sent.pem" --chain "$work/chains/${rest}.pem" "-tls${version/./_}" -cipher DEFAULT@SECLEVEL=0
    run --base-url "https://localhost:$port/api/yj" --ca-file "$work/chains/roots.pem" --credentials "$credentials" \
        "$@" -- "$company"
    stop "$server_pid"
}

good() {
    local version
    for version in 1.2 1.3; do
        case_ "$1, TLS $version"
        comes $version
        expect_exit 0
    done
}

# bad NAME ERROR
bad() {
    local version
    for version in 1.2 1.3; do
        case_ "$1, TLS $version: $2"
        comes $version --json
        expect_exit 4
        expect_error "$2" handshake no
    done
}

for name in end top mid mid2 old; do key $name; done
key rsa 2048
key rsa-end 2048
certificate old old 'old root' self old "$ca" sha256 -900 -30
certificate top top 'top root' self top "$ca"
certificate top-by-old top 'top root' old old "$ca"
certificate mid mid intermediate top top "$ca"
certificate mid2 mid2 'second intermediate' mid mid "$ca"
certificate end end localhost mid mid "$leaf"
certificate end2 end localhost mid2 mid2 "$leaf"

chain end 'old top' end mid top-by-old
good "a top that an expired root has signed, too"
chain end top end2 mid mid2
good "certificates out of order"
chain end top end2 mid2 top mid
good "the root in the middle"

certificate sha1 rsa 'sha1 root' self rsa "$ca" sha1
certificate twin rsa 'sha1 root' self rsa "$ca"
certificate sha1-end rsa-end localhost sha1 rsa "$leaf"
chain rsa-end sha1 sha1-end
good "a root signed with SHA-1"
chain rsa-end sha1 sha1-end sha1
good "the same, sent along"
chain rsa-end twin sha1-end sha1
good "the same sent along, its twin is trusted"
certificate sha384 rsa 'sha384 root' self rsa "$ca" sha384
certificate sha384-end rsa-end localhost sha384 rsa "$leaf"
chain rsa-end sha384 sha384-end
good "a root signed with SHA-384"
certificate sha1-mid mid 'sha1 intermediate' top top "$ca" sha1
certificate under-sha1 end localhost sha1-mid mid "$leaf"
chain end top under-sha1 sha1-mid
bad "SHA-1 inside of a chain" 'QCC_ERROR_TLS_(CERTIFICATE|UNTRUSTED)'

certificate ended top 'top root' self top "$ca" sha256 -900 -30
chain end 'ended top' end mid
good "two roots of one name, the one that ended first"
chain end ended end mid
bad "only the root that ended" QCC_ERROR_TLS_DATES

for edition in expired:-900:-30 future:30:900; do
    IFS=: read -r name from to <<<"$edition"
    certificate other mid2 'two editions' top top "$ca" sha256 "$from" "$to"
    certificate valid mid2 'two editions' top top "$ca"
    certificate under end localhost valid mid2 "$leaf"
    chain end top under other valid
    good "the $name edition of an intermediate before the valid one"
    chain end top under other
    bad "only the $name edition" QCC_ERROR_TLS_DATES
done

certificate gateway end localhost self end "$leaf"
chain end gateway gateway
good "a gateway's certificate, itself the anchor"
certificate gateway-ca end localhost self end "${leaf/FALSE/TRUE}"
chain end gateway-ca gateway-ca
good "the same as most programs make it, a CA"
chain end top gateway
bad "the same where nobody trusts it" QCC_ERROR_TLS_UNTRUSTED
certificate gateway-other end other.example self end "${leaf/localhost/other.example}"
chain end gateway-other gateway-other
bad "a gateway's certificate for another host" QCC_ERROR_TLS_NAME

key r4 4096
key i4 4096
certificate r4 r4 'rsa4096 root' self r4 "$ca"
certificate i4 i4 'rsa4096 intermediate' r4 r4 "$ca"
for names in 100 200; do
    many=$(seq -f 'DNS:host-%03g.cdn-node.long-domain-name.example' $names | paste -sd,)
    certificate many rsa-end localhost i4 i4 "${leaf/DNS:localhost/$many,DNS:localhost}"
    chain rsa-end r4 many i4 r4
    good "$names names over a chain of RSA-4096"
done
chain rsa-end r4 many many i4 r4
bad "the same with the leaf twice, 22 KB" QCC_ERROR_TLS_TOO_LARGE

for version in 1_2 1_3; do
    case_ "a server that has X25519 only, TLS ${version/_/.}"
    chain end top end mid
    serve s-server --cert "$work/chains/sent.pem" --chain "$work/chains/rest.pem" "-tls$version" -groups X25519
    run --base-url "https://localhost:$port/api/yj" --ca-file "$work/chains/roots.pem" --credentials "$credentials" -- "$company"
    expect_exit 0
    stop "$server_pid"
done

openssl genpkey -algorithm ed25519 -out ed.key 2>/dev/null
openssl req -x509 -new -key ed.key -days 90 -subj /CN=needless -out ed.crt 2>/dev/null
chain end top end mid ed
case_ "a needless certificate with a key that cannot be read, TLS 1.2"
comes 1.2
expect_exit 0
case_ "the same, TLS 1.3: mbedTLS refuses it, and the sentence names the cause"
comes 1.3
expect_exit 4
expect_stderr_match QCC_ERROR_TLS_CERTIFICATE
expect_stderr_match 'cannot be read'

finish
