#!/usr/bin/env python3
"""Checksums and small groups against counting of its own: id cards (MOD 11-2) and bank cards (Luhn) in a text are masked, numbers that fail their check, days that do not exist and firms' credit codes (MOD 31) stay;
no group of fewer than k people shows its values.

Usage: checksums.py FORMRULE SOURCE_DIR [SEED]
"""
import collections
import csv
import datetime
import os
import random
import subprocess
import sys
import tempfile

FORMRULE, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
HEAD = ["客户编号", "客户姓名", "联系方式", "服务类型", "日期时间", "问题描述", "处理结果"]
KINDS = ["产品咨询", "售后投诉", "售后维修", "退换货", "其他"]
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
faults = checks = 0


def expect(what, got, wanted):
    global faults, checks
    checks += 1
    if got != wanted:
        faults += 1
        print(f"{what}: got {got!r}, wanted {wanted!r}")


def mod_11_2(digits):
    """ISO 7064: the remainder is carried from digit to digit."""
    rest = 0
    for digit in digits:
        rest = (rest + int(digit)) * 2 % 11
    return "0123456789X"[(12 - rest) % 11]


def luhn(digits):
    """The digit that makes the sum a multiple of ten."""
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def mod_31(signs):
    return SIGNS[-sum(SIGNS.index(c) * pow(3, i, 31) for i, c in enumerate(signs)) % 31]


def digits(dice, n):
    return "".join(dice.choice("0123456789") for _ in range(n))


def id_card(dice, day=None):
    day = day or (datetime.date(1930, 1, 1) + datetime.timedelta(days=dice.randrange(33000))).strftime("%Y%m%d")
    body = dice.choice(["110105", "310101", "440106", "510104", "654001"]) + day + digits(dice, 3)
    return body + mod_11_2(body)


def bank_card(dice):
    body = "62" + digits(dice, dice.choice([13, 14, 16]))
    return body + luhn(body)


def is_id(number):
    """By its digits alone, as some bank numbers are id numbers too."""
    try:
        datetime.datetime.strptime(number[6:14], "%Y%m%d")
    except ValueError:
        return False
    return len(number) == 18 and mod_11_2(number[:17]) == number[17]


def masked_id(number):
    return number[0] + "*" * 16 + number[-1]


def masked_card(number):
    groups = [number[i:i + 4] for i in range(0, len(number), 4)]
    return " ".join(g if i in (0, len(groups) - 1) else "****" for i, g in enumerate(groups))


def spoilt(dice, number, signs):
    return number[:-1] + dice.choice([c for c in signs if c != number[-1]])


def credit_code(dice):
    body = "91" + dice.choice(["110108", "330100", "440300"]) + digits(dice, 9)
    return body + mod_31(body)


def cases(dice):
    """What stands in a text, and what must stand there afterwards."""
    for _ in range(200):
        number = id_card(dice)
        yield number, masked_id(number)
        card = bank_card(dice)
        yield card, masked_id(card) if is_id(card) else masked_card(card)
        # a wrong check digit: not a bank card by chance either
        wrong = spoilt(dice, number, "0123456789X")
        shown = wrong.rstrip("X")
        if number[0] < "3" or luhn(shown[:-1]) != shown[-1]:
            yield wrong, wrong
        wrong = spoilt(dice, card, "0123456789")
        if not is_id(wrong):
            yield wrong, wrong
        code = credit_code(dice)
        yield code, code
    for day in ("19990230", "20010229", "19881301", "19880100", "20000431", "19991232"):
        number = id_card(dice, day)
        if number[0] < "3":
            yield number, number


def mask(folder, rows, *more):
    with open(os.path.join(folder, "in.csv"), "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([HEAD] + rows)
    ran = subprocess.run([FORMRULE, "mask", "in.csv", "-o", "out.csv", "--form", "service-record", "--forms", os.path.join(ROOT, "forms"), "--lang", "en", *more],
                         capture_output=True, text=True, cwd=folder, timeout=120)
    expect("status", ran.returncode, 0)
    with open(os.path.join(folder, "out.csv"), encoding="utf-8-sig", newline="") as f:
        return list(csv.reader(f))[1:]


def groups(folder, dice):
    for least in range(2, 8):
        rows = [["KH%03d" % i, "", "1381234%04d" % dice.randrange(20), dice.choices(KINDS, [40, 8, 4, 2, 1])[0], "2023-10-10 14:30", "询问保修", "已说明"]
                for i in range(dice.randrange(5, 80))]
        people = collections.defaultdict(set)
        for row in rows:
            people[row[3]].add(row[2])
        shown = [row[3] for row in mask(folder, rows, "--group", "service_type", "--least", str(least))]
        for before, after in zip(rows, shown):
            expect("as it was or hidden", after in ("*", before[3]), True)
        for kind in set(shown) - {"*"}:
            expect(f"{kind} is shown, k = {least}", len(people[kind]) >= least, True)
        hidden = set().union(*(people[row[3]] for row, after in zip(rows, shown) if after == "*"))
        expect(f"nothing is hidden without need, k = {least}", bool(hidden) == any(len(p) < least for p in people.values()), True)
        expect("records kept", len(shown), len(rows))


def main():
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(1 << 32)
    print("seed", seed)
    dice = random.Random(seed)
    # vectors from elsewhere: GB 11643, ISO/IEC 7812, GB 32100
    expect("MOD 11-2", mod_11_2("11010519491231002"), "X")
    expect("Luhn", luhn("411111111111111"), "1")
    expect("MOD 31", mod_31("91330100799655058"), "B")
    with tempfile.TemporaryDirectory() as folder:
        pairs = list(cases(dice))
        rows = [["KH%04d" % i, "", "", "产品咨询", "2023-10-10 14:30", f"核对{before}，完毕", "已说明"] for i, (before, _) in enumerate(pairs)]
        for (before, after), row in zip(pairs, mask(folder, rows)):
            expect(before, row[5], f"核对{after}，完毕")
        groups(folder, dice)
    print(f"{checks} checks, {faults} faults")
    sys.exit(1 if faults or not checks else 0)


if __name__ == "__main__":
    main()
