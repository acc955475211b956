#!/usr/bin/env python3
"""The command line says the same, to the byte, whatever number of threads works: check, score, due and repair over a file large enough for threads to be started, in CSV as it is, in
GB18030, and with a fault in its middle that ends reading; the keys fit into memory, or spill.

Usage: jobs.py FORMRULE SOURCE_DIR
"""
import os
import re
import subprocess
import sys
import tempfile

JOBS = ("1", "2", "3", "7")
COPIES = 16  # of the sample: more than a megabyte


def enlarge(root, folder):
    """The sample again and again; keys of every fourth copy are those of the one before."""
    lines = open(os.path.join(root, "forms", "service-record", "sample.csv"), encoding="utf-8-sig", newline="").read()
    header, _, rest = lines.partition("\n")
    copies = [re.sub(r"(?m)^KH", "KH%03d" % (i - (i % 4 == 3)), rest) for i in range(COPIES)]
    copies[COPIES // 2] = copies[COPIES // 2].replace("客", "\uFFFD", 40)  # as other programs leave bytes that were no text
    texts = {"utf8.csv": header + "\n" + "".join(copies)}
    texts["broken.csv"] = header + "\n" + "".join(copies[:12]) + 'KH9,a"b\n' + "".join(copies[12:])
    for name, text in texts.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as out:
            out.write(text)
    with open(os.path.join(folder, "gb.csv"), "w", encoding="gb18030", newline="") as out:
        out.write(texts["utf8.csv"])
    return len(texts["utf8.csv"].encode())


def main():
    formrule, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    common = ["--forms", os.path.join(root, "forms"), "--form", "service-record", "--now", "2023-10-20T09:00:00+08:00", "--lang", "zh-CN"]
    cases = [
        ["check", "utf8.csv", "--format", "ndjson"],
        ["check", "utf8.csv", "--format", "csv", "--limit-unique", "1000"],
        ["check", "gb.csv", "--format", "ndjson", "--lang", "en"],
        ["check", "broken.csv", "--format", "ndjson"],
        ["score", "utf8.csv", "--format", "csv"],
        ["due", "utf8.csv", "--format", "ndjson", "--all"],
        ["repair", "utf8.csv"],
    ]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        size = enlarge(root, folder)
        for case in cases:
            said = {}
            for jobs in JOBS:
                ran = subprocess.run([formrule, case[0], *common, *case[1:], "--jobs", jobs], cwd=folder, capture_output=True, timeout=280)
                errors = re.sub(rb"\d+\.\d+ ?(\xe7\xa7\x92|s)", b"", ran.stderr)  # the seconds it took
                said[jobs] = (ran.returncode, ran.stdout, errors)
            code, out, _ = said["1"]
            expected = 2 if case[1] == "broken.csv" else 1
            same = all(said[jobs] == said["1"] for jobs in JOBS)
            damaged = out.count(b"text.encoding")
            if not same or (case[0] == "check" and not damaged) or code != expected or (code != 2 and len(out) < 10000):
                wrong += 1
                print(f"WRONG {' '.join(case)}: " + ", ".join(f"{j} threads: exit {c}, {len(o)} bytes, {e.decode()[:100]}" for j, (c, o, e) in said.items()))
    print(f"{len(cases)} calls with {', '.join(JOBS)} threads over {size:,} bytes, {wrong} faults")
    return 1 if wrong or size < 1_000_000 else 0


if __name__ == "__main__":
    sys.exit(main())
