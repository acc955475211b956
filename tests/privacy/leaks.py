#!/usr/bin/env python3
"""No leak: names, phones, ids, mails planted into every corner of a workbook that the real office makes, and into CSV; the masked copy, the findings, values, worklists and messages of every command are
searched for them, as bytes of every part. S3-6, S0-14, S1-7.

Usage: leaks.py FORMRULE SOURCE_DIR WORK_DIR
"""
import csv
import os
import re
import subprocess
import sys
import zipfile

FORMRULE, ROOT, WORK = (os.path.abspath(a) for a in sys.argv[1:4])
sys.path.insert(0, os.path.join(ROOT, "tests", "office"))
import office  # noqa: E402

FORMS = os.path.join(ROOT, "forms")
HEAD = ["客户编号", "客户姓名", "联系方式", "服务类型", "日期时间", "问题描述", "处理结果", "需跟进事项", "负责人", "完成时限", "内部"]
PHONES = [f"1381234567{i}" for i in range(10)]
SECRETS = PHONES[:3] + PHONES[4:] + ["138-1234-5673", "李小明", "王大锤", "11010519491231002X", "zhang.san@example.com", "6222020200112233446"]
faults = 0


def fault(*words):
    global faults
    faults += 1
    print(*words)


def search(where, data):
    for secret in SECRETS:
        if secret.encode() in data or secret.encode("utf-16-le") in data:
            fault(where, "still holds", secret)


def plant(calc, path):
    document = calc.new_calc()
    sheet = document.Sheets.getByIndex(0)

    def put(cell, text):
        sheet.getCellRangeByName(cell).String = text
    put("A1", "回访记录 联系 " + PHONES[1])
    for column, head in enumerate(HEAD):
        sheet.getCellByPosition(column, 1).String = head
    record = ["KH001", "李小明", PHONES[2], "产品咨询", "2023-10-10 14:30", "李小明来电要求回电 138-1234-5673", "已说明", "回电", "售后部-王大锤", "2023-10-12", "身份证 11010519491231002X"]
    for column, text in enumerate(record):
        sheet.getCellByPosition(column, 2).String = text
    sheet.getCellByPosition(11, 2).Value = float(PHONES[4])
    sheet.getCellByPosition(12, 2).Formula = f'="打 "&"{PHONES[5]}"'
    put("N3", "卡 6222020200112233446")
    sheet.Annotations.insertNew(sheet.getCellRangeByName("B3").CellAddress, "王大锤 " + PHONES[6])
    document.Sheets.insertNewByName("藏", 1)
    hidden = document.Sheets.getByIndex(1)
    hidden.getCellRangeByName("C5").String = "李小明 zhang.san@example.com"
    hidden.IsVisible = False
    put("B9", PHONES[7])
    put("A9", "合并")
    sheet.getCellRangeByName("A9:B9").merge(True)
    sheet.getCellRangeByName("A4").Rows.IsVisible = False
    put("C4", PHONES[0])
    document.DocumentProperties.Author = "王大锤"
    document.DocumentProperties.Title = "李小明的记录"
    document.DocumentProperties.Description = PHONES[8]
    document.DocumentProperties.UserDefinedProperties.addProperty("Manager", 128, "王大锤")
    style = document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
    style.HeaderIsOn = True
    content = style.RightPageHeaderContent
    content.LeftText.String = "热线 " + PHONES[8]
    style.RightPageHeaderContent = content
    validation = sheet.getCellRangeByName("D3").Validation
    validation.ShowInputMessage = True
    validation.InputMessage = "问 " + PHONES[9]
    sheet.getCellRangeByName("D3").Validation = validation
    calc.save(document, path, "calc8")
    document.close(True)


def run(*arguments, folder):
    ran = subprocess.run([FORMRULE, *arguments, "--forms", FORMS], capture_output=True, cwd=folder, timeout=60)
    search(" ".join(arguments[:3]), ran.stdout + ran.stderr)
    return ran


def commands(path, folder):
    """Whatever they say, they say it masked."""
    for lang in ("zh-CN", "en"):
        for form in ("text", "ndjson", "csv"):
            for command in ("check", "score", "due"):
                run(command, "--form", "service-record", path, "--format", form, "--lang", lang, folder=folder)
        run("repair", "--form", "service-record", path, "--lang", lang, folder=folder)
        run("check", "--form", "quality-inspection", path, "--lang", lang, folder=folder)


def main():
    folder = office.fresh(WORK)
    planted, masked = os.path.join(folder, "planted.ods"), os.path.join(folder, "masked.ods")
    with office.Office(os.path.join(folder, "office")) as calc:
        plant(calc, planted)
        ran = run("mask", "--form", "service-record", planted, "-o", masked, folder=folder)
        if ran.returncode:
            fault("mask:", ran.stderr.decode())
        for name in zipfile.ZipFile(masked).namelist():
            search("masked.ods " + name, zipfile.ZipFile(masked).read(name))
        document = calc.load(masked)
        sheet = document.Sheets.getByIndex(0)
        for cell, text in (("B3", "*"), ("C3", "138****5672"), ("A3", "KH001"), ("D3", "产品咨询"), ("I3", "售后部-王*"), ("L3", "138****5674"), ("A1", "回访记录 联系 138****5671")):
            if sheet.getCellRangeByName(cell).String != text:
                fault(cell, "is", sheet.getCellRangeByName(cell).String, "wanted", text)
        document.close(True)
    text = os.path.join(folder, "planted.csv")
    with open(text, "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(HEAD)
        writer.writerow(["KH001", "李小明", PHONES[2], "产品咨询", "2023-10-10 14:30", "李小明\n来电 " + PHONES[4], "已说明", "回电", "王大锤", "2023-10-12", "11010519491231002X,zhang.san@example.com"])
    run("mask", "--form", "service-record", text, "-o", "masked.csv", folder=folder)
    out = open(os.path.join(folder, "masked.csv"), "rb").read()
    search("masked.csv", out)
    rows = list(csv.reader(out.decode("utf-8-sig").splitlines(True)))
    if rows[0] != HEAD or len(rows) != 2 or rows[1][3] != "产品咨询" or not re.fullmatch(r"\S*\n来电 138\*{4}5674", rows[1][5]):
        fault("masked.csv holds", rows)
    run("mask", text, "-o", "unknown.csv", folder=folder)
    for path in (planted, text):
        commands(path, folder)
    for name in os.listdir(folder):
        if name not in ("planted.ods", "planted.csv", "office"):
            search(name, open(os.path.join(folder, name), "rb").read())
    print(f"{len(SECRETS)} secrets planted, {faults} found again")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
