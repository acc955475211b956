#!/usr/bin/env python3
"""The Excel workbook of every shipped form beside the OpenDocument one of the same records, both in the real Calc: what cells hold, what the sheet says of them, what may be typed, what is
marked, protected, named. The engine finds the same in both files, and in the .xlsx that Calc saves again.

Usage: excel.py FORMRULE SOURCE_DIR WORK_DIR [FORM…]
"""
import csv
import json
import os
import subprocess
import sys

FORMRULE, ROOT, WORK = (os.path.abspath(a) for a in sys.argv[1:4])
sys.path.insert(0, os.path.join(ROOT, "tests", "office"))
import office  # noqa: E402

FORMS = os.path.join(ROOT, "forms")
NOW = "2023-11-30T09:00:00+08:00"
faults = cells_seen = 0


def expect(name, got, want):
    global faults
    if got != want:
        faults += 1
        if faults <= 60:
            print(f"FAULT {name}: {got!r}, not {want!r}")


def formrule(*arguments):
    done = subprocess.run([FORMRULE, *arguments], capture_output=True, text=True, timeout=120)
    if done.returncode == 2:
        raise SystemExit(f"formrule {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def template(form, ending):
    path = os.path.join(WORK, f"{form}.{ending}")
    formrule("template", form, "--forms", FORMS, "--lang", "zh-CN", "--rows", "400", "--records", os.path.join(FORMS, form, "sample.csv"), "-o", path)
    return path


def findings(path):
    """Without --form: the file says which it is."""
    lines = [json.loads(line) for line in formrule("check", "--forms", FORMS, "--lang", "zh-CN", "--now", NOW, "--format", "ndjson", "--quiet", path).splitlines()]
    return [(line.get("cell"), line.get("record"), line.get("field"), line["rule"], line["level"], line["message"]) for line in lines]


def same_findings(name, got, wanted):
    expect(name, [f for f in got if f not in wanted][:5], [])
    expect(name + ", all of it", [f for f in wanted if f not in got][:5], [])


def width_of(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow


def contents(sheet):
    """Rows of values; formulas by what they give. A cell that gives an error is named."""
    column, row = width_of(sheet)
    return [list(line) for line in sheet.getCellRangeByPosition(0, 0, column, min(row, 402)).DataArray]


def rules_of(cell):
    """What a cell takes when it is typed into. The list of a validity is the same cells, whichever way they are written."""
    validity = cell.Validation
    kind = validity.Type.value
    asks = (validity.getFormula1().replace("'", ""), validity.getFormula2()) if kind not in ("ANY", "CUSTOM") else (validity.getFormula1(), "")
    if kind == "TEXT_LEN":
        asks = asks[:1]
    return kind, asks, validity.ShowErrorMessage, validity.ErrorMessage, validity.ErrorTitle, validity.ShowInputMessage, validity.InputMessage, cell.CellProtection.IsLocked


def marks_of(sheet):
    """Cells with conditional formats, and how many conditions each has."""
    return sorted((f.Range.RangeAddressesAsString.split(".", 1)[1], f.getCount()) for f in sheet.ConditionalFormats.getConditionalFormats())


def same_sheet(form, a, b, rules):
    global cells_seen
    name = f"{form} {a.Name}"
    expect(f"{name}: protected", b.isProtected(), a.isProtected())
    expect(f"{name}: visible", b.IsVisible, a.IsVisible)
    expect(f"{name}: formula errors", b.queryFormulaCells(4).RangeAddressesAsString, "")
    x, y = contents(a), contents(b)
    expect(f"{name}: rows", len(y), len(x))
    for r, (left, right) in enumerate(zip(x, y)):
        size = max(len(left), len(right))
        for c, (p, q) in enumerate(zip(left + [""] * (size - len(left)), right + [""] * (size - len(right)))):
            cells_seen += 1
            if p != q and not (isinstance(p, float) and isinstance(q, float) and abs(p - q) < 1e-9):
                expect(f"{name} {a.getCellByPosition(c, r).AbsoluteName}", q, p)
    if rules:
        column, row = width_of(a)
        for r in range(2, min(row, 60)) if a.Name == "填写" else (2, 401):
            for c in range(column + 1):
                expect(f"{name}: what {a.getCellByPosition(c, r).AbsoluteName} takes", rules_of(b.getCellByPosition(c, r)), rules_of(a.getCellByPosition(c, r)))
        expect(f"{name}: marks", marks_of(b), marks_of(a))
        for c in range(column + 1):
            p, q = a.Columns.getByIndex(c), b.Columns.getByIndex(c)
            expect(f"{name}: column {c} is visible", q.IsVisible, p.IsVisible)
            if p.IsVisible and abs(p.Width - q.Width) > 0.25 * p.Width:
                expect(f"{name}: column {c} is as wide", q.Width, p.Width)


def look(calc, form):
    paths = {ending: template(form, ending) for ending in ("ods", "xlsx")}
    wanted = findings(paths["ods"])
    same_findings(f"{form}: the engine finds the same in both", findings(paths["xlsx"]), wanted)
    one, two = calc.load(paths["ods"]), calc.load(paths["xlsx"])
    one.calculateAll() # the other one is computed as it is loaded
    expect(f"{form}: sheets", two.Sheets.ElementNames, one.Sheets.ElementNames)
    for name in one.Sheets.ElementNames:
        a, b = one.Sheets.getByName(name), two.Sheets.getByName(name)
        same_sheet(form, a, b, a.isProtected() and a.IsVisible)
    expect(f"{form}: its name", two.DocumentProperties.UserDefinedProperties.formrule, one.DocumentProperties.UserDefinedProperties.formrule)
    names = set(two.NamedRanges.ElementNames)
    expect(f"{form}: names that are missing", sorted(set(one.NamedRanges.ElementNames) - names), [])
    where = [d.NamedRanges.getByName("formrule_records").ReferredCells.AbsoluteName for d in (one, two)]
    expect(f"{form}: formrule_records", where[1], where[0])
    controller = two.CurrentController
    if controller:
        controller.setActiveSheet(two.Sheets.getByName("记录"))
        expect(f"{form}: frozen", (controller.SplitColumn, controller.SplitRow), (2, 2))
    again = os.path.join(WORK, f"{form}-again.xlsx")
    calc.save(two, again, "Calc MS Excel 2007 XML")
    same_findings(f"{form}: the engine finds the same in what Calc saved", findings(again), wanted)
    one.close(True)
    two.close(True)


PATTERNS = ["KH[0-9]{3}", "[A-Z]{2}[0-9]{6,16}(-[0-9]{1,4})?", "[A-Z]{0,2}[0-9]{3,6}", r"\*{4}[0-9A-Z]{4}", "京[A-Z][0-9]{5}", "(?:KH|VIP)[0-9]+", "[+-]?[0-9]{1,3}", "a|bc|", "[A-C]{1,3}-x?", r"[\]\-&quot;]{2}", "[0-9]{2}(:[0-9]{2})?", r"\d{4}\.5"]
TEXTS = ["KH001", "KH0011", "kh001", "XKH001", "KH00A", "AB123456", "AB12345", "AB1234567890123456", "AB12345678901234567", "AB123456-1", "AB123456-1234", "AB123456-12345", "AB123456-", "ABC123456", "123", "12", "1234567", "A123",
         "AB123456", "ABC123", "****AB12", "****ab12", "***AB123", "*****AB1", "京A12345", "京a12345", "京A1234", "沪A12345", "KH1", "VIP99999", "VIP", "VIPX1", "+12", "-1", "1-", "1234", "++1", "a", "bc", "b", "abc", "A-", "ABC-x", "ABCA-", "D-x", "A-xx",
         "]-", '-"', '""', "]]]", "12:30", "12:3", "12:", "12", "2023.5", "2023x5", "2023.55", "☃", "😀😀"]


def patterns(calc):
    """Patterns without regular expressions say of a text what the engine says."""
    folder = office.fresh(os.path.join(WORK, "patterns"))
    fields = "".join(f"<field name='p{i}' type='string' pattern='{p}'><label>P{i}</label></field>" for i, p in enumerate(PATTERNS))
    form, records, book = (os.path.join(folder, name) for name in ("form.xml", "records.csv", "patterns.xlsx"))
    with open(form, "w", encoding="utf-8") as f:
        f.write(f"<form xmlns='urn:formrule:form' id='patterns' version='1' xml:lang='zh-CN'><title>P</title><group name='g'><label>G</label>{fields}</group></form>")
    with open(records, "w", encoding="utf-8", newline="") as f:
        rows = csv.writer(f)
        rows.writerow([f"P{i}" for i in range(len(PATTERNS))])
        rows.writerows([[text] * len(PATTERNS) for text in TEXTS])
    wanted = set()
    for line in formrule("check", "--form", form, "--format", "ndjson", "--quiet", records).splitlines():
        found = json.loads(line)
        wanted.add((found["row"] - 2, int(found["field"][1:])))
    formrule("template", form, "--lang", "zh-CN", "--records", records, "-o", book)
    document = calc.load(book)
    rules = document.Sheets.getByName("规则").getCellRangeByPosition(1, 2, len(PATTERNS), 1 + len(TEXTS)).DataArray
    for r, line in enumerate(rules):
        for c, fault in enumerate(line):
            expect(f"{PATTERNS[c]} of {TEXTS[r]}", fault != 0, (r, c) in wanted)
    right = len(TEXTS) * len(PATTERNS) - len(wanted)
    expect("patterns fit some texts", right >= 25, True)
    print(f"{len(PATTERNS)} patterns, {len(TEXTS)} texts, {right} fit")
    document.close(True)


def main():
    office.fresh(WORK)
    forms = sys.argv[4:] or [f for f in sorted(os.listdir(FORMS)) if os.path.exists(os.path.join(FORMS, f, "form.xml"))]
    with office.Office(os.path.join(WORK, "office")) as calc:
        for form in forms:
            look(calc, form)
        patterns(calc)
    print(f"{len(forms)} forms, {cells_seen} cells, {faults} faults")
    sys.exit(1 if faults or not cells_seen else 0)


if __name__ == "__main__":
    main()
