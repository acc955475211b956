#!/usr/bin/env python3
"""The same records give the same findings, whether they come as CSV, as one batch, or as submissions of ODK: every sample of every form, converted by a program that reads the form
itself (convert.py). Field, rule, level, record and proposed repair are compared; where a record stands is another matter. A row without a record cannot be written as XML.

Usage: same.py FORMRULE SOURCE_DIR
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import convert  # noqa: E402

FORMRULE, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
NOW = "2024-01-15T09:00:00+08:00"


def findings(arguments, files):
    ran = subprocess.run([FORMRULE, "check", "--forms", os.path.join(ROOT, "forms"), "--now", NOW, "--format", "ndjson", "--quiet", *arguments, *files], capture_output=True, text=True, timeout=300)
    if ran.returncode not in (0, 1) or ran.stderr:
        raise SystemExit(f"check {files[0]}: exit {ran.returncode} {ran.stderr}")
    every = [json.loads(line) for line in ran.stdout.splitlines()]
    for f in every:
        f["rule"] = f["rule"].replace("unique.elsewhere", "unique") # a double in another file is a double
    return collections.Counter(tuple(f.get(k) for k in ("record", "field", "rule", "level", "version", "repair")) for f in every if f["rule"] != "orphan")


def threads(work):
    """Elements nobody knows turn up late, versions change, a record is given twice: the bytes are those of one thread."""
    folder = os.path.join(ROOT, "forms", "service-record")
    form = convert.Form(os.path.join(folder, "form.xml"))
    records = [convert.body(fields, {}, "") for fields, _ in convert.records(form, os.path.join(folder, "sample.csv"))]
    path = os.path.join(work, "long.xml")
    with open(path, "w", encoding="utf-8") as out:
        out.write('<batch xmlns="urn:formrule:batch" form="service-record" version="2026.1">\n')
        for i in range(20000):
            strange = f"<strange{i // 5000}>x</strange{i // 5000}>" if i % 5000 > 4000 else ""
            version = ' version="7"' if i % 3001 == 3000 else ""
            out.write(f"<record{version}>{records[i % len(records)]}{strange}</record>\n")
        out.write("</batch>\n")
    said = [subprocess.run([FORMRULE, "check", "--forms", os.path.join(ROOT, "forms"), "--now", NOW, "--format", "ndjson", "--quiet", "--jobs", jobs, path], capture_output=True, timeout=300)
            for jobs in ("1", "2", "5")]
    told = sum(b"element.unknown" in line for line in said[0].stdout.splitlines())
    fine = all((s.returncode, s.stdout, s.stderr) == (1, said[0].stdout, b"") for s in said) and told == 4 and said[0].stdout.count(b'"version.unknown"') == 2 * 6
    if not fine:
        print(f"threads: {[(s.returncode, len(s.stdout), s.stderr[:200]) for s in said]}, {told} elements told")
    return fine


def main():
    wrong = compared = forms = 0
    with tempfile.TemporaryDirectory() as work:
        wrong += not threads(work)
    for name in sorted(os.listdir(os.path.join(ROOT, "forms"))):
        folder = os.path.join(ROOT, "forms", name)
        sample = os.path.join(folder, "sample.csv")
        if not os.path.exists(sample):
            continue
        forms += 1
        form = convert.Form(os.path.join(folder, "form.xml"))
        tables = [sample] + [f"{sample[:-4]}.{r}.csv" for r in form.repeats if os.path.exists(f"{sample[:-4]}.{r}.csv")]
        with tempfile.TemporaryDirectory() as work:
            whole = os.path.join(work, "batch.xml")
            open(whole, "w", encoding="utf-8").write(convert.batch(form, sample))
            single = []
            for number, text in enumerate(convert.submissions(form, sample), 1):
                single.append(os.path.join(work, f"{number:04d}.xml"))
                open(single[-1], "w", encoding="utf-8").write(text)
            expected = findings(["--form", name], tables)
            for what, files in (("batch", [whole]), ("submissions", single)): # the files themselves say whose they are
                got = findings([], files)
                compared += sum(expected.values())
                for one in expected - got:
                    print(f"{name}: {what}: only in CSV: {one}")
                for one in got - expected:
                    print(f"{name}: {what}: only in XML: {one}")
                wrong += expected != got
    print(f"{forms} forms, {compared} findings compared")
    return 1 if wrong or forms < 7 or compared < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
