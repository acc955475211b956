"""The records of a CSV as workbooks, streaming: cells as people's programs hold them (numbers as numbers, dates as dates, texts as texts), so that the same
records can be measured in every format. Written from the formats' standards with nothing of Formrule's own."""
import csv
import datetime
import re
import zipfile
from xml.sax.saxutils import escape

MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d))?$")
EPOCH = datetime.datetime(1899, 12, 30)


def typed(text):
    """("text" | "number" | "moment" | "day", value); None when the cell is empty."""
    if not text:
        return None
    if re.fullmatch(r"\d{1,3}(\.\d+)?", text):
        return "number", text
    found = MOMENT.match(text)
    try:
        if found:
            return "moment" if found[4] else "day", datetime.datetime(*(int(part or 0) for part in found.groups()))
    except ValueError:  # the 30th of February stays a text
        pass
    return "text", text


def rows_of(path, most):
    with open(path, encoding="utf-8", newline="") as f:
        for number, row in enumerate(csv.reader(f), 1):
            if number > most + 1:
                return
            yield number, row


def ods_cell(cell):
    if cell is None:
        return "<table:table-cell/>"
    kind, value = cell
    if kind == "number":
        return f'<table:table-cell office:value-type="float" office:value="{value}" calcext:value-type="float"><text:p>{value}</text:p></table:table-cell>'
    if kind in ("moment", "day"):
        iso, shown = (value.isoformat(), value.strftime("%Y-%m-%d %H:%M")) if kind == "moment" else (value.date().isoformat(), value.date().isoformat())
        return (f'<table:table-cell table:style-name="ce2" office:value-type="date" office:date-value="{iso}" calcext:value-type="date">'
                f"<text:p>{shown}</text:p></table:table-cell>")
    return f'<table:table-cell table:style-name="ce1" office:value-type="string" calcext:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def write_ods(path, source, most):
    spaces = "".join(f' xmlns:{name}="{uri}"' for name, uri in (
        ("office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"), ("table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
        ("text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"), ("style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
        ("manifest", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"),
        ("calcext", "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0")))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", f'<manifest:manifest{spaces} manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
                         'manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry '
                         'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>')
        with package.open("content.xml", "w") as out:
            out.write((f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces} office:version="1.3"><office:automatic-styles>'
                       '<style:style style:name="ce1" style:family="table-cell"/><style:style style:name="ce2" style:family="table-cell"/>'
                       '</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="记录">').encode())
            for _, row in rows_of(source, most):
                out.write(("<table:table-row>" + "".join(ods_cell(typed(text)) for text in row) + "</table:table-row>").encode())
            out.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")


def xlsx_cell(place, cell, strings):
    kind, value = cell
    if kind == "number":
        return f'<c r="{place}"><v>{value}</v></c>'
    if kind in ("moment", "day"):
        return f'<c r="{place}" s="{1 if kind == "moment" else 2}"><v>{(value - EPOCH) / datetime.timedelta(days=1):.15g}</v></c>'
    return f'<c r="{place}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'


def write_xlsx(path, source, most):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package_of = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    strings = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        package.writestr("[Content_Types].xml", f'{head}<Types xmlns="{package_of}/content-types"><Default Extension="rels" '
                         'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
                         + "".join(f'<Override PartName="/xl/{part}.xml" ContentType="{kinds}.{kind}+xml"/>' for part, kind in (
                             ("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("styles", "styles"), ("sharedStrings", "sharedStrings")))
                         + "</Types>")
        package.writestr("_rels/.rels", f'{head}<Relationships xmlns="{package_of}/relationships"><Relationship Id="rId1" '
                         f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        package.writestr("xl/workbook.xml", f'{head}<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="记录" sheetId="1" r:id="rId1"/></sheets></workbook>')
        package.writestr("xl/_rels/workbook.xml.rels", f'{head}<Relationships xmlns="{package_of}/relationships">' + "".join(
            f'<Relationship Id="rId{i}" Type="{office}/{kind}" Target="{target}.xml"/>' for i, (kind, target) in enumerate((
                ("worksheet", "worksheets/sheet1"), ("styles", "styles"), ("sharedStrings", "sharedStrings")), 1)) + "</Relationships>")
        package.writestr("xl/styles.xml", f'{head}<styleSheet xmlns="{main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
                         '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
                         '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
                         '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>')
        with package.open("xl/worksheets/sheet1.xml", "w") as out:
            out.write(f'{head}<worksheet xmlns="{main}"><sheetData>'.encode())
            for number, row in rows_of(source, most):
                cells = ((f"{chr(65 + i)}{number}", typed(text)) for i, text in enumerate(row))
                out.write((f'<row r="{number}">' + "".join(xlsx_cell(place, cell, strings) for place, cell in cells if cell) + "</row>").encode())
            out.write(b"</sheetData></worksheet>")
        with package.open("xl/sharedStrings.xml", "w") as out:
            out.write(f'{head}<sst xmlns="{main}" uniqueCount="{len(strings)}">'.encode())
            for text in strings:
                out.write(f"<si><t>{escape(text)}</t></si>".encode())
            out.write(b"</sst>")
