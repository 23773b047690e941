#!/usr/bin/env bash
# sizes.sh - what libqcc takes on Cortex-M: flash, RAM and instructions, a tab-separated line each on stdout: name,
# value, unit. Whatever else there is to say goes to stderr.
#
#   sizes.sh             measures everything
#   sizes.sh --quick     the M3 only, and runs no image: flash, RAM, and the codecs' instructions
#   sizes.sh --check     measures everything and compares: fails when a figure is larger than tests/sizes/baseline.tsv
#                        has it, when one is missing or new, and when README's tables are not made of that file
#   sizes.sh --accept    measures everything, and takes it as the baseline and into README: how a commit announces growth
#   sizes.sh --readme    prints README's tables, as the baseline has them
#
# A name begins with its target: m0plus, m3, m4f, m33. What is measured is what runs: build/<target>/libqcc.a, and the
# images that tests/firmware.sh runs, build/firmware/snapshot.elf and (by max_fragment_length) snapshot-mfl.elf. On every
# target:
#
#   codec_flash          text and data (no link-time optimization) of a program that builds the canonical request and parses the canonical reply in
#                        both framings, less those of the same program that sends a byte and receives once
#                        (tests/sizes/codec.c). Start-up code, transport, buffers and the application's own data are in
#                        both; Token and reply are given, so neither MD5 nor any text is in it; the few lines that call
#                        the codecs are
#   client_flash         all of src/, jsmn in it: every object of libqcc.a, whether or not a program needs it, except the
#                        sentences of service/status_text.c and base/error_text.c
#   module_flash.*       each object of it, texts and all: module_flash.<folder of src>.<file>
#   struct_ram.*         each struct that a caller has memory for; client.buffer is a part of client
#
# On the M3:
#
#   image_flash, _mfl    all of snapshot.elf, and of snapshot-mfl.elf, in flash
#   image_ram, _mfl      all RAM that the image reserves: data, stack and arena
#   image_*_plain        snapshot-plain.elf, the first image linked without link-time optimization: only of such a one
#                        the linker's map knows the parts, image_*_plain.*; libqcc is what of src/ the image needs
#   heap_symbols         malloc, calloc, realloc, free, _sbrk and _malloc_r in every image that tests/firmware.sh runs
#   build_instructions, parse_length_instructions, parse_chunked_instructions
#                        the canonical work once: the difference between one round and 1,001, less the same with the
#                        transport only
#   codec_stack          the deepest that the stack was in that program
#   *_request_instructions
#                        all steps of a request that connects by a full handshake (RSA-2048 or P-256 leaf and
#                        intermediate), by a resumed one, or is kept alive; what lwIP does between steps is not in it
#   step_max_*           the longest step(): outside the handshake with the canonical reply in one record, the same with a
#                        reply in one record of 16 KB, and in the handshake by chain
#   arena_floor_*        the smallest arena, to 16 bytes, with which the image makes a full and a resumed handshake: found
#                        by bisection
#   stack_peak           the deepest that the stack was in all these runs
#
# Instructions are counted by QEMU's clock, one a nanosecond.
# SPDX-License-Identifier: MIT
set -Eeuo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."

targets=(m0plus m3 m4f m33)
baseline=tests/sizes/baseline.tsv
chains=(rsa ec)
work=$(mktemp -d)
pids=()

at_exit() {
    local rc=$? pid
    for pid in "${pids[@]+"${pids[@]}"}"; do
        kill "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
    [ $rc -eq 0 ] || say FAILED
}
trap at_exit EXIT
trap 'exit 1' INT TERM

say() {
    echo "sizes.sh: $*" >&2
}

fail() {
    say "$*"
    exit 1
}

# emit NAME VALUE UNIT
emit() {
    [[ $2 =~ ^[0-9]+$ ]] || fail "$1 is not a number: $2"
    printf '%s\t%s\t%s\n' "$@"
}

# ---- What can be read without running anything.

# build TARGET: libqcc as its preset has it, and the programs of tests/sizes over it.
build() {
    local log=$work/build.log
    say "building for $1"
    {
        cmake --preset "$1" &&
            cmake --build --preset "$1" --parallel 2 &&
            cmake -S tests/sizes -B "build/sizes/$1" -DCMAKE_BUILD_TYPE=MinSizeRel -Dqcc_DIR="$PWD/build/$1" \
                -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/toolchains/cortex-$1.cmake" &&
            cmake --build "build/sizes/$1" --parallel 2
    } >"$log" 2>&1 || { tail -n 30 "$log" >&2; fail "$1 does not build"; }
}

# flash FILE: text and data of a program, or of all objects in an archive.
flash() {
    arm-none-eabi-size "$1" | awk 'NR > 1 { sum += $1 + $2 } END { print sum }'
}

codec_flash() {
    emit "$1.codec_flash" $(($(flash "build/sizes/$1/codec.elf") - $(flash "build/sizes/$1/nothing.elf"))) bytes
}

# object_paths TARGET: the objects in libqcc.a, by their paths, because the archive keeps no folders. An object whose source is
# gone may still lie there.
object_paths() {
    local source object
    for source in src/*/*.c; do
        object=build/$1/CMakeFiles/qcc.dir/$source.obj
        [ ! -e "$object" ] || echo "$object"
    done
}

library_flash() {
    local text data file name all=0 members
    object_paths "$1" >"$work/paths"
    members=$(arm-none-eabi-ar t "build/$1/libqcc.a" | wc -l)
    [ "$(wc -l <"$work/paths")" -eq "$members" ] || fail "libqcc.a of $1 has $members objects, and src/ has others"
    xargs arm-none-eabi-size <"$work/paths" | tail -n +2 >"$work/objects"
    while read -r text data _ _ _ file; do
        name=${file#*/qcc.dir/src/}
        name=${name%.c.obj}
        name=${name//\//.}
        emit "$1.module_flash.$name" $((text + data)) bytes
        case $name in base.error_text | service.status_text) ;; *) all=$((all + text + data)) ;; esac
    done <"$work/objects"
    emit "$1.client_flash" "$all" bytes
}

images() {
    say "building the images"
    bash tests/firmware/build.sh >"$work/build.log" 2>&1 || { tail -n 30 "$work/build.log" >&2; fail "the images do not build"; }
}

# symbol IMAGE NAME: the size of a variable, which link-time optimization may have given another name.
symbol() {
    arm-none-eabi-nm -S "$1" | awk -v name="$2" '$4 == name || index($4, name ".lto_priv") == 1 { size = $2 } END { print "0x" (size == "" ? "x" : size) }'
}

struct_ram() {
    local name size
    arm-none-eabi-nm -S "build/sizes/$1/libstructs.a" | sed -n 's/^[0-9a-f]* \([0-9a-f]*\) . size_of_/\1 /p' >"$work/structs"
    while read -r size name; do
        emit "$1.struct_ram.${name/__/.}" $((0x$size)) bytes
    done <"$work/structs"
}

# value IMAGE NAME: of a symbol that the linker script defines.
value() {
    arm-none-eabi-nm "$1" | awk -v name="$2" '$3 == name { print "0x" $1 }'
}

image_static() {
    local image=build/firmware/snapshot.elf plain=build/firmware/snapshot-plain.elf part flash ram all=0 arena client
    emit m3.image_flash $(($(value $image board_flash_used))) bytes
    emit m3.image_ram $(($(value $image board_ram_used))) bytes
    emit m3.image_ram.arena $(($(symbol $image arena))) bytes
    emit m3.heap_symbols "$(arm-none-eabi-nm build/firmware/*.elf |
        awk '$NF ~ /^(malloc|calloc|realloc|free|_sbrk|_malloc_r)$/' | wc -l)" symbols
    image=build/firmware/snapshot-mfl.elf
    emit m3.image_flash_mfl $(($(value $image board_flash_used))) bytes
    emit m3.image_ram_mfl $(($(value $image board_ram_used))) bytes
    emit m3.image_ram_mfl.arena $(($(symbol $image arena))) bytes

    python3 tests/sizes/shares.py build/firmware/plain/snapshot-plain.map >"$work/shares"
    arena=$(($(symbol $plain arena)))
    client=$(($(symbol $plain client)))
    emit m3.image_flash_plain $(($(value $plain board_flash_used))) bytes
    while read -r part flash ram; do
        all=$((all + flash))
        [ "$flash" -eq 0 ] || emit "m3.image_flash_plain.$part" "$flash" bytes
    done <"$work/shares"
    [ "$all" -eq $(($(value $plain board_flash_used))) ] || fail "the parts of $plain are $all bytes together"
    emit m3.image_ram_plain $(($(value $plain board_ram_used))) bytes
    emit m3.image_ram_plain.arena "$arena" bytes
    emit m3.image_ram_plain.client "$client" bytes
    while read -r part flash ram; do
        [ "$part" != application ] || ram=$((ram - arena - client))
        [ "$ram" -eq 0 ] || emit "m3.image_ram_plain.$part" "$ram" bytes
    done <"$work/shares"
}

# ---- What has to be run.

# qemu IMAGE OPTION...
qemu() {
    local image=$1
    shift
    timeout 120 qemu-system-arm -M lm3s6965evb -kernel "$image" -display none -monitor none -serial stdio -no-reboot \
        -icount shift=0 "$@" </dev/null 2>"$work/qemu.err"
}

codec_run() {
    local name count
    local -A of
    qemu build/sizes/m3/count.elf -semihosting-config enable=on,target=native >"$work/codec" ||
        { cat "$work/codec" >&2; fail "the canonical work was not done"; }
    while read -r name count; do
        of[$name]=$count
    done <"$work/codec"
    emit m3.build_instructions $((of[build] - of[loop])) instructions
    emit m3.parse_length_instructions $((of[parse_length] - of[receive_length])) instructions
    emit m3.parse_chunked_instructions $((of[parse_chunked] - of[receive_chunked])) instructions
    emit m3.codec_stack "${of[stack]}" bytes
}

# serve CHAIN [OPTION...]: sets port.
serve() {
    local chain=$1 tries=0
    shift
    : >"$work/port"
    python3 tests/sizes/server.py "build/pki/good-$chain-inter.pem" tests/sizes/reply-length.http "$@" >"$work/port" &
    pids+=($!)
    until [ -s "$work/port" ]; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || fail "server.py does not start"
        sleep 0.05
    done
    port=$(cat "$work/port")
}

# ask REUSED RESUMED IMAGE WORD...: two requests to the server, so many of them on a kept connection and a resumed one. What
# the firmware printed is in $work/log.
ask() {
    local reused=$1 resumed=$2 image=$3 word words=
    shift 3
    for word in "url=https://10.0.2.2:$port/api/yj" key=0123456789abcdef0123456789abcdef \
        secret=0123456789ABCDEF0123456789ABCDEF keyword=小米科技有限责任公司 repeat=2 "$@"; do
        words+=",arg=$word"
    done
    qemu "build/firmware/$image.elf" -semihosting-config "enable=on,target=native,arg=fw$words" \
        -netdev user,id=n0 -net nic,netdev=n0,model=stellaris >"$work/log" &&
        [ "$(grep -c '^snapshot http://qccdata.qichacha.com/ReportImage/xxxx.png$' "$work/log")" -eq 2 ] &&
        [ "$(grep -c '^reused 1$' "$work/log")" -eq "$reused" ] && [ "$(grep -c '^resumed 1$' "$work/log")" -eq "$resumed" ]
}

kept_alive() {
    ask 1 0 "$@"
}

resumed() {
    ask 0 1 "$@" close=1
}

must() {
    "$@" || { cat "$work/log" "$work/qemu.err" >&2; fail "not what was to be measured: $*"; }
}

# printed LABEL [N]: the number after LABEL in the log, the N-th time.
printed() {
    awk -v label="$1 " -v nth="${2:-1}" 'index($0, label) == 1 && ++seen == nth { print substr($0, length(label) + 1) }' \
        "$work/log"
}

# The board's clock has 50 MHz.
instructions() {
    echo $((20 * $(printed "$@")))
}

# larger NAME VALUE: remembers the largest value of a name.
declare -A most
larger() {
    [ "$2" -le "${most[$1]:-0}" ] || most[$1]=$2
}

after_run() {
    larger step_max "$(instructions 'longest step cycles')"
    larger stack "$(printed stack)"
}

# try_arena BYTES: moves floor down to that, or least up.
try_arena() {
    if resumed "$image" "arena=$1"; then
        floor=$1
    else
        least=$1
    fi
}

# arena_floor IMAGE NAME: sets floor. What failed and what passed come closer to each other, beginning at the peak of a run
# that passed, and near what the baseline has.
arena_floor() {
    local image=$1 least guess
    must resumed "$image"
    after_run
    least=$(($(printed 'arena peak') / 16 * 16 - 16))
    floor=$(($(symbol "build/firmware/$image.elf" arena) / 16 * 16))
    guess=$(awk -F '\t' -v name="$2" '$1 == name { print int($2 / 16) * 16 }' "$baseline")
    for guess in $((${guess:-0} + 32)) $((${guess:-0} - 32)); do
        if [ "$guess" -gt "$least" ] && [ "$guess" -lt "$floor" ]; then
            try_arena "$guess"
        fi
    done
    while [ $((floor - least)) -gt 16 ]; do
        try_arena $(((least + floor) / 32 * 16))
    done
}

# chain_runs CHAIN: the figures that vary with the chain, then the most of what is the largest of all runs.
chain_runs() {
    local chain=$1 port
    serve "$chain"
    must kept_alive snapshot
    after_run
    emit "m3.full_${chain}_request_instructions" "$(instructions 'step cycles' 1)" instructions
    emit "m3.step_max_handshake_${chain}_instructions" "$(instructions 'longest handshake step cycles')" instructions
    if [ "$chain" = rsa ]; then
        emit m3.kept_alive_request_instructions "$(instructions 'step cycles' 2)" instructions
        must resumed snapshot
        emit m3.resumed_request_instructions "$(instructions 'step cycles' 2)" instructions
    fi
    arena_floor snapshot "m3.arena_floor_$chain"
    emit "m3.arena_floor_$chain" "$floor" bytes
    arena_floor snapshot-mfl "m3.arena_floor_${chain}_mfl"
    emit "m3.arena_floor_${chain}_mfl" "$floor" bytes
    echo "most ${most[step_max]} ${most[stack]}"
}

# Two chains at the same time: a machine has two cores.
image_runs() {
    local chain jobs=() word step stack port
    say "running the images"
    for chain in "${chains[@]}"; do
        mkdir "$work/$chain"
        (
            pids=()
            work=$work/$chain
            trap 'kill "${pids[@]+"${pids[@]}"}" 2>/dev/null || true' EXIT
            chain_runs "$chain" >"$work/figures"
        ) &
        jobs+=($!)
    done
    for chain in "${jobs[@]}"; do
        wait "$chain" || fail "the images did not run as they should"
    done
    for chain in "${chains[@]}"; do
        grep -v '^most ' "$work/$chain/figures"
        read -r word step stack < <(grep '^most ' "$work/$chain/figures")
        larger step_max "$step"
        larger stack "$stack"
    done
    emit m3.step_max_instructions "${most[step_max]}" instructions
    serve rsa --pad 16384
    must kept_alive snapshot
    larger stack "$(printed stack)"
    emit m3.step_max_16k_instructions "$(instructions 'longest step cycles')" instructions
    emit m3.stack_peak "${most[stack]}" bytes
}

measure() {
    local target
    for target in "${targets[@]}"; do
        build "$target"
        codec_flash "$target"
        library_flash "$target"
        struct_ram "$target"
    done
    codec_run
    images
    image_static
    image_runs
}

quick() {
    build m3
    codec_flash m3
    library_flash m3
    codec_run
    images
    image_static
}

# ---- Comparing.

# What the compiler alone decides has to be the same. The rest may differ from the baseline by:
# - image flash: 32 bytes, because the roots' own ECDSA signatures are made anew with each build tree, and vary in length;
#   the gaps beside them vary, too
# - what a handshake takes: 2 in 100, because its keys are drawn anew each time
# - the arena's floor: 64 bytes, for the lengths of signatures and of such keys
# - the stack: 64 bytes, because the tick may interrupt at the deepest point, or may not
slack='
    function slack(name, value) {
        if (name ~ /\.image_flash/) return 32
        if (name ~ /_request_instructions$|\.step_max_/) return value / 50
        if (name ~ /\.arena_floor_|\.stack_peak$/) return 64
        return 0
    }
    function grown(name, value) { return value > was[name] + slack(name, was[name]) }
    function shrunk(name, value) { return value < was[name] - slack(name, was[name]) }
    BEGIN { FS = OFS = "\t" }
    FILENAME == ARGV[1] { was[$1] = $2; unit[$1] = $3; next }'

# compare MEASURED: a line for each figure that is not as the baseline has it, and how many passed and failed.
compare() {
    awk "$slack"'
        function fault(text) { print "FAILED " text; failed++ }
        !($1 in was) { fault($1 " is new: " $2); next }
        {
            seen[$1] = 1
            if ($3 != unit[$1]) fault($1 " is in " $3 ", was in " unit[$1])
            else if (grown($1, $2)) fault($1 " has grown from " was[$1] " to " $2)
            else passed++
            if (shrunk($1, $2)) print "smaller: " $1 " is " $2 ", the baseline has " was[$1]
        }
        END {
            for (name in was) if (!(name in seen)) fault(name " is missing")
            print passed + 0, failed + 0
        }' "$baseline" "$1"
}

# accept MEASURED: makes it the baseline, but for what differs by chance.
accept() {
    touch "$baseline"
    awk "$slack"'
        $1 in was && !grown($1, $2) && !shrunk($1, $2) { $2 = was[$1] }
        { print }' "$baseline" "$1" >"$work/baseline"
    cp "$work/baseline" "$baseline"
}

# ---- README.

# thousands NUMBER
thousands() {
    sed -E ':a; s/^([0-9]+)([0-9]{3})/\1,\2/; ta' <<<"$1"
}

# base NAME: what the baseline has.
base() {
    local value
    value=$(awk -F '\t' -v name="$1" '$1 == name { print $2 }' "$baseline")
    [ -n "$value" ] || { : >"$work/missing"; say "$1 is not in the baseline"; }
    thousands "$value"
}

# row NAME TEXT: a line of the M3's table.
row() {
    echo "| \`$1\` | $(base "m3.$1") | $2 |"
}

tables() {
    local name
    echo "| bytes of flash | Cortex-M0+ | Cortex-M3 | Cortex-M4F | Cortex-M33 |"
    echo "|---|---|---|---|---|"
    for name in codec_flash client_flash; do
        echo "| \`$name\` | $(base "m0plus.$name") | $(base "m3.$name") | $(base "m4f.$name") | $(base "m33.$name") |"
    done
    echo
    echo "| on the Cortex-M3 | | what it is |"
    echo "|---|---|---|"
    row image_flash "bytes: the image with DHCP, DNS and TLS 1.2, RSA and ECDSA"
    row image_flash_plain "the same without link-time optimization (\`-DFIRMWARE_LTO=OFF\`); of it:"
    row image_flash_plain.libqcc "what it needs of libqcc"
    row image_flash_plain.mbedtls "mbedTLS"
    row image_flash_plain.lwip "lwIP; the port to it takes $(base m3.image_flash_plain.port) more"
    row image_ram "bytes: all RAM that the image reserves, for records of 16 KB and a chain of RSA-2048; of it:"
    row image_ram.arena "mbedTLS's arena. It needs $(base m3.arena_floor_rsa) with RSA-2048, $(base m3.arena_floor_ec) with P-256"
    row image_ram_plain.client "\`struct qcc_client\`"
    row image_ram_plain.lwip "lwIP's pools"
    row image_ram_plain.stack "stack; $(base m3.stack_peak) of it were used"
    row image_ram_mfl "the same with max_fragment_length, records of 4 KB at most"
    row image_ram_mfl.arena "its arena. It needs $(base m3.arena_floor_rsa_mfl) with RSA-2048, $(base m3.arena_floor_ec_mfl) with P-256"
    row heap_symbols "\`malloc\`, \`calloc\`, \`realloc\`, \`free\`, \`_sbrk\`, \`_malloc_r\`"
    row build_instructions "to build the canonical request, five header fields, one pass"
    row parse_length_instructions "to parse the canonical reply, HTTP and JSON, by Content-Length"
    row parse_chunked_instructions "the same in chunks"
    row full_rsa_request_instructions "a request with a full handshake, RSA-2048 leaf and intermediate"
    row full_ec_request_instructions "the same with P-256"
    row resumed_request_instructions "with a resumed one"
    row kept_alive_request_instructions "on a connection that was kept alive"
    row step_max_instructions "the longest \`step()\` outside the handshake, the reply in one record"
    row step_max_16k_instructions "the same with a record of 16 KB"
    row step_max_handshake_rsa_instructions "the longest \`step()\` in the handshake, RSA-2048"
    row step_max_handshake_ec_instructions "the same with P-256"
    [ ! -e "$work/missing" ] || fail "the tables are not whole"
}

begin='<!-- made by tests/sizes.sh - do not edit -->'
end='<!-- end of what tests/sizes.sh made -->'

# README with the tables put in.
readme() {
    tables >"$work/tables"
    awk -v begin="$begin" -v end="$end" -v tables="$work/tables" '
        $0 == end { inside = 0 }
        !inside { print }
        $0 == begin { inside = 1; while ((getline line <tables) > 0) print line }' README.md
}

has_readme_place() {
    [ "$(grep -cxF -e "$begin" -e "$end" README.md)" -eq 2 ] || fail "README.md has no place for the tables"
}

case ${1-} in
'')
    measure ;;
--quick)
    quick ;;
--check)
    has_readme_place
    bash tests/sizes.sh >"$work/figures" || { echo "FAILED nothing to compare"; echo "0 passed, 1 failed"; exit 1; }
    compare "$work/figures" >"$work/outcome"
    read -r passed failed < <(tail -n 1 "$work/outcome")
    sed '$d' "$work/outcome"
    if readme | cmp -s - README.md; then
        passed=$((passed + 1))
    else
        echo "FAILED README's tables are not those of $baseline: take them in with --accept"
        failed=$((failed + 1))
    fi
    [ "$failed" -eq 0 ] || echo "sizes.sh: where growth is meant, say why in the commit and take it in with --accept"
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] ;;
--accept)
    has_readme_place
    measure >"$work/figures"
    accept "$work/figures"
    readme >"$work/README.md"
    cp "$work/README.md" README.md
    say "$(wc -l <"$baseline") figures are the baseline now" ;;
--readme)
    tables ;;
*)
    echo "usage: $0 [--quick | --check | --accept | --readme]" >&2
    exit 2 ;;
esac
say "done"
