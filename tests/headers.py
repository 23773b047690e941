#!/usr/bin/env python3
"""headers.py - each public header compiles alone, in C and in C++, without a warning.

  headers.py INCLUDE-DIR...               checks every header below include/, those of port/, and those of qcc/ that the build
                                          writes; INCLUDE-DIR: where these and lwIP's headers are
  headers.py --self-test INCLUDE-DIR...   plants faults in a copy of a header and expects each to be reported

Each is checked with g++ in C++11, 14, 17 and 20, with gcc and clang in C99, C11 and C23, with WARNINGS; and has an extern "C",
unless it has nothing but preprocessor lines. Left out are NOT_PROGRAMS. No other RTOS's headers are needed: port/bsd names its
sockets in its .c file only. Exit 0: no fault; 1: a fault.
SPDX-License-Identifier: MIT
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]
MODES = [("g++", "c++11"), ("g++", "c++14"), ("g++", "c++17"), ("g++", "c++20")]
MODES += [(compiler, mode) for compiler in ("gcc", "clang") for mode in ("c99", "c11", "c2x")]
# No program includes it: two sources of mbedTLS do, in C, with headers that mbedTLS does not install. The build compiles it.
NOT_PROGRAMS = {"qcc_mbedtls_public_keys.h"}


def public_headers(folders):
    headers = sorted((ROOT / "include").rglob("*.h")) + sorted((ROOT / "port").glob("*/*.h"))
    written = [header for folder in folders for header in sorted(pathlib.Path(folder).glob("qcc/*.h"))]
    if "sizes.h" not in [header.name for header in written]:
        sys.exit("headers.py: no INCLUDE-DIR has qcc/sizes.h")
    headers += written
    return [header for header in headers if header.name not in NOT_PROGRAMS]


def compile_alone(header, compiler, mode, flags):
    """What the compiler says of a file that has this one include, twice, and nothing else."""
    language = "c++" if compiler.endswith("++") else "c"
    line = '#include "%s"\n' % header
    source = line + line + "extern int a_declaration_at_least;\n"
    command = [compiler, "-x", language, "-std=" + mode, "-fsyntax-only", *WARNINGS, *flags, "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True)
    if done.returncode == 0 and not done.stderr:
        return None
    return "%s -std=%s: %s" % (compiler, mode, done.stderr.strip() or "no reason given")


def faults_of(header, flags):
    text = re.sub(r"/\*.*?\*/", "", header.read_text(encoding="utf-8"), flags=re.S)
    declarations = re.sub(r"^[ \t]*#(.*\\\n)*.*", "", text, flags=re.M).strip()
    if declarations and 'extern "C"' not in text:
        yield 'there is no extern "C"'
    if header.name == "qcc_lwip.h":
        flags = flags + ["-D_DEFAULT_SOURCE"]  # lwIP's unix port takes ssize_t from the system then
    for compiler, mode in MODES:
        fault = compile_alone(header, compiler, mode, flags)
        if fault:
            yield fault


def check(headers, flags):
    """Prints each fault; returns how many there are."""
    count = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for header, faults in zip(headers, pool.map(lambda h: list(faults_of(h, flags)), headers)):
            for fault in faults:
                print("%s: %s" % (header.name, fault))
                count += 1
    return count


def self_test(flags):
    original = (ROOT / "include/qcc/signer.h").read_text(encoding="utf-8")
    plants = {
        "nothing": original,
        "no extern C": original.replace('extern "C"', 'extern "C++"'),
        "one function, no extern C": "int planted(void); /* it says so */\n",
        "a keyword of C++": original + "\nstruct planted { int class; };\n",
        "an include that is missing": original.replace('#include "qcc/span.h"', "").replace('#include "qcc/error.h"', ""),
        "a conversion": original + "\nstatic inline char planted(int i) { return i; }\n",
        "no guard": original.replace("#ifndef QCC_SIGNER_H", "#if 1"),
        "C11 only": original + '\n_Static_assert(1, "planted");\n',
    }
    wrong = 0
    for name, text in plants.items():
        with tempfile.TemporaryDirectory() as folder:
            header = pathlib.Path(folder) / "planted.h"
            header.write_text(text, encoding="utf-8")
            found = list(faults_of(header, flags))
        if bool(found) == (name == "nothing"):
            print("headers.py: planted %s: %s" % (name, found or "nothing is reported"))
            wrong += 1
    print("headers.py: %d of %d plants as they should be" % (len(plants) - wrong, len(plants)))
    return wrong


def main():
    arguments = sys.argv[1:]
    testing = arguments[:1] == ["--self-test"]
    flags = ["-I%s" % (ROOT / "include")] + ["-I%s" % folder for folder in sorted((ROOT / "port").iterdir())]
    flags += [word for folder in arguments[testing:] for word in ("-isystem", folder)]
    if testing:
        sys.exit(1 if self_test(flags) else 0)
    headers = public_headers(arguments)
    faults = check(headers, flags)
    print("headers.py: %d headers in %d modes, %d faults" % (len(headers), len(MODES), faults))
    sys.exit(1 if faults or len(headers) < 20 else 0)


if __name__ == "__main__":
    main()
