#!/usr/bin/env python3
"""Zip files that are damaged, unusual or made to deceive, built here byte by byte around the sheet of a real sample. Each either reads right (the same findings as the sample) or ends in
exit status 2 with one line that names what is wrong; nothing is written anywhere.

The same is done to the parts of a workbook in OpenDocument and of one in Office Open XML.

Usage: zips.py FORMRULE SOURCE_DIR
"""
import os
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

FORMRULE, ROOT = sys.argv[1], sys.argv[2]
sys.path.insert(0, os.path.join(ROOT, "tests", "formats"))
import tables  # noqa: E402
import writers  # noqa: E402


class Entry:
    """One entry: what its local header, its data and its line in the directory say; each may lie."""

    def __init__(self, name, data, packed=8, **lies):
        self.name, self.method = name.encode() if isinstance(name, str) else name, packed
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        self.body = packer.compress(data) + packer.flush() if packed == 8 else data
        self.crc, self.size = zlib.crc32(data), len(data)
        self.flags, self.descriptor, self.large, self.offset = 0, False, False, None
        self.local_name = None
        self.__dict__.update(lies)


def archive(entries, comment=b"", before=b"", end=None, large=False):
    """A zip file of those entries. large: zip64 records at its end; end: changes the bytes of the directory and what follows."""
    out, directory = bytearray(before), bytearray()
    for e in entries:
        at = len(out) if e.offset is None else e.offset
        known = (0, 0, 0) if e.descriptor else (e.crc, len(e.body), e.size)
        flags = e.flags | (8 if e.descriptor else 0)
        extra = struct.pack("<HHQQ", 1, 16, e.size, len(e.body)) if e.large else b""
        sizes = (known[0], 0xFFFFFFFF, 0xFFFFFFFF) if e.large else known
        if e.offset is None:
            name = e.local_name or e.name
            out += b"PK\3\4" + struct.pack("<HHHHHIIIHH", 45, flags, e.method, 0, 33, *sizes, len(name), len(extra)) + name + extra + e.body
            if e.descriptor:
                out += b"PK\7\x08" + struct.pack("<III", e.crc, len(e.body), e.size)
        sizes = (e.crc, 0xFFFFFFFF, 0xFFFFFFFF) if e.large else (e.crc, len(e.body), e.size)
        directory += b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 45, 45, flags, e.method, 0, 33, *sizes, len(e.name), len(extra), 0, 0, 0, 0, at) + e.name + extra
    start, count = len(out), len(entries)
    tail = bytes(directory)
    if large:
        tail += b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, len(directory), start) + b"PK\6\7" + struct.pack("<IQI", 0, start + len(directory), 1)
        tail += b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, len(comment)) + comment
    else:
        tail += b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), start, len(comment)) + comment
    return bytes(out) + (end(tail) if end else tail)


def cases(parts, main, stored):
    """Name, bytes, and what may come of them: "same" or a word of the message. parts: by name; main: the one with the records, which is lied about; stored: those never deflated."""
    xml, short = parts[main], os.path.basename(main)
    first = [Entry(n, parts[n], 0) for n in stored]
    others = [Entry(n, d) for n, d in parts.items() if n != main and n not in stored]
    ending = ".ods" if stored else ".xlsx"

    def book(content, *more, **how):
        return archive([*first, *more, content, *others], **how)

    content = Entry(main, xml)
    cut = Entry(main, xml)
    cut.body = cut.body[:-200]
    noise = Entry(main, xml)
    noise.body = noise.body[:3000] + b"\0" * 50 + noise.body[3050:]
    yield "as it is", book(content), "same"
    yield "stored, not deflated", book(Entry(main, xml, 0)), "same"
    yield "sizes behind the data", book(Entry(main, xml, descriptor=True)), "same"
    yield "zip64 sizes", book(Entry(main, xml, large=True)), "same"
    yield "zip64 directory", book(content, large=True), "same"
    yield "a comment", book(content, comment=b"made by hand " * 100), "same"
    yield "a comment that looks like an end", book(content, comment=b"PK\5\6" + bytes(18)), "same|不完整"
    yield "bytes behind the end", book(content, end=lambda t: t + b"\0" * 300), "same|不完整"
    yield "absolute names and ways up beside", book(content, Entry("/etc/passwd", b"x"), Entry("../../x", b"x"), Entry("..\\x", b"x"), Entry("C:\\x", b"x")), "same"
    yield "folders as entries", book(content, Entry("Pictures/", b"", 0)), "same"
    yield "another name in front of the data", book(Entry(main, xml, local_name=main.upper().encode())), f"same|{main}"
    yield "wrong checksum", book(Entry(main, xml, crc=1)), main
    yield "wrong checksum, stored", book(Entry(main, xml, 0, crc=1)), main
    yield "size too small", book(Entry(main, xml, size=len(xml) - 1)), main
    yield "size too large", book(Entry(main, xml, size=len(xml) + 1)), main
    yield "size said to be nothing", book(Entry(main, xml, size=0)), main
    yield "size beyond everything", book(Entry(main, xml, size=0xFFFFFFF0)), main
    yield "data cut off", book(cut), main
    yield "data damaged", book(noise), main
    yield "deflated, said to be stored", book(Entry(main, content.body, 0, size=len(xml))), main
    yield "stored, said to be deflated", book(Entry(main, xml, 8, body=xml)), main
    yield "encrypted", book(Entry(main, xml, flags=1)), "密码"
    yield "packed in an unknown way", book(Entry(main, xml, 0, method=98)), main
    yield "packed by bzip2", book(Entry(main, __import__("bz2").compress(xml), 0, method=12, size=len(xml))), main
    yield f"{short} twice", book(content, Entry(main, b"<x/>")), main
    yield "an entry on top of another", book(content, Entry("styles.xml", xml, offset=0)), f"same|{main}|不完整"
    if stored:
        yield "all entries at one place", archive([Entry(main, xml), Entry("mimetype", xml, offset=0)]), "same"
    yield "entry beyond the end", archive([*first, Entry(main, xml, offset=1 << 30), *others]), f"{main}|不完整"
    yield "entry without a header", archive([*first, Entry(main, xml, offset=7), *others]), f"{main}|不完整"
    yield "directory cut off", book(content, end=lambda t: t[:60]), "不完整"
    yield "directory cut in the middle", book(content, end=lambda t: t[:70] + t[-22:]), "不完整"
    yield "directory said to have more", book(content, end=lambda t: t[:-12] + struct.pack("<H", 9) + t[-10:]), "不完整|same"
    yield "directory said to have 65,534", book(content, end=lambda t: t[:-14] + struct.pack("<HH", 65534, 65534) + t[-10:]), "不完整|same"
    yield "zip64 with 2^40 entries", book(content, large=True, end=lambda t: t.replace(struct.pack("<QQ", len(parts), len(parts)), struct.pack("<QQ", 1 << 40, 1 << 40))), "多得异常"
    yield "several disks", book(content, end=lambda t: t[:-18] + struct.pack("<HH", 1, 1) + t[-14:]), "不完整|same"
    yield "no directory", book(content, end=lambda t: b""), "不完整"
    yield f"no {short}", archive([*first, *others]), f"{ending}|{short}"
    yield f"{short} in another folder", archive([*first, Entry("x/" + main, xml), *others]), f"{ending}|{short}"
    yield "a name with a NUL", book(content, Entry(b"a\0b", b"x")), "same|不完整"
    yield "a name that is no UTF-8", book(content, Entry(b"\xff\xfe", b"x", flags=0x800)), "same|不完整"
    whole = book(content)
    for cut in (1, 3, 21, 22, 23, len(whole) // 2, len(whole) - 100):
        yield f"{cut} bytes missing", whole[: len(whole) - cut], "不完整"


def run(path):
    done = subprocess.run([FORMRULE, "check", "--forms", os.path.join(ROOT, "forms"), "--form", "service-record", "--lang", "zh-CN", "--now", "2026-01-01T00:00:00+08:00", "--format", "csv",
                           os.path.basename(path)], cwd=os.path.dirname(path), capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr.strip()


def attack(folder, path, parts, main, stored):
    """How many of the cases end otherwise than they may."""
    faults = 0
    with open(path, "wb") as f:
        f.write(archive([Entry(n, d, 0 if n in stored else 8) for n, d in parts.items()]))
    status, findings, err = run(path)
    if status != 1 or findings.count("\n") < 3:
        raise SystemExit(f"the sample itself: exit {status} {err}")
    for name, data, wanted in cases(parts, main, stored):
        with open(path, "wb") as f:
            f.write(data)
        status, out, err = run(path)
        same = status == 1 and out == findings
        refused = status == 2 and len(err.splitlines()) == 1
        words = wanted.split("|")
        fine = ("same" in words and same) or (refused and any(w in err for w in words if w != "same"))
        fine = fine and "Sanitizer" not in err and os.listdir(folder) == [os.path.basename(path)]
        faults += not fine
        print(f"{'ok   ' if fine else 'WRONG'} {name:36} {'reads right' if same else f'exit {status} {err[:400]}'}")
    os.unlink(path)
    return faults


def main():
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        written = writers.xlsx(tables.samples(ROOT, "service-record"), os.path.join(folder, "written.xlsx"))
        with zipfile.ZipFile(os.path.join(ROOT, "forms", "service-record", "sample.ods")) as z:
            document = {name: z.read(name) for name in ("mimetype", "content.xml", "meta.xml", "META-INF/manifest.xml")}
        with zipfile.ZipFile(written) as z:
            workbook = {name: z.read(name) for name in z.namelist()}
        os.unlink(written)
        for parts, main_part, stored in ((document, "content.xml", ["mimetype"]), (workbook, "xl/worksheets/sheet1.xml", []), (workbook, "xl/sharedStrings.xml", [])):
            print(f"== {main_part}")
            faults += attack(folder, os.path.join(folder, "x.ods" if stored else "x.xlsx"), parts, main_part, stored)
    print(f"{faults} faults")
    return faults != 0


sys.exit(main())
