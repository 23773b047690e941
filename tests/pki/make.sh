#!/usr/bin/env bash
# make.sh OUTDIR - makes the certificates that the tests need, the good and the bad ones, with the
# openssl command.
# SPDX-License-Identifier: MIT
#
# Does nothing when OUTDIR is complete and was made by this very script. Dates are fixed, so that
# a test with a clock of its own can rely on them: everything is valid from 2024-01-01 to
# 2049-12-31 unless it is meant not to be.
#
#   roots.pem        the roots that a test trusts, in one bundle
#   root-*.pem .der  each root alone
#   *.pem, *.key     a chain as a server sends it (leaf first, no root), and its key
#   credentials      a made-up key and secret, for the simulator and its clients
#   index.txt        a line a chain, tab-separated: name, chain, key, host to ask for, verdict,
#                    what it is. The verdict is `ok` or an extended regular expression
#                    of error names of libqcc
#   complete         the mark of the last step
[ -n "${BASH_VERSION-}" ] || exec bash "$0" "$@"
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: make.sh OUTDIR" >&2; exit 2; }
script=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
mkdir -p "$1"
cd "$1"
mark=$(sha256sum <"$script")

exec 9>.lock
flock 9
if [ -f complete ] && [ "$(cat complete)" = "$mark" ]; then
    exit 0
fi
rm -rf work make.log index.txt complete ./*.pem ./*.key ./*.der
mkdir work
show_failure() {
    local rc=$?
    if [ $rc -ne 0 ]; then
        echo "make.sh: failed; the end of what openssl said:" >&2
        tail -n 20 make.log >&2
    fi
}
trap show_failure EXIT

# The openssl command; its chatter goes to a file that is shown when something fails.
ssl() { openssl "$@" >>make.log 2>&1; }

key_rsa() { ssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$2" -out "$1.key"; }
key_ec() { ssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:$2" -pkeyopt \
    ec_param_enc:named_curve -out "$1.key"; }

from=20240101000000Z
until=20491231235959Z
serial=4096

# sign NAME KEY SUBJECT ISSUER DIGEST EXTENSIONS [FROM UNTIL]: makes work/NAME.crt. ISSUER `self`
# signs with KEY. Without EXTENSIONS the certificate is of version 1.
sign() {
    local name=$1 key=$2 subject=$3 issuer=$4 digest=$5 extensions=$6 start=${7:-$from} \
        end=${8:-$until}
    local by=(-cert "work/$issuer.crt" -keyfile "$issuer.key") section=()
    [ "$issuer" = self ] && by=(-selfsign -keyfile "$key.key")
    serial=$((serial + 1))
    printf '%x\n' "$serial" >work/serial
    : >work/database
    cat >work/ca.cnf <<END
[ca]
default_ca = ca_default
[ca_default]
new_certs_dir = work
database = work/database
serial = work/serial
unique_subject = no
policy = any
email_in_dn = no
[any]
organizationName = optional
commonName = optional
[req]
distinguished_name = dn
prompt = no
string_mask = utf8only
[dn]
CN = unused
END
    if [ -n "$extensions" ]; then
        printf '[v3]\n%b' "$extensions" >work/ext.cnf
        section=(-extfile work/ext.cnf -extensions v3)
    fi
    ssl req -new -config work/ca.cnf -key "$key.key" -subj "$subject" -out work/request.csr
    ssl ca -batch -notext -config work/ca.cnf -in work/request.csr "${by[@]}" -md "$digest" \
        -startdate "$start" -enddate "$end" "${section[@]}" -out "work/$name.crt"
}

ids='subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n'
ca_usage='keyUsage=critical,keyCertSign,cRLSign\n'
ca_ext="basicConstraints=critical,CA:TRUE\n${ca_usage}subjectKeyIdentifier=hash\n"
inter_ext="basicConstraints=critical,CA:TRUE,pathlen:0\n$ca_usage$ids"
leaf_base="basicConstraints=critical,CA:FALSE\n$ids"
usage='keyUsage=critical,digitalSignature,keyEncipherment\n'
usage_ec='keyUsage=critical,digitalSignature\n'
eku='extendedKeyUsage=serverAuth\n'
# 10.0.2.2 is how a machine under QEMU's user networking sees the host's loopback.
names='DNS:localhost,DNS:pro.qcc.com,DNS:api.qichacha.com,DNS:simulator.qcc.test'
names="subjectAltName=$names,IP:127.0.0.1,IP:::1,IP:10.0.2.2\n"
org='/O=libqcc test, not real'

# list NAME HOST VERDICT KEY WHAT CERTIFICATE...: writes the chain, its key and its line of the
# index.
list() {
    local name=$1 host=$2 verdict=$3 key=$4 what=$5 part
    shift 5
    for part; do cat "work/$part.crt"; done >"$name.pem"
    [ "$key" = "$name" ] || cp "$key.key" "$name.key"
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$name.pem" "$name.key" "$host" "$verdict" "$what" \
        >>index.txt
}

# root NAME COMMON-NAME DIGEST [FROM UNTIL]: a self-signed CA whose key NAME.key exists.
root() {
    sign "$1" "$1" "$org/CN=libqcc test root $2" self "$3" "$ca_ext" "${@:4}"
    cp "work/$1.crt" "$1.pem"
    ssl x509 -in "$1.pem" -outform DER -out "$1.der"
}

key_rsa root-rsa 2048
key_ec root-ec P-256
key_ec root-ec384 P-384
key_rsa root-rsa4096 4096
key_rsa root-expired 2048
key_ec root-unknown P-256
root root-rsa RSA-2048 sha256
root root-ec P-256 sha256
root root-ec384 P-384 sha384
root root-rsa4096 RSA-4096 sha512
root root-expired "that has expired" sha256 20240101000000Z 20250101000000Z
root root-unknown "that nobody trusts" sha256
cat root-rsa.pem root-ec.pem root-ec384.pem root-rsa4096.pem root-expired.pem >roots.pem

key_rsa leaf-rsa 2048
key_ec leaf-ec P-256
key_ec leaf-ec384 P-384
key_rsa leaf-rsa1024 1024
key_ec leaf-p521 P-521
key_ec leaf-brainpool brainpoolP256r1
key_rsa inter-rsa 2048
key_ec inter-ec P-256
key_rsa inter-rsa1024 1024
cp inter-rsa.key inter-expired.key
cp inter-rsa.key inter-sha1.key
cp leaf-rsa.key inter-no-ca.key

sign inter-rsa inter-rsa "$org/CN=libqcc test intermediate RSA" root-rsa sha256 "$inter_ext"
sign inter-ec inter-ec "$org/CN=libqcc test intermediate P-256" root-ec sha256 "$inter_ext"
sign inter-expired inter-rsa "$org/CN=libqcc test intermediate, expired" root-rsa sha256 \
    "$inter_ext" 20240101000000Z 20250101000000Z
sign inter-sha1 inter-rsa "$org/CN=libqcc test intermediate, SHA-1" root-rsa sha1 "$inter_ext"
sign inter-rsa1024 inter-rsa1024 "$org/CN=libqcc test intermediate, RSA-1024" root-rsa sha256 \
    "$inter_ext"
sign inter-no-ca leaf-rsa "$org/CN=libqcc test intermediate, no CA" root-rsa sha256 \
    "$leaf_base$usage$eku$names"

good="$leaf_base$usage$eku$names"
good_ec="$leaf_base$usage_ec$eku$names"
cn="$org/CN=localhost"

# Not in the index, because its host cannot be looked up: for a test without a network.
sign wildcard leaf-ec "$org/CN=nobody" root-ec sha256 "$leaf_base$usage_ec${eku}subjectAltName=DNS:*.qcc.com\n"
cp work/wildcard.crt wildcard.pem
cp leaf-ec.key wildcard.key

# The good ones.
sign good-rsa leaf-rsa "$cn" root-rsa sha256 "$good"
list good-rsa localhost ok leaf-rsa "RSA-2048 leaf, RSA-2048 root" good-rsa
sign good-ec leaf-ec "$cn" root-ec sha256 "$good_ec"
list good-ec localhost ok leaf-ec "P-256 leaf, P-256 root" good-ec
sign good-rsa-inter leaf-rsa "$cn" inter-rsa sha256 "$good"
list good-rsa-inter localhost ok leaf-rsa "RSA-2048 leaf, intermediate, RSA-2048 root" \
    good-rsa-inter inter-rsa
sign good-ec-inter leaf-ec "$cn" inter-ec sha256 "$good_ec"
list good-ec-inter localhost ok leaf-ec "P-256 leaf, intermediate, P-256 root" good-ec-inter \
    inter-ec
sign good-ends-first leaf-ec "$cn" inter-ec sha256 "$good_ec" "$from" 20401231235959Z
list good-ends-first localhost ok leaf-ec "a leaf that ends before its intermediate" \
    good-ends-first inter-ec
sign good-ec384 leaf-ec384 "$cn" root-ec384 sha384 "$good_ec"
list good-ec384 localhost ok leaf-ec384 "P-384 leaf, P-384 root, SHA-384" good-ec384
sign good-rsa4096 leaf-rsa "$cn" root-rsa4096 sha512 "$good"
list good-rsa4096 localhost ok leaf-rsa "RSA-2048 leaf, RSA-4096 root, SHA-512" good-rsa4096
list good-ipv4 127.0.0.1 ok leaf-rsa "iPAddress 127.0.0.1" good-rsa
list good-ipv6 ::1 ok leaf-ec "iPAddress ::1" good-ec
sign good-no-cn leaf-ec "$org" root-ec sha256 "$good_ec"
list good-no-cn localhost ok leaf-ec "a subject without a CN" good-no-cn

# Row 3 of the bad inputs: refused in the handshake.
trust=QCC_ERROR_TLS_UNTRUSTED
dates=QCC_ERROR_TLS_DATES
host=QCC_ERROR_TLS_NAME
cert=QCC_ERROR_TLS_CERTIFICATE
either='QCC_ERROR_TLS_(NAME|CERTIFICATE)'
sign bad-self-signed leaf-rsa "$cn" self sha256 \
    "basicConstraints=critical,CA:FALSE\n$usage$eku$names"
list bad-self-signed localhost "$trust" leaf-rsa "self-signed" bad-self-signed
sign bad-unknown-root leaf-rsa "$cn" root-unknown sha256 "$good"
list bad-unknown-root localhost "$trust" leaf-rsa "a root that nobody trusts" bad-unknown-root
list bad-unknown-root-sent localhost "$trust" leaf-rsa \
    "the same, and the server sends that root" bad-unknown-root root-unknown
list bad-missing-inter localhost "$trust" leaf-rsa "the intermediate is not sent" good-rsa-inter
sign bad-no-ca-inter leaf-ec "$cn" inter-no-ca sha256 "$good_ec"
list bad-no-ca-inter localhost 'QCC_ERROR_TLS_(UNTRUSTED|CERTIFICATE)' leaf-ec \
    "signed by another leaf" bad-no-ca-inter inter-no-ca
sign bad-expired leaf-rsa "$cn" root-rsa sha256 "$good" 20240101000000Z 20250101000000Z
list bad-expired localhost "$dates" leaf-rsa "expired" bad-expired
sign bad-not-yet leaf-rsa "$cn" root-rsa sha256 "$good" 20480101000000Z 20491231235959Z
list bad-not-yet localhost "$dates" leaf-rsa "not yet valid" bad-not-yet
sign bad-expired-inter leaf-ec "$cn" inter-expired sha256 "$good_ec"
list bad-expired-inter localhost "$dates" leaf-ec "an intermediate that has expired" \
    bad-expired-inter inter-expired
sign bad-expired-root leaf-ec "$cn" root-expired sha256 "$good_ec"
list bad-expired-root localhost "$dates" leaf-ec \
    "a root that has expired" bad-expired-root
other='subjectAltName=DNS:other.qcc.test,DNS:localhost.qcc.test,DNS:*.localhost,IP:192.0.2.1\n'
sign bad-host leaf-rsa "$org/CN=other.qcc.test" root-rsa sha256 "$leaf_base$usage$eku$other"
list bad-host localhost "$host" leaf-rsa "another host" bad-host
sign bad-host-cn leaf-rsa "$cn" root-rsa sha256 "$leaf_base$usage$eku$other"
list bad-host-cn localhost "$host" leaf-rsa "the SAN is of another host, the CN is right" \
    bad-host-cn
sign bad-no-san leaf-rsa "$cn" root-rsa sha256 "$leaf_base$usage$eku"
list bad-no-san localhost "$either" leaf-rsa "no SAN, the CN is right" bad-no-san
sign bad-v1 leaf-rsa "$cn" root-rsa sha256 ""
list bad-v1 localhost "$either" leaf-rsa "version 1" bad-v1
leaf_ca_usage='keyUsage=critical,digitalSignature,keyEncipherment,keyCertSign\n'
sign bad-ca-leaf leaf-rsa "$cn" root-rsa sha256 \
    "basicConstraints=critical,CA:TRUE\n$leaf_ca_usage$ids$eku$names"
list bad-ca-leaf localhost "$cert" leaf-rsa "a CA as leaf" bad-ca-leaf
sign bad-eku leaf-rsa "$cn" root-rsa sha256 "$leaf_base$usage${names}extendedKeyUsage=clientAuth\n"
list bad-eku localhost "$cert" leaf-rsa "extended key usage clientAuth only" bad-eku
sign bad-usage leaf-rsa "$cn" root-rsa sha256 "$leaf_base$eku${names}keyUsage=critical,cRLSign\n"
list bad-usage localhost "$cert" leaf-rsa "key usage cRLSign only" bad-usage

# Keys and digests below the bar. Where the client does not offer a curve, the server may give up
# first, with an alert.
sign bad-rsa1024 leaf-rsa1024 "$cn" root-rsa sha256 "$good"
list bad-rsa1024 localhost "$cert" leaf-rsa1024 "RSA-1024 leaf" bad-rsa1024
sign bad-sha1 leaf-rsa "$cn" root-rsa sha1 "$good"
list bad-sha1 localhost "$cert" leaf-rsa "signed with SHA-1" bad-sha1
sign bad-sha1-inter leaf-ec "$cn" inter-sha1 sha256 "$good_ec"
list bad-sha1-inter localhost "QCC_ERROR_TLS_(UNTRUSTED|CERTIFICATE)" leaf-ec \
    "an intermediate signed with SHA-1" bad-sha1-inter inter-sha1
sign bad-rsa1024-inter leaf-ec "$cn" inter-rsa1024 sha256 "$good_ec"
list bad-rsa1024-inter localhost "$cert" leaf-ec "an intermediate with RSA-1024" \
    bad-rsa1024-inter inter-rsa1024
refused='QCC_ERROR_TLS_(CERTIFICATE|ALERT|HANDSHAKE|VERSION)'
sign bad-p521 leaf-p521 "$cn" root-ec sha256 "$good_ec"
list bad-p521 localhost "$refused" leaf-p521 "P-521 leaf" bad-p521
sign bad-uri-host leaf-ec "$org/CN=nobody" root-ec sha256 "$leaf_base$usage_ec${eku}subjectAltName=URI:localhost\n"
list bad-uri-host localhost QCC_ERROR_TLS_NAME leaf-ec "a URI SAN that is spelled like the host" bad-uri-host
sign bad-uri-dns leaf-ec "$org/CN=nobody" root-ec sha256 \
    "$leaf_base$usage_ec${eku}subjectAltName=DNS:other.qcc.test,URI:localhost\n"
list bad-uri-dns localhost QCC_ERROR_TLS_NAME leaf-ec "the same beside a DNS SAN of another host" bad-uri-dns
sign bad-brainpool leaf-brainpool "$cn" root-ec sha256 "$good_ec"
list bad-brainpool localhost "$refused" leaf-brainpool "brainpoolP256r1 leaf" bad-brainpool

# Row 2: an IP host that matches by anything but an iPAddress SAN.
sign bad-ip-cn leaf-rsa "$org/CN=127.0.0.1" root-rsa sha256 "$leaf_base$usage$eku"
list bad-ip-cn 127.0.0.1 "$either" leaf-rsa "IP host, CN only" bad-ip-cn
sign bad-ip-cn-other-san leaf-rsa "$org/CN=127.0.0.1" root-rsa sha256 \
    "$leaf_base$usage${eku}subjectAltName=DNS:localhost\n"
list bad-ip-cn-other-san 127.0.0.1 "$host" leaf-rsa "IP host, CN, and a SAN of another kind" \
    bad-ip-cn-other-san
sign bad-ip-dns leaf-rsa "$org/CN=127.0.0.1" root-rsa sha256 \
    "$leaf_base$usage${eku}subjectAltName=DNS:127.0.0.1\n"
list bad-ip-dns 127.0.0.1 "$host" leaf-rsa "IP host, DNS SAN 127.0.0.1" bad-ip-dns
sign bad-ip-uri leaf-rsa "$org/CN=127.0.0.1" root-rsa sha256 \
    "$leaf_base$usage${eku}subjectAltName=URI:127.0.0.1\n"
list bad-ip-uri 127.0.0.1 "$host" leaf-rsa "IP host, URI SAN 127.0.0.1" bad-ip-uri
sign bad-ip-other leaf-rsa "$org/CN=127.0.0.1" root-rsa sha256 \
    "$leaf_base$usage${eku}subjectAltName=IP:127.0.0.2,DNS:127.0.0.1\n"
list bad-ip-other 127.0.0.1 "$host" leaf-rsa "IP host, iPAddress 127.0.0.2" bad-ip-other
sign bad-ipv6-dns leaf-rsa "$org/CN=::1" root-rsa sha256 \
    "$leaf_base$usage${eku}subjectAltName=URI:::1,DNS:localhost\n"
list bad-ipv6-dns ::1 "$host" leaf-rsa "IPv6 host, URI SAN ::1" bad-ipv6-dns

# The bad ones are only of use when they are bad in the way that they claim.
version() { openssl x509 -in "$1.pem" -noout -text | sed -n 's/^ *Version: \([0-9]*\).*/\1/p'; }
[ "$(version bad-v1)" = 1 ] ||
    { echo "make.sh: bad-v1 is not of version 1 with this openssl" >&2; exit 1; }
openssl x509 -in bad-sha1.pem -noout -text | grep -q sha1WithRSA ||
    { echo "make.sh: bad-sha1 is not SHA-1" >&2; exit 1; }

cat >credentials <<'END'
key=made-up-test-key-0000000000000001
secret_key=MADE-UP-TEST-SECRET-NOT-A-REAL-1
END
chmod 600 credentials

rm -rf work
printf '%s' "$mark" >complete
