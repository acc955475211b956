#!/usr/bin/env python3
"""What must never be recorded is found in comments on cells too, wherever they stand: above the header, on it, on a record, on a row without cells, not on a sheet that is no form's; Formrule's own comments
are passed over. The files are made by openpyxl and by hand, so nothing of ours writes what is read.

Usage: notes.py FORMRULE SOURCE_DIR
"""
import json
import os
import subprocess
import sys
import tempfile
import zipfile

FORMRULE, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
HEAD = ["客户编号", "客户姓名", "联系方式", "服务类型", "日期时间", "问题描述", "处理结果"]
RIGHT = ["KH001", "王*", "138****5678", "产品咨询", "2023-10-10 14:30", "询问保修期限有多久", "已经向客户说明"]
ID = "11010519491231002X"
SECRET = f"身份证 {ID}"
# row, column (from 1), author, text; the rows that are to be found
NOTES = [(1, 1, "王五", SECRET), (2, 3, "王五", "手机后四位"), (2, 4, "王五", "密码：123456"), (3, 2, "王五", f"客户{ID}补充"), (4, 6, "Formrule", "服务记录不得出现密码:或验证码:"),
         (5, 1, "王五", "已核对\n【规表】服务记录不得出现密码:"), (7, 2, "", SECRET), (9, 5, "王五", "普通批注")]
FOUND = [(1, 1), (2, 4), (3, 2), (7, 2)]
faults = 0


def expect(what, got, wanted):
    global faults
    if got != wanted:
        faults += 1
        print(f"{what}: got {got!r}, wanted {wanted!r}")


def grid():
    rows = {1: ["十月服务记录"], 2: HEAD, 3: RIGHT, 4: ["KH002"] + RIGHT[1:], 5: ["KH003"] + RIGHT[1:], 6: ["KH004"] + RIGHT[1:]}
    notes = {(r, c): (who, text) for r, c, who, text in NOTES}
    return rows, notes


def opendocument(path, flat):
    rows, notes = grid()
    spaces = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
              'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"')

    def cell(r, c):
        value = rows.get(r, [])[c - 1] if c <= len(rows.get(r, [])) else ""
        out = "<table:table-cell" + (' office:value-type="string"' if value else "") + ">"
        if (r, c) in notes:
            who, text = notes[r, c]
            out += "<office:annotation>" + (f"<dc:creator>{who}</dc:creator>" if who else "") + "<dc:date>2023-10-10T00:00:00</dc:date>"
            out += "".join(f"<text:p><text:span>{p[:2]}</text:span>{p[2:]}</text:p>" for p in text.split("\n")) + "</office:annotation>"
        return out + (f"<text:p>{value}</text:p>" if value else "") + "</table:table-cell>"

    table = "".join("<table:table-row>" + "".join(cell(r, c) for c in range(1, 8)) + "</table:table-row>" for r in range(1, 10))
    other = f'<table:table table:name="杂"><table:table-row><table:table-cell><office:annotation><text:p>{SECRET}</text:p></office:annotation></table:table-cell></table:table-row></table:table>'
    body = f'<office:body><office:spreadsheet><table:table table:name="记录">{table}</table:table>{other}</office:spreadsheet></office:body>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    if flat:
        with open(path, "w", encoding="utf-8") as f:
            f.write(f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:mimetype="{kind}">{body}</office:document>')
        return
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("mimetype", kind)
        z.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>')
        z.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>{body}</office:document-content>', zipfile.ZIP_DEFLATED)


def xlsx(path):
    import openpyxl
    from openpyxl.comments import Comment
    rows, notes = grid()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "记录"
    for r, cells in rows.items():
        for c, value in enumerate(cells, 1):
            sheet.cell(r, c, value)
    for (r, c), (who, text) in notes.items():
        sheet.cell(r, c).comment = Comment(text, who)
    other = book.create_sheet("杂")
    other.cell(1, 1).comment = Comment(SECRET, "王五")
    book.save(path)


def look(path):
    ran = subprocess.run([FORMRULE, "check", "--forms", os.path.join(ROOT, "forms"), "--form", "service-record", path, "--format", "ndjson"], capture_output=True, text=True, timeout=60)
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    expect(path + ": where", sorted((f["row"], f["cell"]) for f in found if f["rule"] == "note.denied"), sorted((r, f"{'ABCDEFG'[c - 1]}{r}") for r, c in FOUND))
    expect(path + ": nothing else", sorted({f["rule"] for f in found}), ["note.denied"])
    expect(path + ": each is an error", {f["level"] for f in found}, {"error"})
    expect(path + ": status", ran.returncode, 1)
    expect(path + ": nothing leaks", ID in ran.stdout + ran.stderr or "123456" in ran.stdout + ran.stderr, False)
    records = ran.stderr.split()[0]
    expect(path + ": records", "4" in ran.stderr and records is not None, True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        made = {"a.ods": lambda p: opendocument(p, False), "b.fods": lambda p: opendocument(p, True), "c.xlsx": xlsx}
        for name, make in made.items():
            if len(sys.argv) > 3 and name[0] not in sys.argv[3]:
                continue
            make(os.path.join(folder, name))
            look(os.path.join(folder, name))
    print(f"{faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
