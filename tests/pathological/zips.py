#!/usr/bin/env python3
"""Zip files that are damaged, unusual or made to deceive, built here byte by byte around the sheet of a real sample. Each either reads right (the same findings as the sample) or ends in
exit status 2 with one line that names what is wrong; nothing is written anywhere.

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
SAMPLE = os.path.join(ROOT, "forms", "service-record", "sample.ods")


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


def parts():
    with zipfile.ZipFile(SAMPLE) as z:
        return {name: z.read(name) for name in ("mimetype", "content.xml", "meta.xml", "META-INF/manifest.xml")}


def cases():
    p = parts()
    xml = p["content.xml"]
    others = [Entry(n, p[n]) for n in ("META-INF/manifest.xml", "meta.xml")]
    first = Entry("mimetype", p["mimetype"], 0)

    def book(content, *more, **how):
        return archive([first, *more, content, *others], **how)

    content = Entry("content.xml", xml)
    cut = Entry("content.xml", xml)
    cut.body = cut.body[:-200]
    noise = Entry("content.xml", xml)
    noise.body = noise.body[:3000] + b"\0" * 50 + noise.body[3050:]
    yield "as it is", book(content), "same"
    yield "stored, not deflated", book(Entry("content.xml", xml, 0)), "same"
    yield "sizes behind the data", book(Entry("content.xml", xml, descriptor=True)), "same"
    yield "zip64 sizes", book(Entry("content.xml", xml, large=True)), "same"
    yield "zip64 directory", book(content, large=True), "same"
    yield "a comment", book(content, comment=b"made by hand " * 100), "same"
    yield "a comment that looks like an end", book(content, comment=b"PK\5\6" + bytes(18)), "same|不完整"
    yield "bytes behind the end", book(content, end=lambda t: t + b"\0" * 300), "same|不完整"
    yield "absolute names and ways up beside", book(content, Entry("/etc/passwd", b"x"), Entry("../../x", b"x"), Entry("..\\x", b"x"), Entry("C:\\x", b"x")), "same"
    yield "folders as entries", book(content, Entry("Pictures/", b"", 0)), "same"
    yield "another name in front of the data", book(Entry("content.xml", xml, local_name=b"CONTENT.xml")), "same|content.xml"
    yield "wrong checksum", book(Entry("content.xml", xml, crc=1)), "content.xml"
    yield "wrong checksum, stored", book(Entry("content.xml", xml, 0, crc=1)), "content.xml"
    yield "size too small", book(Entry("content.xml", xml, size=len(xml) - 1)), "content.xml"
    yield "size too large", book(Entry("content.xml", xml, size=len(xml) + 1)), "content.xml"
    yield "size said to be nothing", book(Entry("content.xml", xml, size=0)), "content.xml"
    yield "size beyond everything", book(Entry("content.xml", xml, size=0xFFFFFFF0)), "content.xml"
    yield "data cut off", book(cut), "content.xml"
    yield "data damaged", book(noise), "content.xml"
    yield "deflated, said to be stored", book(Entry("content.xml", content.body, 0, size=len(xml))), "content.xml"
    yield "stored, said to be deflated", book(Entry("content.xml", xml, 8, body=xml)), "content.xml"
    yield "encrypted", book(Entry("content.xml", xml, flags=1)), "密码"
    yield "packed in an unknown way", book(Entry("content.xml", xml, 0, method=98)), "content.xml"
    yield "packed by bzip2", book(Entry("content.xml", __import__("bz2").compress(xml), 0, method=12, size=len(xml))), "content.xml"
    yield "content.xml twice", book(content, Entry("content.xml", b"<x/>")), "content.xml"
    yield "an entry on top of another", book(content, Entry("styles.xml", xml, offset=0)), "same|content.xml|不完整"
    yield "all entries at one place", archive([Entry("content.xml", xml), Entry("mimetype", xml, offset=0)]), "same"
    yield "entry beyond the end", archive([first, Entry("content.xml", xml, offset=1 << 30), *others]), "content.xml|不完整"
    yield "entry without a header", archive([first, Entry("content.xml", xml, offset=7), *others]), "content.xml|不完整"
    yield "directory cut off", book(content, end=lambda t: t[:60]), "不完整"
    yield "directory cut in the middle", book(content, end=lambda t: t[:70] + t[-22:]), "不完整"
    yield "directory said to have more", book(content, end=lambda t: t[:-12] + struct.pack("<H", 9) + t[-10:]), "不完整|same"
    yield "directory said to have 65,534", book(content, end=lambda t: t[:-14] + struct.pack("<HH", 65534, 65534) + t[-10:]), "不完整|same"
    yield "zip64 with 2^40 entries", book(content, large=True, end=lambda t: t.replace(struct.pack("<QQ", 4, 4), struct.pack("<QQ", 1 << 40, 1 << 40))), "多得异常"
    yield "several disks", book(content, end=lambda t: t[:-18] + struct.pack("<HH", 1, 1) + t[-14:]), "不完整|same"
    yield "no directory", book(content, end=lambda t: b""), "不完整"
    yield "no content.xml", archive([first, *others]), ".ods"
    yield "content.xml in a folder", archive([first, Entry("x/content.xml", xml)]), ".ods"
    yield "a name with a NUL", book(content, Entry(b"a\0b", b"x")), "same|不完整"
    yield "a name that is no UTF-8", book(content, Entry(b"\xff\xfe", b"x", flags=0x800)), "same|不完整"
    whole = book(content)
    for cut in (1, 3, 21, 22, 23, len(whole) // 2, len(whole) - 100):
        yield f"{cut} bytes missing", whole[: len(whole) - cut], "不完整"


def run(path):
    done = subprocess.run([FORMRULE, "check", "--forms", os.path.join(ROOT, "forms"), "--form", "service-record", "--lang", "zh-CN", "--now", "2026-01-01T00:00:00+08:00", "--format", "csv",
                           os.path.basename(path)], cwd=os.path.dirname(path), capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr.strip()


def main():
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "x.ods")
        with open(SAMPLE, "rb") as f, open(path, "wb") as out:
            out.write(f.read())
        status, findings, _ = run(path)
        if status != 1 or findings.count("\n") < 3:
            raise SystemExit(f"the sample itself: exit {status}")
        for name, data, wanted in cases():
            with open(path, "wb") as f:
                f.write(data)
            status, out, err = run(path)
            same = status == 1 and out == findings
            refused = status == 2 and len(err.splitlines()) == 1
            words = wanted.split("|")
            fine = ("same" in words and same) or (refused and any(w in err for w in words if w != "same"))
            fine = fine and "Sanitizer" not in err and os.listdir(folder) == ["x.ods"]
            faults += not fine
            print(f"{'ok   ' if fine else 'WRONG'} {name:36} {'reads right' if same else f'exit {status} {err[:400]}'}")
    print(f"{faults} faults")
    return faults != 0


sys.exit(main())
