#!/usr/bin/env python3
"""The shipped forms against their sample records: CSV and ODS give exactly the findings that stand in expected.tsv, in order; then the single records of the module named after
each form, which show what each obligation asks for, in both languages.

Usage: samples.py FORMRULE SOURCE_DIR
"""
import csv
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile

FORMRULE, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
FORMS = os.path.join(ROOT, "forms")
NOW = "2023-12-01T09:00:00+08:00"
faults = checked = 0


def fault(*words):
    global faults
    faults += 1
    print(*words)


def run(command, form, paths, lang="zh-CN"):
    ran = subprocess.run([FORMRULE, command, "--forms", FORMS, "--form", form, "--format", "ndjson", "--lang", lang, "--now", NOW, "--quiet", *paths],
                         capture_output=True, text=True, timeout=60)
    if ran.returncode == 2:
        fault(*paths, "could not be read:", ran.stderr.strip())
    return ran.returncode, [json.loads(line) for line in ran.stdout.splitlines()]


def repeats(folder):
    """Tables of repeats beside a sample, by name of the repeat."""
    names = [n for n in sorted(os.listdir(folder)) if n.startswith("sample.") and n.endswith(".csv") and n.count(".") == 2]
    return {n.split(".")[1]: os.path.join(folder, n) for n in names}


def labels(form):
    """Names of a form's repeats by their labels, which name their sheets."""
    text = open(os.path.join(FORMS, form, "form.xml"), encoding="utf-8").read()
    return {label: name for name, label in re.findall(r'<repeat name="(\w+)"[^>]*>\s*<label>([^<]*)</label>', text)}


def place(finding, tables, sheets):
    """12, or progress:12 for a row of a repeat."""
    for name, path in tables.items():
        if finding["source"] == path or sheets.get(finding.get("sheet")) == name:
            return f"{name}:{finding['row']}"
    return str(finding["row"])


def samples(form):
    global checked
    folder = os.path.join(FORMS, form)
    expected = [tuple(line.split("\t")[:4]) for line in open(os.path.join(folder, "expected.tsv"), encoding="utf-8").read().splitlines() if line and not line.startswith("#")]
    tables, sheets = repeats(folder), labels(form)
    for paths in ([os.path.join(folder, "sample.csv"), *tables.values()], [os.path.join(folder, "sample.ods")]):
        if not os.path.exists(paths[0]):
            fault(form, "has no", os.path.basename(paths[0]))
            continue
        status, findings = run("check", form, paths)
        got = [(place(f, tables, sheets), f.get("field", ""), f["rule"], f["level"]) for f in findings]
        name = os.path.basename(paths[0])
        for row in sorted(set(expected) - set(got)):
            fault(form, name, "missing:", *row)
        for row in sorted(set(got) - set(expected)):
            fault(form, name, "not expected:", *row)
        if sorted(got) != sorted(expected) and set(got) == set(expected):
            fault(form, name, "some findings come more than once")
        if status != 1:
            fault(form, name, "exit status", status)
        checked += len(got)


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        heads = list(dict.fromkeys(head for row in rows for head in row))
        writer.writerow(heads)
        writer.writerows([row.get(head, "") for head in heads] for row in rows)


def tables_of(record, good, key, folder, number):
    """The record and the rows of its repeats, as files."""
    main = {k: v for k, v in record.items() if not isinstance(v, list)}
    paths = [os.path.join(folder, f"{number}.csv")]
    write(paths[0], [main])
    for name, rows in record.items():
        if isinstance(rows, list):
            paths.append(os.path.join(folder, f"{number}.{name}.csv"))
            heads = dict.fromkeys([key, *(head for row in [*good.get(name, []), *rows] for head in row)], "")
            write(paths[-1], [{**heads, key: main.get(key, ""), **row} for row in rows] or [heads])
    return paths


def cases(form, module):
    global checked
    key = getattr(module, "KEY", next(iter(module.GOOD)))
    with tempfile.TemporaryDirectory() as folder:
        for number, (obligation, change, rules, *outputs) in enumerate(module.CASES):
            paths = tables_of(dict(module.GOOD, **change), module.GOOD, key, folder, number)
            for lang in ("zh-CN", "en"):
                _, findings = run("check", form, paths, lang)
                got = [f["rule"] for f in findings]
                if sorted(got) != sorted(rules):
                    fault(form, obligation, change, "gave", got, "wanted", rules)
                for secret in module.PERSONAL:
                    if any(secret in json.dumps(f, ensure_ascii=False) for f in findings):
                        fault(form, obligation, change, "shows a personal value")
                checked += 1
            if outputs:
                _, results = run("score", form, paths)
                values = results[0]["values"] if results else {}
                for name, text in outputs[0].items():
                    if text_of(values.get(name, "")) != text and number_text(values.get(name)) != number_text(text):
                        fault(form, obligation, change, name, "is", values.get(name), "wanted", text)
                    checked += 1


def text_of(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def number_text(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return None if value is None else str(value)


def main():
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    forms = [f for f in sorted(os.listdir(FORMS)) if os.path.exists(os.path.join(FORMS, f, "form.xml"))]
    only = sys.argv[3:]
    for form in only or forms:
        samples(form)
        cases(form, importlib.import_module(form.replace("-", "_")))
    print(f"{len(only or forms)} forms, {checked} looked at, {faults} faults")
    return 1 if faults or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
