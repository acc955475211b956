#!/usr/bin/env python3
"""Every obligation of forms/README.md is named by a test. Prints those that are not; exit 1 when there is one, or when tests/requirements.md does not say what is so.

Usage: requirements.py SOURCE_DIR [--update]
"""
import os
import re
import sys

ROOT = os.path.abspath(sys.argv[1])
NUMBER = re.compile(r"\b(S[0-4]-\d+|X-\d+)\b")
KINDS = (".c", ".h", ".py", ".test", ".tsv", ".cxx", ".xml", ".txt")


def obligations():
    text = open(os.path.join(ROOT, "forms", "README.md"), encoding="utf-8").read()
    return [(m.group(1), m.group(2)) for m in re.finditer(r"^\| (S[0-4]-\d+|X-\d+) \| (.*) \|$", text, re.M)]


def named():
    """Number → files under tests/ that name it."""
    places = {}
    for folder, _, names in os.walk(os.path.join(ROOT, "tests")):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if not name.endswith(KINDS):
                continue
            text = open(path, encoding="utf-8", errors="replace").read()
            for number in set(NUMBER.findall(text)):
                places.setdefault(number, set()).add(os.path.relpath(path, os.path.join(ROOT, "tests")))
    return places


def main():
    wanted, places = obligations(), named()
    missing = [number for number, _ in wanted if number not in places]
    strange = sorted(set(places) - {number for number, _ in wanted})
    lines = ["# Obligations and the tests that keep them", "", "Made by `tests/structure/requirements.py --update` from [forms/README.md](../forms/README.md) and the tests; a test fails when it is out of date.", "",
             "| number | tests |", "|---|---|"]
    lines += [f"| {number} | {', '.join(f'`{p}`' for p in sorted(places.get(number, [])))} |" for number, _ in wanted]
    text, path = "\n".join(lines) + "\n", os.path.join(ROOT, "tests", "requirements.md")
    if "--update" in sys.argv:
        open(path, "w", encoding="utf-8").write(text)
    old = not os.path.exists(path) or open(path, encoding="utf-8").read() != text
    for number in missing:
        print(f"{number}: no test names it")
    for number in strange:
        print(f"{number}: named by {', '.join(sorted(places[number]))}, but no obligation")
    if old:
        print("tests/requirements.md is out of date: ./build.sh golden writes it anew")
    print(f"{len(wanted) - len(missing)} of {len(wanted)} obligations are named by a test")
    return 1 if missing or strange or old or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
