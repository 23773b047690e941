#!/bin/sh
# run.sh - builds the consumers against libqcc as a package, and runs each against the simulator.
#
#   run.sh install|add_subdirectory|brought_mbedtls SCRATCH PREBUILT MBEDTLS_SOURCE [cmake arguments...]
#
# PREBUILT is the build tree that is installed for `install`.
# SPDX-License-Identifier: MIT
set -eu
how=$1 scratch=$2 prebuilt=$3 mbedtls=$4
shift 4
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)

rm -rf "$scratch"
case $how in
install)
    cmake --install "$prebuilt" --prefix "$scratch/prefix" >/dev/null
    # Nothing that was installed may point back into the trees that it came from.
    if grep -rl --include="*.cmake" -e "$prebuilt/" -e "$source/" "$scratch/prefix"; then
        echo "the files above name the build or source tree"
        exit 1
    fi
    for file in bin/qcc-snapshot share/doc/qcc/LICENSE share/doc/qcc/LICENSE.mbedtls; do
        [ -s "$scratch/prefix/$file" ] || { echo "$file was not installed"; exit 1; }
    done
    "$scratch/prefix/bin/qcc-snapshot" --version
    set -- "$@" "-DCMAKE_PREFIX_PATH=$scratch/prefix" ;;
add_subdirectory) # with sizes of its own
    set -- "$@" "-DQCC_SOURCE_DIR=$source" "-DMBEDTLS_SOURCE_DIR=$mbedtls" "-DQCC_CONFIG_FILE=$here/sizes.h" ;;
brought_mbedtls) set -- "$@" "-DQCC_SOURCE_DIR=$source" "-DCONSUMER_MBEDTLS=$mbedtls" ;;
*) echo "what is $how?"; exit 2 ;;
esac
cmake -S "$here" -B "$scratch/build" "-DHOW=$how" "$@"
if ! grep -q '"command":.*consumer\.c' "$scratch/build/compile_commands.json"; then
    echo "what the consumer is compiled with cannot be seen"
    exit 1
fi
if [ "$how" != brought_mbedtls ] &&
    grep '"command":.*consumer\.c' "$scratch/build/compile_commands.json" |
    grep -e "qcc-mbedtls" -e "$mbedtls/include" -e MBEDTLS_; then
    echo "mbedTLS reached the consumer"
    exit 1
fi
cmake --build "$scratch/build" --parallel 2

# value NAME: a line of what the simulator, or a file of credentials, says.
value() {
    sed -n "s/^$1[ =]//p" "$2"
}
"$QCC_BIN_DIR/qcc-simulator" --pki "$QCC_TEST_PKI" --lifetime-s 60 >"$scratch/says" &
simulator=$!
trap 'kill $simulator 2>/dev/null || true' EXIT
tries=0
until grep -q '^ready' "$scratch/says"; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo "the simulator does not start"; exit 1; }
    sleep 0.1
done
credentials=$(value credentials "$scratch/says")
for consumer in consumer consumer_cpp; do
    link=$("$scratch/build/$consumer" "$(value base-url "$scratch/says")" "$(value ca-file "$scratch/says")" \
        "$(value key "$credentials")" "$(value secret_key "$credentials")" 虚构科技有限公司)
    echo "$consumer got $link"
    case $link in
    https://localhost:*.png\ TLSv1.3) ;;
    *) exit 1 ;;
    esac
done
