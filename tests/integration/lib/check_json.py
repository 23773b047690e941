"""check_json.py FILE EXPRESSION... - one JSON object on one line, strictly; and what holds for it.

SPDX-License-Identifier: MIT
"""
import json
import re
import sys


def no_duplicates(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), "a member comes twice"
    return dict(pairs)


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    text = data.decode("utf-8")
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
    for expression in sys.argv[2:]:
        if not eval(expression, {"o": o, "re": re}):
            sys.exit("does not hold: %s; the object: %s" % (expression, o))


main()
