#!/usr/bin/env python3
"""Sheet functions in the real Calc: values, whole tables in one call, empty and error cells, what cannot be answered, and that a file keeps them. S0-5, S0-3, X-1."""
import os
import time

import stage

EMPTY, ERROR_ARGUMENT = "", 502


def main():
    os.makedirs(stage.WORK, exist_ok=True)
    with stage.start("functions", locale="zh-CN") as office:
        document = office.load_csv(stage.copy_sample())
        sheet = document.Sheets.getByIndex(0)
        scalars(sheet)
        tables(sheet)
        workbook(document, sheet)
        large(office)
        document.close(True)
    stage.finish()


def formula(sheet, text):
    cell = sheet.getCellRangeByName("AZ1")
    cell.Formula = text
    return cell


def scalars(sheet):
    for text, wanted in (
            ('FORM.MASK(13812345678;"phone")', "138****5678"), ('FORM.MASK("13812345678";"phone";"middle")', "138****5678"), ('FORM.MASK("李小明";"name";"surname")', "李*"),
            ('FORM.MASK("张女士";"name";"title")', "*女士"), ('FORM.MASK("客服小李";"name";"role")', "客服*"), ('FORM.MASK("李小明";"name";"anonymous")', "匿名"), ('FORM.MASK("";"phone")', EMPTY),
            ('FORM.MASK(BA99;"phone")', EMPTY), ('FORM.MASK("zhang.san@example.com";"email")', "z****@example.com"), ('FORM.MASKTEXT("请回拨13812345678")', "请回拨138****5678"),
            ('FORM.MASKTEXT("没有个人信息")', "没有个人信息")):
        stage.expect(text, formula(sheet, "=ORG.FORMRULE." + text).String, wanted)
    for text, wanted in (("FORM.WORKDAY(DATE(2023;10;6);3)", "DATE(2023;10;9)"), ("FORM.WORKDAY(DATE(2026;2;13);3)", "DATE(2026;2;25)"), ('FORM.WORKDAY(DATE(2026;9;24);3;"cn")', "DATE(2026;9;30)"),
                         ("FORM.WORKDAY(DATE(2023;10;9);-3)", "DATE(2023;9;28)"), ("FORM.NETWORKDAYS(DATE(2023;10;6);DATE(2023;10;9))", "3"), ("FORM.NETWORKDAYS(DATE(2023;10;9);DATE(2023;10;6))", "-3")):
        stage.expect(text, formula(sheet, f"=ORG.FORMRULE.{text}-{wanted}").Value, 0.0)
    for text in ('FORM.MASK("x";"no-such-kind")', 'FORM.MASK("x";"name";"no-such-style")', 'FORM.WORKDAY(1;1;"no-such-calendar")', 'FORM.ERRORS("no-such-form";A1:AI1;A2:AI3)', 'FORM.ERRORS("";A1:AI1;A2:AI3)',
                 'FORM.VALID("service-record";A2:AI2;A3:AI4)', 'FORM.ERRORS("service-record";A1:B1;A2:B3)'):
        stage.expect(text, formula(sheet, "=ORG.FORMRULE." + text).getError(), ERROR_ARGUMENT)
    formula(sheet, "")


def array(sheet, where, text):
    cells = sheet.getCellRangeByName(where)
    cells.setArrayFormula("=ORG.FORMRULE." + text)
    return [row[0] for row in cells.DataArray]


def tables(sheet):
    wanted = {}
    for finding in stage.findings(stage.SAMPLE, "--form", "service-record"):
        wanted.setdefault(finding["row"], []).append(finding["message"])
    errors = array(sheet, "BH2:BH201", 'FORM.ERRORS("service-record";A1:AI1;A2:AI201)')
    for row, text in enumerate(errors, 2):
        stage.expect(f"FORM.ERRORS row {row}", text, ";".join(wanted.get(row, [])))
    wrong = {f["row"] for f in stage.findings(stage.SAMPLE, "--form", "service-record") if f["level"] == "error"}
    valid = array(sheet, "BI2:BI201", 'FORM.VALID("service-record";A1:AI1;A2:AI201)')
    stage.expect("FORM.VALID", [row for row, v in enumerate(valid, 2) if v == 0.0], sorted(wrong))
    values = array(sheet, "BJ2:BJ201", 'FORM.VALUE("service-record";"mean_score";A1:AI1;A2:AI201)')
    stage.expect("S0-5: the mean of 4, 3, 5, 4", values[0], 4.0)
    for row, value in enumerate(values, 1): # Calc's own AVERAGE is the second opinion
        if row + 1 in wrong:
            continue
        formula(sheet, f'=IF(COUNT(V{row + 1}:Y{row + 1})=0;"";ROUND(AVERAGE(V{row + 1}:Y{row + 1});2))')
        cell = sheet.getCellRangeByName("AZ1")
        mean = cell.Value if cell.String else ""
        if all(isinstance(x, float) for x in sheet.getCellRangeByName(f"V{row + 1}:Y{row + 1}").DataArray[0] if x != ""):
            stage.expect(f"FORM.VALUE row {row + 1}", value, mean)
    sheet.getCellRangeByName("AZ1").Formula = ""
    # S0-8, S0-6: Calc's own arithmetic is the second opinion; row 2 is a complaint of 2023-10-10 with something to do until 2023-10-12
    due = array(sheet, "BK2:BK201", 'FORM.DUE("service-record";"evaluation_due";A1:AI1;A2:AI201)')
    header = sheet.getCellRangeByName("A1:AI1").DataArray[0]
    rows = sheet.getCellRangeByName("A2:AI201").DataArray
    kind, solved, todo, until = (header.index(name) for name in ("服务类型", "解决时间", "需跟进事项", "完成时限"))
    for number, (row, got) in enumerate(zip(rows, due), 2):
        if number in wrong:
            continue
        wanted = "" if row[solved] == "" else row[solved] + (1 if row[kind] in ("售后投诉", "售后维修") else 0)
        stage.holds(f"FORM.DUE row {number}: {got}, wanted {wanted}", got == wanted if "" in (got, wanted) else abs(got - wanted) < 1e-6)
    stage.holds("some are due", sum(1 for d in due if d != "") > 150)
    status = array(sheet, "BL2:BL201", 'FORM.DUESTATUS("service-record";"todo_due";A1:AI1;A2:AI201)')
    for number, (row, got) in enumerate(zip(rows, status), 2):
        if number not in wrong:
            stage.holds(f"FORM.DUESTATUS row {number}: {got}", got in (("按时完成", "逾期完成", "已逾期") if row[todo] != "" else ("",)))
    sheet.getCellRangeByName("BK2:BL201").clearContents(1023)
    stage.expect("no such value", array(sheet, "BK2:BK3", 'FORM.VALUE("service-record";"no_such";A1:AI1;A2:AI3)'), ["", ""])
    stage.expect("an empty row", array(sheet, "BL2:BL2", 'FORM.VALID("service-record";A1:AI1;A900:AI900)'), [""])
    sheet.getCellRangeByName("P300").Formula = "=1/0"
    sheet.getCellRangeByName("A300").String = "KH900"
    got = array(sheet, "BM2:BM2", 'FORM.ERRORS("service-record";A1:AI1;A300:AI300)')[0]
    stage.holds(f"an error cell is told, not fatal: {got}", "处理结果" in got and "公式错误" in got)
    sheet.getCellRangeByName("A300:P300").clearContents(1023)
    sheet.getCellRangeByName("BK2:BM3").clearContents(1023)


def workbook(document, sheet):
    """With the form named by the workbook, an empty form will do; a saved file keeps the formulas."""
    document.DocumentProperties.UserDefinedProperties.addProperty("formrule", 128, "service-record@2026.1")
    stage.expect("the workbook's form", array(sheet, "BK2:BK2", 'FORM.VALID("";A1:AI1;A2:AI2)'), [1.0])
    stage.holds("the formula is kept by name", "FORM.VALID" in sheet.getCellRangeByName("BK2").Formula.upper())


def large(office):
    """10,000 rows in one call; the time is told, not judged."""
    document = office.new_calc()
    sheet = document.Sheets.getByIndex(0)
    with open(stage.SAMPLE, encoding="utf-8", newline="") as f:
        import csv
        rows = list(csv.reader(f))
    body = [tuple(r) for r in rows[1:]]
    table = [tuple(rows[0])] + [(f"KH{i:05d}",) + body[i % len(body)][1:] for i in range(10000)]
    sheet.getCellRangeByPosition(0, 0, len(rows[0]) - 1, 10000).setDataArray(tuple(table))
    for name in ("VALID", "ERRORS"):
        started = time.monotonic()
        got = array(sheet, "BH2:BH10001", f'FORM.{name}("service-record";A1:AI1;A2:AI10001)')
        seconds = time.monotonic() - started
        stage.expect(f"{name} of 10,000 rows", len(got), 10000)
        print(f"FORM.{name}: 10,000 records of {len(rows[0])} cells in {seconds:.2f} s, {seconds / 10000 / len(rows[0]) * 1e6:.2f} µs a cell (reading the result included)")
    document.close(True)


if __name__ == "__main__":
    main()
