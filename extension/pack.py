#!/usr/bin/env python3
"""Packs the extension: the package folder, the forms, the licence, the types, the library and one that it needs beside it, and the licences of what is inside, always in the
same order and with the same times, so that the same sources give the same bytes.

Usage: pack.py OUT.oxt PACKAGE_DIR FORMS_DIR LICENSE TYPES.rdb LIBRARY.so BESIDE.so=NAME NOTICE…
"""
import os
import sys
import zipfile


def files(root, into, keep):
    for folder, dirs, names in os.walk(root):
        dirs.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if keep(path):
                yield os.path.join(into, os.path.relpath(path, root)), path


def main():
    out, package, forms, licence, types, library, beside, *notices = sys.argv[1:]
    entries = list(files(package, "", lambda p: True))
    entries += files(forms, "forms", lambda p: p.endswith(".xml"))
    entries += [("LICENSE", licence), ("formrule.rdb", types), ("formrule.uno.so", library)]
    beside, name = beside.rsplit("=", 1)
    entries += [(name, beside)]
    entries += [("licences/" + os.path.basename(os.path.dirname(path)).removesuffix("-dev") + ".txt", path) for path in notices]
    with zipfile.ZipFile(out + ".part", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(entries):
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with open(path, "rb") as f:
                archive.writestr(info, f.read())
    os.replace(out + ".part", out)


if __name__ == "__main__":
    main()
