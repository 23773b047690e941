#!/usr/bin/env python3
"""structure.py - measures how the library is built: who includes whom, how large its face is, how long its functions are.

  structure.py [ROOT]         checks the tree at ROOT, which is this file's own by default
  structure.py --self-test    plants one fault after the other in a copy of the tree and expects each to be reported

It prints a line for each fault and one last line, the summary. Exit 0: no fault; 1: a fault.

What is checked:

- A file in src/ includes only from its own folder and from the folders below it. The order is in BELOW. Public headers, which
  include internal/state.h, are open to all. Nothing in include/ includes anything of src/.
- No file includes itself, directly or through others.
- src/ includes no header of an operating system and nothing of port/: of the C library only the headers in C_LIBRARY.
- Only src/tls names mbedTLS, and only the envelope and the walk through a Result name jsmn. include/ names neither, not even in a
  comment. A name is an identifier or an included file; the word mbedTLS in a comment or a message is not one.
- include/qcc has at most FUNCTIONS_MAX functions, declared or inline, and HEADERS_MAX headers. internal/ is not counted.
- The length of the functions in src/*/*.c is at most LENGTH_MAX. The length is the number of lines between the line of the
  opening brace and that of the closing one, with blank lines and comments.
- Each row_NN in the name of a test is a row of docs/bad-inputs.md, and each row there has a test: by its name, or by the words
  "row NN" in a script of tests/integration/.
- docs/design.md names each .c file of src/ as `folder/name.c`, and no other.
- No struct, union, enum or typedef has the name of a function or of a variable at file scope. Members and locals may.

SPDX-License-Identifier: MIT
"""
import os
import pathlib
import re
import shutil
import statistics
import sys
import tempfile

# What each folder of src/ may include beside its own files.
BELOW = {
    "base": [],
    "http": ["base"],
    "tls": ["base"],
    "net": ["tls", "http", "base"],
    "service": ["net", "tls", "http", "base"],
    "picture": ["service", "net", "tls", "http", "base"],
    "keyword": ["base"],
}
C_LIBRARY = {"assert.h", "limits.h", "stdbool.h", "stddef.h", "stdint.h", "string.h"}
# A foreign name, and the files that may have it, by the beginning of their path.
FOREIGN = [
    ("mbedTLS", r"\b(?:mbedtls|psa)_\w+|\b(?:MBEDTLS|PSA)_\w+|(?<=[<\"])(?:mbedtls|psa)/", ("src/tls/",)),
    ("jsmn", r"\b(?:jsmn|JSMN)\w*", ("src/service/envelope.", "src/service/result.", "src/service/tokens.")),
]
FUNCTIONS_MAX = 60
HEADERS_MAX = 19
LENGTH_MAX = {"median": 9, "p90": 21, "largest": 34}


def without_comments(text):
    """The text with comments as blanks; lines stay where they are."""
    def blank(match):
        return match[0] if match[0][0] in "\"'" else re.sub(r"[^\n]", " ", match[0])
    return re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*', blank, text, flags=re.S)


def without_strings(code):
    """Code without what stands in quotes, except in an #include."""
    def empty(match):
        return match[0] if match[0].startswith("#") else '""'
    return re.sub(r'^[ \t]*#[ \t]*include[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', empty, code, flags=re.M)


def declarations(code):
    """Code at file scope only: no preprocessor, no bodies, no parentheses within declarations."""
    code = re.sub(r"^[ \t]*#[ \t]*ifdef[ \t]+__cplusplus.*?^[ \t]*#[ \t]*endif", "", code, flags=re.M | re.S)
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", "", code, flags=re.M)
    while True:
        less = re.sub(r"\{[^{}]*\}", "{ }", code.replace("{ }", "\1")).replace("\1", ";")
        if less == code:
            return code
        code = less


def functions_of(header):
    """The names of the functions that a header declares or defines."""
    names = []
    for part in re.split(r";", declarations(without_strings(without_comments(header)))):
        match = re.match(r"[\s\w*]*?\b(\w+)\s*\((?!\s*\*)", part)
        if match and not re.match(r"\s*typedef\b", part):
            names.append(match[1])
    return names


class Tree:
    """The files of src/, include/ and port/: their text, and their code without comments and strings."""

    def __init__(self, root):
        self.root = root
        self.text = {}
        for top in ("src", "include", "port"):
            for folder, _, names in os.walk(os.path.join(root, top)):
                for name in names:
                    if name.endswith((".c", ".h")):
                        path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
                        with open(os.path.join(folder, name), encoding="utf-8") as file:
                            self.text[path] = file.read()
        self.code = {path: without_strings(without_comments(text)) for path, text in self.text.items()}

    def under(self, *tops):
        return sorted(path for path in self.code if path.startswith(tops))

    def includes(self, path):
        """The pairs of what an #include says and the file of this tree that it means, or None."""
        for name in re.findall(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', self.code[path], flags=re.M):
            places = [os.path.dirname(path) + "/" + name, "include/" + name, "src/" + name]
            yield name, next((place for place in places if place in self.code), None)


def includes_up(tree):
    """Includes that leave their folder for one that is not below it."""
    faults = []
    for path in tree.under("src/", "include/"):
        for name, target in tree.includes(path):
            row = path.split("/")[1]
            to = target.split("/")[1] if target and target.startswith("src/") else None
            if to is None:
                continue
            if path.startswith("include/") or (to != row and to not in BELOW.get(row, [])):
                faults.append(f"{path} includes {name}, which is not below it")
    return faults


def circles(tree):
    """Files that include themselves through others: each circle once."""
    edges = {path: sorted({t for _, t in tree.includes(path) if t}) for path in tree.under("src/", "include/")}
    faults, done, way = [], set(), []

    def walk(path):
        if path in way:
            faults.append("circle: " + " > ".join(way[way.index(path):] + [path]))
        elif path not in done:
            way.append(path)
            for target in edges.get(path, []):
                walk(target)
            way.pop()
            done.add(path)
    for path in edges:
        walk(path)
    return faults


def foreign_headers(tree):
    """What src/ includes that is neither the project's, nor the C library's, nor one of the two that FOREIGN has."""
    faults = []
    for path in tree.under("src/", "include/"):
        for name, target in tree.includes(path):
            if target is None and name != "qcc/sizes.h" and name not in C_LIBRARY and not re.match(r"(mbedtls|psa)/|jsmn\.h$", name):
                faults.append(f"{path} includes {name}, which is an operating system's or a port's")
        # A header that is named by a macro is the configuration's: only config.h and the like in include/ may have one.
        if path.startswith("src/") and re.search(r"^[ \t]*#[ \t]*include[ \t]*\w", tree.code[path], flags=re.M):
            faults.append(f"{path} includes a header by a macro")
    return faults


def foreign_names(tree):
    """mbedTLS and jsmn where they have no business."""
    faults = []
    for library, pattern, owners in FOREIGN:
        for path in tree.under("src/", "include/"):
            if path.startswith(owners):
                continue
            text = tree.code[path] if path.startswith("src/") else tree.text[path]
            names = sorted(set(re.findall(pattern, text)))
            if names:
                more = f" and {len(names) - 3} more" if len(names) > 3 else ""
                faults.append(f"{path} names {library}: {', '.join(names[:3])}{more}")
    return faults


def is_public(path):
    return path.startswith("include/") and "/internal/" not in path


def public_functions(tree):
    names = [name for path in tree.under("include/") if is_public(path) for name in functions_of(tree.text[path])]
    return len(names), [f"{len(names)} public functions, at most {FUNCTIONS_MAX}"] if len(names) > FUNCTIONS_MAX else []


def public_headers(tree):
    count = len([path for path in tree.under("include/") if is_public(path)])
    return count, [f"{count} public headers, at most {HEADERS_MAX}"] if count > HEADERS_MAX else []


def lengths(tree):
    """The functions of src/, longest first: pairs of length and place."""
    found = []
    for path in tree.under("src/"):
        if path.endswith(".h"):
            continue
        lines = tree.text[path].split("\n")
        start = None
        for number, line in enumerate(lines):
            if line == "{":
                start = number
            elif line == "}" and start is not None:
                found.append((number - start - 1, f"{path}:{start + 1}"))
                start = None
    return sorted(found, reverse=True)


def function_lengths(tree):
    found = lengths(tree)
    all_ = sorted(length for length, _ in found)
    if not all_:
        return {"median": 0, "p90": 0, "largest": 0}, ["src/ has no functions"]
    is_ = {"median": statistics.median(all_), "p90": all_[int(len(all_) * 0.9)], "largest": all_[-1]}
    faults = [f"the {name} of the functions' lengths is {is_[name]:g}, at most {most}"
              for name, most in LENGTH_MAX.items() if is_[name] > most]
    faults += [f"{place}: {length} lines" for length, place in found if length > LENGTH_MAX["largest"]]
    return is_, faults


def types_of(code):
    """The tags and typedefs that code defines."""
    names = set(re.findall(r"\b(?:struct|union|enum)\s+(\w+)\s*\{", code))
    return names | set(re.findall(r"\btypedef\b[^;{]*?\b(\w+)\s*;", code))


def objects_of(code):
    """The functions and the variables that code has at file scope."""
    flat = declarations(code)
    names = set(re.findall(r"\b(\w+)\s*\((?!\s*\*)", flat))
    for part in flat.split(";"):
        match = re.match(r"\s*(?!typedef)(?:[\w]+[\s*]+)+?(\w+)\s*(?:\[[^=]*\]\s*)?(?:=|$)", part)
        if match and not re.match(r"\s*(?:typedef\b|(?:struct|union|enum)\s+\w+\s*$)", part):
            names.add(match[1])
    return names


def shared_names(tree):
    """Types that have the name of a function or of a variable at file scope: anywhere, if a header has one of the two."""
    types, objects, faults = {}, {}, []
    for path, code in tree.code.items():
        for found, into in ((types_of(code), types), (objects_of(code), objects)):
            for name in found:
                into.setdefault(name, set()).add(path)
    for name in sorted(set(types) & set(objects)):
        where = types[name] | objects[name]
        if types[name] & objects[name] or any(path.endswith(".h") for path in where):
            faults.append(f"{name} is a type, and something else: {', '.join(sorted(where))}")
    return faults


def read_all(root, *patterns):
    return "\n".join(path.read_text(encoding="utf-8") for pattern in patterns for path in sorted(pathlib.Path(root).glob(pattern)))


def rows(root):
    """Rows of bad inputs that are cited and not there, or there and not tested."""
    table = set(re.findall(r"^\| (\d\d[a-z]?) \|", read_all(root, "docs/bad-inputs.md"), flags=re.M))
    tested = set()
    for words in re.findall(r"\brow_(\d\d[a-z]?(?:_and_\d\d[a-z]?)*)", read_all(root, "tests/unit/*/*.c")):
        tested.update(words.split("_and_"))
    scripted = re.findall(r"\brow (\d\d[a-z]?)\b", read_all(root, "tests/integration/*.sh"))
    faults = [f"a test is about row {row}, which docs/bad-inputs.md has not" for row in sorted((tested | set(scripted)) - table)]
    return faults + [f"no test is about row {row} of docs/bad-inputs.md" for row in sorted(table - tested - set(scripted))]


def unmapped(tree):
    """Files of src/ that docs/design.md does not name, and files that it names and that are not there."""
    there = {path.removeprefix("src/") for path in tree.under("src/") if path.endswith(".c")}
    named = set(re.findall(r"`(?:src/)?(\w+/\w+\.c)`", read_all(tree.root, "docs/design.md")))
    return ([f"docs/design.md does not say what src/{name} decides" for name in sorted(there - named)]
            + [f"docs/design.md names src/{name}, which is not there" for name in sorted(named - there)])


def check(root):
    """Returns the faults and the summary."""
    tree = Tree(root)
    cited = rows(root)
    without = unmapped(tree)
    functions, functions_faults = public_functions(tree)
    headers, headers_faults = public_headers(tree)
    length, length_faults = function_lengths(tree)
    up, circle, system = includes_up(tree), circles(tree), foreign_headers(tree)
    foreign, shared = foreign_names(tree), shared_names(tree)
    faults = up + circle + system + foreign + functions_faults + headers_faults + length_faults + shared + cited + without
    summary = (f"structure: includes that go up {len(up)}, circles {len(circle)}, foreign headers {len(system)}, "
               f"foreign names {len(foreign)}, shared names {len(shared)}, rows {len(cited)}, map {len(without)}, public functions {functions}, headers {headers}, "
               f"function length {length['median']:g} / {length['p90']} / {length['largest']}: "
               + ("FAILED" if faults else "passed"))
    return faults, summary


def long_function(name, lines):
    return f"int {name}(void)\n{{\n" + "    (void)0;\n" * lines + "}\n"


# A fault's name, the files that are written or added to for it, and what is to be reported.
PLANTED = [
    ("an include that goes up", {"src/base/planted.c": '#include "service/planted.h"\n', "src/service/planted.h": ""},
     r"base/planted\.c includes service/planted\.h, which is not below"),
    ("an include beside", {"src/http/planted.c": '#include "tls/planted.h"\n', "src/tls/planted.h": ""},
     r"http/planted\.c includes tls/planted\.h, which is not below"),
    ("the keyword and the service", {"src/keyword/planted.c": '#include "service/planted.h"\n', "src/service/planted.h": ""},
     r"keyword/planted\.c includes service/planted\.h, which is not below"),
    ("a public header that includes src/", {"include/qcc/planted.h": '#include "base/planted.h"\n', "src/base/planted.h": ""},
     r"include/qcc/planted\.h includes base/planted\.h, which is not below"),
    ("a folder that no row has", {"src/planted/planted.c": '#include "base/planted.h"\n', "src/base/planted.h": ""},
     r"src/planted/planted\.c includes base/planted\.h, which is not below"),
    ("a circle of three", {"src/base/planted1.h": '#include "planted2.h"\n', "src/base/planted2.h": '#include "base/planted3.h"\n',
                           "src/base/planted3.h": '#include "planted1.h"\n'}, r"circle: .*planted1\.h > .*planted2\.h > .*planted3\.h"),
    ("an operating system's header", {"src/net/planted.c": "#include <sys/socket.h>\n"}, r"planted\.c includes sys/socket\.h"),
    ("a port's header", {"src/net/planted.c": '#include "qcc_posix.h"\n'}, r"planted\.c includes qcc_posix\.h"),
    ("a header by a macro", {"src/net/planted.c": "#include PLANTED\n"}, r"planted\.c includes a header by a macro"),
    ("mbedTLS in the service", {"src/service/planted.c": "int x = MBEDTLS_PLANTED;\n"}, r"service/planted\.c names mbedTLS: MBEDTLS_PLANTED"),
    ("mbedTLS's header in net", {"src/net/planted.c": "#include <mbedtls/md.h>\n"}, r"net/planted\.c names mbedTLS"),
    ("mbedTLS in a public header", {"include/qcc/planted.h": "/* mbedtls_planted */\n"}, r"include/qcc/planted\.h names mbedTLS"),
    ("jsmn in base", {"src/base/planted.c": "jsmn_parser parser;\n"}, r"base/planted\.c names jsmn"),
    ("too many functions", {"include/qcc/planted.h": "".join(
        f"/* one(); */\nenum qcc_error planted_{i}(int (*call)(void), const char *text);\n" for i in range(FUNCTIONS_MAX + 1))},
     r"\d+ public functions, at most"),
    ("too many headers", {f"include/qcc/planted{i}.h": "" for i in range(HEADERS_MAX + 1)}, r"\d+ public headers, at most"),
    ("a function that is too long", {"src/base/planted.c": long_function("planted", LENGTH_MAX["largest"] + 1)},
     r"largest of the functions' lengths is 35.*\n(.*\n)*src/base/planted\.c:2: 35 lines"),
    ("many functions too long for the 90th in 100",
     {"src/base/planted.c": "".join(long_function(f"planted{i}", LENGTH_MAX["p90"] + 1) for i in range(100))}, "p90 of the functions"),
    ("most functions too long for the median",
     {"src/base/planted.c": "".join(long_function(f"planted{i}", LENGTH_MAX["median"] + 1) for i in range(600))}, "median of the functions"),
    ("a type that is a function", {"src/base/planted.c": "struct planted {\n    int x;\n};\nint planted(void);\n"}, r"planted is a type, and"),
    ("a type that is a variable", {"src/base/planted.h": "enum planted { PLANTED };\n", "src/base/planted.c": "static const int *const planted[] = {0};\n"},
     r"planted is a type, and"),
    ("a type that is a variable without a value", {"src/base/planted.c": "struct planted {\n    int x;\n};\nstatic struct planted planted;\n"},
     r"planted is a type, and"),
    ("a row that is in no table", {"tests/unit/base/planted.c": "static void row_99_planted(void **state);\n"}, "row 99, which"),
    ("a row that no test is about", {"docs/bad-inputs.md": "| 98 | planted | |\n"}, "no test is about row 98"),
    ("a file that the map has not", {"src/base/planted.c": ""}, r"does not say what src/base/planted\.c decides"),
    ("a file that only the map has", {"docs/design.md": "`base/planted.c`\n"}, r"names src/base/planted\.c, which is not there"),
    ("a typedef that is a function", {"src/base/planted.c": "typedef int planted;\n", "include/qcc/planted.h": "void planted(int x);\n"},
     r"planted is a type, and"),
]


def self_test(root):
    failed = 0
    for name, files, report in PLANTED:
        with tempfile.TemporaryDirectory() as work:
            for top in ("src", "include", "port", "docs", "tests/unit", "tests/integration"):
                shutil.copytree(os.path.join(root, top), os.path.join(work, top))
            before = check(work)[0]
            for path, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(work, path)), exist_ok=True)
                with open(os.path.join(work, path), "a", encoding="utf-8") as file:
                    file.write(text)
            faults = [fault for fault in check(work)[0] if fault not in before]
        if re.search(report, "\n".join(faults)):
            print(f"ok {name}")
        else:
            failed += 1
            print(f"FAILED {name}: reported were {faults}")
    # And it must not see what is not there.
    counted = functions_of('#ifdef __cplusplus\nextern "C" {\n#endif\nstruct s {\n    int (*f)(int);\n};\ntypedef int (*g)(void);\n'
                           "#define M(x) \\\n    f(x)\nint a(int (*)(void));\nstatic inline int b(void)\n{\n    return a(0);\n}\n"
                           "extern int v;\nconst char *c(\n    void);\n#ifdef __cplusplus\n}\n#endif\n")
    if counted != ["a", "b", "c"]:
        failed += 1
        print(f"FAILED the functions of a header: {counted}")
    print(f"{len(PLANTED) + 1 - failed} passed, {failed} failed")
    return failed != 0


def main():
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    if sys.argv[1:] == ["--self-test"]:
        return self_test(root)
    faults, summary = check(sys.argv[1] if len(sys.argv) > 1 else root)
    for fault in faults:
        print(fault)
    print(summary)
    return bool(faults)


sys.exit(main())
