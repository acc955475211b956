"""Tables as files, written by hand: text in several encodings, OpenDocument flat and zipped, and Office Open XML in the dialects of many programs."""
import codecs
import csv
import datetime
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from tables import number, serial


# ---- text ----

def text_file(tables, path, encoding="utf-8", delimiter=",", end="\r\n", quoting=csv.QUOTE_MINIMAL, mark=""):
    """One file for each table; the paths."""
    paths = []
    for i, table in enumerate(tables):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
        writer.writerows([c.text for c in row] for row in table.rows)
        paths.append(path if i == 0 else f"{path[:-4]}.{i}.csv")
        with open(paths[-1], "wb") as f:
            f.write((mark + out.getvalue()).encode(encoding))
    return paths


TEXTS = {
    "utf-8": {},
    "utf-8 with a mark": {"encoding": "utf-8-sig"},
    "gb18030": {"encoding": "gb18030"},
    "utf-16 little": {"encoding": "utf-16-le", "mark": "\ufeff"},
    "utf-16 big": {"encoding": "utf-16-be", "mark": "\ufeff"},
    "semicolons": {"delimiter": ";"},
    "tabs": {"delimiter": "\t", "end": "\n"},
    "all quoted, lone CR": {"quoting": csv.QUOTE_ALL, "end": "\r"},
    "bars": {"delimiter": "|"},
}
assert codecs.lookup("gb18030")


# ---- OpenDocument ----

NAMES = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
         'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
         'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"')
DAY = '<number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
CLOCK = '<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/>'
LOOKS = {
    "date": f'<number:date-style style:name="Ndate">{DAY}</number:date-style>',
    "datetime": f'<number:date-style style:name="Ndatetime">{DAY}<number:text> </number:text>{CLOCK}</number:date-style>',
    "time": f'<number:time-style style:name="Ntime">{CLOCK}</number:time-style>',
    "percent": '<number:percentage-style style:name="Npercent"><number:number number:decimal-places="2"/><number:text>%</number:text></number:percentage-style>',
}
AUTOMATIC = ("<office:automatic-styles>" + "".join(LOOKS.values()) +
             "".join(f'<style:style style:name="{k}" style:family="table-cell" style:data-style-name="N{k}"/>' for k in LOOKS) + "</office:automatic-styles>")


def paragraphs(words):
    return "".join(f"<text:p>{line}</text:p>" for line in escape(words).replace("  ", ' <text:s/>').replace("\t", "<text:tab/>").split("\n"))


def office_cell(cell):
    kind, words, value = cell
    if kind == "":
        return "<table:table-cell/>"
    what = {
        "text": 'office:value-type="string"',
        "number": f'office:value-type="float" office:value="{value!r}"',
        "percent": f'office:value-type="percentage" office:value="{value!r}"',
        "currency": f'office:value-type="currency" office:currency="CNY" office:value="{value!r}"',
        "boolean": f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"',
        "date": f'office:value-type="date" office:date-value="{value:%Y-%m-%d}"' if kind == "date" else "",
        "datetime": f'office:value-type="date" office:date-value="{value:%Y-%m-%dT%H:%M:%S}"' if kind == "datetime" else "",
        "time": f'office:value-type="time" office:time-value="PT{value:%HH%MM%SS}"' if kind == "time" else "",
    }[kind]
    look = f' table:style-name="{kind}"' if kind in LOOKS else ""
    return f"<table:table-cell{look} {what}>{paragraphs(words)}</table:table-cell>"


def spreadsheet(tables):
    for table in tables:
        yield f"<table:table table:name={quoteattr(table.name)}>"
        for row in table.rows:
            yield "<table:table-row>" + "".join(map(office_cell, row)) + "</table:table-row>"
        yield "</table:table>"


def fods(tables, path):
    with open(path, "w", encoding="utf-8") as f:
        f.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {NAMES} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">{AUTOMATIC}<office:body><office:spreadsheet>')
        f.writelines(spreadsheet(tables))
        f.write("</office:spreadsheet></office:body></office:document>")
    return path


def ods(tables, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        z.writestr("content.xml", f'<office:document-content {NAMES} office:version="1.3">{AUTOMATIC}<office:body><office:spreadsheet>{"".join(spreadsheet(tables))}'
                                  "</office:spreadsheet></office:body></office:document-content>")
    return path


# ---- Office Open XML ----

TRANSITIONAL = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
STRICT = ("http://purl.oclc.org/ooxml/spreadsheetml/main", "http://purl.oclc.org/ooxml/officeDocument/relationships")
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
# style of a cell by its kind, and its format
STYLES = {"": 0, "text": 0, "number": 0, "boolean": 0, "date": 1, "datetime": 2, "time": 3, "percent": 4, "currency": 5}
FORMATS = '<numFmt numFmtId="176" formatCode="yyyy/m/d;@"/><numFmt numFmtId="177" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\\ hh:mm;@"/><numFmt numFmtId="178" formatCode="&quot;¥&quot;#,##0.00"/>'
STYLED = "".join(f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for n in (0, 176, 177, 21, 10, 178))


def column_name(n):
    name = ""
    while n:
        n, digit = divmod(n - 1, 26)
        name = chr(65 + digit) + name
    return name


class Package:
    """strings: shared, inline, str (a text result without a formula) or rich (runs, with how they are pronounced). places: whether rows and cells say where they are. prefix: of all
    elements. strict: the other namespaces. dates: serial, iso, 1904. targets: relative, absolute, back (slashes). results: values come from formulas. wps: what WPS adds."""

    def __init__(self, tables, strings="shared", places=True, prefix="", strict=False, dates="serial", targets="relative", results=False, wps=False, dimension=True, types=True):
        self.__dict__.update(locals())
        self.main, self.office = STRICT if strict else TRANSITIONAL
        self.known = {}

    def tag(self, words):
        """Elements with the prefix of this dialect."""
        if not self.prefix:
            return words
        return words.replace("</", "\0").replace("<", f"<{self.prefix}:").replace("\0", f"</{self.prefix}:")

    def root(self, name, inner, more=""):
        spaces = f'xmlns{":" + self.prefix if self.prefix else ""}="{self.main}" xmlns:r="{self.office}"{more}'
        return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + self.tag(f"<{name}>{inner}</{name}>").replace(f"{name}>", f"{name} {spaces}>", 1)

    def words(self, value):
        value = escape(value)
        if self.strings != "rich" or len(value) < 2 or "&" in value:
            return f'<t xml:space="preserve">{value}</t>'
        half = len(value) // 2
        return (f'<r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">{value[:half]}</t></r><r><t xml:space="preserve">{value[half:]}</t></r>'
                '<rPh sb="0" eb="1"><t>pinyin</t></rPh><phoneticPr fontId="1"/>')

    def cell(self, cell, place):
        kind, _, value = cell
        at = f' r="{place}"' if self.places else ""
        style = f' s="{STYLES[kind]}"' if STYLES[kind] else ""
        formula = "<f>X1</f>" if self.results and kind else ""
        if kind == "":
            return f"<c{at}/>" if not self.places or self.wps else ""
        if kind == "text" and self.results or kind == "text" and self.strings == "str":
            return f'<c{at} t="str">{formula}<v>{escape(value)}</v></c>'
        if kind == "text" and self.strings == "inline":
            return f'<c{at} t="inlineStr"><is>{self.words(value)}</is></c>'
        if kind == "text":
            return f'<c{at} t="s"><v>{self.known.setdefault(value, len(self.known))}</v></c>'
        if kind == "boolean":
            return f'<c{at} t="b">{formula}<v>{int(value)}</v></c>'
        if kind in ("date", "datetime", "time"):
            if self.dates == "iso":
                words = value.strftime({"date": "%Y-%m-%d", "datetime": "%Y-%m-%dT%H:%M:%S", "time": "%H:%M:%S"}[kind])
                return f'<c{at}{style} t="d">{formula}<v>{words}</v></c>'
            value = serial(value, datetime.datetime(1904, 1, 1) if self.dates == "1904" else datetime.datetime(1899, 12, 30)) if kind != "time" else serial(value) % 1
        return f"<c{at}{style}>{formula}<v>{number(value)}</v></c>"

    def sheet(self, table):
        width = max(map(len, table.rows))
        rows = []
        for r, row in enumerate(table.rows, 1):
            at = f' r="{r}" spans="1:{width}"' if self.places else ""
            at += ' x14ac:dyDescent="0.3"' if self.wps else ""
            rows.append(f"<row{at}>" + "".join(self.cell(c, f"{column_name(i)}{r}") for i, c in enumerate(row, 1)) + "</row>")
        size = f'<dimension ref="A1:{column_name(width)}{len(table.rows)}"/>' if self.dimension else ""
        more = ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"' if self.wps else ""
        after = "<etc:rowHidden/>" if self.wps and not self.prefix else ""
        return self.root("worksheet", size + "<sheetData>" + "".join(rows) + f'</sheetData>{after}<pageMargins left="0.7" right="0.7" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>', more)

    def relations(self, entries):
        inner = "".join(f'<Relationship Id="{i}" Type="{self.office}/{kind}" Target="{target}"/>' for i, kind, target in entries)
        return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{RELATIONS}">{inner}</Relationships>'

    def target(self, name):
        return {"relative": name, "absolute": "/xl/" + name, "back": "..\\xl\\" + name.replace("/", "\\")}[self.targets]

    def write(self, path):
        count = len(self.tables)
        sheets = {f"xl/worksheets/sheet{i}.xml": self.sheet(t) for i, t in enumerate(self.tables, 1)}
        system = '<workbookPr date1904="1"/>' if self.dates == "1904" else "<workbookPr/>"
        book = system + "<sheets>" + "".join(f'<sheet name={quoteattr(t.name)} sheetId="{i}" r:id="rId{i}"/>' for i, t in enumerate(self.tables, 1)) + "</sheets>"
        entries = [(f"rId{i}", "worksheet", self.target(f"worksheets/sheet{i}.xml")) for i in range(1, count + 1)]
        parts = {
            "_rels/.rels": self.relations([("rId1", "officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": self.root("workbook", book),
            "xl/styles.xml": self.root("styleSheet", f'<numFmts count="3">{FORMATS}</numFmts><cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="6">{STYLED}</cellXfs>'),
            **sheets,
        }
        entries.append(("rId90", "styles", self.target("styles.xml")))
        if self.known:
            parts["xl/sharedStrings.xml"] = self.root("sst", "".join(f"<si>{self.words(w)}</si>" for w in self.known))
            entries.append(("rId91", "sharedStrings", self.target("sharedStrings.xml")))
        parts["xl/_rels/workbook.xml.rels"] = self.relations(entries)
        if self.types:
            parts["[Content_Types].xml"] = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            for name, data in parts.items():
                z.writestr(name, data)


DIALECTS = {
    "shared texts": {},
    "inline texts, no dimension": {"strings": "inline", "dimension": False},
    "results without formulas": {"strings": "str"},
    "runs and pronunciation": {"strings": "rich"},
    "no places": {"places": False, "dimension": False},
    "a prefix on everything": {"prefix": "x"},
    "strict, dates as text": {"strict": True, "dates": "iso"},
    "days from 1904": {"dates": "1904"},
    "results of formulas": {"results": True},
    "absolute targets, no types": {"targets": "absolute", "types": False},
    "back slashes": {"targets": "back"},
    "as WPS writes": {"wps": True, "strings": "rich"},
}


def xlsx(tables, path, **how):
    Package(tables, **how).write(path)
    return path
