#!/usr/bin/env python3
"""What ./build.sh run shows: the service-record workbook with its sample records in Calc, the extension installed in a profile of its own. Without a display the same job headless: the sheet is
checked through the extension, the findings are printed as a table, and the annotated workbook and a picture of the first page of records stay in the folder.

Usage: demo.py --oxt formrule.oxt --formrule build/bin/formrule --out build/demo
"""
import argparse
import os
import subprocess
import sys
import unicodedata

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "office"))


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(rows):
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell + " " * (w - width(cell)) for cell, w in zip(row, widths)).rstrip())


def letters(column):
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def headless(office_module, options, workbook):
    with office_module.Office(os.path.join(options.out, "office"), locale="zh-CN", oxt=options.oxt) as office:
        document = office.load(workbook)
        office.dispatch(document, "vnd.org.formrule:check")
        sheet = next(s for s in document.Sheets if s.Annotations.Count) if any(s.Annotations.Count for s in document.Sheets) else document.Sheets.getByIndex(1)
        found = sorted((a.Position.Row, a.Position.Column, a.String) for a in sheet.Annotations)
        rows = [("单元格", "栏目", "需要修改")]
        for row, column, text in found:
            label = sheet.getCellByPosition(column, 1).String.strip(" *") # the header; what the cells hold may be personal
            rows.append((letters(column) + str(row + 1), label, text.replace("【规表】", "").replace("\n", ";")))
        table(rows)
        marked, picture = os.path.join(options.out, "service-record-marked.ods"), os.path.join(options.out, "service-record.png")
        office.save(document, marked, "calc8")
        office.picture(document, picture, page=2) # the first page of the records; page 1 is the empty card
        document.close(True)
    print(f"\n{len(found)} 处需要修改;已写入 {os.path.relpath(marked)} 和 {os.path.relpath(picture)}")
    return 0 if found else 1


def main():
    parser = argparse.ArgumentParser()
    for name in ("oxt", "formrule", "out"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    import office as office_module
    options.out = office_module.fresh(os.path.abspath(options.out))
    workbook = os.path.join(options.out, "service-record.ods")
    forms = os.path.join(ROOT, "forms")
    subprocess.run([options.formrule, "template", "service-record", "--forms", forms, "--records", os.path.join(forms, "service-record", "sample.csv"), "-o", workbook, "--lang", "zh-CN"], check=True)
    if not os.environ.get("DISPLAY"):
        return headless(office_module, options, workbook)
    with office_module.Office(os.path.join(options.out, "office"), display=os.environ["DISPLAY"], oxt=options.oxt) as office:
        office.load(workbook)
        print("Calc 已打开:菜单“规表 → 检查表格”(关闭 Calc 结束)" if os.environ.get("LANG", "").startswith("zh") else "Calc is open: menu Formrule → Check sheet (close Calc to end)")
        office.process.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
