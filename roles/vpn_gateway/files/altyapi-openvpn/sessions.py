"""Who is connected just now, by OpenVPN's management socket; sessions are ended there."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
from pathlib import Path

import host
from host import KEY, WAIT_S, Fault, run, wait

ANSWERED = re.compile(rb"(?:^|\n)(?:END|SUCCESS: [^\n]*|ERROR: [^\n]*)\r?\n\Z")


def process(name: str) -> int:
    """Its number; 0 where there is none."""
    with contextlib.suppress(OSError, ValueError):
        number = int((host.LIVE / name / "pid").read_text())
        if f"{host.LIVE / name}/server.conf" in Path(f"/proc/{number}/cmdline").read_text().split("\0"):
            return number
    return 0


def runs(name: str) -> bool:
    return bool(process(name)) and (host.LIVE / name / "management").is_socket()


def asked(name: str, *commands: str) -> str:
    """What its management says; empty where it does not answer."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(WAIT_S)
            line.connect(str(host.LIVE / name / "management"))
            told = b""
            for command in commands:
                line.sendall(f"{command}\n".encode())
                answer = b""
                while not (answer.endswith(b"\n") and ANSWERED.search(answer)):
                    more = line.recv(65536)
                    if not more:
                        return ""
                    answer += more
                told += answer
            return told.decode(errors="replace").replace("\r", "")
    except OSError:
        return ""


def sessions(name: str) -> dict[str, list[str]]:
    """Who is connected, by key: address inside, octets in and out, since when; where from is dropped here. Raises Fault where it can't
    be told: silence proves nothing."""
    if not process(name):
        return {}
    told = asked(name, "status 3").splitlines()
    if told[-1:] != ["END"]:
        raise Fault("OpenVPN does not answer")
    found = {}
    for row in told:
        words = row.split("\t")
        if words[0] == "CLIENT_LIST" and len(words) > 8 and KEY.fullmatch(words[1]):
            found[words[1]] = [words[3] or "-", words[5], words[6], words[8]]
    return found


def end_sessions(name: str, keys: list[str]) -> None:
    """Raises Fault where one is still there."""
    live = [key for key in keys if key in sessions(name)]
    if live:
        asked(name, *(f"kill {key}" for key in live))
        wait(lambda: not sessions(name).keys() & set(live), "still connected")


def forget(addresses: list[str]) -> int:
    """Sessions through these addresses are forgotten, so that nothing of them goes on by another way; how many."""
    if not shutil.which("conntrack"):
        return 0
    sides = [(side, one) for one in addresses if one for side in ("--orig-src", "--orig-dst")]
    return sum(run("conntrack", "-D", side, one.partition("/")[0]).count("\n") for side, one in sides)
