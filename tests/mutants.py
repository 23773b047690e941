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

Prints `caught` or `SURVIVED` and the line for each, and last `N of N mutants caught`. Exit 0: all of them.

--every wants no table: a mutant's name is FILE FUNCTION: CONDITION is EFFECT, and the tests of TESTS run one after the other
until one fails. What changes nothing that can be seen stands in EQUIVALENT, with the reason; it is an error when one there is
caught, or is no longer in the code. Prints each mutant that no test catches, and last `N of N mutants caught`.
SPDX-License-Identifier: MIT
"""
import bisect
import collections
import concurrent.futures
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
dates | tls/verify.c | unix_time | <= becomes < of month | verify
dates | tls/verify.c | unix_time | 4 becomes 5 of century | verify
03 | tls/verify.c | qcc_verify_dates | > becomes >= of valid_to | verify
03 | tls/verify.c | qcc_verify_dates | < becomes <= of valid_from | verify
03 | tls/verify.c | qcc_verify_dates | valid_to is false | verify
03 | tls/verify.c | qcc_verify_dates | valid_from is false | verify
02 | tls/verify.c | matches_name | '*' is true | verify
02 | tls/verify.c | matches_name | '*' is false | verify
02 | tls/verify.c | matches_name | returns true | verify
02 | tls/verify.c | is_host | no case MBEDTLS_X509_SAN_DNS_NAME | verify
02 | tls/verify.c | is_host | no case MBEDTLS_X509_SAN_IP_ADDRESS | verify
02 | tls/verify.c | is_host | address_len == is true | verify
02 | tls/verify.c | is_host | matches_name is true | verify
02 | tls/verify.c | is_host | qcc_span_equal is true | verify
02 | tls/verify.c | is_host | false becomes true | verify
02 | tls/verify.c | names_host | returns true | verify
02 | tls/verify.c | names_host | returns false | verify
03 | tls/verify.c | check_leaf | version is false | verify
03 | tls/verify.c | check_leaf | mbedtls_x509_crt_get_ca_istrue is false | verify
03 | tls/verify.c | check_leaf | is_anchor is true | verify
03 | tls/verify.c | check_leaf | is_anchor is false | verify
03 | tls/verify.c | check_leaf | mbedtls_x509_crt_check_extended_key_usage is false | verify
03 | tls/verify.c | check_leaf | names_host is true | verify
03 | tls/verify.c | qcc_verify_certificate | depth is true | verify
03 | tls/verify.c | qcc_verify_certificate | depth is false | verify
03 | tls/verify.c | qcc_verify_certificate | qcc_verify_dates gives 0 | verify
03 | tls/verify.c | qcc_verify_certificate | check_leaf gives 0 | verify
03 | tls/verify.c | qcc_verify_certificate | keeps certificate_flags | verify
sessions | tls/verify.c | qcc_verify_certificate | keeps verified | verify
sessions | tls/verify.c | qcc_verify_certificate | keeps not_after_s | verify
sessions | tls/verify.c | qcc_verify_certificate | qcc_sha256 is true | verify
chains | tls/verify.c | qcc_verify_certificate | is_anchor is true | verify
chains | tls/verify.c | qcc_verify_certificate | is_anchor is false | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_BAD_MD is false | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_NOT_TRUSTED is false | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_CN_MISMATCH is false | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_EXPIRED is false | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_FUTURE becomes 0 | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_BAD_KEY becomes 0 | verify
03 | tls/verify.c | qcc_verify_judge | MBEDTLS_X509_BADCERT_MISSING becomes 0 | verify
chains | tls/chain.c | put_in_order | last is true | chain
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
03 | tls/chain.c | qcc_chain_is_anchor | leaf raw is true | verify
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
31 | tls/stream.c | judge | MBEDTLS_SSL_ALERT_MSG_PROTOCOL_VERSION is false | resume a_session_of_the_other
31 | tls/stream.c | judge | keeps alert | stream row_31_what
31 | tls/stream.c | fail | STREAM_BROKE is false | stream an_alert_that
31 | tls/stream.c | fail | keeps code | stream row_31_what
31 | tls/stream.c | outcome | qcc_mbedtls_reason gives code | stream an_alert_that
31 | tls/stream.c | outcome | MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET is false | resume
blocking | tls/stream.c | outcome | QCC_PENDING is false | stream a_stream_moves
03 | tls/stream.c | configure | MBEDTLS_SSL_VERIFY_REQUIRED becomes MBEDTLS_SSL_VERIFY_NONE | stream row_02
03 | tls/stream.c | configure | MBEDTLS_SSL_VERIFY_REQUIRED becomes MBEDTLS_SSL_VERIFY_OPTIONAL | stream row_02
suites | tls/stream.c | configure | MBEDTLS_SSL_VERSION_TLS1_2 becomes MBEDTLS_SSL_VERSION_TLS1_3 | stream a_snapshot_comes
suites | tls/stream.c | configure | without mbedtls_ssl_conf_ciphersuites | stream
suites | tls/stream.c | configure | without mbedtls_ssl_conf_groups | stream
03 | tls/stream.c | configure | without mbedtls_ssl_conf_cert_profile | stream row_02
01 | tls/stream.c | configure | without mbedtls_ssl_conf_ca_cb | stream a_snapshot_comes
03 | tls/stream.c | configure | without mbedtls_ssl_conf_verify | stream row_02
05 | tls/stream.c | set_up | qcc_mbedtls_start gives 0 | stream row_05
02 | tls/stream.c | set_up | address_len is true | stream no_server_name
sessions | tls/stream.c | set_up | qcc_resume_offer gives 0 | resume the_next
02 | tls/stream.c | qcc_tls_open | qcc_address_parse gives 0 | stream row_02
03 | tls/stream.c | qcc_tls_open | keeps now_s | stream row_02
02 | tls/stream.c | qcc_tls_open | keeps host | stream row_02
06 | tls/stream.c | qcc_tls_open | context NULL is false | stream row_06_each_allocation_may_fail_and_the_next_exchange_works_in_tls_1_2
06 | tls/stream.c | qcc_tls_open | without qcc_tls_close | stream row_06_each_allocation_may_fail_and_the_next_exchange_works_in_tls_1_2
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
report | tls/stream.c | qcc_tls_explain | keeps tls_code | stream
report | tls/stream.c | qcc_tls_explain | keeps tls_alert | stream row_31_what
report | tls/stream.c | qcc_tls_explain | keeps certificate_flags | stream row_02
report | tls/stream.c | qcc_tls_explain | keeps roots_skipped | chain
sessions | tls/resume.c | qcc_resume_forget | does nothing | resume
sessions | tls/resume.c | is_anchor | returns true | resume the_anchor
sessions | tls/resume.c | is_anchor | returns false | resume the_anchor
sessions | tls/resume.c | qcc_resume_find_anchor | QCC_ERROR_SESSION becomes QCC_OK | resume the_anchor
sessions | tls/resume.c | is_trusted | <= becomes < | resume a_session_is_offered
sessions | tls/resume.c | is_trusted | not_after_s is true | resume a_session_ends
sessions | tls/resume.c | is_trusted | in_place becomes count * 0 | resume
sessions | tls/resume.c | is_trusted | qcc_resume_find_anchor is true | resume a_session_knows
sessions | tls/resume.c | load | mbedtls_ssl_set_session gives 0 | resume the_next
06 | tls/resume.c | load | without mbedtls_ssl_session_free | resume
sessions | tls/resume.c | qcc_resume_offer | QCC_ERROR_ARENA is false | resume a_session_stays
sessions | tls/resume.c | qcc_resume_offer | without qcc_resume_forget | resume
sessions | tls/resume.c | qcc_resume_offer | keeps offered | resume a_session_of_the_other
sessions | tls/resume.c | save | mbedtls_ssl_session_save is false | resume a_session_that_is_too_long
sessions | tls/resume.c | save | without qcc_resume_forget | resume a_session_that_is_too_long
sessions | tls/resume.c | save | verified is true | resume
sessions | tls/resume.c | save | verified is false | resume a_session_knows
sessions | tls/resume.c | qcc_resume_keep | session_is_new is true | resume a_session_is_kept
06 | tls/resume.c | qcc_resume_keep | without mbedtls_ssl_session_free | resume
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
memory | tls/arena.c | find | >= becomes > | arena
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
memory | tls/memory.c | qcc_memory_remove | without mbedtls_psa_crypto_free | memory
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
"""

# A test has hung when it takes longer than this, and than so many times what it takes with the library as it is.
TIMEOUT_S = 2
TIMEOUT_TIMES = 6
TABLE_TIMEOUT_S = 5

# The unit tests of a file, the quick ones first; by default the one that has the file's name.
TESTS = {
    "src/net/": ["exchange", "connection", "client", "stream"],
    "src/service/": ["client", "session", "clients"],
    "src/tls/": ["stream", "clients"],
    "src/http/": ["client"],
    "src/base/": ["error", "response", "envelope", "url", "client", "result"],
}

# What no test can see: the name of a mutant and why.
EQUIVALENT = {
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
        command = words[:first] + [str(mutant)] + words[first:]
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
            if end <= start or not words:
                continue  # it comes out of a macro
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

    def mentions(self, words):
        return set(words) <= {spelling for _, _, spelling in self.tokens()}

    def children(self):
        return [Piece(self.source, child) for child in self.cursor.get_children()]

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
        self.text = self.path.read_bytes()
        options = TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD
        self.unit = clang.cindex.Index.create().parse(str(self.path), args=build.flags, options=options)
        errors = [str(d) for d in self.unit.diagnostics if d.severity >= clang.cindex.Diagnostic.Error]
        if errors:
            raise Fault(errors[0])
        self.tokens = [(token.extent.start.offset, token.extent.end.offset, token.spelling)
                       for token in self.unit.get_tokens(extent=self.unit.cursor.extent)
                       if token.kind != clang.cindex.TokenKind.COMMENT]

    def tokens_between(self, start, end):
        return self.tokens[bisect.bisect_left(self.tokens, (start,)):bisect.bisect_left(self.tokens, (end,))]

    def place(self, name):
        found = [cursor for top in self.unit.cursor.get_children() if is_in(top, self.path)
                 for cursor in ([top] if top.kind != CursorKind.ENUM_DECL else top.get_children())
                 if cursor.spelling == name and cursor.kind in PLACES
                 and (cursor.kind != CursorKind.FUNCTION_DECL or cursor.is_definition())]
        if len(found) != 1:
            raise Fault("there is no %s" % name if not found else "there are %d of %s" % (len(found), name))
        return Piece(self, found[0])


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
    for piece in place.pieces():
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
    for piece in place.pieces():
        if piece.kind in (CursorKind.BINARY_OPERATOR, CursorKind.COMPOUND_ASSIGNMENT_OPERATOR):
            operator = piece.operator()[2]
            if operator not in COMPARISONS and operator.endswith("=") and piece.children()[0].mentions([name]):
                yield piece
        elif piece.kind == CursorKind.UNARY_OPERATOR and piece.operator()[2] in ("++", "--") and piece.mentions([name]):
            yield piece


def calls(place, name, words):
    found = [piece for piece in place.pieces()
             if piece.kind == CursorKind.CALL_EXPR and piece.called() == name and piece.mentions(words)]
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
        labels = [piece for piece in place.pieces() if piece.kind == CursorKind.CASE_STMT and piece.children()[0].mentions(words[2:])]
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
    if words[1] == "gives":
        piece = calls(place, words[0], more)
        return piece.start, piece.end, "(%s)" % head.split(" gives ", 1)[1]
    if words[1] == "becomes":
        piece = smallest(place.pieces(), [words[0], *more])
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
    lines = [Line(*(column.strip() for column in re.split(r" +\| +", line.strip()))) for line in TABLE.strip().splitlines() if line.strip()]
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
    sys.exit(0 if lines and sum(caught.values()) == len(lines) else 1)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--every"]
    if len(arguments) < 2:
        sys.exit(__doc__)
    build = Build(*(pathlib.Path(folder).resolve() for folder in arguments[:2]))
    (run_every if len(arguments) < len(sys.argv) - 1 else run_table)(build, arguments[2:])


if __name__ == "__main__":
    main()
