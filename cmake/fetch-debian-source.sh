#!/bin/sh
# fetch-debian-source.sh - unpacks a source that Debian's mirrors have: the pinned one, by its checksum, and nothing
# else is fetched; where no mirror has that any more, the newest of its series, by apt's signed lists.
#
#   fetch-debian-source.sh PACKAGE SERIES LEAST DIR POOL-FILE SHA256
#   fetch-debian-source.sh mbedtls 3.6 3.6.7 build/_sources m/mbedtls/mbedtls_3.6.7.orig.tar.bz2 a7e8...
#
# POOL-FILE, below pool/main, is upstream's tarball or a .dsc, which vouches for the files that it names; Debian's patches
# come with the latter. Leaves the source in DIR/PACKAGE with a file .complete in it, which says what it is, and does
# nothing when that is there. The mirror is the one that this machine uses anyway; its own configuration of apt stays as
# it is. Fails where none of it can be had.
# SPDX-License-Identifier: MIT
set -eu

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

say() {
    echo "fetch-debian-source: $*"
}

[ $# -eq 6 ] || { echo "usage: $0 PACKAGE SERIES LEAST DIR POOL-FILE SHA256" >&2; exit 2; }
package=$1 series=$2 least=$3 pinned=$5 sha256=$6
mkdir -p "$4"
dir=$(cd "$4" && pwd)
[ ! -e "$dir/$package/.complete" ] || exit 0

# The release of Debian that this machine has; empty: another system.
codename=$(. /etc/os-release && [ "${ID:-}" = debian ] && echo "${VERSION_CODENAME:-sid}") || codename=

# The mirrors of Debian's main archive that this machine's apt has, one a line.
mirrors() {
    [ -n "$codename" ] || return 0
    apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 2>/dev/null |
        awk -v suite="$codename" '$2 == suite && $3 == "main" && !seen[$1]++ { print $1 }'
}

# apt with sources, lists and cache of its own, all below $work.
own_apt() {
    "$@" -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::SourceParts="$work/sources" \
        -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User="$(id -un)"
}

# The versions of the series that may be used, the newest first.
versions() {
    own_apt apt-cache showsrc "$package" | sed -n 's/^Version: //p' |
        awk -v series="$series." 'index($0, series) == 1' | sort -urV |
        while read -r version; do
            ! dpkg --compare-versions "$version" ge "$least" || echo "$version"
        done
}

# download URL SHA256: to $work/download, if it has that checksum.
download() {
    "$helper" -o APT::Sandbox::User="$(id -un)" download-file "$1" "$work/download/${1##*/}" "SHA256:$2" >/dev/null 2>&1
}

# Unpacks the pinned source from the mirror $1 to $work/source.
pinned_from() {
    file=$work/download/${pinned##*/}
    rm -rf "$work"
    mkdir -p "$work/download" "$work/source"
    download "${1%/}/pool/main/$pinned" "$sha256" || return 1
    case $pinned in
    *.dsc)
        awk '/^[^ ]/ { in_list = /^Checksums-Sha256:/ } in_list && /^ / { print $1, $3 }' "$file" >"$work/files"
        while read -r sum name; do
            download "${1%/}/pool/main/${pinned%/*}/$name" "$sum" || return 1
        done <"$work/files"
        rmdir "$work/source"
        dpkg-source --no-check --extract "$file" "$work/source" ;;
    *) tar -x -f "$file" -C "$work/source" --strip-components 1 ;;
    esac
}

# Unpacks the newest that the mirror $1 has to $work/source. A mirror that is being updated may list a version that it no longer
# has: then the next one is tried. One that stands still, a snapshot say, is taken, too: its lists are signed whenever they
# were made, and all that an old one can hide is what is newer than LEAST.
from_mirror() {
    suites="unstable testing stable"
    [ "$codename" = sid ] || suites="$suites $codename"
    rm -rf "$work"
    mkdir -p "$work/sources" "$work/lists/partial" "$work/cache/archives/partial" "$work/download"
    printf '%s\n' 'Types: deb-src' "URIs: $1" "Suites: $suites" 'Components: main' \
        'Check-Valid-Until: no' "Signed-By: $keyring" >"$work/sources/debian.sources"
    own_apt apt-get -q update || say "not every suite could be read"
    for version in $(versions); do
        say "$package $version"
        rm -rf "$work/download" "$work/source"
        mkdir "$work/download"
        # apt has compared the files with the digests in its signed lists.
        if (cd "$work/download" && own_apt apt-get -q --only-source --download-only source "$package=$version") &&
            dpkg-source --no-check --extract "$work"/download/*.dsc "$work/source"; then
            return 0
        fi
    done
    say "this mirror has no $package $series of $least or later"
    return 1
}

helper=/usr/lib/apt/apt-helper
for tool in apt-get apt-cache dpkg-source $helper; do
    command -v "$tool" >/dev/null || { say "no $tool here"; exit 1; }
done
[ -e "$keyring" ] || { say "no $keyring here"; exit 1; }

work=$dir/$package.part
trap 'rm -rf "$work"' EXIT
# take WHAT: $work/source, which is WHAT, becomes what the caller gets.
take() {
    rm -rf "${dir:?}/$package"
    mv "$work/source" "$dir/$package"
    echo "$1" >"$dir/$package/.complete"
    say "$package: $1"
    exit 0
}

for mirror in $(mirrors); do
    ! pinned_from "$mirror" || take "${pinned##*/}, SHA-256 $sha256"
done
say "no mirror has ${pinned##*/} any more: the newest $package $series of $least or later is looked for"
for mirror in $(mirrors); do
    ! from_mirror "$mirror" || take "Debian's $version, not the pinned ${pinned##*/}"
done
say "no mirror of Debian's has it"
exit 1
