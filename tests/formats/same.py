#!/usr/bin/env python3
"""The same records give the same findings, computed values and deadlines, whatever file they stand in. The sample records of a form (and the tables of its repeats) are written in every
format and dialect; what the engine says of each file is compared with what it says of plain UTF-8 text.

Usage: same.py FORMRULE SOURCE_DIR FORM FOLDER [SHEETJS_FOLDER]
"""
import json
import os
import shutil
import subprocess
import sys

import libraries
import tables
import writers

NOW = "2023-10-20T09:00:00+08:00"


class Engine:
    def __init__(self, formrule, root, form):
        self.formrule, self.root, self.form = formrule, root, form

    def run(self, command, paths, *more):
        done = subprocess.run([self.formrule, command, "--forms", os.path.join(self.root, "forms"), "--form", self.form, "--lang", "zh-CN", "--now", NOW, *more, *paths],
                              capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout, done.stderr

    def says(self, paths, commands=("check", "score")):
        """Findings and values with files and sheets left out, and how it ended. Text has its tables in files, workbooks in sheets."""
        said = []
        for command in commands:
            status, out, err = self.run(command, paths, "--format", "ndjson")
            said.append((command, status, sorted(map(placeless, out.splitlines())), err.splitlines()[-1].split(",")[0] if status < 2 else err))
        return said


def placeless(line):
    """A line without file and sheet. The name of a cell is that of its row and column, in formats where cells have names."""
    finding = json.loads(line)
    for key in ("source", "sheet"):
        finding.pop(key, None)
    cell = finding.pop("cell", None)
    if cell and cell != writers.column_name(finding["column"]) + str(finding["row"]):
        finding["cell"] = cell
    return json.dumps(finding, ensure_ascii=False, sort_keys=True)


def difference(wanted, got):
    """The first thing that differs, for people."""
    for (command, status, lines, summary), (_, other, others, also) in zip(wanted, got):
        if status != other or summary != also:
            return f"{command}: exit {other}, {also.strip()!r} instead of {status}, {summary.strip()!r}"
        lost, more = [w for w in lines if w not in set(others)], [o for o in others if o not in set(lines)]
        if lost or more:
            return f"{command}: {len(lost)} missing, {len(more)} more\n    missing {lost[:1]}\n    more    {more[:1]}"
    return ""


def ways(made, folder):
    """Names of files, and what writes them and gives their paths."""
    for i, (name, how) in enumerate(writers.TEXTS.items()):
        yield name, lambda i=i, how=how: writers.text_file(made, os.path.join(folder, f"text{i}.csv"), **how)
    for writer, kind in ((writers.fods, "fods"), (writers.ods, "ods")):
        yield f"{kind} by hand", lambda writer=writer, kind=kind: [writer(made, os.path.join(folder, f"hand.{kind}"))]
    for i, (name, how) in enumerate(writers.DIALECTS.items()):
        yield f"xlsx by hand: {name}", lambda i=i, how=how: [writers.xlsx(made, os.path.join(folder, f"hand{i}.xlsx"), **how)]


def files(made, folder, sheetjs, chosen=None):
    """Name and paths of each file, as it is written; what could not be made is said. chosen: only these of the ones written by hand."""
    for name, write in ways(made, folder):
        if not chosen or name in chosen:
            yield name, write()
    if chosen:
        return
    for written, missing in (libraries.openpyxl(made, folder), libraries.xlsxwriter(made, folder), libraries.sheetjs(made, folder, sheetjs)):
        if missing:
            print(f"left out: {missing}")
        for name, path in written.items():
            yield name, [path]


def compare(engine, wanted, files):
    """How many files give something else."""
    faults = 0
    for name, paths in files:
        by_hand = ": " in name or paths[0].endswith(".csv")  # what is read differs no more in values than in findings: one command is enough
        wrong = difference(wanted, engine.says(paths, ("check",) if by_hand else ("check", "score")))
        faults += bool(wrong)
        print(f"{'WRONG' if wrong else 'ok   '} {name} {wrong}")
    return faults


def main():
    formrule, root, form, folder = sys.argv[1:5]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    engine, made = Engine(formrule, root, form), tables.samples(root, form)
    wanted = engine.says(writers.text_file(made, os.path.join(folder, "plain.csv")))
    if any(status > 1 or not lines for _, status, lines, _ in wanted):
        raise SystemExit(f"the samples themselves: {[w[1::2] for w in wanted]}")
    faults = compare(engine, wanted, files(made, folder, sys.argv[5] if len(sys.argv) > 5 else None))
    print(f"{faults} faults; {sum(len(w[2]) for w in wanted)} lines each")
    return faults != 0


if __name__ == "__main__":
    sys.exit(main())
