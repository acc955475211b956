#!/usr/bin/env python3
"""The same records give the same findings when the real LibreOffice wrote the file: each form's sample records, loaded from a flat file and from XLSX made by others, saved as ODS, FODS,
XLSX and CSV.

Usage: office.py FORMRULE SOURCE_DIR FOLDER
"""
import os
import sys

import libraries
import same
import tables
import writers

FORMRULE, ROOT, FOLDER = sys.argv[1], sys.argv[2], os.path.abspath(sys.argv[3])
sys.path.insert(0, os.path.join(ROOT, "tests", "office"))
from office import Office, fresh  # noqa: E402

SAVED = {"ods": "calc8", "fods": "OpenDocument Spreadsheet Flat XML", "xlsx": "Calc MS Excel 2007 XML", "strict.xlsx": "Calc Office Open XML"}
# separator, quote, character set (UTF-8, GB18030, UTF-16), first line, columns, language, quote all text, as shown
TEXTS = {"UTF-8": "44,34,76,1,,0,false,true", "GB18030": "59,34,85,1,,0,true,true"}


def forms():
    return sorted(f for f in os.listdir(os.path.join(ROOT, "forms")) if os.path.exists(os.path.join(ROOT, "forms", f, "sample.csv")))


def saved(office, source, folder, name, single):
    """The document in every format the office writes. CSV holds one sheet only."""
    document = office.load(source)
    for kind, filter_name in SAVED.items():
        path = os.path.join(folder, f"{name}.{kind}")
        office.save(document, path, filter_name)
        yield f"{name} saved as {kind}", [path]
    for kind, options in TEXTS.items() if single else ():
        path = os.path.join(folder, f"{name}.{kind}.csv")
        document.storeToURL(office_url(path), office_options("Text - txt - csv (StarCalc)", options))
        yield f"{name} saved as CSV in {kind}", [path]
    document.close(True)


def office_url(path):
    import uno
    return uno.systemPathToFileUrl(path)


def office_options(filter_name, options):
    from office import property_value
    return property_value("FilterName", filter_name), property_value("FilterOptions", options), property_value("Overwrite", True)


def main():
    fresh(FOLDER)
    faults = 0
    with Office(os.path.join(FOLDER, "office")) as office:
        for form in forms():
            folder = os.path.join(FOLDER, form)
            os.makedirs(folder)
            engine, made = same.Engine(FORMRULE, ROOT, form), tables.samples(ROOT, form)
            wanted = engine.says(writers.text_file(made, os.path.join(folder, "plain.csv")))
            print(f"== {form}")
            sources = {"by hand": writers.fods(made, os.path.join(folder, "hand.fods"))}
            sources.update(libraries.openpyxl(made, folder)[0])
            for name, source in sources.items():
                faults += same.compare(engine, wanted, saved(office, source, folder, name, len(made) == 1))
    print(f"{faults} faults")
    return faults != 0


sys.exit(main())
