#!/usr/bin/env python3
"""What we write is OpenDocument 1.3: templates in both languages, empty and filled, and annotated copies.

Usage: grammar.py FORMRULE SOURCE_DIR   exit 77: left out, no validator here

The validator is a program that takes files and exits with 0 when all are valid. FORMRULE_ODF_VALIDATE names it; else ../shared/tools/odf-validate
beside the project is taken when there is one.
"""
import os
import subprocess
import sys
import tempfile
import zipfile

FORMRULE, SOURCE = sys.argv[1:3]
FORMS = os.path.join(SOURCE, "forms")


def formrule(*arguments, allowed=(0,)):
    done = subprocess.run([FORMRULE, *arguments], capture_output=True, text=True)
    if done.returncode not in allowed:
        sys.exit(f"formrule {' '.join(arguments)}: exit {done.returncode}: {done.stderr}")


def main():
    validate = os.environ.get("FORMRULE_ODF_VALIDATE") or os.path.join(SOURCE, "..", "shared", "tools", "odf-validate")
    if not os.path.exists(validate):
        print("left out: no validator of OpenDocument here (FORMRULE_ODF_VALIDATE)")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for lang in ("zh-CN", "en"):
            for ending in ("ots", "ods"):
                files.append(os.path.join(folder, f"empty-{lang}.{ending}"))
                formrule("template", "service-record", "--forms", FORMS, "--lang", lang, "-o", files[-1])
        sample = os.path.join(FORMS, "service-record", "sample.csv")
        filled, annotated = (os.path.join(folder, name) for name in ("filled.ods", "annotated.ods"))
        formrule("template", "service-record", "--forms", FORMS, "-o", filled, "--records", sample, "--lang", "zh-CN")
        formrule("check", "--forms", FORMS, filled, "-o", annotated, "--annotate", allowed=(1,))
        files += [filled, annotated]
        done = subprocess.run([sys.executable, validate, *files], capture_output=True, text=True)
        print(done.stdout + done.stderr)
        if done.returncode == 2:
            print("left out: the validator cannot run here")
            return 77
        with zipfile.ZipFile(filled) as before, zipfile.ZipFile(annotated) as after:
            same = before.namelist() == after.namelist() and all(before.read(n) == after.read(n) for n in before.namelist() if n != "content.xml")
            marks = after.read("content.xml").count(b"<office:annotation")
        print(f"other parts of the annotated copy are the same: {same}; {marks} comments")
        return 0 if done.returncode == 0 and same and marks >= 19 else 1


if __name__ == "__main__":
    sys.exit(main())
