"""What this host is, and commands run on it."""

import os
import shlex
import shutil
import subprocess
import tempfile
from datetime import datetime, timezone
from pathlib import Path

OS_RELEASE = Path("/etc/os-release")
MAINS = Path("/sys/class/power_supply")
SAID_LAST = 600
"""Characters of a failed command's output that are told."""


UNREACHED = (
    r"(?i:unable to connect|could not connect|could not resolve|temporary failure|connection (?:timed out|refused|failed|reset)"
    r"|network is unreachable|no route to host|no such host|i/o timeout)"
)
"""Words by which programs tell that somebody on the network does not answer."""


class FailedError(Exception):
    """A step that can't go on, in words for the one who watches: no person's name, no file of a person."""


def now_moment():
    return datetime.now(timezone.utc).astimezone()  # noqa: UP017  Python 3.9 has no UTC


def now():
    return now_moment().isoformat(timespec="seconds")


def os_release():
    """Its fields. NAME is not asked: Pardus has called itself by two."""
    fields = {}
    for line in OS_RELEASE.read_text("utf-8").splitlines():
        key, mark, value = line.partition("=")
        if mark:
            try:
                fields[key.strip()] = "".join(shlex.split(value)[:1])
            except ValueError:  # an apostrophe alone, in a name that an institution gave
                fields[key.strip()] = value.strip().strip("\"'")
    return fields


def identity(fields=None):
    """`debian 12`, `pardus 23`: ID and the whole number of VERSION_ID."""
    fields = os_release() if fields is None else fields
    return f"{fields.get('ID', '?')} {fields.get('VERSION_ID', '?').partition('.')[0]}"


def run(*command, environment=None, fails=True):
    """What the command does, its words in English. Raises FailedError unless `fails` is off."""
    done = subprocess.run(
        list(command),
        env={**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    done.stdout, done.stderr = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
    if fails and done.returncode != 0:
        raise FailedError(f"{' '.join(command[:2])}: {(done.stderr.strip() or done.stdout.strip())[-SAID_LAST:]}")
    return done


def lines(*command, environment=None):
    """What the command writes, line by line, however much it is. Raises FailedError at its end."""
    with tempfile.TemporaryFile() as said:
        begun = subprocess.Popen(
            list(command),
            env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        with begun:
            yield from begun.stdout
        if begun.returncode != 0:
            said.seek(0)
            raise FailedError(f"{' '.join(command[:2])}: {said.read().decode(errors='replace').strip()[-SAID_LAST:]}")


def on_battery():
    """A portable that is not on the mains."""
    mains = [one.parent for one in MAINS.glob("*/type") if one.read_text("utf-8").strip() == "Mains"]
    return bool(mains) and not any((one / "online").read_text("utf-8").strip() == "1" for one in mains)


def free_mb(path):
    """MB left on the file system that holds the path, or will."""
    place = Path(path)
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free // 2**20


def failed_units():
    return sorted(
        line.split()[0]
        for line in run("systemctl", "list-units", "--failed", "--plain", "--no-legend").stdout.splitlines()
    )


def hold(*command):
    """A command that lasts until it is told to end."""
    return subprocess.Popen(
        list(command), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
