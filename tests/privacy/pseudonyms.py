#!/usr/bin/env python3
"""Pseudonyms: the tokens of a masked copy are HMAC-SHA-256 as Python's own hmac has it; spellings of one number give one token, another key and another kind another; keys are refused when others may read them,
when they are damaged, and never written over. S1-7, S3-6.

Usage: pseudonyms.py FORMRULE SOURCE_DIR
"""
import base64
import csv
import hashlib
import hmac
import os
import re
import subprocess
import sys
import tempfile

FORMRULE, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
FORMS = os.path.join(ROOT, "forms")
faults = checks = 0


def expect(what, got, wanted):
    global faults, checks
    checks += 1
    if got != wanted:
        faults += 1
        print(f"{what}: got {got!r}, wanted {wanted!r}")


def run(*arguments, folder):
    return subprocess.run([FORMRULE, *arguments, "--lang", "en"], capture_output=True, text=True, cwd=folder, timeout=60)


def token(key, kind, plain):
    fields = dict(line.split(" ") for line in open(key, encoding="ascii").read().splitlines()[1:])
    digest = hmac.new(bytes.fromhex(fields["secret"]), kind.encode() + b"\0" + plain.encode(), hashlib.sha256).digest()[:16]
    return f"{kind}-{fields['id']}-{base64.b32encode(digest).decode().lower().rstrip('=')}"


def masked(folder, key, records, *fields):
    with open(os.path.join(folder, "in.csv"), "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(["客户编号", "客户姓名", "联系方式", "服务类型", "日期时间", "问题描述", "处理结果"])
        for name, phone in records:
            writer.writerow(["KH001", name, phone, "产品咨询", "2023-10-10 14:30", "10月10日询问保修期限", "已说明"])
    ran = run("mask", "--forms", FORMS, "--form", "service-record", "in.csv", "-o", "out.csv", "--key", key, *[a for f in fields for a in ("--pseudonym", f)], folder=folder)
    expect("exit status", ran.returncode, 0)
    return [row[1:3] for row in csv.reader(open(os.path.join(folder, "out.csv"), encoding="utf-8-sig"))][1:]


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.key", "b.key"):
            expect("a key is made", run("key", "new", "-o", name, folder=folder).returncode, 0)
        a, b = (os.path.join(folder, n) for n in ("a.key", "b.key"))
        expect("its owner only", os.stat(a).st_mode & 0o777, 0o600)
        before = open(a, "rb").read()
        expect("never written over", (run("key", "new", "-o", "a.key", folder=folder).returncode, open(a, "rb").read() == before), (2, True))
        phones = ["13812345678", "138-1234-5678", "+86 138 1234 5678", "１３８１２３４５６７８", "0086 13812345678"]
        rows = masked(folder, "a.key", [("李小明", p) for p in phones], "phone", "customer_name")
        expect("one number, one token", {row[1] for row in rows}, {token(a, "P", "+8613812345678")})
        expect("the name's token", {row[0] for row in rows}, {token(a, "N", "李小明")})
        landline = masked(folder, "a.key", [("", "010-88993108"), ("", "+86 10 8899 3108"), ("", "(010) 8899 3108")], "phone")
        expect("a landline", {row[1] for row in landline}, {token(a, "P", "+861088993108")})
        expect("another key", masked(folder, "b.key", [("李小明", phones[0])], "phone")[0], ["*", token(b, "P", "+8613812345678")])
        expect("masked ones stay, what is no phone is hidden", masked(folder, "a.key", [("*女士", "138****5678"), ("张*", "1385678")], "phone", "customer_name"), [["*女士", "138****5678"], ["张*", "****"]])
        for what, text in (("cut off", before[:-3]), ("empty", b""), ("something else", b"not a key\n"), ("a wrong letter", before.replace(b"secret ", b"secret g"))):
            open(b, "wb").write(text)
            ran = run("mask", "--forms", FORMS, "--form", "service-record", "in.csv", "-o", "never.csv", "--key", "b.key", folder=folder)
            expect(what, (ran.returncode, os.path.exists(os.path.join(folder, "never.csv"))), (2, False))
        os.chmod(a, 0o640)
        ran = run("mask", "--forms", FORMS, "--form", "service-record", "in.csv", "-o", "never.csv", "--key", "a.key", folder=folder)
        expect("others may read it", (ran.returncode, bool(re.search("chmod 600", ran.stderr))), (2, True))
        os.chmod(a, 0o600)
        ran = run("mask", "--forms", FORMS, "--form", "service-record", "in.csv", "-o", "never.csv", "--key", "a.key", "--pseudonym", "problem", folder=folder)
        expect("no person's field", ran.returncode, 2)
        expect("without a key", run("mask", "--forms", FORMS, "--form", "service-record", "in.csv", "-o", "never.csv", "--pseudonym", "phone", folder=folder).returncode, 2)
    print(f"{checks} checks, {faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
