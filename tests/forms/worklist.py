#!/usr/bin/env python3
"""The worklist of the service records, worked out a second time from the sample with Python's own dates: what is due, when, how it stands. S0-6, S0-8, X-5.

Usage: worklist.py FORMRULE SOURCE_DIR
"""
import csv
import io
import os
import subprocess
import sys
from datetime import datetime, timedelta

FORMRULE, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
NOW = datetime(2023, 10, 11, 9, 0)
SAMPLE = os.path.join(ROOT, "forms", "service-record", "sample.csv")


def moment(text, form="%Y-%m-%d %H:%M"):
    try:
        return datetime.strptime(text.strip(), form)
    except ValueError:
        return None


def status(due, done):
    """done is a day or a moment; a limit that is a day lasts to its last second."""
    if done:
        return "按时完成" if done <= due else "逾期完成"
    if NOW > due:
        return "已逾期"
    return "即将到期" if due - NOW <= timedelta(hours=24) else "未到期"


def expected():
    out = []
    for row in csv.DictReader(open(SAMPLE, encoding="utf-8-sig", newline="")):
        solved = moment(row["解决时间"])
        if solved and row["服务类型"] in ("售后投诉", "售后维修", "产品咨询", "退换货", "物流催促", "账单发票", "客户建议", "其他", "enquiry"):
            due = solved + timedelta(hours=24 if row["服务类型"] in ("售后投诉", "售后维修") else 0)
            out.append((status(due, moment(row["评价时间"])), due.strftime("%Y-%m-%d %H:%M"), "评价期限", row["客户编号"]))
        until = moment(row["完成时限"], "%Y-%m-%d")
        if until and row["需跟进事项"].strip():
            due = until + timedelta(hours=23, minutes=59, seconds=59)
            out.append((status(due, moment(row["跟进完成日期"], "%Y-%m-%d")), due.strftime("%Y-%m-%d %H:%M"), "跟进期限", row["客户编号"]))
    return out


def main():
    ran = subprocess.run([FORMRULE, "due", "--forms", os.path.join(ROOT, "forms"), "--form", "service-record", SAMPLE, "--now", NOW.isoformat() + "+08:00", "--all", "--format", "csv", "--lang", "zh-CN", "--quiet"],
                         capture_output=True, text=True, timeout=60)
    rows = list(csv.reader(io.StringIO(ran.stdout.lstrip("\ufeff"))))
    got = [(r[0], r[1], r[3], r[2].split("-")[0]) for r in rows[1:]]
    wanted = expected()
    # a record without a moment of contact has no key but its number; numbers are spelled as the cell is read
    faults = 0
    plain = str.maketrans("ＫＨ０１２３４５６７８９", "KH0123456789")
    wanted = [(*w[:3], w[3].translate(plain)) for w in wanted]
    for one in sorted(set(wanted) - set(got)):
        faults += 1
        print("missing:", *one)
    for one in sorted(set(got) - set(wanted)):
        faults += 1
        print("not expected:", *one)
    if ran.returncode != 1:
        faults += 1
        print("exit status", ran.returncode, "though something is overdue", ran.stderr)
    ranks = {"已逾期": 1, "即将到期": 2, "未到期": 3, "逾期完成": 4, "按时完成": 5}
    order = [(ranks[r[0]], r[1]) for r in got]
    if order != sorted(order):
        faults += 1
        print("not in the order of urgency")
    print(f"{len(got)} deadlines, {faults} faults")
    return 1 if faults or len(got) < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
