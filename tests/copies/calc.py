#!/usr/bin/env python3
"""Annotated and masked copies in the real office: the sample workbook saved by it as .ods, .fods and .xlsx; each annotated copy shows exactly the findings of the file as comments and marks, and
otherwise cells, formats, formulas, validations and comments of the file itself; what the office saved of a copy can be annotated again. S0-10, S3-6.

Usage: calc.py FORMRULE SOURCE_DIR WORK_DIR
"""
import json
import os
import subprocess
import sys
import zipfile

FORMRULE, ROOT, WORK = (os.path.abspath(a) for a in sys.argv[1:4])
sys.path.insert(0, os.path.join(ROOT, "tests", "office"))
import office  # noqa: E402

FORMS = os.path.join(ROOT, "forms")
KINDS = (("ods", "calc8"), ("fods", "OpenDocument Spreadsheet Flat XML"), ("xlsx", "Calc MS Excel 2007 XML"))
MARKS = {"error": 0xFDECEA, "warning": 0xFFF6E0}
faults = 0


def fault(*words):
    global faults
    faults += 1
    print(*words)


def run(*arguments):
    return subprocess.run([FORMRULE, *arguments, "--forms", FORMS], capture_output=True, text=True, timeout=120)


def findings(path):
    out = {}
    for line in run("check", "--form", "service-record", path, "--format", "ndjson", "--lang", "zh-CN").stdout.splitlines():
        f = json.loads(line)
        here = out.setdefault((f["sheet"], f["row"] - 1, f["column"] - 1 if f.get("column") else 0), [None, []])
        here[1].append(f["message"])
        if here[0] != "error" and f["level"] in MARKS:
            here[0] = f["level"]
    return out


def used(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return cursor.RangeAddress.EndRow, cursor.RangeAddress.EndColumn


def words(document):
    return {(s.Name, a.Position.Row, a.Position.Column): a.String for s in document.Sheets for a in s.Annotations}


def facts(document):
    """All cells of all sheets at once: formulas, then looks of a stretch of them."""
    out = {}
    for sheet in document.Sheets:
        rows, columns = used(sheet)
        out[sheet.Name] = (sheet.getCellRangeByPosition(0, 0, columns, rows).getFormulaArray(), sheet.IsVisible)
    return out


def looks(sheet, rows, columns):
    return {(r, c): tuple(getattr(sheet.getCellByPosition(c, r), name) for name in ("NumberFormat", "CharWeight", "CharHeight", "IsTextWrapped", "HoriJustify", "CharColor"))
            + (sheet.getCellByPosition(c, r).Validation.Type.value,) for r in range(min(rows, 4)) for c in range(min(columns, 20))}


def compare(kind, calc, before, after, found):
    old, new = calc.load(before), calc.load(after)
    if facts(old) != facts(new):
        fault(kind, "cells differ")
    theirs, here = words(old), words(new)
    for place, (level, messages) in found.items():
        shown = here.pop(place, "")
        if [m for m in messages if m.replace("\n", "") not in shown.replace("\n", "")]:
            fault(kind, place, "says", repr(shown), "wanted", messages)
        back = new.Sheets.getByName(place[0]).getCellByPosition(place[2], place[1]).CellBackColor
        if level and back != MARKS[level]:
            fault(kind, place, "is", hex(back & 0xFFFFFF), "wanted", level)
        theirs.pop(place, None)
    if here != theirs:
        fault(kind, "comments of others are", here, "wanted", theirs)
    for name in old.Sheets.ElementNames:
        a, b = old.Sheets.getByName(name), new.Sheets.getByName(name)
        if looks(a, *used(a)) != looks(b, *used(b)):
            fault(kind, name, "looks otherwise")
    new.close(True)
    old.close(True)


def parts(path):
    with zipfile.ZipFile(path) as z:
        return {n: z.read(n) for n in z.namelist()}


def check(kind, calc, folder, path):
    out, again, saved, third = (os.path.join(folder, f"{name}.{kind}") for name in ("annotated", "again", "saved", "third"))
    found = findings(path)
    if len(found) < 15:
        fault(kind, "has", len(found), "cells with findings")
    for source, target in ((path, out), (out, again)):
        ran = run("check", "--form", "service-record", source, "--annotate", "-o", target, "--quiet", "--lang", "zh-CN")
        if ran.returncode != 1:
            fault(kind, "gives", ran.returncode, ran.stderr)
    compare(kind, calc, path, out, found)
    same = open(out, "rb").read() == open(again, "rb").read() if kind == "fods" else parts(out) == parts(again)
    if not same:
        fault(kind, "a second time differs")
    if kind != "fods":
        changed = [n for n, data in parts(path).items() if parts(out).get(n) != data]
        allowed = {"content.xml"} if kind == "ods" else {n for n in changed if "sheet" in n or "styles" in n or "comments" in n or "Drawing" in n or "Content_Types" in n}
        if set(changed) - allowed:
            fault(kind, "changed", changed)
    document = calc.load(out)
    calc.save(document, saved, dict(KINDS)[kind])
    document.close(True)
    ran = run("check", "--form", "service-record", saved, "--annotate", "-o", third, "--quiet", "--lang", "zh-CN")
    document = calc.load(third)
    kept = words_of(calc, saved) # the office forgets comments in flat files of its own: what it lost is not ours to keep
    once, twice = {p: w for p, w in words_of(calc, out).items() if p in found or p in kept}, words(document)
    if once != twice:
        fault(kind, "after the office saved it comments pile up:", [(p, twice.get(p), w) for p, w in once.items() if twice.get(p) != w][:2], set(twice) - set(once))
    document.close(True)


def words_of(calc, path):
    document = calc.load(path)
    found = words(document)
    document.close(True)
    return found


def masked(kind, calc, folder, path):
    out = os.path.join(folder, f"masked.{kind}")
    ran = run("mask", "--form", "service-record", path, "-o", out)
    if ran.returncode:
        fault(kind, "is not masked:", ran.stderr)
        return
    old, new = calc.load(path), calc.load(out)
    if old.Sheets.ElementNames != new.Sheets.ElementNames or words(new):
        fault(kind, "masked: sheets", new.Sheets.ElementNames, "comments", words(new))
    a, b = (facts(d)[old.Sheets.getByIndex(0).Name][0] for d in (old, new))
    differing = sum(x != y for left, right in zip(a, b) for x, y in zip(left, right))
    if len(a) != len(b) or not 0 < differing < 60:
        fault(kind, "masked:", len(b), "rows,", differing, "cells differ")
    if new.Sheets.getByIndex(0).getCellRangeByName("A5").String != old.Sheets.getByIndex(0).getCellRangeByName("A5").String:
        fault(kind, "masked: a key changed")
    new.close(True)
    old.close(True)


def main():
    folder = office.fresh(WORK)
    with office.Office(os.path.join(folder, "office")) as calc:
        for kind, filter_name in KINDS:
            path = os.path.join(folder, f"sample.{kind}")
            document = calc.load(os.path.join(FORMS, "service-record", "sample.ods"))
            sheet = document.Sheets.getByIndex(0)
            sheet.Annotations.insertNew(sheet.getCellRangeByName("A4").CellAddress, "旁注")
            calc.save(document, path, filter_name)
            document.close(True)
            check(kind, calc, folder, path)
            masked(kind, calc, folder, path)
    print(f"{faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
