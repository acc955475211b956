#!/usr/bin/env python3
"""Cells of every kind in every field: Check sheet in Calc and the command line find the same. Also far below a gap, in hidden rows, under a title, beside stray cells. The second opinion is
the command line's own reading of the file that Calc saved: it knows cells by what stands in the file, the extension by the formats in the sheet."""
import csv
import os
import time

import stage

from com.sun.star.lang import Locale

COLUMNS = 35


def main():
    os.makedirs(stage.WORK, exist_ok=True)
    with stage.start("same", locale="zh-CN") as office:
        kinds(office)
        places(office)
        wide(office)
    stage.finish()


def table():
    with open(stage.SAMPLE, encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f))
    return tuple(rows[0]), tuple(float(v) if v.isdigit() else v for v in rows[1])


def record(values, number):
    """A right record with a key of its own."""
    return (f"KH{number:06d}",) + values[1:]


def key_of(document, code):
    formats, locale = document.NumberFormats, Locale("zh", "CN", "")
    key = formats.queryKey(code, locale, False)
    return formats.addNew(code, locale) if key < 0 else key


# Name, what is put into the cell (a number, or a formula as typed), number format.
KINDS = [("whole number", 3.0, None), ("number with zeros", 7.0, "0000000"), ("decimal", 2.5, None), ("decimal shown with zeros", 4.0, "0.00"), ("large number", 13812345678.0, None),
         ("percentage", 0.5, "0%"), ("negative", -1.0, None), ("date", 45209.0, "YYYY-MM-DD"), ("date and time", 45209.604166666664, "YYYY/M/D HH:MM"), ("time", 0.5, "HH:MM"), ("duration", 1.5, "[HH]:MM"),
         ("date shown as a year", 45209.0, 'YYYY"年"'), ("truth", 1.0, "BOOLEAN"), ("number in words of date", 45209.0, None), ("money", 12.5, "[$¥-804]#,##0.00"), ("exponent", 1e20, "0.00E+00"),
         ("failed formula", "=1/0", None), ("formula that is missing something", "=NA()", None), ("formula with text", '="是"&""', None), ("formula with nothing", '=""', None), ("formula with a date", "=DATE(2023;10;10)", None),
         ("formula with a number", "=1+2", None), ("formula with truth", "=1=1", None), ("empty", "", None), ("text number", "'3", None), ("text date", "'2023/10/1", None), ("several lines", "'第一行\n第二行", None),
         ("blanks around", "'  是 ", None), ("full-width", "'２０２３年１０月１日", None), ("tab", "'a\tb", None)]


def kinds(office):
    document = office.new_calc()
    sheet = document.Sheets.getByIndex(0)
    header, values = table()
    count = len(KINDS) * COLUMNS
    sheet.getCellRangeByPosition(0, 0, COLUMNS - 1, count).setDataArray((header,) + tuple(record(values, i) for i in range(count)))
    for k, (_, content, code) in enumerate(KINDS):
        for column in range(COLUMNS):
            cell = sheet.getCellByPosition(column, 1 + k * COLUMNS + column)
            if code:
                cell.NumberFormat = key_of(document, code)
            if isinstance(content, float):
                cell.Value = content
            elif content.startswith("'"):
                cell.String = content[1:]
            else:
                cell.Formula = content
    compare(office, document, "kinds", lambda row, column: f"{KINDS[(row - 1) // COLUMNS][0]} in {header[column]}")
    document.close(True)


def places(office):
    """A title above the header; a gap of thousands of empty rows; hidden and filtered rows; merged cells; stray cells without meaning."""
    document = office.new_calc()
    sheet = document.Sheets.getByIndex(0)
    header, values = table()
    wrong = ("bad",) + values[1:]
    sheet.getCellRangeByName("A1").String = "服务记录"
    sheet.getCellRangeByName("A1:F1").merge(True)
    put = lambda row, records: sheet.getCellRangeByPosition(0, row, COLUMNS - 1, row + len(records) - 1).setDataArray(tuple(records))
    put(2, [header, record(values, 1), wrong, record(values, 2)])
    put(9000, [wrong, record(values, 3)])
    put(70000, [wrong])
    put(70003, [wrong])
    sheet.Rows.getByIndex(4).IsVisible = False
    sheet.Rows.getByIndex(9000).IsVisible = False
    sheet.getCellRangeByName("AK80000").CellBackColor = 0xFF0000
    found = compare(office, document, "places", lambda row, _: f"row {row + 1}")
    stage.expect("far below as well", [row for row, column in sorted(found) if column == 0], [4, 9000, 70000, 70003])
    document.close(True)


def wide(office):
    """A cell at the far end of the sheet: within the limit of columns it changes nothing; in the sheet's last corner both refuse, and the sheet stays as it was."""
    document = office.new_calc()
    sheet = document.Sheets.getByIndex(0)
    header, values = table()
    sheet.getCellRangeByPosition(0, 0, COLUMNS - 1, 1).setDataArray((header, ("bad",) + values[1:]))
    sheet.getCellRangeByName("ALL1048576").String = "x"
    compare(office, document, "wide", lambda row, column: f"{row} {column}")
    office.dispatch(document, "vnd.org.formrule:clear")
    sheet.getCellRangeByName("XFD1048576").String = "x"
    path = os.path.join(stage.WORK, "corner.ods")
    office.save(document, path, "calc8")
    stage.expect("the last corner: the command line", stage.run("check", "--form", "service-record", path).returncode, 2)
    steps = len(document.UndoManager.AllUndoActionTitles)
    started = time.monotonic()
    office.dispatch(document, "vnd.org.formrule:check") # headless, the message box answers itself
    stage.holds("the last corner: soon", time.monotonic() - started < 20)
    stage.expect("the last corner: nothing was changed", (len(document.UndoManager.AllUndoActionTitles), sheet.Annotations.Count), (steps, 0))
    document.close(True)


def compare(office, document, name, where):
    """The file as Calc saves it, judged by the command line; then the same document by Check sheet."""
    path = os.path.join(stage.WORK, name + ".ods")
    document.calculateAll()
    office.save(document, path, "calc8")
    wanted = {}
    for f in stage.findings(path, "--form", "service-record"):
        if f["level"] != "info" and f.get("column"):
            wanted.setdefault((f["row"] - 1, f["column"] - 1), []).append(f["message"])
    own = document.DocumentProperties.UserDefinedProperties
    own.addProperty("formrule", 128, "service-record")
    office.dispatch(document, "vnd.org.formrule:check")
    got = {at: text.split("【规表】")[1].split("\n") for at, text in stage.comments(document.Sheets.getByIndex(0)).items() if "【规表】" in text}
    stage.holds(f"{name}: there is something to find", wanted)
    for at in sorted(set(wanted) | set(got)):
        stage.expect(f"{name}: {where(*at)}", got.get(at), wanted.get(at))
    return got


if __name__ == "__main__":
    main()
