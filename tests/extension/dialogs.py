#!/usr/bin/env python3
"""What people see, on a screen of its own: the list of findings that jumps to a cell, the form chooser, message boxes that say what to do, typed input refused by the workbook with the form's words."""
import os
import threading
import time

import stage

office = stage.office


def main():
    os.makedirs(stage.WORK, exist_ok=True)
    with office.Screen() as screen, stage.start("dialogs", display=screen.name, locale="zh-CN") as calc:
        findings(calc, screen)
        boxes(calc)
        new_from_form(calc, screen)
    with office.Screen() as screen, stage.start("english", display=screen.name, locale="en-US") as calc:
        english(calc)
    stage.finish()


def wait(what, condition, seconds=60):
    """What the condition gives once it is true. The limit is for a machine whose disk is busy: what is saved is synced."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            value = condition()
            if value:
                return value
        except Exception:
            pass # the window is not there yet
        time.sleep(0.1)
    stage.holds(what, False)
    return None


def act(calc, document, command):
    """Dispatches beside the test, since a modal dialog does not return before it is answered."""
    thread = threading.Thread(target=calc.dispatch, args=(document, command), daemon=True)
    thread.start()
    return thread


ALERT, DIALOG, LIST, BUTTON = 1, 12, 32, 44 # com.sun.star.accessibility.AccessibleRole


def walk(context, depth=0):
    yield context
    for i in range(min(context.getAccessibleChildCount(), 200) if depth < 8 else 0):
        child = context.getAccessibleChild(i)
        if child:
            yield from walk(child.getAccessibleContext(), depth + 1)


def dialogs(calc):
    """The windows of dialogs and message boxes, as a screen reader sees them."""
    toolkit = calc.service("com.sun.star.awt.Toolkit")
    contexts = [toolkit.getTopWindow(i).getAccessibleContext() for i in range(toolkit.getTopWindowCount())]
    return [c for c in contexts if c.getAccessibleRole() in (ALERT, DIALOG)]


def parts(context, role):
    return [c for c in walk(context) if c.getAccessibleRole() == role]


def press(context, label):
    for button in parts(context, BUTTON):
        if button.getAccessibleName().startswith(label):
            button.doAccessibleAction(0)
            return
    stage.holds(f"there is a button {label}", False)


def findings(calc, screen):
    path = os.path.join(stage.WORK, "list.ods")
    stage.run("template", "service-record", "--records", stage.SAMPLE, "-o", path, "--lang", "zh-CN")
    document = calc.load(path)
    thread = act(calc, document, "vnd.org.formrule:check")
    thread.join(60)
    stage.holds("the list does not keep the user from working", not thread.is_alive())
    shown = wait("the list of findings", lambda: dialogs(calc))
    screen.shot(os.path.join(stage.WORK, "findings.png"))
    if shown:
        wanted = stage.findings(path)
        box = parts(shown[0], LIST)[0]
        stage.expect("a line for each finding", box.getAccessibleChildCount(), len(wanted))
        for line in (3, 0):
            box.selectAccessibleChild(line) # as a click does
            time.sleep(1)
            at = document.CurrentSelection.CellAddress
            stage.expect("a line chosen selects its cell", (at.Row + 1, at.Column + 1), (wanted[line]["row"], wanted[line]["column"]))
        screen.shot(os.path.join(stage.WORK, "jumped.png"))
        press(shown[0], "关闭")
        wait("the list goes", lambda: not dialogs(calc))
    stage.expect("the sheet with the records is in front", document.CurrentController.ActiveSheet.Name, "记录")
    act(calc, document, "vnd.org.formrule:check").join(60)
    document.setModified(False)
    document.close(True)
    wait("the list goes with its document", lambda: not dialogs(calc))


def answer(calc, what, expected, button):
    """Reads a message box and closes it."""
    shown = wait(what + ": a box", lambda: dialogs(calc))
    if shown:
        words = " ".join(c.getAccessibleName() for c in walk(shown[0]))
        for part in expected:
            stage.holds(f"{what}: says {part!r} in {words!r}", part in words)
        press(shown[0], button)


def boxes(calc):
    for name, fill, words in (("empty sheet", [], ["空"]), ("no header fits", [("甲", "乙", "丙"), ("1", "2", "3")], ["表头"]),
                              ("two columns", [("客户编号", "问题描述", "处理结果", "客户编号"), ("KH1", "a", "b", "KH2")], ["两列"])):
        document = calc.new_calc()
        document.DocumentProperties.UserDefinedProperties.addProperty("formrule", 128, "service-record")
        if fill:
            document.Sheets.getByIndex(0).getCellRangeByPosition(0, 0, len(fill[0]) - 1, len(fill) - 1).setDataArray(tuple(fill))
        thread = act(calc, document, "vnd.org.formrule:check")
        answer(calc, name, words, "确定")
        thread.join(60)
        stage.holds(f"{name}: answered", not thread.is_alive())
        document.setModified(False)
        document.close(True)
    document = calc.new_calc()
    thread = act(calc, document, "vnd.org.formrule:about")
    answer(calc, "about", ["规表", "service-record", "Apache-2.0"], "确定")
    thread.join(60)
    document.close(True)


def workbook_of_ours(calc):
    components = calc.desktop.Components.createEnumeration()
    while components.hasMoreElements():
        document = components.nextElement()
        if hasattr(document, "Sheets") and document.Sheets.hasByName("填写"):
            return document
    return None


def new_from_form(calc, screen):
    first = min(n for n in os.listdir(stage.FORMS) if os.path.exists(os.path.join(stage.FORMS, n, "form.xml")))
    document = calc.new_calc()
    thread = act(calc, document, "vnd.org.formrule:new")
    time.sleep(2)
    screen.shot(os.path.join(stage.WORK, "choose.png"))
    shown = wait("the form chooser", lambda: dialogs(calc))
    if shown:
        stage.expect("the forms there are", parts(shown[0], LIST)[0].getAccessibleChildCount(), len([n for n in os.listdir(stage.FORMS) if os.path.exists(os.path.join(stage.FORMS, n, "form.xml"))]))
        press(shown[0], "新建")
    thread.join(60)
    made = wait("a new workbook", lambda: workbook_of_ours(calc))
    if made is not None:
        stage.expect("its sheets", [s.Name for s in made.Sheets][:2], ["填写", "记录"])
        stage.expect("it has no file yet", made.URL, "")
        stage.holds("it names its form", made.DocumentProperties.UserDefinedProperties.getPropertyValue("formrule").startswith(first + "@"))
        made.setModified(False)
        made.close(True)
    document.close(True)


def english(calc):
    document = calc.new_calc()
    document.DocumentProperties.UserDefinedProperties.addProperty("formrule", 128, "service-record")
    thread = act(calc, document, "vnd.org.formrule:check")
    answer(calc, "empty sheet", ["empty"], "OK")
    thread.join(60)
    document.close(True)


if __name__ == "__main__":
    main()
