#!/usr/bin/env bash
# signer.sh - examples/signer-gateway: a device without the SecretKey, and a gateway that signs for it.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
simulator

# gateway SECRET [DELAY-MS]: sets gateway_port and server_pid.
gateway() {
    start gateway env QCC_KEY="$key" QCC_SECRET_KEY="$1" "$QCC_BIN_DIR/qcc-gateway" 0 "${@:2}"
    await 10 grep -q '^ready' "$work/gateway.out" || give_up "the gateway does not start"
    gateway_port=$(sed -n 's/^port //p' "$work/gateway.out")
}

# device [KEY]: as run does, without the secret anywhere near it.
device() {
    local start
    start=$(date +%s%N)
    env -u QCC_SECRET_KEY QCC_KEY="${1:-$key}" timeout 60 "$QCC_BIN_DIR/qcc-device" 127.0.0.1 "$gateway_port" \
        "$base" "$roots" "$company" >"$work/out" 2>"$work/err" </dev/null
    rc=$?
    ms=$((($(date +%s%N) - start) / 1000000))
}

end_gateway() {
    kill "$server_pid"
    wait "$server_pid" 2>/dev/null
}

case_ "a Token from the gateway: the snapshot"
gateway "$secret"
device
expect_exit 0
expect_stdout_match '^https://localhost:'
expect_stderr_empty

case_ "the gateway signs for its own key only"
device another-key-1
expect_exit 1
expect_stderr_match 'QCC_ERROR_SIGNER, in phase sign'

case_ "nor for another time, nor for what is no question"
for question in "$key 1536144000" "$key" "$key $(date +%s)x" ""; do
    check
    answer=$("$python" - "$gateway_port" "$question" <<'END'
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 10) as peer:
    peer.sendall(sys.argv[2].encode() + b"\n")
    print(peer.recv(100))
END
)
    [ "$answer" = "b''" ] || flunk "an answer to $question"
done
end_gateway

case_ "a gateway that takes its time: not yet, not yet, the snapshot"
gateway "$secret" 1500
device
expect_exit 0
expect_ms 1500 6000
end_gateway

case_ "a gateway that is gone"
device
expect_exit 1
expect_stdout_empty
expect_stderr_match 'QCC_ERROR_SIGNER, in phase sign'

case_ "a gateway that never answers: the deadline"
gateway "$secret" 60000
device
expect_exit 1
expect_ms 9900 15000
expect_stderr_match 'QCC_ERROR_DEADLINE, in phase sign'
end_gateway

case_ "a gateway with another SecretKey: Status 107"
gateway not-the-secret
device
expect_exit 1
expect_stderr_match 'QCC_ERROR_STATUS, in phase envelope, Status 107'
end_gateway

finish
