#!/usr/bin/env python3
"""No leak from workbooks: names, phones, ids, mails planted into every corner of XLSX packages and of flat OpenDocument files; the masked copies are searched for them, every part as bytes, as
text without tags, with references resolved. What may stay, stays. S3-6, S0-14.

Usage: workbook_leaks.py FORMRULE SOURCE_DIR
"""
import html
import io
import os
import re
import subprocess
import sys
import tempfile
import zipfile

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

FORMRULE, ROOT = (os.path.abspath(a) for a in sys.argv[1:3])
FORMS = os.path.join(ROOT, "forms")
HEAD = ["客户编号", "客户姓名", "联系方式", "服务类型", "日期时间", "问题描述", "处理结果", "需跟进事项", "负责人", "完成时限", "内部"]
NAME, STAFF, MAIL, CARD = "李小明", "王大锤", "zhang.san@example.com", "11010519491231002X"
# Persons no record names: where a workbook says who wrote it, everything goes, known or not.
AUTHOR = "赵铁柱"
faults = 0
planted = 0


def phone():
    """A number that stands in one place only."""
    global planted
    planted += 1
    return f"13912{planted:06d}"


def fault(*words):
    global faults
    faults += 1
    print(*words)


def readings(data):
    """A part as bytes, as what its tags hold, and with references resolved."""
    yield data
    text = data.decode("utf-8", errors="replace")
    bare = re.sub(r"<!\[CDATA\[(.*?)\]\]>", r"\1", text, flags=re.S)
    bare = html.unescape(re.sub(r"<[^>]*>", "", bare))
    yield bare.encode()
    yield html.unescape(text).encode()


SECRETS = [NAME, STAFF, AUTHOR, MAIL, "zhang.san", CARD]


def search(where, data):
    found = set()
    for reading in readings(data):
        for secret in SECRETS:
            if secret.encode() in reading or secret.encode("utf-16-le") in reading:
                found.add(secret)
        for match in re.finditer(rb"13912\d{6}|1\.3912\d{6}E", reading):
            found.add(match.group().decode())
    for secret in sorted(found):
        fault(where, "still holds", secret)


def record():
    return ["KH001", NAME, phone(), "产品咨询", "2023-10-10 14:30", f"{NAME}来电要求回电 {phone()}", "已说明", "回电", STAFF, "2023-10-12", "身份证 " + CARD]


# ---- workbooks ----

def by_openpyxl(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "记录"
    for column, (head, value) in enumerate(zip(HEAD, record()), 1):
        sheet.cell(1, column).value, sheet.cell(2, column).value = head, value
    sheet["L2"] = float(phone())
    sheet["L3"] = float(phone())
    sheet["L3"].number_format = "yyyy-mm-dd"
    sheet["L4"] = float(phone())
    sheet["L4"].number_format = "0.00E+00"
    sheet["M2"] = f'="打 "&"{phone()}"'
    sheet["M3"] = f"=HYPERLINK(\"mailto:{MAIL}\",\"{NAME}\")"
    sheet["M4"] = "=LEN(B2)"
    sheet["N2"].hyperlink = f"mailto:{MAIL}"
    sheet["N3"].hyperlink = f"tel:{phone()}"
    sheet["N4"] = "内部"
    sheet["B2"].comment = Comment(f"{STAFF} {phone()}", AUTHOR)
    sheet.oddHeader.left.text = f"热线 {phone()}"
    sheet.evenFooter.center.text = NAME
    check = DataValidation(type="list", formula1=f'"{NAME},其他"', prompt="问 " + phone(), promptTitle=NAME, error="请打 " + phone(), errorTitle=NAME, showInputMessage=True)
    sheet.add_data_validation(check)
    check.add("D2:D9")
    harmless = DataValidation(type="list", formula1='"甲,乙"', prompt="选一个")
    sheet.add_data_validation(harmless)
    harmless.add("E2:E9")
    sheet.conditional_formatting.add("A2:A9", FormulaRule(formula=[f'$B2="{NAME}"'], fill=PatternFill("solid", bgColor="FFFF00")))
    sheet.conditional_formatting.add("C2:C9", FormulaRule(formula=["LEN($C2)>3"], fill=PatternFill("solid", bgColor="FFFF00")))
    sheet.auto_filter.ref = "A1:K2"
    sheet.auto_filter.add_filter_column(1, [NAME])
    sheet.row_dimensions[4].hidden = True
    sheet["C4"] = phone()
    sheet.column_dimensions["O"].hidden = True
    sheet["O2"] = phone()
    sheet.merge_cells("P2:Q2")
    hidden = book.create_sheet(f"{NAME}的表")
    hidden["C5"] = f"{NAME} {MAIL}"
    hidden.sheet_state = "veryHidden"
    sheet["P5"] = f"='{NAME}的表'!C5"
    numbers = book.create_sheet("数")
    for row in ([f"甲", "乙"], [1, 2], [3, 4]):
        numbers.append(row)
    numbers.add_table(Table(displayName="表一", ref="A1:B3"))
    book.create_sheet("图").add_chart(chart(numbers), "A1")
    book.properties.creator = book.properties.lastModifiedBy = AUTHOR
    book.properties.title = f"{NAME}的记录"
    book.properties.description = phone()
    book.properties.keywords = AUTHOR
    names = {"秘": f'"{phone()}"', "范围": "'记录'!$A$1:$K$2"}
    for name, text in names.items():
        defined = openpyxl.workbook.defined_name.DefinedName(name, attr_text=text)
        book.defined_names.append(defined) if hasattr(book.defined_names, "append") else book.defined_names.add(defined)
    book.save(path)


def chart(sheet):
    from openpyxl.chart import BarChart, Reference
    bars = BarChart()
    bars.title = f"{NAME} {phone()}"
    bars.add_data(Reference(sheet, min_col=1, min_row=1, max_row=3), titles_from_data=True)
    return bars


def by_xlsxwriter(path):
    book = xlsxwriter.Workbook(path)
    book.set_properties({"author": AUTHOR, "manager": AUTHOR, "company": AUTHOR, "comments": phone(), "hyperlink_base": f"file:///home/{AUTHOR}/"})
    book.set_custom_property("经手", AUTHOR)
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("记录")
    for column, (head, value) in enumerate(zip(HEAD, record())):
        sheet.write_string(0, column, head)
        sheet.write_string(1, column, value)
    tail = phone()
    sheet.write_rich_string("A5", "电话 ", bold, tail[:4], tail[4:], " 请回")
    sheet.write_rich_string("A6", bold, "粗", "细")
    sheet.write_comment("A7", f"{AUTHOR} {phone()}", {"author": AUTHOR})
    sheet.write_url("A8", f"https://example.com/?q={phone()}", string="链接 " + phone(), tip=NAME)
    sheet.write_url("A9", "internal:'记录'!A1", string="上面")
    sheet.write_formula("B10", '="x"', None, f"{NAME} {phone()}")
    sheet.write_formula("B11", "=1+1", None, float(phone()))
    sheet.insert_textbox("D12", f"{NAME} {phone()}")
    sheet.insert_image("D20", "bild.png", {"image_data": io.BytesIO(PNG), "description": f"{NAME} {phone()}"})
    sheet.add_table("T1:U3", {"columns": [{"header": "列 " + phone()}, {"header": "乙", "formula": f'="{phone()}"'}], "data": [["a", "b"], ["c", "d"]]})
    sheet.protect("geheim")
    sheet.set_header(f"&L{NAME}&R{phone()}")
    book.define_name("人", f'="{NAME}"')
    other = book.add_worksheet("电话" + phone())
    other.write_string("A1", phone())
    other.write_string("A2", "无害")
    book.close()


PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000" "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082")


def edited(source, path, edits, more):
    """The package with parts edited and others added; what nobody knows must stay behind. Entry and archive comments and extra fields tell as well."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        new.comment = f"{NAME} {phone()}".encode()
        for name in old.namelist():
            data = old.read(name).decode() if not name.endswith((".png", ".bin")) else old.read(name)
            for edit in edits:
                data = edit(name, data)
            info = zipfile.ZipInfo(name, (2023, 10, 10, 14, 30, 0))
            info.comment = AUTHOR.encode()
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
        for name, data in more.items():
            new.writestr(name, data)


def by_hand(source, path):
    """What neither library writes."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    more = {
        "xl/threadedComments/threadedComment1.xml": f'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A1" personId="{{1}}" id="{{2}}"><text>{NAME} {phone()}</text></threadedComment></ThreadedComments>',
        "xl/persons/person.xml": f'<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="{AUTHOR}" id="{{1}}"/></personList>',
        "customXml/item1.xml": f"<a>{NAME} {phone()}</a>",
        "xl/vbaProject.bin": f"\0\1 {NAME} {phone()}".encode("utf-16-le"),
        "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition {main} refreshedBy="{AUTHOR}"><cacheFields><cacheField name="n"><sharedItems><s v="{NAME}"/><s v="{phone()}"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>',
        "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords {main}><r><s v="{phone()}"/></r></pivotCacheRecords>',
        "xl/pivotTables/pivotTable1.xml": f'<pivotTableDefinition {main} name="{NAME}"/>',
        "xl/externalLinks/externalLink1.xml": f'<externalLink {main}><externalBook><sheetDataSet><sheetData><row><cell t="str"><v>{phone()}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>',
        "xl/connections.xml": f'<connections {main}><connection id="1" name="{AUTHOR}"><dbPr connection="User={AUTHOR};{phone()}"/></connection></connections>',
        "xl/queryTables/queryTable1.xml": f'<queryTable {main} name="{NAME}"/>',
        "xl/printerSettings/printerSettings1.bin": f"\\\\{AUTHOR}\\printer".encode("utf-16-le"),
        "xl/revisions/revisionLog1.xml": f'<revisions {main}><rcc rId="1" sId="1"><nc r="A1" t="inlineStr"><is><t>{phone()}</t></is></nc></rcc></revisions>',
        "xl/metadata.xml": f"<metadata {main}><a>{phone()}</a></metadata>",
        "xl/slicers/slicer1.xml": f"<slicers><slicer caption=\"{NAME}\"/></slicers>",
        f"xl/{NAME}.xml": "<a/>",
        "docProps/thumbnail.jpeg": NAME.encode(),
    }

    def workbook(name, data):
        if name != "xl/workbook.xml":
            return data
        data = data.replace("<workbookPr", f'<fileVersion appName="xl" codeName="{{1}}"/><fileSharing userName="{AUTHOR}"/><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="C:\\Users\\{AUTHOR}\\"/></mc:Choice></mc:AlternateContent><workbookPr codeName="{AUTHOR}"', 1)
        return data.replace("</workbook>", f'<customWorkbookViews><customWorkbookView name="{AUTHOR}" guid="{{1}}" windowWidth="1" windowHeight="1" activeSheetId="1"/></customWorkbookViews><extLst><ext uri="u"><a>{phone()}</a></ext></extLst></workbook>')

    def sheet(name, data):
        if name != "xl/worksheets/sheet1.xml":
            return data
        number = phone()
        odd = (f'<row r="40" x14ac:dyDescent="0.2" xmlns:x14ac="urn:{phone()}"><c r="A40" t="inlineStr"><is><r><t>{number[:5]}</t></r><r><rPr><b/></rPr><t>{number[5:]}</t></r></is></c>'
               f'<c r="B40" t="inlineStr"><is><t>{number[:3]}<![CDATA[{number[3:]}]]></t></is></c>'
               f'<c r="C40" t="inlineStr"><is><t>&#49;{phone()[1:]}</t><rPh sb="0" eb="1"><t>{NAME}</t></rPh></is></c>'
               f'<c r="D40" t="str"><f t="shared" ref="D40:D41" si="9">"{phone()}"&amp;A1</f><v>x</v></c><c r="E40"><v>5</v><extLst><ext uri="u"><a>{phone()}</a></ext></extLst></c></row>'
               f'<row r="41"><c r="D41" t="str"><f t="shared" si="9"/><v>y</v></c><c r="E41"><f>[1]{NAME}!A1</f><v>7</v></c><!-- {phone()} --><?pi {phone()}?></row></sheetData>'
               f'<protectedRanges><protectedRange name="{AUTHOR}" sqref="A1" securityDescriptor="{AUTHOR}"/></protectedRanges>'
               f'<scenarios><scenario name="{AUTHOR}" user="{AUTHOR}" comment="{phone()}"><inputCells r="A1" val="{phone()}"/></scenario></scenarios>')
        return data.replace("</sheetData>", odd, 1).replace("</worksheet>", f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"><x14:dataValidations xmlns:x14="x"><a>{NAME}{phone()}</a></x14:dataValidations></ext></extLst></worksheet>')

    def strings(name, data):
        return data.replace("</sst>", f"<si><t>{phone()}</t></si></sst>") if name == "xl/sharedStrings.xml" else data

    def styles(name, data):
        return data.replace("</styleSheet>", f'<extLst><ext uri="u"><a>{phone()}</a></ext></extLst></styleSheet>').replace('name="Normal"', f'name="{NAME}"') if name == "xl/styles.xml" else data

    def theme(name, data):
        return re.sub(r'(<a:theme [^>]*name=)"[^"]*"', rf'\1"{AUTHOR}"', data).replace("</a:theme>", f"<a:extLst><a:ext uri='u'><b xmlns='c'>{phone()}</b></a:ext></a:extLst></a:theme>") if "theme" in name else data
    edited(source, path, [workbook, sheet, strings, styles, theme], more)


FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:meta><dc:creator>{A}</dc:creator><dc:title>{N}</dc:title><meta:user-defined meta:name="formrule">service-record@2026.1</meta:user-defined><meta:user-defined meta:name="x">{p}</meta:user-defined></office:meta>
<office:settings><config:config-item-set config:name="x"><config:config-item config:name="PrinterName" config:type="string">{A}</config:config-item></config:config-item-set></office:settings>
<office:scripts><office:script><a>{p}</a></office:script></office:scripts>
<office:styles><draw:fill-image draw:name="{N}"><office:binary-data>{A}</office:binary-data></draw:fill-image></office:styles>
<office:automatic-styles><style:style style:name="ce1" style:family="table-cell"><style:table-cell-properties><style:background-image><office:binary-data>{A}</office:binary-data></style:background-image></style:table-cell-properties></style:style></office:automatic-styles>
<office:master-styles><style:master-page style:name="Default"><style:header><text:p>热线 <text:span>{p0}</text:span><text:span>{p1}</text:span> <text:author-name>{A}</text:author-name> <text:file-name>/home/{A}/x.ods</text:file-name> <text:title>{A}</text:title></text:p></style:header></style:master-page></office:master-styles>
<office:body><office:spreadsheet><table:tracked-changes><table:cell-content-change><office:change-info><dc:creator>{A}</dc:creator></office:change-info><table:previous><table:change-track-table-cell><text:p>{p}</text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>
<table:content-validations><table:content-validation table:name="v1" table:condition="of:cell-content-is-in-list(&quot;{N}&quot;)" table:base-cell-address="$'{N}'.$A$1"><table:help-message table:title="{N}"><text:p>{p}</text:p></table:help-message></table:content-validation></table:content-validations>
<table:table table:name="记录"><table:shapes><draw:frame><draw:text-box><text:p>{p}</text:p></draw:text-box></draw:frame></table:shapes>
<table:table-row>{heads}</table:table-row><table:table-row>{cells}</table:table-row>
<table:table-row><table:table-cell office:value-type="string" table:formula="of:=&quot;{p}&quot;"><office:annotation><dc:creator>{A}</dc:creator><text:p>{p}</text:p></office:annotation><text:p><text:a xlink:href="mailto:{M}">信</text:a> <text:a xlink:href="tel:{p}">话</text:a> <text:a xlink:href="file:///home/{A}/a.ods">文</text:a></text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>&#49;{q}</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p><text:ruby><text:ruby-base>字</text:ruby-base><text:ruby-text>{N}</text:ruby-text></text:ruby></text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1" table:formula="of:='file:///home/{A}/b.ods'#$a.A1"><text:p>1</text:p></table:table-cell><!-- {p} --></table:table-row>
<table:table-row table:visibility="collapse"><table:table-cell/><table:table-cell/><table:table-cell office:value-type="float" office:value="{p}"><text:p>x</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell table:number-columns-spanned="2"/><table:covered-table-cell office:value-type="string"><text:p>{p}</text:p></table:covered-table-cell></table:table-row>
</table:table>
<table:table table:name="{N}"><table:table-row><table:table-cell office:value-type="string"><text:p>{N} {M}</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="'file:///home/{A}/b.ods'#$a" table:style-name="ta_extref"><table:table-source xlink:href="/home/{A}/b.ods"/><table:table-row><table:table-cell office:value-type="float" office:value="{p}"/></table:table-row></table:table>
<table:named-expressions><table:named-range table:name="甲" table:base-cell-address="$'{N}'.$A$1" table:cell-range-address="$'{N}'.$A$1:.$B$2"/><table:named-expression table:name="乙" table:expression="&quot;{p}&quot;"/></table:named-expressions>
<table:database-ranges><table:database-range table:name="d" table:target-range-address="'{N}'.A1:'{N}'.B2"><table:filter><table:filter-condition table:field-number="1" table:value="{A}" table:operator="="/></table:filter></table:database-range></table:database-ranges>
<table:dde-links><table:dde-link><office:dde-source office:dde-topic="/home/{A}"/></table:dde-link></table:dde-links>
</office:spreadsheet></office:body></office:document>
"""


def flat(path):
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'.format
    split = phone()
    text = FLAT.replace("{heads}", "".join(map(cell, HEAD))).replace("{cells}", "".join(map(cell, record()))).replace("{N}", NAME).replace("{A}", AUTHOR).replace("{M}", MAIL)
    text = text.replace("{p0}", split[:6]).replace("{p1}", split[6:]).replace("{q}", phone()[1:])
    while "{p}" in text:
        text = text.replace("{p}", phone(), 1)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def zipped(source, path):
    """The flat file as a package: the same corners, in content.xml and styles.xml."""
    text = open(source, encoding="utf-8").read()
    root = re.search(r"<office:document ([^>]*?)office:version", text).group(1)
    pick = lambda name: re.search(f"<office:{name}>.*?</office:{name}>", text, re.S).group()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        z.writestr("content.xml", f"<office:document-content {root}office:version='1.3'>{pick('automatic-styles')}{pick('body')}</office:document-content>")
        z.writestr("styles.xml", f"<office:document-styles {root}office:version='1.3'>{pick('styles')}{pick('master-styles')}</office:document-styles>")
        z.writestr("meta.xml", f"<office:document-meta {root}office:version='1.3'>{pick('meta')}</office:document-meta>")
        z.writestr("settings.xml", f"<office:document-settings {root}office:version='1.3'>{pick('settings')}</office:document-settings>")
        z.writestr(f"Pictures/{AUTHOR}.png", PNG)
        z.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>')


# ---- the copies ----

def mask(path, out):
    ran = subprocess.run([FORMRULE, "mask", "--form", "service-record", "--forms", FORMS, path, "-o", out], capture_output=True, timeout=120)
    search("what it says of " + os.path.basename(path), ran.stdout + ran.stderr)
    if ran.returncode:
        fault(os.path.basename(path), "is not masked:", ran.stderr.decode())
        return False
    if out.endswith(".fods"):
        search(os.path.basename(out), open(out, "rb").read())
        return True
    search(os.path.basename(out) + " as it lies", open(out, "rb").read())
    with zipfile.ZipFile(out) as z:
        for info in z.infolist():
            search(f"{os.path.basename(out)} {info.filename}", z.read(info))
            search(f"{os.path.basename(out)} names", info.filename.encode())
            if info.date_time[0] != 1980 or info.comment or (info.extra and not out.endswith(".ods")):
                fault(out, info.filename, "tells when it was written, or more")
    return True


def expect(what, got, want):
    if got != want:
        fault(what, "is", repr(got), "wanted", repr(want))


def main():
    folder = tempfile.mkdtemp()
    at = lambda name: os.path.join(folder, name)
    by_openpyxl(at("a.xlsx"))
    by_xlsxwriter(at("b.xlsx"))
    by_hand(at("b.xlsx"), at("c.xlsx"))
    by_hand(at("a.xlsx"), at("d.xlsx"))
    flat(at("e.fods"))
    zipped(at("e.fods"), at("f.ods"))
    for name in ("a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx", "e.fods", "f.ods"):
        mask(at(name), at("masked-" + name))
    book = openpyxl.load_workbook(at("masked-a.xlsx"))
    sheet = book["记录"]
    expect("a: key", sheet["A2"].value, "KH001")
    expect("a: name", sheet["B2"].value, "*")
    expect("a: harmless formula", sheet["M4"].value, "=LEN(B2)")
    expect("a: other text", sheet["N4"].value, "内部")
    expect("a: validations that tell nothing", [v.formula1 for v in sheet.data_validations.dataValidation], ['"甲,乙"'])
    expect("a: formats that tell nothing", [str(r.sqref) for r in sheet.conditional_formatting], ["C2:C9"])
    expect("a: merged", [str(r) for r in sheet.merged_cells.ranges], ["P2:Q2"])
    expect("a: hidden row", sheet.row_dimensions[4].hidden, True)
    expect("a: state", [s.sheet_state for s in book.worksheets], ["visible", "veryHidden", "visible", "visible"])
    expect("a: table", list(book["数"].tables), ["表一"])
    names = book.defined_names
    expect("a: defined names", [n.name for n in names.definedName] if hasattr(names, "definedName") else list(names), ["范围"])
    book = openpyxl.load_workbook(at("masked-b.xlsx"))
    expect("b: runs that tell nothing", book["记录"]["A6"].value, "粗细")
    expect("b: inner link", book["记录"]["A9"].hyperlink and book["记录"]["A9"].hyperlink.location, "'记录'!A1")
    expect("b: other sheet", book.worksheets[1]["A2"].value, "无害")
    headers = [c.name for c in book["记录"].tables["Table1"].tableColumns]
    expect("b: columns of the table are as their cells", [str(book["记录"].cell(1, c).value) for c in (20, 21)], headers)
    text = open(at("masked-e.fods"), encoding="utf-8").read()
    expect("e: the form's name stays", "service-record@2026.1" in text, True)
    print(f"{planted} numbers and {len(SECRETS)} names planted, {faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
