#!/usr/bin/env python3
"""Every limit of the command line: the sample reads below it, and ends in exit status 2 with one line that says the limit above it; with and without naming the form, as choosing one reads the
file too.

Usage: limits.py FORMRULE SOURCE_DIR
"""
import os
import subprocess
import sys
import tempfile
import zipfile

FORMRULE, ROOT = sys.argv[1], sys.argv[2]
SAMPLES = os.path.join(ROOT, "forms", "service-record")

# option, a value the sample keeps within, a value it exceeds, formats it means something for
LIMITS = [
    ("columns", "40", "5", "ods fods csv"),
    ("cell", "5000", "20", "ods fods csv"),
    ("row", "100000", "60", "ods fods csv"),
    ("rows", "1000", "3", "ods fods csv"),
    ("cells", "100000", "30", "ods fods csv"),
    ("inflated", "100000000", "1000", "ods"),
    ("depth", "20", "4", "ods fods"),
]


def run(path, *more):
    done = subprocess.run([FORMRULE, "check", "--forms", os.path.join(ROOT, "forms"), "--lang", "zh-CN", *more, path], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr.strip()


def flat(folder):
    """The sample as one XML file: the same content under office:document."""
    path = os.path.join(folder, "sample.fods")
    with zipfile.ZipFile(os.path.join(SAMPLES, "sample.ods")) as z, open(path, "wb") as out:
        out.write(z.read("content.xml").replace(b"<office:document-content ", b"<office:document ").replace(b"</office:document-content>", b"</office:document>"))
    return path


def repeats(folder):
    """A record repeated: 300 rows of what stands there once."""
    path = os.path.join(folder, "repeats.fods")
    with open(flat(folder), "rb") as f:
        content = f.read()
    first = content.index(b"<table:table-row", content.index(b"</table:table-row>"))
    with open(path, "wb") as out:
        out.write(content[:first] + content[first:].replace(b"<table:table-row ", b'<table:table-row table:number-rows-repeated="300" ', 1))
    return path


def main():
    faults = 0

    def check(name, fine, seen):
        nonlocal faults
        faults += not fine
        print(f"{'ok   ' if fine else 'WRONG'} {name:44} {seen}")

    with tempfile.TemporaryDirectory() as folder:
        files = {"ods": os.path.join(SAMPLES, "sample.ods"), "csv": os.path.join(SAMPLES, "sample.csv"), "fods": flat(folder)}
        for option, within, beyond, formats in LIMITS:
            for kind in formats.split():
                for form in ((), ("--form", "service-record")):
                    status, said = run(files[kind], *form, f"--limit-{option}", within)
                    check(f"{kind} --limit-{option} {within}", status == 1 and "条记录" in said, f"exit {status}")
                    status, said = run(files[kind], *form, f"--limit-{option}", beyond)
                    shown = option == "inflated" or beyond in said
                    check(f"{kind} --limit-{option} {beyond}", status == 2 and shown and len(said.splitlines()) == 1, said.replace(folder, ""))
        path = repeats(folder)
        for more, wanted in (((), 1), (("--limit-repeats", "1000"), 1), (("--limit-repeats", "1000", "--limit-ratio", "2"), 2)):
            status, said = run(path, "--form", "service-record", *more)
            check(f"300 times one row {' '.join(more)}", status == wanted and ("重复" in said) == (wanted == 2), f"exit {status}")
        for option in ("columns", "cell", "time", "depth", "repeats"):
            for value in ("0", "-1", "many", "1e3", ""):
                status, said = run(files["csv"], f"--limit-{option}={value}")
                check(f"--limit-{option}={value}", status == 2 and len(said.splitlines()) == 1, f"exit {status}")
    print(f"{faults} faults")
    return faults != 0


sys.exit(main())
