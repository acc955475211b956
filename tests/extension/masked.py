#!/usr/bin/env python3
"""Save masked copy, on a screen of its own, through the office's own file picker: what was planted is found in no byte of the copy nor in anything the office leaves behind; the document stays as it was, and so
does what can be undone; the report says what was hidden; what cannot be done is said, and nothing is left of it. S3-6, S0-14."""
import csv
import os
import sys
import threading
import time
import zipfile

import stage
from dialogs import ALERT, BUTTON, DIALOG, act, dialogs, press, wait, walk

HEAD = ["客户编号", "客户姓名", "联系方式", "服务类型", "日期时间", "问题描述", "处理结果", "需跟进事项", "负责人", "完成时限"]
RECORD = ["KH001", "李小明", "13912345601", "产品咨询", "2023-10-10 14:30", "李小明来电要求回电 139-1234-5602", "已说明", "回电", "售后部-王大锤", "2023-10-12"]
TYPED = "13912345603" # never saved
SECRETS = ["李小明", "王大锤", "13912345601", "139-1234-5602", TYPED, "13912345604", "13912345605", "11010519491231002X", "zhang.san@example.com", "6222020200112233446", "13912345606", "13912345607"]


def main():
    stage.office.fresh(stage.WORK)
    with stage.office.Screen() as screen, stage.start("masked", display=screen.name, locale="zh-CN") as calc:
        path = os.path.join(stage.WORK, "十月.ods")
        plant(calc, path)
        unsaved(calc, screen, path)
        typing(calc, path)
        saved(calc, path)
        stopped(calc)
        stranger(calc, screen)
        refused(calc, path)
        secret(calc)
        left_behind(calc.folder)
    stage.finish()


def plant(calc, path):
    document = calc.new_calc()
    sheet = document.Sheets.getByIndex(0)
    sheet.getCellRangeByPosition(0, 0, len(HEAD) - 1, 1).setDataArray((tuple(HEAD), tuple(RECORD)))
    sheet.getCellRangeByName("F2").String += ",身份证 11010519491231002X"
    sheet.Annotations.insertNew(sheet.getCellRangeByName("B2").CellAddress, "王大锤 13912345604")
    document.Sheets.insertNewByName("藏", 1)
    hidden = document.Sheets.getByName("藏")
    hidden.getCellRangeByName("C5").String = "李小明 zhang.san@example.com 卡 6222020200112233446"
    hidden.IsVisible = False
    document.DocumentProperties.Author = "王大锤"
    document.DocumentProperties.Description = "13912345605"
    style = document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
    style.HeaderIsOn = True
    content = style.RightPageHeaderContent
    content.LeftText.String = "热线 13912345606"
    style.RightPageHeaderContent = content
    cell = sheet.getCellRangeByName("D2")
    validation = cell.Validation
    validation.ShowInputMessage, validation.InputMessage = True, "问 13912345607"
    cell.Validation = validation
    calc.save(document, path, "calc8")
    document.close(True)


def clear(where, data):
    for word in SECRETS:
        stage.holds(f"{where} does not hold {word}", word.encode() not in data and word.encode("utf-16-le") not in data)


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def left_behind(folder):
    """Files of the office's home, profile and place for temporary files; the parts of those that are archives."""
    count = 0
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            if not os.path.isfile(path) or name.endswith((".rdb", ".oxt")) or ".so" in name:
                continue
            count += 1
            with open(path, "rb") as f:
                clear(path, f.read())
            try:
                inner = parts(path) if zipfile.is_zipfile(path) else {}
            except zipfile.BadZipFile:
                print("looks like an archive, and is none:", path)
                inner = {}
            for part, data in inner.items():
                clear(f"{path} {part}", data)
    stage.holds("there are files to look at", count > 10)


def picker(calc):
    return wait("the file picker", lambda: (lambda w: w if "file_name" in w.getChildren() else None)(calc.uitest().getTopFocusWindow()))


def property_of(window, name):
    return next(p.Value for p in window.getState() if p.Name == name)


def pick(calc, name, kind=None):
    """Writes a name into the picker, chooses the kind of file, and saves; returns what was suggested."""
    window = picker(calc)
    time.sleep(0.5) # it is still looking at its folder; nobody is quicker than that
    if kind is not None:
        kinds = window.getChild("file_type")
        for at in range(int(property_of(kinds, "EntryCount"))):
            if kind not in property_of(kinds, "SelectEntryText"):
                kinds.executeAction("SELECT", (stage.office.property_value("POS", str(at)),))
    field = window.getChild("file_name")
    suggested = property_of(field, "Text")
    if name:
        field.executeAction("CLEAR", ())
        field.executeAction("TYPE", (stage.office.property_value("TEXT", name),))
    threading.Thread(target=window.getChild("open").executeAction, args=("CLICK", ()), daemon=True).start() # a question may come up first
    return suggested


def box(calc, words):
    """The dialog that says so; the picker is one as well."""
    shown = wait("a box with " + words, lambda: next(d for d in dialogs(calc) if any(words in part.getAccessibleName() for part in walk(d))))
    if not shown:
        sys.exit("what there is instead: " + " | ".join(part.getAccessibleName() for d in dialogs(calc) for part in walk(d)))
    return shown


def state(document):
    return document.isModified(), document.URL, document.UndoManager.AllUndoActionTitles, document.UndoManager.AllRedoActionTitles


def save_as(calc, document, name, words, shot=None, kind=None):
    """The whole way; returns what the picker suggested."""
    before = state(document)
    thread = act(calc, document, "vnd.org.formrule:mask")
    suggested = pick(calc, name, kind)
    shown = box(calc, words[0])
    if shot:
        time.sleep(1)
        shot()
    said = " ".join(part.getAccessibleName() for part in walk(shown))
    for part in words:
        stage.holds(f"{name or suggested}: says {part!r} in {said!r}", part in said)
    press(shown, "确定")
    thread.join(60)
    stage.holds(f"{name}: answered", not thread.is_alive())
    stage.expect(f"{name}: neither place nor state nor what can be undone has changed", state(document), before)
    return suggested


def unsaved(calc, screen, path):
    """With an edit that was never saved: it is in the copy, masked, and can still be undone."""
    document = calc.load(path)
    out = os.path.join(stage.WORK, "十月-脱敏.ods")
    calc.type("H2", "回电 " + TYPED)
    stage.holds("the edit stands", document.isModified())
    suggested = save_as(calc, document, None, [out, "批注 1 条", "客服工作记录", "作者"], lambda: screen.shot(os.path.join(stage.WORK, "report.png")))
    stage.expect("the name suggested", suggested, "十月-脱敏.ods")
    for name, data in parts(out).items():
        clear("the copy's " + name, data)
    copy = calc.load(out, hidden=True)
    sheet = copy.Sheets.getByIndex(0)
    wanted = ["KH001", "*", "139****5601", "产品咨询", "2023-10-10 14:30", None, "已说明", "回电 139****5603", "售后部-王*", "2023-10-12"]
    for column, text in enumerate(wanted):
        if text:
            stage.expect(f"column {column + 1} of the copy", sheet.getCellByPosition(column, 1).String, text)
    stage.expect("no comments", sheet.Annotations.Count, 0)
    stage.holds("the hidden sheet is masked too", "z****@example.com" in copy.Sheets.getByName("藏").getCellRangeByName("C5").String)
    copy.close(True)
    document.UndoManager.undo()
    stage.expect("the edit can be undone", document.Sheets.getByIndex(0).getCellRangeByName("H2").String, RECORD[7])
    document.setModified(False)
    document.close(True)


def typing(calc, path):
    """What is still being typed into a cell is entered, as saving does, and the selection stays."""
    document = calc.load(path)
    out = os.path.join(stage.WORK, "半句.ods")
    grid = calc.uitest().getTopFocusWindow().getChild("grid_window")
    grid.executeAction("SELECT", (stage.office.property_value("RANGE", "G2:H2"),))
    grid.executeAction("TYPE", (stage.office.property_value("TEXT", "打 " + TYPED),))
    thread = act(calc, document, "vnd.org.formrule:mask")
    pick(calc, out)
    press(box(calc, out), "确定")
    thread.join(60)
    stage.expect("entered, and what was selected still is", (document.Sheets.getByIndex(0).getCellRangeByName("G2").String, document.CurrentSelection.AbsoluteName.split(".")[1]), ("打 " + TYPED, "$G$2:$H$2"))
    with zipfile.ZipFile(out) as archive:
        stage.holds("and in the copy, masked", "打 139****5603".encode() in archive.read("content.xml"))
    document.setModified(False)
    document.close(True)


def saved(calc, path):
    """A document without changes stays without; CSV holds the sheet in front; cancelling does nothing."""
    with open(path, "rb") as f:
        bytes_before = f.read()
    document = calc.load(path, ReadOnly=True)
    names = sorted(os.listdir(stage.WORK))
    before = state(document)
    thread = act(calc, document, "vnd.org.formrule:mask")
    picker(calc).getChild("cancel").executeAction("CLICK", ())
    thread.join(60)
    stage.expect("cancelled: nothing is done", (thread.is_alive(), sorted(os.listdir(stage.WORK)), state(document)), (False, names, before))
    out = os.path.join(stage.WORK, "十月.csv")
    save_as(calc, document, "十月", [out, "CSV 只含工作表"], kind=".csv")
    with open(out, "rb") as f:
        data = f.read()
    clear("the CSV copy", data)
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    stage.expect("rows of CSV", (len(rows), rows[0], rows[1][:5]), (2, HEAD, ["KH001", "*", "139****5601", "产品咨询", "2023-10-10 14:30"]))
    document.close(True)
    document = calc.load_csv(out)
    stage.expect("a CSV file gives a CSV file", save_as(calc, document, None, ["十月-脱敏.csv"]), "十月-脱敏.csv")
    document.close(True)
    excel(calc)
    with open(path, "rb") as f:
        stage.holds("the document's file is as it was", f.read() == bytes_before)


def excel(calc):
    """The same as a workbook for Excel."""
    document = calc.load(os.path.join(stage.WORK, "十月.ods"))
    out = os.path.join(stage.WORK, "十月-脱敏.xlsx")
    save_as(calc, document, "十月-脱敏", [out, "批注 1 条"], kind=".xlsx")
    document.close(True)
    for name, data in parts(out).items():
        clear("the Excel copy's " + name, data)
    copy = calc.load(out)
    sheet = copy.Sheets.getByIndex(0)
    stage.expect("cells of the Excel copy", tuple(sheet.getCellRangeByName(c).String for c in ("A2", "B2", "C2", "E2", "I2")), ("KH001", "*", "139****5601", "2023-10-10 14:30", "售后部-王*"))
    copy.close(True)


def stopped(calc):
    """Long work can be stopped: no copy, no box, the document as it was and open to input again."""
    document = calc.new_calc()
    sheet = document.Sheets.getByIndex(0)
    rows = 100000
    sheet.getCellRangeByPosition(0, 0, len(HEAD) - 1, rows).setDataArray((tuple(HEAD),) + tuple((f"KH{i:05d}",) + tuple(RECORD[1:]) for i in range(rows)))
    before = state(document)
    names = sorted(os.listdir(stage.WORK))
    toolkit = calc.service("com.sun.star.awt.Toolkit")
    windows = toolkit.getTopWindowCount()
    thread = act(calc, document, "vnd.org.formrule:mask")
    pick(calc, os.path.join(stage.WORK, "停.ods"))
    wait("the picker goes", lambda: toolkit.getTopWindowCount() == windows)
    wait("a window to stop it", lambda: toolkit.getTopWindowCount() > windows, 180)
    shown = next(toolkit.getTopWindow(i) for i in range(windows, -1, -1) if toolkit.getTopWindow(i).getAccessibleContext().getAccessibleRole() in (ALERT, DIALOG)).getAccessibleContext()
    next(child for child in (shown.getAccessibleChild(i).getAccessibleContext() for i in range(2)) if child.getAccessibleRole() == BUTTON).doAccessibleAction(0) # the way is short: the work is too
    thread.join(60)
    stage.expect("stopped: nothing is left of it", (thread.is_alive(), sorted(os.listdir(stage.WORK)), state(document), dialogs(calc)), (False, names, before, []))
    calc.type("A2", "KH9")
    stage.expect("the document takes input", sheet.getCellRangeByName("A2").String, "KH9")
    document.setModified(False)
    document.close(True)


def stranger(calc, screen):
    """A document without a name and of no form: the report warns that names may still be there."""
    document = calc.new_calc()
    document.Sheets.getByIndex(0).getCellRangeByName("A1").String = "回电 13912345601"
    out = os.path.join(stage.WORK, "无名.ods")
    suggested = save_as(calc, document, out, ["没有认出表单", "看一遍"], lambda: screen.shot(os.path.join(stage.WORK, "warning.png")))
    stage.holds(f"the name suggested: {suggested}", suggested.endswith("-脱敏.ods"))
    for name, data in parts(out).items():
        clear("the copy's " + name, data)
    document.DocumentProperties.UserDefinedProperties.addProperty("formrule", 128, "service-record")
    document.setModified(False)
    save_as(calc, document, os.path.join(stage.WORK, "无表头.ods"), ["没有一个工作表的表头", "看一遍"])
    document.DocumentProperties.UserDefinedProperties.setPropertyValue("formrule", "no-such-form")
    save_as(calc, document, os.path.join(stage.WORK, "never.ods"), ["no-such-form"])
    stage.holds("a form that is not there: no copy", not os.path.exists(os.path.join(stage.WORK, "never.ods")))
    document.setModified(False)
    document.close(True)


def refused(calc, path):
    """Its own place, by whatever name; a folder that cannot be written to."""
    document = calc.load(path)
    with open(path, "rb") as f:
        before = f.read()
    link = os.path.join(stage.WORK, "链接.ods")
    if not os.path.islink(link):
        os.symlink(path, link)
    for name in (path, link):
        thread = act(calc, document, "vnd.org.formrule:mask")
        pick(calc, name)
        for words, button in (("是否希望替换它", "是"), ("不能覆盖原文档", "确定")):
            press(box(calc, words), button)
        picker(calc).getChild("cancel").executeAction("CLICK", ())
        thread.join(60)
        stage.holds("and then nothing", not thread.is_alive())
    with open(path, "rb") as f:
        stage.holds("the document is not written over", f.read() == before)
    folder = os.path.join(stage.WORK, "只读")
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o555)
    save_as(calc, document, os.path.join(folder, "a.ods"), ["只读/a.ods"])
    stage.expect("nothing is left in it", os.listdir(folder), [])
    os.chmod(folder, 0o755)
    document.close(True)


def secret(calc):
    """A document with a password."""
    path, out = os.path.join(stage.WORK, "密.ods"), os.path.join(stage.WORK, "密-脱敏.ods")
    document = calc.new_calc()
    document.Sheets.getByIndex(0).getCellRangeByName("A1").String = "回电 13912345601"
    document.storeToURL(stage.office.url(path), (stage.office.property_value("FilterName", "calc8"), stage.office.property_value("Password", "abc")))
    document.close(True)
    document = calc.load(path, Password="abc")
    save_as(calc, document, None, [out])
    for name, data in parts(out).items():
        clear("the copy's " + name, data)
    document.close(True)


if __name__ == "__main__":
    main()
