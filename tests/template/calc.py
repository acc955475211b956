"""A Calc of its own for the tests of the workbook: started with an empty profile and no screen, driven through UNO, typed into through the UITest
service. Dialogs come up for real, which they do not under --headless.
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import uno
from com.sun.star.beans import PropertyValue

WAIT = 60 # seconds for the office to come up


def properties(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


class Calc:
    def __init__(self, office="soffice"):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped")) # so that the office ends with the test
        self.folder = tempfile.mkdtemp(prefix="formrule-calc-") # for files too: a lock left beside one would bring up a question
        pipe = f"formrule{os.getpid()}"
        env = dict(os.environ, SAL_USE_VCLPLUGIN="svp", HOME=self.folder)
        self.process = subprocess.Popen([office, "--norestore", "--nologo", "--nodefault", "--nofirststartwizard", f"-env:UserInstallation=file://{self.folder}/profile", f"--accept=pipe,name={pipe};urp;"],
            env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(WAIT * 4):
            try:
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                if self.process.poll() not in (None, 81): # 81: it starts again with a fresh profile
                    raise SystemExit(f"the office ended with {self.process.returncode}")
                time.sleep(0.25)
        else:
            self.end()
            raise SystemExit("the office did not come up")
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def service(self, name):
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def open(self, path, **values):
        document = self.desktop.loadComponentFromURL("file://" + os.path.abspath(path), "_blank", 0, properties(**values))
        if document is None:
            raise AssertionError(f"{path} does not load")
        return document

    def type_into(self, document, sheet, cell, text):
        """Types text and Return. Gives the words of the dialog that came up, "" when none did; the dialog is cancelled."""
        frame = document.CurrentController.Frame
        frame.activate()
        frame.ContainerWindow.toFront()
        frame.ContainerWindow.setFocus()
        document.CurrentController.setActiveSheet(sheet)
        ui = self.service("org.libreoffice.uitest.UITest")
        for _ in range(100):
            if "grid_window" in ui.getTopFocusWindow().getChildren():
                break
            time.sleep(0.05)
        grid = ui.getTopFocusWindow().getChild("grid_window")
        document.CurrentController.select(sheet.getCellRangeByName(cell))

        def type_it(): # returns when dialogs are answered
            grid.executeAction("TYPE", properties(TEXT=text))
            grid.executeAction("TYPE", properties(KEYCODE="RETURN"))

        thread = threading.Thread(target=type_it, daemon=True)
        thread.start()
        words, quiet = "", 0
        for _ in range(400):
            thread.join(0.05)
            window = ui.getTopFocusWindow()
            buttons = [name for name in ("cancel", "no", "ok") if name in window.getChildren()]
            if buttons and len(window.getChildren()) < 12:
                words, quiet = words or self.dialog_words(), 0
                window.getChild(buttons[0]).executeAction("CLICK", ())
            elif not thread.is_alive():
                quiet += 1
                if quiet == 4: # some dialogs come up a moment later
                    return words
        raise AssertionError(f"{cell}: typing {text!r} never ended")

    def dialog_words(self):
        toolkit = self.service("com.sun.star.awt.Toolkit")
        found = []
        for i in range(toolkit.getTopWindowCount()):
            context = toolkit.getTopWindow(i).getAccessibleContext()
            if context.getAccessibleChildCount() and not context.getAccessibleName().endswith("Calc"):
                gather(context, found, 0)
        return "\n".join(found)

    def end(self):
        try:
            self.desktop.terminate()
        except Exception:
            pass
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def gather(context, found, depth):
    for words in (context.getAccessibleName(), context.getAccessibleDescription()):
        if words and words not in found:
            found.append(words)
    for i in range(min(context.getAccessibleChildCount(), 20) if depth < 6 else 0):
        gather(context.getAccessibleChild(i).getAccessibleContext(), found, depth + 1)
