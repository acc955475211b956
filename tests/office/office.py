"""The real LibreOffice for tests: started with a profile of its own, driven through UNO, always ended.

    with Office(folder, oxt="formrule.oxt") as office:
        document = office.load("record.ods")

Run with the system's python3, which has `uno`. Everything waits with a limit; the whole process group is killed at the end. LibreOffice refuses some things to root, so run it as an
ordinary user (./build.sh test does).
"""
import os
import select
import shutil
import signal
import subprocess
import time

import uno
from com.sun.star.beans import PropertyValue

START = 90  # seconds the office may take to answer
INSTALL = 120


def property_value(name, value):
    p = PropertyValue()
    p.Name, p.Value = name, value
    return p


def url(path):
    return uno.systemPathToFileUrl(os.path.abspath(path))


class Office:
    """folder: where profile, home and temporary files go; it is made and may be thrown away afterwards. display: an X display, None for headless. locale: of the user
    interface, such as "zh-CN". oxt: an extension that is installed first."""

    def __init__(self, folder, display=None, locale=None, oxt=None, env=None):
        self.folder = os.path.abspath(folder)
        self.profile = "-env:UserInstallation=" + url(os.path.join(self.folder, "profile"))
        self.display, self.locale, self.oxt = display, locale, oxt
        self.pipe = f"formrule{os.getpid()}"
        self.process = None
        self.env = {**os.environ, "HOME": self.folder, "TMPDIR": self.folder, "SAL_USE_VCLPLUGIN": "gen" if display else "svp", **(env or {})}
        if display:
            self.env["DISPLAY"] = display
        self.env.setdefault("LANG", "C.UTF-8")

    def __enter__(self):
        os.makedirs(self.folder, exist_ok=True)
        if self.locale:
            self._set_locale()
        if self.oxt:
            self._install()
        log = open(os.path.join(self.folder, "office.log"), "ab")
        self.process = subprocess.Popen(
            ["soffice", *([] if self.display else ["--headless", "--invisible"]), "--norestore", "--nologo", "--nodefault", "--nofirststartwizard", self.profile, f"--accept=pipe,name={self.pipe};urp;"],
            env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        try:
            self._connect()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        """Ends what was started here, by number: the office runs in a session of its own, whose number is that of the first process."""
        end = time.monotonic() + 10
        while self._members() and time.monotonic() < end:
            for pid in self._members():
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            if self.process.poll() is None:
                self.process.wait(10)
            time.sleep(0.1)
        self.process.wait(10)
        lock = os.path.join(self.folder, "profile", ".lock")
        if os.path.exists(lock):
            os.remove(lock)

    def _members(self):
        """Processes of our session that name our profile; a number used again by somebody else does not."""
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as f:
                    session = int(f.read().rpartition(")")[2].split()[3])
                with open(f"/proc/{name}/cmdline", "rb") as f:
                    words = f.read().split(b"\0")
            except OSError:
                continue
            if session == self.process.pid and self.profile.encode() in words:
                found.append(int(name))
        return found

    def _set_locale(self):
        registry = os.path.join(self.folder, "profile", "user", "registrymodifications.xcu")
        os.makedirs(os.path.dirname(registry), exist_ok=True)
        with open(registry, "w", encoding="utf-8") as f:
            f.write('<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
                    f'<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="UILocale" oor:op="fuse"><value>{self.locale}</value></prop></item>\n'
                    f'<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooLocale" oor:op="fuse"><value>{self.locale}</value></prop></item>\n</oor:items>\n')

    def _install(self):
        """The first call into a fresh profile may say registered and not be, so it is done twice."""
        for _ in range(2):
            done = subprocess.run(["unopkg", "add", "-f", "-s", self.profile, os.path.abspath(self.oxt)], env=self.env, stdin=subprocess.DEVNULL, capture_output=True, timeout=INSTALL)
            if done.returncode:
                raise RuntimeError(done.stderr.decode(errors="replace"))

    def _connect(self):
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        end = time.monotonic() + START
        while True:
            try:
                self.context = resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                if time.monotonic() > end or self.process.poll() not in (None, 81):
                    raise RuntimeError("the office does not answer")
                time.sleep(0.2)
        self.services = self.context.ServiceManager
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def service(self, name):
        return self.services.createInstanceWithContext(name, self.context)

    def load(self, path, hidden=None, **properties):
        """Opens a document. The office itself opens CSV with the filter given."""
        arguments = [property_value("Hidden", not self.display if hidden is None else hidden)] + [property_value(k, v) for k, v in properties.items()]
        document = self.desktop.loadComponentFromURL(path if path.startswith("private:") else url(path), "_blank", 0, tuple(arguments))
        if document is None:
            raise RuntimeError(f"the office does not open {path}")
        return document

    def load_csv(self, path):
        return self.load(path, FilterName="Text - txt - csv (StarCalc)", FilterOptions="44,34,76,1")

    def new_calc(self):
        return self.load("private:factory/scalc")

    def save(self, document, path, filter_name):
        document.storeToURL(url(path), (property_value("FilterName", filter_name), property_value("Overwrite", True)))

    def picture(self, document, path, page=1):
        """A printed page as PNG."""
        pdf = os.path.splitext(path)[0] + ".pdf"
        self.save(document, pdf, "calc_pdf_Export")
        subprocess.run(["pdftoppm", "-png", "-r", "90", "-f", str(page), "-l", str(page), "-singlefile", pdf, os.path.splitext(path)[0]], check=True, timeout=60, env=self.env)

    def dispatch(self, document, command):
        self.service("com.sun.star.frame.DispatchHelper").executeDispatch(document.CurrentController.Frame, command, "", 0, ())

    def uitest(self):
        return self.service("org.libreoffice.uitest.UITest")

    def type(self, cell, words):
        """Types into a cell as a person does, and ends with Return."""
        grid = self.uitest().getTopFocusWindow().getChild("grid_window")
        grid.executeAction("SELECT", (property_value("CELL", cell),))
        grid.executeAction("TYPE", (property_value("TEXT", words),))
        grid.executeAction("TYPE", (property_value("KEYCODE", "RETURN"),))


class Screen:
    """An X display of its own, of a number that Xvfb finds free."""

    def __init__(self, size="1500x950x24"):
        self.size = size

    def __enter__(self):
        told, tell = os.pipe()
        command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", self.size]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, pass_fds=(tell,))
        os.close(tell)
        number = b""
        while not number.endswith(b"\n") and select.select([told], [], [], 30)[0]:
            more = os.read(told, 16)
            if not more:
                break
            number += more
        os.close(told)
        if not number.strip():
            self.process.kill()
            raise RuntimeError("no X display can be had")
        self.name = f":{number.decode().strip()}"
        return self

    def __exit__(self, *_):
        self.process.terminate() # it takes its lock and socket away; killed, it would leave them
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def shot(self, path):
        subprocess.run(["import", "-display", self.name, "-window", "root", path], check=True, timeout=30)


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder
