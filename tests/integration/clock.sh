#!/usr/bin/env bash
# clock.sh - row 37 of the bad inputs: a device's clock that is wrong or not set, against the simulator, whose
# own clock is moved instead of the device's, and against chains that end.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"

requests() { grep -c ' status=' "$work/log"; }

# expect_requests N: so many came since the last time that this was asked.
seen=0
expect_requests() {
    local all
    check
    all=$(requests)
    [ $((all - seen)) -eq "$1" ] || flunk "$((all - seen)) requests, expected $1"
    seen=$all
}

for shift in 7200 -7200; do
    direction=slow
    [ $shift -gt 0 ] || direction=fast
    simulator --clock-offset-s $shift
    seen=0

    case_ "the service's clock is $shift s off this device's: learned, signed again, answered"
    ask "$base" "$company"
    expect_exit 0
    expect_stdout_match '^https://localhost:'
    expect_stderr_match "this device's clock is (7199|7200|7201) seconds $direction"
    expect_stderr_match "use --clock-offset ${shift%7200}7(199|20[01])$"
    expect_requests 2
    check
    [ "$(cut -d' ' -f8 "$work/log" | tr '\n' ' ')" = "status=115 status=200 " ] ||
        flunk "$(cat "$work/log")"

    case_ "the same, as JSON, and once for all calls of a client"
    ask "$base" "$company" --json --repeat 3
    expect_exit 0
    expect_requests 4
    check
    [ "$(grep -cE "\"clock_offset_s\":-?7(199|20[01])," "$work/out")" -eq 3 ] || flunk "not in each line"
    check
    [ "$(wc -l <"$work/err")" -eq 1 ] || flunk "told more than once"

    case_ "an offset that was kept and given back: one request, and nothing to tell"
    ask "$base" "$company" --clock-offset $shift
    expect_exit 0
    expect_stderr_empty
    expect_requests 1

    case_ "a Status that does not blame the clock is not tried again"
    ask "$base" status-101 --json --clock-offset $shift
    expect_exit 1
    expect_requests 1

    case_ "over plain http nothing is learned"
    ask "$plain" "$company" --json
    expect_exit 1
    expect_json "int(o['status']) == 115" "'clock_offset_s' not in o"
    expect_requests 1
    kill "$simulator_pid"
    wait "$simulator_pid" 2>/dev/null
done

simulator
seen=0
case_ "107 for a clock that is right: one request"
printf 'key=%s\nsecret_key=%s\n' "$key" "another-secret-1" >"$work/wrong"
chmod 600 "$work/wrong"
ask "$base" "$company" --json --credentials "$work/wrong"
expect_exit 1
expect_json "int(o['status']) == 107" "'clock_offset_s' not in o"
expect_requests 1

case_ "107 while the clock is wrong: once more, not twice"
ask "$base" "$company" --json --credentials "$work/wrong" --clock-offset 1000
expect_exit 1
expect_json "int(o['status']) == 107" "o['charge'] == 'no'"
expect_requests 2

case_ "an offset that is wrong is put right: it leads to 0"
ask "$base" "$company" --json --clock-offset 4000
expect_exit 0
expect_json "abs(o.get('clock_offset_s', 0)) <= 1"
expect_requests 2

case_ "a clock that is not set: said before anything is sent, with what it reads"
ask "$base" "$company" --clock-offset -$(($(date +%s) - 100))
expect_exit 7
expect_sentence
expect_stderr_match 'QCC_ERROR_CLOCK'
expect_stderr_match "This device's clock, with its offset, reads 1970-01-01 00:0[0-9]:[0-9]{2} UTC"
expect_requests 0

case_ "a clock that is not set, and --bootstrap-clock: the time is asked for, then the snapshot"
for version in 1.2 1.3; do
    kill "$simulator_pid"
    wait "$simulator_pid" 2>/dev/null
    simulator --tls $version
    ask "$base" "$company" --bootstrap-clock --json --clock-offset -$(($(date +%s) - 100))
    expect_exit 0
    expect_json "abs(o.get('clock_offset_s', 0)) <= 2"
    check
    [ "$(cut -d' ' -f1-4,6 "$work/log")" = "GET /api/yj/ connection=1 request=1 resumed=no
GET /api/yj/ECIImage/GetEciImage connection=2 request=1 resumed=no" ] || flunk "$(cat "$work/log")"
done

case_ "the clock is set: --bootstrap-clock asks for nothing"
ask "$base" "$company" --bootstrap-clock
expect_exit 0
expect_stderr_empty
check
[ "$(requests)" -eq 3 ] || flunk "$(cat "$work/log")"

for name in bad-expired bad-not-yet bad-expired-inter bad-expired-root; do
    kill "$simulator_pid"
    wait "$simulator_pid" 2>/dev/null
    simulator --cert "$pki/$name.pem"
    case_ "$name: the dates alone are wrong, and the sentence says what the clock reads"
    ask "$base" "$company"
    expect_exit 4
    expect_sentence
    expect_stderr_match 'QCC_ERROR_TLS_DATES'
    expect_stderr_match "This device's clock reads $(date -u +%Y)-[0-9-]{5} [0-9:]{8} UTC"

    case_ "$name: with a clock that is not set, nobody believes its time"
    ask "$base" "$company" --bootstrap-clock --clock-offset -$(($(date +%s) - 100))
    expect_exit 7
    expect_stderr_match 'QCC_ERROR_CLOCK'
    check
    if grep -q GetEciImage "$work/log"; then flunk "a Token was sent"; fi
done

case_ "a leaf of which an offset says that it has ended"
kill "$simulator_pid"
wait "$simulator_pid" 2>/dev/null
simulator
ask "$base" "$company" --clock-offset $((2600000000 - $(date +%s)))
expect_exit 4
expect_stderr_match 'QCC_ERROR_TLS_DATES'
expect_stderr_match "This device's clock, with its offset, reads 2052-"

for value in '' 1s ' 5' +5 0x10 99999999999999999999; do
    case_ "--clock-offset '$value' is refused"
    ask "$base" "$company" --clock-offset "$value"
    expect_exit 2
    expect_sentence
done

finish
