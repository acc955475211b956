#!/usr/bin/env python3
"""The parts of the Excel workbook of every shipped form beside what ECMA-376 and Excel's own limits ask for, and what openpyxl reads in it; the same bytes each time; whole or not at all.

Usage: parts.py FORMRULE SOURCE_DIR   exit 77: left out, no openpyxl here
"""
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
import zipfile

try:
    import openpyxl
except ImportError:
    print("left out: no openpyxl here")
    sys.exit(77)

FORMRULE, SOURCE = (os.path.abspath(a) for a in sys.argv[1:3])
FORMS = os.path.join(SOURCE, "forms")
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
F = "{urn:formrule:form}"
# Functions of Excel 2007 and of WPS that the workbook may use: newer ones would be #NAME? for many people.
FUNCTIONS = set("ABS ACOS AND ASC ASIN ATAN ATAN2 CHAR CHOOSE COS COUNT COUNTA COUNTIF DATE EDATE EXACT EXP FALSE FIND IF IFERROR INDEX INT ISERROR ISLOGICAL ISNA ISNUMBER LEFT LEN LN LOG10 MATCH MAX MID MIN "
                "MOD N NA NOT NOW OR PI POWER RIGHT ROUND ROW SIN SQRT SUBSTITUTE SUM SUMPRODUCT TAN TEXT TODAY TRIM TRUE TRUNC VALUE".split())
faults = checked = 0


def expect(name, good, *more):
    global faults, checked
    checked += 1
    if not good:
        faults += 1
        if faults <= 40:
            print("FAULT", name, *more)


def formrule(*arguments, **options):
    return subprocess.run([FORMRULE, *arguments, "--forms", FORMS], capture_output=True, text=True, timeout=120, **options)


def units(text):
    return len(text.encode("utf-16-le")) // 2


def position(cell):
    letters, row = re.fullmatch(r"([A-Z]+)([0-9]+)", cell).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column, int(row)


def corners(area):
    ends = [position(cell) for cell in area.split(":")]
    return ends[0], ends[-1]


def formula(name, text, names, sheets):
    """Balanced, within Excel's limits, and everything it mentions is there."""
    bare = re.sub(r'"(?:[^"]|"")*"', '""', text)
    expect(f"{name}: length", units(text) < 8192, len(text))
    expect(f"{name}: literals", all(units(t) <= 257 for t in re.findall(r'"(?:[^"]|"")*"', text)))
    expect(f"{name}: separators", ";" not in bare and "[" not in bare, text[:200])
    depth = deepest = 0
    for c in bare:
        depth += (c == "(") - (c == ")")
        deepest = max(deepest, depth)
    expect(f"{name}: brackets", depth == 0 and deepest <= 64, text[:200])
    for sheet in re.findall(r"'((?:[^']|'')*)'!", bare):
        expect(f"{name}: sheet", sheet.replace("''", "'") in sheets, sheet)
    plain = re.sub(r"'(?:[^']|'')*'!", "", bare)
    for word, call in re.findall(r"(?<![\w.$])([A-Za-z_][\w.]*)(\()?", plain):
        if call:
            expect(f"{name}: function", word in FUNCTIONS, word)
        elif not re.fullmatch(r"[A-Z]{1,3}[0-9]+", word):
            expect(f"{name}: name", word.lower() in names, word)


def well_formed(name, package):
    parts = {}
    for part in package.namelist():
        try:
            parts[part] = ET.fromstring(package.read(part))
        except ET.ParseError as problem:
            expect(f"{name} {part}", False, problem)
    types = parts["[Content_Types].xml"]
    stated = {o.get("PartName").lstrip("/") for o in types if o.tag.endswith("Override")}
    expect(f"{name}: every part has a type of its own", stated == {p for p in parts if not p.endswith(".rels") and p != "[Content_Types].xml"})
    for rels in (p for p in parts if p.endswith(".rels")):
        ids = [r.get("Id") for r in parts[rels]]
        base = os.path.dirname(os.path.dirname(rels))
        expect(f"{name} {rels}: ids", len(set(ids)) == len(ids))
        for r in parts[rels]:
            expect(f"{name} {rels}: target", os.path.normpath(os.path.join(base, r.get("Target"))) in parts, r.get("Target"))
    return parts


def styles_of(name, styles):
    counts = {kind: len(styles.find(S + kind)) for kind in ("fonts", "fills", "borders", "cellXfs", "dxfs")}
    formats = {int(f.get("numFmtId")) for f in styles.find(S + "numFmts")}
    for kind in counts:
        expect(f"{name} {kind}: count", int(styles.find(S + kind).get("count")) == counts[kind])
    for xf in styles.find(S + "cellXfs"):
        own = int(xf.get("numFmtId"))
        expect(f"{name}: format of a cell", int(xf.get("fontId")) < counts["fonts"] and int(xf.get("fillId")) < counts["fills"] and int(xf.get("borderId")) < counts["borders"] and (own < 164 or own in formats))
    return counts


ORDER = ["sheetPr", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter", "mergeCells", "conditionalFormatting", "dataValidations", "printOptions", "pageMargins", "pageSetup", "headerFooter"]


def cells_of(name, sheet, counts, names, sheets):
    seen, before, formulas = set(), 0, set()
    for row in sheet.find(S + "sheetData"):
        number = int(row.get("r"))
        expect(f"{name}: rows ascend", number > before, number)
        before, last = number, 0
        expect(f"{name}: height of a row", float(row.get("ht", "0")) <= 409)
        for cell in row:
            column, at = position(cell.get("r"))
            if at != number or column <= last:
                expect(f"{name}: cells ascend", False, cell.get("r"))
            last = column
            if int(cell.get("s", "0")) >= counts["cellXfs"]:
                expect(f"{name}: style of a cell", False, cell.get("r"))
            if cell.find(S + "f") is not None:
                formulas.add(cell.find(S + "f").text)
    for text in formulas:
        formula(f"{name}: a formula", text, names, sheets)


def ranges_of(name, sheet, counts, names, sheets):
    merged = [corners(m.get("ref")) for m in sheet.iter(S + "mergeCell")]
    for i, (a, b) in enumerate(merged):
        expect(f"{name}: merged cells", a != b and not any(a[0] <= d[0] and c[0] <= b[0] and a[1] <= d[1] and c[1] <= b[1] for c, d in merged[:i]))
    priorities = []
    for rule in sheet.iter(S + "cfRule"):
        priorities.append(int(rule.get("priority")))
        expect(f"{name}: mark", int(rule.get("dxfId")) < counts["dxfs"])
        formula(f"{name}: mark", rule.find(S + "formula").text, names, sheets)
        expect(f"{name}: a mark looks at no other sheet", "!" not in rule.find(S + "formula").text)
    expect(f"{name}: priorities", sorted(priorities) == list(range(1, len(priorities) + 1)))
    covered = set()
    for validity in sheet.iter(S + "dataValidation"):
        for attribute, most in (("errorTitle", 32), ("error", 255), ("promptTitle", 32), ("prompt", 255)):
            expect(f"{name}: {attribute}", units(validity.get(attribute, "")) <= most, validity.get(attribute))
        for text in [f.text for f in validity if f.tag in (S + "formula1", S + "formula2")]:
            expect(f"{name}: formula of a validity", units(text) <= 255)
            formula(f"{name}: validity", text, names, sheets)
        expect(f"{name}: one validity a cell", validity.get("sqref") not in covered)
        covered.add(validity.get("sqref"))
    stated = sheet.find(S + "dataValidations")
    expect(f"{name}: validities", stated is None or int(stated.get("count")) == len(covered))


def parts_of(name, path):
    with zipfile.ZipFile(path) as package:
        expect(f"{name}: names in the package", len(set(package.namelist())) == len(package.namelist()) and package.testzip() is None)
        parts = well_formed(name, package)
    book = parts["xl/workbook.xml"]
    sheets = [s.get("name") for s in book.iter(S + "sheet")]
    expect(f"{name}: names of sheets", len({s.lower() for s in sheets}) == len(sheets) and all(0 < units(s) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", s) for s in sheets), sheets)
    names = [(n.get("name").lower(), n.get("localSheetId")) for n in book.iter(S + "definedName")]
    expect(f"{name}: names are different", len(set(names)) == len(names))
    for n, _ in names:
        expect(f"{name}: a name is none of a cell", re.fullmatch(r"[a-z_][a-z0-9_.]*", n) and len(n) <= 255 and not re.fullmatch(r"[a-z]{1,3}[0-9]+|r|c|r[0-9]*c[0-9]*|true|false", n), n)
    known = {n for n, _ in names}
    for n in book.iter(S + "definedName"):
        if not n.get("name").startswith("_xlnm."):
            formula(f"{name} {n.get('name')}", n.text, known, sheets)
    counts = styles_of(name, parts["xl/styles.xml"])
    relations = {r.get("Id"): "xl/" + r.get("Target") for r in parts["xl/_rels/workbook.xml.rels"]}
    active = int(book.find(f"{S}bookViews/{S}workbookView").get("activeTab"))
    for i, s in enumerate(book.iter(S + "sheet")):
        sheet = parts[relations[s.get(R + "id")]]
        tags = [child.tag.removeprefix(S) for child in sheet]
        expect(f"{name} {sheets[i]}: order", [ORDER.index(t) for t in tags] == sorted(ORDER.index(t) for t in tags), tags)
        expect(f"{name} {sheets[i]}: selected", (sheet.find(f"{S}sheetViews/{S}sheetView").get("tabSelected") == "1") == (i == active))
        cells_of(f"{name} {sheets[i]}", sheet, counts, known, sheets)
        ranges_of(f"{name} {sheets[i]}", sheet, counts, known, sheets)
    custom = parts["docProps/custom.xml"]
    return [(p.get("name"), p[0].text) for p in custom]


def form_of(folder):
    root = ET.parse(os.path.join(FORMS, folder, "form.xml")).getroot()
    lists = {c.get("list"): [(choice.findtext(F + "label") or choice.get("name")).strip() for choice in c] for c in root.iter(F + "choices")}
    inside = {field for repeat in root.iter(F + "repeat") for field in repeat.iter(F + "field")}
    fields = [f for f in root.iter(F + "field") if f not in inside and f.get("type") not in ("note", "calculate") and not f.get("calculate")]
    return root, lists, fields


def read_by_openpyxl(name, path, folder):
    root, lists, fields = form_of(folder)
    book = openpyxl.load_workbook(path)
    records, card = book["记录"], book["填写"]
    expect(f"{name}: protected", [book[n].protection.sheet for n in ("填写", "记录")] == [True, True])
    expect(f"{name}: hidden", [(s.title, s.sheet_state) for s in book if s.sheet_state != "visible"] == [("选项", "hidden"), ("规则", "hidden")])
    expect(f"{name}: frozen", records.freeze_panes == "C3")
    heads = {str(cell.value).removesuffix(" *"): cell for cell in records[2] if cell.value is not None}
    expect(f"{name}: hidden columns", records.column_dimensions[heads["记录标识"].column_letter].hidden and records.column_dimensions[heads["表单版本"].column_letter].hidden)
    lists["yes and no"] = ["是", "否"]
    for field in fields:
        label = field.findtext(F + "label").strip()
        column = heads[label].column_letter
        for row in (3, 1002):
            expect(f"{name} {label}: open", not records[f"{column}{row}"].protection.locked)
        texts = [v for v in records.data_validations.dataValidation if f"{column}3:{column}1002" == str(v.sqref)]
        if field.get("type") not in ("select_one", "select_multiple", "boolean"):
            continue
        expect(f"{name} {label}: one list", len(texts) == 1 and texts[0].type == "list")
        sheet, cells = texts[0].formula1.split("!")
        values = [c.value for (c,) in book[sheet.strip("'")][cells.replace("$", "")]]
        expect(f"{name} {label}: its choices", values == lists[field.get("list") if field.get("type") != "boolean" else "yes and no"], values)
        expect(f"{name} {label}: refused", bool(texts[0].showErrorMessage) == (field.get("type") != "select_multiple"))
    expect(f"{name}: the card has as many", len(card.data_validations.dataValidation) == len(records.data_validations.dataValidation))
    identified = [heads[f.findtext(F + "label").strip()].column_letter for f in fields if f.get("identifier") in ("phone", "id-card", "bank-card")]
    expect(f"{name}: phones and ids are text", all(records[f"{c}500"].number_format == "@" for c in identified))
    return root


def sheets_of_repeats(folder):
    """Labels no sheet may have: the sheets are named all the same, and read back as what they are."""
    labels = ["进展/记录: 1?", "History", "记录", "很长的标题" * 8, "a b", "进展_记录_ 1_"]
    repeats = "".join(f"<repeat name='r{i}'><label>{label}</label><field name='f{i}' type='integer'><label>数{i}</label></field></repeat>" for i, label in enumerate(labels))
    more = "".join(f"<field name='m{i}' type='string'><label>项{i}</label></field>" for i in range(8))
    form, path, other = (os.path.join(folder, name) for name in ("repeats.xml", "repeats.xlsx", "repeats.ods"))
    with open(form, "w", encoding="utf-8") as f:
        f.write(f"<form xmlns='urn:formrule:form' id='repeats' version='1' xml:lang='zh-CN'><title>R</title><group name='g'><label>G</label><field name='no' type='string' required='true()'><label>编号</label></field>{more}</group>{repeats}<key fields='no'/></form>")
    for target in (path, other):
        done = formrule("template", form, "--lang", "zh-CN", "-o", target)
        expect("repeats: written", done.returncode == 0, done.stderr)
    parts_of("repeats", path)
    book = openpyxl.load_workbook(path)
    names = ["进展_记录_ 1_", "r1", "r2", ("很长的标题" * 8)[:31], "a b", "r5"]
    expect("repeats: names of sheets", book.sheetnames[2:8] == names, book.sheetnames)
    with zipfile.ZipFile(other) as package:
        tables = re.findall(r'<table:table [^>]*table:name="([^"]*)"', package.read("content.xml").decode())
    expect("repeats: the same in OpenDocument", tables == book.sheetnames, tables)
    book["记录"]["B3"] = "甲"
    for i, name in enumerate(names):
        expect(f"repeats: header of {name}", [c.value for c in book[name][2][:2]] == ["编号 *", f"数{i}"], [c.value for c in book[name][2]])
        book[name]["A3"], book[name]["B3"] = "甲", i
        book[name]["A4"], book[name]["B4"] = "乙", i # belongs to no record
    book.save(path)
    done = formrule("check", "--form", form, "--format", "ndjson", "--quiet", "--lang", "zh-CN", path)
    found = sorted((f["sheet"], f["cell"], f["rule"]) for f in map(json.loads, done.stdout.splitlines()))
    expect("repeats: read back", [f[:2] for f in found] == sorted((name, "A4") for name in names), found, done.stderr)


def whole_or_not_at_all(folder):
    """The old file stays when the new one cannot be written, and nothing is left beside it."""
    home = os.path.join(folder, "there")
    os.mkdir(home)
    path = os.path.join(home, "x.xlsx")
    open(path, "wb").write(b"old")

    def no_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000))

    done = formrule("template", "service-record", "-o", path, preexec_fn=no_room)
    expect("no room: exit 2, said once", done.returncode == 2 and len(done.stderr.splitlines()) == 1, done)
    expect("no room: the old file stays, alone", os.listdir(home) == ["x.xlsx"] and open(path, "rb").read() == b"old", os.listdir(home))
    if os.geteuid():
        os.chmod(home, 0o555)
        done = formrule("template", "service-record", "-o", path)
        expect("no right to write: exit 2", done.returncode == 2 and len(done.stderr.splitlines()) == 1, done)
        os.chmod(home, 0o755)
    for bad in (home, os.path.join(home, "none", "x.xlsx"), os.path.join(home, "x.XLSM")):
        done = formrule("template", "service-record", "-o", bad)
        expect(f"{bad}: exit 2, said once", done.returncode == 2 and len(done.stderr.splitlines()) == 1 and os.listdir(home) == ["x.xlsx"], done)
    records = os.path.join(home, "long.csv")
    open(records, "w", encoding="utf-8").write("客户编号,客户姓名,联系方式,服务类型,问题描述\nKH001,*女士,138****5678,产品咨询," + "很" * 32768 + "\n")
    done = formrule("template", "service-record", "-o", path, "--records", records)
    expect("a text too long for Excel is refused, with its cell", done.returncode == 2 and "N3" in done.stderr and open(path, "rb").read() == b"old", done)


def main():
    with tempfile.TemporaryDirectory() as folder:
        forms = [f for f in sorted(os.listdir(FORMS)) if os.path.exists(os.path.join(FORMS, f, "form.xml"))]
        for form in forms:
            for lang in ("zh-CN", "en"):
                path = os.path.join(folder, f"{form}-{lang}.xlsx")
                done = formrule("template", form, "--lang", lang, "-o", path)
                expect(f"{form} {lang}: written", done.returncode == 0, done.stderr)
                properties = parts_of(f"{form} {lang}", path)
                if lang == "zh-CN":
                    root = read_by_openpyxl(form, path, form)
                    expect(f"{form}: names itself", properties == [("formrule", f"{form}@{root.get('version')}")], properties)
            filled = [os.path.join(folder, f"{form}-{i}.xlsx") for i in range(2)]
            for i, path in enumerate(filled):
                formrule("template", form, "--records", os.path.join(FORMS, form, "sample.csv"), "-o", path, env={**os.environ, "TZ": ("Asia/Shanghai", "America/New_York")[i]})
                time.sleep(0.02)
            other = os.path.join(folder, f"{form}.ods")
            formrule("template", form, "--records", os.path.join(FORMS, form, "sample.csv"), "-o", other)
            found = [formrule("check", "--format", "ndjson", "--quiet", "--now", "2023-11-30T09:00:00+08:00", path).stdout.replace(path, "") for path in (filled[0], other)]
            expect(f"{form}: the engine finds the same as in OpenDocument", found[0] == found[1])
            expect(f"{form}: the same bytes", open(filled[0], "rb").read() == open(filled[1], "rb").read())
            parts_of(f"{form} filled", filled[0])
        sheets_of_repeats(folder)
        whole_or_not_at_all(folder)
    print(f"{len(forms)} forms, {checked} checks, {faults} faults")
    return 1 if faults or checked < 1000 else 0


if __name__ == "__main__":
    sys.exit(main())
