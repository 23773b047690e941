#!/usr/bin/env bash
# picture.sh - the picture that a link leads to, and each way in which it can go wrong: what is at
# FILE afterwards, and what is said.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
simulator
mkdir "$work/drawn" "$work/here"
"$QCC_BIN_DIR/qcc-simulator" --draw "$work/drawn" || give_up "nothing was drawn"
png=$work/drawn/00000000000000000000000000000001.png
jpg=$work/drawn/00000000000000000000000000000001.jpg
file=$work/here/file
old="what was there"

# expect_nothing_else NAME...: what is in FILE's folder.
expect_nothing_else() {
    check
    [ "$(ls -A "$work/here")" = "$*" ] || flunk "in the folder: $(ls -A "$work/here"), expected: $*"
}

expect_untouched() {
    check
    printf %s "$old" | cmp -s - "$file" || flunk "FILE was touched"
    expect_nothing_else file
}

expect_picture() {
    check
    cmp -s "$1" "$file" || flunk "FILE is not ${1##*/}"
    expect_nothing_else file
}

# find_link KEYWORD: sets `link` to what the simulator gives for it.
find_link() {
    ask "$base" "$1"
    link=$(cat "$work/out")
}

# ---- Pictures that are had. A line: the keyword after picture-, the picture, more options.
cat >"$work/good" <<END
ok $png
ok-jpg $jpg
ok-plain $png --allow-plain-picture
ok-jpg-plain $jpg --allow-plain-picture
slow $png
slow-20-jpg $jpg
chunked $png
chunked-jpg $jpg
wrong-type $png
wrong-type-jpg $jpg
gzip $png
trailing $png
trailing-jpg $jpg
jpeg-as-png $jpg
cut $png
cut-jpg $jpg
cut-plain $png --allow-plain-picture
cut-chunked $png
cut-weak $png
cut-weak-jpg $jpg
cut-no-etag $png
cut-no-etag-plain $png --allow-plain-picture
cut-whole $png
cut-whole-jpg $jpg
cut-changed $work/drawn/00000000000000000000000000000003.png
cut-changed-jpg $work/drawn/00000000000000000000000000000004.jpg
redirect-0 $png
redirect-1 $png
redirect-2 $png
redirect-3 $png
redirect-3-jpg $jpg
redirect-3-plain $png --allow-plain-picture
redirect-host $png
redirect-host-plain $png --allow-plain-picture
redirect-secure $png
redirect-secure-plain $png --allow-plain-picture
END

# size_of PNG: its width and height in pixels.
size_of() {
    "$python" -c 'import struct, sys
print(*struct.unpack(">II", open(sys.argv[1], "rb").read()[16:24]))' "$1"
}

while read -r keyword picture options; do
    case_ "picture-$keyword"
    find_link "picture-$keyword"
    rm -f "$file"
    # shellcheck disable=SC2086
    ask "$base" "picture-$keyword" --output "$file" $options
    expect_exit 0
    expect_stdout "$link"
    expect_stderr_empty
    expect_picture "$picture"
    printf %s "$old" >"$file"
    # shellcheck disable=SC2086
    ask "$base" "picture-$keyword" --output "$file" $options --json
    expect_exit 0
    kind=png
    [ "${picture##*.}" = png ] || kind=jpeg
    read -r width height <<<"$(size_of "${picture%.*}.png")"
    expect_json "o['url'] == '$link'" "o['file'] == '$file'" "o['type'] == '$kind'" \
        "o['bytes'] == $(wc -c <"$picture")" "o['width'] == $width" "o['height'] == $height" \
        "o['charge'] == 'yes'" "'picture_error' not in o"
    expect_picture "$picture"
done <"$work/good"

# ---- Pictures that are not. A line: the keyword after picture-, the error, more options.
lost='(CLOSED|INCOMPLETE|RESET)'
cat >"$work/bad" <<END
http-204 PICTURE_STATUS
http-300 PICTURE_STATUS
http-304 PICTURE_STATUS
http-400 PICTURE_STATUS
http-403 PICTURE_STATUS
http-404 PICTURE_STATUS
http-410 PICTURE_STATUS
http-500 PICTURE_STATUS
http-503 PICTURE_STATUS
http-404-plain PICTURE_STATUS --allow-plain-picture
http-302 PICTURE_REDIRECT
http-206 CONTENT_RANGE
html PICTURE_TYPE
gif PICTURE_TYPE
svg PICTURE_TYPE
empty PICTURE_INCOMPLETE
signature PICTURE_INCOMPLETE
signature-jpg PICTURE_INCOMPLETE
crc PICTURE_CRC
truncated PICTURE_INCOMPLETE
truncated-jpg PICTURE_INCOMPLETE
huge BODY_TOO_LARGE
huge-chunked BODY_TOO_LARGE
big-17 BODY_TOO_LARGE
big-2 BODY_TOO_LARGE --max-picture-bytes 2000000
ok BODY_TOO_LARGE --max-picture-bytes 1000
chunked BODY_TOO_LARGE --max-picture-bytes 1000
cut-always $lost
cut-always-jpg $lost
cut-other-206 CONTENT_RANGE
cut-416 CONTENT_RANGE
slow-20000 DEADLINE --timeout-ms 2000
ok-plain PLAIN_HTTP
redirect-4 PICTURE_REDIRECT
redirect-loop PICTURE_REDIRECT
redirect-none PICTURE_REDIRECT
redirect-plain PICTURE_REDIRECT
redirect-plain PICTURE_REDIRECT --allow-plain-picture
redirect-user PICTURE_REDIRECT
redirect-port PICTURE_REDIRECT
redirect-file PICTURE_REDIRECT
redirect-ftp PICTURE_REDIRECT
redirect-private NOT_PUBLIC
END

while read -r keyword error options; do
    case_ "picture-$keyword${options:+ }$options"
    find_link "picture-$keyword"
    rm -f "$file"
    # shellcheck disable=SC2086
    ask "$base" "picture-$keyword" --output "$file" $options
    expect_exit 8
    expect_stdout "$link"
    expect_stderr_match "QCC_ERROR_$error[],]"
    check
    [ "$(wc -l <"$work/err")" -eq 1 ] || flunk "stderr is not one line"
    expect_nothing_else
    printf %s "$old" >"$file"
    # shellcheck disable=SC2086
    ask "$base" "picture-$keyword" --output "$file" $options --json
    expect_exit 8
    expect_json "o['url'] == '$link'" "re.fullmatch('QCC_ERROR_$error', o['picture_error'])" \
        "o['charge'] == 'yes'" "'width' not in o"
    expect_untouched
done <"$work/bad"

# ---- Sizes.
for keyword in big-1 big-16; do
    case_ "picture-$keyword"
    ask "$base" "picture-$keyword" --output "$file" --json
    expect_exit 0
    expect_json "o['width'] == 4096" "o['bytes'] == $(wc -c <"$file")"
    expect_nothing_else file
done
case_ "a cap that the picture just fits in, and one that it does not"
ask "$base" picture-ok --output "$file" --max-picture-bytes "$(wc -c <"$png")"
expect_exit 0
expect_picture "$png"
ask "$base" picture-ok --output "$file" --max-picture-bytes $(($(wc -c <"$png") - 1))
expect_exit 8
expect_picture "$png"

case_ "each picture that the simulator has is tried here"
check
"$QCC_BIN_DIR/qcc-simulator" --help | sed -n '/^The pictures/,/^The shapes/s/^  picture-\([^ :]*\): .*/\1/p' |
    sed 's/-[0-9N]*$//' | sort -u >"$work/theirs"
{ cat "$work/good" "$work/bad" && echo big; } | cut -d' ' -f1 |
    sed 's/^redirect-\(plain\|secure\)$/&-/;s/-plain$//;s/-jpg$//;s/-[0-9]*$//' | sort -u >"$work/ours"
cmp -s "$work/ours" "$work/theirs" || flunk "$(diff "$work/ours" "$work/theirs")"

# ---- What goes over the wire.

# fetch_anew BEHAVIOUR: asks for picture-BEHAVIOUR; the log is of that alone.
fetch_anew() {
    : >"$work/log"
    ask "$base" "picture-$1" --output "$file"
}

# expect_requests LIST: HTTP status and Range of each request for a picture.
expect_requests() {
    check
    [ "$(sed -n 's,.*/ReportImage/.* http=\([0-9]*\) .*range=\(.*\),\1 \2,p' "$work/log" | tr '\n' ';')" = "$1" ] ||
        flunk "the requests are not $1 but: $(cat "$work/log")"
}

case_ "the picture comes over the connection that brought the link"
fetch_anew ok
expect_requests "200 no;"
check
grep -q '/ReportImage/.* connection=\([0-9]*\) request=2 ' "$work/log" || flunk "$(cat "$work/log")"

half=$(($(wc -c <"$png") / 2))
case_ "a broken connection is resumed at the byte where it broke"
fetch_anew cut
expect_requests "200 no;206 bytes=$half-;"
case_ "with a weak entity-tag or none all of it is asked for anew"
fetch_anew cut-weak
expect_requests "200 no;200 no;"
fetch_anew cut-no-etag
expect_requests "200 no;200 no;"
case_ "connections that break again and again get a bounded number of requests"
fetch_anew cut-always
parts=$(for i in 1 2 3 4 5; do printf '206 bytes=%s000-;' $i; done)
expect_requests "200 no;$parts"
case_ "after a part that does not fit nothing is asked for again"
fetch_anew cut-other-206
expect_requests "200 no;206 bytes=$half-;"
fetch_anew cut-416
expect_requests "200 no;416 bytes=$half-;"
case_ "three redirects are followed, and a fourth is not"
fetch_anew redirect-4
expect_requests "303 no;308 no;307 no;301 no;"
case_ "what is announced as too large is not read"
fetch_anew huge
expect_ms 0 2000

# ---- FILE.
case_ "a symlink at FILE is replaced, and what it leads to stays"
printf %s "$old" >"$work/elsewhere"
rm -f "$file"
ln -s "$work/elsewhere" "$file"
ask "$base" picture-ok --output "$file"
expect_exit 0
expect_picture "$png"
check
{ [ ! -L "$file" ] && [ "$(cat "$work/elsewhere")" = "$old" ]; } || flunk "the symlink was followed"

case_ "FILE in no folder, or a folder itself: exit 2, and nothing is asked"
for bad in "$work/nowhere/file" "$work/here" "$work/here/" ""; do
    : >"$work/log"
    ask "$base" picture-ok --output "$bad"
    expect_exit 2
    expect_stdout_empty
    check
    [ ! -s "$work/log" ] || flunk "$bad: something was asked"
done
expect_picture "$png"

case_ "a call that fails leaves FILE alone"
printf %s "$old" >"$file"
ask "$base" status-201 --output "$file"
expect_exit 1
expect_untouched

# Started by Python: a shell's background job ignores SIGINT.
cat >"$work/interrupt.py" <<'END'
import signal, subprocess, sys, time
process = subprocess.Popen(sys.argv[3:])
while "ReportImage" not in open(sys.argv[2]).read():
    time.sleep(0.05)
time.sleep(1.5)  # a piece has come
process.send_signal(getattr(signal, "SIG" + sys.argv[1]))
sys.exit(process.wait(20))
END
for signal in INT TERM HUP; do
    case_ "SIG$signal while the picture comes: FILE stays as it was, and nothing is left over"
    : >"$work/log"
    "$python" "$work/interrupt.py" "$signal" "$work/log" "$snapshot" --base-url "$base" --ca-file "$roots" \
        --credentials "$credentials" --output "$file" picture-slow-1000 >"$work/out" 2>"$work/err" </dev/null
    rc=$?
    expect_exit $((128 + $(kill -l "$signal")))
    expect_stdout_match '^https://localhost:[0-9]+/ReportImage/slow-1000/'
    expect_untouched
done

case_ "--output -: the picture on stdout, the link on stderr"
"$snapshot" --base-url "$base" --ca-file "$roots" --credentials "$credentials" --output - picture-cut \
    >"$work/stdout" 2>"$work/err" </dev/null
rc=$?
: >"$work/out"
expect_exit 0
check
cmp -s "$png" "$work/stdout" || flunk "stdout is not the picture"
expect_stderr_match '^https://localhost:[0-9]+/ReportImage/cut/'

finish
