#!/usr/bin/env python3
"""The same expressions over the same records in the engine and in the real Calc: every cell must agree. Numbers to 9 digits, text and truth exactly.

Usage: compare.py GENERATE SOURCE_DIR WORK_DIR
"""
import os
import subprocess
import sys

GENERATE, ROOT, WORK = (os.path.abspath(a) for a in sys.argv[1:4])
sys.path.insert(0, os.path.join(ROOT, "tests", "office"))
import office  # noqa: E402

FIELDS = 11


def agrees(kind, wanted, got):
    if kind == "number":
        return isinstance(got, float) and abs(got - float(wanted)) <= 1e-9 * max(1.0, abs(float(wanted)))
    if kind == "boolean":
        return got == float(wanted)
    if isinstance(got, float): # "5" and 5 look the same in a cell that shows text
        return False
    return got == wanted


def main():
    folder = office.fresh(WORK)
    sheet_path = os.path.join(folder, "expressions.fods")
    ran = subprocess.run([GENERATE, sheet_path], capture_output=True, text=True, timeout=120)
    if ran.returncode:
        print(ran.stderr)
        return 1
    answers = [line.split("\t", 2) for line in ran.stdout.split("\n")[:-1]]
    per_row = len(dict.fromkeys(a[2] for a in answers))
    records = len(answers) // per_row
    with office.Office(os.path.join(folder, "office")) as calc:
        document = calc.load(sheet_path)
        document.calculateAll()
        sheet = document.Sheets.getByIndex(0)
        inputs = sheet.getCellRangeByPosition(0, 0, FIELDS - 1, records - 1).DataArray
        data = sheet.getCellRangeByPosition(FIELDS, 0, FIELDS + per_row - 1, records - 1).DataArray
        different, compared, travelling = 0, 0, set()
        for index, (kind, wanted, expression) in enumerate(answers):
            row, column = divmod(index, per_row)
            if kind == "stays":
                continue
            compared += 1
            travelling.add(expression)
            got = data[row][column]
            if not agrees(kind, wanted, got):
                different += 1
                if different <= 60:
                    cell = sheet.getCellByPosition(FIELDS + column, row)
                    print(f"{expression}: the engine says {kind} {wanted!r}, Calc {got!r} (error {cell.getError()})\n  record {inputs[row]}\n  {cell.Formula}")
        document.close(True)
    print(f"{len(travelling)} expressions, {compared} cells compared, {different} differ")
    stays = sorted({(e, why) for kind, why, e in answers if kind == "stays"})
    for expression, why in stays:
        print(f"stays behind: {expression} ({why})")
    return 1 if different or len(travelling) < 300 else 0


if __name__ == "__main__":
    sys.exit(main())
