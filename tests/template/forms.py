#!/usr/bin/env python3
"""The workbook of every shipped form with its sample records in the real Calc: no formula fails, records with nothing wrong are marked as right, and what the sheet itself can see is marked as wrong.

Usage: forms.py FORMRULE SOURCE_DIR WORK_DIR
"""
import json
import os
import subprocess
import sys

FORMRULE, ROOT, WORK = (os.path.abspath(a) for a in sys.argv[1:4])
sys.path.insert(0, os.path.join(ROOT, "tests", "office"))
import office  # noqa: E402

FORMS = os.path.join(ROOT, "forms")
# What every sheet sees by itself.
SEEN = {"choice", "range", "range.step", "type.integer", "type.decimal", "type.date", "type.datetime", "unique"}
faults = rows_seen = 0


def fault(*words):
    global faults
    faults += 1
    if faults <= 60:
        print(*words)


def findings(form):
    """Row of the CSV (line of the record) → rules, by the order of records."""
    path = os.path.join(FORMS, form, "sample.csv")
    ran = subprocess.run([FORMRULE, "check", "--forms", FORMS, "--form", form, path, "--format", "ndjson", "--quiet"], capture_output=True, text=True, timeout=60)
    found = {}
    for line in ran.stdout.splitlines():
        f = json.loads(line)
        found.setdefault(f["row"], set()).add(f["rule"] if f["level"] == "error" else "warning")
    return found


def look(calc, form):
    global rows_seen
    book = os.path.join(WORK, form + ".ods")
    ran = subprocess.run([FORMRULE, "template", form, "--forms", FORMS, "--lang", "zh-CN", "--records", os.path.join(FORMS, form, "sample.csv"), "-o", book], capture_output=True, text=True, timeout=60)
    if ran.returncode:
        fault(form, ran.stderr)
        return
    document = calc.load(book)
    document.calculateAll()
    records = document.Sheets.getByName("记录")
    cursor = records.createCursor()
    cursor.gotoEndOfUsedArea(False)
    width = cursor.RangeAddress.EndColumn
    heads = [cell for cell in records.getCellRangeByPosition(0, 1, width, 1).DataArray[0]]
    data = records.getCellRangeByPosition(0, 2, width, 400).DataArray
    lines = lines_of(form)
    found = findings(form)
    for index, (line, version) in enumerate(lines):
        row = data[index]
        if version: # the sheet holds the rules of one version
            continue
        rows_seen += 1
        for column in range(width + 1):
            error = records.getCellByPosition(column, 2 + index).getError()
            if error:
                fault(form, "row", index + 3, heads[column], "gives error", error)
        rules = found.get(line, set())
        if not rules and row[0] != "✓":
            fault(form, "row", index + 3, "is right, but the sheet shows", row[0], row[heads.index("说明") if "说明" in heads else -3])
        if rules & SEEN and row[0] == "✓":
            fault(form, "row", index + 3, "has", rules, "but the sheet shows nothing")
    document.close(True)


def lines_of(form):
    """The lines on which the records of a sample begin, and the version of the form each names."""
    import csv
    out = []
    with open(os.path.join(FORMS, form, "sample.csv"), encoding="utf-8-sig", newline="") as f:
        reader = csv.reader(f)
        start, at = 1, -1
        for number, row in enumerate(reader):
            if number == 0 and "表单版本" in row:
                at = row.index("表单版本")
            if number and any(cell.strip() for cell in row):
                out.append((start, row[at] if at >= 0 else ""))
            start = reader.line_num + 1
    return out


def main():
    office.fresh(WORK)
    forms = [f for f in sorted(os.listdir(FORMS)) if os.path.exists(os.path.join(FORMS, f, "form.xml"))]
    with office.Office(os.path.join(WORK, "office")) as calc:
        for form in sys.argv[4:] or forms:
            look(calc, form)
    print(f"{len(forms)} forms, {rows_seen} records, {faults} faults")
    sys.exit(1 if faults or not rows_seen else 0)


if __name__ == "__main__":
    main()
