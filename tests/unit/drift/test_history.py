"""Since when a difference is there: kept between runs, append-only, and right after a crash."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from altyapi import platforms
from altyapi.drift.fields import changes, summary
from altyapi.drift.history import History, HistoryDamaged
from altyapi.drift.model import DeviceDrift, Drift, Line, Who, flattened
from netbox_sync.model import Device, Snapshot, Source, Tables

FIRST, SECOND, THIRD = (f"2026-11-22T0{hour}:00:00+03:00" for hour in (6, 7, 8))


def device(name: str, *texts: str, unmanaged: tuple[str, ...] = ()) -> DeviceDrift:
    return DeviceDrift(
        device=name, netbox_id=1, site="mrk-ahb01", role="access-switch", platform="cisco_ios", diff="",
        managed=tuple(Line(sign="-", text=text) for text in texts),
        unmanaged=tuple(Line(sign="-", text=text) for text in unmanaged),
    )  # fmt: skip


def run(history: History, at: str, *devices: DeviceDrift) -> dict[str, DeviceDrift]:
    """One comparison of all of these devices, kept."""
    dated = history.remembered(history.dated(devices, at))
    held = tuple(one for one in dated if one.managed or one.unmanaged)
    history.keep(
        Drift(
            created=at,
            limit="",
            netbox_url="http://127.0.0.1:1",
            snapshot_digest="0" * 64,
            snapshot_taken=at,
            templates_digest="1" * 64,
            devices=held,
            clean=tuple(one.device for one in dated if one not in held),
        )
    )
    return {one.device: one for one in dated}


def test_a_difference_keeps_the_time_at_which_it_was_first_seen(tmp_path: Path) -> None:
    history = History(tmp_path / "drift")
    run(history, FIRST, device("sw1"), device("sw2", "cdp run"))
    found = run(history, SECOND, device("sw1", "ntp server 10.9.9.9"), device("sw2", "cdp run"))
    found = run(history, THIRD, device("sw1", "ntp server 10.9.9.9", "lldp run"), device("sw2", "cdp run"))
    assert [(line.since, line.after) for line in found["sw1"].managed] == [(SECOND, FIRST), (THIRD, SECOND)]
    assert found["sw1"].since == SECOND
    assert [(line.since, line.after) for line in found["sw2"].managed] == [(FIRST, "")]  # the first reading of all


def test_what_went_and_came_again_is_new(tmp_path: Path) -> None:
    history = History(tmp_path / "drift")
    run(history, FIRST, device("sw1", "lldp run"))
    run(history, SECOND, device("sw1"))
    assert run(history, THIRD, device("sw1", "lldp run"))["sw1"].since == THIRD
    assert [row.split(b'"op":')[1][:6] for row in history.file.read_bytes().splitlines()] == [
        b'"seen"',
        b'"gone"',
        b'"seen"',
    ]


def test_a_device_that_was_not_read_keeps_its_history(tmp_path: Path) -> None:
    history = History(tmp_path / "drift")
    run(history, FIRST, device("sw1", "lldp run"), device("sw2", "lldp run"))
    run(history, SECOND, device("sw2"))
    assert run(history, THIRD, device("sw1", "lldp run"))["sw1"].since == FIRST


def test_nothing_is_written_twice_and_nothing_is_rewritten(tmp_path: Path) -> None:
    history = History(tmp_path / "drift")
    run(history, FIRST, device("sw1", "lldp run", unmanaged=("cdp timer 30",)))
    before = history.file.read_bytes()
    run(history, SECOND, device("sw1", "lldp run", unmanaged=("cdp timer 30",)))
    assert history.file.read_bytes() == before
    run(history, THIRD, device("sw1"))
    assert history.file.read_bytes().startswith(before)


def test_killed_before_the_readings_the_next_run_writes_the_rest(tmp_path: Path) -> None:
    history = History(tmp_path / "drift")
    run(history, FIRST, device("sw1"))
    readings = history.readings_file.read_bytes()
    run(history, SECOND, device("sw1", "lldp run"))
    history.readings_file.write_bytes(readings)  # as the kill left it
    with history.file.open("ab") as stream:
        stream.write(b'{"at":"torn')
    assert run(history, THIRD, device("sw1", "lldp run", "cdp run"))["sw1"].since == SECOND
    assert b"torn" not in history.file.read_bytes()
    assert history.readings().devices["sw1"].managed == ("- lldp run", "- cdp run")


SEEN = b'{"op":"seen","at":%s,"after":"","device":"sw1","kind":"managed","line":"- lldp run"}\n'


@pytest.mark.parametrize(
    "row", [b"{}\n", b"[]\n", b"\xff\n", b"\n", SEEN % b'"yesterday"', SEEN % b'"2026-11-22T06:00:00"', SEEN % b"7"]
)
def test_a_damaged_history_is_told_with_its_line(tmp_path: Path, row: bytes) -> None:
    history = History(tmp_path / "drift")
    run(history, FIRST, device("sw1", "lldp run"))
    history.file.write_bytes(history.file.read_bytes() + row)
    with pytest.raises(HistoryDamaged, match="line 2: "):
        history.dated([device("sw1")], SECOND)


def test_readings_that_are_none_are_as_if_there_were_none(tmp_path: Path) -> None:
    history = History(tmp_path / "drift")
    run(history, FIRST, device("sw1"))
    history.readings_file.write_text(history.readings_file.read_text().replace(FIRST, "yesterday"), "utf-8")
    assert [line.after for line in run(history, SECOND, device("sw1", "lldp run"))["sw1"].managed] == [""]


def test_comparisons_at_the_same_time_write_each_difference_once(tmp_path: Path) -> None:
    history = History(tmp_path / "drift")
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(lambda _: run(History(tmp_path / "drift"), FIRST, device("sw1", "lldp run", "cdp run")), range(16))
        )
    assert len(history.file.read_bytes().splitlines()) == 2
    assert run(history, SECOND, device("sw1", "cdp run"))["sw1"].since == FIRST


def test_who_it_was_stays_known_when_the_log_is_gone(tmp_path: Path) -> None:
    history = History(tmp_path / "drift")
    known = Who(certainty="near", users=("kul0001",), at=FIRST)
    run(history, FIRST, device("sw1", "lldp run").model_copy(update={"who": known}))
    assert run(history, SECOND, device("sw1", "lldp run"))["sw1"].who == known
    assert run(history, THIRD, device("sw1", "cdp run"))["sw1"].who == Who()


DIFF = """\
 interface GigabitEthernet1/0/2
- description Kamera
+ description test
+banner login ^C
+Dur
+^C
+vlan 666
+ name X
"""


def test_a_difference_is_told_line_by_line_with_its_modes_and_a_banner_is_one_line() -> None:
    found = [line.key for line in flattened(DIFF, platforms.load("cisco_ios"))]
    assert found == [
        "+ interface GigabitEthernet1/0/2 / description test",
        "+ banner login ^C ⏎ Dur ⏎ ^C",
        "+ vlan 666",
        "+ vlan 666 / name X",
        "- interface GigabitEthernet1/0/2 / description Kamera",
    ]
    assert summary(found) == "+4 -1: interface GigabitEthernet1/0/2, banner login, vlan 666"


def test_netbox_is_told_only_what_it_does_not_hold_already(tmp_path: Path) -> None:
    history = History(tmp_path / "drift")
    dated = history.dated([device("sw1", "lldp run")], FIRST)
    drift = Drift(
        created=FIRST, limit="", netbox_url="http://127.0.0.1:1", snapshot_digest="0" * 64, snapshot_taken=FIRST,
        templates_digest="1" * 64, devices=dated, clean=("sw2", "sw3"),
    )  # fmt: skip

    def row(number: int, since: str | None, told: str | None) -> Device:
        return Device(
            id=number, name=f"sw{number}", status="active", site="mrk-ahb01", role="access-switch", device_type="c9200l",
            manufacturer="cisco", custom_fields={"sapma_baslangici": since, "sapma_ozeti": told},
        )  # fmt: skip

    source = Source(url="http://127.0.0.1:1", version="4.4.10", taken=FIRST, duration_ms=1)

    def wanted(*rows: Device) -> dict[str, dict[str, object]]:
        snapshot = Snapshot(source=source, digest="0" * 64, tables=Tables(devices=rows))
        return {change.device: change.after for change in changes(drift, snapshot, {})}

    assert wanted(row(1, None, None), row(2, None, None), row(3, "2026-11-01", "+1 -0: x")) == {
        "sw1": {"sapma_baslangici": "2026-11-22", "sapma_ozeti": "+0 -1: lldp run"},
        "sw3": {"sapma_baslangici": None, "sapma_ozeti": None},
    }
    assert wanted(row(1, "2026-11-22", "+0 -1: lldp run"), row(2, None, None), row(3, None, None)) == {}
