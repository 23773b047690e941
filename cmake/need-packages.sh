#!/bin/sh
# need-packages.sh - installs the Debian packages that this project needs and that are not there, and sees to it that
# `localhost` has an address.
#
#   need-packages.sh demo|test
#
# Asks for nothing, takes no recommended packages, and starts no service. On a system that is not Debian it
# only says what is needed.
# SPDX-License-Identifier: MIT
set -eu

demo="build-essential cmake pkg-config ca-certificates openssl
    libjsmn-dev libcmocka-dev libmicrohttpd-dev libgnutls28-dev libssl-dev
    libcairo2-dev libpango1.0-dev libjpeg62-turbo-dev fonts-wqy-microhei"
# Compilers and C libraries of the presets in CMakePresets.json, and what runs their programs.
cross="gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm
    gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf
    gcc-i686-linux-gnu libc6-dev-i386-cross
    gcc-mips-linux-gnu libc6-dev-mips-cross qemu-user"
case ${1:-} in
demo) packages=$demo ;;
test) packages="$demo clang python3-clang-14 gcovr nginx-light tinyproxy-bin python3 iproute2 util-linux $cross" ;;
*) echo "usage: $0 demo|test" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null; then
    echo "need-packages: this is not Debian; what is needed:" $packages
    exit 0
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root=sudo
fi
needs_root() {
    [ -z "$as_root" ] || command -v sudo >/dev/null ||
        { echo "need-packages: neither root nor sudo: install them and come back" >&2; exit 1; }
}

# No package brings this file; a system that was not made by Debian's installer may have none.
if ! getent hosts localhost >/dev/null; then
    echo "need-packages: giving localhost its address in /etc/hosts"
    needs_root
    echo "127.0.0.1 localhost" | $as_root tee -a /etc/hosts >/dev/null
fi

missing=
for package in $packages; do
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) || status=
    [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "need-packages: installing$missing"

needs_root

# While this file is there, a package that is installed starts no service (Debian Policy, 9.3.3.1). A policy
# that the machine has already stays as it is.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    trap '$as_root rm -f $policy' EXIT
    trap 'exit 1' INT TERM
    printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
    $as_root chmod 755 $policy
fi
$as_root apt-get -q update
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing </dev/null
# Nor is nginx, which only the tests want, to start with the machine.
case " $missing " in
*" nginx-light "*)
    $as_root update-rc.d nginx disable >/dev/null 2>&1 || true
    $as_root deb-systemd-helper disable nginx.service >/dev/null 2>&1 || true ;;
esac
