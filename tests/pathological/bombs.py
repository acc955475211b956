#!/usr/bin/env python3
"""Bombs: small files that claim to be huge, and huge ones that never come to an end. Each must end in exit status 2 with one clear line (or be read, where real
files look like that), soon and in little memory. Time and memory are those of the child process alone, as the system counts them.

Usage: bombs.py FORMRULE SOURCE_DIR [SLOWER]   (SLOWER: how many times slower and larger a build with sanitizers may be)
"""
import io
import os
import resource
import struct
import subprocess
import sys
import tempfile
import threading
import zipfile
import zlib

FORMRULE, ROOT = sys.argv[1], sys.argv[2]
SLOWER = float(sys.argv[3]) if len(sys.argv) > 3 else 1
SECONDS, MIB = 1.0, 200
HANGS = 120 # seconds on the clock
FLAT = ('<?xml version="1.0"?><d xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:spreadsheet><t:table t:name="S">')
END = "</t:table></o:spreadsheet></o:body></d>"
HEAD = "<t:table-row>" + "".join(f"<t:table-cell o:value-type='string'><x:p>{name}</x:p></t:table-cell>" for name in ("客户编号", "问题描述", "处理结果", "响应速度")) + "</t:table-row>"
CSV = "客户编号,问题描述,处理结果,响应速度\n"


def flat(*parts):
    """A flat spreadsheet in pieces: texts, or (text, times) for what is repeated."""
    return pieces(FLAT, *parts, END)


def pieces(*parts):
    for part in parts:
        text, times = part if isinstance(part, tuple) else (part, 1)
        data = text.encode()
        while times > 0:
            n = min(times, max(1, (1 << 20) // len(data)))
            yield data * n
            times -= n


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in parts:
            z.writestr(name, data)
    return out.getvalue()


def ods(content):
    return [zipped([("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"".join(content))])]


def gigabyte_of(piece, begin=b"", name="content.xml", parts=()):
    """A part that inflates to 1 GiB: 1 MiB is deflated once, and what that gives is written again and again. parts: what else the file has."""
    block = piece * ((1 << 20) // len(piece))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(begin) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    body = first + again * 1024 + packer.flush()
    crc, size = zlib.crc32(begin), len(begin) + 1024 * len(block)
    for _ in range(1024):
        crc = zlib.crc32(block, crc)
    name, others = name.encode(), zipped(parts)
    at, directory = (struct.unpack("<I", others[-6:-2])[0], others[struct.unpack("<I", others[-6:-2])[0]:-22]) if parts else (0, b"")
    head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(body), size, len(name), 0)
    local = b"PK\3\4" + head + name + body
    entry = b"PK\1\2" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, at) + name
    count = 1 + len(parts)
    return [others[:at], local, directory, entry, b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory) + len(entry), at + len(local), 0)]


def million_entries():
    """A directory of 1,048,576 entries that all point to one part (zip64, as there are more than 65,535)."""
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"x"
    yield local
    at = len(local)
    for base in range(0, 1 << 20, 1 << 10):
        entries = b"".join(b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0) + b"%08d" % i for i in range(base, base + (1 << 10)))
        at += len(entries)
        yield entries
    end64 = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1 << 20, 1 << 20, at - len(local), len(local))
    yield end64 + b"PK\6\7" + struct.pack("<IQI", 0, at, 1) + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XLSX_ROWS = "<row>" + "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("客户编号", "问题描述", "处理结果", "响应速度")) + "</row>"
RECORD_ROW = '<row><c t="inlineStr"><is><t>KH001</t></is></c></row>'
# What begins each part of a workbook, and what ends it.
SHEET, STRINGS, STYLES = (f'<worksheet xmlns="{MAIN}"><sheetData>', "</sheetData></worksheet>"), (f'<sst xmlns="{MAIN}">', "</sst>"), (f'<styleSheet xmlns="{MAIN}">', "</styleSheet>")
NAMES = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml", "comments": "xl/comments1.xml", "book": "xl/workbook.xml"}


def relations(*entries):
    return ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
            "".join(f'<Relationship Id="r{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(entries)) + "</Relationships>")


def workbook(without=None, **parts):
    """The parts of a workbook with one sheet; each given as pieces."""
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r0"/></sheets></workbook>'
    usual = {"sheet": [SHEET[0], XLSX_ROWS, RECORD_ROW, SHEET[1]], "strings": [*STRINGS], "styles": [*STYLES], "comments": [f'<comments xmlns="{MAIN}"/>'], "book": [book]}
    usual.update(parts)
    whole = [("_rels/.rels", relations(("officeDocument", "xl/workbook.xml"))),
             ("xl/_rels/workbook.xml.rels", relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"))),
             ("xl/worksheets/_rels/sheet1.xml.rels", relations(("comments", "../comments1.xml")))]
    return whole + [(NAMES[k], b"".join(pieces(*p))) for k, p in usual.items() if k != without]


def xlsx(**parts):
    return [zipped(workbook(**parts))]


def xlsx_gigabyte(which, piece, begin):
    return gigabyte_of(piece.encode(), begin.encode(), NAMES[which], workbook(without=which))


def numbered(text, times):
    return "".join(text.format(i) for i in range(times))


REPEATED = '<t:table-row t:number-rows-repeated="1048576"><t:table-cell {} t:number-columns-repeated="16384"/></t:table-row>'
FULL, EMPTY = REPEATED.format('o:value-type="float" o:value="1"'), REPEATED.format('t:style-name="ce1"')
NARROW = '<t:table-row t:number-rows-repeated="1048576"><t:table-cell o:value-type="float" o:value="1" t:number-columns-repeated="4000"/></t:table-row>'
RECORD = "<t:table-row><t:table-cell><x:p>KH001</x:p></t:table-cell></t:table-row>"

BATCH, BATCH_END = '<batch xmlns="urn:formrule:batch" form="service-record">', "</batch>"


def batch(*parts):
    return pieces(BATCH, *parts, BATCH_END)


# name, kind, bytes (made when needed), exit status, word in the message
BOMBS = [
    ("1,048,576 x 16,384 repeats", "ods", lambda: ods(flat(HEAD, FULL)), 2, "16384|4096"),
    ("rows by the million, each repeated", "ods", lambda: ods(flat(HEAD, (NARROW, 1000))), 2, "重复"),
    ("formats on all 2^30 empty cells", "ods", lambda: ods(flat(HEAD, RECORD, EMPTY)), 1, ""),
    ("formats on all cells of 200 sheets", "fods", lambda: flat(HEAD, RECORD, EMPTY, ('</t:table><t:table t:name="T">' + EMPTY, 200)), 1, ""),
    ("1 MB inflating to 1 GB of blanks", "ods", lambda: gigabyte_of(b" ", FLAT.encode()), 2, "content.xml"),
    ("1 MB inflating to 1 GB of one cell", "ods", lambda: gigabyte_of(b"a", (FLAT + "<t:table-row><t:table-cell><x:p>").encode()), 2, "1048576"),
    ("1 MB inflating to 1 GB of empty rows", "ods", lambda: gigabyte_of(b"<t:table-row/>", FLAT.encode()), 2, "content.xml"),
    ("1 GB of comments", "ods", lambda: gigabyte_of(b"<!-- -->", FLAT.encode()), 2, "content.xml"),
    ("a million levels", "fods", lambda: flat(("<t:table-row-group>", 1_000_000)), 2, "层|嵌套"),
    ("200,000 attributes", "fods", lambda: flat("<t:table-row><t:table-cell ", " ".join(f'a{i}="1"' for i in range(200_000)), "/></t:table-row>"), 2, ""),
    ("200,000 namespaces", "fods", lambda: flat("<t:table-row ", " ".join(f'xmlns:a{i}="urn:oasis:names:tc:opendocument:xmlns:table:1.0"' for i in range(200_000)), "/>"), 2, ""),
    ("one cell of 210 MB", "fods", lambda: flat("<t:table-row><t:table-cell><x:p>", ("0123456789", 21_000_000), "</x:p></t:table-cell></t:table-row>"), 2, "1048576"),
    ("one attribute of 210 MB", "fods", lambda: flat('<t:table-row><t:table-cell o:string-value="', ("0123456789", 21_000_000), '"/></t:table-row>'), 2, ""),
    ("spaces by the billion", "fods", lambda: flat("<t:table-row><t:table-cell><x:p>", ('<x:s x:c="1000000000"/>', 100_000)), 2, "1048576"),
    ("a zip of a million entries", "ods", million_entries, 2, ""),
    ("1 GB of empty rows", "xlsx", lambda: xlsx_gigabyte("sheet", "<row/>", SHEET[0]), 2, "sheet1.xml"),
    ("1 GB of blanks", "xlsx", lambda: xlsx_gigabyte("sheet", " ", SHEET[0]), 2, "sheet1.xml"),
    ("1 GB of one cell", "xlsx", lambda: xlsx_gigabyte("sheet", "a", SHEET[0] + '<row><c t="str"><v>'), 2, "1048576"),
    ("1 GB of shared texts", "xlsx", lambda: xlsx_gigabyte("strings", "<si><t>a</t></si>", STRINGS[0]), 2, "sharedStrings.xml"),
    ("1 GB of one shared text", "xlsx", lambda: xlsx_gigabyte("strings", "a", STRINGS[0] + "<si><t>"), 2, "1048576"),
    ("1 GB of runs in a shared text", "xlsx", lambda: xlsx_gigabyte("strings", "<r/>", STRINGS[0] + "<si>"), 2, "sharedStrings.xml"),
    ("1 GB of styles", "xlsx", lambda: xlsx_gigabyte("styles", "<xf/>", STYLES[0] + "<cellXfs>"), 2, "styles.xml"),
    ("1 GB of a workbook", "xlsx", lambda: xlsx_gigabyte("book", "<a/>", f'<workbook xmlns="{MAIN}">'), 2, "workbook.xml"),
    ("1 GB of comments", "xlsx", lambda: xlsx_gigabyte("comments", '<comment ref="A1"><text><t>a</t></text></comment>', f'<comments xmlns="{MAIN}"><commentList>'), 2, "comments1.xml"),
    ("a million formats of numbers", "xlsx", lambda: xlsx(styles=[STYLES[0], "<numFmts>", numbered('<numFmt numFmtId="{}" formatCode="yyyy"/>', 1_000_000), "</numFmts>", STYLES[1]]), 2, "styles.xml"),
    ("two million styles", "xlsx", lambda: xlsx(styles=[STYLES[0], "<cellXfs>", numbered('<xf numFmtId="{}"/>', 2_000_000), "</cellXfs>", STYLES[1]]), 2, "styles.xml"),
    ("a size of all cells there can be", "xlsx", lambda: xlsx(sheet=[f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" width="9"/></cols><sheetData>', XLSX_ROWS, RECORD_ROW, SHEET[1]]), 1, ""),
    ("a cell in the last place there is", "xlsx", lambda: xlsx(sheet=[SHEET[0], XLSX_ROWS, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', SHEET[1]]), 2, "4096"),
    ("a place beyond all sheets", "xlsx", lambda: xlsx(sheet=[SHEET[0], XLSX_ROWS, '<row r="9223372036854775807"><c><v>1</v></c></row>', SHEET[1]]), 2, ""),
    ("a million merged ranges", "xlsx", lambda: xlsx(sheet=[SHEET[0], XLSX_ROWS, RECORD_ROW, "</sheetData><mergeCells>", numbered('<mergeCell ref="A{0}:D{0}"/>', 1_000_000), "</mergeCells></worksheet>"]), 1, ""),
    ("a long text shown a million times", "xlsx", lambda: xlsx(strings=[STRINGS[0], "<si><t>", ("0123456789", 10_000), "</t></si>", STRINGS[1]],
                                                                sheet=[SHEET[0], XLSX_ROWS, ('<row><c t="s"><v>0</v></c></row>', 1_000_000), SHEET[1]]), 2, "sheet1.xml"),
    ("a million sheets", "xlsx", lambda: xlsx(book=[f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>', numbered('<sheet name="S{}" r:id="r0"/>', 1_000_000), "</sheets></workbook>"]), 2, "sheet1.xml"),
    ("a million levels", "xlsx", lambda: xlsx(sheet=[f'<worksheet xmlns="{MAIN}">', ("<a>", 1_000_000)]), 2, "层|嵌套"),
    ("a million levels in the styles", "xlsx", lambda: xlsx(styles=[STYLES[0], ("<a>", 1_000_000)]), 2, "层|嵌套"),
    ("200,000 attributes", "xlsx", lambda: xlsx(sheet=[SHEET[0], "<row ", " ".join(f'a{i}="1"' for i in range(200_000)), "/>", SHEET[1]]), 2, ""),
    ("a million levels", "xml", lambda: batch("<record>", ("<a>", 1_000_000)), 2, "层|嵌套"),
    ("a submission of a million levels", "xml", lambda: pieces('<data id="service-record">', ("<a>", 1_000_000)), 2, "层|嵌套"),
    ("a value of 210 MB", "xml", lambda: batch("<record><customer_no>", ("0123456789", 21_000_000), "</customer_no></record>"), 2, "1048576"),
    ("a record of 100 values of a megabyte", "xml", lambda: batch("<record>", *(part for i in range(100) for part in (f"<f{i}>", ("x", 1_000_000), f"</f{i}>")), "</record>"), 2, "16777216"),
    ("100,000 fields", "xml", lambda: batch("<record>", numbered("<f{0}>1</f{0}>", 100_000), "</record>"), 2, "4096"),
    ("100,000 empty fields", "xml", lambda: batch("<record>", numbered("<f{0}/>", 100_000), "</record>"), 2, "4096"),
    ("a new field in each of 3,000 records", "xml", lambda: batch(numbered("<record><f{0}>1</f{0}></record>", 3_000)), 1, ""),
    ("2,000 rows of 2,000 repeats", "xml", lambda: batch("<record>", numbered("<r{0}><a>1</a></r{0}>", 2_000), "</record>"), 1, ""),
    ("a million rows in one record", "xml", lambda: batch("<record>", ("<r><a>1</a><b>2</b></r>", 1_000_000), "</record>"), 2, "16777216"),
    ("a name of 10 MB", "xml", lambda: batch("<record><", ("a", 10_000_000), "/></record>"), 2, ""),
    ("a prefix of 5 MB", "xml", lambda: pieces("<", ("p", 5_000_000), ":data id='service-record'/>"), 2, ""),
    ("200,000 attributes", "xml", lambda: batch("<record ", " ".join(f'a{i}="1"' for i in range(200_000)), "/>"), 2, ""),
    ("a million attributes of a submission", "xml", lambda: pieces('<data id="service-record"><a ', " ".join(f'a{i}="1"' for i in range(1_000_000)), "/></data>"), 2, ""),
    ("blanks without end", "xml", lambda: batch("<record>", (" ", 210_000_000)), 2, ""),
    ("a comment without end", "xml", lambda: batch("<!--", ("x", 210_000_000)), 2, ""),
    ("entities that grow", "xml", lambda: pieces('<!DOCTYPE batch [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>', BATCH, "<record><a>&b;</a></record>", BATCH_END), 2, "DOCTYPE"),
    ("one line of 210 MB", "csv", lambda: pieces(CSV, ("x", 210_000_000)), 2, "1048576"),
    ("one line of 105 million cells", "csv", lambda: pieces(CSV, ("x,", 105_000_000)), 2, "4096"),
    ("a quoted cell never closed", "csv", lambda: pieces(CSV, '"', ("never closed\n", 17_000_000)), 2, "引号"),
    ("nothing but quotes", "csv", lambda: pieces(('"', 210_000_000)), 2, ""),
]


def write(path, make):
    """In a process of its own: what this one holds would count as the memory of those it starts."""
    child = os.fork()
    if child == 0:
        with open(path, "wb") as f:
            f.writelines(make())
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit("a bomb cannot be built")


def run(path, *more):
    with tempfile.TemporaryFile() as err:
        child = subprocess.Popen([FORMRULE, "check", "--forms", os.path.join(ROOT, "forms"), "--form", "service-record", "--lang", "zh-CN", *more, path], stdout=subprocess.DEVNULL, stderr=err)
        hung = threading.Timer(HANGS, child.kill)
        hung.start()
        _, status, usage = os.wait4(child.pid, 0)
        hung.cancel()
        seconds = usage.ru_utime + usage.ru_stime # of its own: what else runs on the machine plays no part
        err.seek(0)
        return os.waitstatus_to_exitcode(status), err.read().decode(), seconds, usage.ru_maxrss / 1024


def main():
    faults = 0
    os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=8"
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, make, wanted, word in BOMBS:
            path = os.path.join(folder, "bomb." + kind)
            write(path, make)
            size = os.path.getsize(path)
            status, said, seconds, mib = run(path)
            lines = said.strip().splitlines()
            fine = status == wanted and (len(lines) == 1 or wanted == 1) and (not word or any(w in said for w in word.split("|"))) and "rror: Add" not in said
            fine = fine and seconds < SECONDS * SLOWER and mib < MIB * SLOWER
            faults += not fine
            print(f"{'ok   ' if fine else 'WRONG'} {name:40} {size:>11,} bytes  exit {status}  {seconds:5.2f} s {mib:5.0f} MiB  {said.strip()[:200].replace(folder, '')}")
            os.unlink(path)
    print(f"{faults} faults")
    return faults != 0


if __name__ == "__main__":
    sys.exit(main())
