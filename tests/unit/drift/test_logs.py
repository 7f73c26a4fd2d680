"""Logs of every format and platform, and who changed a device by them."""

from __future__ import annotations

import gzip
import itertools
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from altyapi.drift import logs
from altyapi.drift.attribution import attribute
from altyapi.drift.model import DeviceDrift, Line, Who

ZONE = ZoneInfo("Europe/Istanbul")
NOW = datetime.fromisoformat("2026-11-22T08:00:00+03:00")
MESSAGES: list[dict[str, str]] = yaml.safe_load(Path(__file__).with_name("messages.yml").read_text("utf-8"))
BEFORE, SEEN = "2026-11-22T06:00:00+03:00", "2026-11-22T07:00:00+03:00"
LOOKED = "10.64.0.11\tkul0002\ttty2\t10.64.0.51\tstop\t"
IOS = "%SYS-5-CONFIG_I: Configured from console by kul0001 on vty0 (10.64.0.50)"


def drifted(*lines: Line, platform: str = "cisco_ios") -> DeviceDrift:
    held = lines or (Line(sign="-", text="ntp server 10.9.9.9", since=SEEN, after=BEFORE),)
    return DeviceDrift(
        device="sw1", netbox_id=1, site="mrk-ahb01", role="access-switch", platform=platform, diff="", managed=held
    )  # fmt: skip


def who(tmp_path: Path, *rows: str, device: DeviceDrift | None = None, name: str = "devices.log") -> Who:
    file = tmp_path / name
    text = "".join(f"{row}\n" for row in rows).encode()
    file.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    known = {"sw1": frozenset({"sw1", "10.64.0.11"})}
    found, _ = attribute([device or drifted()], known, [file], ZONE, NOW)
    return found[0].who


@pytest.mark.parametrize(
    "row",
    [
        f"Nov 22 06:30:00 sw1 123: {IOS}",
        f"Nov 22 06:30:00 SW1.orneksehir.example 123: {IOS}",
        f"<189>Nov 22 06:30:00 10.64.0.11 123: {IOS}",
        f"2026-11-22T06:30:00.123456+03:00 10.64.0.11 {IOS}",
        f"2026-11-22T03:30:00Z sw1 {IOS}",
        f"<189>1 2026-11-22T06:30:00+03:00 sw1 - - - - {IOS}",
        f'{{"__REALTIME_TIMESTAMP": "1795318200000000", "_HOSTNAME": "sw1", "MESSAGE": "{IOS}"}}',
        f'{{"timestamp": "2026-11-22T06:30:00+03:00", "fromhost-ip": "10.64.0.11", "message": "{IOS}"}}',
    ],
)
def test_every_kind_of_log_tells_who_changed_the_device_in_that_time(tmp_path: Path, row: str) -> None:
    found = who(tmp_path, row)
    assert (found.certainty, found.users, found.origins) == ("near", ("kul0001",), ("10.64.0.50",))
    assert datetime.fromisoformat(found.at) == datetime.fromisoformat("2026-11-22T06:30:00+03:00")
    assert found.source.endswith("devices.log:1")


@pytest.mark.parametrize(
    ("stamp", "certainty"),
    [
        ("05:59:59", "unknown"),
        ("06:00:00", "near"),
        ("06:00:00.700000", "near"),
        ("07:00:00.700000", "near"),
        ("07:00:01", "unknown"),
    ],
)
def test_the_second_of_a_reading_counts_because_stamps_are_no_finer(tmp_path: Path, stamp: str, certainty: str) -> None:
    assert who(tmp_path, f"2026-11-22T{stamp}+03:00 sw1 {IOS}").certainty == certainty


def test_parts_that_name_no_file_are_told_and_the_others_are_read(tmp_path: Path) -> None:
    for name in ("a.log", "b[1].log"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    setting = f"a.log, b[1].log,{tmp_path}/*.gz, folder,, **.log, /, ~nobody-of-this-name/x"
    assert [file.name for file in logs.files(setting, tmp_path)] == ["a.log", "b[1].log"]
    assert logs.missing(setting, tmp_path) == [
        f"{tmp_path}/*.gz", f"{tmp_path}/folder", f"{tmp_path}/**.log", "/", "~nobody-of-this-name/x",
    ]  # fmt: skip
    assert logs.missing("", tmp_path) == []


def test_a_journal_export_and_a_compressed_log_are_read_too(tmp_path: Path) -> None:
    export = ("__CURSOR=s=1", "__REALTIME_TIMESTAMP=1795318200000000", "_HOSTNAME=sw1", f"MESSAGE={IOS}", "")
    assert who(tmp_path, *export).users == ("kul0001",)
    assert who(tmp_path, f"Nov 22 06:30:00 sw1 {IOS}", name="devices.log.1.gz").users == ("kul0001",)


@pytest.mark.parametrize("told", MESSAGES, ids=lambda told: f"{told['platform']}-{told['certainty']}")
def test_every_platform_says_it_in_its_own_words(tmp_path: Path, told: dict[str, str]) -> None:
    found = who(tmp_path, f"Nov 22 06:30:00 sw1 {told['message']}", device=drifted(platform=told["platform"]))
    origins = (told["origin"],) if told["origin"] else ()
    assert (found.users, found.origins, found.certainty) == ((told["user"],), origins, told["certainty"])


@pytest.mark.parametrize(
    "row",
    [
        "Nov 22 06:30:00\t10.64.0.11\tkul0002\ttty2\t10.64.0.51\tstop\ttask_id=3\tservice=shell\tcmd=no ntp server 10.0.0.5 <cr>",
        "2026-11-22 06:30:00 +0300\t10.64.0.11\tkul0002\ttty2\t10.64.0.51\tstop\tshell\tno ntp server 10.0.0.5 <cr>",
    ],
)
def test_tacacs_accounting_tells_who_typed_the_very_line(tmp_path: Path, row: str) -> None:
    missing = Line(sign="+", text="ntp server 10.0.0.5", since=SEEN, after=BEFORE)
    found = who(tmp_path, f"Nov 22 06:40:00 sw1 {IOS}", row, device=drifted(missing))
    assert (found.certainty, found.users, found.origins) == ("typed", ("kul0002",), ("10.64.0.51",))


def test_several_persons_are_all_named_the_last_one_first(tmp_path: Path) -> None:
    rows = (f"Nov 22 06:20:00 sw1 {IOS}", f"Nov 22 06:30:00 sw1 {IOS.replace('kul0001', 'kul0002')}")
    assert who(tmp_path, *rows).users == ("kul0002", "kul0001")


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((), "no-log"),
        (("no log line at all", "{", "Nov 31 06:30:00 sw1 x"), "no-log"),
        ((f"Nov 22 06:30:00 sw2 {IOS}", "Nov 22 05:00:00 sw2 x"), "not-covered"),
        (("Nov 22 05:00:00 sw2 x", f"Nov 22 06:30:00 sw2 {IOS}"), "nothing"),  # another device
        ((f"Nov 22 05:59:00 sw1 {IOS}",), "nothing"),  # before the last reading without it
        (("Nov 22 05:00:00 sw2 x", f"Nov 22 07:30:00 sw1 {IOS}"), "nothing"),  # after it was seen
        (("Nov 22 05:00:00 sw1 %SYS-5-RESTART: System restarted",), "nothing"),
        ((f"Nov 22 05:00:00\t{LOOKED}cmd=x", f"Nov 22 06:30:00\t{LOOKED}cmd=show running-config <cr>"), "nothing"),
    ],
)  # fmt: skip
def test_where_no_log_tells_it_nobody_is_named_and_the_reason_is(
    tmp_path: Path, rows: tuple[str, ...], why: str
) -> None:
    found = who(tmp_path, *rows)
    assert (found.certainty, found.users) == ("unknown", ())
    if why == "not-covered":
        assert found.why in {"not-covered", "nothing"}
    else:
        assert found.why == why


def test_a_log_that_begins_too_late_does_not_cover_the_time(tmp_path: Path) -> None:
    assert who(tmp_path, "Nov 22 06:50:00 sw2 x").why == "not-covered"


def test_a_date_without_a_year_is_never_in_the_future(tmp_path: Path) -> None:
    file = tmp_path / "x.log"
    file.write_text("Dec 31 23:59:59 sw1 x\nNov 22 07:00:00 sw1 x\nFeb 29 00:00:00 sw1 x\n")
    assert [entry.at.year for entry in logs.read(file, ZONE, NOW)] == [2025, 2026]


@pytest.mark.parametrize("told", MESSAGES, ids=lambda told: told["platform"])
def test_a_line_made_to_keep_the_reader_busy_does_not(tmp_path: Path, told: dict[str, str]) -> None:
    """Beginnings of what a platform writes, over and over: a pattern that tries them in every combination never ends here."""
    words = [word for word in re.split(r"(?<=[ ,;=\"-])", told["message"]) if word]
    cuts = [(first, last) for first, last in itertools.combinations(range(len(words) + 1), 2) if last - first > 3]
    rows = []
    for first, last in cuts:
        piece = "".join(words[first:last])
        rows.append(f"Nov 22 06:30:00 sw1 {''.join(words[:first])}{piece * (2000 // len(piece))}\n")
    file = tmp_path / "devices.log"
    file.write_text("".join(rows), "utf-8")
    device = drifted(platform=told["platform"])
    _, read = attribute([device], {"sw1": frozenset({"sw1"})}, [file], ZONE, NOW)
    assert read[0].lines == len(cuts)


def test_a_line_without_end_is_cut_and_the_next_one_is_read(tmp_path: Path) -> None:
    file = tmp_path / "x.log"
    file.write_bytes(b"Nov 22 06:00:00 sw1 " + b"x" * 3_000_000 + b"\nNov 22 06:30:00 sw1 y\n")
    assert [(len(one.message) <= logs.LONGEST, one.source) for one in logs.read(file, ZONE, NOW)] == [
        (True, f"{file}:1"),
        (True, f"{file}:2"),
    ]


@pytest.mark.parametrize("left", [0.5, 0.95])
def test_of_a_compressed_log_that_is_cut_short_counts_what_is_there(tmp_path: Path, left: float) -> None:
    rows = "".join(f"Nov 22 06:30:00 sw1 {number}: {IOS}\n" for number in range(5000))
    whole = gzip.compress(rows.encode())
    file = tmp_path / "devices.log.1.gz"
    file.write_bytes(whole[: int(len(whole) * left)])
    found, read = attribute([drifted()], {"sw1": frozenset({"sw1"})}, [file], ZONE, NOW)
    assert found[0].who.users == ("kul0001",)
    assert 0 < read[0].lines < 5000


@pytest.mark.parametrize(
    "rows",
    [
        ('{"__REALTIME_TIMESTAMP": "99999999999999999999999", "_HOSTNAME": "sw1"}',),
        ('{"__REALTIME_TIMESTAMP": "x"}', "[" * 5000, '{"timestamp": "never", "host": "sw1"}', '{"a":' * 900),
        ("__CURSOR=s=1", "__REALTIME_TIMESTAMP=x", "_HOSTNAME=sw1", "", "__REALTIME_TIMESTAMP=9999999999999999999"),
    ],
)
def test_entries_without_a_time_that_there_is_are_passed_over(tmp_path: Path, rows: tuple[str, ...]) -> None:
    assert who(tmp_path, *rows).why == "no-log"


def test_the_setting_names_files_and_globs(tmp_path: Path) -> None:
    for name in ("a.log", "b.log", "c.txt"):
        (tmp_path / name).write_text("x\n")
    assert [file.name for file in logs.files("*.log, c.txt, none.log", tmp_path)] == ["a.log", "b.log", "c.txt"]
    assert logs.files(f"{tmp_path}/?.log", Path("/")) == [tmp_path / "a.log", tmp_path / "b.log"]
