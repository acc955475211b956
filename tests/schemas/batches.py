#!/usr/bin/env python3
"""The examples of records as XML in schemas/README.md. Two validators that are not ours (xmllint and jing) must say of each batch what the example says, by schemas/batch.rng: only those that
are marked as refused break the grammar, or those whose fault a grammar can see. And formrule itself must read them and find what the example says: nothing, one rule, or a refusal.

Usage: batches.py FORMRULE README.md
"""
import json
import os
import re
import subprocess
import sys
import tempfile

FORMRULE, README = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
GRAMMAR = os.path.join(os.path.dirname(README), "batch.rng")
# What is a finding to us, because one record must not cost the whole batch, but breaks the grammar.
SEEN_BY_GRAMMAR = {"element.nested"}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def blocks():
    text = open(README, encoding="utf-8").read()
    section = text[text.index("## Records as XML"):]
    for found in re.finditer(r"^```(\S+)( [^\n]*)?\n(.*?)^```$", section[:section.index("\n## ", 5)], re.M | re.S):
        yield found.group(1), (found.group(2) or "").strip(), found.group(3)


def main():
    wrong = examples = 0

    def complain(text, what):
        nonlocal wrong
        wrong += 1
        print(f"{what}:\n{text}")

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "records.xml")
        for kind, expected, text in blocks():
            if kind == "xml":
                open(os.path.join(folder, "ticket.xml"), "w", encoding="utf-8").write(text)
                continue
            examples += 1
            open(path, "w", encoding="utf-8").write(text)
            valid = expected != "refused" and expected not in SEEN_BY_GRAMMAR
            if kind == "batch":
                for tool in (("xmllint", "--noout", "--relaxng", GRAMMAR, path), ("jing", GRAMMAR, path)):
                    said = run(*tool)
                    if (said.returncode == 0) != valid:
                        complain(text, f"{tool[0]} says {said.returncode}, {said.stdout}{said.stderr}")
            ran = run(FORMRULE, "check", "--forms", folder, "--format", "ndjson", "--quiet", path)
            rules = [json.loads(line)["rule"] for line in ran.stdout.splitlines()]
            if expected == "refused":
                if ran.returncode != 2 or ran.stdout or not re.search(r"records\.xml(:1:\d+)?: ?\S|records\.xml", ran.stderr):
                    complain(text, f"should be refused: {ran.returncode} {ran.stdout}{ran.stderr}")
            elif ran.returncode not in (0, 1) or rules != ([expected] if expected else []):
                complain(text, f"should give [{expected}]: {ran.returncode} {ran.stdout}{ran.stderr}")
    print(f"{examples} examples, {wrong} wrong")
    return 1 if wrong or examples < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
