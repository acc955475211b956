#!/usr/bin/env python3
"""The library exports what its headers promise and nothing else: `nm` of the shared library, the list in exported.txt and the headers agree.

Usage: symbols.py LIBRARY SOURCE_DIR [--renew]
"""
import os
import re
import subprocess
import sys


def main():
    library, root = sys.argv[1], sys.argv[2]
    listing = os.path.join(root, "tests", "structure", "exported.txt")
    out = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout
    exported = sorted({line.split()[2] for line in out.splitlines() if len(line.split()) == 3 and not line.split()[2].startswith(("__asan", "__odr", "_init", "_fini", "__ubsan", "___asan"))})
    headers = ""
    folder = os.path.join(root, "engine", "include", "formrule")
    for name in sorted(os.listdir(folder)):
        headers += open(os.path.join(folder, name), encoding="utf-8").read()
    promised = sorted(set(re.findall(r"FR_API[^;(]*?\b(fr_\w+)\(", headers)))
    if "--renew" in sys.argv:
        open(listing, "w", encoding="utf-8").write("\n".join(promised) + "\n")
    stated = open(listing, encoding="utf-8").read().split()
    faults = [f"exported but not in exported.txt: {s}" for s in exported if s not in stated]
    faults += [f"in exported.txt but not exported: {s}" for s in stated if s not in exported]
    faults += [f"in a header but not in exported.txt: {s}" for s in promised if s not in stated]
    for fault in faults:
        print(fault)
    print(f"{len(exported)} symbols exported, {len(faults)} faults")
    return 1 if faults or not exported else 0


if __name__ == "__main__":
    sys.exit(main())
