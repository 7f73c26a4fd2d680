"""What a gateway is asked for: changes of who may come in, cuts, ends, what stands after a reboot and what a change goes back to."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import host
import program
from config import checked, drop, interfaces, peers, read, subject, text_of
from host import KEY, NAME, Fault, by_systemd, locked, now, run, tell, write
from service import apply, ready, take_down
from sessions import end_sessions, forget, runs, sessions


def load(file: str) -> None:
    parts: list[tuple[bool, str, list[str]]] = []
    for row in Path(file).read_text().splitlines():
        words = row.split()
        off = words[:1] == ["no"]
        if words[off : off + 1] == ["openvpn"] and NAME.fullmatch(" ".join(words[1 + off :])):
            parts.append((off, words[-1], []))
        elif words and parts:
            parts[-1][2].append(" ".join(words))
        elif words:
            raise Fault("not lines of a change")
    for off, name, rows in parts:
        if off:
            take_down(name)
            continue
        lines = dict(read(host.LIVE / f"{name}.if"))
        changed = set()
        for row in rows:
            if row.startswith("no "):
                lines.pop(subject(row.removeprefix("no ")), None)
            else:
                lines[subject(row)] = row
                changed.add(row.split()[1] if row.startswith("peer ") else "")
        checked(lines, changed)
        ready(name, lines)
        write(host.LIVE / f"{name}.if", text_of(lines))
        forget(apply(name, lines))
    enforce()


def cut(name: str, key: str) -> None:
    if not KEY.fullmatch(key):
        raise Fault("not a key")
    was = peers(read(host.LIVE / f"{name}.if")).get(key, {}).get("address", "")
    (host.LIVE / name / "people" / key).unlink(missing_ok=True)
    drop(name, {key})  # also where nothing runs: it may boot
    if name not in interfaces():
        raise Fault(f"no such tunnel: {name}")
    before = sessions(name).get(key)
    end_sessions(name, [key])
    count = forget([was])
    tell(f"cut: {name} {key} {was or '-'}")
    print(f"was {'there' if was or before else 'absent'} {was or '-'}")
    print(f"handshake {int(time.time()) if before else 0}")
    print(f"octets {' '.join(before[1:3]) if before else '0 0'}")
    print(f"sessions {count}")


def expire() -> str:
    """When the next end is."""
    moment, ends, faults = now(), [], []
    for name in interfaces():
        try:
            ends += expire_one(name, moment)
        except Fault as error:  # the others' ends hold all the same
            faults.append(f"{name}: {error}")
    if faults:
        raise Fault("; ".join(faults))
    return min(ends, default="none")


def expire_one(name: str, moment: str) -> list[str]:
    """The ends that are still to come."""
    lines = read(host.LIVE / f"{name}.if")
    over = {key: one for key, one in peers(lines).items() if one.get("until", "9") <= moment}
    for key in over:
        (host.LIVE / name / "people" / key).unlink(missing_ok=True)
    drop(name, set(over))
    for key, one in over.items():
        tell(f"ended: {name} {key} {one['address']} {one.get('name', '')}")
    if runs(name):  # also whoever an earlier time could not end
        end_sessions(name, [key for key in sessions(name) if not (host.LIVE / name / "people" / key).is_file()])
    forget([one["address"] for one in over.values()])
    if not runs(name):
        tell(f"gone, started again: {name}")
        apply(name, read(host.LIVE / f"{name}.if"))
    return [one["until"] for key, one in peers(lines).items() if key not in over and "until" in one]


def watch() -> None:
    (host.LIVE / "watch").write_text(str(os.getpid()))
    while (host.LIVE / "watch").is_file() and (host.LIVE / "watch").read_text() == str(os.getpid()):
        pause = 60.0
        try:
            with locked():
                end = expire()
            if end != "none":
                moment = datetime.strptime(end, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
                left = moment.timestamp() - time.time()
                pause = max(0.5, min(pause, left + 0.1))
        except Fault as error:
            tell(f"% {error}")
        time.sleep(pause)


def enforce() -> None:
    if not interfaces():
        return
    if by_systemd():
        run("systemctl", "start", "altyapi-openvpn-expire.timer", check="the timer does not start")
        return
    with contextlib.suppress(OSError, ValueError):  # its pause may be longer than a new person's time
        number = int((host.LIVE / "watch").read_text())
        (host.LIVE / "watch").unlink()
        os.kill(number, signal.SIGTERM)
    quiet = subprocess.DEVNULL
    subprocess.Popen([str(program.OWN), "watch"], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)


def up() -> None:
    for name in interfaces(host.FILES):
        write(host.LIVE / f"{name}.if", (host.FILES / f"{name}.if").read_text())
    expire()  # starts what does not run, without those who ended
    enforce()


def save() -> None:
    if not host.FILES.is_dir() and not interfaces():
        return
    host.FILES.mkdir(parents=True, mode=0o755, exist_ok=True)
    for name in set(interfaces(host.FILES)) - set(interfaces()):
        (host.FILES / f"{name}.if").unlink()
    for name in interfaces():
        write(host.FILES / f"{name}.if", (host.LIVE / f"{name}.if").read_text())


def keep(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in interfaces():
        write(folder / f"{name}.if", (host.LIVE / f"{name}.if").read_text())


def back(folder: Path) -> None:
    """Whoever ended or was cut meanwhile does not come back: they are out of the folder's file, or past their end."""
    for name in interfaces(folder):
        lines = read(folder / f"{name}.if")
        over = {f"peer {key}" for key, one in peers(lines).items() if one.get("until", "9") <= now()}
        lines = {what: line for what, line in lines.items() if what not in over}
        write(host.LIVE / f"{name}.if", text_of(lines))
        forget(apply(name, lines))


def clear(folder: Path) -> None:
    for name in set(interfaces()) - set(interfaces(folder)):
        take_down(name)


def status() -> None:
    for name in interfaces():
        own = run(
            "openssl", "x509", "-in", str(host.FILES / name / "authority.crt"), "-noout", "-fingerprint", "-sha256"
        )
        print("tunnel", name, own.rpartition("=")[2].strip().replace(":", "").lower() or "-")
        live, known = sessions(name), peers(read(host.LIVE / f"{name}.if"))
        for key in sorted({*live, *known}):
            address, received, sent, _ = live.get(key, ["-", "0", "0", "0"])
            seen = int(time.time()) if key in live else 0
            print("peer", name, key, known.get(key, {}).get("address") or address, seen, received, sent)
