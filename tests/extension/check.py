#!/usr/bin/env python3
"""Check sheet in the real Calc, headless: the same findings as the command line, comments and colours, a second run, undo, what the user made is kept."""
import os

import stage


def main():
    os.makedirs(stage.WORK, exist_ok=True)
    with stage.start("check", locale="zh-CN") as office:
        plain(office)
        template(office)
        repeats(office)
        notes(office)
        untouched(office)
    stage.finish()


def marks(sheet):
    return {at: text for at, text in stage.comments(sheet).items() if any(m in text for m in stage.MARKERS)}


def plain(office):
    """A sheet from CSV that is told its form."""
    document = office.load_csv(stage.copy_sample())
    document.DocumentProperties.UserDefinedProperties.addProperty("formrule", 128, "service-record")
    sheet = document.Sheets.getByIndex(0)
    own = sheet.getCellRangeByName("B10")
    sheet.Annotations.insertNew(own.CellAddress, "请王主管看一下")
    sheet.Annotations.insertNew(sheet.getCellRangeByName("A5").CellAddress, "我的批注")
    own.CellBackColor = 0xABCDEF
    before = stage.comments(sheet)
    data = sheet.getCellRangeByName("A1:AI201").DataArray
    office.dispatch(document, "vnd.org.formrule:check")
    wanted = {}
    for f in stage.findings(stage.SAMPLE, "--form", "service-record"):
        wanted.setdefault((f["row"] - 1, f["column"] - 1), []).append(f["message"])
    got = {at: text.split("【规表】")[1].split("\n") for at, text in marks(sheet).items()}
    stage.expect("the cells and messages of the command line", got, wanted)
    stage.expect("the user's comment stands before ours", stage.comments(sheet)[(9, 1)].split("\n")[0], "请王主管看一下")
    stage.expect("the user's colour stays", own.CellBackColor, 0xABCDEF)
    stage.holds("marked cells are coloured", len(sheet.ConditionalFormats.ConditionalFormats) >= 1)
    stage.expect("one step back", document.UndoManager.AllUndoActionTitles[0], "检查表格")
    stage.expect("the data is as it was", sheet.getCellRangeByName("A1:AI201").DataArray, data)
    formats = len(sheet.ConditionalFormats.ConditionalFormats)
    sheet.getCellRangeByName("P22").String = "已安排上门检测"
    office.dispatch(document, "vnd.org.formrule:check")
    stage.expect("mended cells lose their mark", (21, 15) in marks(sheet), False)
    stage.expect("the others keep one", len(marks(sheet)), len(wanted) - 1)
    stage.expect("colours do not pile up", len(sheet.ConditionalFormats.ConditionalFormats), formats)
    document.UndoManager.undo()
    stage.expect("undo brings the mark back", len(marks(sheet)), len(wanted))
    document.UndoManager.undo() # the cell
    document.UndoManager.undo() # the first check
    stage.expect("undo of the first check leaves what the user had", stage.comments(sheet), before)
    stage.expect("and no colours", len(sheet.ConditionalFormats.ConditionalFormats), 0)
    document.UndoManager.redo()
    stage.expect("redo marks again", (len(marks(sheet)), len(sheet.ConditionalFormats.ConditionalFormats)), (len(wanted), formats))
    office.dispatch(document, "vnd.org.formrule:clear")
    stage.expect("clearing leaves the user's own", stage.comments(sheet), before)
    document.close(True)


def template(office):
    """A protected workbook of ours."""
    path = os.path.join(stage.WORK, "demo.ods")
    ran = stage.run("template", "service-record", "--records", stage.SAMPLE, "-o", path, "--lang", "zh-CN")
    stage.expect("template", ran.returncode, 0)
    document = office.load(path)
    sheet = document.Sheets.getByName("记录")
    formats = len(sheet.ConditionalFormats.ConditionalFormats)
    stage.holds("the sheet is protected", sheet.isProtected())
    office.dispatch(document, "vnd.org.formrule:check")
    wanted = {(f["row"] - 1, f["column"] - 1) for f in stage.findings(path)}
    stage.expect("the same cells as the command line", set(marks(sheet)), wanted)
    stage.holds("still protected", sheet.isProtected())
    office.dispatch(document, "vnd.org.formrule:clear")
    stage.expect("clearing takes ours and leaves the workbook's", (len(marks(sheet)), len(sheet.ConditionalFormats.ConditionalFormats)), (0, formats))
    document.close(True)


def repeats(office):
    """Rows of a repeat stand on a sheet of their own and are judged with their records: marks on both sheets, as the command line has them; one step back for all."""
    sample = os.path.join(stage.FORMS, "quality-inspection", "sample.ods")
    path = os.path.join(stage.WORK, "inspections.ods")
    with open(sample, "rb") as f, open(path, "wb") as out:
        out.write(f.read())
    document = office.load(path)
    document.DocumentProperties.UserDefinedProperties.addProperty("formrule", 128, "quality-inspection")
    office.dispatch(document, "vnd.org.formrule:check")
    wanted = {}
    for f in stage.findings(path, "--form", "quality-inspection"):
        if f.get("column"):
            wanted.setdefault((f["sheet"], f["row"] - 1, f["column"] - 1), []).append(f["message"])
    got = {(sheet.Name, *at): text.split("【规表】")[1].split("\n") for sheet in document.Sheets for at, text in marks(sheet).items()}
    stage.holds("some stand on the sheet of the repeat", len({place[0] for place in wanted}) == 2)
    stage.expect("S4-10: the cells and messages of both sheets", {place: sorted(texts) for place, texts in got.items() if place in wanted}, {place: sorted(texts) for place, texts in wanted.items()})
    document.UndoManager.undo()
    stage.expect("one step back takes the marks of both sheets", [len(marks(sheet)) for sheet in document.Sheets], [0, 0])
    document.setModified(False)
    document.close(True)


def notes(office):
    """What must never be recorded is found in comments as the command line finds it in the file: on a record, above the header, on a row without cells, far below; not twice after a second check."""
    document = office.load_csv(stage.copy_sample("notes.csv"))
    sheet = document.Sheets.getByIndex(0)
    sheet.Rows.insertByIndex(0, 1)
    for cell, words in (("C1", "密码:123456"), ("B12", "身份证 11010519491231002X"), ("D12", "请王主管看一下"), ("F300", "验证码:654321"), ("A9", "密码:1\n第二行"), ("E2", "客户11010519491231002X补充")):
        sheet.Annotations.insertNew(sheet.getCellRangeByName(cell).CellAddress, words)
    path = os.path.join(stage.WORK, "notes.ods")
    office.save(document, path, "calc8")
    wanted = sorted((f["row"] - 1, f["column"] - 1) for f in stage.findings(path, "--form", "service-record") if f["rule"] == "note.denied")
    stage.expect("the command line finds them", wanted, [(0, 2), (1, 4), (8, 0), (11, 1), (299, 5)])
    document.DocumentProperties.UserDefinedProperties.addProperty("formrule", 128, "service-record")
    said = {f["message"] for f in stage.findings(path, "--form", "service-record") if f["rule"] == "note.denied"}
    before = stage.comments(sheet)
    for _ in range(2):
        office.dispatch(document, "vnd.org.formrule:check")
        got = [at for at, text in marks(sheet).items() for line in text.split("【规表】")[1].split("\n") if line in said]
        stage.expect("Check sheet finds the same comments", sorted(got), wanted)
    stage.holds("what is found is not said again", not any("11010519491231002X" in text.split("【规表】")[1] for text in marks(sheet).values()))
    office.dispatch(document, "vnd.org.formrule:clear")
    stage.expect("the comments are as they were", stage.comments(sheet), before)
    document.close(True)


def untouched(office):
    """What cannot be checked is left as it was. The message boxes close themselves without a screen; dialogs.py reads them."""
    for name, fill in (("empty", []), ("stranger", [("a", "b", "c"), ("1", "2", "3")]), ("twice", [("客户编号", "问题描述", "处理结果", "客户编号"), ("KH1", "a", "b", "KH2")])):
        document = office.new_calc()
        document.DocumentProperties.UserDefinedProperties.addProperty("formrule", 128, "service-record")
        sheet = document.Sheets.getByIndex(0)
        if fill:
            sheet.getCellRangeByPosition(0, 0, len(fill[0]) - 1, len(fill) - 1).setDataArray(tuple(fill))
        steps = len(document.UndoManager.AllUndoActionTitles)
        office.dispatch(document, "vnd.org.formrule:check")
        stage.expect(f"{name}: nothing was changed", (len(document.UndoManager.AllUndoActionTitles), sheet.Annotations.Count), (steps, 0))
        document.close(True)
    document = office.load(os.path.join(stage.FORMS, "service-record", "sample.ods"), ReadOnly=True)
    office.dispatch(document, "vnd.org.formrule:check")
    stage.expect("read-only: nothing was changed", document.Sheets.getByIndex(0).Annotations.Count, 0)
    document.close(True)


if __name__ == "__main__":
    main()
