"""What the tests of the extension share: arguments, the office with the extension in it, and counting faults.

Each test is called with EXTENSION.oxt FORMRULE SOURCE_DIR WORK_DIR.
"""
import json
import os
import subprocess
import sys

OXT, FORMRULE, ROOT, WORK = (os.path.abspath(a) for a in sys.argv[1:5])
sys.path.insert(0, os.path.join(ROOT, "tests", "office"))
import office  # noqa: E402

FORMS = os.path.join(ROOT, "forms")
SAMPLE = os.path.join(FORMS, "service-record", "sample.csv")
MARKERS = ("【规表】", "[Formrule] ")
faults = checks = 0


def expect(what, got, wanted):
    global faults, checks
    checks += 1
    if got != wanted:
        faults += 1
        print(f"{what}: got {got!r}, wanted {wanted!r}")


def holds(what, truth):
    expect(what, bool(truth), True)


def start(name, **options):
    return office.Office(office.fresh(os.path.join(WORK, name)), oxt=OXT, **options)


def copy_sample(name="sample.csv"):
    path = os.path.join(WORK, name)
    with open(SAMPLE, "rb") as f, open(path, "wb") as out:
        out.write(f.read())
    return path


def run(*arguments):
    return subprocess.run([FORMRULE, *arguments, "--forms", FORMS], capture_output=True, text=True, timeout=60)


def findings(path, *arguments):
    ran = run("check", "--format", "ndjson", "--lang", "zh-CN", "--quiet", *arguments, path)
    if ran.returncode == 2:
        raise RuntimeError(ran.stderr)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def comments(sheet):
    return {(a.Position.Row, a.Position.Column): a.String for a in sheet.Annotations}


def finish():
    print(f"{checks} checks, {faults} faults")
    sys.exit(1 if faults or not checks else 0)
