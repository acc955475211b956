#!/usr/bin/env python3
"""Copies of workbooks written by openpyxl and libxlsxwriter's twin: annotated ones show exactly the findings, and nothing else is changed, part by part and byte by byte; a second time changes
nothing; repaired ones change exactly the cells that were to be repaired; what cannot be copied leaves no file; a killed run leaves the old one. S0-10.

Usage: workbooks.py FORMRULE SOURCE_DIR
"""
import copy
import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

FORMRULE, ROOT = (os.path.abspath(a) for a in sys.argv[1:3])
FORMS = os.path.join(ROOT, "forms")
MARKS = {"error": "FFFDECEA", "warning": "FFFFF6E0"}
RULE = "——— Formrule ———"
faults = 0


def fault(*words):
    global faults
    faults += 1
    print(*words)


def run(*arguments):
    return subprocess.run([FORMRULE, *arguments, "--forms", FORMS], capture_output=True, text=True, timeout=120)


def records():
    with open(os.path.join(FORMS, "service-record", "sample.csv"), encoding="utf-8-sig", newline="") as f:
        return list(csv.reader(f))


def by_openpyxl(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "记录"
    for row in records():
        sheet.append(row)
    for row in range(2, 90):
        for column in range(1, 6):
            cell = sheet.cell(row, column)
            cell.font, cell.number_format = Font(bold=True, color="FF112233"), "@"
            cell.border, cell.alignment = Border(left=Side(style="thin")), Alignment(wrap_text=True, indent=1)
            cell.protection = Protection(locked=False)
            if column % 2:
                cell.fill = PatternFill("solid", fgColor="FFDDEEFF")
    sheet["B10"].comment = Comment("请先问仓库\n再改", "李主管")
    sheet["A3"].comment = Comment("别处", "王")
    check = DataValidation(type="list", formula1='"电话,短信"', prompt="选一个")
    sheet.add_data_validation(check)
    check.add("D2:D100")
    sheet.conditional_formatting.add("A2:A50", CellIsRule(operator="equal", formula=['"KH003"'], fill=PatternFill("solid", bgColor="FFFF00")))
    sheet["AK1"], sheet["AK2"] = "备查", "=LEN(A2)"
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[5].height = 33
    sheet.column_dimensions["C"].width = 17
    other = book.create_sheet("其他")
    other["A1"], other["B1"] = 1, "=A1*2"
    other.merge_cells("C1:D2")
    other["B2"].comment = Comment("x", "y")
    book.create_sheet("藏").sheet_state = "hidden"
    book.save(path)


def by_xlsxwriter(path):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("记录")
    day = book.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#EEEEEE"})
    bold = book.add_format({"bold": True})
    sheet.set_column("B:B", 12, bold)
    for number, row in enumerate(records()):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value, bold if column == 3 else None) if value else column == 5 and sheet.write_blank(number, column, None, day)
    sheet.write_rich_string("AK3", "一", bold, "二", "三")
    sheet.write_formula("AK4", "=A2&B2", None, "x")
    sheet.write_comment("AK5", "旁注", {"author": "王"})
    sheet.insert_textbox("AM2", "文字")
    sheet.set_header("&L页眉")
    book.add_worksheet("空")
    book.close()


# ---- what is compared ----

def findings(path):
    """Cell → (worst level, messages in order), as the command line tells them."""
    out = {}
    for line in run("check", "--form", "service-record", path, "--format", "ndjson", "--lang", "en").stdout.splitlines():
        f = json.loads(line)
        here = out.setdefault((f["sheet"], f.get("cell") or f"A{f['row']}"), [None, []])
        here[1].append(f["message"])
        if here[0] != "error" and f["level"] in MARKS:
            here[0] = f["level"]
    return out


def look(cell, fill=True):
    found = [cell.value, cell.number_format, cell.data_type] + [copy.copy(getattr(cell, name)) for name in ("font", "border", "alignment", "protection")]
    return found + [copy.copy(cell.fill)] if fill else found


def sheet_facts(sheet):
    return ([(v.type, v.formula1, v.prompt, str(v.sqref)) for v in sheet.data_validations.dataValidation], sorted(str(r.sqref) for r in sheet.conditional_formatting), sorted(map(str, sheet.merged_cells.ranges)),
            sheet.freeze_panes, sheet.sheet_state, {k: v.height for k, v in sheet.row_dimensions.items()}, {k: v.width for k, v in sheet.column_dimensions.items()}, sheet.oddHeader.left.text)


def compare_cells(name, before, after, found):
    old, new = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
    if old.sheetnames != new.sheetnames:
        fault(name, "sheets are", new.sheetnames)
    seen = 0
    for a, b in zip(old.worksheets, new.worksheets):
        if sheet_facts(a) != sheet_facts(b):
            fault(name, a.title, "differs around its cells:", sheet_facts(a), sheet_facts(b))
        places = {c.coordinate for row in a.iter_rows() for c in row} | {c.coordinate for row in b.iter_rows() for c in row}
        for place in places:
            level, messages = found.get((a.title, place), (None, []))
            x, y = a[place], b[place]
            if look(x, fill=not level) != look(y, fill=not level):
                fault(name, place, "looks otherwise:", look(x), look(y))
            if level and y.fill.fgColor.rgb != MARKS[level]:
                fault(name, place, "is marked", y.fill.fgColor.rgb, "wanted", level)
            words = y.comment.text if y.comment else ""
            theirs = x.comment.text if x.comment else ""
            if not messages and words != theirs:
                fault(name, place, "has the comment", repr(words))
            if messages and (theirs and not words.startswith(theirs + "\n" + RULE) or [m for m in messages if m not in words]):
                fault(name, place, "has the comment", repr(words), "wanted", messages)
            if messages and not theirs and y.comment.author != "Formrule":
                fault(name, place, "is by", y.comment.author)
            seen += bool(messages)
    if seen != len(found):
        fault(name, seen, "cells with findings of", len(found))


def raw(path):
    """Part → its bytes as they lie in the file, not inflated."""
    out = {}
    data = open(path, "rb").read()
    with zipfile.ZipFile(path) as z:
        for info in z.infolist():
            at = info.header_offset + 30 + int.from_bytes(data[info.header_offset + 26:info.header_offset + 28], "little") + int.from_bytes(data[info.header_offset + 28:info.header_offset + 30], "little")
            out[info.filename] = (info.date_time, info.compress_type, data[at:at + info.compress_size])
    return out


def compare_parts(name, before, after, may_differ):
    old, new = raw(before), raw(after)
    for part in old:
        if part not in new:
            fault(name, part, "is gone")
        elif old[part] != new[part] and not any(word in part for word in may_differ):
            fault(name, part, "is not as it lay")
    for part in set(new) - set(old):
        if not any(word in part for word in ("comments", "vmlDrawing", "_rels/sheet")):
            fault(name, part, "is new")


def contents(path):
    with zipfile.ZipFile(path) as z:
        return {n: z.read(n) for n in z.namelist()}


def annotated(folder, name, path):
    out, again = os.path.join(folder, "out-" + name), os.path.join(folder, "again-" + name)
    found = findings(path)
    if len(found) < 15:
        fault(name, "has", len(found), "cells with findings")
    for source, target in ((path, out), (out, again)):
        ran = run("check", "--form", "service-record", source, "--annotate", "-o", target, "--quiet", "--lang", "en")
        if ran.returncode != 1:
            fault(name, "gives", ran.returncode, ran.stderr)
            return
    compare_cells(name, path, out, found)
    compare_parts(name, path, out, ("worksheets/sheet1.xml", "worksheets/_rels/sheet1", "styles.xml", "comments", "Drawing", "[Content_Types]"))
    for jobs in ("1", "3"):
        alone = os.path.join(folder, f"jobs-{jobs}-{name}")
        run("check", "--form", "service-record", path, "--annotate", "-o", alone, "--quiet", "--lang", "en", "--jobs", jobs)
        if contents(out) != contents(alone):
            fault(name, "is another copy with --jobs", jobs)
    if contents(out) != contents(again):
        fault(name, "a second time differs in", [n for n in contents(out) if contents(out)[n] != contents(again).get(n)])


def repaired(folder, name, path):
    out = os.path.join(folder, "repaired-" + name)
    wanted = {}
    for line in run("check", "--form", "service-record", path, "--format", "ndjson").stdout.splitlines():
        f = json.loads(line)
        if f["code"] == "type.datetime" and f.get("repair"):
            wanted[f["cell"]] = f["repair"]
    ran = run("repair", "--form", "service-record", path, "-o", out, "--accept", "type.datetime")
    if ran.returncode > 1 or not wanted:
        fault(name, "is not repaired:", ran.stderr, wanted)
        return
    old, new = openpyxl.load_workbook(path), openpyxl.load_workbook(out)
    changed = {}
    for a, b in zip(old.worksheets, new.worksheets):
        for row in a.iter_rows():
            for cell in row:
                there = b[cell.coordinate]
                if cell.value != there.value:
                    changed[cell.coordinate] = there.value
                if look(cell)[3:] != look(there)[3:]:
                    fault(name, cell.coordinate, "looks otherwise when repaired")
    if changed != wanted:
        fault(name, "repaired", changed, "wanted", wanted)
    compare_parts(name, path, out, ("worksheets/sheet1.xml",))


# ---- what must not be ----

def refused(folder, good):
    data = open(good, "rb").read()
    at = lambda name: os.path.join(folder, name)
    with open(at("cut.xlsx"), "wb") as f:
        f.write(data[:len(data) // 2])
    with open(at("locked.xlsx"), "wb") as f:
        f.write(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(4096))
    with open(at("twice.xlsx"), "wb") as f:
        f.write(data)
    with zipfile.ZipFile(at("twice.xlsx"), "a") as z:
        import warnings
        warnings.simplefilter("ignore")
        z.writestr("docProps/core.xml", "<a/>")
    with zipfile.ZipFile(at("torn.xlsx"), "w", zipfile.ZIP_DEFLATED) as z:
        for name, part in contents(good).items():
            z.writestr(name, part[:len(part) // 2] if name.endswith("sheet1.xml") else part)
    for name in ("cut.xlsx", "locked.xlsx", "twice.xlsx", "torn.xlsx"):
        for arguments in (["check", "--annotate"], ["mask"], ["repair", "--accept", "all"]):
            ran = run(arguments[0], "--form", "service-record", at(name), *arguments[1:], "-o", at("none.xlsx"), "--quiet")
            if ran.returncode != 2 or not ran.stderr.strip() or os.path.exists(at("none.xlsx")):
                fault(arguments[0], name, "gives", ran.returncode, ran.stderr)
    for out, where in (("x.ods", good), (good, good), ("x.csv", good), ("x", good)):
        for arguments in (["check", "--annotate"], ["mask"]):
            ran = run(arguments[0], "--form", "service-record", where, *arguments[1:], "-o", out if os.path.isabs(out) else at(out), "--quiet")
            if ran.returncode != 2 or os.path.exists(at("x.ods")):
                fault(arguments[0], "to", out, "gives", ran.returncode, ran.stderr)
    if open(good, "rb").read() != data:
        fault("an input was changed")


def killed(folder, good):
    """Whenever it ends, the old file or the new one stands there, and after Ctrl-C nothing beside it."""
    here = os.path.join(folder, "kill")
    os.mkdir(here)
    out = os.path.join(here, "out.xlsx")
    command = [FORMRULE, "check", "--forms", FORMS, "--form", "service-record", good, "--annotate", "-o", out, "--quiet"]
    subprocess.run(command, stdout=subprocess.DEVNULL, timeout=120)
    whole = contents(out)
    for how in (signal.SIGINT, signal.SIGKILL):
        for wait in range(0, 120, 8):
            with open(out, "wb") as f:
                f.write(b"old")
            child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(wait / 1000)
            child.send_signal(how)
            child.wait(60)
            if open(out, "rb").read() != b"old" and contents(out) != whole:
                fault("a run that ended after", wait, "ms leaves something else")
            if how == signal.SIGINT and os.listdir(here) != ["out.xlsx"] and wait > 40:
                fault("Ctrl-C leaves", os.listdir(here))


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, make in (("openpyxl.xlsx", by_openpyxl), ("xlsxwriter.xlsx", by_xlsxwriter)):
            path = os.path.join(folder, name)
            make(path)
            annotated(folder, name, path)
            repaired(folder, name, path)
        refused(folder, os.path.join(folder, "openpyxl.xlsx"))
        killed(folder, os.path.join(folder, "openpyxl.xlsx"))
    print(f"{faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
