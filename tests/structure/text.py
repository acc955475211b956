#!/usr/bin/env python3
"""What every source file owes its reader: an opening comment with its stage, a length that can be read, nothing left open, no path of the machine it was written on.

Usage: text.py SOURCE_DIR
"""
import os
import re
import subprocess
import sys

LINES_MOST = 600
FUNCTION_MOST = 60
# Long on purpose, each with its reason.
LONG_FILES = {}
LONG_FUNCTIONS = {}
FOLDERS = re.compile(r"(^|/)(utils?|common|helpers?|misc)(\.[ch]|/|$)")
LEFT_OPEN = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MACHINE = re.compile(r"(^|[\s\"'(=])/(work|root|home/[a-z]+|farm)/")


def tracked(root):
    listed = subprocess.run(["git", "-C", root, "ls-files"], capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return listed.stdout.splitlines()
    return [os.path.relpath(os.path.join(f, n), root) for f, _, names in os.walk(root) for n in names if "/.git" not in f and "/build" not in f]


def functions(lines):
    """Name and length of each function of a C file that follows the house style: the brace that opens it stands alone in the first column."""
    start, name = None, ""
    for number, line in enumerate(lines):
        if line.startswith("{"):
            start = None if number and re.match(r"(class|struct|namespace|enum|union)\b", lines[number - 1]) else number
            for above in range(number - 1, max(number - 6, -1), -1):
                found = re.search(r"(\w+)\(", lines[above])
                if found and not lines[above].startswith(("\t", " ")):
                    name = found.group(1)
                    break
        elif line.startswith("}") and start is not None:
            yield name, number - start + 1
            start = None


def main():
    root = sys.argv[1]
    faults, sources, bodies = [], 0, []
    for path in tracked(root):
        full = os.path.join(root, path)
        if not os.path.isfile(full):
            continue
        if FOLDERS.search(path):
            faults.append(f"{path}: the name says nothing about its stage")
        if not path.endswith((".c", ".h", ".cxx", ".hxx", ".py", ".sh", ".def", ".txt", ".md", ".xml", ".rng", ".cmake")) and path != "build.sh":
            continue
        try:
            text = open(full, encoding="utf-8").read()
        except UnicodeDecodeError:
            continue # hostile input kept as a test
        lines = text.splitlines()
        for number, line in enumerate(lines, 1):
            if MACHINE.search(line) and path != "tests/structure/text.py":
                faults.append(f"{path}:{number}: a path of one machine")
        if path.endswith((".c", ".h", ".cxx", ".hxx", ".py", ".sh")) or path == "build.sh":
            for number, line in enumerate(lines, 1):
                if LEFT_OPEN.search(line) and path != "tests/structure/text.py":
                    faults.append(f"{path}:{number}: something is left open")
        if path.endswith((".c", ".h", ".cxx", ".hxx")):
            sources += 1
            if len(lines) > LINES_MOST and path not in LONG_FILES:
                faults.append(f"{path}: {len(lines)} lines, more than {LINES_MOST}")
            if not text.startswith("/*") or (path.startswith(("engine/", "extension/")) and "Stage:" not in text[:1200]):
                faults.append(f"{path}: does not open with what it is and its stage")
            for name, length in functions(lines):
                bodies.append(length)
                if length > FUNCTION_MOST and name not in LONG_FUNCTIONS:
                    faults.append(f"{path}: {name} has {length} lines, more than {FUNCTION_MOST}")
    for fault in faults:
        print(fault)
    bodies.sort()
    print(f"{sources} source files, {len(bodies)} functions, median {bodies[len(bodies) // 2] if bodies else 0} lines, p90 {bodies[len(bodies) * 9 // 10] if bodies else 0}; {len(faults)} faults")
    return 1 if faults or sources < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
