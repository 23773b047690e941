#!/bin/sh
# fetch-debian-source.sh - unpacks the newest source package of a series that Debian has, patches applied.
#
#   fetch-debian-source.sh PACKAGE SERIES LEAST DIR        fetch-debian-source.sh mbedtls 3.6 3.6.7 build/_sources
#
# Leaves SERIES' newest version, LEAST or later, in DIR/PACKAGE with a file .complete in it, and does nothing when that is
# there. It comes from the mirror that this machine uses anyway, by an apt configuration of its own, so that the
# machine's sources stay as they are; the signatures that apt checks vouch for it. Fails where that cannot be had.
# SPDX-License-Identifier: MIT
set -eu

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

say() {
    echo "fetch-debian-source: $*"
}

[ $# -eq 4 ] || { echo "usage: $0 PACKAGE SERIES LEAST DIR" >&2; exit 2; }
package=$1 series=$2 least=$3
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

# Unpacks what the mirror $1 has to $work/source. A mirror that is being updated may list a version that it no longer
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

for tool in apt-get apt-cache dpkg-source; do
    command -v "$tool" >/dev/null || { say "no $tool here"; exit 1; }
done
[ -e "$keyring" ] || { say "no $keyring here"; exit 1; }

work=$dir/$package.part
trap 'rm -rf "$work"' EXIT
for mirror in $(mirrors); do
    if from_mirror "$mirror"; then
        rm -rf "${dir:?}/$package"
        mv "$work/source" "$dir/$package"
        : >"$dir/$package/.complete"
        exit 0
    fi
done
say "no mirror of Debian's has it"
exit 1
