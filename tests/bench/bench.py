#!/usr/bin/env python3
"""How fast Formrule is on this machine, beside what people would use instead. Every figure is the best of a few whole-process runs on files in the page cache,
taken in turns; compare the ratios of one run, not the figures of two machines. What checks records must find exactly the planted faults, or the bench fails.

Usage: bench.py BUILD_DIR [--records N] [--times N] [--peers] [--only WORD]
  --peers  install the peers that come from npm into build/bench-peers first (needs the network)
  --only   tables with that word in their title or lines
"""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sheets

HERE = os.path.dirname(os.path.abspath(__file__))
os.environ.setdefault("FORMRULE_FORMS", os.path.join(HERE, "..", "..", "forms"))  # the titles that masked names may keep, wherever the build is
PEERS = ["@duckdb/node-api", "ajv", "papaparse", "xlsx"]
PATIENCE = 900  # seconds for one process
SHEET_RECORDS = 100_000
PYTHON_RECORDS = 100_000


def option(name, default):
    return type(default)(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


class Failed(Exception):
    pass


def run(command, out=subprocess.PIPE, env=None):
    """(seconds, processor seconds, peak MiB, output) of a command; Failed with what it said when its status is neither 0 nor 1."""
    with tempfile.TemporaryFile() as error:
        started = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=error, env=env)
        text = child.stdout.read() if child.stdout else b""
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        error.seek(0)
        if child.returncode not in (0, 1):
            raise Failed((error.read().decode(errors="replace").strip().splitlines() or [f"ended with {child.returncode}"])[-1])
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text.decode(errors="replace")


class Line:
    """One contender: a command, how many records it takes, and how many faults it must find (None: it does not look)."""

    def __init__(self, name, command, records, faults=None, count=None, out=None, env=None):
        self.name, self.command, self.records, self.faults, self.count, self.out, self.env = name, command, records, faults, count, out, env
        self.seconds, self.busy, self.peak, self.why = None, None, 0, None

    def once(self):
        try:
            if self.out:
                with open(self.out, "wb") as out:
                    seconds, busy, peak, text = run(self.command, out, self.env)
            else:
                seconds, busy, peak, text = run(self.command, env=self.env)
            found = self.count(text) if self.count else None
        except (Failed, OSError) as why:
            self.why = str(why).replace(os.path.dirname(self.command[-1]) + "/", "")[:110]
            return
        if self.faults is not None and found != self.faults:
            raise SystemExit(f"{self.name}: {found} faults found, {self.faults} are planted")
        self.seconds, self.busy = min(seconds, self.seconds or seconds), min(busy, self.busy or busy)
        self.peak = max(self.peak, peak)


def measure(title, lines, times):
    """Prints a table. Contenders take turns, so that a busy moment meets them all. Ratios compare with the first line, by the clock and by the processor's time
    (which other work on the machine disturbs less)."""
    only = option("--only", "")
    if only not in title and not any(only in line.name for line in lines):
        return
    for _ in range(times):
        for line in lines:
            if line.why is None:
                line.once()
    base = next((line for line in lines if line.seconds), None)
    print(f"\n{title:58}{'records/s':>12}{'MiB':>6}{'ratio':>7}{'cpu':>7}")
    for line in lines:
        if line.why is not None:
            print(f"  {line.name:56}   left out: {line.why}")
            continue
        scale = line.records / base.records
        print(f"  {line.name:56}{line.records / line.seconds:12,.0f}{line.peak:6.0f}{base.seconds / line.seconds * scale:7.2f}{base.busy / line.busy * scale:7.2f}")
    sys.stdout.flush()


PYTHON_CHECK = r"""
import csv, datetime, re, sys
channels = {"电话", "在线客服", "社交媒体", "邮件", "门店"}
types = {"产品咨询", "售后投诉", "售后维修", "退换货", "物流催促", "账单发票", "其他"}
ident, phone, rating, ten = map(re.compile, (r"KH[0-9]{7}", r"1[3-9][0-9]\*{4}[0-9]{4}", r"[1-5]", r"[1-9]|10"))
def moment(text, form):
    try:
        return datetime.datetime.strptime(text, form)
    except ValueError:
        return None
bad = 0
with open(sys.argv[1], encoding="utf-8", newline="") as f:
    for r in csv.reader(f):
        if r[0] == "客户编号":
            continue
        at, due = moment(r[1], "%Y-%m-%d %H:%M"), moment(r[13], "%Y-%m-%d") if r[13] else None
        bad += not ident.fullmatch(r[0])
        bad += at is None
        bad += "*" not in r[2]
        bad += not phone.fullmatch(r[3])
        bad += r[4] not in channels
        bad += r[5] not in types
        bad += r[6] == "" and ten.fullmatch(r[12]) is not None and int(r[12]) <= 7
        for v in r[7:12]:
            bad += not rating.fullmatch(v)
        bad += not ten.fullmatch(r[12])
        bad += r[13] == "" and r[5] == "售后投诉"
        bad += r[13] != "" and due is None
        bad += at is not None and due is not None and due < at
        bad += "*" not in r[14]
print(bad)
"""


class Data:
    """Records in every format, made once and kept beside the build."""

    def __init__(self, build, records):
        self.binary, self.folder, self.records = os.path.join(build, "bin"), os.path.join(build, "bench-data"), records
        os.makedirs(self.folder, exist_ok=True)
        self.generator = os.path.join(self.binary, "bench-records")

    def path(self, name):
        return os.path.join(self.folder, name)

    def kept(self, name, write):
        """The file of that name, written by write(path) unless it is newer than the generator."""
        path = self.path(name)
        if not os.path.exists(path) or os.path.getmtime(path) < os.path.getmtime(self.generator):
            write(path + ".part")
            os.rename(path + ".part", path)
        return path

    def generated(self, name, program, *arguments):
        def write(path):
            with open(path, "wb") as out:
                subprocess.run([os.path.join(self.binary, program), *map(str, arguments)], stdout=out, check=True)

        return self.kept(name, write)

    def csv(self, count):
        return self.generated(f"records-{count}.csv", "bench-records", count)

    def faults(self, count):
        return of_handwritten(subprocess.run([self.generator, str(count), "--faults"], capture_output=True, text=True, check=True).stdout)

    def lines(self, count):
        def write(path):
            with open(self.csv(count), encoding="utf-8", newline="") as f, open(path, "w", encoding="utf-8") as out:
                for row in csv.DictReader(f):
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")

        return self.kept(f"records-{count}.jsonl", write)

    def sheet(self, kind, count):
        return self.kept(f"records-{count}.{kind}", lambda path: getattr(sheets, "write_" + kind)(path, self.csv(count), count))


def of_lines(path):
    def count(_):
        with open(path, "rb") as f:
            return sum(1 for _ in f)

    return count


def first_number(text, pattern=r"(\d+)"):
    found = re.search(pattern, text, re.M)
    if not found:
        raise Failed("it gave up")
    return int(found[1])


def of_handwritten(text):
    return first_number(text, r"^all (\d+)")


def main():
    build = os.path.abspath(sys.argv[1])
    records, times = option("--records", 1_000_000), option("--times", 5)
    few = min(records, SHEET_RECORDS)
    peers = os.path.join(HERE, "..", "..", "build", "bench-peers")
    if "--peers" in sys.argv:
        os.makedirs(peers, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", peers, *PEERS], check=True)
    data = Data(build, records)
    tool = lambda name: os.path.join(data.binary, name)
    formrule, form = tool("formrule"), os.path.join(HERE, "form.xml")
    findings = data.path("findings.ndjson")

    def check(path, count, *options):
        return dict(command=[formrule, "check", "--form", form, "--format", "ndjson", "--quiet", *options, path], records=count,
                    faults=data.faults(count), count=of_lines(findings), out=findings)

    def peer(name, package, what, path, count, *options, faults=True):
        line = Line(name, [shutil.which("node") or "node", os.path.join(HERE, "peers.js"), what, path, *options], count,
                    data.faults(count) if faults else None, first_number, env={**os.environ, "NODE_PATH": os.path.join(peers, "node_modules")})
        if not shutil.which("node"):
            line.why = "node is missing (apt-get install nodejs npm)"
        elif not os.path.isdir(os.path.join(peers, "node_modules", package)):
            line.why = f"{package} is missing (./build.sh bench --peers)"
        return line

    version = subprocess.run([formrule, "--version"], capture_output=True, text=True).stdout.strip()
    path = data.csv(records)
    print(f"{version}; {os.cpu_count()} cores; {records:,} records, {os.path.getsize(path) / 1e6:.0f} MB of CSV, {data.faults(records):,} planted faults; best of {times}")
    cores = os.cpu_count() or 1
    slow = max(1, times // 2)
    measure("CSV, one thread", [Line("written by hand in C, nothing written", [tool("handwritten"), path], records, data.faults(records), of_handwritten),
                                Line("formrule check, findings written as NDJSON", **check(path, records, "--jobs", "1")),
                                Line("cells only (our reader)", [tool("csv-scan"), path, "--once"], records)], times)
    if cores > 1:
        measure("CSV, two threads", [Line("written by hand in C", [tool("handwritten"), path, "2"], records, data.faults(records), of_handwritten),
                                           Line("formrule check --jobs 2", **check(path, records, "--jobs", "2")),
                                           peer("DuckDB, the checks as SQL", "@duckdb", "duckdb", path, records, "2")], slow)
    small = data.csv(min(records, PYTHON_RECORDS))
    fewer = min(records, PYTHON_RECORDS)
    measure("CSV, peers, one thread", [Line("formrule check", **check(path, records, "--jobs", "1")), peer("DuckDB, the checks as SQL", "@duckdb", "duckdb", path, records),
                                       peer("PapaParse + ajv", "papaparse", "papaparse", path, records),
                                       peer("ajv on JSON lines", "ajv", "ajv", data.lines(fewer), fewer),
                                       Line("python csv, the checks by hand", [sys.executable, "-c", PYTHON_CHECK, small], fewer, data.faults(fewer), first_number)], slow)
    xml = data.generated(f"records-{records}.xml", "bench-records", records, "--xml")
    lint = shutil.which("xmllint")
    lines = [Line("expat, nothing else", [tool("expat-only"), xml], records), Line("formrule check, one thread", **check(xml, records, "--jobs", "1")),
             Line("formrule check, as many threads as it likes", **check(xml, records)),
             Line("xmllint --stream, well-formed only", [lint or "xmllint", "--stream", "--noout", xml], records)]
    if not lint:
        lines[3].why = "xmllint is missing (apt-get install libxml2-utils)"
    measure("record XML", lines, slow)
    for kind in ("ods", "xlsx"):
        book = data.sheet(kind, few)
        measure(f"{kind.upper()}, {few:,} records", [Line("libzip + expat, nothing else", [tool("expat-only"), book], few),
                                                     Line("formrule check, one thread", **check(book, few, "--jobs", "1")),
                                                     Line("formrule check, as many threads as it likes", **check(book, few)),
                                                     peer("SheetJS, rows only", "xlsx", "sheetjs", book, few, faults=False)], slow)
    annotated = [Line(f"annotated copy, {kind}", [formrule, "check", "--form", form, "--quiet", "--annotate", "-o", data.path("annotated." + kind), "--format",
                                                  "ndjson", data.sheet(kind, few)], few) for kind in ("ods", "xlsx")]
    measure("copies", annotated + [Line("masked copy, csv", [formrule, "mask", "--form", form, "--quiet", path, "-o", data.path("masked.csv")], records),
                                   Line("masked copy, ods", [formrule, "mask", "--form", form, "--quiet", data.sheet("ods", few), "-o", data.path("masked.ods")], few)], slow)
    service = data.generated(f"service-{records}.csv", "bench-service", records)
    forms = os.path.join(HERE, "..", "..", "forms")
    measure("the service-record form: texts looked through, keys unique", [Line("formrule check", [
        formrule, "check", "--forms", forms, "--form", "service-record", "--jobs", "1", "--format", "ndjson", "--quiet", service], records)], slow)
    small_things(data, formrule, form, forms, check, times)


def small_things(data, formrule, form, forms, check, times):
    if option("--only", ""):
        return
    print()
    thousand = Line("start + form + 1,000 records", **check(data.csv(1000), 1000))
    templates = [Line(f"template with 1,000 ready rows, {kind}", [formrule, "template", "--forms", forms, "service-record", "-o", data.path("template." + kind)], 1)
                 for kind in ("ots", "xlsx")]
    for line, goal in [(thousand, 10), *((template, 50) for template in templates)]:
        for _ in range(times * 4):
            if line.why is None:
                line.once()
        print(f"{line.name:58}" + (f"left out: {line.why}" if line.why else f"{line.seconds * 1000:9.1f} ms  (goal {goal} ms)"))
    print(f"{'free text looked through for personal data':58}{run([os.path.join(data.binary, 'text-scan'), data.csv(data.records), forms])[3].strip():>12}")


if __name__ == "__main__":
    main()
