#!/usr/bin/env bash
# session_file.sh - a TLS session in a file: the next run resumes it; whatever is wrong with the
# file, the handshake is a full one and the call works.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
file=$work/folder/session
mkdir "$work/folder"

# asked full|resumed: one request with the file, after which nothing but the file is in its folder.
asked() {
    local resumed=no
    [ "$1" = full ] || resumed=yes
    ask "$base" "$company" --session "$file"
    expect_exit 0
    expect_stdout_match '^https://localhost:'
    check
    [ "$(tail -n 1 "$work/log" | sed 's/.* resumed=\([a-z]*\) .*/\1/')" = $resumed ] ||
        flunk "the handshake was not $1: $(tail -n 1 "$work/log")"
    check
    [ "$(ls -A "$work/folder")" = session ] || flunk "in the folder: $(ls -A "$work/folder")"
    check
    [ "$(stat -c %a:%F "$file")" = "600:regular file" ] || flunk "the file is $(stat -c %a:%F "$file")"
}

for version in 1.2 1.3; do
    simulator --tls $version
    case_ "TLS $version: the first run writes the file, the next ones resume"
    rm -f "$file"
    (umask 000; asked full; exit $failures) || failures=$?
    expect_stderr_empty
    asked resumed
    asked resumed
    expect_stderr_empty
    cp -p "$file" "$work/good"

    case_ "TLS $version, row 38: cut anywhere, empty, longer than it was"
    for ((len = 0; len < $(stat -c %s "$work/good"); len += 61)); do
        (umask 077; head -c $len "$work/good" >"$file.new") && mv "$file.new" "$file"
        asked full
        expect_stderr_empty
    done
    (umask 077; { cat "$work/good"; echo; } >"$file.new") && mv "$file.new" "$file"
    asked full
    (umask 077; { cat "$work/good"; head -c 100000 /dev/zero; } >"$file.new") && mv "$file.new" "$file"
    asked full

    case_ "TLS $version, row 38: a bit turned, in every field"
    for at in 0 3 4 36 43 44 75 76 77 78 200 $(($(stat -c %s "$work/good") - 1)); do
        cp -p "$work/good" "$file"
        "$python" - "$file" $at <<'END'
import sys
with open(sys.argv[1], "r+b") as file:
    file.seek(int(sys.argv[2]))
    byte = file.read(1)[0]
    file.seek(int(sys.argv[2]))
    file.write(bytes([byte ^ 1]))
END
        asked full
        expect_stderr_empty
    done

    case_ "TLS $version: what was no session is replaced by one that is resumed"
    asked resumed

    case_ "TLS $version, row 38: another store without the root: the file stays as it is unused"
    cp -p "$work/good" "$file"
    run --base-url "$base" --ca-file "$pki/root-unknown.pem" --credentials "$credentials" --session "$file" "$company"
    expect_exit 4
    check
    cmp -s "$file" "$work/good" || flunk "the file was changed"

    case_ "TLS $version, row 38: another port"
    first=$simulator_pid
    simulator --tls $version
    asked full
    stop "$simulator_pid"
    stop "$first"
done

simulator
case_ "row 38: readable by others, a symlink to such a one: not used, which is said; replaced by one that is private"
cp -p "$work/good" "$file"
asked full
for mode in 644 640 620 606; do
    chmod $mode "$file"
    asked full
    expect_stderr_match 'warning: .*session: this session is not used.*chmod 600'
    asked resumed
    expect_stderr_empty
done
mv "$file" "$work/elsewhere"
chmod 644 "$work/elsewhere"
ln -s "$work/elsewhere" "$file"
asked full
expect_stderr_match 'this session is not used'
check
[ "$(stat -c %a "$work/elsewhere")" = 644 ] || flunk "what the symlink named was changed"

case_ "--verbose says what became of it"
ask "$base" "$company" --session "$file" --verbose
expect_exit 0
expect_stderr_match '  session in .*: loaded'
expect_stderr_match 'session resumed'
(umask 077; echo QCX session >"$file")
ask "$base" "$company" --session "$file" --verbose
expect_exit 0
expect_stderr_match '  session in .*: The saved TLS session is damaged'
expect_stderr_match 'full handshake'

case_ "what is no session is neither used nor replaced"
for kind in credentials notes folder; do
    rm -rf "$work/own"
    case $kind in
    credentials) (umask 077; cp "$credentials" "$work/own") ;;
    notes) (umask 077; echo "remember the milk" >"$work/own") ;;
    folder) mkdir "$work/own" ;;
    esac
    before=$(cat "$work/own" 2>/dev/null | md5sum)
    ask "$base" "$company" --session "$work/own"
    expect_exit 0
    expect_stderr_match 'warning: .*/own: (this is no saved session: it is neither used nor replaced|Is a directory)'
    check
    [ "$(cat "$work/own" 2>/dev/null | md5sum)" = "$before" ] || flunk "$kind: it was replaced"
done
rm -rf "$work/own"
ask "$base" "$company" --session "$credentials"
expect_exit 2

case_ "a place that cannot be written: said, and the link is there all the same"
for path in "$work/none/session" "$work/folder" /dev/null/session; do
    ask "$base" "$company" --session "$path"
    expect_exit 0
    expect_stdout_match '^https://localhost:'
    expect_stderr_match 'warning: '
done
mkfifo -m 600 "$work/pipe"
ask "$base" "$company" --session "$work/pipe"
expect_exit 0
check
[ "$(ls -A "$work/folder")" = session ] || flunk "in the folder: $(ls -A "$work/folder")"

case_ "no TLS, no session"
rm -f "$file"
ask "$plain" "$company" --session "$file"
expect_exit 0
expect_stderr_empty
check
[ ! -e "$file" ] || flunk "there is a file"

case_ "through several requests of one run, the last session is the one that is kept"
ask "$base" close --session "$file" --repeat 3 --verbose
expect_exit 0
asked resumed

finish
