#!/usr/bin/env python3
"""Makes forms/*/sample.ods anew in the real office: sample.csv on the first sheet, the rows of each repeat on a sheet of their own that is named by the repeat's label.

Usage: workbooks.py SOURCE_DIR WORK_DIR [FORM…]
"""
import os
import re
import sys

ROOT, WORK = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
sys.path.insert(0, os.path.join(ROOT, "tests", "office"))
import office  # noqa: E402


def label(form, repeat):
    text = open(os.path.join(ROOT, "forms", form, "form.xml"), encoding="utf-8").read()
    return re.search(rf'<repeat name="{repeat}"[^>]*>\s*<label>([^<]*)</label>', text).group(1)


def main():
    forms = sys.argv[3:] or sorted(f for f in os.listdir(os.path.join(ROOT, "forms")) if os.path.exists(os.path.join(ROOT, "forms", f, "sample.csv")))
    with office.Office(os.path.join(WORK, "office")) as calc:
        for form in forms:
            folder = os.path.join(ROOT, "forms", form)
            document = calc.load_csv(os.path.join(folder, "sample.csv"))
            for name in sorted(n for n in os.listdir(folder) if re.fullmatch(r"sample\.\w+\.csv", n)):
                repeat = name.split(".")[1]
                rows = calc.load_csv(os.path.join(folder, name))
                document.Sheets.importSheet(rows, rows.Sheets.ElementNames[0], document.Sheets.Count)
                document.Sheets.getByIndex(document.Sheets.Count - 1).Name = label(form, repeat)
                rows.close(True)
            calc.save(document, os.path.join(WORK, form + ".ods"), "calc8")
            document.close(True)
            print(form)


if __name__ == "__main__":
    main()
