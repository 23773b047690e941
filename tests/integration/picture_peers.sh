#!/usr/bin/env bash
# picture_peers.sh - pictures from a server that is not ours: nginx, with its Range, If-Range and
# entity-tags, its redirects, and a relay in front of it that breaks connections.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
read -r secure older plain_port slow <<<"$(free_ports 4)"
www=$work/www
name=00000000000000000000000000000001
mkdir "$www" "$work/here"
"$QCC_BIN_DIR/qcc-simulator" --draw "$www" || give_up "nothing was drawn"
png=$www/$name.png
jpg=$www/$name.jpg
file=$work/here/file

cat >"$work/locations" <<END
root $www;
types { image/png png; image/jpeg jpg; }
location ~ ^/(ok|cut|big-10)/(.*) { try_files /\$2 =404; }
location ~ ^/cut-no-etag/(.*) { etag off; try_files /\$1 =404; }
location ~ ^/cut-weak/(.*) { etag off; add_header ETag 'W/"weak"'; try_files /\$1 =404; }
location ~ ^/redirect-1/(.*) { return 302 /\$1; }
location ~ ^/redirect-2/(.*) { return 301 /redirect-1/\$1; }
location ~ ^/redirect-3/(.*) { absolute_redirect off; return 307 /redirect-2/\$1; }
location ~ ^/redirect-4/(.*) { return 308 /redirect-3/\$1; }
location ~ ^/redirect-host/(.*) { absolute_redirect off; return 303 //localhost:$older/\$1; }
location ~ ^/redirect-loop/ { return 302 \$uri; }
location ~ ^/redirect-plain/(.*) { return 302 http://localhost:$plain_port/\$1; }
location ~ ^/redirect-secure/(.*) { return 302 https://localhost:$secure/\$1; }
location ~ ^/redirect-private/(.*) { return 302 https://192.168.0.1/\$1; }
location ~ ^/redirect-file/ { return 302 file:///etc/hostname; }
location ~ ^/http-403/ { deny all; }
location ~ ^/http-410/ { return 410; }
location ~ ^/http-204/ { return 204; }
location ~ ^/html/ { default_type text/html; return 200 '<html></html>'; }
END
cat >"$work/servers" <<END
log_format picture 'port=\$server_port uri=\$uri status=\$status range=\$http_range if_range=\$http_if_range '
    'etag=\$sent_http_etag query=\$args token=\$http_token timespan=\$http_timespan';
access_log $work/pictures.log picture;
server_name_in_redirect on;
server {
    listen 127.0.0.1:$secure ssl; server_name localhost; ssl_protocols TLSv1.3;
    ssl_certificate $pki/good-ec-inter.pem; ssl_certificate_key $pki/good-ec-inter.key;
    include $work/locations;
}
server {
    listen 127.0.0.1:$older ssl; server_name localhost; ssl_protocols TLSv1.2; keepalive_timeout 0;
    ssl_certificate $pki/good-rsa-inter.pem; ssl_certificate_key $pki/good-rsa-inter.key;
    include $work/locations;
}
server {
    listen 127.0.0.1:$plain_port; server_name localhost;
    include $work/locations;
}
server {
    listen 127.0.0.1:$slow ssl; server_name localhost; limit_rate 20k;
    ssl_certificate $pki/good-ec-inter.pem; ssl_certificate_key $pki/good-ec-inter.key;
    include $work/locations;
}
END
: >"$work/pictures.log"
nginx_start

# links_to URL [OPTION...]: a simulator whose links begin with URL.
links_to() {
    local url=$1
    shift
    [ -z "${simulator_pid:-}" ] || stop "$simulator_pid"
    simulator --picture-base "$url" "$@"
}

# fetch KEYWORD [OPTION...]: into FILE, anew; the log is of that alone.
fetch() {
    : >"$work/pictures.log"
    rm -f "$file"
    ask "$base" "$1" --output "$file" "${@:2}"
}

expect_picture() {
    expect_exit 0
    check
    cmp -s "$1" "$file" || flunk "FILE is not ${1##*/}"
    check
    [ "$(ls -A "$work/here")" = file ] || flunk "in the folder: $(ls -A "$work/here")"
}

expect_no_picture() {
    expect_exit 8
    expect_stderr_match "QCC_ERROR_$1[],]"
    check
    [ -z "$(ls -A "$work/here")" ] || flunk "in the folder: $(ls -A "$work/here")"
}

# expect_requests LIST: the statuses that nginx has logged; and nothing of the API's among them.
expect_requests() {
    check
    [ "$(sed 's/.* status=\([0-9]*\) .*/\1/' "$work/pictures.log" | tr '\n' ' ')" = "$1 " ] ||
        flunk "the requests are not $1 but: $(cat "$work/pictures.log")"
    check
    [ "$(grep -vc ' query=- token=- timespan=-$' "$work/pictures.log")" -eq 0 ] ||
        flunk "something of the API's was sent: $(cat "$work/pictures.log")"
}

# expect_resumed: each request but the first was for the rest, by the tag that the first one got.
expect_resumed() {
    local etag
    etag=$(sed -n '1s/.* etag=\([^ ]*\) .*/\1/p' "$work/pictures.log")
    check
    [ "$(tail -n +2 "$work/pictures.log" | grep ' range=bytes=[1-9][0-9]*- ' |
        grep -cF " if_range=$etag etag=$etag ")" -eq $(($(wc -l <"$work/pictures.log") - 1)) ] ||
        flunk "not resumed: $(cat "$work/pictures.log")"
}

# ---- Over TLS 1.3, TLS 1.2 with an end after each reply, and plain http.

for place in "https://localhost:$secure" "https://localhost:$older" "http://localhost:$plain_port"; do
    links_to "$place"
    case_ "$place: a PNG and a JPEG"
    fetch picture-ok --allow-plain-picture
    expect_picture "$png"
    expect_stdout "$place/ok/$name.png"
    expect_requests 200
    fetch picture-ok-jpg --allow-plain-picture
    expect_picture "$jpg"
    case_ "$place: redirects by 302, 301, 307, and 308 is one too many"
    fetch picture-redirect-1 --allow-plain-picture
    expect_picture "$png"
    expect_requests "302 200"
    fetch picture-redirect-2 --allow-plain-picture
    expect_picture "$png"
    expect_requests "301 302 200"
    fetch picture-redirect-3-jpg --allow-plain-picture
    expect_picture "$jpg"
    expect_requests "307 301 302 200"
    fetch picture-redirect-4 --allow-plain-picture
    expect_no_picture PICTURE_REDIRECT
    expect_requests "308 307 301 302"
    fetch picture-redirect-loop --allow-plain-picture
    expect_no_picture PICTURE_REDIRECT
    expect_requests "302 302 302 302"
    case_ "$place: other statuses and a page"
    fetch picture-http-403 --allow-plain-picture
    expect_no_picture PICTURE_STATUS
    fetch picture-http-404 --allow-plain-picture
    expect_no_picture PICTURE_STATUS
    fetch picture-http-410 --allow-plain-picture
    expect_no_picture PICTURE_STATUS
    fetch picture-http-204 --allow-plain-picture
    expect_no_picture PICTURE_STATUS
    fetch picture-html --allow-plain-picture
    expect_no_picture PICTURE_TYPE
    case_ "$place: redirects to where nothing is fetched from"
    fetch picture-redirect-private --allow-plain-picture
    expect_no_picture NOT_PUBLIC
    fetch picture-redirect-file --allow-plain-picture
    expect_no_picture PICTURE_REDIRECT
done

links_to "http://localhost:$plain_port"
case_ "from http to https"
fetch picture-redirect-secure --allow-plain-picture
expect_picture "$png"
expect_requests "302 200"
case_ "plain http only where it is allowed"
fetch picture-ok
expect_no_picture PLAIN_HTTP
check
[ ! -s "$work/pictures.log" ] || flunk "something was asked"

links_to "https://localhost:$secure"
case_ "to another port by //, and never from https to http"
fetch picture-redirect-host
expect_picture "$png"
expect_requests "303 200"
fetch picture-redirect-plain --allow-plain-picture
expect_no_picture PICTURE_REDIRECT
expect_requests 302

# ---- The guard: this machine's own address will do for no host but the base URL's.

case_ "a link to an address of this machine"
links_to "https://127.0.0.1:$secure"
fetch picture-ok
expect_no_picture NOT_PUBLIC
case_ "a link to a name that stands for such an address"
links_to "https://localhost:$secure" --host 127.0.0.1
fetch picture-ok
expect_no_picture NOT_PUBLIC
expect_stdout "https://localhost:$secure/ok/$name.png"

# ---- Size and time.

case_ "a picture of 10 MB"
stop "$simulator_pid"
simulator
ask "$base" picture-big-10 --output "$www/big.png"
expect_exit 0
links_to "https://localhost:$secure"
mv "$png" "$work/kept.png"
cp "$www/big.png" "$png"
fetch picture-big-10
expect_picture "$www/big.png"
case_ "it is refused when it is announced"
fetch picture-big-10 --max-picture-bytes 10000000
expect_no_picture BODY_TOO_LARGE
mv "$work/kept.png" "$png"

case_ "a picture that comes too slowly"
links_to "https://localhost:$slow"
fetch picture-ok --timeout-ms 2000
expect_no_picture DEADLINE
expect_ms 1900 8000

# ---- Connections that break.

# through MODE PORT N,N... [FROM TO]: servers.py's break or break-reset before PORT, and links that
# lead to it.
through() {
    [ -z "${relay_pid:-}" ] || stop "$relay_pid"
    serve "$@"
    relay_pid=$server_pid
    links_to "http$([ "$2" = "$plain_port" ] || printf s)://localhost:$port"
}

for to in "$secure" "$older" "$plain_port"; do
    for mode in break break-reset; do
        case_ "$mode to port $to: one end, then the rest"
        through $mode "$to" 60000
        fetch picture-cut --allow-plain-picture
        expect_picture "$png"
        expect_requests "200 206"
        expect_resumed
    done
done
case_ "three ends, then the rest"
through break "$secure" 40000,40000,40000
fetch picture-cut
expect_picture "$png"
expect_requests "200 206 206 206"
expect_resumed
case_ "ends without end"
through break "$secure" 20000,20000,20000,20000,20000,20000
fetch picture-cut
expect_no_picture "(CLOSED|INCOMPLETE|RESET)"
expect_requests "200 206 206 206 206 206"
expect_resumed
case_ "an end in the head"
through break "$plain_port" 100
fetch picture-cut --allow-plain-picture
expect_picture "$png"
expect_requests "200 200"
case_ "an end in a handshake after a part has come"
through break "$secure" 60000,1000
fetch picture-cut
expect_picture "$png"
expect_requests "200 206"
expect_resumed
case_ "an end in the first handshake: nothing has begun, and trying again is the caller's to do"
through break "$secure" 1000
fetch picture-cut
expect_no_picture "(CLOSED|INCOMPLETE|RESET)"
check
[ ! -s "$work/pictures.log" ] || flunk "$(cat "$work/pictures.log")"
case_ "without an entity-tag, and with a weak one: all anew"
for keyword in picture-cut-no-etag picture-cut-weak; do
    through break "$secure" 60000
    fetch $keyword
    expect_picture "$png"
    expect_requests "200 200"
    check
    [ "$(grep -c ' range=- if_range=- ' "$work/pictures.log")" -eq 2 ] || flunk "$(cat "$work/pictures.log")"
done
case_ "the file is another one after the end: all of the new one"
cp "$png" "$work/kept.png"
cp "$www/00000000000000000000000000000003.png" "$work/new.png"
through break "$secure" 60000 "$work/new.png" "$png"
fetch picture-cut
expect_picture "$www/00000000000000000000000000000003.png"
expect_requests "200 200"
check
tail -n 1 "$work/pictures.log" | grep -q ' range=bytes=[1-9][0-9]*- if_range=[^-]' || flunk "$(cat "$work/pictures.log")"
cp "$work/kept.png" "$png"
case_ "the file is gone after the end"
through break "$secure" 60000 "$png" "$work/gone.png"
fetch picture-cut
expect_no_picture PICTURE_STATUS
expect_requests "200 404"

finish
