#!/usr/bin/env python3
"""Sealed values and small groups: what a branch seals, libsodium as Python has it opens, and the other way round; tampered, foreign and misplaced boxes stay as they are and are said; keys can be rotated; groups of few
people are hidden as counting by hand says.

Usage: seals.py FORMRULE SOURCE_DIR
"""
import base64
import collections
import csv
import os
import random
import subprocess
import sys
import tempfile

import nacl.public

FORMRULE, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
FORMS = os.path.join(ROOT, "forms")
HEAD = ["客户编号", "客户姓名", "联系方式", "服务类型", "日期时间", "问题描述", "处理结果"]
faults = checks = 0


def expect(what, got, wanted):
    global faults, checks
    checks += 1
    if got != wanted:
        faults += 1
        print(f"{what}: got {got!r}, wanted {wanted!r}")


def run(*arguments, folder):
    return subprocess.run([FORMRULE, *arguments, "--forms", FORMS, "--lang", "en"] if arguments[0] != "key" else [FORMRULE, *arguments, "--lang", "en"],
                          capture_output=True, text=True, cwd=folder, timeout=60)


def write(folder, name, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(rows)


def read(folder, name):
    return list(csv.reader(open(os.path.join(folder, name), encoding="utf-8-sig", newline="")))


def fields_of(path):
    return dict(line.split(" ") for line in open(path, encoding="ascii").read().splitlines()[1:])


def unpad(plain):
    """ISO/IEC 7816-4: zeros, then 0x80, from the end."""
    return plain[: plain.rindex(b"\x80")]


def seals(folder):
    records = [["KH001", "李小明", "13812345678", "产品咨询", "2023-10-10 14:30", "询问保修", "已说明"],
               ["KH002", "麦麦提·赛帕克", "010-88993108", "投诉", "2023-10-10 14:30", "询问保修", "已说明"],
               ["KH003", "𠮷田 花", "138-1234-5678", "投诉", "2023-10-10 14:30", "询问保修", "已说明"]]
    write(folder, "in.csv", [HEAD] + records)
    for name in ("hq", "other"):
        expect("a pair is made", run("key", "new", "--pair", "-o", name + ".key", folder=folder).returncode, 0)
    expect("its owner only", os.stat(os.path.join(folder, "hq.key")).st_mode & 0o777, 0o600)
    seal = ["mask", "in.csv", "-o", "out.csv", "--form", "service-record", "--seal", "customer_name", "--seal", "phone", "--to", "hq.pub"]
    expect("sealing", run(*seal, folder=folder).returncode, 0)
    boxes = [row[1:3] for row in read(folder, "out.csv")[1:]]
    secret = nacl.public.PrivateKey(bytes.fromhex(fields_of(os.path.join(folder, "hq.key"))["secret"]))
    public = bytes.fromhex(fields_of(os.path.join(folder, "hq.pub"))["public"])
    expect("the halves belong together", bytes(secret.public_key), public)
    for record, cells in zip(records, boxes):
        for clear, kind, box in zip(record[1:3], (1, 2), cells):
            head, key_id, body = box.split("-", 2)
            expect("head", (head, key_id), ("SEAL1", fields_of(os.path.join(folder, "hq.pub"))["id"]))
            opened = unpad(nacl.public.SealedBox(secret).decrypt(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))
            expect("what Python opens", opened, bytes([kind]) + clear.encode())
    expect("lengths tell nothing", len({len(box) for cells in boxes for box in cells}), 1)
    expect("two boxes of one value differ", boxes[0][0] == [r[1:3] for r in (run(*seal, folder=folder), read(folder, "out.csv"))[1][1:]][0][0], False)
    expect("opening", run("unseal", "out.csv", "-o", "back.csv", "--form", "service-record", "--key", "hq.key", folder=folder).returncode, 0)
    expect("what comes back", read(folder, "back.csv"), [HEAD] + records)
    # sealed by an independent program
    padded = bytes([2]) + b"13912345678"
    padded += b"\x80" + b"\0" * (-(len(padded) + 1) % 32)
    box = nacl.public.SealedBox(nacl.public.PublicKey(public)).encrypt(padded)
    text = "SEAL1-" + fields_of(os.path.join(folder, "hq.pub"))["id"] + "-" + base64.urlsafe_b64encode(box).decode().rstrip("=")
    rows = [HEAD, ["KH001", "", text, "投诉", "2023-10-10 14:30", "询问保修", "已说明"]]
    write(folder, "theirs.csv", rows)
    expect("opening theirs", run("unseal", "theirs.csv", "-o", "back.csv", "--form", "service-record", "--key", "hq.key", folder=folder).returncode, 0)
    expect("theirs", read(folder, "back.csv")[1][2], "13912345678")
    return text


def refusals(folder, text):
    def cell(name, phone):
        return [HEAD, ["KH001", name, phone, "投诉", "2023-10-10 14:30", "询问保修", "已说明"]]

    flipped = text[:40] + ("A" if text[40] != "A" else "B") + text[41:]
    for what, rows, key, word in (("tampered", cell("", flipped), "hq.key", "seal.damaged"), ("cut off", cell("", text[:-30]), "hq.key", "seal.damaged"),
                                  ("foreign", cell("", text), "other.key", "seal.foreign"), ("a phone where a name belongs", cell(text, ""), "hq.key", "seal.kind")):
        write(folder, "bad.csv", rows)
        ran = run("unseal", "bad.csv", "-o", "bad-out.csv", "--form", "service-record", "--key", key, "--format", "ndjson", folder=folder)
        expect(what + ": status", ran.returncode, 1)
        expect(what + ": said", f'"rule":"{word}"' in ran.stdout, True)
        expect(what + ": record kept", read(folder, "bad-out.csv"), rows)
        os.unlink(os.path.join(folder, "bad-out.csv"))
    run("key", "new", "-o", "team.key", folder=folder)
    write(folder, "in.csv", cell("李小明", "13812345678"))
    for what, arguments in (("a secret half to seal", ["mask", "in.csv", "-o", "no.csv", "--seal", "phone", "--to", "hq.key"]),
                            ("a public half to open", ["unseal", "in.csv", "-o", "no.csv", "--key", "hq.pub"]),
                            ("a team's key to open", ["unseal", "in.csv", "-o", "no.csv", "--key", "team.key"]),
                            ("a pair's key for tokens", ["mask", "in.csv", "-o", "no.csv", "--pseudonym", "phone", "--key", "hq.key"]),
                            ("no key at all", ["mask", "in.csv", "-o", "no.csv", "--seal", "phone"]),
                            ("a key that is not there", ["mask", "in.csv", "-o", "no.csv", "--seal", "phone", "--to", "none.pub"]),
                            ("a field that is no person's", ["mask", "in.csv", "-o", "no.csv", "--seal", "service_type", "--to", "hq.pub"]),
                            ("a group of no field", ["mask", "in.csv", "-o", "no.csv", "--group", "nothing"]),
                            ("over its input", ["unseal", "in.csv", "-o", "in.csv", "--key", "hq.key"])):
        ran = run(*arguments, "--form", "service-record", folder=folder)
        expect(what, (ran.returncode, ran.stderr.count("\n"), os.path.exists(os.path.join(folder, "no.csv"))), (2, 1, False))
        expect(what + ": nothing personal", "13812345678" in ran.stderr or "李小明" in ran.stderr, False)
    os.chmod(os.path.join(folder, "hq.key"), 0o644)
    expect("a secret others may read", run("unseal", "in.csv", "-o", "no.csv", "--key", "hq.key", folder=folder).returncode, 2)
    mixed = open(os.path.join(folder, "hq.pub")).read().replace(fields_of(os.path.join(folder, "hq.pub"))["id"], "00000000")
    open(os.path.join(folder, "mixed.pub"), "w").write(mixed)
    expect("an id of another pair", run("mask", "in.csv", "-o", "no.csv", "--seal", "phone", "--to", "mixed.pub", folder=folder).returncode, 2)


def rotation(folder):
    def tokens(*more):
        run("mask", "in.csv", "-o", "out.csv", "--form", "service-record", "--key", "team.key", "--pseudonym", "phone", *more, folder=folder)
        return read(folder, "out.csv")[1][2]

    before = tokens()
    expect("rotated", run("key", "rotate", "team.key", folder=folder).returncode, 0)
    expect("still its owner's only", os.stat(os.path.join(folder, "team.key")).st_mode & 0o777, 0o600)
    after = tokens()
    expect("another id, another token", (before[:11] == after[:11], before[11:] == after[11:]), (False, False))
    expect("the older token again", tokens("--key-id", before.split("-")[1]), before)
    shown = [line.split("\t")[0] for line in run("key", "show", "team.key", folder=folder).stdout.splitlines()]
    expect("both ids, the newest first", shown, [after.split("-")[1], before.split("-")[1]])
    expect("no such id", run("mask", "in.csv", "-o", "no.csv", "--form", "service-record", "--key", "team.key", "--key-id", "zzzzzzzz", "--pseudonym", "phone", folder=folder).returncode, 2)
    again = run("mask", "out.csv", "-o", "twice.csv", "--form", "service-record", folder=folder)
    expect("tokens stay when a masked copy is masked", (again.returncode, read(folder, "twice.csv")), (0, read(folder, "out.csv")))


def small(rows, least):
    """Which groups (column 3 and 0) are hidden, counted with sets."""
    people, first = collections.defaultdict(set), {}
    for i, row in enumerate(rows):
        people[row[3]].add(row[2])
        first.setdefault(row[3], i)
    order = sorted(people, key=lambda g: (len(people[g]), first[g]))
    hidden, total = set(), 0
    for group in order:
        if len(people[group]) < least or 0 < total < least:
            hidden.add(group)
            total += len(people[group])
    return hidden


def groups(folder):
    dice = random.Random(20231010)
    kinds = ["产品咨询", "售后投诉", "售后维修", "退换货", "其他"]
    for least in (2, 5, 12):
        rows = [["KH%03d" % i, "", "1381234%04d" % dice.randrange(12), dice.choices(kinds, [40, 8, 4, 2, 1])[0], "2023-10-10 14:30", "询问保修", "已说明"] for i in range(dice.randrange(20, 60))]
        write(folder, "groups.csv", [HEAD] + rows)
        ran = run("mask", "groups.csv", "-o", "groups-out.csv", "--form", "service-record", "--group", "service_type", "--least", str(least), folder=folder)
        expect("grouping", ran.returncode, 0)
        hidden = small(rows, least)
        expect(f"groups below {least}", [row[3] for row in read(folder, "groups-out.csv")[1:]], ["*" if row[3] in hidden else row[3] for row in rows])
        expect("the summary counts them", f"groups of fewer than {least} people: {len(hidden)}" in ran.stderr, True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        refusals(folder, seals(folder))
        rotation(folder)
        groups(folder)
    print(f"{checks} checks, {faults} faults")
    sys.exit(1 if faults or not checks else 0)


if __name__ == "__main__":
    main()
