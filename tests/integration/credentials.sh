#!/usr/bin/env bash
# credentials.sh - files of credentials as people write them; what is wrong with one is said by its
# line's number, and never by its content.
# SPDX-License-Identifier: MIT
. "$QCC_SOURCE_DIR/tests/integration/lib/common.sh"
simulator
file=$work/file

# given FORMAT: a request with a file that printf makes of FORMAT, where @K is the key and @S the secret.
given() {
    (umask 077 && printf '%b' "$(sed "s/@K/$key/g; s/@S/$secret/g" <<<"$1")" >"$file")
    run --base-url "$plain" --allow-plain-http --credentials "$file" "$company"
}

# In the formats @K stands for the key, @S for the secret.
while IFS= read -r format; do
    case_ "taken: $format"
    given "$format"
    expect_exit 0
    expect_stderr_empty
done <<'END'
key=@K\nsecret_key=@S\n
secret_key=@S\r\nkey=@K\r\n
\xef\xbb\xbfkey=@K\nsecret_key=@S
  key  =  @K  \n\tsecret_key\t=\t@S\t\n
QCC_KEY=@K\nQCC_SECRET_KEY=@S\n
qcc_key=@K\nqcc_secret_key=@S\n
Key=@K\nSecretKey=@S\n
# of the kiosk\n\nkey=@K\n   # more\nsecret_key=@S\n\n\n
END

# line, format
while IFS=$'\t' read -r line format; do
    case_ "refused, line $line: $format"
    given "$format"
    expect_exit 2
    expect_sentence
    expect_stderr_match "line $line:"
done <<'END'
1	kye=@K\nsecret_key=@S\n
2	key=@K\nsecret_key @S\n
2	key=@K\nsecret_key=\n
2	key=@K\nsecret_key=@S @S\n
3	key=@K\nsecret_key=@S\nkey=@K\n
2	key=@K\nsecret_key=\xe7\xa7\x98@S\n
1	key=a\tb@K\nsecret_key=@S\n
2	key=@K\nsec\x00ret_key=@S\n
1	\xff\xfek\x00e\x00y\x00=\x00
END

case_ "a line is missing: which is said"
given 'key=@K\n'
expect_exit 2
expect_sentence
expect_stderr_match 'no line secret_key='
given '# nothing\n'
expect_exit 2
expect_stderr_match 'no line key='

case_ "a file that is too long, a folder, a file that is not there"
(umask 077; printf 'key=%s\nsecret_key=%s\n#%5000s\n' "$key" "$secret" x >"$file")
for path in "$file" "$work" "$work/none"; do
    run --base-url "$plain" --allow-plain-http --credentials "$path" "$company"
    expect_exit 2
    expect_sentence
done

case_ "a file that every user may read is warned of, and taken"
chmod 644 "$credentials"
ask "$plain" "$company"
expect_exit 0
expect_stdout_match '^https://'
expect_stderr_match 'warning: .*every user may read'
chmod 600 "$credentials"

case_ "a SecretKey with a line end or a blank is refused before anything is sent"
: >"$work/log"
for bad in "$secret"$'\r' "$secret"$'\n' "$secret " " $secret" "$secret"$'\t' "${secret}秘"; do
    QCC_KEY=$key QCC_SECRET_KEY=$bad run --base-url "$plain" --allow-plain-http --json "$company"
    expect_exit 2
    expect_error QCC_ERROR_SECRET_KEY sign no
done
check
[ ! -s "$work/log" ] || flunk "a request was sent: $(cat "$work/log")"

case_ "a mark before a bundle of roots takes no root with it"
{ printf '\xef\xbb\xbf'; cat "$pki/root-ec.pem"; } >"$work/marked.pem"
run --base-url "$base" --credentials "$credentials" --ca-file "$work/marked.pem" "$company"
expect_exit 0

finish
