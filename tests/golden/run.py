#!/usr/bin/env python3
"""Golden files: what the command line prints, to the letter. Each .txt holds calls and what they gave:

    $ formrule eval '1 + 1'
    2
    $ formrule eval '1 +'
    2> what standard error said
    [exit 2]

Calls run in bash in a fresh folder per file that holds copies of tests/golden/fixtures and of forms/ (as ./forms); lines that begin with `$ ` are the
calls, `2> ` marks standard error, `[exit N]` an exit status other than 0. Times are replaced by `…`. --renew writes the files anew: look at the
difference before you commit it.

Usage: run.py [--renew] FORMRULE SOURCE_DIR [NAME…]
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile


def tidy(text, folder):
    text = text.replace(folder, ".")
    return re.sub(r"(\d+(\.\d+)?)( 秒| s)\)", r"…\3)", text)


def play(path, formrule, root):
    lines = open(path, encoding="utf-8", newline="").read().split("\n")
    out = []
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        shutil.copytree(os.path.join(root, "forms"), os.path.join(folder, "forms"))
        shutil.copytree(os.path.join(root, "tests", "golden", "fixtures"), folder, dirs_exist_ok=True)
        os.mkdir(os.path.join(folder, "bin"))
        shutil.copy2(formrule, os.path.join(folder, "bin", "formrule"))  # a link would lead to the forms beside the build
        env = dict(os.environ, PATH=os.path.join(folder, "bin") + ":" + os.environ["PATH"], LC_MESSAGES="zh_CN.UTF-8", LC_CTYPE="C.UTF-8", HOME=folder, FORMRULE_FORMS=os.path.join(folder, "forms"), COLUMNS="100")
        for name in ("XDG_DATA_HOME", "LC_ALL", "LANG"):
            env.pop(name, None)
        for line in lines:
            if not line.startswith("$ "):
                if line.startswith("#") or (line == "" and (not out or out[-1].startswith("#"))):
                    out.append(line)
                continue
            ran = subprocess.run(["bash", "-c", line[2:]], cwd=folder, env=env, capture_output=True, timeout=300)
            out.append(line)
            for text, mark in ((ran.stdout, ""), (ran.stderr, "2> ")):
                text = tidy(text.decode("utf-8", "backslashreplace"), folder)
                if text:
                    out += [mark + one for one in text[:-1].split("\n")] if text.endswith("\n") else [mark + one for one in text.split("\n")] + ["[no newline]"]
            if ran.returncode:
                out.append(f"[exit {ran.returncode}]")
    return "\n".join(lines), "\n".join(out) + "\n"


def main():
    arguments = [a for a in sys.argv[1:] if a != "--renew"]
    renew = "--renew" in sys.argv
    formrule, root, names = arguments[0], arguments[1], arguments[2:]
    folder = os.path.join(root, "tests", "golden")
    calls = wrong = 0
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".txt") or name == "CMakeLists.txt" or (names and name[:-4] not in names):
            continue
        path = os.path.join(folder, name)
        want, got = play(path, formrule, root)
        calls += want.count("\n$ ") + want.startswith("$ ")
        if want == got:
            continue
        if renew:
            open(path, "w", encoding="utf-8", newline="").write(got)
            print(f"{name}: written anew")
            continue
        wrong += 1
        print(f"{name}: differs (- expected, + got)")
        import difflib
        sys.stdout.writelines(line + "\n" for line in difflib.unified_diff(want.split("\n"), got.split("\n"), lineterm="", n=2))
    print(f"{calls} calls, {wrong} files differ")
    return 1 if wrong or not calls else 0


if __name__ == "__main__":
    sys.exit(main())
