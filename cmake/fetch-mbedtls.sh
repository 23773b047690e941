#!/bin/sh
# fetch-mbedtls.sh - puts the source of mbedTLS 3.6 where the build can find it.
# SPDX-License-Identifier: MIT
#
#   fetch-mbedtls.sh DIR
#
# Leaves it in DIR/mbedtls, with a file .complete in it, and does nothing when that is there. First choice is
# Debian's source package from the mirror that this machine uses anyway, vouched for by the signatures that apt
# checks; it is fetched with an apt configuration of its own, so that the machine's sources stay as they are.
# Second choice is upstream's release, pinned by its SHA-256. MBEDTLS_RELEASE_URL names another place for it,
# file:///... too.
set -eu

least=3.6.7
release=3.6.7
release_sha256=a7e8bcbec0e6f761b4af24f25677626b35f762f68eef79c08677a363212d11f6
release_url=${MBEDTLS_RELEASE_URL:-https://github.com/Mbed-TLS/mbedtls/releases/download/mbedtls-$release/mbedtls-$release.tar.bz2}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

say() {
    echo "fetch-mbedtls: $*"
}

# The mirrors of Debian's main archive that this machine's apt has, one a line.
mirrors() {
    codename=$(. /etc/os-release && [ "${ID:-}" = debian ] && echo "${VERSION_CODENAME:-sid}") || return 0
    apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 2>/dev/null |
        awk -v suite="$codename" '$2 == suite && $3 == "main" && !seen[$1]++ { print $1 }'
}

# apt with sources, lists and cache of its own, all below $1.
own_apt() {
    own=$1
    shift
    "$@" -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::SourceParts="$own/sources" \
        -o Dir::State::Lists="$own/lists" -o Dir::Cache="$own/cache" -o APT::Sandbox::User="$(id -un)"
}

# The newest 3.6.x of Debian's that is not older than $least, from the mirror $2; its source to $1/source.
from_mirror() {
    rm -rf "$1"
    mkdir -p "$1/sources" "$1/lists/partial" "$1/cache/archives/partial" "$1/download"
    printf '%s\n' 'Types: deb-src' "URIs: $2" 'Suites: unstable testing stable' 'Components: main' \
        "Signed-By: $keyring" >"$1/sources/debian.sources"
    own_apt "$1" apt-get -q update || say "not every suite could be read"
    version=$(own_apt "$1" apt-cache showsrc mbedtls | sed -n 's/^Version: //p' | grep '^3\.6\.' | sort -rV | head -n 1)
    if [ -z "$version" ] || dpkg --compare-versions "$version" lt "$least"; then
        say "the mirror has no mbedTLS 3.6 of $least or later"
        return 1
    fi
    say "Debian's source package mbedtls $version"
    (cd "$1/download" && own_apt "$1" apt-get -q --only-source --download-only source "mbedtls=$version") || return 1
    dpkg-source --extract "$1"/download/*.dsc "$1/source"
}

from_debian() {
    for tool in apt-get apt-cache dpkg-source; do
        command -v "$tool" >/dev/null || { say "no $tool here"; return 1; }
    done
    [ -e "$keyring" ] || { say "no $keyring here"; return 1; }
    for mirror in $(mirrors); do
        say "looking at the Debian mirror of this machine"
        from_mirror "$1" "$mirror" && return 0
    done
    return 1
}

from_upstream() {
    rm -rf "$1"
    mkdir -p "$1/source"
    say "upstream's release $release"
    if command -v curl >/dev/null; then
        curl -fsSL --retry 3 -o "$1/release.tar.bz2" "$release_url" || return 1
    else
        wget -q -O "$1/release.tar.bz2" "$release_url" || return 1
    fi
    echo "$release_sha256  $1/release.tar.bz2" | sha256sum -c --quiet - || return 1
    tar -xjf "$1/release.tar.bz2" -C "$1/source" --strip-components=1
}

[ $# -eq 1 ] || { echo "usage: $0 DIR" >&2; exit 2; }
mkdir -p "$1"
dir=$(cd "$1" && pwd)
[ ! -e "$dir/mbedtls/.complete" ] || exit 0
# Two configurations at the same time: the second one waits and finds the work done.
if command -v flock >/dev/null && [ "${FETCH_MBEDTLS_LOCKED:-}" != yes ]; then
    FETCH_MBEDTLS_LOCKED=yes exec flock -w 600 "$dir/.mbedtls.lock" sh "$0" "$dir"
fi

work=$dir/mbedtls.part
from_debian "$work" || from_upstream "$work" || {
    say "could not get it; give a source tree of mbedTLS 3.6 ($least or later) with -DMBEDTLS_SOURCE_DIR=" >&2
    exit 1
}
rm -rf "$dir/mbedtls"
mv "$work/source" "$dir/mbedtls"
rm -rf "$work"
: >"$dir/mbedtls/.complete"
say "ready"
