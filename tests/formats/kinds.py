#!/usr/bin/env python3
"""What cells of each kind are read as, in every format: percentages, sums of money, truth values, days before 1900 and at the ends of months, times, texts with line breaks, blanks and
rare characters, numbers as text. What must come out stands here beside what goes in.

Usage: kinds.py FORMRULE SOURCE_DIR FOLDER [SHEETJS_FOLDER]
"""
import datetime
import json
import os
import shutil
import sys

import libraries
import same
import tables
import writers
from tables import EMPTY, Cell, text

HEADER = "Code Rate Price Count OK Day Clock At Words".split()


def day(words):
    return Cell("date", words, datetime.datetime.strptime(words, "%Y-%m-%d"))


def at(words):
    return Cell("datetime", words, datetime.datetime.strptime(words, "%Y-%m-%d %H:%M"))


def clock(words):
    return Cell("time", words, datetime.datetime.strptime("1899-12-30 " + words, "%Y-%m-%d %H:%M"))


def rate(words):
    return Cell("percent", words, float(words[:-1]) / 100)


def price(words):
    return Cell("currency", words, float(words.replace(",", "")))


def count(words):
    return Cell("number", words, float(words))


YES, NO = Cell("boolean", "TRUE", True), Cell("boolean", "FALSE", False)
# cells, and the value of the field `read`
RECORDS = [
    ([text("a1"), rate("95.5%"), price("1,234.50"), count("3"), YES, day("2023-10-10"), clock("14:30"), at("2023-10-10 14:30"), text("太慢了")], "a1|955|1234.5|3|true|2023-10-10|14:30:00|2023-10-10 14:30:00|3"),
    ([text("a2"), rate("0.00%"), price("0.00"), count("0"), NO, day("2024-02-29"), clock("00:00"), at("2023-12-31 23:59"), text("第一步\n第二步")], "a2|0|0|0|false|2024-02-29|00:00:00|2023-12-31 23:59:00|7"),
    ([text("007"), rate("120.00%"), price("-12.30"), count("-4"), EMPTY, day("1900-03-01"), clock("23:59"), at("2000-01-01 00:00"), text("a  b & <c>")], "007|1200|-12.3|-4||1900-03-01|23:59:00|2000-01-01 00:00:00|10"),
    ([text("a4"), text("95.5%"), text("1,234.50"), text("３"), text("是"), text("2023年10月10日"), text("14：30"), text("2023/10/10 14:30"), text("𠮷😀")], "a4|955|1234.5|3|true|2023-10-10|14:30:00|2023-10-10 14:30:00|2"),
    ([text("13812345678901234567"), EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, text("=1+1")], "13812345678901234567||||||||4"),
    ([text("a6"), count("0.333333333333333"), count("100000000000"), count("1000000"), count("1"), EMPTY, EMPTY, EMPTY, text("x")], "a6|333.333333333333|100000000000|1000000|true||||1"),
]
BEFORE_1900 = ([text("b1"), EMPTY, EMPTY, EMPTY, EMPTY, day("1899-12-31"), EMPTY, day("1750-05-05"), text("x")], "b1|||||1899-12-31||1750-05-05 00:00:00|1")


BEFORE_1900_TOO = ("utf-8", "fods by hand", "ods by hand", "xlsx by hand: strict, dates as text")  # Excel has no such days


def read(engine, paths):
    """The field `read` of each record, in order; or why there is none."""
    status, out, err = engine.run("score", paths, "--format", "ndjson")
    return [json.loads(line)["values"]["read"] for line in out.splitlines()] if status == 0 else [err]


def main():
    formrule, root, folder = sys.argv[1:4]
    sheetjs = sys.argv[4] if len(sys.argv) > 4 else None
    shutil.rmtree(folder, ignore_errors=True)
    if sheetjs and (missing := libraries.install_sheetjs(sheetjs)):
        print(f"left out: {missing}")
    engine = same.Engine(formrule, root, os.path.join(root, "tests", "formats", "kinds", "form.xml"))
    faults = 0
    for records, chosen in ((RECORDS, None), ([*RECORDS, BEFORE_1900], BEFORE_1900_TOO)):
        os.makedirs(folder, exist_ok=True)
        table = tables.Table("记录", [list(map(text, HEADER))] + [cells for cells, _ in records])
        for name, paths in same.files([table], folder, sheetjs if not chosen else None, chosen):
            got, wanted = read(engine, paths), [w for _, w in records]
            faults += got != wanted
            print(f"{'ok   ' if got == wanted else 'WRONG'} {name}", *[f"\n    {g}\n not {w}" for g, w in zip(got, wanted) if g != w])
    print(f"{faults} faults")
    return faults != 0


sys.exit(main())
