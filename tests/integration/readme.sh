#!/usr/bin/env bash
# readme.sh - README's program, compiled as it stands there, gets a snapshot from what it takes for pro.qcc.com: in a network
# and with a hosts file and trust anchors of its own, because it uses the default base URL and the system's bundle.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
need unshare ip

printf 'key=your-key\nsecret_key=your-SecretKey\n' >"$work/credentials"
printf '127.0.0.1 pro.qcc.com\n' >"$work/hosts"
bundle=/etc/ssl/certs/ca-certificates.crt
cat >"$work/inside.sh" <<END
set -e
trap 'umount -q $bundle /etc/hosts || true' EXIT
ip link set lo up
mount --bind "$work/hosts" /etc/hosts
mount --bind "$roots" $bundle
"$QCC_BIN_DIR/qcc-simulator" --pki "$pki" --credentials "$work/credentials" --port 443 --lifetime-s 60 >"$work/simulator.out" &
for _ in \$(seq 200); do grep -q '^ready' "$work/simulator.out" && break; sleep 0.05; done
"$QCC_BIN_DIR/readme-program" >"$work/out" 2>"$work/err" && rc=0 || rc=\$?
kill \$!
exit \$rc
END

case_ "README's program prints the snapshot's URL"
isolate=(unshare --net --mount)
if [ "$(id -u)" -ne 0 ]; then
    isolate=(unshare --map-root-user --net --mount)
fi
# In a chroot whose root is no mount point, mounts cannot be made private; they end with the test all the same.
"${isolate[@]}" true 2>/dev/null || isolate+=(--propagation unchanged)
timeout 60 "${isolate[@]}" bash "$work/inside.sh" && rc=0 || rc=$?
expect_exit 0
expect_stdout_match '^https?://pro\.qcc\.com.*\.(png|jpg)$'
expect_stderr_empty
finish
