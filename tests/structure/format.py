#!/usr/bin/env python3
"""House style: every C and C++ file is as .clang-format says. `format.py SOURCE_DIR --fix` writes them so.

Usage: format.py SOURCE_DIR [--fix]
"""
import os
import subprocess
import sys


def main():
    root = sys.argv[1]
    files = [os.path.join(f, n) for top in ("engine", "extension", "tests") for f, _, names in os.walk(os.path.join(root, top)) for n in sorted(names) if n.endswith((".c", ".h", ".cxx", ".hxx"))]
    version = subprocess.run(["clang-format", "--version"], capture_output=True, text=True).stdout
    if " 14." not in version:
        print(f"left out: needs clang-format 14, found {version.strip() or 'none'}")
        return 0
    if "--fix" in sys.argv:
        subprocess.run(["clang-format", "-i", "--style=file", *files], check=True, cwd=root)
        return 0
    wrong = []
    for path in files:
        want = subprocess.run(["clang-format", "--style=file", path], capture_output=True, check=True, cwd=root).stdout
        if want != open(path, "rb").read():
            wrong.append(os.path.relpath(path, root))
    for path in wrong:
        print(f"{path}: not in house style; ./build.sh lint --fix mends it")
    print(f"{len(files)} files, {len(wrong)} not in house style")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
