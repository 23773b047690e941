#!/usr/bin/env bash
# firmware.sh - runs the two firmware images under QEMU against the simulator, OpenSSL and servers that misbehave, and
# compares what they print, and what goes over their wire, with what should be.
#
#   firmware.sh [ARGUMENT...]      each goes to every run of cmake: -DMBEDTLS_SOURCE_DIR=... -DLWIP_SOURCE_DIR=...
#
# All of it runs in a network namespace of its own: nothing else is reached, and no port can be taken. Prints a line a
# case, then `N passed, N failed`, then whether all passed. Exit 0: they did.
# SPDX-License-Identifier: MIT
set -euo pipefail
export LC_ALL=C.UTF-8
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if [ "${1-}" != --in-namespace ]; then
    trap 'echo "firmware.sh: FAILED before the tests ran"' EXIT
    cd "$top"
    PATH=$PATH:/usr/sbin:/sbin
    for tool in cmake arm-none-eabi-gcc qemu-system-arm openssl python3 unshare ip; do
        command -v "$tool" >/dev/null || { echo "firmware.sh: no $tool here" >&2; exit 1; }
    done
    bash tests/firmware/build.sh "$@"
    echo "firmware.sh: building the simulator"
    [ -e build/desktop/CMakeCache.txt ] || cmake --preset desktop --no-warn-unused-cli "$@" >/dev/null
    cmake --build --preset desktop --parallel 2 --target qcc-simulator >/dev/null
    trap - EXIT
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root=--map-root-user
    exec unshare --net $as_root -- bash "$top/tests/firmware.sh" --in-namespace
fi
PATH=$PATH:/usr/sbin:/sbin
ip link set lo up

pki=$top/build/pki
work=$(mktemp -d)
pids=()
outcome="firmware.sh: FAILED before its end"
passed=0
failed=0
at_exit() {
    local pid
    for pid in "${pids[@]+"${pids[@]}"}"; do
        kill "$pid" 2>/dev/null || true
    done
    wait
    rm -rf "$work"
    echo "$outcome"
}
trap at_exit EXIT
trap 'exit 1' INT TERM
key=$(sed -n 's/^key=//p' "$pki/credentials")
secret=$(sed -n 's/^secret_key=//p' "$pki/credentials")
company=虚构科技有限公司

picture=https://localhost/ReportImage/picture.png # what s_server and peers.py answer

# ---- The world.

# start NAME COMMAND...: a server, until the end; its output is $work/NAME.out, which is waited for to have `ready`.
start() {
    local name=$1 i
    shift
    : >"$work/$name.out"
    "$@" >"$work/$name.out" 2>"$work/$name.err" </dev/null &
    pids+=("$!")
    for ((i = 0; i < 100; i++)); do
        ! grep -q -e '^ready' -e '^ACCEPT' "$work/$name.out" || return 0
        sleep 0.1
    done
    echo "firmware.sh: $name does not start: $(cat "$work/$name.err")" >&2
    exit 1
}

# simulator PORT CHAIN
simulator() {
    start "simulator-$2" "$top/build/desktop/bin/qcc-simulator" --pki "$pki" --port "$1" --cert "$pki/$2.pem" \
        --host simulator.qcc.test --log "$work/log.$2" --lifetime-s 900
}

# s_server PORT CHAIN KEY: OpenSSL's own server; serves files, and says what TLS messages go to and fro. The file is a
# reply as a server sends it.
s_server() {
    local root=$work/www/api/yj/ECIImage body
    body='{"Status":"200","Message":"查询成功","OrderNumber":null,"Result":"'$picture'"}'
    mkdir -p "$root"
    printf 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s' \
        "$(printf %s "$body" | wc -c)" "$body" >"$root/GetEciImage?key=$key&keyWord=length"
    start "s_server-$1" env -C "$work/www" timeout 900 openssl s_server -accept "127.0.0.1:$1" -HTTP -msg -tls1_2 \
        -cert "$2" -cert_chain "$2" -key "$3"
}

# port NAME: of a server of peers.py
port() {
    sed -n "s/^port $1 //p" "$work/peers.out"
}

# ---- The firmware, and what it should print.

image=${IMAGE-snapshot}

# firmware URL WORD...: runs the image. Sets rc; its log is $work/log, what went over its wire is $work/wire.
firmware() {
    local words="enable=on,target=native,arg=firmware" word
    for word in "url=$1" "key=$key" "secret=$secret" "dns=10.0.2.2" "${@:2}"; do
        words+=",arg=${word//,/,,}"
    done
    rm -f "$work/pcap"
    : >"$work/seen"
    rc=0
    timeout 120 qemu-system-arm -M lm3s6965evb -kernel "$top/build/firmware/$image.elf" -display none -monitor none \
        -serial stdio -no-reboot -semihosting-config "$words" -netdev user,id=n0 -net nic,netdev=n0,model=stellaris \
        -object "filter-dump,id=dump,netdev=n0,file=$work/pcap" >"$work/log" 2>"$work/qemu.err" </dev/null || rc=$?
    python3 "$top/tests/firmware/wire.py" "$work/pcap" >"$work/wire"
}

# begin NAME ... end: a case.
begin() {
    name=$1
    wrong=
}

end() {
    if [ -z "$wrong" ]; then
        passed=$((passed + 1))
        echo "ok $name${1:+: $1}"
    else
        failed=$((failed + 1))
        echo "FAILED $name:$wrong"
        tail -n 30 "$work/log" | sed 's/^/    log: /'
        sed 's/^/    qemu: /' "$work/qemu.err"
    fi
}

# count FILE EXPECTED REGEX: how many lines of FILE match as a whole; EXPECTED is a number, or a number and +.
count() {
    local got
    got=$(grep -cxE -e "$3" "$work/$1") || true
    if [ "$got" != "$2" ] && ! { [ "${2%+}" != "$2" ] && [ "$got" -ge "${2%+}" ]; }; then
        wrong+=" expected $2 of '$3' in its $1, got $got;"
    fi
}
log() { count log "$@"; }
wire() { count wire "$@"; }

exits() {
    [ "$rc" -eq "$1" ] || wrong+=" expected exit $1, got $rc;"
}

# The one value of a line `LABEL VALUE`.
value() {
    sed -n "s/^$1 //p" "$work/log" | tail -n 1
}

# nothing_lost: lwIP's pools are at the end what they were before the first request, the arena is empty, and it was as
# full after each request that left a connection as after the first.
nothing_lost() {
    local values
    values=$(sed -n "s/^pool elements free //p" "$work/log" | tr '\n' ' ')
    [[ $values =~ ^([0-9]+)\ ([0-9]+)\ $ && ${BASH_REMATCH[1]} = "${BASH_REMATCH[2]}" ]] ||
        wrong+=" expected twice one number of pool elements free, got ${values:-none};"
    [ "$(value "arena used")" = 0 ] || wrong+=" expected an arena that is empty at the end;"
    values=$(sed -n "s/^arena used //p" "$work/log" | { grep -vx 0 || true; } | sort -u | tr '\n' ' ')
    [[ $values =~ ^([0-9]+\ )?$ ]] || wrong+=" expected one number of arena used, got $values;"
}

# fails ERROR PHASE CHARGED: how the only, or the first, request ended.
fails() {
    local got
    got=$(sed -n -e 's/^failed //p' -e 's/^phase //p' -e 's/^charge //p' "$work/log" | head -n 3 | tr '\n' ' ')
    [[ $got =~ ^$1\ $2\ $3\ $ ]] || wrong+=" expected $1 $2 $3, got ${got:-nothing};"
}

nothing_sent() {
    wire 0 'tls out [0-9]+ 23 [0-9]+'
    [ ! -s "$work/seen" ] || wrong+=" expected no request, got $(cat "$work/seen");"
}

snapshot="snapshot https://simulator\.qcc\.test:[0-9]+/ReportImage/[0-9]{32}\.png"

# ---- The cases.

# fetches NAME PORT: the main one.
fetches() {
    begin "$1"
    firmware "https://localhost:$2/api/yj" "keyword=$company"
    exits 0
    log 1 "snapshot $picture"
    log 1 "charge 2"
    end
}

# readme: README's program for a board, with a service of the name that it asks.
readme() {
    begin "README's program for a board"
    printf 'key=your-key\nsecret_key=your-SecretKey\n' >"$work/credentials"
    start simulator-readme "$top/build/desktop/bin/qcc-simulator" --pki "$pki" --port 443 --cert "$pki/good-rsa-inter.pem" \
        --host pro.qcc.com --credentials "$work/credentials" --lifetime-s 900
    image=readme firmware https://pro.qcc.com/api/yj
    exits 0
    log 1 "https://pro\.qcc\.com(:443)?/ReportImage/[0-9]{32}\.png"
    end
}

# handshakes: full, kept alive, resumed.
handshakes() {
    local chain port=18443
    for chain in good-rsa-inter good-ec-inter; do
        begin "$image, $chain: verified, and kept alive"
        firmware "https://simulator.qcc.test:$port/api/yj" "keyword=$company" repeat=3
        exits 0
        log 3 "$snapshot"
        log 1 "reused 0"
        log 2 "reused 1"
        wire 1 "dns simulator.qcc.test"
        nothing_lost
        end
        port=$((port + 1))
    done

    begin "$image: a session of GnuTLS's is resumed"
    : >"$work/log.good-rsa-inter"
    firmware https://simulator.qcc.test:18443/api/yj keyword=close repeat=3
    exits 0
    log 3 "$snapshot"
    log 3 "reused 0"
    log 2 "resumed 1"
    count log.good-rsa-inter 1 ".* resumed=no .*"
    count log.good-rsa-inter 2 ".* resumed=yes .*"
    nothing_lost
    end

    begin "$image: a session of OpenSSL's is resumed"
    : >"$work/s_server-18445.out"
    firmware https://localhost:18445/api/yj keyword=length repeat=3
    exits 0
    log 3 "snapshot $picture"
    log 2 "resumed 1"
    count s_server-18445.out 1 ">>> TLS 1.2, Handshake .*, Certificate"
    count s_server-18445.out 3 ">>> TLS 1.2, Handshake .*, ServerHello"
    end
}

# pictures: the second job of the same client, over the connection that is kept. The image with max_fragment_length is
# left out: GnuTLS agrees to it and sends records of 16 KB all the same, but in a resumed connection.
pictures() {
    begin "$image: the picture, too"
    firmware https://simulator.qcc.test:18443/api/yj "keyword=$company" picture=yes repeat=2
    exits 0
    log 2 "$snapshot"
    log 2 "picture width [1-9][0-9]+"
    log 2 "picture height [1-9][0-9]+"
    log 2 "picture bytes [1-9][0-9]{3,}"
    wire 1 "dns simulator.qcc.test"
    nothing_lost
    end
}

# refuses: every chain of the index, by its verdict.
refuses() {
    local chain host verdict sentence port
    while IFS=$'\t' read -r chain _ _ host verdict sentence; do
        case $chain in
        *384 | *4096) continue ;; # this firmware has neither the digest nor the root
        bad-expired-root) verdict=QCC_ERROR_TLS_UNTRUSTED ;; # nor this root
        esac
        [ "$host" = localhost ] || continue
        port=$(port "$chain")
        begin "$image: $sentence: $verdict"
        firmware "https://localhost:$port/api/yj" "keyword=$company"
        if [ "$verdict" = ok ]; then
            exits 0
            log 1 "snapshot $picture"
        else
            exits 4 # QCC_KIND_TLS
            fails "$verdict" handshake 0
            nothing_sent
        fi
        end
    done <"$pki/index.txt"
}

# unready: what a firmware must have before it connects.
unready() {
    begin "$image: no entropy: nothing is sent"
    firmware https://simulator.qcc.test:18443/api/yj "keyword=$company" entropy=none
    exits 2 # QCC_KIND_PLATFORM
    log 1 ".*failed QCC_ERROR_ENTROPY"
    wire 0 "tls .*"
    end

    begin "$image: clock not set: nothing is sent"
    firmware https://simulator.qcc.test:18443/api/yj "keyword=$company" clock=unset
    exits 2
    fails QCC_ERROR_CLOCK "(setup|sign)" 0
    wire 0 "tls .*"
    end

    begin "$image: a keyword that is none: nothing is sent"
    firmware https://simulator.qcc.test:18443/api/yj keyword=x
    exits 1
    fails QCC_ERROR_KEYWORD_SHORT setup 0
    wire 0 "tls .*"
    end
}

# full_records: a reply in one record of 16,384 bytes, and 24 of nonce and tag.
full_records() {
    local port
    port=$(port full-record)
    begin "$image: a reply in a record of 16,384 bytes"
    firmware "https://localhost:$port/api/yj" "keyword=$company" repeat=2
    exits 0
    log 2 "snapshot $picture"
    log 1 "reused 1"
    wire 2 "tls in $port 23 16408"
    end
}

# fails_once MODE ERROR PHASE CHARGED [WORD...]: the server's first connection fails, the next request is well.
fails_once() {
    local mode=$1 error=$2 phase=$3 charged=$4
    shift 4
    begin "$image: $mode: $error in $phase, then a snapshot"
    firmware "https://localhost:$(port "$mode")/api/yj" "keyword=$company" repeat=2 timeout=4000 "$@"
    exits 0
    fails "$error" "$phase" "$charged"
    log 1 "snapshot $picture"
    nothing_lost
    end
}

vanishing() {
    fails_once mute-accepted QCC_ERROR_DEADLINE handshake 0
    fails_once mute-handshake QCC_ERROR_DEADLINE handshake 0
    fails_once mute-head QCC_ERROR_DEADLINE head 1
    fails_once mute-body QCC_ERROR_DEADLINE body 1
    fails_once reset-body "QCC_ERROR_(RESET|INCOMPLETE)" body 1 # QEMU may put a FIN before the reset
    fails_once close-accepted "QCC_ERROR_(CLOSED|RESET|TLS_HANDSHAKE)" handshake 0
    fails_once not-tls "QCC_ERROR_TLS_(HANDSHAKE|RECORD|VERSION)" handshake 0

    begin "$image: nobody listens: QCC_ERROR_CONNECT"
    firmware https://localhost:1/api/yj "keyword=$company"
    exits 3
    fails QCC_ERROR_CONNECT connect 0
    end

    begin "$image: nobody is there: the deadline, twice"
    firmware https://nobody-there.qcc.test/api/yj "keyword=$company" repeat=2 timeout=2500
    exits 7
    log 2 "failed QCC_ERROR_DEADLINE"
    log 2 "phase connect"
    nothing_lost
    end

    begin "$image: a name that does not exist: QCC_ERROR_LOOKUP"
    firmware https://no-such-name.qcc.test/api/yj "keyword=$company" repeat=3
    exits 3
    log 3 "failed QCC_ERROR_LOOKUP"
    log 3 "phase lookup"
    nothing_lost
    end

    begin "$image: the name server does not answer: the deadline, in a lookup that the next request waits for"
    firmware https://silent.qcc.test/api/yj "keyword=$company" repeat=3 timeout=1500
    exits 7
    log 3 "failed QCC_ERROR_DEADLINE"
    log 3 "phase lookup"
    wire 1+ "dns silent.qcc.test"
    end
}

lossy() {
    local drop
    for drop in 13 7 5; do
        begin "$image: every ${drop}th frame is lost"
        firmware https://simulator.qcc.test:18443/api/yj "keyword=$company" repeat=3 timeout=100000 "drop=$drop"
        exits 0
        log 3 "$snapshot"
        nothing_lost
        end
    done

    begin "$image: the cable is out in the handshake, and in again"
    firmware https://simulator.qcc.test:18443/api/yj "keyword=$company" unplug=12 plug=1500
    exits 0
    log 1 "cable out"
    log 1 "cable in"
    log 1 "$snapshot"
    end

    begin "$image: the cable is out for longer than the deadline, then a snapshot"
    firmware https://simulator.qcc.test:18443/api/yj "keyword=$company" repeat=2 unplug=12 plug=3000 timeout=2000
    exits 0
    fails QCC_ERROR_DEADLINE handshake 0
    log 1 "$snapshot"
    end
}

# day: a request an hour, and ten minutes more.
day() {
    local how
    for how in keyword=length keyword=close; do
        begin "$image: a day of requests, $how: nothing is lost of pools and arena"
        firmware https://simulator.qcc.test:18443/api/yj "$how" repeat=25 skip=4000
        exits 0
        log 25 "$snapshot"
        nothing_lost
        wire 3+ "dhcp ack 86400" # twice renewed
        end
    done
}

# dies: what a board does when its program cannot go on.
dies() {
    begin "$image: a stack that overflows is a fault"
    firmware https://simulator.qcc.test:18443/api/yj "keyword=$company" overflow=1
    exits 70
    log 1 "panic: fault"
    log 0 "snapshot .*"
    end

    begin "$image: a program that hangs is reset by the watchdog"
    firmware https://simulator.qcc.test:18443/api/yj "keyword=$company" hang=1
    exits 0 # QEMU's, for a reset that it does not carry out
    log 1 "panic: watchdog"
    log 0 "(snapshot|steps) .*"
    end
}

# agrees: max_fragment_length, as servers take it.
agrees() {
    local port
    port=$(port full-record)
    begin "$image: a reply of 16,384 bytes from a server that agrees to max_fragment_length"
    firmware "https://localhost:$port/api/yj" "keyword=$company" repeat=2
    exits 0
    log 2 "snapshot $picture"
    wire 1 "length $port"
    wire 16 "tls in $port 23 2072" # 2,048 bytes each
    nothing_lost
    end

    port=$(port broken-promise)
    begin "$image: a record of 16,384 bytes from a server that agreed to less is refused"
    firmware "https://localhost:$port/api/yj" "keyword=$company"
    exits 4
    fails QCC_ERROR_TLS_TOO_LARGE head 1
    wire 1 "length $port"
    wire 1 "tls in $port 23 16408"
    nothing_lost
    end
}

# make_chains COUNT: $work/chain-N.pem is a leaf and N intermediates, all RSA-2048, as a server sends them.
make_chains() {
    local name=leaf-rsa number issuer extensions
    cp "$pki/root-rsa.pem" "$work/ca-0.pem"
    for ((number = 1; number <= $1; number++)); do
        issuer=$([ "$number" -eq 1 ] && echo root-rsa || echo inter-rsa)
        for name in inter-rsa leaf-rsa; do
            extensions='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n'
            [ $name = inter-rsa ] || issuer=inter-rsa
            [ $name = inter-rsa ] || extensions='basicConstraints=critical,CA:FALSE\nsubjectAltName=DNS:localhost\n'
            openssl req -new -key "$pki/$name.key" -subj "/O=libqcc test, not real/CN=chain of $number, $name" |
                openssl x509 -req -sha256 -days 3650 -set_serial "$number" -CAkey "$pki/$issuer.key" \
                    -CA "$work/ca-$([ $name = inter-rsa ] && echo $((number - 1)) || echo "$number").pem" \
                    -extfile <(printf '%bsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' "$extensions") \
                    -out "$work/$([ $name = inter-rsa ] && echo ca || echo leaf)-$number.pem"
        done
        cat "$work/leaf-$number.pem" $(seq -f "$work/ca-%g.pem" "$number" -1 1) >"$work/chain-$number.pem"
    done 2>/dev/null
}

# chains: how long a chain may get. Two intermediates must do; what is longer is used, or refused by name.
chains() {
    local number longest
    begin "$image: two intermediates, and as many as there is room for"
    for ((number = 1; number <= 6; number++)); do
        firmware "https://localhost:$((18450 + number))/api/yj" keyword=length
        [ "$rc" -eq 0 ] || break
        longest="$number intermediates took $(value 'arena peak') bytes of arena"
    done
    if [ "$rc" -eq 0 ]; then
        log 1 "snapshot $picture"
    else
        [ "$number" -gt 2 ] || wrong+=" expected two intermediates at least;"
        # mbedTLS takes a signature that it has no memory to verify for one that is not good.
        fails "QCC_ERROR_(ARENA|TLS_TOO_LARGE|TLS_UNTRUSTED)" handshake 0
        nothing_sent
    fi
    nothing_lost
    end "$longest, then $([ "$rc" -eq 0 ] && echo "no more was tried" || value failed)"
}

# compiles OPTION...: the port, for an lwIP that is set up otherwise.
compiles() {
    local lwip
    lwip=$(sed -n 's/^LWIP_SOURCE_DIR:PATH=//p' "$top/build/firmware/CMakeCache.txt")
    begin "the port with $*"
    arm-none-eabi-gcc -mcpu=cortex-m3 -mthumb -std=c99 -Os -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror "$@" \
        -I"$top/include" -I"$top/examples/firmware/lwip" \
        -isystem "${lwip:-$top/build/_sources/lwip}/src/include" -c "$top/port/lwip/qcc_lwip.c" -o "$work/port.o" \
        >"$work/log" 2>"$work/qemu.err" || wrong+=" expected an object;"
    end
}

# lies MODE: the main case against a server that does not say the truth has to fail.
lies() {
    local report
    begin "a server that lies is noticed: $1"
    report=$(fetches "" "$(port "$1")")
    : >"$work/log"
    grep -q '^FAILED :' <<<"$report" || wrong+=" expected a failure, got $report"
    end "${report%%$'\n'*}"
}

start peers python3 "$top/tests/firmware/peers.py" "$pki" "$work/seen"
simulator 18443 good-rsa-inter
simulator 18444 good-ec-inter
s_server 18445 "$pki/good-ec-inter.pem" "$pki/good-ec-inter.key"
make_chains 6
for number in 1 2 3 4 5 6; do
    s_server $((18450 + number)) "$work/chain-$number.pem" "$pki/leaf-rsa.key"
done

if [ $# -gt 1 ]; then # firmware.sh --in-namespace CASES...: these only
    "${@:2}"
else
    fetches "a snapshot" "$(port good)"
    cat "$work/log"
    readme
    for image in snapshot snapshot-mfl; do
        handshakes
        chains
    done
    agrees
    image=snapshot
    pictures
    unready
    full_records
    refuses
    vanishing
    lossy
    day
    dies
    compiles -DLWIP_IPV6=1
    compiles -DLWIP_IPV6=1 -DLWIP_IPV4=0
    compiles -DNDEBUG
    for liar in lies-url lies-status bad-host; do
        lies $liar
    done
fi

echo "$passed passed, $failed failed"
if [ "$failed" -ne 0 ] || [ "$passed" -eq 0 ]; then
    outcome="firmware.sh: FAILED"
    exit 1
fi
outcome="firmware.sh: all passed"
