#!/usr/bin/env python3
"""The key for pseudonyms, on a screen of its own: the menu's dialog makes one, takes one, says why it cannot take another, and stops using it; the sheet follows at once. The office keeps the path and never the
key. S1-7."""
import os
import stat
import time

import stage
from dialogs import act, press, wait
from masked import box, pick


def main():
    stage.office.fresh(stage.WORK)
    with stage.office.Screen() as screen, stage.start("keys", display=screen.name, locale="zh-CN") as calc:
        document = calc.new_calc()
        sheet = document.Sheets.getByIndex(0)
        sheet.getCellRangeByName("A1").String = "13812345678"
        sheet.getCellRangeByName("B1").Formula = '=ORG.FORMRULE.FORM.PSEUDONYM(A1;"phone")'
        token = lambda: sheet.getCellRangeByName("B1").String
        stage.expect("without a key", token(), "#VALUE!")
        path, other, shared = (os.path.join(stage.WORK, name) for name in ("团队.key", "other.key", "shared.key"))
        ask(calc, document, "还没有选定代号密钥", "新建密钥", path, "已选定编号 ", lambda: screen.shot(os.path.join(stage.WORK, "none.png")))
        stage.expect("the new key is its owner's only", stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, encoding="ascii") as f:
            words = f.read().split()
        name, secret = words[words.index("id") + 1], words[words.index("secret") + 1]
        stage.holds(f"the sheet follows at once: {token()}", wait("a token", lambda: token().startswith(f"P-{name}-")))
        first = token()
        for key in (other, shared):
            stage.run("key", "new", "-o", key)
        os.chmod(shared, 0o640)
        ask(calc, document, name, "选择密钥", shared, "chmod 600", lambda: screen.shot(os.path.join(stage.WORK, "in-use.png")))
        stage.expect("a key that others may read is not taken", token(), first)
        ask(calc, document, name, "选择密钥", other, "已选定编号 ")
        stage.holds("another key, another token", wait("a token", lambda: token().startswith("P-") and token() != first))
        os.chmod(other, 0o644)
        thread = act(calc, document, "vnd.org.formrule:key")
        shown = box(calc, "不能使用")
        screen.shot(os.path.join(stage.WORK, "broken.png"))
        press(shown, "停止使用")
        thread.join(60)
        stage.expect("no key again", (thread.is_alive(), wait("an error", lambda: token() == "#VALUE!")), (False, True))
        thread = act(calc, document, "vnd.org.formrule:key")
        press(box(calc, "还没有选定代号密钥"), "关闭")
        thread.join(60)
        stage.holds("closing does nothing", not thread.is_alive() and token() == "#VALUE!")
        ask(calc, document, "还没有选定代号密钥", "选择密钥", path, "已选定编号 ")
        stage.expect("the first key, the first token", wait("a token", lambda: token().startswith("P-") and token()), first)
        document.setModified(False)
        document.close(True)
        kept(calc, path, secret)
    stage.finish()


def ask(calc, document, state, button, path, words, shot=None):
    """Opens the dialog, which says how things stand, presses the button, writes the path into the picker, and closes the box that answers."""
    thread = act(calc, document, "vnd.org.formrule:key")
    shown = box(calc, state)
    if shot:
        time.sleep(1)
        shot()
    press(shown, button)
    pick(calc, path)
    press(box(calc, words), "确定")
    thread.join(60)
    stage.holds(f"{button}: done", not thread.is_alive())


def kept(calc, path, secret):
    """What the office writes down: the path, and no key."""
    provider = calc.service("com.sun.star.configuration.ConfigurationProvider")
    access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (stage.office.property_value("nodepath", "/org.formrule.Settings/Pseudonyms"),))
    stage.expect("the path is kept", access.getByName("KeyFile"), path)
    for place, _, names in os.walk(calc.folder):
        for name in names:
            file = os.path.join(place, name)
            if os.path.isfile(file):
                with open(file, "rb") as f:
                    stage.holds(f"{file} holds no key", secret.encode() not in f.read())


if __name__ == "__main__":
    main()
