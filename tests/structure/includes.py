#!/usr/bin/env python3
"""Which folder includes which: lower layers only, libraries only where design allows them. Prints every breach; exit 1 when there is one.

Usage: includes.py SOURCE_DIR
"""
import os
import re
import sys

# Rank of each layer: a file may include its own folder and lower ranks.
RANK = {"base": 0, "diag": 1, "definition": 2, "source": 3, "value": 3, "calendar": 3, "expr": 4, "privacy": 5, "form": 6, "record": 7, "rules": 8, "sink": 9, "run": 10}
# (from folder, to folder) pairs that are allowed against the rule, each with its reason.
EXCEPTIONS = {}
# Libraries and the folders that may use them.
LIBRARIES = {
    r"libxml/": {"definition", "form", "calendar", "privacy"},
    r"expat\.h": {"source"},
    r"zip\.h": {"source", "sink"},
    r"zlib\.h": {"source", "sink"},
    r"pcre2\.h": {"expr", "form", "rules"},
    r"utf8proc\.h": {"value", "expr", "privacy", "sink", "record"},
    r"uthash\.h": {"base", "source", "record", "run", "form", "sink", "expr"},
    r"(sqlite3|libpq-fe)\.h": set(),
}


def includes(path):
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        found = re.match(r'\s*#\s*include\s+["<]([^">]+)[">]', line)
        if found:
            yield number, found.group(1)


def check_engine(root, breaches):
    count = 0
    engine = os.path.join(root, "engine")
    for folder, _, names in os.walk(engine):
        layer = os.path.relpath(folder, engine).split(os.sep)[0]
        for name in sorted(names):
            if not name.endswith((".c", ".h", ".def")):
                continue
            path = os.path.join(folder, name)
            count += 1
            for number, target in includes(path):
                where = f"{os.path.relpath(path, root)}:{number}"
                top = target.split("/")[0]
                if layer == "include":
                    if top in RANK:
                        breaches.append(f"{where}: a public header includes {target}")
                elif layer == "cli":
                    if top in RANK:
                        breaches.append(f"{where}: the command line includes {target}; it may use the public headers only")
                elif top in RANK and top != layer and RANK[top] >= RANK[layer] and (layer, top) not in EXCEPTIONS:
                    breaches.append(f"{where}: {layer} includes {target}, which is not below it")
                for pattern, allowed in LIBRARIES.items():
                    if re.match(pattern, target) and layer not in allowed:
                        breaches.append(f"{where}: {layer} may not use {target}")
    return count


def check_extension(root, breaches):
    count = 0
    for folder, _, names in os.walk(os.path.join(root, "extension")):
        for name in sorted(names):
            if name.endswith((".cxx", ".hxx", ".cpp", ".hpp", ".h")):
                count += 1
                path = os.path.join(folder, name)
                for number, target in includes(path):
                    if target.split("/")[0] in RANK or target.startswith(("libxml/", "zip.h", "expat.h")):
                        breaches.append(f"{os.path.relpath(path, root)}:{number}: the extension includes {target}; it may use the public headers only")
    return count


def main():
    root = sys.argv[1]
    breaches = []
    count = check_engine(root, breaches) + check_extension(root, breaches)
    for breach in breaches:
        print(breach)
    print(f"{count} files looked at, {len(breaches)} breaches")
    return 1 if breaches or count < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
