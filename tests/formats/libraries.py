"""Tables as XLSX by the libraries programs use: openpyxl and XlsxWriter (Debian), SheetJS (npm). Each gives the names and paths of the files it wrote, or says why there are none."""
import json
import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
FORMATS = {"date": "yyyy/m/d", "datetime": "yyyy-mm-dd hh:mm", "time": "h:mm:ss", "percent": "0.00%", "currency": '"¥"#,##0.00'}
SHEETJS = "xlsx@0.18.5"  # the newest there is in the npm registry


def plain(cell):
    return cell.value if cell.kind not in ("date", "time") else cell.value.date() if cell.kind == "date" else cell.value.time()


def openpyxl(tables, folder):
    try:
        import openpyxl as library
    except ImportError:
        return {}, "openpyxl is not here"
    path = os.path.join(folder, "openpyxl.xlsx")
    book = library.Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(table.name)
        for r, row in enumerate(table.rows, 1):
            for i, cell in enumerate(row, 1):
                if cell.kind:
                    to = sheet.cell(row=r, column=i, value=plain(cell))
                    to.number_format = FORMATS.get(cell.kind, "General")
                    to.data_type = "s" if cell.kind == "text" else to.data_type
    book.save(path)
    return {"openpyxl": path}, ""


def xlsxwriter(tables, folder):
    try:
        import xlsxwriter as library
    except ImportError:
        return {}, "XlsxWriter is not here"
    paths = {}
    for name, options in {"XlsxWriter": {}, "XlsxWriter, constant memory": {"constant_memory": True}, "XlsxWriter, days from 1904": {"date_1904": True}}.items():
        paths[name] = os.path.join(folder, f"xlsxwriter{len(paths)}.xlsx")
        book = library.Workbook(paths[name], options)
        looks = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
        for table in tables:
            sheet = book.add_worksheet(table.name)
            for r, row in enumerate(table.rows):
                for i, cell in enumerate(row):
                    if cell.kind == "text":
                        sheet.write_string(r, i, cell.value)
                    elif cell.kind == "boolean":
                        sheet.write_boolean(r, i, cell.value)
                    elif cell.kind in ("date", "datetime", "time"):
                        sheet.write_datetime(r, i, plain(cell), looks[cell.kind])
                    elif cell.kind:
                        sheet.write_number(r, i, cell.value, looks.get(cell.kind))
        book.close()
    return paths, ""


def has_sheetjs(folder):
    return os.path.isdir(os.path.join(folder, "node_modules", "xlsx")) and shutil.which("node")


def install_sheetjs(folder):
    """Into a folder of the build, once; what is missing, or ""."""
    if has_sheetjs(folder):
        return ""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        return "SheetJS: npm is not here"
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "package.json"), "w") as f:
        f.write('{"private": true}')
    try:
        done = subprocess.run([npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0", "--cache", os.path.join(folder, "cache"), SHEETJS], cwd=folder, env={**os.environ, "HOME": folder},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=90)
    except subprocess.TimeoutExpired:
        return "SheetJS: the npm registry does not answer"
    return "" if done.returncode == 0 else "SheetJS: npm cannot install it"


def sheetjs(tables, folder, where):
    """where: the folder of its package."""
    if not where or not has_sheetjs(where):
        return {}, "SheetJS is not installed"
    data = [{"name": t.name, "rows": [[{"kind": c.kind, "value": c.value.strftime("%Y-%m-%dT%H:%M:%SZ") if c.kind in ("date", "datetime", "time") else c.value} for c in row] for row in t.rows]}
            for t in tables]
    paths = {f"SheetJS {kind}": os.path.join(folder, f"sheetjs.{kind}") for kind in ("xlsx", "xlsm", "ods", "fods")}
    subprocess.run(["node", os.path.join(HERE, "sheetjs.js"), where, *paths.values()], input=json.dumps({"sheets": data, "formats": FORMATS}), text=True, check=True, timeout=120)
    return paths, ""
