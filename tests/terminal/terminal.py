#!/usr/bin/env python3
"""The command line on a terminal: the progress line is there while work takes long, tells records, rate and time left, is rewritten in place and gone at the end; Ctrl-C, a polite kill and
--limit-time end every long command soon, with one line, the exit status scripts expect, and nothing left behind.

Usage: terminal.py FORMRULE SOURCE_DIR
"""
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import zipfile

FORMRULE, ROOT = sys.argv[1], sys.argv[2]
faults = 0


def check(name, fine, *seen):
    global faults
    faults += not fine
    print(f"{'ok   ' if fine else 'WRONG'} {name}", *([] if fine else [repr(s)[:800] for s in seen]))


def command(name, *more):
    return [FORMRULE, name, "--forms", os.path.join(ROOT, "forms"), "--form", "service-record", "--lang", "zh-CN", *more]


def on_terminal(args, columns=100, cwd=None, signals=(), aside=None):
    """Runs args with standard error (and output, unless aside names a file) on a terminal. signals: (text on the screen, signal) pairs. Gives wait status, all that was written, seconds
    from the last signal to the end."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
    with open(aside, "wb") if aside else os.fdopen(os.dup(slave), "wb") as out:
        child = subprocess.Popen(args, stdin=slave, stdout=out, stderr=slave, cwd=cwd, close_fds=True, env=dict(os.environ, LC_ALL="C.UTF-8"))
    os.close(slave)
    said, waiting, sent = b"", list(signals), time.monotonic()
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        said += piece
        if waiting and waiting[0][0] in said.decode(errors="replace"):
            os.kill(child.pid, waiting.pop(0)[1])
            sent = time.monotonic()
    os.close(master)
    return child.wait(timeout=60), said.decode(), time.monotonic() - sent


def screen(said):
    """What a person sees in the end, by the two controls in use: return to the beginning of the line, and clear to its end."""
    lines, line, at = [], [], 0
    for token in re.findall(r"\x1b\[K|\r|\n|.", said):
        if token == "\r":
            at = 0
        elif token == "\n":
            lines.append("".join(line).rstrip())
            line, at = [], 0
        elif token == "\x1b[K":
            line = line[:at]
        else:
            line[at:at + 1] = token
            at += 1
    return [text for text in lines + ["".join(line).rstrip()] if text]


def make_files(folder):
    with open(os.path.join(ROOT, "forms", "service-record", "sample.csv"), encoding="utf-8-sig") as f:
        head, *rows = f.read().splitlines(keepends=True)
    rows = [r for r in rows if r.count(",") == head.count(",") and '"' not in r]
    big = os.path.join(folder, "大.csv")
    with open(big, "w", encoding="utf-8") as out:
        out.write(head)
        block = "".join(rows)
        for _ in range(20_000_000 // len(block.encode())):
            out.write(block)
    with zipfile.ZipFile(os.path.join(ROOT, "forms", "service-record", "sample.ods")) as z:
        parts = {name: z.read(name) for name in z.namelist()}
    content = parts["content.xml"]
    table = content.index(b"<table:table ")
    first = content.index(b"<table:table-row", content.index(b"</table:table-row>", table))
    last = content.index(b"</table:table-row>", first) + len(b"</table:table-row>")
    parts["content.xml"] = content[:last] + content[first:last] * 40_000 + content[last:]
    book = os.path.join(folder, "大.ods")
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        for name, data in parts.items():
            z.writestr(name, data)
    return big, book


def progress(folder, big, book):
    found = ("-o", os.path.join(folder, "found.txt"))
    status, said, _ = on_terminal(command("check", book, *found))
    drawn = re.findall(r"\r\[[#.]{20}\] +(\d+)%  (\d+) 条  (\d+) 条/秒  剩余 (\d+) 秒", said)
    check("a long check shows its progress", status == 1 and len(drawn) >= 2, status, said)
    check("which only goes forward", all(int(a[k]) <= int(b[k]) for a, b in zip(drawn, drawn[1:]) for k in (0, 1)) and all(int(d[0]) <= 100 for d in drawn), drawn)
    seen = screen(said)
    check("and is gone at the end", len(seen) == 1 and seen[0].startswith("共 "), seen)
    _, said, _ = on_terminal(command("check", book, "--limit-time", "1"))
    check("findings on the same terminal do not mix with it", "条/秒" in said and all("条/秒" not in line for line in screen(said)), screen(said)[:5])
    _, said, _ = on_terminal(command("score", book, "-o", os.path.join(folder, "scores.txt")), columns=40)
    drawn = [part for part in said.split("\r") if "%" in part]
    check("a narrow terminal gets a short line", drawn and all(len(d) < 40 for d in drawn), said)
    _, said, _ = on_terminal(command("check", big, book, big, "--progress", "always", *found))
    percent = [int(d) for d in re.findall(r"\] +(\d+)%", said)]
    check("several inputs are one work", percent == sorted(percent) and len(percent) > 2 and percent[-1] > 50, percent)
    for file, more in ((book, ["--progress", "never"]), (big, ["--quiet", "--progress", "always"])):
        _, said, _ = on_terminal(command("check", file, *found, *more))
        check(" ".join(more), "条/秒" not in said, said)
    done = subprocess.run(command("check", book, *found), capture_output=True, text=True)
    check("no terminal, no progress", "\r" not in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr)
    done = subprocess.run(command("check", big, *found, "--progress", "always"), capture_output=True, text=True)
    check("asked for, without the codes of a terminal", "条/秒" in done.stderr and "\x1b" not in done.stderr, done.stderr)
    for name in ("found.txt", "scores.txt"):
        os.unlink(os.path.join(folder, name))


LONG = [
    ("check", "大.csv", "-o", "out.txt"),
    ("check", "大.ods", "--annotate", "-o", "out.ods"),
    ("score", "大.csv", "-o", "out.csv", "--format", "csv"),
    ("due", "大.csv", "-o", "out.txt"),
    ("mask", "大.csv", "-o", "out.csv"),
    ("mask", "大.ods", "-o", "out.ods"),
    ("repair", "大.csv", "-o", "out.csv", "--accept", "all"),
]


def stopping(folder):
    before = sorted(os.listdir(folder))
    for work in LONG:
        name = " ".join(work[:2])
        status, said, seconds = on_terminal(command(*work, "--progress", "always"), cwd=folder, signals=[("条/秒", signal.SIGINT)], aside=os.devnull)
        seen = screen(said)
        check(f"{name}: Ctrl-C", status == -signal.SIGINT and seen == ["formrule: 已中断,没有留下写了一半的文件"] and seconds < 2, status, seen, seconds)
        check(f"{name}: nothing left behind", sorted(os.listdir(folder)) == before, os.listdir(folder))
    old = os.path.join(folder, "out.txt")
    with open(old, "w", encoding="utf-8") as f:
        f.write("the findings of yesterday\n")
    status, _, _ = on_terminal(command(*LONG[0], "--progress", "always"), cwd=folder, signals=[("条/秒", signal.SIGTERM)])
    with open(old, encoding="utf-8") as f:
        check("a polite kill leaves the old file as it was", status == -signal.SIGTERM and f.read() == "the findings of yesterday\n", status)
    os.unlink(old)
    child = subprocess.Popen(command("check", "大.ods", "--quiet", "-o", "out.txt"), cwd=folder, stderr=subprocess.PIPE, text=True)
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    err = child.communicate()[1]
    check("without a terminal as well", child.returncode == -signal.SIGINT and err.count("\n") == 1 and sorted(os.listdir(folder)) == before, child.returncode, err)
    child = subprocess.Popen(["nohup", *command("check", "大.ods", "--quiet", "-o", "out.txt")], cwd=folder, stderr=subprocess.PIPE, text=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    child.communicate()
    check("a signal that is to be ignored is", child.returncode == 1, child.returncode)
    os.unlink(os.path.join(folder, "out.txt"))


def time_limit(folder):
    before = sorted(os.listdir(folder))
    for work in (w for w in LONG if w[1].endswith(".ods")):
        started = time.monotonic()
        done = subprocess.run(command(*work, "--limit-time", "1"), cwd=folder, capture_output=True, text=True)
        seconds = time.monotonic() - started
        fine = done.returncode == 2 and "1 秒" in done.stderr and done.stderr.count("\n") == 1 and seconds < 3
        check(f"{' '.join(work[:2])}: --limit-time", fine and sorted(os.listdir(folder)) == before, done.returncode, done.stderr, seconds, os.listdir(folder))
    done = subprocess.run(command("check", "大.ods", "--limit-time", "0"), cwd=folder, capture_output=True, text=True)
    check("no time at all is a mistake", done.returncode == 2, done.returncode)


with tempfile.TemporaryDirectory() as place:
    files = make_files(place)
    progress(place, *files)
    stopping(place)
    time_limit(place)
print(f"{faults} faults")
sys.exit(faults != 0)
