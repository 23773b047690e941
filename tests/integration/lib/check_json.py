"""check_json.py FILE EXPRESSION... - one JSON object on one line, strictly; and what holds for it.

With --lines before FILE: an object in each line, and one EXPRESSION for each of them.

SPDX-License-Identifier: MIT
"""
import json
import re
import sys


def no_duplicates(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), "a member comes twice"
    return dict(pairs)


def check(text, expressions):
    if text.count("\n") != 1 or not text.endswith("\n"):
        sys.exit("stdout is not one line")
    try:
        o = json.loads(text, object_pairs_hook=no_duplicates)
    except (ValueError, AssertionError) as error:
        sys.exit("stdout is no JSON: %s" % error)
    if not isinstance(o, dict):
        sys.exit("stdout is no JSON object")
    if o.get("charge") not in ("no", "maybe", "yes"):
        sys.exit("charge is missing")
    for expression in expressions:
        if not eval(expression, {"o": o, "re": re}):
            sys.exit("does not hold: %s; the object: %s" % (expression, o))


def main():
    arguments = sys.argv[1:]
    by_line = arguments[0] == "--lines"
    path, *expressions = arguments[by_line:]
    with open(path, "rb") as file:
        text = file.read().decode("utf-8")
    if not by_line:
        check(text, expressions)
        return
    lines = re.findall("[^\n]*\n|[^\n]+", text)
    if len(lines) != len(expressions):
        sys.exit("not %d lines: %s" % (len(expressions), text))
    for line, expression in zip(lines, expressions):
        check(line, [expression])


main()
