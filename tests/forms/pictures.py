#!/usr/bin/env python3
"""Makes forms/*/card.png anew: the first page of each form's workbook as the real office prints it.

Usage: pictures.py FORMRULE SOURCE_DIR WORK_DIR [FORM…]
"""
import os
import subprocess
import sys

FORMRULE, ROOT, WORK = (os.path.abspath(a) for a in sys.argv[1:4])
sys.path.insert(0, os.path.join(ROOT, "tests", "office"))
import office  # noqa: E402


def main():
    forms = sys.argv[4:] or sorted(f for f in os.listdir(os.path.join(ROOT, "forms")) if os.path.exists(os.path.join(ROOT, "forms", f, "form.xml")))
    with office.Office(os.path.join(WORK, "office")) as calc:
        for form in forms:
            book, picture = os.path.join(WORK, form + ".ods"), os.path.join(WORK, form + ".png")
            subprocess.run([FORMRULE, "template", form, "--forms", os.path.join(ROOT, "forms"), "--lang", "zh-CN", "-o", book], check=True)
            document = calc.load(book)
            calc.picture(document, picture)
            document.close(True)
            target = os.path.join(ROOT, "forms", form, "card.png")
            subprocess.run(["convert", picture, "-resize", "620x", "-colors", "24", "-strip", "PNG8:" + target], check=True)
            print(form, os.path.getsize(target))


if __name__ == "__main__":
    main()
