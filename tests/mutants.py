#!/usr/bin/env python3
"""mutants.py - breaks the library in one place after the other and expects a unit test to fail each time.

  mutants.py SOURCE-DIR BUILD-DIR [WORD...]     with words, only the mutants whose name has one of them

The places are found in the syntax tree (libclang), so that they follow the code: each condition of an `if` and of a `?:` in a
function of src/ is taken for true, and for false; but not of an assertion. A mutant's name is FILE FUNCTION: CONDITION is EFFECT.
Its object is linked before libqcc.a into the unit tests of TESTS, one after the other until one fails; a test that hangs has
failed. The build tree is the desktop preset's, built, with mbedTLS and tests in it.

A mutant that changes nothing that can be seen stands in EQUIVALENT, with the reason, and is not tried. It is an error when one
there is no longer in the code.

Prints each mutant that no test catches, and last `N of N mutants caught`. Exit 0: all of them.
SPDX-License-Identifier: MIT
"""
import collections
import concurrent.futures
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

import clang.cindex
from clang.cindex import CursorKind

# A test has hung when it takes longer than this, and than so many times what it takes with the library as it is.
TIMEOUT_S = 2
TIMEOUT_TIMES = 3

# The unit tests of a file, the quick ones first; by default the one that has the file's name.
TESTS = {
    "src/net/": ["exchange", "connection", "client", "stream"],
    "src/service/status": ["status"],
    "src/service/": ["client", "session", "clients"],
    "src/tls/": ["clients", "resume", "stream"],
    "src/http/": ["client"],
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


def passes(build, test, program):
    environment = dict(os.environ, QCC_TEST_PKI=str(build.build / "test-pki"), QCC_BIN_DIR=str(build.build / "bin"),
                       QCC_SOURCE_DIR=str(build.source))
    try:
        done = subprocess.run([str(program)], env=environment, capture_output=True, timeout=build.timeouts.get(test, 60),
                              cwd=build.build / "tests")
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


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


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    build = Build(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve())
    words = sys.argv[3:]
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


if __name__ == "__main__":
    main()
