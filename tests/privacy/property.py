#!/usr/bin/env python3
"""No leak, as a property: names, phones, ids, mails and cards, made anew for each run, are planted into every field of every form's sample, into headers, comments, properties and keys; then every command runs
in every format and language, and into every error there is. None of them may be found again in what is printed, in any file but the one that was asked for with its data in clear (repair, unseal, template
--records, annotated copies: there, only outside of the cells that held them), in temporary files, nor when the program is killed or aborted.

What may be told: what the user typed as an argument (names of files, an expression), and names of columns. S0-14, S1-7, S3-6.

Usage: property.py FORMRULE SOURCE_DIR [SEED]
"""
import csv
import glob
import io
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from xml.sax.saxutils import escape

FORMRULE, ROOT = (os.path.abspath(a) for a in sys.argv[1:3])
sys.path.insert(0, os.path.join(ROOT, "tests", "records"))
import convert  # noqa: E402
import plant  # noqa: E402

FORMS = os.path.join(ROOT, "forms")
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(10 ** 9)
FULL = bool(os.environ.get("LEAK_FULL"))  # every command on every file; else each run draws some of them
KEEP = 2  # records of a sample that each field is planted into
planted = plant.Planted(SEED, b"\n".join(open(p, "rb").read() for p in sorted(glob.glob(os.path.join(FORMS, "*", "*.csv")))))
dice = planted.dice
faults = runs = searched = 0


def fault(*words):
    global faults
    faults += 1
    if faults < 60:
        print("LEAK", *words)


def search(where, data):
    global searched
    searched += len(data)
    text, seen = data.decode("utf-8", "replace"), set()
    for needle in sorted(planted.found(data)):
        at = text.find(needle)
        around = text[max(0, at - 60):at + 40] if at >= 0 else ""
        kind = re.sub(r"[^a-z_.]+", " ", around)[:40]
        if kind not in seen:
            fault(where, "tells", needle, repr(around))
        seen.add(kind)


def run(folder, *arguments, out=None, clear=False, status=None, env=None):
    """Runs it and searches what it says. out: a file it writes, searched too unless it is asked for in clear."""
    global runs
    runs += 1
    temporary = os.path.join(folder, "tmp")
    os.makedirs(temporary, exist_ok=True)
    extra = ["--forms", FORMS] if arguments[0] not in ("key",) else []
    ran = subprocess.run([FORMRULE, *arguments, *extra], capture_output=True, cwd=folder, timeout=120, env={**os.environ, "TMPDIR": temporary, **(env or {})})
    name = " ".join(a if len(a) < 60 else a[:60] + "…" for a in arguments)
    search(name + " (stdout)", ran.stdout)
    search(name + " (stderr)", ran.stderr)
    if os.listdir(temporary):
        fault(name, "left", os.listdir(temporary))
    if status is not None and ran.returncode != status:
        fault(name, "ended with", ran.returncode, ran.stderr.decode("utf-8", "replace")[:300])
    if out and os.path.exists(os.path.join(folder, out)):
        data = open(os.path.join(folder, out), "rb").read()
        if not clear:
            search(name + " → " + out, data)
        os.unlink(os.path.join(folder, out))
        return data
    return ran


# ---- files with everything planted ----

def write_csv(path, rows, encoding="utf-8-sig", delimiter=","):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    open(path, "wb").write(text.getvalue().encode(encoding))


NAMESPACES = " ".join(f'xmlns:{p}="{u}"' for p, u in (
    ("office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"), ("table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"), ("text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
    ("meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"), ("dc", "http://purl.org/dc/elements/1.1/"), ("style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0")))


def write_ods(path, form, rows, person):
    """A small workbook by hand: comments on cells, a changed cell remembered, a hidden sheet, a header of the page, properties."""
    note = f'<office:annotation><dc:creator>{person.name}</dc:creator><text:p>{escape(person.text(dice))}</text:p></office:annotation>'
    body = "".join("<table:table-row>" + "".join(f'<table:table-cell office:value-type="string">{note if i % 7 == 3 and r else ""}<text:p>{escape(cell)}</text:p></table:table-cell>' for i, cell in enumerate(row)) +
                   "</table:table-row>" for r, row in enumerate(rows))
    changes = (f'<table:tracked-changes><table:cell-content-change table:id="c1"><table:cell-address table:column="0" table:row="1" table:table="0"/><office:change-info><dc:creator>{person.name}</dc:creator>'
               f'<dc:date>2023-10-10T10:00:00</dc:date></office:change-info><table:previous><table:change-track-table-cell office:value-type="string"><text:p>{person.phone}</text:p></table:change-track-table-cell>'
               '</table:previous></table:cell-content-change></table:tracked-changes>')
    hidden = f'<table:table table:name="藏" table:display="false"><table:table-row><table:table-cell office:value-type="float" office:value="{person.phone}"><text:p>{person.phone}</text:p></table:table-cell></table:table-row></table:table>'
    parts = {
        "content.xml": f'<office:document-content {NAMESPACES} office:version="1.3"><office:body><office:spreadsheet>{changes}<table:table table:name="记录">{body}</table:table>{hidden}</office:spreadsheet></office:body></office:document-content>',
        "meta.xml": f'<office:document-meta {NAMESPACES} office:version="1.3"><office:meta><dc:title>{person.name} {person.phone}</dc:title><dc:creator>{person.name}</dc:creator>'
                    f'<meta:user-defined meta:name="formrule">{form}</meta:user-defined><meta:user-defined meta:name="谁">{person.mail}</meta:user-defined></office:meta></office:document-meta>',
        "styles.xml": f'<office:document-styles {NAMESPACES} office:version="1.3"><office:master-styles><style:master-page style:name="Default"><style:header><text:p>{person.name} {person.phone}</text:p></style:header></style:master-page></office:master-styles></office:document-styles>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        for name, text in parts.items():
            z.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>\n' + text)
        z.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>')


def element(name, text):
    """A field as an element, written in one of the ways there are."""
    inside = dice.choice((escape(text), "<![CDATA[" + text + "]]>", "".join(f"&#{ord(c)};" for c in text), escape(text[:3]) + "<?no one?>" + escape(text[3:]) + "<!-- " + text.replace("-", "") + " -->"))
    return f"<{name}>{inside}</{name}>"


def write_xml(path, form, rows, person, submission=False):
    """Records as XML, or the second of them as a submission of its own; what has no field is an element of no form, and people stand in names, attributes, comments and instructions too."""
    made = convert.Form(os.path.join(FORMS, form, "form.xml"))
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {person.name} {person.phone} -->\n<?who {person.mail}?>\n'
    records = []
    for row in rows[1:]:
        fields = [(made.names.get(head), cell) for head, cell in zip(rows[0], row) if cell and made.names.get(head) != "@version"]
        records.append("".join(element(name or dice.choice(("电话" + person.phone, "证件" + person.card, "备注")), cell) for name, cell in fields))
    if submission:
        text += f'<data id="{form}" version="{made.version}" by="{person.phone}"><一>{records[1]}</一><meta xmlns="http://openrosa.org/xforms"><instanceID>uuid:{person.phone}</instanceID></meta></data>'
    else:
        text += f'<batch xmlns="urn:formrule:batch" form="{form}" version="{made.version}" branch="{person.name} {person.phone}" id="{person.card}">'
        text += "".join(f'<record id="{person.phone if i % 9 == 1 else i}" by="{person.mail}">{record}</record>\n' for i, record in enumerate(records)) + "</batch>"
    open(path, "w", encoding="utf-8").write(text)


def name_columns(form, header):
    text = open(os.path.join(FORMS, form, "form.xml"), encoding="utf-8").read()
    labels = [m[2] for m in re.finditer(r'<field name="(\w+)"[^>]*identifier="name"[^>]*>\s*<label>([^<]*)</label>', text)]
    return [i for i, head in enumerate(header) if head in labels]


def plant_rows(form, rows):
    """Each field of the first records gets a whole story, then a bare phone, then something stuck to what it held; the name fields of these records hold the same person."""
    header, records = rows[0], rows[1:]
    names = name_columns(form, header)
    out, people = [header + ["备注 " + planted.person().phone]], []
    for column in range(len(header)):
        for k in range(KEEP):
            record = list(dice.choice(records))
            record += [""] * (len(header) - len(record))
            person = planted.person()
            for i in names:
                record[i] = dice.choice((person.name, person.name, "售后部-" + person.name, person.name + "先生"))
            held = record[column] + ("," if re.search(r"[0-9A-Za-z]$", record[column]) else "")  # digits stuck to digits are another number
            record[column] = (person.text(dice), person.phones(dice), held + person.phone, person.name + person.card, person.mail, held + " " + person.text(dice), "tel" + person.phone)[(column + k + dice.randrange(7)) % 7]
            told = any(record[i] in (person.name, "售后部-" + person.name, person.name + "先生") for i in names)  # a name is found elsewhere when a name field of the record holds it
            out.append(record + [person.text(dice) if told and dice.random() < 0.5 else ""])
            people += [person] if told else []
    return out, dice.choice(people)


# ---- commands ----

def annotations_of(data):
    """What an annotated copy says beyond its input: the comments Formrule wrote."""
    text = zipfile.ZipFile(io.BytesIO(data)).read("content.xml").decode()
    return "".join(m[0] for m in re.finditer(r"<office:annotation\b.*?</office:annotation>", text, re.S) if "<dc:creator>Formrule" in m[0]).encode()


def report_everywhere(folder, form, path):
    every = [(c, f, l) for c in ("check", "score", "due") for f in ("text", "ndjson", "csv") for l in ("zh-CN", "en")]
    for command, format, lang in every if FULL else dice.sample(every, 2):
        run(folder, command, "--form", form, path, "--format", format, "--lang", lang, *(["--explain"] if command == "score" else ["--all"] if command == "due" else []))


def copies(folder, form, path):
    end = os.path.splitext(path)[1]
    every = [("mask", form, ["--form", form, path, *keys(form), "--lang", "en"]), ("repair", form, ["--form", form, path, "--accept", "all", "--lang", "en"]),
             ("unseal", form, ["--form", form, path, "--key", "hq.key"]), ("template", form, [form, "--records", path])]
    if end == ".ods":
        every.append(("check", form, ["--form", form, path, "--annotate"]))
    run(folder, "mask", "--form", form, path, "-o", "masked" + end, "--progress", "always", out="masked" + end, status=0)
    for command, _, arguments in every if FULL else dice.sample(every, 1):
        out = "out" + (".ods" if command == "template" else end)
        data = run(folder, command, *arguments, "-o", out, out=out, clear=command != "mask")
        if command == "check" and isinstance(data, bytes):
            search("comments of the annotated copy", annotations_of(data))


def keys(form):
    """Pseudonyms and seals for the fields that can have them."""
    text = open(os.path.join(FORMS, form, "form.xml"), encoding="utf-8").read()
    fields = re.findall(r'<field name="(\w+)"[^>]*identifier="(?:name|phone)"', text)
    asked = [a for f in fields[1:] for a in ("--pseudonym", f)]
    return [*asked, *(["--key", "team.key"] if asked else []), "--seal", fields[0], "--to", "hq.pub"]


def samples(folder):
    for form in sorted(os.path.basename(os.path.dirname(p)) for p in glob.glob(os.path.join(FORMS, "*", "form.xml"))):
        rows = list(csv.reader(open(os.path.join(FORMS, form, "sample.csv"), encoding="utf-8-sig", newline="")))
        rows, person = plant_rows(form, rows)
        write_csv(os.path.join(folder, form + ".csv"), rows)
        write_ods(os.path.join(folder, form + ".ods"), form, rows, person)
        for end in (".csv", ".ods"):
            report_everywhere(folder, form, form + end)
            copies(folder, form, form + end)
        write_xml(os.path.join(folder, form + ".xml"), form, rows, person)
        write_xml(os.path.join(folder, form + "-one.xml"), form, rows, person, submission=True)
        for name in (form + ".xml", form + "-one.xml"):
            report_everywhere(folder, form, name)
            run(folder, dice.choice(("mask", "repair", "template")), *dice.choice((["--form", form, name], [form, "--records", name])), "-o", "out.xml", out="out.xml")


# ---- errors ----

def errors(folder):
    """Every way to fail at a place that holds somebody."""
    rows = list(csv.reader(open(os.path.join(FORMS, "service-record", "sample.csv"), encoding="utf-8-sig", newline="")))
    header, record = rows[0], rows[1]
    person, nobody = planted.person(), planted.person()  # of nobody a name is told nowhere: without a field that holds it, it is a word
    column = header.index("问题描述")
    record = record[:column] + [person.text(dice)] + record[column + 1:]
    record[header.index("客户姓名")] = person.name
    whole = io.StringIO(newline="")
    csv.writer(whole, quoting=csv.QUOTE_ALL).writerows([header, record, record])
    data = whole.getvalue().encode()
    at = data.index(person.name.encode()) + len(person.name.encode())
    made = {
        "cut.csv": data[:at], "quote.csv": data[:at] + b'"x' + data[at:], "open.csv": data.replace(b'"\r\n', b"\r\n", 1),
        "encoding.csv": data[:at] + b"\xff\xfe\x80" + data[at:], "nul.csv": data[:at] + b"\0" + data[at:],
        "header.csv": ",".join([nobody.phone, nobody.mail, nobody.card, "电话" + nobody.phones(dice)]).encode() + b"\n1,2,3,4\n",
        "columns.csv": (",".join(header[:3] + [nobody.phone + "备注"] + header[:1]) + "\n1,2,3,4,5\n").encode(),
    }
    for name, bytes_ in made.items():
        open(os.path.join(folder, name), "wb").write(bytes_)
    open(os.path.join(folder, "whole.csv"), "wb").write(data)
    for name in (*made, "whole.csv"):
        limits = [[]] if name != "whole.csv" else [["--limit-cell", "20"], ["--limit-row", "90"], ["--limit-columns", "4"], ["--limit-rows", "1"], ["--limit-cells", "20"], ["--sheet", person.phone + "没有"]]
        for limit in limits:
            for lang in ("zh-CN", "en") if FULL else dice.sample(("zh-CN", "en"), 1):
                run(folder, "check", "--form", "service-record", name, *limit, "--lang", lang, "--format", dice.choice(("text", "ndjson", "csv")))
            if "--sheet" not in limit and (FULL or dice.random() < 0.5):
                run(folder, "mask", "--form", "service-record", name, "-o", "out.csv", *limit, out="out.csv")
        if FULL or dice.random() < 0.4:
            run(folder, "mask", name, "-o", "out.csv", out="out.csv")  # no form asked for
            run(folder, dice.choice(("check", "score", "due")), name)
    # keys that come twice, rows of nobody, links to nothing: all of them somebody's phone
    for form in ("feedback-record", "quality-inspection"):
        rows = list(csv.reader(open(os.path.join(FORMS, form, "sample.csv"), encoding="utf-8-sig", newline="")))
        other = "sample.progress.csv" if form == "feedback-record" else "sample.improvements.csv"
        more = list(csv.reader(open(os.path.join(FORMS, form, other), encoding="utf-8-sig", newline="")))
        key = dice.choice((nobody.phone, nobody.card + "-1", nobody.mail))
        twice = [rows[0]] + [[key] + r[1:] for r in rows[1:3]]
        story = nobody.text(dice).replace(nobody.name, "客户")
        lost = [more[0]] + [[dice.choice((nobody.card, nobody.phones(dice), nobody.mail))] + r[1:-1] + [story] for r in more[1:4]]
        lost += [[r[0]] + [story for _ in r[1:]] for r in more[1:3]]
        write_csv(os.path.join(folder, "twice.csv"), twice + rows[3:5])
        write_csv(os.path.join(folder, "lost.csv"), lost)
        for format in ("text", "ndjson", "csv"):
            for command in ("check", "score", "due") if FULL else dice.sample(("check", "score", "due"), 1):
                run(folder, command, "--form", form, "twice.csv", "lost.csv", "--format", format, "--lang", dice.choice(("zh-CN", "en")))
        run(folder, "mask", "--form", form, "lost.csv", "-o", "out.csv", out="out.csv")
    # a workbook that names a version that never was, in another encoding, by another delimiter
    write_ods(os.path.join(folder, "version.ods"), "service-record@" + person.phone, [header, record], person)
    write_csv(os.path.join(folder, "gbk.csv"), [header, record], "gb18030", ";")
    write_csv(os.path.join(folder, "wide.csv"), [header, record], "utf-16", "\t")
    for name in ("version.ods", "gbk.csv", "wide.csv"):
        run(folder, "check", name, "--lang", "en")
        run(folder, "mask", name, "--form", "service-record", "-o", "out" + name[-4:], out="out" + name[-4:])
    xml_errors(folder, header, record, person)
    # keys that are none, boxes that are none
    open(os.path.join(folder, "no.key"), "w").write(f"formrule-key 1\nid {person.phone}\nsecret {person.card}\n")
    os.chmod(os.path.join(folder, "no.key"), 0o600)
    for arguments in (("key", "show", "no.key"), ("key", "rotate", "no.key"), ("mask", "whole.csv", "-o", "out.csv", "--key", "no.key", "--pseudonym", "phone"), ("unseal", "whole.csv", "-o", "out.csv", "--key", "no.key")):
        run(folder, *arguments, out="out.csv")
    box = [header, record[:1] + ["SEAL1-0a0a0a0a-" + "A" * 70, person.phone] + record[3:]]
    write_csv(os.path.join(folder, "boxes.csv"), box)
    run(folder, "unseal", "--form", "service-record", "boxes.csv", "-o", "out.csv", "--key", "hq.key", out="out.csv", clear=True, status=1)


def numbers(folder):
    """A phone that was taken for a number, and what is computed from it."""
    open(os.path.join(folder, "number.xml"), "w", encoding="utf-8").write(
        '<form xmlns="urn:formrule:form" id="number" version="1" xml:lang="zh-CN"><title>数</title><field name="n" type="decimal"><label>数</label></field>'
        '<field name="what" type="string"><label>何</label></field><field name="why" type="string"><label>为何</label></field><field name="same" type="decimal" calculate="${n}"><label>同</label></field></form>')
    person = planted.person()
    write_csv(os.path.join(folder, "number.csv"), [["数", "何", "为何"], ["138" + person.phone[3:], "a", "b"], ["7", "a", "b"]])
    for format in ("text", "ndjson", "csv"):
        ran = run(folder, "score", "--form", "number.xml", "number.csv", "--format", format)
        if format == "ndjson" and b'"same":7' not in ran.stdout:
            fault("a number that is nobody's is not told", ran.stdout)


def xml_errors(folder, header, record, person):
    """XML that ends, nests, names or encodes where it must not, beside somebody."""
    write_xml(os.path.join(folder, "sound.xml"), "service-record", [header, record, record], person)
    data = open(os.path.join(folder, "sound.xml"), "rb").read()
    at = data.index(b"</record>")
    phone, card, mail, name = (word.encode() for word in (person.phone, person.card, person.mail, person.name))
    for broken in (data[:at], data[:at - 5], data[:at] + b"&" + person.local.encode() + b";" + data[at:], data[:at] + b"<" + name + b">" + phone + data[at:], data[:at] + b"</tel" + phone + b">" + data[at:],
                   data[:at] + phone + b"\xff\xfe" + data[at:], data[:at] + phone + b"\0" + data[at:], "<!DOCTYPE 证件".encode() + card + b" SYSTEM '" + mail + b"'>" + data[data.index(b"<batch"):],
                   data.replace(b"service-record", b"tel" + phone), data.replace(b"<batch", "<证件".encode() + card + b" xmlns:q='" + mail + b"'", 1), data.replace(b' version="', b' version="' + phone, 1),
                   data.replace(b"<record ", b"<record a='" + phone + b"' a='" + mail + b"' ", 1), data.replace(b"UTF-8", b"x-" + mail, 1), data.replace(b"<record ", b"<tel" + phone + b":record ", 1),
                   data[:at] + b"<problem>" * 3 + mail + b"</problem>" * 3 + data[at:], data[:at] + b"<phone>" + phone + b"</phone>" * 2, data + phone, phone + data):
        open(os.path.join(folder, "broken.xml"), "wb").write(broken)
        for lang in ("zh-CN", "en") if FULL else dice.sample(("zh-CN", "en"), 1):
            run(folder, dice.choice(("check", "score", "due")), "broken.xml", *dice.choice(([], ["--form", "service-record"])), "--lang", lang, "--format", dice.choice(("text", "ndjson", "csv")))
    for limit in (["--limit-cell", "20"], ["--limit-cells", "5"], ["--limit-depth", "2"], ["--limit-columns", "3"], ["--limit-rows", "1"]):
        run(folder, "check", "--form", "service-record", "sound.xml", *limit)


def arguments(folder):
    """Values given to an expression are not told by what is wrong with it."""
    person = planted.person()
    for expression in ("mask(${x}, 'phone')", "is-phone(${x})", "has-identifier(${x})", "is-masked(${x}, 'phone')", "mask(${x}, 'free-text')", "number(${x}) + ${y}", "lookup('nothing', ${x}, 'y')", "count(${x})")[:: 1 if FULL else 3]:
        run(folder, "eval", "--set", "x=" + person.phone, expression, "--lang", dice.choice(("zh-CN", "en")))
    for command in (("forms",), ("lint", os.path.join(FORMS, "service-record", "form.xml")), ("diff-form", "quality-inspection@2025.4", "quality-inspection")):
        run(folder, *command)


# ---- the end of the program ----

def interrupted(folder):
    """Killed and aborted while it writes: what is left beside the output, in TMPDIR and on the terminal holds nobody; no core file may be written."""
    rows = list(csv.reader(open(os.path.join(FORMS, "service-record", "sample.csv"), encoding="utf-8-sig", newline="")))
    people = [planted.person() for _ in range(8)]
    records = []
    for i in range(12000):
        person, record = people[i % 8], list(rows[1 + i % 100])
        record[1], record[2], record[rows[0].index("问题描述")] = person.name, person.phone, person.text(dice)
        records.append(record)
    write_csv(os.path.join(folder, "long.csv"), [rows[0]] + records)
    for how, wait in ((signal.SIGKILL, 0.25), (signal.SIGABRT, 0.4), (signal.SIGINT, 0.3), (signal.SIGKILL, 0.5)):
        place = tempfile.mkdtemp(dir=folder)
        child = subprocess.Popen([FORMRULE, "mask", "--forms", FORMS, "--form", "service-record", "../long.csv", "-o", "out.csv", "--progress", "always"], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 env={**os.environ, "TMPDIR": place})
        time.sleep(wait)
        if child.poll() is None:
            limits = open(f"/proc/{child.pid}/limits").read()
            if not re.search(r"Max core file size\s+0\s+0", limits):
                fault("a core file could be written")
            child.send_signal(how)
        said = child.communicate(timeout=60)
        for text in said:
            search(f"mask ended by {how.name}", text)
        for name in os.listdir(place):
            search(f"left by {how.name}: {name}", open(os.path.join(place, name), "rb").read())


def main():
    print("seed", SEED)
    with tempfile.TemporaryDirectory() as folder:
        for name, more in (("team.key", []), ("hq.key", ["--pair"])):
            run(folder, "key", "new", "-o", name, *more, status=0)
        started = time.monotonic()
        for part in (samples, errors, numbers, arguments, interrupted):
            part(folder)
            print(f"{part.__name__}: {time.monotonic() - started:.1f} s")
    print(f"{len(planted.needles)} pieces planted, {runs} runs, {searched >> 10} KiB searched, {faults} leaks; again: property.py {FORMRULE} {ROOT} {SEED}")
    sys.exit(1 if faults or runs < 60 else 0)


if __name__ == "__main__":
    main()
