#!/usr/bin/env python3
"""mutants.py - breaks the library in one place after the other and expects a unit test to fail each time.

  mutants.py SOURCE-DIR BUILD-DIR [WORD...]           the mutants of TABLE; with words, those whose line has one of them
  mutants.py --every SOURCE-DIR BUILD-DIR [WORD...]   each condition, taken for true and for false

The build tree is the desktop preset's, built, with mbedTLS and tests in it. A mutant's object is linked before libqcc.a into a
unit test, so that it takes the place of the good one. A test that hangs has failed.

TABLE has a line for each check that matters: what is protected (the row of docs/bad-inputs.md, or a word), where, how it is
broken, and the unit test that must fail. The place is found in the syntax tree (libclang): a function, a table, a constant or a
macro of that file by its name, and in it the smallest piece that mentions certain words, whatever the code around them looks
like. A word is a token of C as it is written: a name, a number, a literal, an operator. The ways of breaking:

  returns VALUE                      all that the function does
  does nothing                       of a function that returns nothing
  WORDS is true, WORDS is false      a condition, or a part of one between && and ||
  WORD becomes TEXT [of WORDS]       one word, an operator for example, in the smallest piece that mentions WORDS too
  FUNCTION gives TEXT [of WORDS]     a call is not made, and this is its value
  without FUNCTION [of WORDS]        a call whose value is not used is not made
  keeps WORD [of WORDS]              an assignment to what mentions WORD is left out
  no case WORD                       a label of a switch goes, so that `default` takes what it stood for

To add one: write the line, run `mutants.py SOURCE BUILD FUNCTION`. When no test fails, the test wants a check, or the code is not
needed. The last column is MODULE of tests/unit/*/test_MODULE.c, and after it, where the test is slow or has to be a certain one,
the first letters of one test function's name. A place that is not found, or is found more than once, is an error of the line.

Prints `caught` or `SURVIVED` and the line for each, and last `N of N mutants caught` and, for tests/run.sh, `N passed, N failed`.
Exit 0: all of them.

--every wants no table: it takes each condition of an `if` and of a `?:`, but not of an assertion. A mutant's name is FILE FUNCTION:
CONDITION is EFFECT, and the tests of TESTS run one after the other until one fails. What changes nothing that can be seen stands
in EQUIVALENT, with the reason; it is an error when one there is no longer in the code. Prints each mutant that no test catches,
and last `N of N mutants caught`.
SPDX-License-Identifier: MIT
"""
import bisect
import collections
import concurrent.futures
import functools
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import threading
import time

try:
    import clang.cindex
    from clang.cindex import CursorKind, TranslationUnit, TypeKind
except ImportError:  # it is Debian's python3 that has it
    if os.path.realpath(sys.executable) == os.path.realpath("/usr/bin/python3"):
        sys.exit("mutants.py: python3-clang-14 is missing: cmake/need-packages.sh test")
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

# What is protected | file of src/ | function, table, constant or macro | how it is broken | the test that must fail
TABLE = r"""
08 | http/chunked.c | qcc_chunked_read | chunked state COMPLETE IN_DATA is true | chunked
25 | http/chunked.c | qcc_chunked_begin | QCC_BODY_MAX_LIMIT < is true | chunked
13 | http/chunked.c | DIGITS_MAX | 16 becomes 17 | chunked
13 | http/chunked.c | read_size | size_digits 0 > is true | chunked
13 | http/chunked.c | read_size | digit < is true | chunked
13 | http/chunked.c | read_size | DIGITS_MAX is true | chunked
13 | http/chunked.c | read_size | body_left is true | chunked
13 | http/chunked.c | read_size | <= becomes < | chunked
13 | http/chunked.c | begin_size | keeps size_digits | chunked
13 | http/chunked.c | begin_size | keeps size | chunked
14 | http/chunked.c | read_framing | '\n' becomes byte of end_size | chunked
14 | http/chunked.c | read_framing | '\r' is true | chunked
14 | http/chunked.c | read_framing | no case AT_DATA_CR | chunked
14 | http/chunked.c | read_extension | '\r' is false | chunked
15 | http/chunked.c | read_extension | QCC_CHUNK_EXTENSION_MAX is false | chunked
15 | http/chunked.c | read_extension | > becomes >= | chunked
15 | http/chunked.c | read_extension | keeps extensions | chunked
15 | http/chunked.c | read_extension | qcc_is_text is true | chunked
15 | http/chunked.c | read_extension | ';' is true | chunked
15 | http/chunked.c | read_extension | qcc_is_blank is true | chunked
15 | http/chunked.c | read_extension | IN_BLANK != is true | chunked
08 | http/chunked.c | end_size | data_left is false | chunked
13 | http/chunked.c | read_data | keeps body_left | chunked
08 | http/chunked.c | read_data | len > is false | chunked
08 | http/chunked.c | read_data | == is true | chunked
range | http/range.c | qcc_range_begin | keeps repeated | range
range | http/range.c | qcc_range_begin | keeps whole | range
range | http/range.c | read_complete | > is true | range
range | http/range.c | read_complete | '*' is false | range
range | http/range.c | read_content_range | in len == is true | range
range | http/range.c | read_content_range | qcc_scan_word is true | range
range | http/range.c | read_content_range | '-' is true | range
range | http/range.c | judge_part | present is true | range
range | http/range.c | judge_part | repeated is false | range
range | http/range.c | judge_part | QCC_ERROR_CONTENT_RANGE becomes QCC_OK of < | range
range | http/range.c | judge_part | < last is false | range
range | http/range.c | judge_part | >= is false | range
range | http/range.c | judge_part | >= becomes > | range
range | http/range.c | judge_part | length != is false | range
range | http/range.c | judge_part | has_length is true | range
range | http/range.c | judge_part | QCC_ERROR_CONTENT_RANGE becomes QCC_OK of has_length | range
range | http/range.c | judge_part | keeps last | range
range | http/range.c | qcc_range_judge | 206 is false | range
range | http/range.c | qcc_range_judge | 416 is false | range
range | http/range.c | qcc_range_judge | keeps whole | range
22 | http/request.c | put_encoded | qcc_ascii_has is true | request
22 | http/request.c | put_triplet | 16 becomes 8 of / | request
22 | http/request.c | qcc_request_check_key | qcc_ascii_has is true | request
22 | http/request.c | qcc_request_check_key | key len > 0 is true | request
request | http/request.c | put_query | '&' becomes ';' | request
request | http/request.c | qcc_request_write | without qcc_writer_put of timespan | request
request | http/request.c | qcc_request_write | without qcc_writer_put of authority | request
07 | http/response.c | qcc_response_end | IN_BODY_UNTIL_CLOSE is true | response
07 | http/response.c | qcc_response_end | IN_BODY_UNTIL_CLOSE is false | response
08 | http/response.c | qcc_response_end | COMPLETE is false | response
08 | http/response.c | qcc_response_end | head_len is true | response
08 | http/response.c | qcc_response_end | head_len is false | response
09 | http/response.c | read_length | LENGTH_ENDED is false | response
09 | http/response.c | read_length | '\r' == is true | response
09 | http/response.c | read_length | qcc_is_digit is true | response
09 | http/response.c | read_length | says gives true of '\r' | response
09 | http/response.c | read_length | <= is true | response
09 | http/response.c | read_length | qcc_is_blank is true | response
09 | http/response.c | judge_body | > is false | response
09 | http/response.c | judge_body | > becomes >= | response
10 | http/response.c | framing_fields | LENGTH becomes 0 of not_after | response
11 | http/response.c | end_head | says LENGTH is false | response
11 | http/response.c | end_head | QCC_ERROR_CONTENT_LENGTH becomes QCC_OK | response
12 | http/response.c | framing_fields | CHUNKED becomes 0 of not_after | response
12 | http/response.c | framing_fields | HTTP_1_0 becomes 0 | response
12 | http/response.c | read_other | otherwise is false | response
12 | http/response.c | end_coding | token_is is true | response
12 | http/response.c | end_coding | says gives true of '\r' | response
12 | http/response.c | end_coding | says gives false of || | response
12 | http/response.c | end_coding | qcc_is_blank is true | response
13 | http/response.c | read_chunked | != is false | response
14 | http/response.c | read_lf | '\n' is false | response
14 | http/response.c | read_text | '\r' is false | response
16 | http/response.c | read_head | keeps head_len | response
16 | http/response.c | read_head | is_in_head in len 0 is false | response
16 | http/response.c | read_head | room < is true | response
16 | http/response.c | read_head | COMPLETE is false | client the_report_says
17 | http/response.c | end_status_code | 101 is false | response
17 | http/response.c | end_status_code | QCC_INTERIM_MAX is false | response
17 | http/response.c | end_status_code | keeps interim | response
17 | http/response.c | read_lf | http_status is false | response
18 | http/response.c | tchars | 0x03FF6CFA becomes 0x03FF6CFB | response
18 | http/response.c | tchars | 0x03FF6CFA becomes 0x07FF6CFA | response
18 | http/response.c | end_name | ':' is true | response
18 | http/response.c | end_name | token_len == is false | response
18 | http/response.c | end_name | '\r' is true | response
18 | http/response.c | read_text | qcc_is_text is true | response
19 | http/response.c | read_version | version place != is false | response
19 | http/response.c | read_version | '0' is true | response
19 | http/response.c | read_version | HTTP_1_0 ! is true | response
19 | http/response.c | end_status_code | < 100 is false | response
19 | http/response.c | end_status_code | > 599 is false | response
19 | http/response.c | read_status_code | 3 == is false | response
19 | http/response.c | read_status_code | qcc_is_digit is true | response
19 | http/response.c | read_status_code | ' ' is true | response
20 | http/response.c | end_head | 204 is false | response
20 | http/response.c | end_head | 304 is false | response
20 | http/response.c | end_head | content_length is false | response
20 | http/response.c | end_head | CLOSE becomes 0 of content_length | response
tunnel | http/response.c | end_head | CLOSE becomes 0 of opens_tunnel | response
20 | http/response.c | read_plain | < is true | response
25 | http/response.c | read_plain | in len != is false | response
25 | http/response.c | begin_body | keeps body_left of body_max | response
25 | http/response.c | qcc_response_begin | < is true | response
25a | http/response.c | qcc_response_is_encoded | returns false | response
25a | http/response.c | framing_fields | ENCODED becomes 0 | response
25a | http/response.c | token_is | qcc_is_word is true | response
connection | http/response.c | complete | says CLOSE is false | response
connection | http/response.c | complete | KEEP_ALIVE is true | response
connection | http/response.c | end_option | token_is gives false of "close" | response
connection | http/response.c | end_option | token_is gives false of "keep-alive" | response
connection | http/response.c | end_option | '\r' is false | response
connection | http/response.c | end_option | ',' is false | response
connection | http/response.c | end_option | keeps token_len | response
connection | http/response.c | begin_body | without say | response
fields | http/response.c | begin_wanted | keeps repeated | response
fields | http/response.c | begin_wanted | keeps len | response
fields | http/response.c | find_wanted | qcc_is_word is true | response
fields | http/response.c | overflow | optional is true | response
fields | http/response.c | overflow | optional is false | response
fields | http/response.c | overflow | keeps present | response
fields | http/response.c | begin_value | in_body is false | response
fields | http/response.c | begin_head | keeps present | response
fields | http/response.c | begin_head | keeps said | response
fields | http/response.c | store | false becomes true | response
fields | http/response.c | trim | does nothing | response
fields | http/response.c | read_text | keeps wanted | response
tunnel | http/response.c | opens_tunnel | 2 is true | response
tunnel | http/response.c | opens_tunnel | QCC_RESPONSE_TO_CONNECT is true | response
tunnel | http/response.c | opens_tunnel | returns false | response
range | http/response.c | judge_body | QCC_RESPONSE_TO_RANGE is false | response
range | http/response.c | judge_body | 206 is false | response
cuts | http/response.c | read_token | keeps token_len | response
cuts | http/response.c | read_token | QCC_FIELD_NAME_MAX is true | response
22 | http/url.c | read_scheme | http_scheme is true | url
22 | http/url.c | is_number | hex_prefix is false | url
22 | http/url.c | read_name | 63 is false | url
22 | http/url.c | read_name | label len == is false | url
22 | http/url.c | read_name | is_number is false | url
22 | http/url.c | read_name | qcc_address_parse is true | url
22 | http/url.c | read_literal | qcc_address_parse is true | url
22 | http/url.c | read_literal | ']' is true | url
22 | http/url.c | read_host | QCC_HOST_SIZE is true | url
22 | http/url.c | qcc_url_read_authority | qcc_scan_decimal is true | url
22 | http/url.c | qcc_url_read_authority | 65535 is true | url
22 | http/url.c | qcc_url_read_authority | >= is true | url
22 | http/url.c | qcc_url_read_authority | own != is false | url
22 | http/url.c | is_path | '/' != is false | url
22 | http/url.c | is_path | 2 is true | url
22 | http/url.c | is_path | '%' is true | url
22 | http/url.c | qcc_url_parse | is_path is true | url
22 | http/url.c | path_characters | 0x2FFFFFD2 becomes 0x2FFFFFD3 | url
22 | http/url.c | label_characters | 0x03FF2000 becomes 0x03FF6000 | url
30a | http/url.c | ends_authority | '\\' is false | url
30a | http/url.c | find_path | read_scheme is true | url
30a | http/url.c | find_path | <= is false | url
30a | http/url.c | find_path | 0x7F is false | url
30a | http/url.c | find_path | '@' is false | url
30a | http/url.c | find_path | ':' is false | url
30a | http/url.c | encode | < ' ' is false | url
30a | http/url.c | encode | 0x7F is false | url
30b | http/url.c | is_encoded | ' ' is false | url
30b | http/url.c | is_encoded | 0x80 is false | url
28 | http/url.c | encode | to size is false | url
30b | http/url.c | encode | >> becomes << | url
30b | http/url.c | qcc_url_clean | len >= 2 is false | url
28 | http/url.c | qcc_url_clean | scheme_len size is false | url
22 | base/address.c | parse_ipv4 | 255 is false | address
22 | base/address.c | parse_ipv4 | == is true | address
22 | base/address.c | parse_ipv4 | '.' is true | address
22 | base/address.c | parse_ipv4 | qcc_scan_decimal is true | address
22 | base/address.c | read_group | room is true | address
22 | base/address.c | read_group | qcc_scan_digits is false | address
22 | base/address.c | parse_ipv6 | gap == colon NO_GAP is true | address
22 | base/address.c | parse_ipv6 | colon > is false | address
22 | base/address.c | parse_ipv6 | group is false | address
22 | base/address.c | parse_ipv6 | > text len || is false | address
22 | base/address.c | parse_ipv6 | without memmove | address
22 | base/address.c | parse_ipv6 | without memset | address
22 | base/ascii.c | qcc_unreserved | 0x03FF6000 becomes 0x03FF6001 | ascii
22 | base/ascii.c | qcc_unreserved | 0x47FFFFFE becomes 0x07FFFFFE | ascii
22 | base/ascii.c | qcc_equal_nocase | a len b != is false | ascii
22 | base/ascii.c | qcc_equal_nocase | qcc_lower is true | ascii
22 | base/ascii.c | qcc_equal_nocase | qcc_lower is false | ascii
26 | base/json.c | read_code_unit | 'u' is false | json
26 | base/json.c | peek | != is true | json
26 | base/json.c | read_code_unit | digit 15 is false | json
26 | base/json.c | read_escape | meanings skip_byte is true | json
26 | base/json.c | read_escape | '\\' is true | json
26 | base/json.c | read_escape | 0xD800 is false | json
26 | base/json.c | read_escape | 0xDBFF is false | json
26 | base/json.c | read_escape | 0xDC00 < is false | json
26 | base/json.c | read_escape | low 0xDFFF is false | json
26 | base/json.c | read_escape | << becomes >> | json
26 | base/json.c | read_character | 0x20 is false | json
26 | base/json.c | read_character | '"' is false | json
26 | base/json.c | is_plain | 0x20 is true | json
26 | base/json.c | is_plain | 0x80 is true | json
26 | base/json.c | is_plain | '"' is true | json
26 | base/json.c | is_plain | '\\' is true | json
28 | base/json.c | qcc_json_decode | < is true | json
28 | base/json.c | is_tail | returns false | json
28 | base/json.c | decode_character | > is false | json
28 | base/json.c | qcc_json_decode | keeps raw | json
28 | base/json.c | decode_character | != is true | json
26 | base/json.c | qcc_json_means | meant wanted is false | json
26 | base/json.c | qcc_json_means | text len == is true | json
26 | base/json.c | skip_byte | != is false | json
26 | base/json.c | is_space | '\t' is false | json
26 | base/json.c | is_space | ' ' becomes '\v' | json
26 | base/json.c | check_string | returns true | json
26 | base/json.c | check_digits | != is true | json
26 | base/json.c | check_number | '0' is false | json
26 | base/json.c | check_number | '.' is false | json
26 | base/json.c | check_number | 'E' is false | json
26 | base/json.c | check_number | '+' becomes '-' | json
26 | base/json.c | check_word | == is true | json
26 | base/json.c | check_plain | no case 't' | json
26 | base/json.c | check_plain | no case 'n' | json
26 | base/json.c | check_plain | keeps at | json
26 | base/json.c | check_value | QCC_JSON_DEPTH_MAX is false | json
26 | base/json.c | check_value | keeps is_first | json
26 | base/json.c | check_step | keeps is_first | json
26 | base/json.c | check_value | | becomes & | json
26 | base/json.c | check_step | ':' is true | json
26 | base/json.c | check_step | check_string is true | json
26 | base/json.c | check_step | ',' is true | json
26 | base/json.c | check_step | '}' becomes ']' | json
26 | base/json.c | check_step | in_object && is false | json
26 | base/json.c | check_step | is_first ! is true | json
29 | base/json.c | check_step | 1 == is true | json
26 | base/json.c | refuse | is_cut is true | json
26 | base/json.c | refuse | is_cut is false | json
26 | base/json.c | qcc_json_check_begin | '}' != is false | json
26 | base/json.c | qcc_json_check_begin | '{' is true | json
29 | base/json.c | qcc_json_check_next | open > is false | json
26 | base/json.c | qcc_json_check_next | end is false | json
26 | base/json.c | qcc_json_check_next | open 0 is true | json
numbers | base/scan.c | qcc_scan_peek | > is true | scan
22 | base/scan.c | qcc_scan_byte | != is false | scan
22 | base/scan.c | qcc_scan_word | < is false | url
22 | base/scan.c | qcc_scan_word | qcc_equal_nocase is true | scan
numbers | base/scan.c | qcc_scan_digits | most is true | scan
numbers | base/scan.c | qcc_scan_digits | base >= is false | scan
numbers | base/scan.c | qcc_scan_decimal | zero is false | scan
numbers | base/scan.c | qcc_scan_decimal | digits == is false | scan
numbers | base/scan.c | qcc_scan_set | qcc_scan_skip gives (void)0, in->len = 0 | scan
26 | base/utf8.c | is_character | 0xD800 is true | utf8
26 | base/utf8.c | is_character | 0x10FFFF is true | utf8
26 | base/utf8.c | is_character | 0xDFFF is true | utf8
26 | base/utf8.c | qcc_utf8_decode | text len 0 == is false | utf8
26 | base/utf8.c | qcc_utf8_decode | tails text len >= is false | utf8
26 | base/utf8.c | qcc_utf8_decode | 0xC0 is false | utf8
26 | base/utf8.c | qcc_utf8_decode | count_tails is false | utf8
26 | base/utf8.c | qcc_utf8_decode | is_character is true | utf8
26 | base/utf8.c | qcc_utf8_encode | 0x3F becomes 0x1F | utf8
26 | base/utf8.c | count_tails | 0x800 becomes 0x801 | utf8
22 | base/writer.c | qcc_writer_take | <= is true | writer
22 | base/writer.c | qcc_writer_take | SIZE_MAX - is false | writer
22 | base/writer.c | qcc_writer_fits | <= becomes < | writer
secrets | base/span.c | qcc_wipe | does nothing | span
names | base/span.c | qcc_span_equal | len != is false | span
names | base/span.c | qcc_span_equal | ptr != is false | span
22 | keyword/characters.c | blanks | 0x200A becomes 0x2009 | check
22 | keyword/characters.c | is_in | <= becomes < | normalize
22 | keyword/characters.c | is_in | >= becomes > | normalize
22 | keyword/check.c | looks_like_gbk | 0x7F is false | check
22 | keyword/check.c | looks_like_gbk | 0xD7 is true | check
22 | keyword/check.c | qcc_keyword_check | 2 becomes 3 of long_ones | check
keyword | keyword/characters.c | invisibles | 0x200B becomes 0x200C | normalize
keyword | keyword/code.c | qcc_keyword_judge_code | 8 becomes 7 | code
keyword | keyword/code.c | qcc_keyword_judge_code | 2 becomes 3 | code
keyword | keyword/normalize.c | is_hyphen | 0x2212 is false | normalize
keyword | keyword/normalize.c | read_code | bytes == is false | normalize
keyword | keyword/normalize.c | read_code | 0x80 is false | normalize
keyword | keyword/normalize.c | read_code | qcc_keyword_is_invisible is false | normalize
keyword | keyword/normalize.c | write_name | blank end is false | normalize
keyword | keyword/normalize.c | write_name | keeps len of writer 0 | normalize
keyword | keyword/normalize.c | qcc_keyword_normalize | >= becomes > of size | normalize
keyword | keyword/qr.c | take_byte | high 16 is true | qr
keyword | keyword/qr.c | is_code | is_uniscid is false | qr
keyword | keyword/qr.c | is_code | CODE_MAX > is false | qr
keyword | keyword/qr.c | is_code | QCC_CHECK_DIGIT_RIGHT is true | qr
keyword | keyword/qr.c | qcc_keyword_from_qr | '=' is true | qr
keyword | keyword/qr.c | qcc_keyword_from_qr | CODE_MAX 1 is false | qr
22 | keyword/check.c | is_control | 0x20 is false | check
22 | keyword/check.c | is_control | <= becomes < | check
22 | keyword/check.c | is_control | 0x7F is true | check
22 | keyword/check.c | qcc_keyword_check | len == is false | check
22 | keyword/check.c | qcc_keyword_check | is_control is false | check
22 | keyword/check.c | qcc_keyword_check | characters > is true | check
22 | keyword/check.c | qcc_keyword_check | blanks == is true | check
22 | keyword/check.c | qcc_keyword_check | blanks == is false | check
22 | keyword/check.c | qcc_keyword_check | characters < is false | check
22 | keyword/check.c | qcc_keyword_check | QCC_KEYWORD_MAX is false | check
keyword | keyword/classify.c | credit_value | hole == is false | classify
keyword | keyword/classify.c | credit_check_holds | 31 becomes 30 | classify
keyword | keyword/classify.c | organization_check_holds | returns true | classify
keyword | keyword/classify.c | organization_check_holds | ten becomes 0 of 10 ? | classify
keyword | keyword/classify.c | registration_check_holds | sum == is false | classify
keyword | keyword/classify.c | qcc_keyword_classify | 32 is true | classify
keyword | keyword/classify.c | qcc_keyword_classify | 13 is true | classify
keyword | keyword/classify.c | qcc_keyword_classify | most_credit 31 is true | classify
26 | service/envelope.c | split | quote becomes 0 * quote of text len | envelope
26 | service/envelope.c | find_name | raw len is false | envelope
26 | service/envelope.c | find_name | qcc_is_word gives qcc_span_equal(qcc_span_make((const uint8_t *)name, len), qcc_span_of(names[which])) | envelope
27 | service/envelope.c | read_status | text len is false | envelope
27 | service/envelope.c | read_status | qcc_is_digit is true | envelope
27 | service/envelope.c | read_status | 100 is false | envelope
26 | service/envelope.c | read_result | 'n' is true | envelope
26 | service/envelope.c | read_message | JSMN_STRING is true | envelope
28 | service/envelope.c | read_message | keeps message_cut | envelope
28 | service/envelope.c | read_order_number | keeps order_number_cut | envelope
28 | service/envelope.c | read_order_number | is_number is false | envelope
28 | service/envelope.c | read_result | QCC_ERROR_RESULT_TOO_LONG becomes QCC_OK | envelope
28 | service/envelope.c | read_result | keeps raw of 2 | envelope
26 | service/envelope.c | read_result | 'n' is false | envelope
26 | service/envelope.c | read_member | seen == is true | envelope
26 | service/envelope.c | read_member | STATUS is false | envelope
26 | service/envelope.c | read_member | keeps seen | envelope
28 | service/envelope.c | read_member | reading QCC_OK == is true | envelope
28 | service/envelope.c | clear | keeps status | envelope
28 | service/envelope.c | clear | keeps raw | envelope
27 | service/envelope.c | judge | no case 0 | envelope
28 | service/envelope.c | judge | no case 200 | envelope
26 | service/envelope.c | read_body | judge gives QCC_OK | envelope
26 | service/envelope.c | read_body | member len is false | envelope
26 | service/envelope.c | skip_mark | 0xBF is true | envelope
26 | service/envelope.c | skip_mark | 3 >= is true | envelope
26 | service/envelope.c | skip_mark | returns body | envelope
result | service/result.c | qcc_json_parse | JSMN_ERROR_NOMEM is false | result
result | service/result.c | qcc_json_parse | <= is false | result
result | service/result.c | qcc_json_parse | INT_MAX is false | result
result | service/result.c | after | token value after != is true | result
result | service/result.c | after | < is true | result
result | service/result.c | after | < is false | result
result | service/result.c | qcc_json_element | QCC_JSON_ARRAY is false | result
result | service/result.c | qcc_json_member | QCC_JSON_OBJECT is false | result
result | service/result.c | qcc_json_member | qcc_json_means gives true | result
result | service/result.c | qcc_json_string | QCC_ERROR_TOO_SMALL becomes QCC_OK | result
result | service/result.c | qcc_json_string | is_string ! is false | result
result | service/result.c | read_digits | qcc_is_digit is true | result
result | service/result.c | read_digits | digits len > is true | result
result | service/result.c | read_digits | INT64_MIN / is false | result
result | service/result.c | read_digits | + digit is false | result
result | service/result.c | qcc_json_integer | INT64_MIN is false | result
result | service/result.c | qcc_json_integer | QCC_JSON_NUMBER is false | result
result | service/result.c | qcc_json_raw | 2 becomes 1 | result
retries | service/retry.c | ms_of | smaller gives seconds | retry
retries | service/retry.c | backoff_end | end < max is true | retry
retries | service/retry.c | backoff_end | FACTOR is true | retry
retries | service/retry.c | backoff_end | FACTOR is false | retry
retries | service/retry.c | backoff_end | QCC_RETRY_WAIT_MAX_MS becomes UINT32_MAX | retry
retries | service/retry.c | draw | 1 becomes 0 | retry
retries | service/retry.c | to_midnight_s | now_s <= is false | retry
retries | service/retry.c | to_midnight_s | now_s > is false | retry
retries | service/retry.c | to_midnight_s | <= becomes < | retry
retries | service/retry.c | CHINA_S | 8 becomes 9 | retry
retries | service/retry.c | of_status | no case QCC_ADVICE_LATER | retry
retries | service/retry.c | of_status | no case QCC_ADVICE_POLL | retry
retries | service/retry.c | of_status | no case QCC_ADVICE_TWO_HOURS | retry
retries | service/retry.c | of_status | no case QCC_ADVICE_TOMORROW | retry
retries | service/retry.c | of_status | keeps drawn_ms | retry
retries | service/retry.c | is_overload | 502 is false | retry
retries | service/retry.c | is_overload | 504 is true | retry
retries | service/retry.c | is_overload | 429 is false | retry
retries | service/retry.c | of_error | is_overload is true | retry
retries | service/retry.c | of_error | no case QCC_ERROR_KEY_SLOTS | retry
retries | service/retry.c | of_error | no case QCC_ERROR_INCOMPLETE | retry
retries | service/retry.c | of_error | no case QCC_ERROR_PROXY_STATUS | retry
30 | service/retry.c | is_too_dear | repeat_charged is true | retry
30 | service/retry.c | is_too_dear | charge is true | retry
30 | service/retry.c | is_too_dear | QCC_ERROR_STATUS is true | retry
30 | service/retry.c | is_too_dear | 110 is true | retry
30 | service/retry.c | is_too_dear | QCC_CHARGE_NO becomes QCC_CHARGE_YES | retry
retries | service/retry.c | is_stale | attempt is true | retry
retries | service/retry.c | is_stale | reused is true | retry
retries | service/retry.c | is_stale | retry_after_s is true | retry
retries | service/retry.c | is_stale | QCC_ERROR_RESET is true | retry
retries | service/retry.c | qcc_retry_decide | is_last is false | retry
retries | service/retry.c | qcc_retry_decide | attempt >= is true | retry
retries | service/retry.c | qcc_retry_decide | >= becomes > | retry
retries | service/retry.c | qcc_retry_decide | retries_max != is true | retry
retries | service/retry.c | qcc_retry_decide | repeats is true | retry
retries | service/retry.c | qcc_retry_decide | is_too_dear gives false | retry
retries | service/retry.c | qcc_retry_decide | < is true | retry
retries | service/retry.c | qcc_retry_decide | < is false | retry
retries | service/retry.c | qcc_retry_decide | keeps least_ms of QCC_RETRY_WAIT_MAX_MS | retry
retries | service/retry.c | qcc_retry_decide | wait_ms 0 is true | retry
retries | service/retry.c | qcc_retry_note | breaker status == 0 && is true | retry
retries | service/retry.c | qcc_retry_note | QCC_ADVICE_OPERATOR is true | retry
retries | service/retry.c | qcc_retry_note | status NULL is true | retry
retries | service/call.c | read_retry_after | repeated is true | call
retries | service/call.c | read_retry_after | qcc_scan_digits is true | call
sessions | service/session.c | magic | 'S' becomes 'T' | session
sessions | service/session.c | qcc_session_save | len == is false | session
sessions | service/session.c | qcc_session_save | cap is false | session
sessions | service/session.c | qcc_session_save | done ! is false | session
secrets | service/session.c | qcc_session_save | without qcc_wipe | session
sessions | service/session.c | qcc_session_save | qcc_client_is_idle is true | session
sessions | service/session.c | has_digest | memcmp is true | session
sessions | service/session.c | is_whole | saved len || is false | session
sessions | service/session.c | is_whole | magic is true | session
sessions | service/session.c | is_whole | read_number is true | session
sessions | service/session.c | is_whole | has_digest is true | session
sessions | service/session.c | is_for | https is true | session
sessions | service/session.c | is_for | has_digest is true | session
sessions | service/session.c | read_fields | keeps not_after_s | session
sessions | service/session.c | read_fields | keeps not_before_s | session
sessions | service/session.c | qcc_session_load | > is false | session
sessions | service/session.c | qcc_session_load | > becomes >= | session
sessions | service/session.c | qcc_session_load | qcc_client_is_idle is true | session
sessions | service/session.c | qcc_session_load | qcc_resume_find_anchor gives QCC_OK | session
04 | service/session.c | qcc_session_load | QCC_OK != is false | session
04 | service/clock.c | qcc_clock_read | < is false | clock
clock | service/clock.c | qcc_clock_set_offset | qcc_client_is_idle is true | clock
37 | service/clock_repair.c | is_possible | secure is true | clock_repair
37 | service/clock_repair.c | is_possible | QCC_CLOCK_MIN_S is true | clock_repair
37 | service/clock_repair.c | is_possible | > becomes >= | clock_repair
37 | service/clock_repair.c | is_possible | not_before_s is true | clock_repair
37 | service/clock_repair.c | is_possible | not_after_s is true | clock_repair
37 | service/clock_repair.c | is_possible | >= becomes > | clock_repair
37 | service/clock_repair.c | is_possible | <= becomes < | clock_repair
37 | service/clock_repair.c | is_apart | > becomes >= | clock_repair
37 | service/clock_repair.c | is_apart | < becomes <= | clock_repair
37 | service/clock_repair.c | is_apart | > is false | clock_repair
37 | service/clock_repair.c | is_apart | < is false | clock_repair
37 | service/clock_repair.c | qcc_clock_take_date | present is false | clock_repair
37 | service/clock_repair.c | qcc_clock_take_date | repeated is false | clock_repair
37 | service/clock_repair.c | qcc_clock_take_date | is_possible is false | clock_repair
37 | service/clock_repair.c | qcc_clock_take_date | terms is false | clock_repair
37 | service/clock_repair.c | qcc_clock_take_date | keeps clock_learned | clock_repair
clock | service/clock_repair.c | learn | WRONG_TOKEN is false | clock_repair
clock | service/clock_repair.c | learn | WRONG_TIMESPAN is false | clock_repair
clock | service/clock_repair.c | learn | WRONG_TIMESPAN WRONG_TOKEN is true | clock_repair
clock | service/clock_repair.c | learn | clock_learned is true | clock_repair it_is_sent
clock | service/clock_repair.c | APART_S | 60 becomes 61 | clock_repair
clock | service/clock_bootstrap.c | begin | keeps session | clock_bootstrap
clock | service/clock_bootstrap.c | begin | keeps any_date | clock_bootstrap
clock | service/clock_bootstrap.c | step | keeps any_date | clock_bootstrap
clock | service/clock_bootstrap.c | step | keeps session | clock_bootstrap
clock | service/clock_bootstrap.c | step | qcc_clock_take_date is false | clock_bootstrap
clock | service/clock_bootstrap.c | step | qcc_exchange_has_head is true | clock_bootstrap
clock | service/clock_bootstrap.c | step | without qcc_connection_close | clock_bootstrap
clock | service/call.c | may_ask | https is true | clock_bootstrap
clock | service/call.c | may_ask | begin is true | clock_bootstrap
clock | service/call.c | learns_time | QCC_ERROR_STATUS is false | clock_repair
clock | service/call.c | learns_time | without memset | clock_repair
clock | service/call.c | learns_time | returns false | clock_repair
clock | service/call.c | want | keeps optional | clock_repair
37 | http/date.c | has_form | len is false | date
37 | http/date.c | has_form | qcc_is_digit is false | date
37 | http/date.c | has_form | form byte != is false | date
37 | http/date.c | read_day | month 12 is false | date
37 | http/date.c | read_day | day 1 < is false | date
37 | http/date.c | read_day | memcmp is true | date
37 | http/date.c | read_day | qcc_calendar_days > is false | date
37 | http/date.c | qcc_date_parse | has_form is true | date
37 | http/date.c | qcc_date_parse | days 0 is false | date
37 | http/date.c | qcc_date_parse | hour 23 is false | date
37 | http/date.c | qcc_date_parse | minute 59 is false | date
37 | http/date.c | qcc_date_parse | second 60 is false of > | date
21 | service/deadline.c | qcc_deadline_set | + becomes - | deadline
21 | service/deadline.c | qcc_deadline_left_ms | QCC_TIMEOUT_MAX_MS is true | deadline
21 | service/deadline.c | qcc_deadline_pass | != is true | deadline
21 | service/deadline.c | qcc_deadline_pass | canceled is false | deadline
21 | service/deadline.c | qcc_deadline_pass | keeps time_left_ms | deadline
23 | service/redirect.c | qcc_redirect_judge | 3 is false | redirect
23 | service/redirect.c | qcc_redirect_judge | 100 becomes 10 | redirect
secrets | service/secrets.c | qcc_secrets_forget_request | without qcc_wipe | client
secrets | service/secrets.c | qcc_secrets_forget_request | keeps request_len | client
secrets | service/secrets.c | qcc_secrets_forget_all | does nothing | client
22 | service/signer_md5.c | is_secret_key | NULL is false | signer_md5
22 | service/signer_md5.c | is_secret_key | len == is false | signer_md5
22 | service/signer_md5.c | is_secret_key | ' ' is false | signer_md5
22 | service/signer_md5.c | is_secret_key | <= becomes < | signer_md5
22 | service/signer_md5.c | is_secret_key | '~' is false | signer_md5
22 | service/signer_md5.c | sign | is_secret_key is true | signer_md5
md5 | service/signer_md5.c | sign | qcc_md5 is true | signer_md5
status | service/status.c | table | VALID becomes INVALID of 105 | status
status | service/status.c | table | POLL becomes LATER of 205 | status
status | service/status.c | qcc_status_find | code == is true | status
status | service/status.c | begins_with | >= is true | status
status | service/status.c | qcc_status_classify | status != is false | status
status | service/status.c | qcc_status_classify | begins_with gives false of "【无效请求】" | status
status | service/status.c | qcc_status_classify | begins_with gives true of "【有效请求】" | status
charge | service/charge.c | qcc_charge_of | tries_sent 0 is false | charge
charge | service/charge.c | qcc_charge_of | no case QCC_STATUS_VALID | charge
charge | service/charge.c | qcc_charge_of | no case QCC_STATUS_INVALID | charge
charge | service/charge.c | qcc_charge_of | 1 is true | charge
30 | service/charge.c | is_stale_connection | reused is true | charge
30 | service/charge.c | is_stale_connection | received is true | charge
30 | service/charge.c | is_stale_connection | tries_sent == is true | charge
30 | service/charge.c | is_stale_connection | retry_maybe_charged is true | charge
30 | service/charge.c | is_stale_connection | QCC_ERROR_CLOSED is false | charge
30 | service/charge.c | is_stale_connection | QCC_ERROR_RESET is false | charge
30 | service/charge.c | is_stale_connection | QCC_ERROR_RESET QCC_ERROR_CLOSED is true | charge
sessions | service/charge.c | is_stale_session | QCC_PHASE_HANDSHAKE is true | charge
sessions | service/charge.c | is_stale_session | offered is true | charge
sessions | service/charge.c | is_stale_session | QCC_KIND_NETWORK is false | charge
sessions | service/charge.c | is_stale_session | QCC_KIND_TLS QCC_KIND_NETWORK is true | charge
04 | service/call.c | begin_signing | error is false | client
22 | service/call.c | qcc_call_start | QCC_PARAMETERS_MAX is false | call
state | service/call.c | qcc_call_start | qcc_client_is_idle is true | client
22 | service/call.c | is_token | returns true | client
22 | service/call.c | is_token | QCC_TOKEN_LEN becomes 31 of < | client
22 | service/call.c | begin_exchange | QCC_ERROR_REQUEST_TOO_LONG becomes QCC_OK | client
22 | service/call.c | make_token | is_token is true | client
signer | service/call.c | make_token | QCC_PENDING is false | client
signer | service/call.c | make_token | error QCC_ERROR_SECRET_KEY is false | client
27 | service/call.c | judge_envelope | 200 is false | client
30 | service/call.c | judge_envelope | 400 is false | client
30a | service/call.c | judge_envelope | judge is false | client
25a | service/call.c | blame_coding | qcc_response_is_encoded is false | client
25a | service/call.c | blame_coding | qcc_response_is_encoded is true | client
25a | service/call.c | blame_coding | QCC_ERROR_JSON_DEPTH is true | client
23 | service/call.c | judge_reply | redirect is false | client
status | service/call.c | judge_reply | 400 is false | client
25 | service/call.c | qcc_call_keep_body | keeps body_len | client
25 | service/call.c | has_status | QCC_ERROR_BODY_TOO_LARGE is false | client
charge | service/call.c | step_exchange | keeps tries_sent | client
charge | service/call.c | step_exchange | request_len is true | client
secrets | service/call.c | step_exchange | without qcc_secrets_forget_request of tries_sent | client
charge | service/call.c | step_exchange | qcc_charge_allows_retry is false | client
charge | service/call.c | step_exchange | qcc_charge_allows_retry is true | client
28 | service/call.c | forget_result | does nothing | client
28 | service/call.c | forget_result | keeps result_kind | client
28 | service/call.c | forget_result | keeps raw | client
28 | service/call.c | end | QCC_ERROR_STATUS is true | client
charge | service/call.c | end | keeps charge | client
secrets | service/call.c | end | without qcc_secrets_forget_request | client
signer | service/call.c | end | abandon is false | client
report | service/call.c | end | without qcc_exchange_explain | client
state | service/call.c | end | without qcc_exchange_end | client
01 | service/client.c | check_trust | next is false | client
01 | service/client.c | check_roots | der is true | client
01 | service/client.c | check_trust | check_roots gives QCC_OK | client
pins | service/client.c | check_trust | https is false | client
pins | service/client.c | check_trust | find is false | pins
22 | service/client.c | check_config | qcc_request_check_key gives QCC_OK | client
22 | service/client.c | check_config | allow_plain_http is false | client
22 | service/client.c | check_config | allow_plain_http is true | client
22 | service/client.c | check_config | QCC_REQUEST_SIZE is false | client
21 | service/client.c | find_fault | QCC_TIMEOUT_MAX_MS is false | client
config | service/client.c | find_fault | port NULL is false | client
config | service/client.c | find_fault | key NULL is false | client
config | service/client.c | find_fault | sign NULL is false | client
clock | service/client.c | explain_clock | keeps now_s | clock
clock | service/client.c | explain_clock | keeps clock_offset_s of report | clock
clock | service/client.c | qcc_client_refuse | QCC_ERROR_CLOCK is false | clock
21 | service/client.c | find_fault | timeout_ms 0 is false | client
state | service/client.c | qcc_client_init_sized | size is false | client
28 | service/call.c | qcc_call_start | without memset of reply | client
28 | service/call.c | qcc_call_refuse | without memset | client
report | service/client.c | forget_report | without memset | client
21 | service/client.c | qcc_client_begin | without qcc_deadline_set | client
21 | service/client.c | qcc_client_begin | keeps canceled | client
state | service/client.c | qcc_client_refuse | qcc_client_is_idle is true | client
21 | service/client.c | qcc_client_step | qcc_deadline_pass gives QCC_OK | client
state | service/client.c | qcc_client_step | BUSY is false | client
state | service/client.c | qcc_client_end | keeps state | client
state | service/client.c | qcc_client_run | wait NULL is false | client
state | service/client.c | qcc_client_run | UNSET is false | client
21 | service/client.c | qcc_client_cancel | does nothing | client
state | service/client.c | qcc_client_disconnect | qcc_client_is_idle is true | client
secrets | service/client.c | qcc_client_close | without qcc_secrets_forget_all | client
state | service/client.c | qcc_client_close | BUSY is false | client
30a | service/snapshot.c | judge | qcc_url_clean gives QCC_OK | client
22 | service/snapshot.c | qcc_snapshot_start | QCC_OK is false | client
state | service/snapshot.c | qcc_snapshot_get | wait is false | client
22 | net/connection.c | qcc_connection_open | >= is false | exchange
22 | net/connection.c | qcc_connection_open | >= becomes > | exchange
state | net/connection.c | qcc_connection_open | without qcc_connection_close | connection
state | net/connection.c | qcc_connection_open | without qcc_tls_init | resume the_next
01 | net/connection.c | qcc_connection_open | keeps secure | stream a_snapshot_comes
connect | net/connection.c | connect_failed | no case QCC_IO_NO_NAME | connection
connect | net/connection.c | connect_failed | no case QCC_IO_REFUSED | connection
connect | net/connection.c | connect_failed | no case QCC_IO_NO_SOCKET | connection
21 | net/connection.c | connect_failed | keeps state | connection
21 | net/connection.c | step_connect | no case QCC_IO_LOOKUP | connection
blocking | net/connection.c | step_connect | no case QCC_IO_WOULD_BLOCK | connection
01 | net/connection.c | connected | secure is false | stream a_snapshot_comes
21 | net/connection.c | step_connect | keeps state of CONNECTING | client
connect | net/connection.c | step_connect | keeps public_only | connection
connect | net/connection.c | step_connect | keeps time_left_ms | connection
21 | net/connection.c | begin_handshake | keeps state | stream row_21_a_stall
blocking | net/connection.c | of_tls | keeps wait | stream
31 | net/connection.c | of_tls | keeps error | stream row_31_what
report | tls/stream.c | qcc_tls_explain | keeps tls_version | stream what_is_known
report | tls/stream.c | qcc_tls_explain | keeps resumed | stream what_is_known
state | net/connection.c | qcc_connection_step | returns QCC_IO_DONE | connection
30 | net/connection.c | qcc_connection_is_ready | secure https is true | connection
30 | net/connection.c | qcc_connection_is_ready | port is true | connection
30 | net/connection.c | qcc_connection_is_ready | qcc_span_equal is true | connection
30 | net/connection.c | qcc_connection_is_ready | READY is true | connection
30 | net/connection.c | qcc_connection_check | QCC_IO_WOULD_BLOCK is false | connection
30 | net/connection.c | qcc_connection_check | without qcc_connection_close | connection
31 | net/connection.c | qcc_connection_check | QCC_WAIT_NONE == is false | stream row_31_a_ticket
30 | net/connection.c | of_port | keeps error | client
blocking | net/connection.c | of_port | QCC_IO_WOULD_BLOCK is false | connection
sessions | net/connection.c | qcc_connection_finish | without qcc_resume_keep | resume the_next
20 | net/connection.c | qcc_connection_finish | reusable is true | connection
20 | net/connection.c | qcc_connection_finish | reusable is false | connection
20 | net/connection.c | qcc_connection_finish | without qcc_tls_close | stream a_client_that_disconnects
state | net/connection.c | qcc_connection_close | CLOSED is true | resume the_next
06 | net/connection.c | qcc_connection_close | without qcc_tls_close | stream row_06_each_allocation_may_fail_and_the_next_exchange_works_in_tls_1_2
21 | net/connection.c | qcc_connection_phase | no case LOOKUP | connection
21 | net/connection.c | qcc_connection_phase | no case HANDSHAKING | stream row_21_a_stall
30 | net/exchange.c | qcc_exchange_begin | keeps reused | client
30 | net/exchange.c | qcc_exchange_begin | keeps received | client
30 | net/exchange.c | qcc_exchange_begin | keeps sent | client
blocking | net/exchange.c | not_done | QCC_IO_WOULD_BLOCK is false | client
30 | net/exchange.c | step_check | qcc_connection_is_ready is false | client
30 | net/exchange.c | step_check | io QCC_IO_WOULD_BLOCK == is false | stream row_31_a_ticket
30 | net/exchange.c | step_check | io QCC_IO_END == is true | client
30 | net/exchange.c | step_check | keeps reused | client
30 | net/exchange.c | begin_connecting | error is true | exchange
30 | net/exchange.c | step_send | qcc_exchange_is_sent is true | exchange
30 | net/exchange.c | step_send | keeps sent | exchange
08 | net/exchange.c | read_pieces | keeps received | exchange
25 | net/exchange.c | read_pieces | taken is false | exchange
25 | net/exchange.c | read_pieces | in len 0 && is true | exchange
08 | net/exchange.c | receive_error | received is true | stream row_07
08 | net/exchange.c | receive_error | QCC_ERROR_INCOMPLETE is false | stream row_08
20 | net/exchange.c | step_receive | reusable is true | client
20 | net/exchange.c | step_receive | in len == is true | client
08 | net/exchange.c | step_receive | qcc_response_end gives QCC_OK | client
08 | net/exchange.c | step_receive | no case QCC_IO_END | client
state | net/exchange.c | qcc_exchange_step | ENDED <= is false | exchange
state | net/exchange.c | qcc_exchange_step | without qcc_exchange_end | client
21 | net/exchange.c | qcc_exchange_end | without qcc_connection_close | client
21 | net/exchange.c | qcc_exchange_end | ENDED is false | exchange an_exchange_that_has_ended_is_not
21 | net/exchange.c | qcc_exchange_end | QCC_OK is true | client
30 | net/exchange.c | qcc_exchange_is_sent | returns true | client
21 | net/exchange.c | qcc_exchange_phase | no case SENDING | client
21 | net/exchange.c | qcc_exchange_phase | qcc_response_in_body is true | client
21 | net/exchange.c | qcc_exchange_phase | no case ENDED | client
report | net/exchange.c | qcc_exchange_explain | keeps offset | client
report | net/exchange.c | qcc_exchange_explain | keeps reused | client
report | net/exchange.c | qcc_exchange_explain | attached is true | exchange
report | net/exchange.c | qcc_exchange_explain | without qcc_tls_explain | stream row_31_what
dates | base/calendar.c | qcc_calendar_days | <= becomes < of m 2 | calendar
dates | base/calendar.c | qcc_calendar_days | 153 becomes 154 | calendar
dates | base/calendar.c | qcc_calendar_days | 1461 becomes 1460 | calendar
dates | base/calendar.c | qcc_calendar_days | 100 becomes 101 | calendar
dates | tls/verify.c | unix_time | QCC_DAY_S becomes 86401 | verify
03 | tls/verify.c | qcc_verify_dates | > becomes >= of valid_to | verify
03 | tls/verify.c | qcc_verify_dates | < becomes <= of valid_from | verify
03 | tls/verify.c | qcc_verify_dates | valid_to is false | verify
03 | tls/verify.c | qcc_verify_dates | valid_from is false | verify
02 | tls/verify.c | matches_name | '*' is true | verify
02 | tls/verify.c | matches_name | '*' is false | verify
02 | tls/verify.c | matches_name | returns true | verify
02 | tls/verify.c | is_host | MBEDTLS_X509_SAN_DNS_NAME is true | verify
02 | tls/verify.c | is_host | MBEDTLS_X509_SAN_IP_ADDRESS is true | verify
02 | tls/verify.c | is_host | address_len 0 is true | verify
02 | tls/verify.c | is_host | matches_name is true | verify
02 | tls/verify.c | is_host | qcc_span_equal is true | verify
02 | tls/verify.c | is_host | address_len 0 is false | verify
02 | tls/verify.c | names_host | returns true | verify
02 | tls/verify.c | names_host | returns false | verify
03 | tls/verify.c | check_leaf | version is false | verify
03 | tls/verify.c | check_leaf | mbedtls_x509_crt_get_ca_istrue is false | verify
03 | tls/verify.c | check_leaf | is_anchor is true | verify
03 | tls/verify.c | check_leaf | is_anchor is false | verify
03 | tls/verify.c | check_leaf | mbedtls_x509_crt_check_extended_key_usage is false | verify
03 | tls/verify.c | check_leaf | names_host is true | verify
03 | tls/verify.c | qcc_verify_certificate | depth 0 is true | verify
03 | tls/verify.c | qcc_verify_certificate | depth 0 is false | verify
03 | tls/verify.c | judge_dates | qcc_verify_dates gives 0 | verify
03 | tls/verify.c | judge_dates | any_date is true | verify
37 | tls/verify.c | judge_dates | any_date is false | clock_bootstrap
03 | tls/verify.c | qcc_verify_certificate | check_leaf gives 0 | verify
03 | tls/verify.c | qcc_verify_certificate | keeps certificate_flags | verify
sessions | tls/verify.c | begin_chain | keeps verified | verify
sessions | tls/verify.c | narrow_dates | keeps not_after_s | verify
sessions | tls/verify.c | narrow_dates | keeps not_before_s | resume
37 | tls/verify.c | narrow_dates | not_after_s to_s is true | verify
37 | tls/verify.c | narrow_dates | not_before_s from_s is true | verify
sessions | tls/verify.c | qcc_verify_certificate | begin_chain is false | verify
pins | tls/verify.c | qcc_verify_certificate | look_for_pin is false | pins
pins | tls/verify.c | qcc_verify_certificate | lacks_pin is false | pins
pins | tls/verify.c | look_for_pin | qcc_sha256 is false | pins
pins | tls/verify.c | look_for_pin | pin NULL is false of pins | pins
pins | tls/verify.c | lacks_pin | certificate_flags is true | pins
chains | tls/verify.c | qcc_verify_certificate | is_anchor is true | verify
chains | tls/verify.c | qcc_verify_certificate | is_anchor is false | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_BAD_MD is false | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_NOT_TRUSTED is false | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_CN_MISMATCH is false | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_EXPIRED is false | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_FUTURE becomes 0 | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_BAD_KEY becomes 0 | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_MISSING becomes 0 | verify
chains | tls/chain.c | put_in_order | last NULL is true | chain
chains | tls/chain.c | put_in_order | keeps chain_end | chain
chains | tls/chain.c | move_outdated_to_end | does nothing | chain
chains | tls/chain.c | parse | qcc_mbedtls_meaning is false | chain
chains | tls/chain.c | parse_renamed | without qcc_roots_rename_signature | chain
chains | tls/chain.c | parse_renamed | copy is true | chain
chains | tls/chain.c | insert | is_valid is true | chain
chains | tls/chain.c | insert | is_valid is false | chain
chains | tls/chain.c | add_candidate | keeps roots_skipped | chain
06 | tls/chain.c | add_candidate | qcc_mbedtls_meaning is false | chain
06 | tls/chain.c | qcc_chain_candidates | without discard | chain
06 | tls/chain.c | qcc_chain_candidates | keeps error | chain
03 | tls/chain.c | qcc_chain_is_anchor | returns true | verify
03 | tls/chain.c | qcc_chain_is_anchor | returns false | verify
03 | tls/chain.c | qcc_chain_is_anchor | leaf raw is true | chain
suites | tls/stream.c | suites | MBEDTLS_TLS1_3_AES_128_GCM_SHA256 becomes 0 | stream a_snapshot_comes
suites | tls/stream.c | groups | MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1 becomes MBEDTLS_SSL_IANA_TLS_GROUP_NONE | stream a_snapshot_comes
blocking | tls/stream.c | stream_send | no case QCC_IO_WOULD_BLOCK | stream a_send_that_would_block
blocking | tls/stream.c | stream_send | keeps wait | stream a_send_that_would_block
30 | tls/stream.c | stream_send | keeps error | stream a_stream_that_breaks
21 | tls/stream.c | stream_receive | budget is false | stream row_21_a_peer
21 | tls/stream.c | stream_receive | keeps budget | stream row_21_a_peer
blocking | tls/stream.c | stream_receive | no case QCC_IO_WOULD_BLOCK | stream a_stream_moves
blocking | tls/stream.c | stream_receive | keeps wait | stream a_stream_moves
07 | tls/stream.c | stream_receive | no case QCC_IO_END | stream row_07
30 | tls/stream.c | stream_receive | keeps error | stream a_stream_that_breaks
31 | tls/stream.c | judge | no case QCC_OK | stream row_31_what
03 | tls/stream.c | judge | no case QCC_ERROR_TLS_CERTIFICATE | stream row_02
31 | tls/stream.c | judge | no case QCC_ERROR_TLS_ALERT | stream row_31_what
31 | tls/stream.c | judge | MBEDTLS_SSL_ALERT_MSG_PROTOCOL_VERSION is false | stream row_31_an_alert
31 | tls/stream.c | judge | keeps alert | stream row_31_what
31 | tls/stream.c | fail | STREAM_BROKE is false | stream an_alert_that_cannot
31 | tls/stream.c | fail | keeps code | stream an_end_without
31 | tls/stream.c | outcome | qcc_mbedtls_reason gives code | stream an_alert_that_is_due
31 | tls/stream.c | outcome | MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET is false | resume a_ticket
blocking | tls/stream.c | outcome | QCC_PENDING is false | stream a_stream_moves
03 | tls/stream.c | configure | MBEDTLS_SSL_VERIFY_REQUIRED becomes MBEDTLS_SSL_VERIFY_NONE | stream row_02
03 | tls/stream.c | configure | MBEDTLS_SSL_VERIFY_REQUIRED becomes MBEDTLS_SSL_VERIFY_OPTIONAL | stream row_02
suites | tls/stream.c | configure | MBEDTLS_SSL_VERSION_TLS1_2 becomes MBEDTLS_SSL_VERSION_TLS1_3 | stream a_snapshot_comes
suites | tls/stream.c | configure | without mbedtls_ssl_conf_ciphersuites | stream
01 | tls/stream.c | configure | without mbedtls_ssl_conf_ca_cb | stream a_snapshot_comes
03 | tls/stream.c | configure | without mbedtls_ssl_conf_verify | stream row_02
05 | tls/stream.c | set_up | qcc_mbedtls_start gives 0 | stream row_05
02 | tls/stream.c | set_up | address_len is true | stream no_server_name
sessions | tls/stream.c | set_up | qcc_resume_offer gives 0 | resume the_next
02 | tls/stream.c | qcc_tls_open | qcc_address_parse gives 0 | stream row_02
03 | tls/stream.c | qcc_tls_open | keeps now_s | stream row_02
02 | tls/stream.c | qcc_tls_open | keeps host | stream row_02
06 | tls/stream.c | set_up | context NULL is false | stream row_06_each_allocation_may_fail_and_the_next_exchange_works_in_tls_1_2
06 | tls/stream.c | qcc_tls_open | without qcc_tls_close | stream a_configuration
06 | tls/stream.c | qcc_tls_open | ret is false | stream row_06_each_allocation_may_fail_and_the_next_exchange_works_in_tls_1_2
blocking | tls/stream.c | begin | keeps wait | stream
21 | tls/stream.c | begin | keeps budget | stream a_stream_moves
sessions | tls/stream.c | qcc_tls_handshake | without qcc_resume_forget | resume a_handshake_that_fails
sessions | tls/stream.c | qcc_tls_handshake | keeps resumed | resume the_next
sessions | tls/stream.c | qcc_tls_handshake | keeps session_is_new | resume the_next
07 | tls/stream.c | qcc_tls_receive | MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY is false | stream a_stream_moves
07 | tls/stream.c | qcc_tls_receive | QCC_ERROR_INCOMPLETE becomes QCC_OK | stream row_07
07 | tls/stream.c | qcc_tls_receive | ret == MBEDTLS_ERR_SSL_CONN_EOF 0 is false | stream row_07
07 | tls/stream.c | qcc_tls_close | notify is false | stream close_notify
07 | tls/stream.c | qcc_tls_close | notify is true | stream close_notify
06 | tls/stream.c | qcc_tls_close | without mbedtls_ssl_free | stream nothing_stays
06 | tls/stream.c | qcc_tls_close | without qcc_mbedtls_stop | stream nothing_stays
06 | tls/stream.c | qcc_tls_close | without mbedtls_free | stream nothing_stays
report | tls/stream.c | qcc_tls_explain | keeps tls_code | stream what_is_known
report | tls/stream.c | qcc_tls_explain | keeps tls_alert | stream what_is_known
report | tls/stream.c | qcc_tls_explain | keeps certificate_flags | stream what_is_known
report | tls/stream.c | qcc_tls_explain | keeps roots_skipped | stream what_is_known
sessions | tls/resume.c | qcc_resume_forget | does nothing | resume
sessions | tls/resume.c | is_anchor | returns true | resume the_anchor
sessions | tls/resume.c | is_anchor | returns false | resume the_anchor
sessions | tls/resume.c | qcc_resume_find_anchor | QCC_ERROR_SESSION becomes QCC_OK | resume the_anchor
sessions | tls/resume.c | is_trusted | <= becomes < | resume a_session_is_offered_up
sessions | tls/resume.c | is_trusted | >= becomes > | resume a_session_is_offered_from
sessions | tls/resume.c | is_trusted | not_before_s is true | resume a_session_is_offered_from
pins | tls/resume.c | is_trusted | is_pinned is true | pins
pins | tls/resume.c | is_pinned | find is true | pins
pins | tls/resume.c | save | without memset | pins
pins | tls/resume.c | save | pin NULL is false | pins
37 | tls/resume.c | qcc_resume_offer | keeps not_after_s | clock_repair
37 | tls/resume.c | qcc_resume_offer | keeps not_before_s of tls | clock_repair
pins | tls/pins.c | find | memcmp 0 is true | pins
pins | tls/pins.c | qcc_pins_set | keeps differ | pins
pins | tls/pins.c | qcc_pins_set | NULL == is true of none | pins
pins | tls/pins.c | decode | > is false of 63 | pins
pins | tls/pins.c | decode | returns true | pins
pins | tls/pins.c | qcc_pin_parse | text len is false | pins
pins | tls/pins.c | qcc_pin_parse | memcmp is false | pins
pins | tls/pins.c | qcc_pin_parse | '=' is false | pins
pins | net/connection.c | qcc_connection_is_ready | pins is true | connection
pins | net/connection.c | qcc_connection_is_ready | secure ! is false | connection
pins | service/call.c | set_plan | keeps pins | pins
pins | picture/download.c | point | keeps pins | pins a_picture
sessions | tls/resume.c | is_trusted | not_after_s is true | resume a_session_ends
sessions | tls/resume.c | is_trusted | in_place is true | resume
sessions | tls/resume.c | is_trusted | qcc_resume_find_anchor is true | resume a_session_is_not_offered
sessions | tls/resume.c | load | mbedtls_ssl_set_session gives 0 | resume the_next
06 | tls/resume.c | load | without mbedtls_ssl_session_free | resume
sessions | tls/resume.c | qcc_resume_offer | QCC_ERROR_ARENA is false | resume a_session_stays
sessions | tls/resume.c | qcc_resume_offer | without qcc_resume_forget | resume a_session_that_is_not_offered
sessions | tls/resume.c | qcc_resume_offer | keeps offered | resume a_session_of_the_other
sessions | tls/resume.c | save | mbedtls_ssl_session_save is false | resume a_session_that_is_too_long
sessions | tls/resume.c | save | without qcc_resume_forget | resume a_session_that_is_too_long
sessions | tls/resume.c | save | verified is true | resume
sessions | tls/resume.c | save | verified is false | resume a_session_knows
06 | tls/resume.c | qcc_resume_keep | without mbedtls_ssl_session_free | stream row_06_each_allocation_may_fail_and_the_next_exchange_works_in_tls_1_2
roots | tls/roots.c | read_header | 0x80 is false | roots
roots | tls/roots.c | read_header | header 3 is false | roots
roots | tls/roots.c | read_header | 5 becomes 6 | roots
roots | tls/roots.c | read_header | <= is true | roots
roots | tls/roots.c | read_element | tag is true | roots
roots | tls/roots.c | enter_certificate | without read_element of VERSION | roots
roots | tls/roots.c | enter_certificate | INTEGER is true | roots
roots | tls/roots.c | qcc_roots_subject | 4 becomes 3 | roots
roots | tls/roots.c | rename_algorithm | memcmp is true | roots
roots | tls/roots.c | qcc_roots_rename_signature | without rename_algorithm of outer | roots
roots | tls/roots.c | qcc_roots_rename_signature | without rename_algorithm of inner | roots
roots | tls/roots.c | is_named | qcc_roots_subject is true | roots
roots | tls/roots.c | is_named | qcc_span_equal is true | roots
roots | tls/roots.c | qcc_roots_table_next | der len is false | roots
memory | tls/arena.c | wipe | does nothing | arena
memory | tls/arena.c | qcc_arena_init | size skipped BLOCK_MIN is false | arena
memory | tls/arena.c | find | >= becomes > of size | arena
memory | tls/arena.c | take | BLOCK_MIN is false | arena
memory | tls/arena.c | take | BLOCK_MIN is true | arena
memory | tls/arena.c | qcc_arena_allocate | <= is true | arena
memory | tls/arena.c | qcc_arena_allocate | keeps refusals | arena
memory | tls/arena.c | qcc_arena_allocate | keeps peak | arena
memory | tls/arena.c | qcc_arena_allocate | keeps used | arena
memory | tls/arena.c | qcc_arena_allocate | without memset | arena
memory | tls/arena.c | join | at is false | arena
memory | tls/arena.c | join | at is true | arena
memory | tls/arena.c | join | without wipe | arena
memory | tls/arena.c | qcc_arena_release | ptr NULL is false | arena
memory | tls/arena.c | qcc_arena_release | keeps used | arena
secrets | tls/arena.c | qcc_arena_release | without wipe | arena
memory | tls/arena.c | qcc_arena_release | without join of block | arena
memory | tls/arena.c | qcc_arena_release | without join of before | arena
memory | tls/arena.c | qcc_arena_restart_peak | does nothing | arena
memory | tls/memory.c | allocate | SIZE_MAX size count is false | memory
memory | tls/memory.c | qcc_memory_install | entropy is false | memory
memory | tls/memory.c | qcc_memory_install | ARENA_MIN is false | memory
memory | tls/memory.c | qcc_memory_install | installed NULL is false | memory
secrets | tls/memory.c | qcc_memory_remove | without qcc_wipe | memory
memory | tls/memory.c | qcc_memory_remove | without memset | memory
memory | tls/memory.c | qcc_memory_remove | without mbedtls_psa_crypto_free | resume the_next
memory | tls/memory.c | qcc_memory_peak | restart is true | memory
memory | tls/memory.c | qcc_memory_peak | restart is false | memory
05 | tls/memory.c | mbedtls_psa_external_get_random | entropy is true | memory
05 | tls/mbedtls3.c | seed | entropy is true | stream row_05
05 | tls/mbedtls3.c | seed | keeps error | stream row_05
03 | tls/mbedtls3.c | qcc_mbedtls_profile | 2048 becomes 1024 | stream row_02
06 | tls/mbedtls3.c | qcc_mbedtls_start | random NULL is false | stream row_06_each_allocation_may_fail_and_the_next_exchange_works_in_tls_1_2
sessions | tls/mbedtls3.c | qcc_mbedtls_start | without mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets | resume
06 | tls/mbedtls3.c | qcc_mbedtls_stop | without mbedtls_free | stream nothing_stays
03 | tls/mbedtls3.c | is_about_a_key | returns false | mbedtls3
03 | tls/mbedtls3.c | is_about_a_certificate | no case MBEDTLS_ERR_SSL_BAD_CERTIFICATE | mbedtls3
06 | tls/mbedtls3.c | is_out_of_memory | no case MBEDTLS_ERR_MPI_ALLOC_FAILED | mbedtls3
06 | tls/mbedtls3.c | is_out_of_memory | no case MBEDTLS_ERR_CIPHER_ALLOC_FAILED | mbedtls3
06 | tls/mbedtls3.c | is_out_of_key_slots | returns true | mbedtls3
31 | tls/mbedtls3.c | qcc_mbedtls_meaning | no case MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET | mbedtls3
31 | tls/mbedtls3.c | qcc_mbedtls_meaning | no case MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION | mbedtls3
31 | tls/mbedtls3.c | qcc_mbedtls_meaning | no case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE | mbedtls3
31 | tls/mbedtls3.c | qcc_mbedtls_meaning | no case MBEDTLS_ERR_SSL_BAD_INPUT_DATA | mbedtls3
31 | tls/mbedtls3.c | qcc_mbedtls_meaning | no case MBEDTLS_ERR_SSL_CONN_EOF | mbedtls3
31 | tls/mbedtls3.c | qcc_mbedtls_alert | 1 becomes 0 | stream row_31_what
md5 | tls/mbedtls3.c | qcc_md5 | |= becomes = of mbedtls_md5_update | mbedtls3
md5 | tls/mbedtls3.c | qcc_md5 | returns true | mbedtls3
public | base/address.c | not_public_ipv4 | 0x0A000000 becomes 0x0B000000 | address
public | base/address.c | not_public_ipv6 | 0x20020000 becomes 0x20030000 | address
public | base/address.c | has_ipv4 | mapped is false | address
public | base/address.c | has_ipv4 | translated is false | address
public | base/address.c | is_public_ipv6 | global_ipv6 is true | address
public | base/address.c | is_public_ipv6 | ! is true | address
public | base/address.c | qcc_address_is_public | false becomes true | address
public | net/connection.c | step_connect | tunneled ! is true | proxy
proxy | net/connection.c | connected | tunneled is false | proxy
proxy | net/proxy.c | put_credentials | user NULL is true | proxy
proxy | net/proxy.c | end_encoded | 2 == is false | proxy
proxy | net/proxy.c | put_authority | 443 is false | proxy
proxy | net/proxy.c | send_request | keeps asked | proxy
proxy | net/proxy.c | read_answer | 407 is false | proxy
proxy | net/proxy.c | read_answer | in len == is true | proxy
proxy | net/proxy.c | wait_or_open | keeps http_status | proxy
proxy | net/proxy.c | end_answer | QCC_ERROR_CLOSED becomes QCC_OK | proxy
public | net/proxy.c | is_refused | returns false | proxy
public | net/proxy.c | open_tunnel | public_only && is false | proxy
proxy | net/proxy.c | decode | 0x7F is false | proxy
proxy | net/proxy.c | decode | ' ' is false | proxy
proxy | net/proxy.c | read_userinfo | strchr NULL == is true | proxy
proxy | net/proxy.c | qcc_proxy_parse | strcspn is false | proxy
32 | picture/image.c | read_signature | byte rows is false | image
32 | picture/image.c | qcc_image_end | > is false | image
32 | picture/png.c | begin_palette | 3 != is false | png
32 | picture/png.c | begin_pixels | palette_needed is false | png
32 | picture/png.c | begin_end | AFTER_PIXELS is false | png
32 | picture/png.c | begin_chunk | AT_HEADER IHDR is false | png
32 | picture/png.c | end_dimension | 0 > is true | png
32 | picture/png.c | end_methods | depth 1 & is false | png
32 | picture/png.c | end_crc | crc is false | png
32 | picture/png.c | qcc_png_read | IN_CRC is true | png
32 | picture/download.c | names_port | 80 is false | download
32 | picture/download.c | secure | names_port is false | download
33 | picture/download.c | give | part_left is false | download
33 | picture/download.c | may_ask_again | has_begun is true | download
33 | picture/download.c | may_ask_again | has_begun is false | download
34 | picture/download.c | follow_redirect | was_secure is false | download_tls
33 | picture/download.c | may_ask_again | QCC_KIND_TLS is false | download_tls
32 | picture/download.c | has_status | QCC_ERROR_BODY_TOO_LARGE is false | download
32 | picture/download.c | point | keeps public_only | download
32 | picture/download.c | is_strong | repeated is true | download
32 | picture/download.c | is_strong | returns true | download
32 | picture/download.c | judge_part | qcc_span_equal is true | download
32 | picture/download.c | give | - is false | download
23 | picture/download.c | follow_redirect | QCC_REDIRECTS_MAX is false | download
32 | picture/download.c | may_ask_again | QCC_PICTURE_RETRIES_MAX is false | download
"""

# A test has hung when it takes longer than this, and than so many times what it takes with the library as it is.
TIMEOUT_S = 2
TIMEOUT_TIMES = 3
TABLE_TIMEOUT_S = 5

# The unit tests of a file, the quick ones first; by default the one that has the file's name.
TESTS = {
    "src/net/": ["exchange", "connection", "proxy", "client", "stream"],
    "src/service/status": ["status"],
    "src/service/": ["client", "session", "clients"],
    "src/tls/": ["clients", "resume", "stream"],
    "src/http/": ["client"],
    "src/keyword/": ["code", "normalize", "qr", "check"],
    "src/picture/": ["png", "jpeg"],
    "src/base/": ["error", "response", "envelope", "url", "client", "result"],
}

# What no test can see: the name of a mutant and why.
EQUIVALENT = {
    "src/base/span.c qcc_wipe: len > 0 is true": "no byte is set then",
    "src/http/response.c read_chunked: outcome != QCC_PENDING is true": "QCC_PENDING and IN_CHUNKED_BODY are one number",
    "src/http/response.c qcc_response_read: in->len == 0 is false": "no byte is read then; it is about a pointer that is NULL",
    "src/keyword/classify.c alphanumeric_value: letter < 26 is true": "36 and more are no value, either",
    "src/tls/arena.c find: need >= SMALL is true": "it decides where a block lies, and not whether there is one",
    "src/tls/mbedtls3.c qcc_mbedtls_meaning: is_out_of_key_slots() is false": "in this build the slots grow",
    "src/tls/memory.c qcc_memory_remove: installed.port == NULL is false": "there is nothing to take back then",
}

Mutant = collections.namedtuple("Mutant", "file function condition effect start end")


class Build:
    """What is needed of the build tree: flags to compile with, and how each test is linked."""

    def __init__(self, source, build):
        self.source, self.build = source, build
        text = (build / "CMakeFiles/qcc.dir/flags.make").read_text(encoding="utf-8")
        found = {name: shlex.split(value) for name, value in re.findall(r"^(C_\w+) = (.*)$", text, re.M)}
        self.flags = found["C_DEFINES"] + found["C_INCLUDES"] + ["-std=c99"]
        self.timeouts = {}

    def compile(self, text, path, out):
        """Compiles `text`, which stands for the file at `path`."""
        command = ["gcc", "-c", "-w", "-O0", *self.flags, "-I", str(path.parent), "-x", "c", "-", "-o", str(out)]
        return subprocess.run(command, input=text, text=True, capture_output=True)

    def link(self, test, mutant, out):
        """Links a test as CMake does, the mutant's object before the archive that has the good one."""
        folder = self.build / "tests"
        words = shlex.split((folder / f"CMakeFiles/test_{test}.dir/link.txt").read_text(encoding="utf-8"))
        words[words.index("-o") + 1] = str(out)
        first = next(i for i, word in enumerate(words) if word.endswith(".a"))
        # Another order of objects may want the archives once more.
        again = [word for word in words if word.endswith(("libqcc.a", "libqcc_mbedtls.a"))]
        command = words[:first] + [str(mutant)] + words[first:] + again + again
        return subprocess.run(command, cwd=folder, capture_output=True, text=True)

    def tests_of(self, file):
        name = pathlib.Path(file).stem
        names = [name] if self.has(name) else []
        for prefix, more in TESTS.items():
            if file.startswith(prefix):
                names += [test for test in more if test not in names and self.has(test)]
        return names

    def has(self, test):
        return (self.build / f"tests/CMakeFiles/test_{test}.dir/link.txt").exists()


def is_in(cursor, path):
    return cursor.location.file is not None and cursor.location.file.name == str(path)


def conditions(cursor):
    """The conditions of `if` and `?:` below a cursor."""
    for node in cursor.walk_preorder():
        if node.kind in (CursorKind.IF_STMT, CursorKind.CONDITIONAL_OPERATOR):
            yield next(node.get_children())


def mutants_of(build, path):
    index = clang.cindex.Index.create()
    unit = index.parse(str(path), args=build.flags)
    errors = [str(d) for d in unit.diagnostics if d.severity >= clang.cindex.Diagnostic.Error]
    if errors:
        sys.exit("mutants.py: %s: %s" % (path, errors[0]))
    text = path.read_bytes()
    file = str(path.relative_to(build.source))
    for function in unit.cursor.get_children():
        if function.kind != CursorKind.FUNCTION_DECL or not function.is_definition() or not is_in(function, path):
            continue
        for condition in conditions(function):
            start, end = condition.extent.start.offset, condition.extent.end.offset
            words = " ".join(text[start:end].decode().split())
            if end <= start or not words or words.startswith("assert("):
                continue  # it comes out of a macro
            if "lock()" in words:
                continue  # it is `true` where mbedTLS has no threads, as here
            for effect in ("true", "false"):
                yield Mutant(file, function.spelling, words, effect, start, end)


def name_of(mutant):
    return f"{mutant.file} {mutant.function}: {mutant.condition} is {mutant.effect}"


def measure(build):
    """How long each test takes with the library as it is, and that it passes."""
    tests = {test for path in (build.source / "src").glob("*/*.c") for test in build.tests_of(str(path.relative_to(build.source)))}
    for test in sorted(tests):
        began = time.monotonic()
        if not passes(build, test, build.build / "bin" / ("test_" + test)):
            sys.exit("mutants.py: test_%s fails, or hangs, with the library as it is" % test)
        build.timeouts[test] = max(TIMEOUT_S, TIMEOUT_TIMES * (time.monotonic() - began))


def failure(build, test, program, function=None, timeout=60):
    """Why a test fails, at its first failure: a test function's name, or how the program ended; None when it passes."""
    environment = dict(os.environ, QCC_TEST_PKI=str(build.build / "test-pki"), QCC_BIN_DIR=str(build.build / "bin"),
                       QCC_SOURCE_DIR=str(build.source))
    hung = []
    with subprocess.Popen(["stdbuf", "-oL", str(program)] + ([function] if function else []), env=environment,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=build.build / "tests") as process:
        timer = threading.Timer(timeout, lambda: (hung.append(True), process.kill()))
        timer.start()
        try:
            for line in process.stdout:
                if line.startswith(b"[  FAILED  ]"):
                    process.kill()
                    return line[len(b"[  FAILED  ]"):].decode().strip()
            code = process.wait()
        finally:
            timer.cancel()
    if hung:
        return "it hangs"
    return None if code == 0 else "exit status %d" % code if code > 0 else "signal %d" % -code


def passes(build, test, program):
    return failure(build, test, program, timeout=build.timeouts.get(test, 60)) is None


def judge(build, mutant, folder):
    """The name of the test that fails; None when all pass."""
    path = build.source / mutant.file
    text = path.read_bytes()
    value = b"(0)" if mutant.effect == "false" else b"(1)"
    changed = text[:mutant.start] + value + text[mutant.end:]
    stem = folder / ("%s-%d-%s" % (path.stem, mutant.start, mutant.effect))
    made = build.compile(changed.decode(), path, stem.with_suffix(".o"))
    if made.returncode != 0:
        return "the compiler"  # a constant where the language wants none: nothing that could be shipped
    for test in build.tests_of(mutant.file):
        program = stem.with_suffix("." + test)
        linked = build.link(test, stem.with_suffix(".o"), program)
        if linked.returncode != 0:
            sys.exit("mutants.py: %s: %s does not link: %s" % (name_of(mutant), test, linked.stderr))
        good = passes(build, test, program)
        program.unlink()
        if not good:
            return test
    return None


def run_every(build, words):
    measure(build)
    every = [mutant for path in sorted((build.source / "src").glob("*/*.c")) for mutant in mutants_of(build, path)]
    names = [name_of(mutant) for mutant in every]
    faults = ["EQUIVALENT has %s, which is not in the code" % name for name in EQUIVALENT if name not in names]
    chosen = [m for m in every if not words or any(word in name_of(m) for word in words)]
    wanted = [mutant for mutant in chosen if name_of(mutant) not in EQUIVALENT]
    caught = collections.Counter()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for mutant, test in zip(wanted, pool.map(lambda m: judge(build, m, pathlib.Path(folder)), wanted)):
            if test is None:
                faults.append("no test fails for %s" % name_of(mutant))
                print(faults[-1], flush=True)
            else:
                caught[mutant.file.split("/")[1]] += 1
    for fault in faults:
        if not fault.startswith("no test"):
            print(fault)
    print(", ".join("%s %d" % item for item in sorted(caught.items())) + "; %d that nothing can see" %
          sum(name in EQUIVALENT for name in map(name_of, chosen)))
    print("%d of %d mutants caught" % (sum(caught.values()), len(wanted)))
    sys.exit(1 if faults or not wanted else 0)


# ---- The table.

Line = collections.namedtuple("Line", "protects file place effect test")

WORD = re.compile(r"'(?:\\.|[^'\\])+'|\"(?:\\.|[^\"\\])*\"|\S+")
PLACES = (CursorKind.FUNCTION_DECL, CursorKind.VAR_DECL, CursorKind.ENUM_CONSTANT_DECL, CursorKind.MACRO_DEFINITION)
NO_TOKEN = (0, 0, "")  # what comes out of a macro
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


class Fault(Exception):
    """A line of the table that does not fit the code."""


class Piece:
    """A part of a file: what a cursor stands for."""

    def __init__(self, source, cursor):
        self.source, self.cursor, self.kind = source, cursor, cursor.kind
        self.start, self.end = cursor.extent.start.offset, cursor.extent.end.offset

    def tokens(self):
        return self.source.tokens_between(self.start, self.end)

    @functools.cached_property
    def words(self):
        return {spelling for _, _, spelling in self.tokens()}

    def mentions(self, words):
        return self.words.issuperset(words)

    def children(self):
        return [Piece(self.source, child) for child in self.cursor.get_children()]

    @functools.cached_property
    def pieces(self):
        """This and all below, but for what has no text of its own."""
        found = [Piece(self.source, cursor) for cursor in self.cursor.walk_preorder()]
        return [piece for piece in found if self.start <= piece.start < piece.end <= self.end]

    def operator(self):
        """Of an expression with one: its token."""
        if self.kind == CursorKind.UNARY_OPERATOR:
            tokens = self.tokens()
            return next((token for token in (tokens[0], tokens[-1]) if not re.match(r"[\w()\[\]'\"]", token[2])), NO_TOKEN)
        left, right = self.children()
        between = self.source.tokens_between(left.end, right.start)
        return next((token for token in between if token[2] not in "()"), NO_TOKEN)

    def called(self):
        """Of a call: the name of what is called."""
        callee = self.children()[0]
        return [spelling for _, _, spelling in callee.tokens() if re.match(r"[A-Za-z_]", spelling)][-1]


class Source:
    """A file of src/, its tokens and its tree."""

    def __init__(self, build, file):
        self.path = build.source / file
        if not self.path.exists():
            raise Fault("there is no such file")
        self.text = self.path.read_bytes()
        options = TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD
        self.unit = clang.cindex.Index.create().parse(str(self.path), args=build.flags, options=options)
        errors = [str(d) for d in self.unit.diagnostics if d.severity >= clang.cindex.Diagnostic.Error]
        if errors:
            raise Fault(errors[0])
        self.tokens = [(token.extent.start.offset, token.extent.end.offset, token.spelling)
                       for token in self.unit.get_tokens(extent=self.unit.cursor.extent)
                       if token.kind != clang.cindex.TokenKind.COMMENT]
        self.places = collections.defaultdict(list)
        for top in self.unit.cursor.get_children():
            if is_in(top, self.path):
                for cursor in [top] if top.kind != CursorKind.ENUM_DECL else top.get_children():
                    if cursor.kind in PLACES and (cursor.kind != CursorKind.FUNCTION_DECL or cursor.is_definition()):
                        self.places[cursor.spelling].append(Piece(self, cursor))

    def tokens_between(self, start, end):
        return self.tokens[bisect.bisect_left(self.tokens, (start,)):bisect.bisect_left(self.tokens, (end,))]

    def place(self, name):
        found = self.places[name]
        if len(found) != 1:
            raise Fault("there is no %s" % name if not found else "there are %d of %s" % (len(found), name))
        return found[0]


def the_one(pieces, what):
    different = {(piece.start, piece.end): piece for piece in pieces}
    if len(different) != 1:
        raise Fault("nothing is %s" % what if not different else "%d places are %s" % (len(different), what))
    return next(iter(different.values()))


def smallest(pieces, words):
    """The one piece that mentions all the words and holds no other one that does."""
    found = [piece for piece in pieces if piece.mentions(words)]
    least = [piece for piece in found
             if not any(piece.start <= other.start and other.end <= piece.end
                        and other.end - other.start < piece.end - piece.start for other in found)]
    return the_one(least, "the smallest that mentions " + " ".join(words))


def truths(place):
    """What in a function is true or false."""
    for piece in place.pieces:
        children = piece.children()
        if piece.kind in (CursorKind.IF_STMT, CursorKind.WHILE_STMT, CursorKind.CONDITIONAL_OPERATOR):
            yield children[0]
        elif piece.kind == CursorKind.BINARY_OPERATOR:
            operator = piece.operator()[2]
            if operator in ("&&", "||"):
                yield from (piece, *children)
            elif operator in COMPARISONS:
                yield piece
        elif piece.kind == CursorKind.UNARY_OPERATOR and piece.operator()[2] == "!":
            yield from (piece, *children)
        elif piece.kind == CursorKind.CALL_EXPR and piece.cursor.type.get_canonical().kind == TypeKind.BOOL:
            yield piece


def assignments(place, name):
    """What in a function sets something that mentions a name."""
    for piece in place.pieces:
        if piece.kind in (CursorKind.BINARY_OPERATOR, CursorKind.COMPOUND_ASSIGNMENT_OPERATOR):
            operator = piece.operator()[2]
            if operator not in COMPARISONS and operator.endswith("=") and piece.children()[0].mentions([name]):
                yield piece
        elif piece.kind == CursorKind.UNARY_OPERATOR and piece.operator()[2] in ("++", "--") and piece.mentions([name]):
            yield piece


def calls(place, name, words):
    """The call of a function that mentions the words, or that stands alone in the smallest piece that does."""
    found = [piece for piece in place.pieces if piece.kind == CursorKind.CALL_EXPR and piece.called() == name]
    if any(piece.mentions(words) for piece in found):
        found = [piece for piece in found if piece.mentions(words)]
    else:
        around = smallest(place.pieces, [name, *words])
        found = [piece for piece in found if around.start <= piece.start and piece.end <= around.end]
    return the_one(found, " ".join(["a call of", name, *words]))


def body(place):
    return the_one([child for child in place.children() if child.kind == CursorKind.COMPOUND_STMT], "its body")


def edit(place, effect):
    """Where a file is changed, and into what: start, end, text."""
    head, _, of = effect.partition(" of ")
    words, more = WORD.findall(head), WORD.findall(of)
    if head == "does nothing":
        piece = body(place)
        return piece.start, piece.end, "{ }"
    if words[0] == "returns":
        piece = body(place)
        return piece.start, piece.end, "{ return %s; }" % effect.split(None, 1)[1]
    if words[:2] == ["no", "case"]:
        labels = [piece for piece in place.pieces if piece.kind == CursorKind.CASE_STMT and piece.children()[0].mentions(words[2:])]
        label = the_one(labels, "a label with " + " ".join(words[2:]))
        after = label.children()[0].end
        return label.start, next(end for start, end, spelling in place.source.tokens_between(after, label.end) if spelling == ":"), ""
    if words[0] == "without":
        piece = calls(place, words[1], more)
        return piece.start, piece.end, "(void)0"
    if words[0] == "keeps":
        piece = smallest(assignments(place, words[1]), [words[1], *more])
        return piece.start, piece.end, "(void)0"
    if words[-2:] in (["is", "true"], ["is", "false"]):
        piece = smallest(list(truths(place)), words[:-2])
        return piece.start, piece.end, "(1)" if words[-1] == "true" else "(0)"
    if words[1:2] == ["gives"]:
        piece = calls(place, words[0], more)
        return piece.start, piece.end, "(%s)" % head.split(" gives ", 1)[1]
    if words[1:2] == ["becomes"]:
        piece = smallest(place.pieces, [words[0], *more])
        places = [token for token in piece.tokens() if token[2] == words[0]]
        if len(places) != 1:
            raise Fault("%s is there %d times" % (words[0], len(places)))
        return places[0][0], places[0][1], head.split(" becomes ", 1)[1]
    raise Fault("what this means is not known")


def text_of(line):
    return "%-8s src/%s %s: %s (%s)" % line


def mutate(line, source):
    """The file with the mutant in it."""
    start, end, text = edit(source.place(line.place), line.effect)
    if source.text[start:end] == text.encode():
        raise Fault("this is how it is already")
    return source.text[:start] + text.encode() + source.text[end:]


def function_of(build, test):
    """A test's module, and the one function that is meant; None for all of them."""
    module, _, begins = test.partition(" ")
    if not build.has(module):
        raise Fault("there is no test_%s" % module)
    if not begins:
        return module, None
    listed = subprocess.run([str(build.build / "bin" / ("test_" + module)), "?"], capture_output=True, text=True, check=False)
    found = [name for name in (listed.stdout + listed.stderr).split() if re.fullmatch(r"\w+", name) and name.startswith(begins)]
    if len(found) != 1:
        raise Fault("%d functions of test_%s begin with %s" % (len(found), module, begins))
    return module, found[0]


def try_out(build, line, text, test, timeout, folder):
    """Why the test fails for a mutant; None when it passes."""
    stem = folder / str(threading.get_ident())
    made = build.compile(text.decode(), build.source / "src" / line.file, stem.with_suffix(".o"))
    if made.returncode != 0:
        raise Fault("it does not compile: " + made.stderr.strip().replace("\n", " ")[:300])
    linked = build.link(test[0], stem.with_suffix(".o"), stem.with_suffix(".test"))
    if linked.returncode != 0:
        raise Fault("test_%s does not link: %s" % (test[0], linked.stderr.strip()[:300]))
    return failure(build, test[0], stem.with_suffix(".test"), test[1], timeout)


def read_table(words):
    lines = []
    for text in TABLE.strip().splitlines():
        columns = re.split(r" +\| +", text.strip())
        if len(columns) != len(Line._fields):
            sys.exit("mutants.py: a line has %d columns: %s" % (len(columns), text))
        lines.append(Line(*columns))
    return [line for line in lines if not words or any(word in text_of(line) for word in words)]


def prepare(build, lines):
    """Of each line the mutant's text, the test and its timeout; the faults of the table; and whether the tests pass as it is."""
    sources, timeouts, ready, faults = {}, {}, [], []
    for line in lines:
        try:
            if line.file not in sources:
                sources[line.file] = Source(build, "src/" + line.file)
            text, test = mutate(line, sources[line.file]), function_of(build, line.test)
            if test not in timeouts:
                began = time.monotonic()
                why = failure(build, test[0], build.build / "bin" / ("test_" + test[0]), test[1])
                if why:
                    raise Fault("with the library as it is, the test fails: %s" % why)
                timeouts[test] = TABLE_TIMEOUT_S + TIMEOUT_TIMES * (time.monotonic() - began)
            ready.append((line, text, test, timeouts[test]))
        except Fault as fault:
            faults.append((line, fault))
    return ready, faults


def run_table(build, words):
    began = time.monotonic()
    lines = read_table(words)
    ready, faults = prepare(build, lines)
    caught = collections.Counter()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        tried = [(mutant[0], pool.submit(try_out, build, *mutant, pathlib.Path(folder))) for mutant in ready]
        for line, future in tried:
            try:
                why = future.result()
                print("caught   %s: %s" % (text_of(line), why) if why else "SURVIVED %s" % text_of(line), flush=True)
                caught[line.file.split("/")[0]] += why is not None
            except Fault as fault:
                faults.append((line, fault))
    for line, fault in faults:
        print("ERROR    %s: %s" % (text_of(line), fault))
    print("%s; %d s" % (", ".join("%s %d" % item for item in sorted(caught.items())), time.monotonic() - began))
    print("%d of %d mutants caught" % (sum(caught.values()), len(lines)))
    print("%d passed, %d failed" % (sum(caught.values()), len(lines) - sum(caught.values())))
    sys.exit(0 if lines and sum(caught.values()) == len(lines) else 1)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--every"]
    if len(arguments) < 2:
        sys.exit(__doc__)
    build = Build(*(pathlib.Path(folder).resolve() for folder in arguments[:2]))
    (run_every if len(arguments) < len(sys.argv) - 1 else run_table)(build, arguments[2:])


if __name__ == "__main__":
    main()
