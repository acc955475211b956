#!/usr/bin/env python3
"""How fast Formrule is on this machine, beside what else is installed. Prints a table; every figure is the median of whole-process runs on files in the
page cache, so compare the ratios of one run, not the figures of two machines.

Usage: bench.py BUILD_DIR [--records N]
"""
import csv
import os
import shutil
import statistics
import subprocess
import sys
import time

FORM = "service-record"


def timed(command, times=3, ok=(0, 1)):
    """Median seconds and peak MiB of a command."""
    seconds, peak = [], 0
    for _ in range(times):
        started = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        error = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        seconds.append(time.perf_counter() - started)
        peak = max(peak, usage.ru_maxrss / 1024)
        if os.waitstatus_to_exitcode(status) not in ok:
            raise SystemExit(f"{command[0]} failed: {error.decode(errors='replace')[:400]}")
    return statistics.median(seconds), peak


PYTHON_CHECK = r"""
import csv, re, sys
masked = re.compile(r"1[3-9]\d\*{4}\d{4}$")
bad = 0
with open(sys.argv[1], encoding="utf-8", newline="") as f:
    for r in csv.DictReader(f):
        wrong = not r.get("客户编号") or not r.get("问题描述") or not r.get("处理结果")
        phone = r.get("联系方式")
        wrong = wrong or (phone and not masked.match(phone))
        for name in ("响应速度", "问题解决效果", "服务态度", "专业能力"):
            v = r.get(name)
            wrong = wrong or (v and not (v.isdigit() and 1 <= int(v) <= 5))
        bad += bool(wrong)
print(bad)
"""


def main():
    build = sys.argv[1]
    records = int(sys.argv[sys.argv.index("--records") + 1]) if "--records" in sys.argv else 1_000_000
    binary = os.path.join(build, "bin")
    formrule = os.path.join(binary, "formrule")
    folder = os.path.join(build, "bench-data")
    os.makedirs(folder, exist_ok=True)
    data = os.path.join(folder, f"{FORM}-{records}.csv")
    if not os.path.exists(data):
        with open(data + ".part", "wb") as out:
            subprocess.run([os.path.join(binary, "bench-generate"), str(records)], stdout=out, check=True)
        os.rename(data + ".part", data)
    small = os.path.join(folder, f"{FORM}-1000.csv")
    with open(small, "wb") as out:
        subprocess.run([os.path.join(binary, "bench-generate"), "1000"], stdout=out, check=True)
    forms = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "forms")
    check = [formrule, "check", "--forms", forms, "--form", FORM, "--format", "ndjson", "--quiet"]
    megabytes = os.path.getsize(data) / 1e6
    print(f"{records:,} records, {megabytes:.0f} MB CSV, {os.cpu_count()} cores; {subprocess.run([formrule, '--version'], capture_output=True, text=True).stdout.strip()}")
    rows = []
    seconds, peak = timed(check + [data])
    rows.append(("formrule check, findings written as NDJSON", records / seconds, megabytes / seconds, peak))
    base = records / seconds
    scan = os.path.join(binary, "csv-scan")
    if os.path.exists(scan):
        seconds, peak = timed([scan, data])
        rows.append(("reading the cells only (csv-scan)", records / seconds, megabytes / seconds, peak))
    if shutil.which("python3"):
        sample = min(records, 200_000)
        part = os.path.join(folder, "part.csv")
        with open(data, encoding="utf-8", newline="") as f, open(part, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            for i, row in enumerate(csv.reader(f)):
                if i > sample:
                    break
                writer.writerow(row)
        seconds, peak = timed([shutil.which("python3"), "-c", PYTHON_CHECK, part], times=1)
        rows.append(("python csv, five of the checks by hand", sample / seconds, os.path.getsize(part) / 1e6 / seconds, peak))
    print(f"{'':44}{'records/s':>12}{'MB/s':>8}{'peak MiB':>10}{'ratio':>8}")
    for name, rate, speed, peak in rows:
        print(f"{name:44}{rate:12,.0f}{speed:8.0f}{peak:10.0f}{rate / base:8.2f}")
    seconds, _ = timed(check + [small], times=20)
    print(f"start + form + 1,000 records: {seconds * 1000:.1f} ms")
    seconds, _ = timed([formrule, "template", "--forms", forms, FORM, "-o", os.path.join(folder, "t.ots")], times=10)
    print(f"template with 1,000 ready rows: {seconds * 1000:.1f} ms")


if __name__ == "__main__":
    main()
