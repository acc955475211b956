#!/usr/bin/env python3
"""Sheet functions in the real Calc: values, whole tables in one call, empty and error cells, what cannot be answered, and that a file keeps them. S0-5, S0-3, X-1."""
import base64
import hashlib
import hmac
import os
import time

import stage

EMPTY, ERROR_ARGUMENT, NO_VALUE = "", 502, 519


def main():
    os.makedirs(stage.WORK, exist_ok=True)
    with stage.start("functions", locale="zh-CN") as office:
        document = office.load_csv(stage.copy_sample())
        sheet = document.Sheets.getByIndex(0)
        scalars(sheet)
        masks(sheet)
        pseudonyms(office, document, sheet)
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


def masks(sheet):
    """Every kind and style, as the table of the rules has them; a range gives a range; what is no kind or style gives an error and never the value."""
    for kind, style, value, wanted in (
            ("name", "", "李小明", "李*"), ("name", "surname", "欧阳震华", "欧阳*"), ("name", "surname-length", "段正淳", "段**"), ("name", "title", "张女士", "*女士"), ("name", "role", "售后部-张强", "售后部-张*"),
            ("name", "anonymous", "李小明", "匿名"), ("name", "", "John Smith", "J."), ("name", "", "荒", "*"), ("phone", "middle", "13812345678", "138****5678"), ("phone", "", "+86 138-1234-5678", "+86 138****5678"),
            ("phone", "", "010-88993108", "010-****3108"), ("phone", "", "95588", "95588"), ("phone", "", "1385678", "****"), ("id-card", "", "11010519491231002X", "1****************X"),
            ("bank-card", "", "6227 8801 0010 0105 123", "6227 **** **** **** 123"), ("email", "", "a@b.cn", "*@b.cn"), ("address", "", "北京市海淀区马连洼街道289号", "北京市海淀区****"), ("plate", "", "京A12345", "京A1***5"),
            ("free-text", "", "打 138 1234 5678 找他", "打 138****5678 找他")):
        arguments = f'"{value}";"{kind}"' + (f';"{style}"' if style else "")
        stage.expect(arguments, formula(sheet, f"=ORG.FORMRULE.FORM.MASK({arguments})").String, wanted)
    for kind, style in (("", ""), ("Name", ""), ("手机", ""), ("phone ", ""), ("phone", "midle"), ("name", "Surname")):
        cell = formula(sheet, f'=ORG.FORMRULE.FORM.MASK("13812345678";"{kind}";"{style}")')
        stage.expect(f"no kind {kind!r} or style {style!r}", (cell.getError(), "1381234" in cell.String), (ERROR_ARGUMENT, False))
    fill(sheet, "BA1:BB3", (("13812345678", 13912345678.0), ("", "139****5678"), (0.0, "x")))
    stage.expect("a range gives a range", cells(sheet, "BD1:BE3", 'FORM.MASK(BA1:BB3;"phone")'), (("138****5678", "139****5678"), ("", "139****5678"), ("****", "****")))
    stage.expect("of text too", cells(sheet, "BD1:BE3", "FORM.MASKTEXT(BA1:BB3)"), (("138****5678", "139****5678"), ("", "139****5678"), ("0", "x")))
    fill(sheet, "BB3:BB3", (("=1/0",),))
    stage.holds("an error among them hides all", all(isinstance(v, str) and "1381234" not in v for row in cells(sheet, "BD1:BE3", 'FORM.MASK(BA1:BB3;"phone")') for v in row if v is not None))
    sheet.getCellRangeByName("BA1:BE3").clearContents(1023)


def fill(sheet, where, values):
    sheet.getCellRangeByName(where).setFormulaArray(tuple(tuple(str(v) if isinstance(v, float) else v if v.startswith("=") or not v.isdigit() else "'" + v for v in row) for row in values))


def cells(sheet, where, text):
    at = sheet.getCellRangeByName(where)
    at.setArrayFormula("")
    at.setArrayFormula("=ORG.FORMRULE." + text)
    return at.DataArray


def token(key, kind, plain, which=0):
    """HMAC-SHA-256 over the kind's letter, a zero byte and the value in its normal spelling; its first 16 bytes in base 32."""
    words = [line.split(" ") for line in open(key, encoding="ascii").read().splitlines()[1:]]
    name, secret = words[2 * which][1], words[2 * which + 1][1]
    digest = hmac.new(bytes.fromhex(secret), kind.encode() + b"\0" + plain.encode(), hashlib.sha256).digest()[:16]
    return f"{kind}-{name}-{base64.b32encode(digest).decode().lower().rstrip('=')}"


def choose_key(office, path):
    """As the menu's action keeps it."""
    provider = office.service("com.sun.star.configuration.ConfigurationProvider")
    access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationUpdateAccess", (stage.office.property_value("nodepath", "/org.formrule.Settings/Pseudonyms"),))
    access.replaceByName("KeyFile", path)
    access.commitChanges()


def pseudonyms(office, document, sheet):
    """S1-7: tokens as Python's hmac has them, one for all spellings of a value, another for another kind; without a key, or with one that cannot be used, an error and never the value."""
    paths = {name: os.path.join(stage.WORK, name + ".key") for name in ("team", "other", "shared", "broken", "pair")}
    for path in paths.values():
        for left in (path, path.replace(".key", ".pub")):
            if os.path.exists(left):
                os.remove(left)
    for name in ("team", "other", "shared"):
        stage.expect("a key is made", stage.run("key", "new", "-o", paths[name]).returncode, 0)
    stage.expect("a newer key", stage.run("key", "rotate", paths["team"]).returncode, 0)
    stage.expect("a pair", stage.run("key", "new", "--pair", "-o", paths["pair"]).returncode, 0)
    os.chmod(paths["shared"], 0o644)
    with open(paths["broken"], "w", encoding="ascii") as f:
        f.write("formrule-key 1\nid 12345678\n")
    os.chmod(paths["broken"], 0o600)

    def said(text):
        cell = formula(sheet, "=ORG.FORMRULE." + text)
        return cell.getError() or cell.String
    for name, path in (("none", ""), ("not there", "/nowhere/x.key"), *[(n, paths[n]) for n in ("shared", "broken", "pair")]):
        choose_key(office, path)
        cell = formula(sheet, '=ORG.FORMRULE.FORM.PSEUDONYM("13812345678";"phone")')
        stage.expect(f"key {name}", (cell.getError(), cell.String), (NO_VALUE, "#VALUE!"))
    choose_key(office, paths["team"])
    for value, kind, letter, plain in (("13812345678", "phone", "P", "+8613812345678"), ("+86 138 1234 5678", "phone", "P", "+8613812345678"), ("１３８-1234-5678", "phone", "P", "+8613812345678"), ("010-88993108", "phone", "P", "+861088993108"),
                                       ("李小明", "name", "N", "李小明"), (" 李小明 ", "name", "N", "李小明"), ("11010519491231002x", "id-card", "I", "11010519491231002x"), ("11010519491231002X", "id-card", "I", "11010519491231002x"),
                                       ("6227 8801 0010 0105 123", "bank-card", "B", "6227880100100105123"), ("Zhang.San@Example.com", "email", "E", "zhang.san@example.com"), ("京A12345", "plate", "V", "京a12345")):
        stage.expect(f"token of {kind}", said(f'FORM.PSEUDONYM("{value}";"{kind}")'), token(paths["team"], letter, plain))
    stage.expect("a number", said('FORM.PSEUDONYM(13812345678;"phone")'), token(paths["team"], "P", "+8613812345678"))
    for value in ("", "138****5678", "1385678", "x"):
        stage.expect(f"no token of {value!r}", said(f'FORM.PSEUDONYM("{value}";"phone")'), "")
    stage.expect("an empty cell", said('FORM.PSEUDONYM(BA99;"phone")'), "")
    with open(paths["team"], encoding="ascii") as f:
        newest, older = [line.split(" ")[1] for line in f.read().splitlines() if line.startswith("id ")]
    for name, which in ((newest, 0), (older, 1)):
        stage.expect("by the id of a key", said(f'FORM.PSEUDONYM("李小明";"name";"{name}")'), token(paths["team"], "N", "李小明", which))
    for text in ('"李小明";"nobody"', '"李小明";""', '"李小明";"free-text"', '"李小明";"name";"00000000"', '"李小明";"name";"../x"'):
        stage.expect(text, said(f"FORM.PSEUDONYM({text})"), ERROR_ARGUMENT)
    fill(sheet, "BA1:BA4", (("13812345678",), ("",), ("+86 138-1234-5678",), ("*",)))
    phone = token(paths["team"], "P", "+8613812345678")
    stage.expect("a range in one call", cells(sheet, "BD1:BD4", 'FORM.PSEUDONYM(BA1:BA4;"phone")'), ((phone,), ("",), (phone,), ("",)))
    sheet.getCellRangeByName("BA1:BD4").clearContents(1023)
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
