"""Values that tell who somebody is, made anew for each run, and a search that finds them again in any spelling.

    p = Planted(seed)          # one person after another: p.person() → name, phone, id card, mail, bank card
    p.found(data)              # what is found of all of them in bytes: plain, spaced, full width, UTF-16, escaped for XML, JSON or URLs; in every part of a zip
"""
import html
import io
import random
import re
import unicodedata
import urllib.parse
import zipfile

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def luhn(body):
    total = 0
    for i, d in enumerate(reversed(body)):
        d = int(d) * (2 if i % 2 == 0 else 1)
        total += d - 9 if d > 9 else d
    return body + str(-total % 10)


def id_card(dice):
    body = dice.choice(("110105", "330106", "440305", "510104")) + f"{dice.randrange(1950, 2005)}{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}{dice.randrange(1000):03}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS)) % 11]


class Person:
    def __init__(self, dice):
        self.given = chr(dice.randrange(0x5000, 0x9F00)) + chr(dice.randrange(0x5000, 0x9F00))
        self.name = dice.choice(SURNAMES) + self.given
        self.phone = f"1{dice.choice('356789')}{dice.randrange(10)}{dice.randrange(10 ** 8):08}"
        self.card = id_card(dice)
        self.local = "".join(dice.choice("bcdfghjkmnpqrtvwxz") for _ in range(9))
        self.mail = self.local + "@mail.example.com"
        self.bank = luhn("622202" + f"{dice.randrange(10 ** 12):012}")

    def all(self):
        return self.name, self.phone, self.card, self.mail, self.bank

    def phones(self, dice):
        """The phone as people write it."""
        a, b, c = self.phone[:3], self.phone[3:7], self.phone[7:]
        wide = "".join(chr(ord(d) - 48 + 0xFF10) for d in self.phone)
        return dice.choice((self.phone, f"{a}-{b}-{c}", f"{a} {b} {c}", f"+86 {self.phone}", f"0086-{self.phone}", wide, f"（{a}）{b}{c}", f"{a}.{b}.{c}", f"(+86) {a} {b} {c}"))

    def text(self, dice):
        return f"{self.name}来电,电话{self.phones(dice)};证件{self.card}，邮箱 {self.mail},卡 {self.bank[:4]} {self.bank[4:8]} {self.bank[8:12]} {self.bank[12:16]} {self.bank[16:]}。再联系{self.name}"


class Planted:
    def __init__(self, seed, there=b""):
        """there: what stands in the files already, such as dates, whose digits may by chance be those of a phone."""
        self.dice = random.Random(seed)
        self.needles = {}
        self.there = self.readings(there)

    def person(self):
        person = Person(self.dice)
        while any(needle in text for needle in self.needles_of(person) for text in self.there):
            person = Person(self.dice)
        # what a mask may show is left out: the surname, the first three and last four digits, the letter before the mail's asterisks
        for needle in self.needles_of(person):
            self.needles[needle] = person
        return person

    @staticmethod
    def needles_of(person):
        return person.given, person.phone[2:10], person.phone[3:], person.card[1:10], person.card[8:17], person.local[1:], person.bank[4:13], person.bank[8:16]

    def readings(self, data):
        """The bytes as every text they could be."""
        texts = {data.decode("utf-8", "replace")}
        if b"\0" in data:
            texts |= {data.decode("utf-16-le", "ignore"), data.decode("utf-16-be", "ignore")}
        if "\ufffd" in next(iter(texts)) or b"\0" in data:
            texts.add(data.decode("gb18030", "ignore"))
        for text in list(texts):
            if "&" in text:
                texts.add(html.unescape(text))
            if "%" in text:
                texts.add(urllib.parse.unquote(text))
            if "\\u" in text:
                texts.add(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text))
        texts = {unicodedata.normalize("NFKC", text) for text in texts}
        return texts | {re.sub(r"[\s\-‐-―.·()\u200b-\u200f\ufeff]", "", text) for text in texts}

    def found(self, data):
        out = set()
        if data[:2] == b"PK":  # what is deflated reads as anything at all: its parts are searched, their names, and what is said beside them
            with zipfile.ZipFile(io.BytesIO(data)) as z:
                for part in z.infolist():
                    out |= self.found(z.read(part)) | self.found(part.filename.encode()) | self.found(part.extra) | self.found(part.comment)
                return out | self.found(z.comment)
        for text in self.readings(data):
            for stretch in set(re.findall(r"[0-9X]{8,}|[a-z]{8,}|[\u5000-\u9eff]{2,}", text)):
                for size in (2, 8, 9):
                    out |= {stretch[i:i + size] for i in range(len(stretch) - size + 1)} & self.needles.keys()
        return out
