"""Log files that tell who changed a device: syslog as rsyslog and syslog-ng write it, journal exports, TACACS+ accounting.

Of each line the time, the host that it came from, and the message; what of it is a change is the platform's data
(`logs` in changes.yml). Sources: RFC 3164, RFC 5424, journalctl(1) `-o json` and `-o export`, tac_plus(8) and tac_plus-ng
accounting files.
"""

from __future__ import annotations

import calendar
import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast
from zoneinfo import ZoneInfo

MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_PRI = r"(?:<\d{1,3}>)?"
_ISO = re.compile(
    _PRI
    + r"(?:1 )?(?P<at>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?) ?(?P<zone>Z|[+-]\d\d:?\d\d)?[\t ]+(?P<host>\S+)[\t ]+(?P<rest>.*)"
)
_BSD = re.compile(
    _PRI + r"(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2})(?: (?P<year>\d{4}))? (?P<clock>\d\d:\d\d:\d\d)(?:\.\d+)?"
    r"[\t ]+(?P<host>\S+)[\t ]+(?P<rest>.*)"
)
_ACCOUNTING = re.compile(
    r"(?P<user>[^\t]+)\t(?P<line>[^\t]*)\t(?P<origin>[^\t]*)\t(?P<verb>start|stop|update)\t(?P<rest>.*)"
)
_COMMAND = re.compile(r"(?:^|\t)cmd=(?P<command>[^\t]*)")
HARMLESS = re.compile(
    r"(?:do )?(?:show|display|ping|traceroute|tracert|exit|end|quit|enable|disable|terminal|screen-length|more|dir|get"
    r"|system-view|configure|write|save)\b"
)
"""Accounted commands that change nothing."""
LONGEST = 8192
"""Bytes that are read of a line: what syslog daemons keep of one. A line that somebody sends to do harm costs no more."""


class Entry(NamedTuple):
    """One line of a log. An accounting line also has its user, origin and command."""

    at: datetime
    host: str
    message: str
    source: str  # file and line
    user: str = ""
    origin: str = ""
    command: str = ""
    program: str = ""  # of a journal's or JSON entry; other lines have it in the message
    uid: str = ""  # the user that wrote it, where the journal vouches for it

    @property
    def accounted(self) -> bool:
        return bool(self.user)


def files(setting: str, root: Path) -> list[Path]:
    """The files that the setting names, joined by commas, each a path or a glob; by name."""
    return sorted({file for part in _parts(setting) for file in _named(part, root)})


def missing(setting: str, root: Path) -> list[str]:
    """The parts of the setting that name no file, as they are looked for."""
    return [part if part.startswith("~") else str(root / part) for part in _parts(setting) if not _named(part, root)]


def _parts(setting: str) -> list[str]:
    return [part.strip() for part in setting.split(",") if part.strip()]


def _named(part: str, root: Path) -> list[Path]:
    try:
        wanted = root / Path(part).expanduser()
        if _is_file(wanted):
            return [wanted]
        found = list(Path(wanted.anchor).glob(str(wanted.relative_to(wanted.anchor))))
    except (ValueError, IndexError, RuntimeError):  # no pattern that there is, nobody's home
        return []
    return [path for path in found if _is_file(path)]


def _is_file(path: Path) -> bool:
    """Not where nobody may look, either."""
    try:
        return path.is_file()
    except OSError:
        return False


def read(
    file: Path, zone: ZoneInfo, now: datetime, passed_over: Callable[[str, str], None] | None = None
) -> Iterator[Entry]:
    """The lines of one file, compressed or not; what is no log line is passed over, and told with its file and line where that is asked
    for. Raises OSError, EOFError and zlib.error where a compressed file is cut short or damaged."""
    with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as stream:
        rows = (
            (number, row.decode("utf-8", "replace").rstrip("\r\n")) for number, row in _lines(cast(BinaryIO, stream))
        )
        first = next(rows, None)
        if first is None:
            return
        again = _chained(first, rows)
        if first[1].startswith("__CURSOR="):
            yield from _export(again, file)
            return
        for number, row in again:
            source = f"{file}:{number}"
            entry = _entry(row, source, zone, now)
            if entry is not None:
                yield entry
            elif passed_over is not None:
                passed_over(source, row)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Numbered from 1; one that is longer than any device writes is cut, so that it does not fill the memory."""
    number, inside = 0, False
    while row := stream.readline(LONGEST):
        if not inside:
            number += 1
            yield number, row
        inside = not row.endswith(b"\n")


def _chained(first: tuple[int, str], rows: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    yield first
    yield from rows


def _entry(row: str, source: str, zone: ZoneInfo, now: datetime) -> Entry | None:
    if row.startswith("{"):
        try:
            content = json.loads(row)
        except (ValueError, RecursionError):
            return None
        return _object(content, source) if isinstance(content, dict) else None
    found = _ISO.match(row)
    try:
        if found:
            at = datetime.fromisoformat(found["at"].replace(",", "."))
            offset = found["zone"]
            at = (
                at.replace(tzinfo=zone)
                if not offset
                else datetime.fromisoformat(f"{found['at'].replace(',', '.')}{offset}")
            )
            return _split(at, found["host"], found["rest"], source)
        found = _BSD.match(row)
        if found and found["month"] in MONTHS:
            return _split(_without_year(found, zone, now), found["host"], found["rest"], source)
    except ValueError:
        pass  # no such day
    return None


def _without_year(found: re.Match[str], zone: ZoneInfo, now: datetime) -> datetime:
    """RFC 3164 has no year: the last one in which that moment is not in the future."""
    local = now.astimezone(zone)
    year = int(found["year"]) if found["year"] else local.year
    clock = time.fromisoformat(found["clock"])
    at = datetime.combine(date(year, MONTHS[found["month"]], int(found["day"])), clock, zone)
    return at.replace(year=year - 1) if not found["year"] and at > local + timedelta(days=1) else at


def _split(at: datetime, host: str, rest: str, source: str) -> Entry:
    accounting = _ACCOUNTING.match(rest)
    if accounting is None:
        return Entry(at, host, rest, source)
    attributes = accounting["rest"]
    command = _COMMAND.search(attributes)
    text = command["command"] if command else ""
    if command is None and attributes.startswith("shell\t"):  # tac_plus-ng: service, then the command
        text = attributes.partition("\t")[2]
    text = text.removesuffix("<cr>").strip()
    return Entry(at, host, rest, source, user=accounting["user"], origin=accounting["origin"], command=text)


def _object(content: dict[str, object], source: str) -> Entry | None:
    """A journal entry as JSON, or what rsyslog's own JSON templates write; none without a time that there is."""
    micros = content.get("__REALTIME_TIMESTAMP") or content.get("_SOURCE_REALTIME_TIMESTAMP")
    stamp = content.get("timestamp") or content.get("time") or content.get("@timestamp")
    try:
        if micros is not None:
            at = datetime.fromtimestamp(int(str(micros)) / 1_000_000, UTC)
        elif isinstance(stamp, str):
            at = datetime.fromisoformat(stamp)
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    names = ("HOSTNAME", "fromhost-ip", "host", "hostname", "SYSLOG_HOSTNAME", "_HOSTNAME")
    host = next((str(content[name]) for name in names if content.get(name)), "")
    message = content.get("MESSAGE") or content.get("message") or content.get("msg") or ""
    program = content.get("SYSLOG_IDENTIFIER") or content.get("programname") or ""
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return Entry(at, host, str(message), source, program=str(program), uid=str(content.get("_UID", "")))


def _export(rows: Iterable[tuple[int, str]], file: Path) -> Iterator[Entry]:
    """The journal's export format: `NAME=value` lines, an empty line after each entry."""
    fields: dict[str, object] = {}
    for number, row in rows:
        if row:
            name, _, value = row.partition("=")
            fields[name] = value
            continue
        entry = _object(fields, f"{file}:{number}")
        fields = {}
        if entry is not None:
            yield entry
    if fields:
        entry = _object(fields, f"{file}:-")
        if entry is not None:
            yield entry
