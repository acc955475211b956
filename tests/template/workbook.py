#!/usr/bin/env python3
"""The workbook of service-record in the real Calc: every rule is live, typed values are refused with the form's own words, scores are the engine's.

Usage: workbook.py FORMRULE SOURCE_DIR [xlsx]   xlsx: the same for the one written for Excel. exit 77: left out, no office here
"""
import csv
import json
import os
import shutil
import subprocess
import sys

try:
    from calc import Calc, properties
except ImportError as problem:
    print(f"left out: no office with Python here ({problem})")
    sys.exit(77)

FORMRULE, SOURCE = sys.argv[1:3]
FOLDER = "" # where files go: the folder of the office
FORMS = os.path.join(SOURCE, "forms")
SAMPLE = os.path.join(FORMS, "service-record", "sample.csv")
# What a sheet cannot judge: the guide says so (section "Checked outside this sheet").
OUTSIDE = {("problem", "identifier.denied"), ("remark", "identifier.denied"), ("problem", "identifier.clear")}
faults = []


def expect(name, got, want):
    if got != want:
        faults.append(name)
        print(f"FAULT {name}: {got!r}, not {want!r}")


def formrule(*arguments):
    done = subprocess.run([FORMRULE, *arguments], capture_output=True, text=True)
    if done.returncode == 2:
        sys.exit(f"formrule {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def template(name, *more):
    path = os.path.join(FOLDER, name)
    formrule("template", "service-record", "--forms", FORMS, "-o", path, "--lang", "zh-CN", *more)
    return path


def headings(sheet):
    row = sheet.getCellRangeByPosition(0, 1, 60, 1).DataArray[0]
    return {str(text).removesuffix(" *"): i for i, text in enumerate(row) if text != ""}


def labels():
    """Label of each field by name, from the definition itself."""
    import xml.etree.ElementTree as ET
    ns = "{urn:formrule:form}"
    root = ET.parse(os.path.join(FORMS, "service-record", "form.xml"))
    return {field.get("name"): field.find(ns + "label").text for field in root.iter(ns + "field")}


def card_cell(sheet, label):
    """The value cell right of a label on the card."""
    for y in range(80):
        for x in (0, 2):
            if sheet.getCellByPosition(x, y).String.removesuffix(" *") == label:
                return sheet.getCellByPosition(x + 1, y)
    raise AssertionError(f"no {label} on the card")


def address(cell):
    return cell.AbsoluteName.split(".")[1].replace("$", "")


def no_formula_is_an_error(document, name):
    for sheet in document.Sheets:
        expect(f"{name}: {sheet.Name} has no formula error", sheet.queryFormulaCells(4).RangeAddressesAsString, "")


def sheets_are_as_designed(document):
    records = document.Sheets["记录"]
    expect("sheets", [sheet.Name for sheet in document.Sheets if sheet.IsVisible], ["填写", "记录", "说明"])
    expect("protected", [document.Sheets[name].isProtected() for name in ("填写", "记录")], [True, True])
    expect("form's name in the document", document.DocumentProperties.UserDefinedProperties.formrule, "service-record@2026.1")
    columns = headings(records)
    expect("first column", columns["检查"], 0)
    expect("phone is text", document.NumberFormats.getByKey(records.getCellByPosition(columns["联系方式"], 500).NumberFormat).FormatString, "@")
    expect("input is open", records.getCellByPosition(columns["问题描述"], 1001).CellProtection.IsLocked, False)
    expect("computed is closed", records.getCellByPosition(columns["平均分"], 1001).CellProtection.IsLocked, True)
    area = document.NamedRanges.getByName("formrule_records").ReferredCells.RangeAddress
    expect("formrule_records", (area.StartColumn, area.StartRow, area.EndRow), (0, 1, 1001))
    expect("filter", document.DatabaseRanges.getByName("formrule_table").AutoFilter, True)
    expect("hidden columns", [records.Columns.getByIndex(columns[name]).IsVisible for name in ("记录标识", "表单版本")], [False, False])
    document.CurrentController.setActiveSheet(records)
    expect("frozen", (document.CurrentController.SplitColumn, document.CurrentController.SplitRow), (2, 2))


def sheet_and_engine_say_the_same(document):
    """The 检查 column of 200 records beside what was written down by hand (expected.tsv)."""
    records = document.Sheets["记录"]
    wrong = {}
    with open(os.path.join(FORMS, "service-record", "expected.tsv"), encoding="utf-8") as file:
        for line in csv.reader((line for line in file if not line.startswith("#")), delimiter="\t"):
            if (line[1], line[2]) not in OUTSIDE:
                wrong.setdefault(int(line[0]) + 1, []).append(line[3])
    values = records.getCellRangeByPosition(0, 2, 0, 201).DataArray
    for i, (said,) in enumerate(values):
        levels = wrong.get(i + 3, [])
        errors = levels.count("error")
        expect(f"检查 of row {i + 3}", said, f"{errors} 处" if errors else "提醒" if levels else "✓")
    expect("rows that are ready are blank", records.getCellRangeByPosition(0, 202, 0, 1001).DataArray, (("",),) * 800)
    column = headings(records)["需要修改的地方"]
    expect("S0-7 reason of a missing result", records.getCellByPosition(column, 22).String, "请写明处理结果")


def typing_is_judged(calc, document):
    records, card = document.Sheets["记录"], document.Sheets["填写"]
    words, columns = labels(), headings(records)
    free = 250 # a row nobody has used

    def on_card(field, text):
        return calc.type_into(document, card, address(card_cell(card, words[field])), text)

    def in_table(field, text):
        return calc.type_into(document, records, address(records.getCellByPosition(columns[words[field]], free)), text)

    for place, where in ((on_card, "card"), (in_table, "table")):
        said = place("customer_no", "kh1")
        expect(f"{where}: S0-3 wrong number is refused in the form's words", "客户编号应为两个大写字母加数字,如 KH001" in said, True)
        expect(f"{where}: right number is taken", place("customer_no", "KH001"), "")
        expect(f"{where}: S0-14 a clear name is refused", "客户姓名须脱敏后填写" in place("customer_name", "王小明"), True)
        expect(f"{where}: a masked name is taken", place("customer_name", "*女士"), "")
        expect(f"{where}: a clear phone is refused", "联系方式须脱敏后填写" in place("phone", "13800138000"), True)
        expect(f"{where}: a choice of no list is refused", "服务类型请从以下选项中选择" in place("service_type", "售后投述"), True)
        expect(f"{where}: a choice is taken", place("service_type", "产品咨询"), "")
        expect(f"{where}: S0-5 a rating of 6 is refused", "问题解决效果应在 1 到 5 之间" in place("effect", "6"), True)
        expect(f"{where}: S0-5 a rating of 2.5 is refused", "问题解决效果应在 1 到 5 之间" in place("effect", "2.5"), True)
        expect(f"{where}: text for a date is refused", "日期时间应为日期和时间" in place("contacted_at", "10月中旬"), True)
        for field, text in (("speed", "4"), ("effect", "3"), ("attitude", "5"), ("skill", "4")):
            expect(f"{where}: {field} is taken", place(field, text), "")
    expect("S0-5 mean on the card", card_cell(card, "平均分").String, "4.00")
    expect("S0-5 mean in the table", records.getCellByPosition(columns["平均分"], free).String, "4.00")
    expect("S0-7 what is still missing", records.getCellByPosition(0, free).String, "3 处") # 日期时间, 问题描述, 处理结果
    for place in (on_card, in_table):
        place("contacted_at", "2023-10-20 09:30")
        place("problem", "10月5日在杭州购买的洗衣机漏水")
        place("result", "已上门检测")
        place("confirmed", "是")
    expect("all is well in the table", records.getCellByPosition(0, free).String, "✓")
    expect("S0-10 name of the record", "KH001-产品咨询-20231020" in card.getCellByPosition(0, 2).String, True)
    expect("a computed cell is closed", calc.type_into(document, records, address(records.getCellByPosition(columns["平均分"], free)), "5") != "", True)


def what_gets_round_is_shown(document):
    """Paste and scripts get round validity: 检查 says so, and the cell is red in print."""
    records = document.Sheets["记录"]
    columns = headings(records)
    row = 260
    before = red(document)
    for name, value in (("客户编号", "KH777"), ("服务类型", "没有这种"), ("问题解决效果", 9)):
        cell = records.getCellByPosition(columns[name], row)
        if isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value
    said = records.getCellByPosition(columns["需要修改的地方"], row).String
    expect("pasted values", [text in said for text in ("服务类型请从以下选项中选择", "问题解决效果应在 1 到 5 之间", "请写明处理结果")], [True] * 3)
    expect("检查 counts them", records.getCellByPosition(0, row).String, "5 处")
    expect("wrong rating gives no mean", records.getCellByPosition(columns["平均分"], row).String, "")
    expect("red cells in print", red(document) > before, True)


def red(document):
    """Dots of the error colour on the pages of 记录 that are printed, as a picture shows them."""
    path = os.path.join(FOLDER, "template-print")
    document.storeToURL(f"file://{path}.pdf", properties(FilterName="calc_pdf_Export"))
    for old in [name for name in os.listdir(FOLDER) if name.startswith("template-print") and name.endswith(".ppm")]:
        os.remove(os.path.join(FOLDER, old))
    subprocess.run(["pdftoppm", "-r", "30", "-f", "2", "-l", "80", f"{path}.pdf", path], check=True)
    return sum(open(os.path.join(FOLDER, name), "rb").read().count(b"\xfd\xec\xea") for name in os.listdir(FOLDER) if name.startswith("template-print") and name.endswith(".ppm"))


def survives_excel(calc, document):
    path = os.path.join(FOLDER, "template.xlsx")
    document.storeToURL(f"file://{path}", properties(FilterName="Calc MS Excel 2007 XML"))
    other = calc.open(path)
    records, columns = other.Sheets["记录"], headings(other.Sheets["记录"])
    kinds = {name: records.getCellByPosition(columns[name], 700).Validation.Type.value for name in ("客户编号", "服务类型", "问题解决效果", "日期时间", "已购产品或服务")}
    expect("XLSX keeps validity", kinds, {"客户编号": "CUSTOM", "服务类型": "LIST", "问题解决效果": "WHOLE", "日期时间": "DATE", "已购产品或服务": "TEXT_LEN"})
    expect("XLSX keeps messages", "1 到 5" in records.getCellByPosition(columns["问题解决效果"], 700).Validation.ErrorMessage, True)
    records.getCellByPosition(columns["问题解决效果"], 700).Value = 9
    records.getCellByPosition(columns["客户编号"], 700).String = "KH888"
    expect("XLSX keeps the rules", records.getCellByPosition(0, 700).String, "5 处")
    expect("XLSX keeps conditional formats", other.Sheets["记录"].ConditionalFormats.getLength() >= 30, True)
    other.close(True)


def an_office_saves_what_we_read(document):
    """Saved by Calc, the workbook is checked by the engine as the file it came from."""
    path = os.path.join(FOLDER, "template-saved.ods")
    document.storeToURL(f"file://{path}", properties(FilterName="calc8"))
    def findings(source):
        lines = formrule("check", "--forms", FORMS, "--form", "service-record", "--lang", "zh-CN", "--now", "2023-11-30T09:00:00+08:00", "--format", "ndjson", source)
        return [(f.get("field"), f["rule"], f["level"], f.get("record")) for f in map(json.loads, lines.splitlines()) if f["level"] != "info"]
    expect("check of the saved workbook", findings(path), findings(SAMPLE))


def excel(calc):
    """As the OpenDocument one, in what is judged while people type; what else it holds is compared in excel.py."""
    document = calc.open(template("template-filled.xlsx", "--records", SAMPLE))
    no_formula_is_an_error(document, "filled")
    sheet_and_engine_say_the_same(document)
    an_office_saves_what_we_read(document)
    typing_is_judged(calc, document)
    what_gets_round_is_shown(document)
    no_formula_is_an_error(document, "typed into")
    document.close(True)


def open_document(calc):
    filled, empty = template("template-filled.ods", "--records", SAMPLE), template("template-empty.ots")
    document = calc.open(filled)
    no_formula_is_an_error(document, "filled")
    sheets_are_as_designed(document)
    sheet_and_engine_say_the_same(document)
    an_office_saves_what_we_read(document)
    survives_excel(calc, document)
    typing_is_judged(calc, document)
    what_gets_round_is_shown(document)
    no_formula_is_an_error(document, "typed into")
    document.close(True)
    document = calc.open(empty, AsTemplate=True)
    expect("a template opens as a new document", document.hasLocation(), False)
    no_formula_is_an_error(document, "empty")
    document.close(True)


def main():
    if not shutil.which("soffice"):
        print("left out: no LibreOffice here")
        return 77
    global FOLDER
    calc = Calc()
    FOLDER = calc.folder
    try:
        (excel if "xlsx" in sys.argv[3:] else open_document)(calc)
    finally:
        calc.end()
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
