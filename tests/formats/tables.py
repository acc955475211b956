"""Sample records of a form as tables of typed cells: what a careful person would have in a spreadsheet. Dates are dates, numbers are numbers, yes and no are truth values, wherever
the text of the sample is exactly what such a value is written as; everything else stays text.
"""
import csv
import datetime
import os
import re
import xml.etree.ElementTree as ET
from collections import namedtuple

# kind: "", text, number, percent, currency, boolean, date, datetime, time. text: as CSV has it. value: number, bool or the moment.
Cell = namedtuple("Cell", "kind text value")
# name: of the sheet. rows: lists of cells, the header first.
Table = namedtuple("Table", "name rows")

EMPTY = Cell("", "", None)
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d*[1-9])?$")
FORM = "{urn:formrule:form}"


def text(words):
    return Cell("text", words, words) if words else EMPTY


def parsed(pattern, words):
    try:
        moment = datetime.datetime.strptime(words, pattern)
    except ValueError:
        return None
    return moment if moment.strftime(pattern) == words else None


def typed(kind, words):
    """The cell of a field of that type."""
    if kind in ("integer", "decimal", "range") and NUMBER.match(words) and len(words) < 16:
        return Cell("number", words, float(words))
    if kind == "boolean" and words in ("是", "否"):
        return Cell("boolean", words, words == "是")
    if kind == "date" and (moment := parsed("%Y-%m-%d", words)):
        return Cell("date", words, moment)
    if kind in ("date", "dateTime") and (moment := parsed("%Y-%m-%d %H:%M", words)):
        return Cell("datetime", words, moment)
    if kind == "time" and (moment := parsed("%H:%M", words)):
        return Cell("time", words, moment)
    return text(words)


def types(root, form):
    """Types by label, and the labels of the repeats by name."""
    tree = ET.parse(os.path.join(root, "forms", form, "form.xml")).getroot()
    by_label = {}
    for field in tree.iter(FORM + "field"):
        for label in field.findall(FORM + "label"):
            by_label.setdefault("".join(label.itertext()).strip(), field.get("type", "string"))
    repeats = {r.get("name"): r.findtext(FORM + "label") for r in tree.iter(FORM + "repeat")}
    return by_label, repeats


def read(path, name, kinds):
    with open(path, encoding="utf-8-sig", newline="") as f:
        rows = list(csv.reader(f))
    header = rows[0]
    return Table(name, [[text(h) for h in header]] + [[typed(kinds.get(header[i], "string"), c) for i, c in enumerate(row)] for row in rows[1:]])


def samples(root, form):
    """The sample records of a form, then the tables of its repeats."""
    kinds, repeats = types(root, form)
    folder = os.path.join(root, "forms", form)
    tables = [read(os.path.join(folder, "sample.csv"), "记录", kinds)]
    for name, label in repeats.items():
        tables.append(read(os.path.join(folder, f"sample.{name}.csv"), label, kinds))
    return tables


def serial(moment, first=datetime.datetime(1899, 12, 30)):
    """Days since the first day of a spreadsheet's calendar."""
    return (moment - first) / datetime.timedelta(days=1)


def number(value):
    return str(int(value)) if value == int(value) else repr(value)
