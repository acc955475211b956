#!/usr/bin/env python3
"""The workbooks of the shipped forms: a sheet for each repeat, one page for the record of a visit (S2-3), the script and the manner of speaking where the record is filled in (S2-4, S3-3), what the methods of a survey are good
for (S1-3), the same bytes twice.

Usage: cards.py FORMRULE SOURCE_DIR
"""
import os
import re
import subprocess
import sys
import tempfile
import zipfile

FORMRULE, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
FORMS = os.path.join(ROOT, "forms")
# what must be read on the card of a form
TEXTS = {"followup-visit": ["3–5 分钟", "保密", "工号"]}
ONE_PAGE = ["followup-visit", "service-record"]
faults = 0


def fault(*words):
    global faults
    faults += 1
    print(*words)


def look(form, folder):
    books = []
    for number in (1, 2):
        path = os.path.join(folder, f"{form}-{number}.ods")
        ran = subprocess.run([FORMRULE, "template", form, "--forms", FORMS, "--lang", "zh-CN", "-o", path], capture_output=True, text=True, timeout=60)
        if ran.returncode:
            fault(form, ran.stderr)
            return
        books.append(path)
    if open(books[0], "rb").read() != open(books[1], "rb").read():
        fault(form, "is not the same twice")
    book = zipfile.ZipFile(books[0])
    content, styles = book.read("content.xml").decode(), book.read("styles.xml").decode()
    sheets = re.findall(r'<table:table [^>]*table:name="([^"]*)"', content)
    definition = open(os.path.join(FORMS, form, "form.xml"), encoding="utf-8").read()
    wanted = ["填写", "记录", *re.findall(r"<repeat [^>]*>\s*<label>([^<]*)</label>", definition), "说明", "选项", "规则"]
    if sheets != wanted:
        fault(form, "has the sheets", sheets, "wanted", wanted)
    card = content[content.index('table:name="填写"'):content.index('table:name="记录"')]
    for text in TEXTS.get(form, []):
        if text not in re.sub(r"<[^>]*>", "", card):
            fault(form, "does not show", text, "on its card")
    pages = int(re.search(r'style:name="L1">.*?style:scale-to-pages="(\d+)"', styles, re.S).group(1))
    if form in ONE_PAGE and pages != 1:
        fault(form, "takes", pages, "pages")


def main():
    forms = [f for f in sorted(os.listdir(FORMS)) if os.path.exists(os.path.join(FORMS, f, "form.xml"))]
    with tempfile.TemporaryDirectory() as folder:
        for form in forms:
            look(form, folder)
    print(f"{len(forms)} forms, {faults} faults")
    return 1 if faults or not forms else 0


if __name__ == "__main__":
    sys.exit(main())
