"""What people read of backups says what is known, and no more."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from altyapi.backup.drill.holding import Held
from altyapi.backup.faults import NotReachable
from altyapi.backup.history import Version
from altyapi.backup.point import Point
from altyapi.backup.replica import Checked, Copied, Order
from altyapi.backup.tape import Event, Tapes
from altyapi.view import backup, backup_archive, backup_tapes
from altyapi.view.output import Output
from altyapi.view.program import as_typed

ISTANBUL = ZoneInfo("Europe/Istanbul")
EARLIER = Version(
    device="sw1", site="mrk", commit="a" * 40, time="2026-04-19T22:00:00+00:00", author="yedek", subject="1 device", path="mrk/sw1.cfg"
)  # fmt: skip
LATER = EARLIER.model_copy(
    update={"commit": "b" * 40, "time": "2026-04-20T22:00:00+00:00", "author": "ayse", "trailers": ("Changed-by: sw1 typed",)}
)  # fmt: skip


def test_only_whom_a_log_names_stands_as_the_one_who_changed_it(capsys: pytest.CaptureFixture[str]) -> None:
    backup.versions(Output("text", "en"), "sw1", [LATER, EARLIER])
    said = capsys.readouterr().out
    assert "ayse" in said
    assert "yedek" not in said


def test_one_state_is_compared_with_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    backup.difference(Output("text", "en"), EARLIER, EARLIER, "a", "a", same=True, only=True, zone=ISTANBUL)
    assert "nothing to compare with" in capsys.readouterr().out


def test_a_difference_is_headed_by_times_of_the_institution(capsys: pytest.CaptureFixture[str]) -> None:
    backup.difference(Output("text", "tr"), EARLIER, LATER, "a", "b", same=False, only=False, zone=ISTANBUL)
    said = capsys.readouterr().out
    assert "--- 20.04.2026 01:00:00 +03:00" in said
    assert "+++ 21.04.2026 01:00:00 +03:00" in said


def test_a_destroyed_cartridge_is_listed_with_its_document_method_and_witness(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tapes = Tapes.of(tmp_path)
    made = {"time": "2026-04-01T09:00:00+03:00", "barcode": "OBB001L8", "by": "yedek"}
    tapes.add(Event.model_validate({**made, "happening": "enrolled"}))
    said = {"evrak": "E-1-640-7", "method": "parçalama", "witness": "arşiv sorumlusu"}
    tapes.add(Event.model_validate({**made, "happening": "destroyed", **said}))
    backup_tapes.cartridges(Output("text", "tr"), list(tapes.cartridges().values()), (), (), ())
    told = " ".join(capsys.readouterr().out.split())
    assert "OBB001L8; 01.04.2026 09:00:00 +03:00; evrak: E-1-640-7; yöntem: parçalama; tanık: arşiv sorumlusu" in told


def test_what_failed_is_told_with_its_code_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    fault = NotReachable(location="rest:https://fkm", problem="no route")
    said = {"remedy_en": fault.remedy("en"), "remedy_tr": fault.remedy("tr")}
    order = Order(system="vt", source="merkez", target="fkm", hours_max=24)
    copied = Copied(order=order, error=f"{fault.code} {fault}", **said)
    checked = Checked(place="fkm", system="vt", read="all", error=f"{fault.code} {fault}", **said)
    held = Held(
        system="vt", class_="A", time=LATER.time, ok=False, place="merkez", problem=f"{fault.code} {fault}", **said
    )
    backup_archive.replicated(Output("text", "tr"), [copied], [])
    copies = capsys.readouterr().out
    backup_archive.replicated(Output("text", "tr"), [], [checked])
    checks = capsys.readouterr().out
    backup_archive.drilled(Output("text", "tr"), [held], None)
    for told in (copies, checks, capsys.readouterr().out):
        assert fault.code in told
        assert as_typed(fault.remedy("tr"))[:30] in " ".join(told.split())


def test_the_age_of_a_copy_is_told_by_the_clock_of_the_institution(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output("text", "tr")
    out.zone_of = lambda: ISTANBUL
    newest = Point(system="vt", time="2026-04-19T22:30:00+00:00", kind="files", id="a" * 64, place="fkm")
    order = Order(system="vt", source="merkez", target="fkm", hours_max=24)
    backup_archive.replicated(out, [Copied(order=order, newest=newest, hours=30.0)], [])
    assert "20.04.2026 01:30" in capsys.readouterr().out
