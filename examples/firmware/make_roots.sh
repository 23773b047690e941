#!/bin/sh
# make_roots.sh - writes a C file with the certificates of PEM files as a source of roots in DER.
# SPDX-License-Identifier: MIT
#
#   make_roots.sh [-n NAME] [-o roots.c] FILE.pem ...
#
# NAME (firmware_roots) is what the source is called: `extern const struct qcc_roots NAME;`. Each file may hold
# several certificates. Ship at least two roots of different ends: the day on which the only one ends stops a fleet.
set -eu

name=firmware_roots
out=
while getopts n:o: option; do
    case $option in
    n) name=$OPTARG ;;
    o) out=$OPTARG ;;
    *) echo "usage: $0 [-n NAME] [-o FILE.c] FILE.pem ..." >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { echo "usage: $0 [-n NAME] [-o FILE.c] FILE.pem ..." >&2; exit 2; }
for tool in openssl od awk; do
    command -v "$tool" >/dev/null || { echo "$0: no $tool here" >&2; exit 1; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# One certificate a file; what stands between them is dropped.
awk -v work="$work" '
    /^-----BEGIN (TRUSTED )?CERTIFICATE-----/ { file = sprintf("%s/%04d.pem", work, ++count) }
    file { print >file }
    /^-----END (TRUSTED )?CERTIFICATE-----/ { close(file); file = "" }' "$@"
set -- "$work"/*.pem
[ -e "$1" ] || { echo "$0: no certificate in these files" >&2; exit 1; }
[ $# -ge 2 ] || echo "$0: only one root: the day on which it ends stops every device" >&2

[ -z "$out" ] || exec >"$out"
echo "/* Made by make_roots.sh. Do not edit. */"
echo '#include "qcc/trust.h"'
count=0
for pem; do
    count=$((count + 1))
    openssl x509 -in "$pem" -outform DER -out "$work/der"
    echo
    openssl x509 -in "$pem" -noout -subject -enddate -nameopt RFC2253,-esc_msb,utf8 |
        sed -e 's|\*/|* /|g' -e 's|/\*|/ *|g' -e 's|.*|/* & */|'
    echo "static const uint8_t root_$count[] = {"
    od -An -v -tx1 "$work/der" | sed -e 's/ \([0-9a-f][0-9a-f]\)/ 0x\1,/g' -e 's/^ /    /'
    echo "};"
done
echo
echo "static const struct qcc_span der[] = {"
for i in $(seq $count); do
    echo "    {root_$i, sizeof root_$i},"
done
echo "};"
echo
echo "static struct qcc_roots_table table = {der, $count};"
echo "extern const struct qcc_roots $name;"
echo "const struct qcc_roots $name = {qcc_roots_table_next, &table, true};"
