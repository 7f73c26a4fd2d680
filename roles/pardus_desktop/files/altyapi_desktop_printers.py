#!/usr/bin/python3
"""Printers of CUPS as /etc/altyapi/printers.json has them; prints a line per change. Printers of others are left in peace.

What was set up is kept in /var/lib/altyapi/printers.json, so that one that is no longer wanted goes and one that was
changed by hand meanwhile is told from it. Only the standard library.
"""

import json
import subprocess
import sys
from pathlib import Path

WANTED = Path("/etc/altyapi/printers.json")
KEPT = Path("/var/lib/altyapi/printers.json")


def asked(*words):
    environment = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/usr/sbin:/bin"}
    return subprocess.run(words, capture_output=True, text=True, check=False, env=environment)


def lp(*words):
    done = asked(*words)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def present():
    """URI by name. CUPS without a printer ends with an error too: whether it runs is asked first. Raises RuntimeError."""
    if "scheduler is running" not in lp("lpstat", "-r"):
        raise RuntimeError("CUPS does not run: nothing is set up, nothing goes")
    found = {}
    for line in asked("lpstat", "-v").stdout.splitlines():
        name, mark, uri = line.removeprefix("device for ").partition(": ")
        if mark:
            found[name] = uri
    return found


def write(content):
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    partial = KEPT.with_name(f".{KEPT.name}")
    partial.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    partial.replace(KEPT)


def main():
    wanted = {one["name"]: one for one in json.loads(WANTED.read_text("utf-8"))}
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    if not wanted and not kept:
        return 0
    try:
        there = present()
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    failed = 0
    for name in sorted(set(kept) - set(wanted)):
        try:
            if name in there:
                lp("lpadmin", "-x", name)
        except RuntimeError as error:
            print(error, file=sys.stderr)
            failed = 1
            continue
        del kept[name]
        write(kept)
        print(f"gone: {name}")
    for name, one in wanted.items():
        if kept.get(name) == one and there.get(name) == one["uri"]:
            continue
        words = ["-v", one["uri"], "-m", one["model"], "-D", one["description"], "-L", one["location"]]
        try:
            lp("lpadmin", "-p", name, *words, "-o", "printer-is-shared=false", "-E")
            if one["default"]:
                lp("lpadmin", "-d", name)
        except RuntimeError as error:
            # a printer that is off can't say what it speaks; the others are set up all the same
            print(error, file=sys.stderr)
            failed = 1
            continue
        kept[name] = one
        write(kept)
        print(f"set up: {name}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
