"""Sample records as record XML, by the form definition alone: labels of its fields give the elements their names. What Formrule itself thinks of headers plays no part.

As a program: convert.py FORM.xml SAMPLE.csv OUT.xml [batch|submission]; rows of repeats are looked for beside the sample (sample.REPEAT.csv).
"""
import csv
import os
import sys
import xml.etree.ElementTree as tree
from xml.sax.saxutils import escape, quoteattr

FORM = "{urn:formrule:form}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Form:
    """Names by label: of a record's fields and scores, and of each repeat's fields."""

    def __init__(self, path):
        root = tree.parse(path).getroot()
        self.id, self.version = root.get("id"), root.get("version")
        key = root.find(f"{FORM}key")
        self.key = key.get("fields").split() if key is not None else []
        self.names, self.repeats = {"表单版本": "@version"}, {}
        self.take(root, self.names)

    def take(self, parent, names):
        for one in parent:
            if one.tag == FORM + "repeat":
                self.repeats[one.get("name")] = {}
                self.take(one, self.repeats[one.get("name")])
            elif one.tag == FORM + "group":
                self.take(one, names)
            elif one.tag in (FORM + "field", FORM + "score", FORM + "deadline"):
                for label in one.findall(FORM + "label"):
                    names.setdefault("".join(label.itertext()).strip(), one.get("name"))
                names.setdefault(one.get("name"), one.get("name"))
                if one.tag == FORM + "score":
                    words = one.find(FORM + "label")
                    names.setdefault(("".join(words.itertext()).strip() if words is not None else one.get("name")) + "等级", one.get("name") + ".grade")


def rows_of(path, names):
    """Rows of a CSV file as lists of (name, value), in the order of its columns."""
    with open(path, encoding="utf-8-sig", newline="") as f:
        reader = csv.reader(f)
        header = next(reader)
        unknown = [h for h in header if h.strip() not in names]
        if unknown:
            raise SystemExit(f"{path}: no field is labelled {unknown}")
        columns = [names[h.strip()] for h in header]
        for row in reader:
            if any(row):
                yield [(name, value) for name, value in zip(columns, row)]


def records(form, sample):
    """(fields, {repeat: [fields of a row]}) for each record."""
    base = sample[:-4]
    rows = {}
    for repeat, names in form.repeats.items():
        path = f"{base}.{repeat}.csv"
        with_key = dict(names)
        with_key.update({label: name for label, name in form.names.items() if name in form.key})
        for row in rows_of(path, with_key) if os.path.exists(path) else []:
            given = dict(row)
            rows.setdefault(tuple(given[k] for k in form.key), {}).setdefault(repeat, []).append([(n, v) for n, v in row if n not in form.key])
    for row in rows_of(sample, form.names):
        yield row, rows.pop(tuple(dict(row).get(k) for k in form.key), {})
    # rows that are left have no record: they cannot be nested


def elements(fields, indent):
    return "".join(f"{indent}<{name}>{escape(value)}</{name}>\n" for name, value in fields if value != "" and name != "@version")


def body(fields, repeats, indent):
    out = elements(fields, indent)
    for repeat, rows in repeats.items():
        for row in rows:
            out += f"{indent}<{repeat}>\n{elements(row, indent + '  ')}{indent}</{repeat}>\n"
    return out


def batch(form, sample):
    out = f'<?xml version="1.0" encoding="UTF-8"?>\n<batch xmlns="urn:formrule:batch" form={quoteattr(form.id)} version={quoteattr(form.version)} branch="测试">\n'
    for number, (fields, repeats) in enumerate(records(form, sample), 1):
        version = dict(fields).get("@version")
        named = f" version={quoteattr(version)}" if version else ""
        out += f'  <record id="00000000-0000-4000-8000-{number:012d}"{named}>\n{body(fields, repeats, "    ")}  </record>\n'
    return out + "</batch>\n"


def submissions(form, sample):
    """One text for each record, in groups as ODK nests them."""
    for number, (fields, repeats) in enumerate(records(form, sample), 1):
        half = len(fields) // 2
        yield (f"<?xml version='1.0' ?>\n<data xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:orx=\"http://openrosa.org/xforms\" "
               f"id={quoteattr(form.id)} version={quoteattr(dict(fields).get('@version') or form.version)}>\n  <first>\n{elements(fields[:half], '    ')}    <empty/>\n  </first>\n"
               f"{body(fields[half:], repeats, '  ')}  <orx:meta>\n    <orx:instanceID>uuid:00000000-0000-4000-8000-{number:012d}</orx:instanceID>\n  </orx:meta>\n</data>\n")


if __name__ == "__main__":
    made = Form(sys.argv[1])
    kind = sys.argv[4] if len(sys.argv) > 4 else "batch"
    if kind == "batch":
        open(sys.argv[3], "w", encoding="utf-8").write(batch(made, sys.argv[2]))
    else:
        for index, text in enumerate(submissions(made, sys.argv[2]), 1):
            open(f"{sys.argv[3]}-{index:04d}.xml", "w", encoding="utf-8").write(text)
