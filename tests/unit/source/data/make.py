#!/usr/bin/python3
"""Makes the workbooks of this folder with a real LibreOffice: book.ods, book.fods, locked.ods (password: geheim). Run it with the system Python that has uno.

Usage: make.py  (starts its own headless office with a profile in a temporary folder)
"""
import os
import signal
import subprocess
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.table import CellRangeAddress

HERE = os.path.dirname(os.path.abspath(__file__))


def prop(name, value):
    p = PropertyValue()
    p.Name, p.Value = name, value
    return p


def connect(folder):
    pipe = "formrule-fixtures"
    office = subprocess.Popen(["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{folder}/profile", f"--accept=pipe,name={pipe};urp;"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    resolver = uno.getComponentContext().ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", uno.getComponentContext())
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"), office
        except Exception:
            time.sleep(0.5)
    raise SystemExit("no office")


def fill(doc):
    sheets = doc.Sheets
    first = sheets.getByIndex(0)
    first.Name = "记录"
    rows = [
        ("客户编号", "日期时间", "日期", "时间", "评分", "百分比", "是否", "问题描述"),
        ("KH001", "2023-10-10 14:30", "2023-10-10", "14:30", 4.5, 0.955, True, "第一步\n第二步"),
        ("KH002", "1899-12-29 06:00", "1899-12-29", "23:59:59", -3, 0.12, False, "a  b\tc"),
        ("KH003", "0001-01-01 00:00", "9999-12-31", "00:00", 13812345678, 0, True, " 前后空格 "),
    ]
    from_civil = lambda y, m, d: (__import__("datetime").date(y, m, d) - __import__("datetime").date(1899, 12, 30)).days
    formats = doc.NumberFormats
    locale = uno.createUnoStruct("com.sun.star.lang.Locale")
    locale.Language, locale.Country = "zh", "CN"

    def style(cell, code):
        key = formats.queryKey(code, locale, False)
        cell.NumberFormat = key if key != -1 else formats.addNew(code, locale)

    def serial(text):
        day, _, clock = text.partition(" ")
        y, m, d = map(int, day.split("-"))
        return from_civil(y, m, d) + fraction(clock)

    def fraction(text):
        parts = [int(p) for p in text.split(":")] if text else [0]
        return sum(p * u for p, u in zip(parts, (3600, 60, 1))) / 86400

    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            cell = first.getCellByPosition(c, r)
            if r == 0 or c in (0, 7):
                cell.String = value
            elif c in (1, 2):
                cell.Value = float(serial(value))
                style(cell, "YYYY-MM-DD HH:MM" if c == 1 else "YYYY-MM-DD")
            elif c == 3:
                cell.Value = fraction(value)
                style(cell, "HH:MM:SS")
            elif c == 5:
                cell.Value = float(value)
                style(cell, "0.00%")
            elif c == 6:
                cell.Formula = "=TRUE()" if value else "=FALSE()"
            else:
                cell.Value = float(value)
    for r in (4, 5):  # two equal rows: the office writes them once with a repeat
        first.getCellByPosition(0, r).String = "同"
        first.getCellByPosition(3, r).Value = 7.0
    for c, formula in enumerate(("=1/0", "=NA()", "=NOSUCH(1)", '=""', "=A2&\"!\"", "=E2*2")):
        first.getCellByPosition(c, 6).Formula = formula
    first.getCellByPosition(0, 8).String = "合并"
    first.getCellRangeByName("A9:C10").merge(True)
    first.getCellByPosition(3, 9).String = "D10"
    first.getCellByPosition(0, 10).String = "隐藏行"
    first.Rows.getByIndex(10).IsVisible = False
    first.getCellByPosition(0, 11).String = "批注"
    address = first.getCellByPosition(0, 11).CellAddress
    first.Annotations.insertNew(address, "这是批注,不是内容")
    cell = first.getCellByPosition(1, 11)
    cell.String = "链接与粗体"
    cursor = cell.createTextCursor()
    cursor.gotoStart(False)
    cursor.goRight(2, True)
    cursor.CharWeight = 150.0
    first.getCellByPosition(0, 12).String = "'007"
    style(first.getCellByPosition(1, 12), "000")
    first.getCellByPosition(1, 12).Value = 7.0

    sheets.insertNewByName("不从A1开始", 1)
    second = sheets.getByIndex(1)
    second.getCellByPosition(2, 4).String = "C5"
    second.getCellByPosition(3, 5).Value = 1.0
    sheets.insertNewByName("隐藏表", 2)
    third = sheets.getByIndex(2)
    third.getCellByPosition(0, 0).String = "x"
    third.IsVisible = False
    sheets.insertNewByName("空表", 3)
    sheets.insertNewByName("筛选", 4)
    fourth = sheets.getByIndex(4)
    for r, text in enumerate(("标题", "甲", "乙", "甲")):
        fourth.getCellByPosition(0, r).String = text
    area = CellRangeAddress()
    area.Sheet, area.StartColumn, area.EndColumn, area.StartRow, area.EndRow = 4, 0, 0, 0, 3
    doc.DatabaseRanges.addNewByName("筛选区", area)
    data = doc.DatabaseRanges.getByName("筛选区")
    data.AutoFilter = True
    condition = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
    condition.Field, condition.Operator, condition.StringValue = 0, uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL"), "甲"
    descriptor = data.getFilterDescriptor()
    descriptor.ContainsHeader = True
    descriptor.setFilterFields((condition,))
    data.refresh()
    doc.DocumentProperties.UserDefinedProperties.addProperty("formrule", 128, "service-record@2026.1")


def main():
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        context, office = connect(folder)
        try:
            desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            doc = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (prop("Hidden", True),))
            fill(doc)
            doc.calculateAll()
            for name, more in (("book.ods", ()), ("book.fods", (prop("FilterName", "OpenDocument Spreadsheet Flat XML"),)), ("locked.ods", (prop("Password", "geheim"),))):
                doc.storeToURL(f"file://{HERE}/{name}", more)
            doc.close(True)
        finally:
            os.killpg(office.pid, signal.SIGTERM)
            office.wait()


if __name__ == "__main__":
    main()
